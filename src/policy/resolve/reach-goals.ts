/** Goals: states that administrators must never bring about. One that nothing could ever meet is told. */

import type { ReachGoal } from '../administration.ts';
import type { Leaf, List, Located } from '../located.ts';
import type { Application, Constraint } from '../model.ts';
import { shown } from '../names.ts';
import type { PolicyDocument } from '../shape.ts';
import { goalKinds } from '../shape-administration.ts';
import type { ReadApplications } from './applications.ts';
import { oneKey } from './choice.ts';
import { leafId, leafIds, type Ranged, type Reading, usedPermissionIds } from './reading.ts';

type AdministrationShape = NonNullable<PolicyDocument['administration']>;
type GoalNode = Located<NonNullable<AdministrationShape['goals']>[number]>;

/** What goals are about besides names. */
export interface Asked {
  readonly constraints: readonly Constraint[];
  readonly applications: ReadApplications;
}

export function readGoals(reading: Reading, nodes: readonly GoalNode[], asked: Asked): ReachGoal[] {
  const ids = new Map<string, Ranged>();
  return nodes.flatMap((node) => {
    const goal = readGoal(reading, node, asked);
    const id = node.values.id?.value.normalize('NFC') ?? goal?.id;
    const at = node.values.id ?? node;
    const first = id === undefined ? undefined : ids.get(id);
    if (id !== undefined && first === undefined) ids.set(id, at);
    if (id !== undefined && first !== undefined) {
      reading.problems.report({
        code: 'duplicate-id',
        message: `goal \`${shown(id)}\` is stated twice`,
        span: reading.span(at),
        related: [{ message: 'first here', span: reading.span(first) }],
      });
    }
    return goal ?? [];
  });
}

/** Whether nothing is exclusive in this way; it is not said where the policy was not understood. */
export function hasNoExclusions(
  { problems }: Reading,
  constraints: readonly Constraint[],
  kind: 'static' | 'dynamic',
): boolean {
  if (problems.hasErrors()) return false;
  return !constraints.some((constraint) => constraint.kind === 'exclusion' && constraint[kind]);
}

function readGoal(reading: Reading, node: GoalNode, asked: Asked): ReachGoal | null {
  const kind = oneKey(reading, node, goalKinds, 'what must not be reachable');
  if (kind === null) return null;
  const { values } = node;
  reportMisplaced(reading, node, kind);
  const base = (words: string) =>
    ({
      id: values.id?.value.normalize('NFC') ?? words,
      place: reading.place(node),
      severity: values.severity?.value ?? 'error',
      reason: values.reason?.value ?? null,
    }) as const;
  const users = values.users?.value ?? 1;
  const between = users > 1 ? `, ${users} users` : '';
  switch (kind) {
    case 'roles': {
      const roles = leafIds(reading, 'role', values.roles);
      const user = values.user === undefined ? null : leafId(reading, 'user', values.user);
      checkUsers(reading, node, values.users, values.roles!.items.length, 'role');
      const whose = values.user === undefined ? '' : `, ${values.user.value.normalize('NFC')}`;
      return {
        ...base(`${wordsOf(values.roles!)}${whose}${between}`),
        kind,
        roles: roles.map(({ id }) => id),
        user,
        users,
      };
    }
    case 'permissions': {
      const permissions = usedPermissionIds(reading, values.permissions);
      checkUsers(reading, node, values.users, values.permissions!.items.length, 'permission');
      return {
        ...base(`${wordsOf(values.permissions!)}${between}`),
        kind,
        permissions: permissions.map(({ id }) => id),
        users,
      };
    }
    case 'exclusions': {
      const which = values.exclusions!;
      if (hasNoExclusions(reading, asked.constraints, which.value)) {
        reading.problems.report({
          code: 'nothing-asked',
          message: `no roles or permissions of this policy exclude each other ${which.value === 'static' ? 'statically' : 'dynamically'}`,
          span: reading.span(which),
          hint: 'state under `constraints:` which do',
        });
      }
      return {
        ...base(`${which.value} exclusions`),
        kind: which.value === 'static' ? 'exclusions' : 'activation',
      };
    }
    case 'own-approver': {
      const found = ownApprover(reading, values['own-approver']!, asked.applications);
      if (found === null) return null;
      return { ...base(found.words), kind, application: found.application, pairs: found.pairs };
    }
    default:
      return kind satisfies never;
  }
}

function wordsOf(list: List<Leaf<string>>): string {
  return list.items.map(({ value }) => value.normalize('NFC')).join(' and ');
}

