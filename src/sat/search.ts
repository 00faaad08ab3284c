/**
 * A propositional search that learns from conflicts and writes down what it learns.
 *
 * Two watched literals, first unique implication points, activities with phases, restarts after Luby, learned clauses
 * forgotten by glue. Deterministic: there is no chance in it. The search of `feasible/pattern` is about who does which
 * step and knows no other clauses; this one is for questions that are not of that form. `bench/coalition` tells how it
 * compares with Z3, and with CaDiCaL in WASM, which is quicker on scattered exclusions and not worth a dependency.
 */

import type { Clause, Cnf } from '../encode/cnf.ts';
import { activityOrder } from './order.ts';

/** When to give up. Only `conflicts` gives the same answer on every machine. */
export interface SearchLimits {
  readonly conflicts: number;
  /** Asked every 64 conflicts and every 4096 decisions; true ends the search. */
  readonly interrupted?: () => boolean;
}

export type Outcome =
  | { readonly kind: 'satisfiable'; readonly isTrue: (variable: number) => boolean }
  /** Each clause follows from those before it by unit propagation; the last is empty. */
  | { readonly kind: 'refuted'; readonly proof: readonly Clause[] }
  | { readonly kind: 'unknown'; readonly reason: 'conflict limit' | 'interrupted' };

const activityDecay = 0.95;
const restartUnit = 64;
const firstReduction = 2000;
const reductionStep = 500;

/** A clause of the search: literals 2 v (positive) and 2 v + 1 (negative), v from 0; the first two are watched. */
interface Stored {
  readonly literals: Int32Array;
  /** 0 for clauses of the question. */
  readonly glue: number;
  isForgotten: boolean;
}

const stored = (literals: readonly number[], glue: number): Stored => ({
  literals: Int32Array.from(literals),
  glue,
  isForgotten: false,
});

const inside = (literal: number): number => (literal > 0 ? 2 * (literal - 1) : 2 * (-literal - 1) + 1);
const outside = (literal: number): number => ((literal & 1) === 0 ? 1 : -1) * ((literal >> 1) + 1);

