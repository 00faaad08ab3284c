/**
 * Performs operations on states: the executable reading of the specification's operations.
 *
 * The state after is made of the values that the effect's terms denote, so that what is executed is what is printed and
 * proved. Inputs are names; one that the state has not met becomes an element of its sort first.
 */

import type { Cascade, Guard, Operation, Update } from '../logic/operation.ts';
import type { Component } from '../logic/schema.ts';
import type { State } from '../logic/state.ts';
import { denotes, holds } from './evaluate.ts';

/** Values of an operation's inputs by name, without the `?`: an element, elements, or tuples. */
export type Inputs = Readonly<Record<string, string | readonly (string | readonly string[])[]>>;

export type Outcome =
  /** `answer`: what a question is answered; null where the operation asks none. */
  | { readonly report: 'ok'; readonly state: State; readonly answer: boolean | null }
  /** The first guard that failed; the state is the one before. */
  | { readonly report: 'refused'; readonly guard: Guard; readonly state: State };

/** Operations are lowered (`profile/lower.ts`) before they are performed. */
export function perform(operation: Operation, inputs: Inputs, before: State): Outcome {
  const bound = withInputs(operation, inputs, before);
  for (const guard of operation.guards) {
    if (!holds(guard.formula, bound)) return { report: 'refused', guard, state: before };
  }
  const answer = operation.answer === null ? null : holds(operation.answer, bound);
  let state = bound;
  for (const step of operation.steps) {
    switch (step.kind) {
      case 'update':
        state = updated(step.updates, state);
        break;
      case 'cascade':
        state = settled(step.cascade, state);
        break;
      default:
        throw new Error(`unknown step ${JSON.stringify(step satisfies never)}`);
    }
  }
  return { report: 'ok', state: withoutInputs(operation, state), answer };
}

/** The state together with the inputs as components, in which guards and effects are evaluated. */
export function withInputs(operation: Operation, inputs: Inputs, before: State): State {
  const sorts: Record<string, readonly string[]> = { ...before.sorts };
  const relations: Record<string, readonly (readonly number[])[]> = { ...before.relations };
  const element = (sort: string, name: string): number => {
    const names = sorts[sort] ?? [];
    const known = names.indexOf(name);
    if (known !== -1) return known;
    sorts[sort] = [...names, name];
    return names.length;
  };
  for (const component of operation.inputs) {
    relations[component.name] = tuplesOf(component, inputs).map((tuple) =>
      component.sorts.map((sort, column) => element(sort, tuple[column]!)),
    );
  }
  return { sorts, relations };
}

function tuplesOf({ name, shape, sorts }: Component, inputs: Inputs): readonly (readonly string[])[] {
  const value = inputs[name.slice(0, -1)];
  if (value === undefined) throw new Error(`no value for the input \`${name}\``);
  const tuples = (typeof value === 'string' ? [value] : value).map((entry) =>
    typeof entry === 'string' ? [entry] : entry,
  );
  if (shape === 'element' && tuples.length !== 1) throw new Error(`\`${name}\` is one element`);
  if (tuples.some((tuple) => tuple.length !== sorts.length)) {
    throw new Error(`\`${name}\` has ${sorts.length} columns`);
  }
  return tuples;
}

function withoutInputs(operation: Operation, { sorts, relations }: State): State {
  const names = new Set(operation.inputs.map(({ name }) => name));
  return {
    sorts,
    relations: Object.fromEntries(Object.entries(relations).filter(([name]) => !names.has(name))),
  };
}

function updated(updates: readonly Update[], state: State): State {
  const changed = updates.map(({ component, value }) => [component, denotes(value, state)] as const);
  return { sorts: state.sorts, relations: { ...state.relations, ...Object.fromEntries(changed) } };
}

/** Repeats the round of a cascade until it changes nothing. */
export function settled(cascade: Cascade, state: State): State {
  for (let current = state; ; ) {
    const next = updated(cascade.round, current);
    const changes = cascade.round.some(
      ({ component }) => !sameTuples(current.relations[component]!, next.relations[component]!),
    );
    if (!changes) return next;
    current = next;
  }
}

/** As sets: a state's own tuples need not be in order. */
function sameTuples(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): boolean {
  if (left.length !== right.length) return false;
  const known = new Set(left.map(String));
  return right.every((tuple) => known.has(String(tuple)));
}
