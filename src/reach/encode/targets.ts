/** What a goal forbids, as thresholds over what users are assigned and have done. */

import { match } from 'ts-pattern';
import { orders } from '../../application/runs.ts';
import type { ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import { listed } from '../../source/words.ts';
import type { Target } from '../problem.ts';
import { dynamicExclusions, type Holders, staticExclusions } from './holders.ts';

/** A session that a user has to have done before the other one of a pair. */
export interface Performed {
  readonly application: number;
  readonly session: number;
}

export interface Aim {
  readonly targets: readonly Target[];
  /** How many users may meet a target between them. */
  readonly users: number;
  /** Sessions whose performance is remembered, in the order of their marks. */
  readonly performed: readonly Performed[];
}

/** `firstMark`: the variable of the first mark. */
export function aimOf(policy: Policy, goal: ReachGoal, holders: Holders, firstMark: number): Aim {
  return match(goal)
    .with({ kind: 'roles' }, ({ roles, users }) => ({
      targets: [
        {
          members: distinct(roles).map(holders.ofRole),
          atLeast: distinct(roles).length,
          about: listed(roles.map((role) => policy.roles.list[role]!)),
        },
      ],
      users,
      performed: [],
    }))
    .with({ kind: 'permissions' }, ({ permissions, users }) => ({
      targets: [
        {
          members: distinct(permissions).map(holders.ofPermission),
          atLeast: distinct(permissions).length,
          about: listed(permissions.map((permission) => policy.permissions.list[permission]!)),
        },
      ],
      users,
      performed: [],
    }))
    .with({ kind: 'exclusions' }, () => ({
      targets: staticExclusions(policy, holders),
      users: 1,
      performed: [],
    }))
    .with({ kind: 'activation' }, () => ({
      targets: dynamicExclusions(policy, holders),
      users: 1,
      performed: [],
    }))
    .with({ kind: 'own-approver' }, ({ application, pairs }) =>
      ownApprover(policy, application, pairs, holders, firstMark),
    )
    .exhaustive();
}

const distinct = (elements: readonly number[]): readonly number[] => [...new Set(elements)];

/** Of each pair in each order that a run may have: the first is done, and the user has the roles of the second. */
function ownApprover(
  policy: Policy,
  number: number,
  pairs: readonly (readonly [number, number])[],
  holders: Holders,
  firstMark: number,
): Aim {
  const { name, sessions, tree } = policy.applications[number]!;
  const directed = pairs.flatMap(([left, right]) => [
    [left, right] as const,
    ...(left === right ? [] : [[right, left] as const]),
  ]);
  const names = directed.map(([first, second]) => ({
    left: sessions[first]!.name,
    right: sessions[second]!.name,
  }));
  const possible = orders(tree.body, names);
  const performed: Performed[] = [];
  const targets: Target[] = [];
  directed.forEach(([first, second], at) => {
    if (!possible[at]!.follows) return;
    let mark = performed.findIndex(({ session }) => session === first);
    if (mark < 0) mark = performed.push({ application: number, session: first }) - 1;
    const roles = distinct(sessions[second]!.roles);
    targets.push({
      members: [Int32Array.of(firstMark + mark), ...roles.map(holders.ofRole)],
      atLeast: roles.length + 1,
      about: `${sessions[first]!.name}, then ${sessions[second]!.name} of ${name}`,
    });
  });
  return { targets, users: 1, performed };
}
