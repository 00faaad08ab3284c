/**
 * Whether conditions on the state before and after a change can be true together, given what may be assumed.
 *
 * Of what may be assumed only what shares variables with the question matters, directly or over others; it is taken in
 * by distance, as most questions are answered near by. To assume less is to claim less: nothing is accepted wrongly.
 */

import type { ByVariable, Condition, Group } from './condition.ts';
import { type Constraint, type Decision, decide } from './search.ts';

/** Values that are given; undefined: open. */
export type Given = (variable: number) => boolean | undefined;

export interface Question {
  /** What is known of single variables before the change and after it; they differ in what changes alone. */
  readonly before: Given;
  readonly after: Given;
  readonly asked: readonly Moment[];
  /** What may be assumed about a variable. */
  readonly assumed: readonly { readonly about: ByVariable; readonly when: 'before' | 'after' }[];
}

export interface Moment {
  readonly condition: Condition;
  readonly when: 'before' | 'after';
}

const mostSteps = 200_000;
const mostConstraints = 100_000;
const distances = [1, 2, 4, Number.POSITIVE_INFINITY];

export function satisfiable({ before, after, asked, assumed }: Question): Decision {
  const built = builder(before, after);
  for (const { condition, when } of asked) built.add(condition, when);
  const taken = { before: new Set<Condition>(), after: new Set<Condition>() };
  let distance = 0;
  let frontier = built.fresh();
  for (const limit of distances) {
    while (distance < limit && frontier.length > 0 && built.constraints.length < mostConstraints) {
      for (const variable of frontier) {
        for (const { about, when } of assumed) {
          for (const condition of about(variable)) {
            if (taken[when].has(condition)) continue;
            taken[when].add(condition);
            built.add(condition, when);
          }
        }
      }
      frontier = built.fresh();
      distance += 1;
    }
    const decision = built.isImpossible()
      ? 'unsatisfiable'
      : decide(built.size(), built.constraints, mostSteps);
    if (decision !== 'satisfiable') return decision;
    if (frontier.length === 0) return 'satisfiable';
  }
  return 'undecided';
}

/** Constraints on numbered variables from conditions on the policy's; groups get variables of their own. */
function builder(before: Given, after: Given) {
  const numbers = new Map<number, number>();
  const constraints: Constraint[] = [];
  let size = 0;
  let fresh: number[] = [];
  let impossible = false;

  const local = (variable: number): number => {
    let number = numbers.get(variable);
    if (number === undefined) {
      number = size;
      size += 1;
      numbers.set(variable, number);
      fresh.push(variable);
    }
    return number;
  };
  const put = (literals: readonly number[], atLeast: number): void => {
    if (literals.length < atLeast) impossible = true;
    constraints.push({ literals, atLeast });
  };
  const addClause = (some: readonly number[], orNot: readonly number[], given: Given): void => {
    if (some.some((one) => given(one) === true) || orNot.some((one) => given(one) === false)) return;
    const open = (variable: number): boolean => given(variable) === undefined;
    put(
      [
        ...some.filter(open).map((variable) => 2 * local(variable)),
        ...orNot.filter(open).map((variable) => 2 * local(variable) + 1),
      ],
      1,
    );
  };
  /** A variable that is true where one of the group is; or the other way round. */
  const standsFor = (group: Group, direction: 'if' | 'only if'): number => {
    if (group.length === 1) return local(group[0]!);
    const number = size;
    size += 1;
    const members = group.map(local);
    if (direction === 'if') for (const member of members) put([2 * member + 1, 2 * number], 1);
    else put([2 * number + 1, ...members.map((member) => 2 * member)], 1);
    return number;
  };
  const addCount = (
    kind: 'at-most' | 'at-least',
    groups: readonly Group[],
    count: number,
    given: Given,
  ): void => {
    let met = 0;
    const open: Group[] = [];
    for (const group of groups) {
      if (group.some((variable) => given(variable) === true)) {
        met += 1;
        continue;
      }
      const rest = group.filter((variable) => given(variable) === undefined);
      if (rest.length > 0) open.push(rest);
    }
    const left = count - met;
    if (kind === 'at-most') {
      if (left < 0) impossible = true;
      else if (left < open.length)
        put(
          open.map((group) => 2 * standsFor(group, 'if') + 1),
          open.length - left,
        );
      return;
    }
    if (left <= 0) return;
    if (left > open.length) impossible = true;
    else if (left === open.length)
      for (const group of open)
        put(
          group.map((variable) => 2 * local(variable)),
          1,
        );
    else
      put(
        open.map((group) => 2 * standsFor(group, 'only if')),
        left,
      );
  };
  return {
    constraints,
    size: () => size,
    isImpossible: () => impossible,
    /** The policy's variables that have come in since this was asked last. */
    fresh: (): readonly number[] => {
      const result = fresh;
      fresh = [];
      return result;
    },
    add: (condition: Condition, when: 'before' | 'after'): void => {
      const given = when === 'before' ? before : after;
      switch (condition.kind) {
        case 'clause':
          addClause(condition.some, condition.orNot, given);
          return;
        case 'at-most':
        case 'at-least':
          addCount(condition.kind, condition.groups, condition.count, given);
          return;
        default:
          condition satisfies never;
      }
    },
  };
}
