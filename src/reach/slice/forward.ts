/**
 * What could come true if nothing ever became false and no condition asked for absence: everything else never does.
 *
 * Each clause of a rule waits for its first variable, each rule for its clauses, as in Horn clauses: linear.
 */

import type { Problem, Rule } from '../problem.ts';
import type { Clause } from '../system.ts';

export interface Forward {
  /** 1 where the variable may come true. */
  readonly possible: Uint8Array;
  /** 1 where the rule may be used. */
  readonly live: Uint8Array;
}

export const clausesOf = ({ needs, power }: Rule): readonly Clause[] =>
  power === null ? needs : [...needs, power];

/** `off`: 1 where a rule is known never to be used. */
export function forwardOf({ variables, kinds, rules }: Problem, off: Uint8Array): Forward {
  const possible = new Uint8Array(variables);
  const live = new Uint8Array(rules.length);
  const open = new Int32Array(rules.length);
  const counts = new Int32Array(variables + 1);
  let clauseCount = 0;
  const each = (visit: (rule: number, clause: Clause, number: number) => void): void => {
    clauseCount = 0;
    rules.forEach(({ needs, power }, rule) => {
      if (off[rule] === 1) return;
      for (const clause of needs) visit(rule, clause, clauseCount++);
      if (power !== null) visit(rule, power, clauseCount++);
    });
  };
  each((rule, clause) => {
    open[rule]! += 1;
    for (const variable of clause) counts[variable + 1]! += 1;
  });
  for (let at = 0; at < variables; at += 1) counts[at + 1]! += counts[at]!;
  const next = counts.slice();
  const waiting = new Int32Array(counts[variables]!);
  const ruleOfClause = new Int32Array(clauseCount);
  each((rule, clause, number) => {
    ruleOfClause[number] = rule;
    for (const variable of clause) {
      waiting[next[variable]!] = number;
      next[variable]! += 1;
    }
  });
  const isMet = new Uint8Array(clauseCount);
  const queue: number[] = [];
  const reach = (variable: number): void => {
    if (possible[variable] === 1) return;
    possible[variable] = 1;
    queue.push(variable);
  };
  const fire = (rule: number): void => {
    live[rule] = 1;
    for (const variable of rules[rule]!.adds) reach(variable);
  };
  for (const { start } of kinds) for (const variable of start) reach(variable);
  rules.forEach((_, rule) => {
    if (off[rule] === 0 && open[rule] === 0) fire(rule);
  });
  for (let variable = queue.pop(); variable !== undefined; variable = queue.pop()) {
    for (let at = counts[variable]!; at < counts[variable + 1]!; at += 1) {
      const clause = waiting[at]!;
      if (isMet[clause] === 1) continue;
      isMet[clause] = 1;
      const rule = ruleOfClause[clause]!;
      open[rule]! -= 1;
      if (open[rule] === 0) fire(rule);
    }
  }
  return { possible, live };
}

/** A clause of the rule none of whose variables is possible; the shortest. */
export function unmetClause(rule: Rule, possible: Uint8Array): Clause | undefined {
  return clausesOf(rule)
    .filter((clause) => clause.every((variable) => possible[variable] === 0))
    .toSorted((a, b) => a.length - b.length)[0];
}

type ByVariable = (variable: number) => Int32Array;

/** The rules of a problem stay the same from slice to slice. */
const known = {
  adds: new WeakMap<readonly Rule[], ByVariable>(),
  removes: new WeakMap<readonly Rule[], ByVariable>(),
};

/** Rules by a variable that they make true (`adds`) or false (`removes`). */
export function rulesByVariable(
  { variables, rules }: Pick<Problem, 'variables' | 'rules'>,
  effect: 'adds' | 'removes',
): ByVariable {
  let index = known[effect].get(rules);
  if (index === undefined) {
    index = indexed(variables, rules, effect);
    known[effect].set(rules, index);
  }
  return index;
}

function indexed(variables: number, rules: readonly Rule[], effect: 'adds' | 'removes'): ByVariable {
  const start = new Int32Array(variables + 1);
  for (const rule of rules) for (const variable of rule[effect]) start[variable + 1]! += 1;
  for (let at = 0; at < variables; at += 1) start[at + 1]! += start[at]!;
  const next = start.slice();
  const items = new Int32Array(start[variables]!);
  rules.forEach((rule, number) => {
    for (const variable of rule[effect]) {
      items[next[variable]!] = number;
      next[variable]! += 1;
    }
  });
  return (variable) => items.subarray(start[variable]!, start[variable + 1]!);
}