/** `user` goes with roles, `users` with roles and permissions, and not with `user`. */
function reportMisplaced(reading: Reading, node: GoalNode, kind: (typeof goalKinds)[number]): void {
  const misplaced = (key: 'user' | 'users', other: string, hint: string): void => {
    const at = node.keys.get(key);
    if (at === undefined) return;
    reading.problems.report({
      code: 'conflicting-keys',
      message: `\`${key}\` does not go with \`${other}\``,
      span: reading.span(at),
      hint,
    });
  };
  if (kind !== 'roles') misplaced('user', kind, 'remove it: one user is named only of roles');
  else if (node.keys.has('user')) misplaced('users', 'user', 'keep one of them');
  if (kind !== 'roles' && kind !== 'permissions') misplaced('users', kind, 'remove it: somebody is enough');
}

/** One user for each always suffices. */
function checkUsers(
  reading: Reading,
  node: GoalNode,
  users: Leaf<number> | undefined,
  most: number,
  what: 'role' | 'permission',
): void {
  if (users === undefined || users.value <= most || node.keys.has('user')) return;
  reading.problems.report({
    code: 'too-many-users',
    message:
      most === 1
        ? `a single ${what} needs one user`
        : `${most} ${what}s never need ${users.value} users: one for each suffices`,
    span: reading.span(users),
    hint: most === 1 ? 'remove it' : `write a number from 1 to ${most}`,
  });
}

type OwnApproverNode = NonNullable<GoalNode['values']['own-approver']>;

interface OwnApprover {
  readonly application: number;
  readonly pairs: readonly (readonly [number, number])[];
  readonly words: string;
}

function ownApprover(
  reading: Reading,
  node: OwnApproverNode,
  { applications, complete }: ReadApplications,
): OwnApprover | null {
  const name = node.kind === 'leaf' ? node : node.values.application;
  if (!name.given) return null;
  const normal = name.value.normalize('NFC');
  const application = applications.findIndex((one) => one.name === normal);
  if (application < 0) {
    if (complete) {
      const names = applications.map((one) => one.name);
      reading.problems.report({
        code: 'unknown-application',
        message: `the policy has no application \`${shown(normal)}\``,
        span: reading.span(name),
        hint: reading.suggest.hint(
          normal,
          names,
          names.length === 0
            ? 'list its file under `applications:`'
            : `its applications are ${listed(names)}`,
        ),
      });
    }
    return null;
  }
  const found = applications[application]!;
  if (node.kind === 'leaf') {
    if (found.exclusions.length === 0) {
      reading.problems.report({
        code: 'no-exclusive-sessions',
        message: `no two sessions of application \`${shown(normal)}\` exclude each other`,
        span: reading.span(name),
        hint: `name two sessions: \`{ application: ${shown(normal)}, sessions: [...] }\``,
      });
    }
    const pairs = found.exclusions.map(({ left, right }) => [left, right] as const);
    return { application, pairs, words: `own approver of ${normal}` };
  }
  const sessions = node.values.sessions.items;
  const [left, right] = [sessionOf(reading, found, sessions[0]!), sessionOf(reading, found, sessions[1]!)];
  if (left < 0 || right < 0) return null;
  if (left === right) {
    reading.problems.report({
      code: 'reflexive-exclusion',
      message: `session \`${shown(sessions[1]!.value)}\` would exclude itself`,
      span: reading.span(sessions[1]!),
      related: [{ message: 'it is also here', span: reading.span(sessions[0]!) }],
    });
  }
  const pair = [left, right].sort((a, b) => a - b);
  const words = pair.map((session) => found.sessions[session]!.name).join(' and ');
  return { application, pairs: [[pair[0]!, pair[1]!]], words: `own approver of ${normal}: ${words}` };
}

function sessionOf(reading: Reading, { name, sessions }: Application, leaf: Leaf<string>): number {
  const index = sessions.findIndex((session) => session.name === leaf.value.normalize('NFC'));
  if (index >= 0) return index;
  const names = sessions.map((session) => session.name);
  reading.problems.report({
    code: 'unknown-session',
    message: `application \`${shown(name)}\` has no session \`${shown(leaf.value)}\``,
    span: reading.span(leaf),
    hint: reading.suggest.hint(leaf.value, names, `its sessions are ${listed(names)}`),
  });
  return -1;
}

function listed(names: readonly string[]): string {
  return names
    .slice(0, 20)
    .map((one) => `\`${shown(one)}\``)
    .join(', ');
}
