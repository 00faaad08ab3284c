/**
 * The conditions of a system as clauses over auxiliary variables, written once: then every question is one about
 * assumptions.
 *
 * Variable v of the system is v + 1 here. For a clause of several variables there is a variable that implies it; for a
 * threshold that must not be met, one that is implied by its being met; for one that must be, variables that imply it.
 */

import type { Clause, Move, System, Threshold } from '../system.ts';

/** What has to be assumed for a move: null where it can never be made. */
export interface Guard {
  /** Literals, ± variables from 1. */
  readonly assumptions: readonly number[];
}

export interface Guards {
  readonly variables: number;
  readonly clauses: readonly (readonly number[])[];
  readonly ofMove: readonly (Guard | null)[];
  readonly ofBad: readonly (Guard | null)[];
}

export function guardsOf({ variables, moves, bad }: System): Guards {
  let count = variables;
  const clauses: (readonly number[])[] = [];
  const fresh = (): number => {
    count += 1;
    return count;
  };
  const literalOf = (variable: number): number => variable + 1;
  const implying = new Map<string, number>();
  /** A literal that implies the clause. */
  const someOf = (clause: Clause): number | null => {
    if (clause.length === 0) return null;
    if (clause.length === 1) return literalOf(clause[0]!);
    const key = clause.join(' ');
    let literal = implying.get(key);
    if (literal === undefined) {
      literal = fresh();
      implying.set(key, literal);
      clauses.push([-literal, ...Array.from(clause, literalOf)]);
    }
    return literal;
  };
  const implied = new Map<string, number>();
  /** A literal that the clause implies. */
  const whereSomeOf = (clause: Clause): number => {
    if (clause.length === 1) return literalOf(clause[0]!);
    const key = clause.join(' ');
    let literal = implied.get(key);
    if (literal === undefined) {
      literal = fresh();
      implied.set(key, literal);
      for (const variable of clause) clauses.push([-literalOf(variable), literal]);
    }
    return literal;
  };
  /** A literal that is implied by at least `least` of the members being true; 1 ≤ least ≤ members. */
  const whereAtLeast = (members: readonly number[], least: number): number => {
    if (least === 1) {
      const literal = fresh();
      for (const member of members) clauses.push([-member, literal]);
      return literal;
    }
    let counts: readonly number[] = [];
    for (const member of members) {
      const next = Array.from({ length: Math.min(least, counts.length + 1) }, fresh);
      next.forEach((literal, at) => {
        if (at < counts.length) clauses.push([-counts[at]!, literal]);
        if (at === 0) clauses.push([-member, literal]);
        else clauses.push([-member, -counts[at - 1]!, literal]);
      });
      counts = next;
    }
    return counts[least - 1]!;
  };
  /** A literal that implies that at least `least` of the members are true; 1 ≤ least < members. */
  const atLeastOf = (members: readonly number[], least: number): number => {
    // counts[j]: at least j + 1 of the members so far; a member more needs itself or what was before.
    let counts: readonly number[] = [];
    for (const member of members) {
      const before = counts;
      const next = Array.from({ length: Math.min(least, before.length + 1) }, fresh);
      next.forEach((literal, at) => {
        const same = at < before.length ? [before[at]!] : [];
        clauses.push([-literal, ...same, member]);
        if (at > 0) clauses.push([-literal, ...same, before[at - 1]!]);
      });
      counts = next;
    }
    return counts[least - 1]!;
  };

  const guardOfMove = ({ needs, bars, avoids, adds, removes }: Move): Guard | null => {
    const assumptions: number[] = [];
    for (const clause of needs) {
      const literal = someOf(clause);
      if (literal === null) return null;
      assumptions.push(literal);
    }
    for (const variable of bars) assumptions.push(-literalOf(variable));
    for (const { members, atLeast } of avoids) {
      // After the move what it adds is true, and what it removes is not.
      const others = members.filter((member) => !member.some((variable) => adds.includes(variable)));
      const least = atLeast - (members.length - others.length);
      if (least <= 0) return null;
      const left = others
        .map((member) => member.filter((variable) => !removes.includes(variable)))
        .filter((member) => member.length > 0);
      if (least <= left.length) assumptions.push(-whereAtLeast(left.map(whereSomeOf), least));
    }
    return { assumptions };
  };
  const guardOfBad = ({ members, atLeast }: Threshold): Guard | null => {
    const literals = members.flatMap((member) => someOf(member) ?? []);
    if (literals.length < atLeast) return null;
    if (atLeast <= 0) return { assumptions: [] };
    return { assumptions: literals.length === atLeast ? literals : [atLeastOf(literals, atLeast)] };
  };
  const ofMove = moves.map(guardOfMove);
  const ofBad = bad.map(guardOfBad);
  return { variables: count, clauses, ofMove, ofBad };
}
