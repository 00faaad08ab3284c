/**
 * A generated policy as files, in one of many arrangements: everything in one file, or spread over parts and tables in
 * several directories, with comments and blank lines, under another name. What the language cannot say is left out first
 * (`writable`), so that every arrangement says the same.
 */

import { posix } from 'node:path';
import { printApplication } from '../../../src/application/print.ts';
import {
  buildPolicy,
  type ConstraintInput,
  type PeopleInput,
  type PolicyInput,
  type SessionConstraintInput,
} from '../../../src/policy/build.ts';
import type { OfficersInput, ReachGoalInput } from '../../../src/policy/build-administration.ts';
import { randomOf } from '../../oracle/administered-arbitrary.ts';

/** The root file, and all files by their paths. */
export interface Written {
  readonly root: string;
  readonly files: Readonly<Record<string, string>>;
}

/** `input`, which must be `named`, without what the language has no words for. */
export function writable(input: PolicyInput): PolicyInput {
  const operations = (input.operations ?? [])
    .filter(({ permissions }) => permissions.length > 0)
    .map(({ atLeast, ...operation }) =>
      atLeast !== undefined && atLeast <= operation.permissions.length
        ? { ...operation, atLeast }
        : { ...operation, enforced: false },
    );
  const performed = new Set([...operations, ...(input.applications ?? [])].map(({ name }) => name));
  const { administration } = input;
  return {
    ...input,
    operations,
    constraints: (input.constraints ?? []).flatMap((constraint): ConstraintInput[] => {
      if (constraint.kind === 'one-per-object') return performed.has(constraint.within) ? [constraint] : [];
      if (constraint.kind !== 'exclusion') return [constraint];
      const { strictness, ...exclusion } = constraint;
      const isKept = strictness !== undefined && performed.has(strictness.within);
      return [{ ...exclusion, sets: constraint.sets.slice(0, 1), ...(isKept ? { strictness } : {}) }];
    }),
    ...(administration === undefined
      ? {}
      : {
          administration: {
            ...administration,
            goals: (administration.goals ?? []).map((goal) =>
              goal.kind === 'own-approver' ? { ...goal, pairs: goal.pairs.slice(0, 1) } : goal,
            ),
            ...(administration.administrators?.length === 0 ? { administrators: ['nobody'] } : {}),
          },
          ...(administration.administrators?.length === 0
            ? { users: [...(input.users ?? []), 'nobody'] }
            : {}),
        }),
  };
}

export function inOneFile(input: PolicyInput): Written {
  return arranged(input, {
    root: 'p.policy.yaml',
    parts: [],
    blank: 0,
    one: ([first]) => first!,
    chance: () => false,
  });
}

/** The same policy in several files, as `seed` determines. */
export function spread(input: PolicyInput, seed: number): Written {
  const random = randomOf(seed);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const directory = one(['', 'deep/er/', '부서/']);
  return arranged(input, {
    root: `${directory}${one(['p', 'moved', '정책'])}.policy.yaml`,
    parts: Array.from(
      { length: 1 + Math.floor(random() * 3) },
      (_, at) => `${directory}${one(['', 'parts/', 'parts/more/'])}${at}.policy-part.yaml`,
    ),
    blank: 1 + Math.floor(random() * 4),
    one,
    chance: (p) => random() < p,
  });
}

interface Arrangement {
  readonly root: string;
  readonly parts: readonly string[];
  /** Comments before the text. */
  readonly blank: number;
  readonly one: <T>(list: readonly T[]) => T;
  readonly chance: (p: number) => boolean;
}

/** A document while it is written. */
interface Draft {
  readonly path: string;
  readonly include: string[];
  readonly lists: Record<string, unknown[]>;
  readonly maps: Record<string, Record<string, unknown>>;
  readonly administration: Record<string, unknown>;
}

