/**
 * Whether the suspects have come to what must not be: the goal's formula, evaluated in the specification's state.
 *
 * Claims about all users are read with the suspects for users, so that who is named is who violates them.
 */

import { nobodyApprovesOwn, permissionsStayApart, rolesStayApart } from '../../../spec/administration.ts';
import { activatable } from '../../../spec/dynamic-sod.ts';
import { permissionSOD } from '../../../spec/permission-sod.ts';
import { staticSOD, staticSODSet } from '../../../spec/static-sod.ts';
import { orders } from '../../application/runs.ts';
import { holds } from '../../interpret/evaluate.ts';
import type { State } from '../../logic/state.ts';
import type { Formula } from '../../logic/terms.ts';
import type { ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import { lowerFormula } from '../../profile/lower.ts';

export function meetsGoal(policy: Policy, goal: ReachGoal, state: State): boolean {
  const fails = (formula: Formula, at: State): boolean => !holds(lowerFormula(formula, policy.profile), at);
  const ofSuspects: State = {
    ...state,
    relations: { ...state.relations, users: state.relations.suspects! },
  };
  switch (goal.kind) {
    case 'roles':
      return fails(rolesStayApart.formula, state);
    case 'permissions':
      return fails(permissionsStayApart.formula, state);
    case 'exclusions':
      return [staticSOD, staticSODSet, permissionSOD].some(({ formula }) => fails(formula, ofSuspects));
    case 'activation':
      return fails(activatable.formula, ofSuspects);
    case 'own-approver': {
      const followedBy = orderedPairs(policy, goal);
      const ordered = { ...state, relations: { ...state.relations, followedBy } };
      return fails(nobodyApprovesOwn.formula, ordered);
    }
    default:
      return goal satisfies never;
  }
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
