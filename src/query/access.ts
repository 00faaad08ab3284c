/**
 * Who may have what: the facts of a policy with those that are only possible, in one index that tells them apart.
 *
 * A fact that some row states for certain is certain, whatever else states it. A way is as certain as its least certain
 * fact, so that what can be had without any possible fact is certain: a plain definition, and the same as asking the
 * policy without its possible facts.
 */

import { type Index, indexPolicy } from '../index/index.ts';
import { has, type Rows } from '../index/rows.ts';
import type { Doubt, Policy, PossibleFacts } from '../policy/model.ts';
import { withPossible } from '../policy/possible.ts';
import type { Reason, Step } from './answer.ts';

export type Relation = 'assignment' | 'inheritance' | 'grant' | 'active';

export interface Access {
  /** As it was read. */
  readonly policy: Policy;
  /** Of everything that may hold. */
  readonly index: Index;
  /** Of what holds for certain. */
  readonly certain: Index;
  /** Whether the fact, which may hold, does not hold for certain. */
  readonly isDoubtful: (relation: Relation, left: number, right: number) => boolean;
  /** Whether any fact of the relation is doubtful. */
  readonly hasDoubtful: (relation: Relation) => boolean;
  readonly step: (relation: Relation, left: number, right: number) => Step;
  /** Why somebody may have more than the facts say: a permission, or also a role. */
  readonly open: (what: 'permission' | 'role') => readonly Reason[];
}

export function accessOf(policy: Policy): Access {
  const { possible } = policy;
  const index = indexPolicy(withPossible(policy));
  const certain = possible === null ? index : indexPolicy(policy);
  const rowsOf: Readonly<Record<Relation, () => Rows>> = {
    assignment: certain.assignments,
    inheritance: certain.juniors,
    grant: certain.grants,
    active: certain.active,
  };
  const possibleOf = (relation: Relation): PossibleFacts | null => {
    if (possible === null) return null;
    switch (relation) {
      case 'assignment':
        return possible.assignments;
      case 'inheritance':
        return possible.inheritance;
      case 'grant':
        return possible.grants;
      case 'active':
        return null;
      default:
        return relation satisfies never;
    }
  };
  const hasDoubtful = (relation: Relation): boolean => (possibleOf(relation)?.left.length ?? 0) > 0;
  const isDoubtful = (relation: Relation, left: number, right: number): boolean =>
    hasDoubtful(relation) && !has(rowsOf[relation](), left, right);
  const reasonOf = ({ reason, place }: Doubt): Reason => ({ reason, location: index.location(place) });
  const doubtsOf = (relation: Relation, left: number, right: number): readonly Reason[] => {
    const facts = possibleOf(relation);
    if (facts === null || possible === null || !isDoubtful(relation, left, right)) return [];
    const doubts = new Set<number>();
    for (let row = 0; row < facts.left.length; row += 1)
      if (facts.left[row] === left && facts.right[row] === right) doubts.add(facts.doubt[row]!);
    return [...doubts].map((doubt) => reasonOf(possible.doubts[doubt]!));
  };
  return {
    policy,
    index,
    certain,
    isDoubtful,
    hasDoubtful,
    step: (relation, left, right) => ({
      fact: index.fact(relation, left, right),
      doubts: doubtsOf(relation, left, right),
    }),
    open: (what) =>
      (possible?.doubts ?? [])
        .filter(
          ({ reaches }) => reaches === 'everything' || (reaches === 'permissions' && what === 'permission'),
        )
        .map(reasonOf),
  };
}
