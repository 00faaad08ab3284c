/**
 * A propositional solver that learns from conflicts and can be asked again: under assumptions, and with more clauses.
 *
 * Two watched literals, first unique implication points, activities with phases, restarts after Luby, learned clauses
 * forgotten by glue. Deterministic: there is no chance in it. Between questions everything that was learned stays, and
 * nothing is allocated that grows with the number of variables, since `reach/pdr` asks thousands of questions a second.
 */

import type { Clause } from '../encode/cnf.ts';
import { activityOrder } from './order.ts';

/** When to give up. Only `conflicts` gives the same answer on every machine. */
export interface SearchLimits {
  readonly conflicts: number;
  /** Asked every 64 conflicts and every 4096 decisions; true ends the search. */
  readonly interrupted?: () => boolean;
}

export type Answer = 'satisfiable' | 'refuted' | 'conflict limit' | 'interrupted';

export interface Solver {
  /** False where the clauses contradict one another already. Literals are ± variables from 1. */
  readonly add: (clause: Clause) => boolean;
  readonly solve: (assumptions: readonly number[], limits: SearchLimits) => Answer;
  /** Of the last question, where it was satisfiable; until the next question or clause. */
  readonly isTrue: (variable: number) => boolean;
  /** Assumptions of the last question, where it was refuted, that suffice for that. */
  readonly core: () => readonly number[];
}

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

/** `onLearn` is told each learned clause: it follows from those before it by unit propagation. */
export function solverOf(variables: number, onLearn?: (clause: Clause) => void): Solver {
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
  let failed: readonly number[] = [];
  let isContradictory = false;
  let reduceAt = firstReduction;
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
    onLearn?.(literals.map(outside));
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
  /** At level 0, between questions too: many short ones learn as much as a long one. */
  const forgetSome = (): void => {
    if (learned.length <= reduceAt) return;
    reduceAt += reductionStep;
    forget();
  };
  const isReason = (clause: Stored): boolean => reason[clause.literals[0]! >> 1] === clause;

  /** Which assumptions falsify `literal`, itself one of them. */
  const failedBy = (literal: number): readonly number[] => {
    const found = [literal];
    const pending = [literal >> 1];
    const touched = [literal >> 1];
    seen[literal >> 1] = 1;
    for (let variable = pending.pop(); variable !== undefined; variable = pending.pop()) {
      const because = reason[variable]!;
      if (level[variable] === 0) continue;
      if (because === null) {
        // A decision at this point is an assumption; the one that is falsified is in already.
        if (variable !== literal >> 1)
          found.push(value[2 * variable] === 1 ? 2 * variable : 2 * variable + 1);
        else found.push(literal ^ 1);
        continue;
      }
      for (const other of because.literals) {
        if (seen[other >> 1] === 1) continue;
        seen[other >> 1] = 1;
        touched.push(other >> 1);
        pending.push(other >> 1);
      }
    }
    for (const variable of touched) seen[variable] = 0;
    return found.map(outside);
  };

  const contradiction = (): Answer => {
    isContradictory = true;
    failed = [];
    return 'refuted';
  };

  return {
    add(clause) {
      backtrack(0);
      if (isContradictory) return false;
      const distinct = [...new Set(clause.map(inside))];
      if (distinct.some((literal) => distinct.includes(literal ^ 1) || value[literal] === 1)) return true;
      const open = distinct.filter((literal) => value[literal] === 0);
      if (open.length === 0) isContradictory = true;
      else if (open.length === 1) assign(open[0]!, null);
      else watch(stored(open, 0));
      return !isContradictory;
    },

    solve(assumptions, limits) {
      backtrack(0);
      failed = [];
      if (isContradictory) return 'refuted';
      forgetSome();
      let conflicts = 0;
      let decisions = 0;
      let restarts = 1;
      let restartAt = restartUnit;
      for (;;) {
        const conflict = propagate();
        if (conflict !== null) {
          if (levelStart.length === 0) return contradiction();
          conflicts += 1;
          const { literals, target } = analyse(conflict);
          backtrack(target);
          learn(literals);
          order.decay();
          if (conflicts >= limits.conflicts) return 'conflict limit';
          if ((conflicts & 63) === 0 && limits.interrupted?.() === true) return 'interrupted';
          continue;
        }
        if (conflicts >= restartAt) {
          restarts += 1;
          restartAt = conflicts + restartUnit * luby(restarts);
          backtrack(0);
          forgetSome();
          continue;
        }
        if (levelStart.length < assumptions.length) {
          const literal = inside(assumptions[levelStart.length]!);
          if (value[literal] === -1) {
            failed = failedBy(literal);
            return 'refuted';
          }
          // Of an assumption that holds already the level stays empty, so that levels count assumptions.
          levelStart.push(trailSize);
          if (value[literal] === 0) assign(literal, null);
          continue;
        }
        let variable = order.next();
        while (variable >= 0 && value[2 * variable] !== 0) variable = order.next();
        if (variable < 0) return 'satisfiable';
        decisions += 1;
        if ((decisions & 4095) === 0 && limits.interrupted?.() === true) return 'interrupted';
        levelStart.push(trailSize);
        assign(2 * variable + phase[variable]!, null);
      }
    },

    isTrue: (variable) => value[2 * (variable - 1)] === 1,
    core: () => failed,
  };
}

/** 1 1 2 1 1 2 4 …, from 1. */
function luby(at: number): number {
  let size = 1;
  while (size < at + 1) size *= 2;
  return size === at + 1 ? size / 2 : luby(at - size / 2 + 1);
}
