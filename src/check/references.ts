/**
 * Referential integrity: whatever a fact or a constraint names is declared (P01).
 *
 * The reader refuses undeclared names with a hint; this rule decides the property for policies that come from
 * elsewhere. One finding for each undeclared name. Roles that grant nothing and permissions that nobody is granted are
 * told in one vacuous decision (V3), because whatever is proved of them says little.
 */

import { references } from '../../spec/references.ts';
import type { Index } from '../index/index.ts';
import { isFunctionPermission } from '../policy/function-permission.ts';
import type { Constraint, Facts, Policy } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import { listed } from '../source/words.ts';
import type { Change, Fact, FactRelation } from '../verdict/change.ts';
import type { CoreElement } from '../verdict/verdict.ts';
import { locationsOf } from './core.ts';
import { removal } from './removals.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { byName, placed } from './words.ts';

const claim = { property: 'P01', claim: references.schema.name } as const;

export const rule: Rule = {
  id: 'references',
  properties: ['P01'],
  severity: 'error',
  claims: [references],
  explanation: {
    title: 'every name that is used is declared',
    meaning: [
      'A name that is used but declared nowhere is mostly a misspelling, and a misspelt role in an exclusion protects',
      'nothing. Users, roles and permissions in assignments, hierarchy, grants, sessions and constraints must be',
      'declared. Roles without permissions and permissions without roles are listed, since they grant nothing.',
    ].join(' '),
    violating: `policy: pay
users: [kim]
roles:
  creator:
assignments:
  kim: [creatr]
`,
    compliant: `policy: pay
users: [kim]
roles:
  creator:
assignments:
  kim: [creator]
`,
    fix: 'Correct the name where it is used, or declare it.',
    references: ['ANSI INCITS 359, core RBAC'],
  },
  decide,
};

type Sort = 'user' | 'role' | 'permission';

/** Where an undeclared name is used: facts, sessions and constraints, in this order. */
interface Uses {
  readonly facts: Fact[];
  readonly removals: Change[];
  readonly sessions: { readonly name: string; readonly location: Location }[];
  readonly constraints: Constraint[];
}

function* decide({ policy, index }: Context): Generator<Decision> {
  const undeclared = usesOfUndeclared(policy, index);
  const base = { ...claim, constraint: null, severity: severityOf(policy, rule), focus: {} } as const;
  for (const { sort, name, uses } of undeclared) {
    yield {
      ...base,
      kind: 'violated',
      scope: 'this policy',
      bindings: [],
      elements: [`${sort} ${name}`],
      evidence: { kind: 'recheck' },
      detail: () => detailOf(index, sort, name, uses),
    };
  }
  if (undeclared.length === 0) {
    const example = exampleOf(policy, index);
    if (example !== null) {
      yield {
        ...base,
        kind: 'holds',
        scope: 'this policy',
        witness: {
          bindings: [],
          sentence: `${example.left} and ${example.right} are declared, as are all names that are used`,
        },
        evidence: { kind: 'recheck' },
        locations: example.locations.slice(0, 1),
      };
    }
  }
  const idle = idleReason(policy, index);
  if (idle !== null) {
    yield {
      ...base,
      kind: 'vacuous',
      scope: 'this policy',
      vacuity: 'V3',
      reason: idle.reason,
      locations: idle.locations,
    };
  }
}

function detailOf(index: Index, sort: Sort, name: string, uses: Uses) {
  const { facts, sessions, constraints } = uses;
  const constraint = constraints[0];
  const constraintPlace = constraint === undefined ? undefined : index.location(constraint.place);
  const where = [
    ...facts.map((fact) => `${words[fact.relation](fact)} (${placed(fact.locations[0]!)})`),
    ...sessions.map((session) => `session ${session.name} (${placed(session.location)})`),
    ...constraints.map(({ id, place }) => `constraint ${id} (${placed(index.location(place))})`),
  ];
  const core: CoreElement[] =
    facts[0] !== undefined
      ? [{ kind: 'fact', fact: facts[0] }]
      : constraint !== undefined && constraintPlace !== undefined
        ? [{ kind: 'constraint', id: constraint.id, location: constraintPlace }]
        : [];
  return {
    sentence: `${sort} ${name} is not declared, but used in ${listed(where, 3)}`,
    paths: [],
    core,
    locations: locationsOf(facts, [
      ...sessions.map((session) => session.location),
      ...constraints.map(({ place }) => index.location(place)),
    ]),
    candidates: [
      ...uses.removals,
      ...sessions.map((session): Change => ({ kind: 'end-session', session: session.name })),
      ...constraints.map(({ id }): Change => ({ kind: 'drop-constraint', constraint: id })),
    ],
  };
}

const words: Record<FactRelation, (fact: Fact) => string> = {
  assignment: ({ left, right }) => `the assignment of ${left} to ${right}`,
  inheritance: ({ left, right }) => `the inheritance of ${right} by ${left}`,
  grant: ({ left, right }) => `the grant of ${right} to ${left}`,
  active: ({ left, right }) => `the active role ${right} of session ${left}`,
};

