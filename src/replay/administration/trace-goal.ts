/** Whether the suspects have come to what must not be: the goal's claim, evaluated in the specification's state. */

import { reachClaims } from '../../../spec/reachability.ts';
import { orders } from '../../application/runs.ts';
import { holds } from '../../interpret/evaluate.ts';
import type { State } from '../../logic/state.ts';
import type { ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import { lowerFormula } from '../../profile/lower.ts';

export function meetsGoal(policy: Policy, goal: ReachGoal, state: State): boolean {
  const { formula } = reachClaims[goal.kind];
  const inFocus =
    goal.kind === 'own-approver'
      ? { ...state, relations: { ...state.relations, followedBy: orderedPairs(policy, goal) } }
      : state;
  return !holds(lowerFormula(formula, policy.profile), inFocus);
}

/** The pairs, each in the orders in which some run of the application has them. */
function orderedPairs(
  policy: Policy,
  { application, pairs }: Extract<ReachGoal, { kind: 'own-approver' }>,
): readonly (readonly [number, number])[] {
  const { sessions, tree } = policy.applications[application]!;
  const directed = [
    ...new Map(
      pairs
        .flatMap(([left, right]) => [[left, right] as const, [right, left] as const])
        .map((pair) => [pair.join(' '), pair]),
    ).values(),
  ];
  const found = orders(
    tree.body,
    directed.map(([first, second]) => ({ left: sessions[first]!.name, right: sessions[second]!.name })),
  );
  return directed.filter((_, at) => found[at]!.follows);
}