function arranged(input: PolicyInput, { root, parts, blank, one, chance }: Arrangement): Written {
  const drafts = [root, ...parts].map(
    (path): Draft => ({ path, include: [], lists: {}, maps: {}, administration: {} }),
  );
  // Each part is included by an earlier file, so that there is no circle, and sometimes by two.
  for (const [at, part] of drafts.entries()) {
    if (at === 0) continue;
    const earlier = drafts.slice(0, at);
    for (const by of new Set([one(earlier), ...(chance(0.3) ? [one(earlier)] : [])]))
      by.include.push(posix.relative(posix.dirname(by.path), part.path));
  }
  const files: Record<string, string> = {};
  const anywhere = (): Draft => one(drafts);
  const list = (draft: Draft, key: string): unknown[] => (draft.lists[key] ??= []);
  const map = (draft: Draft, key: string): Record<string, unknown> => (draft.maps[key] ??= {});

  const inTable = (pairs: PolicyInput['grants'] = []) => {
    const table = pairs.filter(() => chance(0.5));
    return { table, text: pairs.filter((pair) => !table.includes(pair)) };
  };
  const facts = {
    assignments: inTable(input.assignments),
    inheritance: inTable(input.inheritance),
    grants: inTable(input.grants),
  };
  const columns = {
    assignments: { user: 'left', role: 'right' },
    inheritance: { senior: 'left', junior: 'right' },
    grants: { role: 'left', permission: 'right' },
  };
  for (const kind of ['assignments', 'inheritance', 'grants'] as const) {
    const { table } = facts[kind];
    if (table.length === 0) continue;
    const by = anywhere();
    files[posix.join(posix.dirname(by.path), `${kind}.csv`)] =
      `left,comment,right\n${table.map(([left, right]) => `${left},x,"${right}"\n`).join('')}`;
    list(by, 'tables').push({ file: `${kind}.csv`, [kind]: columns[kind] });
  }
  const rightsOf = (kind: 'inheritance' | 'grants', role: string): readonly string[] =>
    facts[kind].text.filter(([left]) => left === role).map(([, right]) => right);
  for (const role of input.roles ?? []) {
    const inherits = rightsOf('inheritance', role);
    const permissions = rightsOf('grants', role);
    map(anywhere(), 'roles')[role] =
      inherits.length + permissions.length === 0 ? null : { inherits, permissions };
  }
  for (const user of input.users ?? []) list(anywhere(), 'users').push(user);
  for (const permission of input.permissions ?? []) list(anywhere(), 'permissions').push(permission);
  for (const [user, role] of facts.assignments.text) {
    const own = map(anywhere(), 'assignments');
    own[user] = [...((own[user] as readonly string[] | undefined) ?? []), role];
  }
  for (const constraint of input.constraints ?? [])
    list(anywhere(), 'constraints').push(constraintNode(constraint));
  for (const { name, permissions, atLeast, enforced } of input.operations ?? []) {
    list(anywhere(), 'operations').push({
      name,
      permissions,
      ...(atLeast === undefined ? {} : { 'at-least': atLeast }),
      ...(enforced === true ? { 'enforced-by': 'role-exclusions' } : {}),
    });
  }
  for (const { name, user, active, of } of input.sessions ?? [])
    map(anywhere(), 'sessions')[name] = { user, active, ...(of === undefined ? {} : { of }) };
  const trees = buildPolicy(input).applications.map(({ tree }) => tree);
  for (const [at, application] of (input.applications ?? []).entries()) {
    const by = anywhere();
    const file = `${application.name}.app`;
    files[posix.join(posix.dirname(by.path), file)] = `${'\n'.repeat(blank)}${printApplication(trees[at]!)}`;
    const needs = application.sessions.flatMap((session) =>
      session.needs === undefined ? [] : [[session.name, session.needs] as const],
    );
    list(by, 'applications').push({
      file,
      needs: Object.fromEntries(needs),
      plans: Object.fromEntries((application.plans ?? []).map((plan) => [plan.name, plan.assignments])),
      constraints: (application.constraints ?? []).map(sessionConstraintNode),
      ...(application.everyPlan === true ? { separation: 'every-plan' } : {}),
    });
  }
  const { administration } = input;
  if (administration !== undefined) {
    const own = anywhere().administration;
    if (administration.administrators !== undefined) own.administrators = administration.administrators;
    own.exclusions = administration.enforcesExclusions === false ? 'not-enforced' : 'enforced';
    own.users = administration.population ?? 'fixed';
    const push = (key: string, node: unknown): void => {
      const draft = anywhere().administration;
      draft[key] = [...((draft[key] as readonly unknown[] | undefined) ?? []), node];
    };
    for (const { name, roles, atMost } of administration.newcomers ?? [])
      push('newcomers', { name, roles, ...(atMost === undefined ? {} : { 'at-most': atMost }) });
    for (const rule of administration.rules ?? []) {
      const conditions = rule.kind === 'enrol' ? {} : { holds: rule.needs ?? [], lacks: rule.bars ?? [] };
      push(rule.kind, { id: rule.id, by: officersNode(rule.by), roles: rule.roles, ...conditions });
    }
    for (const goal of administration.goals ?? []) push('goals', goalNode(goal));
  }
  for (const [at, { path, include, lists, maps, administration: own }] of drafts.entries()) {
    const head = { policy: input.name ?? 'p', now: input.now ?? undefined, profile: input.profile };
    const sections: Readonly<Record<string, unknown>> = {
      ...(at === 0 ? head : {}),
      ...(include.length === 0 ? {} : { include }),
      ...lists,
      ...maps,
      ...(Object.keys(own).length === 0 ? {} : { administration: own }),
    };
    const lines = Object.entries(
      at > 0 && Object.keys(sections).length === 0 ? { users: [] } : sections,
    ).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${JSON.stringify(value)}\n`]));
    files[path] = `${'# a comment\n\n'.repeat(blank)}${lines.join(blank > 0 ? '\n# more\n' : '')}`;
  }
  return { root, files };
}

function constraintNode(constraint: ConstraintInput): unknown {
  const { id } = constraint;
  switch (constraint.kind) {
    case 'exclusion': {
      const { members, limit } = constraint.sets[0]!;
      const node =
        constraint.over === 'permission'
          ? { permissions: members }
          : { roles: members, ...(limit === undefined ? {} : { 'fewer-than': limit }) };
      const { strictness } = constraint;
      return { id, [constraint.relation]: { ...node, ...(strictness === undefined ? {} : { strictness }) } };
    }
    case 'cardinality':
      return { id, cardinality: { role: constraint.role, 'at-most': constraint.atMost } };
    case 'prerequisite':
      return { id, prerequisite: { role: constraint.role, needs: constraint.needs } };
    case 'window':
      return { id, window: { role: constraint.role, open: constraint.open } };
    case 'one-per-object':
      return { id, 'one-per-object': { within: constraint.within, each: constraint.each } };
    default:
      return constraint satisfies never;
  }
}

function sessionConstraintNode(constraint: SessionConstraintInput): unknown {
  const { id, kind } = constraint;
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
      return { id, [kind]: constraint.sessions };
    case 'at-most':
    case 'at-least':
      return { id, [kind]: { users: constraint.bound, sessions: constraint.sessions } };
    case 'team':
      return { id, team: { sessions: constraint.sessions, teams: constraint.teams } };
    case 'group-unless': {
      const { sessions, bound, group } = constraint;
      return { id, 'group-unless': { sessions, 'at-least': bound, group } };
    }
    case 'dependent': {
      const side = (session: string, users: PeopleInput): unknown => ({ session, users });
      const { left, leftUsers, right, rightUsers } = constraint;
      const sides = [
        ['if', side(left, leftUsers)],
        ['then', side(right, rightUsers)],
      ] as const;
      return { id, dependent: Object.fromEntries(sides) };
    }
    case 'load': {
      const { bound, users } = constraint;
      return { id, load: { 'at-most': bound, ...(users === undefined ? {} : { users }) } };
    }
    case 'unavailable':
      return { id, unavailable: constraint.users };
    case 'forced':
    case 'forbidden':
      return { id, [kind]: { session: constraint.session, user: constraint.user } };
    default:
      return constraint satisfies never;
  }
}

function officersNode(by: OfficersInput | null): unknown {
  if (by === null) return 'anybody';
  if (typeof by === 'string' || 'length' in by) return by;
  return Object.fromEntries(Object.entries(by).filter(([, names]) => names.length > 0));
}

function goalNode(goal: ReachGoalInput): unknown {
  const { id } = goal;
  const users = 'users' in goal && goal.users !== undefined ? { users: goal.users } : {};
  switch (goal.kind) {
    case 'roles':
      return { id, roles: goal.roles, ...users, ...(goal.user === undefined ? {} : { user: goal.user }) };
    case 'permissions':
      return { id, permissions: goal.permissions, ...users };
    case 'exclusions':
      return { id, exclusions: 'static' };
    case 'activation':
      return { id, exclusions: 'dynamic' };
    case 'own-approver':
      return { id, 'own-approver': { application: goal.application, sessions: goal.pairs[0] } };
    default:
      return goal satisfies never;
  }
}
