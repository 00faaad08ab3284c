/**
 * Follows a refutation: every clause of it must come out of those before it by unit propagation (RUP), and the last is
 * empty. Small, and shares nothing with the search that wrote it.
 */

import type { Clause, Cnf } from '../encode/cnf.ts';

export type Followed =
  | { readonly kind: 'refuted' }
  /** `line` is the first clause, from 0, that does not follow; all lines follow and none is empty at their number. */
  | { readonly kind: 'not refuted'; readonly line: number };

export function follow({ variables, clauses }: Cnf, proof: readonly Clause[]): Followed {
  /** Per variable 1 true, -1 false, 0 open. */
  const values = new Int8Array(variables + 1);
  const trail: number[] = [];
  const watchers = new Map<number, number[][]>();
  let isRefuted = false;
  let read = 0;

  const truthOf = (literal: number): number => (literal > 0 ? values[literal]! : -values[-literal]!);
  const watchersOf = (literal: number): number[][] => {
    const known = watchers.get(literal);
    if (known !== undefined) return known;
    const made: number[][] = [];
    watchers.set(literal, made);
    return made;
  };
  /** False if the literal is false already. */
  const assume = (literal: number): boolean => {
    const value = truthOf(literal);
    if (value !== 0) return value > 0;
    values[Math.abs(literal)] = literal > 0 ? 1 : -1;
    trail.push(literal);
    return true;
  };

  /** Everything that follows from the trail; false if that is a contradiction. */
  const propagate = (): boolean => {
    while (read < trail.length) {
      const falsified = -trail[read]!;
      read += 1;
      const old = watchersOf(falsified);
      const kept: number[][] = [];
      watchers.set(falsified, kept);
      let isConsistent = true;
      for (const clause of old) {
        if (!isConsistent) {
          kept.push(clause);
          continue;
        }
        if (clause[0] === falsified) [clause[0], clause[1]] = [clause[1]!, clause[0]!];
        const place =
          truthOf(clause[0]!) > 0 ? -1 : clause.findIndex((literal, at) => at > 1 && truthOf(literal) >= 0);
        if (place > 1) {
          [clause[1], clause[place]] = [clause[place]!, clause[1]!];
          watchersOf(clause[1]!).push(clause);
          continue;
        }
        kept.push(clause);
        isConsistent = assume(clause[0]!);
      }
      if (!isConsistent) return false;
    }
    return true;
  };

  const add = (literals: Clause): void => {
    const clause = [...new Set(literals)];
    if (clause.some((literal) => clause.includes(-literal))) return;
    // What is false now stays false: only root values are there between two lines.
    const open = clause.filter((literal) => truthOf(literal) >= 0);
    if (open.length === 0) isRefuted = true;
    else if (open.length === 1) isRefuted = !assume(open[0]!) || !propagate() || isRefuted;
    else {
      watchersOf(open[0]!).push(open);
      watchersOf(open[1]!).push(open);
    }
  };

  const isImplied = (clause: Clause): boolean => {
    const before = trail.length;
    const isContradiction = !clause.every((literal) => assume(-literal)) || !propagate();
    for (const literal of trail.slice(before)) values[Math.abs(literal)] = 0;
    trail.length = before;
    read = before;
    return isContradiction;
  };

  for (const clause of clauses) add(clause);
  for (const [line, clause] of proof.entries()) {
    const isClause = clause.every(
      (literal) => Number.isInteger(literal) && literal !== 0 && Math.abs(literal) <= variables,
    );
    if (!isClause || !(isRefuted || isImplied(clause))) return { kind: 'not refuted', line };
    if (clause.length === 0) return { kind: 'refuted' };
    add(clause);
  }
  return { kind: 'not refuted', line: proof.length };
}
