/**
 * Whether constraints "at least so many of these literals" can be true together: unit propagation and case distinction,
 * complete, within a budget. No learning and no heuristics, so that it is easily seen to be right.
 */

/** Variable v is literal 2v, its negation 2v + 1. */
export interface Constraint {
  readonly literals: readonly number[];
  readonly atLeast: number;
}

export type Decision = 'satisfiable' | 'unsatisfiable' | 'undecided';

const isTrue = 1;
const isFalse = -1;

/** `budget`: how many literals may be made true. */
export function decide(variables: number, constraints: readonly Constraint[], budget: number): Decision {
  const values = new Int8Array(2 * variables);
  const occurrences: number[][] = Array.from({ length: 2 * variables }, () => []);
  /** How many literals are true, and how many are not false. */
  const met = new Int32Array(constraints.length);
  const open = new Int32Array(constraints.length);
  const trail: number[] = [];
  const pending: number[] = [];
  let left = budget;

  constraints.forEach(({ literals, atLeast }, number) => {
    open[number] = literals.length;
    for (const literal of literals) occurrences[literal]!.push(number);
    if (literals.length <= atLeast) pending.push(number);
  });

  /** False if a constraint has become impossible. */
  const makeTrue = (literal: number): boolean => {
    values[literal] = isTrue;
    values[literal ^ 1] = isFalse;
    trail.push(literal);
    left -= 1;
    for (const number of occurrences[literal]!) met[number]! += 1;
    let isFine = true;
    for (const number of occurrences[literal ^ 1]!) {
      open[number]! -= 1;
      const { atLeast } = constraints[number]!;
      if (open[number]! < atLeast) isFine = false;
      else if (open[number] === atLeast && met[number]! < atLeast) pending.push(number);
    }
    return isFine;
  };
  const undo = (length: number): void => {
    while (trail.length > length) {
      const literal = trail.pop()!;
      values[literal] = 0;
      values[literal ^ 1] = 0;
      for (const number of occurrences[literal]!) met[number]! -= 1;
      for (const number of occurrences[literal ^ 1]!) open[number]! += 1;
    }
  };
  /** Makes true what must be; false if something is impossible. */
  const propagate = (): boolean => {
    while (pending.length > 0) {
      const number = pending.pop()!;
      const { literals, atLeast } = constraints[number]!;
      if (open[number]! < atLeast) return false;
      if (open[number]! > atLeast) continue;
      for (const literal of literals) if (values[literal] === 0 && !makeTrue(literal)) return false;
    }
    return true;
  };
  const openConstraint = (): number => {
    for (let number = 0; number < constraints.length; number += 1)
      if (met[number]! < constraints[number]!.atLeast) return number;
    return -1;
  };

  const choices: { readonly literal: number; readonly height: number }[] = [];
  let isFine = constraints.every(({ literals, atLeast }) => literals.length >= atLeast) && propagate();
  while (left >= 0) {
    if (isFine) {
      const number = openConstraint();
      if (number < 0) return 'satisfiable';
      const literal = constraints[number]!.literals.find((one) => values[one] === 0)!;
      choices.push({ literal, height: trail.length });
      isFine = makeTrue(literal) && propagate();
    } else {
      const choice = choices.pop();
      if (choice === undefined) return 'unsatisfiable';
      pending.length = 0;
      undo(choice.height);
      isFine = makeTrue(choice.literal ^ 1) && propagate();
    }
  }
  return 'undecided';
}
