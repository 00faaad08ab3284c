/**
 * At-least-r constraints, and the at-most-r constraints with too many subsets to be written as clauses.
 *
 * At least r: joining steps leaves fewer blocks; when only r are left, they are all different. Explained lazily by the
 * joins. At most r: r steps found pairwise different (greedily; exact once everything is decided) are the users; any
 * other step is done by one of them.
 */

import { assign } from './assign.ts';
import { addLemma } from './clauses.ts';
import { AT_LEAST, pairOf, type State } from './state.ts';

/** False: `s.conflict` holds a conflict. May assign. Call at the fixpoint of everything else. */
export function propagateCounts(s: State): boolean {
  const { atLeast } = s.problem;
  for (let index = 0; index < atLeast.length; index += 1) {
    if (!spread(s, index)) return false;
  }
  for (const scope of s.wideScopes) if (!crowd(s, scope.bound, scope.steps)) return false;
  return true;
}

function spread(s: State, index: number): boolean {
  const { bound, steps } = s.problem.atLeast[index]!;
  const { blockOf, coreSteps } = s;
  let blocks = 0;
  for (const step of steps) {
    let at = 0;
    while (at < blocks && blockOf[coreSteps[at]!] !== blockOf[step]) at += 1;
    if (at < blocks) continue;
    coreSteps[blocks] = step;
    blocks += 1;
  }
  if (blocks > bound) return true;
  if (blocks < bound) {
    s.conflictSize = joins(s, steps, s.conflict, 0, s.variables);
    s.proof?.add('at-least', s.conflict, s.conflictSize);
    return false;
  }
  for (let at = 0; at < blocks; at += 1) {
    for (let other = at + 1; other < blocks; other += 1) {
      const variable = pairOf(s, coreSteps[at]!, coreSteps[other]!);
      // Blocks known to be different need no reason; the same they cannot be.
      if (s.value[2 * variable] === 0) assign(s, 2 * variable + 1, AT_LEAST - index);
    }
  }
  return true;
}

/** Turns the lazy reason of "different" into a lemma: the joins made before leave just enough blocks. */
export function explainSpread(s: State, variable: number): number {
  const { steps } = s.problem.atLeast[AT_LEAST - s.reason[variable]!]!;
  s.lemma[0] = 2 * variable + 1;
  const size = joins(s, steps, s.lemma, 1, s.position[variable]!);
  s.proof?.add('at-least', s.lemma, size);
  return addLemma(s, size);
}

/** Writes after `size` literals the negations of joins (a forest) among `steps` that the trail had before `when`. */
function joins(s: State, steps: readonly number[], into: Int32Array, size: number, when: number): number {
  let end = size;
  for (let at = 1; at < steps.length; at += 1) {
    for (let before = 0; before < at; before += 1) {
      const variable = pairOf(s, steps[before]!, steps[at]!);
      if (s.value[2 * variable]! > 0 && s.position[variable]! < when) {
        into[end] = 2 * variable + 1;
        end += 1;
        break;
      }
    }
  }
  return end;
}

function crowd(s: State, bound: number, steps: readonly number[]): boolean {
  const { value, lemma } = s;
  const different = (a: number, b: number) => value[2 * pairOf(s, a, b)]! < 0;
  const clique: number[] = [];
  let rest = [...steps];
  while (rest.length > 0 && clique.length <= bound) {
    const pool = rest;
    let best = pool[0]!;
    let most = -1;
    for (const step of pool) {
      const count = pool.reduce((sum, other) => sum + (other !== step && different(step, other) ? 1 : 0), 0);
      if (count > most) {
        most = count;
        best = step;
      }
    }
    clique.push(best);
    rest = pool.filter((step) => step !== best && different(step, best));
  }
  if (clique.length < bound) return true;
  let size = 0;
  for (let at = 0; at < clique.length; at += 1) {
    for (let other = at + 1; other < clique.length; other += 1) {
      s.conflict[size] = 2 * pairOf(s, clique[at]!, clique[other]!);
      size += 1;
    }
  }
  if (clique.length > bound) {
    s.conflictSize = size;
    s.proof?.add('at-most', s.conflict, size);
    return false;
  }
  for (const step of steps) {
    if (clique.includes(step)) continue;
    const open = clique.filter((member) => !different(step, member));
    if (open.length !== 1) continue;
    const implied = 2 * pairOf(s, step, open[0]!);
    if (value[implied] !== 0) continue;
    lemma[0] = implied;
    for (let at = 0; at < size; at += 1) lemma[at + 1] = s.conflict[at]!;
    let end = size + 1;
    for (const member of clique) {
      if (member === open[0]) continue;
      lemma[end] = 2 * pairOf(s, step, member);
      end += 1;
    }
    s.proof?.add('at-most', lemma, end);
    assign(s, implied, addLemma(s, end));
  }
  return true;
}
