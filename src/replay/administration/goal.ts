/** What a goal forbids, as conditions: any of `forbidden`, met by at most `users` users between them. */

import { orders } from '../../application/runs.ts';
import { type Condition, type Group, someOf } from './condition.ts';
import { type AtMost, dynamicExclusions, staticExclusions } from './exclusions.ts';
import type { AdministrationFacts } from './facts.ts';

export interface Forbidden {
  readonly about: string;
  /** At least `count` of the groups. */
  readonly groups: readonly Group[];
  readonly count: number;
}

export interface Asked {
  readonly forbidden: readonly Forbidden[];
  readonly users: number;
}

export function askedBy(facts: AdministrationFacts): Asked {
  const { goal, policy, holding, holdingPermission } = facts;
  switch (goal.kind) {
    case 'roles':
      return { forbidden: [all(goal.roles.map(holding))], users: goal.user === null ? goal.users : 1 };
    case 'permissions':
      return { forbidden: [all(goal.permissions.map(holdingPermission))], users: goal.users };
    case 'exclusions':
      return { forbidden: staticExclusions(facts).map(violated), users: 1 };
    case 'activation':
      return { forbidden: dynamicExclusions(facts).map(violated), users: 1 };
    case 'own-approver': {
      const { sessions, tree } = policy.applications[goal.application]!;
      const directed = goal.pairs.flatMap(([left, right]) => [
        [left, right] as const,
        [right, left] as const,
      ]);
      const pairs = directed.map(([first, second]) => ({
        left: sessions[first]!.name,
        right: sessions[second]!.name,
      }));
      const possible = orders(tree.body, pairs);
      return {
        forbidden: directed.flatMap(([first, second], at) =>
          possible[at]!.follows
            ? [
                {
                  ...all([[facts.markOf(first)], ...sessions[second]!.roles.map(holding)]),
                  about: `${pairs[at]!.left}, then ${pairs[at]!.right}`,
                },
              ]
            : [],
        ),
        users: 1,
      };
    }
    default:
      return goal satisfies never;
  }
}

const all = (groups: readonly Group[]): Forbidden => ({ about: 'all of it', groups, count: groups.length });

const violated = ({ groups, count }: AtMost): Forbidden => ({
  about: 'an exclusion violated',
  groups,
  count: count + 1,
});

/** That it is met. */
export function conditionsOf({ groups, count }: Forbidden): readonly Condition[] {
  return count === groups.length ? groups.map(someOf) : [{ kind: 'at-least', groups, count }];
}
