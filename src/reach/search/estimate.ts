/**
 * How many moves are left at least: what A* is guided by.
 *
 * Somebody has to walk from where they are to the goal in the graph of one user; moves whose administrators nobody is
 * yet cost at least what it takes the nearest user to become one. Of several such powers the dearest counts, since
 * one user may become several administrators on one way.
 */

import type { Core } from '../core.ts';
import { distancesTo, type Graph, metIn, someBit } from './graph.ts';

/** Users by where they are: `state` in the graph, of kind `kind`. */
export interface Standing {
  readonly kind: number;
  readonly state: number;
}

export interface Estimate {
  /** A lower bound of the moves left; Infinity: the goal is out of reach. `isOpen(p)`: nobody has the power now. */
  readonly left: (users: readonly Standing[], isOpen: (power: number) => boolean) => number;
}

const mostSubsets = 32;

export function estimateOf(core: Core, graph: Graph): Estimate {
  const { powers, targets, kinds, searching, users: together } = core;
  const holds = (power: number, state: number): boolean =>
    someBit(powers[power]!.roles, graph.states[state]!);
  const all = (): boolean => true;
  const toPower = powers.map((_, power) => distancesTo(graph, (state) => holds(power, state), all));
  const costs = new Float64Array(powers.length);
  const price = (users: readonly Standing[], isOpen: (power: number) => boolean): void => {
    powers.forEach((_, power) => {
      if (!isOpen(power)) {
        costs[power] = 0;
        return;
      }
      let least = Number.POSITIVE_INFINITY;
      for (const { kind, state } of users)
        if (kinds[kind]!.mayAct) least = Math.min(least, toPower[power]![state]!);
      costs[power] = least;
    });
  };

  if (together > 1) {
    // Each member of a target has to be met by somebody.
    const toMember = targets.map(({ members }) =>
      members.map((member) => distancesTo(graph, (state) => someBit(member, graph.states[state]!), all)),
    );
    return {
      left: (users) => {
        let least = Number.POSITIVE_INFINITY;
        targets.forEach(({ atLeast }, at) => {
          const nearest = toMember[at]!.map((distances) =>
            Math.min(
              ...users.filter(({ kind }) => kinds[kind]!.mayAim).map(({ state }) => distances[state]!),
            ),
          );
          least = Math.min(least, nearest.sort((a, b) => a - b)[atLeast - 1] ?? Number.POSITIVE_INFINITY);
        });
        return least;
      },
    };
  }

  const isGoal = (state: number): boolean => targets.some((target) => metIn(target, graph.states[state]!));
  const missing = powers.flatMap(({ isHeldAtFirst }, power) => (isHeldAtFirst ? [] : [power]));
  const subsets = subsetsOf(missing);
  const toGoal = subsets.map((subset) =>
    distancesTo(graph, isGoal, (move, from) => {
      const { power } = searching[move]!;
      return power < 0 || powers[power]!.isHeldAtFirst || subset.includes(power) || holds(power, from);
    }),
  );
  return {
    left: (users, isOpen) => {
      price(users, isOpen);
      let least = Number.POSITIVE_INFINITY;
      subsets.forEach((subset, at) => {
        let dearest = 0;
        for (const power of subset) dearest = Math.max(dearest, costs[power]!);
        if (dearest >= least) return;
        const distances = toGoal[at]!;
        for (const { kind, state } of users)
          if (kinds[kind]!.mayAim) least = Math.min(least, distances[state]! + dearest);
      });
      return least;
    },
  };
}

/** All subsets; where there would be too many, the whole set, whose powers then cost nothing, only. */
function subsetsOf(powers: readonly number[]): readonly (readonly number[])[] {
  if (2 ** powers.length > mostSubsets) return [[...powers]];
  const subsets: number[][] = [[]];
  for (const power of powers) subsets.push(...subsets.map((subset) => [...subset, power]));
  return subsets;
}