export function search({ variables, clauses }: Cnf, limits: SearchLimits): Outcome {
  /** Per literal 1 true, -1 false, 0 open. */
  const value = new Int8Array(2 * variables);
  const level = new Int32Array(variables);
  const reason: (Stored | null)[] = new Array(variables).fill(null);
  const phase = new Uint8Array(variables).fill(1);
  const trail = new Int32Array(variables);
  const levelStart: number[] = [];
  const watchers: Stored[][] = Array.from({ length: 2 * variables }, () => []);
  const order = activityOrder(variables, activityDecay);
  const seen = new Uint8Array(variables);
  const proof: Clause[] = [];
  let learned: Stored[] = [];
  let trailSize = 0;
  let head = 0;

  const assign = (literal: number, because: Stored | null): void => {
    value[literal] = 1;
    value[literal ^ 1] = -1;
    const variable = literal >> 1;
    level[variable] = levelStart.length;
    reason[variable] = because;
    trail[trailSize] = literal;
    trailSize += 1;
  };

  const watch = (clause: Stored): void => {
    watchers[clause.literals[0]!]!.push(clause);
    watchers[clause.literals[1]!]!.push(clause);
  };

  /** The clause that became false, or null. */
  const propagate = (): Stored | null => {
    while (head < trailSize) {
      const falsified = trail[head]! ^ 1;
      head += 1;
      const list = watchers[falsified]!;
      let kept = 0;
      for (let at = 0; at < list.length; at += 1) {
        const clause = list[at]!;
        if (clause.isForgotten) continue;
        const { literals } = clause;
        if (literals[0] === falsified) {
          literals[0] = literals[1]!;
          literals[1] = falsified;
        }
        const first = literals[0]!;
        if (value[first] === 1) {
          list[kept] = clause;
          kept += 1;
          continue;
        }
        let place = 2;
        while (place < literals.length && value[literals[place]!] === -1) place += 1;
        if (place < literals.length) {
          literals[1] = literals[place]!;
          literals[place] = falsified;
          watchers[literals[1]!]!.push(clause);
          continue;
        }
        list[kept] = clause;
        kept += 1;
        if (value[first] === 0) {
          assign(first, clause);
          continue;
        }
        for (at += 1; at < list.length; at += 1) {
          list[kept] = list[at]!;
          kept += 1;
        }
        list.length = kept;
        return clause;
      }
      list.length = kept;
    }
    return null;
  };

  const backtrack = (target: number): void => {
    if (levelStart.length <= target) return;
    const from = levelStart[target]!;
    for (let at = trailSize - 1; at >= from; at -= 1) {
      const literal = trail[at]!;
      value[literal] = 0;
      value[literal ^ 1] = 0;
      phase[literal >> 1] = literal & 1;
      order.open(literal >> 1);
    }
    trailSize = from;
    head = from;
    levelStart.length = target;
  };

  /** The clause learned from a conflict above level 0: first the literal that it asserts, then one of highest level. */
  const analyse = (conflict: Stored): { readonly literals: number[]; readonly target: number } => {
    const literals: number[] = [0];
    const touched: number[] = [];
    let open = 0;
    let at = trailSize - 1;
    let clause: Stored | null = conflict;
    let asserted = -1;
    do {
      for (const literal of clause!.literals) {
        const variable = literal >> 1;
        if (literal === asserted || seen[variable] === 1 || level[variable] === 0) continue;
        seen[variable] = 1;
        touched.push(variable);
        order.bump(variable);
        if (level[variable] === levelStart.length) open += 1;
        else literals.push(literal);
      }
      while (seen[trail[at]! >> 1] === 0) at -= 1;
      asserted = trail[at]!;
      clause = reason[asserted >> 1]!;
      seen[asserted >> 1] = 0;
      at -= 1;
      open -= 1;
    } while (open > 0);
    literals[0] = asserted ^ 1;
    // A literal that the others imply may go.
    const short = literals.filter((literal, position) => {
      const because = reason[literal >> 1]!;
      if (position === 0 || because === null) return true;
      return because.literals.some(
        (other) => other !== (literal ^ 1) && seen[other >> 1] === 0 && level[other >> 1]! > 0,
      );
    });
    for (const variable of touched) seen[variable] = 0;
    let target = 0;
    for (let position = 1; position < short.length; position += 1) {
      const own = level[short[position]! >> 1]!;
      if (own <= target) continue;
      target = own;
      [short[1], short[position]] = [short[position]!, short[1]!];
    }
    return { literals: short, target };
  };

  const learn = (literals: readonly number[]): void => {
    proof.push(literals.map(outside));
    if (literals.length === 1) {
      assign(literals[0]!, null);
      return;
    }
    const clause = stored(literals, new Set(literals.map((literal) => level[literal >> 1])).size);
    learned.push(clause);
    watch(clause);
    assign(literals[0]!, clause);
  };

  /** Forgets half of the learned clauses: those that join many levels. Call it at level 0. */
  const forget = (): void => {
    const ranked = learned.toSorted((a, b) => a.glue - b.glue || a.literals.length - b.literals.length);
    learned = ranked.filter((clause, at) => {
      if (at < ranked.length / 2 || clause.glue <= 2 || isReason(clause)) return true;
      clause.isForgotten = true;
      return false;
    });
  };
  const isReason = (clause: Stored): boolean => reason[clause.literals[0]! >> 1] === clause;

  const refuted = (): Outcome => ({ kind: 'refuted', proof: [...proof, []] });

  for (const literals of clauses) {
    const distinct = [...new Set(literals.map(inside))];
    if (distinct.some((literal) => distinct.includes(literal ^ 1))) continue;
    if (distinct.length === 0) return refuted();
    if (distinct.length > 1) watch(stored(distinct, 0));
    else if (value[distinct[0]!] === -1) return refuted();
    else if (value[distinct[0]!] === 0) assign(distinct[0]!, null);
  }

  let conflicts = 0;
  let decisions = 0;
  let restarts = 1;
  let restartAt = restartUnit;
  let reduceAt = firstReduction;
  for (;;) {
    const conflict = propagate();
    if (conflict !== null) {
      if (levelStart.length === 0) return refuted();
      conflicts += 1;
      const { literals, target } = analyse(conflict);
      backtrack(target);
      learn(literals);
      order.decay();
      if (conflicts >= limits.conflicts) return { kind: 'unknown', reason: 'conflict limit' };
      if ((conflicts & 63) === 0 && limits.interrupted?.() === true)
        return { kind: 'unknown', reason: 'interrupted' };
      continue;
    }
    if (conflicts >= restartAt) {
      restarts += 1;
      restartAt = conflicts + restartUnit * luby(restarts);
      backtrack(0);
      if (learned.length > reduceAt) {
        reduceAt += reductionStep;
        forget();
      }
      continue;
    }
    let variable = order.next();
    while (variable >= 0 && value[2 * variable] !== 0) variable = order.next();
    if (variable < 0) {
      const model = value.slice();
      return { kind: 'satisfiable', isTrue: (asked) => model[2 * (asked - 1)] === 1 };
    }
    decisions += 1;
    if ((decisions & 4095) === 0 && limits.interrupted?.() === true)
      return { kind: 'unknown', reason: 'interrupted' };
    levelStart.push(trailSize);
    assign(2 * variable + phase[variable]!, null);
  }
}

/** 1 1 2 1 1 2 4 …, from 1. */
function luby(at: number): number {
  let size = 1;
  while (size < at + 1) size *= 2;
  return size === at + 1 ? size / 2 : luby(at - size / 2 + 1);
}