/** Undeclared names by sort and name, with their uses. */
function usesOfUndeclared(
  policy: Policy,
  index: Index,
): { readonly sort: Sort; readonly name: string; readonly uses: Uses }[] {
  const found = new Map<string, { readonly sort: Sort; readonly name: string; readonly uses: Uses }>();
  const names = { user: policy.users, role: policy.roles, permission: policy.permissions };
  const usesOf = (sort: Sort, id: number): Uses | null => {
    if (id < names[sort].declaredCount) return null;
    const name = names[sort].list[id]!;
    const key = `${sort} ${name}`;
    const known = found.get(key);
    if (known !== undefined) return known.uses;
    const uses: Uses = { facts: [], removals: [], sessions: [], constraints: [] };
    found.set(key, { sort, name, uses });
    return uses;
  };
  const scan = (relation: FactRelation, facts: Facts, left: Sort | null, right: Sort): void => {
    const isComplete = (sort: Sort | null) =>
      sort === null || names[sort].declaredCount === names[sort].list.length;
    if (isComplete(left) && isComplete(right)) return;
    const seen = new Set<string>();
    for (let row = 0; row < facts.left.length; row += 1) {
      const [from, to] = [facts.left[row]!, facts.right[row]!];
      const users = [left === null ? null : usesOf(left, from), usesOf(right, to)];
      if (users[0] === null && users[1] === null) continue;
      if (seen.has(`${from} ${to}`)) continue;
      seen.add(`${from} ${to}`);
      const fact = index.fact(relation, from, to);
      for (const uses of new Set(users)) {
        uses?.facts.push(fact);
        uses?.removals.push(removal(policy, relation, from, to));
      }
    }
  };
  scan('assignment', policy.assignments, 'user', 'role');
  scan('inheritance', policy.inheritance, 'role', 'role');
  scan('grant', policy.grants, 'role', 'permission');
  scan('active', policy.active, null, 'role');
  for (const session of policy.sessions) {
    usesOf('user', session.user)?.sessions.push({
      name: session.name,
      location: index.location(session.place),
    });
  }
  for (const constraint of policy.constraints) {
    const sort = constraint.kind === 'exclusion' ? constraint.over : 'role';
    for (const id of new Set(namedBy(constraint))) usesOf(sort, id)?.constraints.push(constraint);
  }
  const ordered = [...found.values()];
  for (const { uses } of ordered) uses.facts.sort(byFact);
  return ordered.sort((a, b) => byName(a.sort, b.sort) || byName(a.name, b.name));
}

const order: readonly FactRelation[] = ['assignment', 'inheritance', 'grant', 'active'];

function byFact(a: Fact, b: Fact): number {
  return (
    order.indexOf(a.relation) - order.indexOf(b.relation) ||
    byName(a.left, b.left) ||
    byName(a.right, b.right)
  );
}

/** The roles or permissions that a constraint names. */
function namedBy(constraint: Constraint): readonly number[] {
  switch (constraint.kind) {
    case 'exclusion':
      return constraint.sets.flatMap((set) => set.members);
    case 'cardinality':
    case 'window':
      return [constraint.role];
    case 'prerequisite':
      return constraint.needs.length === 0 ? [] : [constraint.role, ...constraint.needs];
    case 'one-per-object':
      return [];
    default:
      return constraint satisfies never;
  }
}

/** A fact that names something: the premise of the property. */
function exampleOf(policy: Policy, index: Index): Fact | null {
  const relations = [
    ['assignment', policy.assignments],
    ['inheritance', policy.inheritance],
    ['grant', policy.grants],
    ['active', policy.active],
  ] as const;
  for (const [relation, facts] of relations) {
    if (facts.left.length > 0) return index.fact(relation, facts.left[0]!, facts.right[0]!);
  }
  return null;
}

/** V3; null where the policy says nothing of permissions, or where every role and permission grants something. */
function idleReason(
  policy: Policy,
  index: Index,
): { readonly reason: string; readonly locations: readonly Location[] } | null {
  if (policy.grants.left.length === 0) return null;
  const grants = index.grants();
  const grantsNothing = (role: number) => grants.start[role] === grants.start[role + 1];
  const roles = idsBelow(policy.roles.declaredCount).filter(
    (role) => grantsNothing(role) && index.down(role).every(grantsNothing),
  );
  const permissions = idsBelow(policy.permissions.declaredCount).filter(
    // A function is defined for many policies, and that nobody has it is no news.
    (permission) =>
      index.rolesGranted(permission).length === 0 &&
      !isFunctionPermission(policy.permissions.list[permission]!),
  );
  if (roles.length === 0 && permissions.length === 0) return null;
  const quoted = (ids: readonly number[], names: readonly string[]) =>
    listed(ids.map((id) => `\`${names[id]!}\``).sort(byName));
  const parts = [
    ...(roles.length === 0
      ? []
      : [`${quoted(roles, policy.roles.list)} ${roles.length === 1 ? 'has' : 'have'} no permissions`]),
    ...(permissions.length === 0
      ? []
      : [
          `${quoted(permissions, policy.permissions.list)} ${permissions.length === 1 ? 'is' : 'are'} granted to no role`,
        ]),
  ];
  const places = [
    ...roles.slice(0, 3).map((role) => policy.declared.roles[role]!),
    ...permissions.slice(0, 3).map((permission) => policy.declared.permissions[permission]!),
  ];
  return { reason: parts.join('; '), locations: places.map(index.location) };
}

function idsBelow(count: number): number[] {
  return Array.from({ length: count }, (_, id) => id);
}
