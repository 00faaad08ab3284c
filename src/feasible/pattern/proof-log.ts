/**
 * Writes down what the search learns, in the language of `workflow/proof.ts`. When no log is asked for, the search pays
 * one test per lemma and per learned clause.
 */

import { type Rule, rules } from '../../workflow/proof.ts';
import { shiftOf } from './state.ts';

/** Receives clauses of the search: literal 2 v "same" or 2 v + 1 "different" of its variable v. */
export interface ProofLog {
  readonly add: (rule: Rule, literals: Int32Array, size: number) => void;
}

/** Writes the clauses about a part of an instance with k steps; `stepsOf[s]` are the steps that s stands for. */
export function logInto(
  lines: (readonly number[])[],
  k: number,
  stepsOf: readonly (readonly number[])[],
): ProofLog {
  const shift = shiftOf(stepsOf.length);
  const names = new Int32Array(1 << (2 * shift));
  for (let a = 0; a < stepsOf.length; a += 1) {
    for (let b = a + 1; b < stepsOf.length; b += 1) {
      const one = stepsOf[a]![0]!;
      const other = stepsOf[b]![0]!;
      names[(a << shift) | b] = 1 + Math.min(one, other) * k + Math.max(one, other);
    }
  }
  return {
    add: (rule, literals, size) => {
      const line = [rules.indexOf(rule)];
      for (let at = 0; at < size; at += 1) {
        const literal = literals[at]!;
        line.push((literal & 1) === 0 ? names[literal >> 1]! : -names[literal >> 1]!);
      }
      lines.push(line);
    },
  };
}
