/**
 * One operation performed twice, by the interpreter on the specification and by the reference machine, and everything
 * that must then be so: equal reports, answers, states and logs, all invariants in both definitions, and of a refusal
 * that it changes nothing and is repeated (L42).
 */

import { operations as specified } from '../../spec/operations/catalogue.ts';
import { stateInvariants } from '../../spec/operations/invariants.ts';
import { holds } from '../../src/interpret/evaluate.ts';
import { type Outcome, perform } from '../../src/interpret/perform.ts';
import type { Operation } from '../../src/logic/operation.ts';
import type { LabelledPredicate } from '../../src/logic/schema.ts';
import type { State } from '../../src/logic/state.ts';
import { lowerFormula, lowerOperation } from '../../src/profile/lower.ts';
import { type Profile, switchNames } from '../../src/profile/profile.ts';
import { broken } from '../oracle/machine/invariants.ts';
import * as reference from '../oracle/machine/machine.ts';
import type { Inputs } from '../oracle/machine/rule.ts';
import type { Machine } from '../oracle/machine/state.ts';
import { viewOf } from '../oracle/machine/view.ts';
import { factsOfMachine, linesOfFacts, linesOfState, stateOf } from './facts.ts';

export interface Step {
  readonly operation: string;
  readonly inputs: Inputs;
}

/** The two systems in step. */
export interface Both {
  readonly state: State;
  readonly log: readonly reference.Event[];
  readonly system: reference.System;
}

export type Advance =
  | { readonly kind: 'agreed'; readonly report: reference.Report; readonly both: Both }
  /** What is not as it must be, in lines for people. */
  | { readonly kind: 'failed'; readonly report: reference.Report; readonly lines: readonly string[] };

export const begin = (machine: Machine): Both => ({
  state: stateOf(factsOfMachine(machine)),
  log: [],
  system: { machine, log: [] },
});

/** Operations and invariants as a profile reads them. */
export interface Reading {
  readonly profile: Profile;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly invariants: readonly LabelledPredicate[];
}

function readingUnder(profile: Profile, operations: readonly Operation[]): Reading {
  return {
    profile,
    operations: new Map(operations.map((one) => [one.name, lowerOperation(one, profile)])),
    invariants: stateInvariants.flatMap(({ id, conjuncts }) =>
      conjuncts.map(({ label, formula }) => ({
        label: label.startsWith(id) ? label : `${id} ${label}`,
        formula: lowerFormula(formula, profile),
      })),
    ),
  };
}

export type ReadingOf = (profile: Profile) => Reading;

/** Keeps one reading for each profile. */
export function readings(operations: readonly Operation[] = specified): ReadingOf {
  const known = new Map<string, Reading>();
  return (profile) => {
    const key = switchNames.map((name) => profile[name]).join();
    const found = known.get(key) ?? readingUnder(profile, operations);
    known.set(key, found);
    return found;
  };
}

export const reportOf = (outcome: Outcome): reference.Report =>
  outcome.report === 'ok' ? 'ok' : `${outcome.guard.label} ${outcome.guard.error}`;

export const brokenIn = (state: State, { invariants }: Reading): readonly string[] =>
  invariants.filter(({ formula }) => !holds(formula, state)).map(({ label }) => label);

export function advance(
  { state, log, system }: Both,
  { operation: name, inputs }: Step,
  reading: Reading,
): Advance {
  const { profile } = reading;
  const operation = reading.operations.get(name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  const outcome = perform(operation, inputs, state);
  const report = reportOf(outcome);
  const next = reference.perform(system, profile, name, inputs);
  const failed = (...lines: readonly string[]): Advance => ({ kind: 'failed', report, lines });

  const expected = next.log.at(-1)!.report;
  if (report !== expected) return failed(`specification: ${report}`, `reference:     ${expected}`);
  if (outcome.report === 'ok') {
    const answer = reference.answerOf(viewOf(system.machine, profile), name, inputs);
    if (outcome.answer !== answer) {
      return failed(`the specification answers ${outcome.answer}`, `the reference answers ${answer}`);
    }
  } else if (reportOf(perform(operation, inputs, outcome.state)) !== report) {
    return failed('refused, and not with the same report again');
  }

  // The reference leaves a refused state alone, so that this tells a refusal that changed something too.
  const difference = firstDifference(outcome.state, next.machine);
  if (difference !== null) return failed(difference);
  if (outcome.report === 'ok' && operation.steps.length > 0) {
    for (const label of brokenIn(outcome.state, reading)) return failed(`the specification breaks ${label}`);
    for (const id of broken(viewOf(next.machine, profile))) return failed(`the reference breaks ${id}`);
  }
  const event = { time: system.machine.now, operation: name, inputs, report };
  const logged =
    next.log.length === log.length + 1 && JSON.stringify(next.log.at(-1)) === JSON.stringify(event);
  if (!logged) return failed('the log did not grow by this event');
  return { kind: 'agreed', report, both: { state: outcome.state, log: [...log, event], system: next } };
}

function firstDifference(state: State, machine: Machine): string | null {
  const found = linesOfState(state);
  const expected = linesOfFacts(factsOfMachine(machine));
  if (found.join() === expected.join()) return null;
  const extra = found.find((line) => !expected.includes(line));
  if (extra !== undefined) return `only in the specification: ${extra}`;
  const missing = expected.find((line) => !found.includes(line));
  return missing === undefined ? 'one of them states a fact twice' : `only in the reference: ${missing}`;
}
