/**
 * Cardinality barriers: of some variables nobody ever has more than so many at once.
 *
 * If nobody starts with more than i of Q, and no rule that adds one of Q can be used by somebody who has exactly i, then
 * nobody ever has more than i. A rule can be used at level i only if some i of Q contain what it needs of Q and are
 * neither what it adds nor what it bars. Separation of duty is often written so: whoever has three duties of five cannot
 * get a fourth.
 */

import type { Problem, Rule } from './problem.ts';
import { type Forward, rulesByVariable } from './slice/forward.ts';

export interface Barrier {
  readonly variables: readonly number[];
  readonly count: number;
}

export interface Barriers {
  /** The lowest barrier of these variables below all of them; null where there is none. */
  readonly of: (variables: readonly number[]) => Barrier | null;
}

export function barriersOf(problem: Problem, { live }: Forward): Barriers {
  const adding = rulesByVariable(problem, 'adds');
  const known = new Map<string, Barrier | null>();
  const compute = (variables: readonly number[]): Barrier | null => {
    const inside = new Set(variables);
    let count = 0;
    for (const { start } of problem.kinds) {
      let had = 0;
      for (const variable of start) if (inside.has(variable)) had += 1;
      count = Math.max(count, had);
    }
    // Levels from which some rule leads one higher.
    const leaves = new Uint8Array(variables.length + 1);
    for (const variable of variables) {
      for (const number of adding(variable)) {
        if (live[number] === 1) markLevels(problem.rules[number]!, inside, variables.length, leaves);
      }
    }
    while (count < variables.length && leaves[count] === 1) count += 1;
    return count < variables.length ? { variables, count } : null;
  };
  return {
    of: (variables) => {
      const key = variables.join(' ');
      let barrier = known.get(key);
      if (barrier === undefined) {
        barrier = compute(variables);
        known.set(key, barrier);
      }
      return barrier;
    },
  };
}

function markLevels(
  { needs, bars, adds, origin }: Rule,
  inside: ReadonlySet<number>,
  size: number,
  leaves: Uint8Array,
): void {
  if (origin.kind === 'enrol') {
    leaves[0] = 1;
    return;
  }
  const needed = new Set(
    needs.flatMap((clause) => (clause.length === 1 && inside.has(clause[0]!) ? [clause[0]!] : [])),
  );
  const refused = new Set([...bars, ...adds].filter((variable) => inside.has(variable)));
  if ([...needed].some((variable) => refused.has(variable))) return;
  for (let level = needed.size; level <= size - refused.size; level += 1) leaves[level] = 1;
}

/**
 * Rules that barriers show never to be used, with the barriers that show it: of what a rule needs, nobody has so much.
 * Asked of the rules in `useful` and of pairs of what they need.
 */
export function barredRules(
  problem: Problem,
  barriers: Barriers,
  useful: Uint8Array,
): ReadonlyMap<number, Barrier> {
  const found = new Map<number, Barrier>();
  useful.forEach((isUseful, number) => {
    if (isUseful === 0) return;
    const needed = singles(problem.rules[number]!.needs);
    const barrier = lowestFor(needed, barriers);
    if (barrier !== null) found.set(number, barrier);
  });
  return found;
}

/** A barrier that keeps all of `wanted` from being held at once. */
export function lowestFor(wanted: readonly number[], barriers: Barriers): Barrier | null {
  if (wanted.length < 2) return null;
  for (let at = 0; at < Math.min(wanted.length, mostForPairs); at += 1) {
    for (let other = at + 1; other < Math.min(wanted.length, mostForPairs); other += 1) {
      const pair = barriers.of([wanted[at]!, wanted[other]!]);
      if (pair !== null) return pair;
    }
  }
  return wanted.length === 2 ? null : barriers.of(wanted);
}

const mostForPairs = 12;

const singles = (clauses: readonly Int32Array[]): readonly number[] =>
  [...new Set(clauses.flatMap((clause) => (clause.length === 1 ? [clause[0]!] : [])))].sort((a, b) => a - b);
