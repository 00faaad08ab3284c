/**
 * Makes operations of the specification, as the interpreter performs them: what is executed is what is printed and
 * proved. Each is made on what those before it left; one that is refused changes nothing.
 */

import { perform } from '../interpret/perform.ts';
import type { Guard, Operation } from '../logic/operation.ts';
import type { State } from '../logic/state.ts';
import type { Policy } from '../policy/model.ts';
import { locate } from '../source/text.ts';
import { type Answer, type Difference, type Exercise, sentenceReason } from './outcome.ts';
import { operationalState, operationUnder, withAnyOfficer, withOnly } from './state.ts';
import type { InputValue, OperationExpectation } from './test.ts';

export type Inputs = Readonly<Record<string, InputValue>>;

/** What an operation reported. */
export interface Made {
  /** `ok`, or the error of the guard that refused. */
  readonly report: string;
  readonly guard: Guard | null;
  /** What a question was answered; null where none was asked, or it was refused. */
  readonly answer: boolean | null;
  readonly state: State;
  readonly exercised: readonly Exercise[];
}

export function compareOperations(policy: Policy, expectations: readonly OperationExpectation[]): Answer {
  if (expectations.length === 0) return { differences: [], exercised: [] };
  const differences: Difference[] = [];
  const exercised: Exercise[] = [];
  let state = operationalState(policy);
  for (const expectation of expectations) {
    const given = Object.fromEntries(expectation.inputs.map(({ name, value }) => [name.text, value]));
    const made = makeOperation(policy, expectation.operation.text, given, state);
    state = made.state;
    exercised.push(...made.exercised);
    const actual = reportOf(made, expectation.expect.text);
    if (actual !== expectation.expect.text)
      differences.push(difference(policy, expectation, actual, made.guard));
  }
  return { differences, exercised };
}

/** The report, or the answer where the test expects one. */
function reportOf({ report, answer }: Made, expected: string): string {
  const asksForAnswer = expected === 'allowed' || expected === 'denied';
  if (!asksForAnswer || report !== 'ok' || answer === null) return report;
  return answer ? 'allowed' : 'denied';
}

function difference(
  policy: Policy,
  { operation, expect }: OperationExpectation,
  actual: string,
  guard: Guard | null,
): Difference {
  const { meaning } = operationUnder(policy.profile, operation.text);
  return {
    expected: `\`${operation.text}\` reports \`${expect.text}\``,
    actual: `it reports \`${actual}\``,
    location: locate(expect.span),
    reasons:
      guard === null
        ? []
        : [sentenceReason(`guard ${guard.label} of \`${operation.text}\` refuses it (${meaning})`)],
    decided: true,
  };
}

/** One operation on `state`; inputs that may be left out are filled in. */
export function makeOperation(policy: Policy, name: string, given: Inputs, state: State): Made {
  const operation = operationUnder(policy.profile, name);
  const { inputs, before } = completed(operation, given, state);
  const outcome = perform(operation, inputs, before);
  const exercised = [{ kind: 'operation', name } as const, ...exercisedByInputs(operation, inputs)];
  if (outcome.report === 'ok')
    return { report: 'ok', guard: null, answer: outcome.answer, state: outcome.state, exercised };
  const { guard } = outcome;
  return {
    report: guard.error,
    guard,
    answer: null,
    state,
    exercised: [
      ...exercised,
      { kind: 'guard', name: guardName(operation, guard) },
      ...biting(policy, operation, inputs, before, guard),
    ],
  };
}

export const guardName = ({ name }: Operation, { label }: Guard): string => `${name} ${label}`;

function completed(
  operation: Operation,
  given: Inputs,
  state: State,
): { readonly inputs: Inputs; readonly before: State } {
  const names = operation.inputs.map(({ name }) => name.slice(0, -1));
  const { p } = given;
  const colon = typeof p === 'string' ? p.lastIndexOf(':') : -1;
  const parts =
    names.includes('o') && typeof p === 'string' && colon > 0
      ? { o: p.slice(0, colon), x: p.slice(colon + 1) }
      : {};
  if (!names.includes('actor') || given.actor !== undefined)
    return { inputs: { ...parts, ...given }, before: state };
  const { state: before, actor } = withAnyOfficer(state);
  return { inputs: { ...parts, actor, ...given }, before };
}

function exercisedByInputs({ inputs }: Operation, given: Inputs): readonly Exercise[] {
  return inputs.flatMap(({ name, sorts }): readonly Exercise[] => {
    const kind = sorts[0] === 'ROLE' ? 'role' : sorts[0] === 'PRM' ? 'permission' : null;
    const value = given[name.slice(0, -1)];
    if (kind === null || value === undefined) return [];
    const names = typeof value === 'string' ? [value] : value.flat();
    return names.map((one) => ({ kind, name: one }));
  });
}

/** Errors of guards that keep what constraints demand. */
const demandErrors: ReadonlySet<string> = new Set([
  'PREREQ_MISSING',
  'CARDINALITY_EXCEEDED',
  'SSOD_VIOLATION',
  'PSOD_VIOLATION',
  'DSOD_VIOLATION',
  'DSOD_ACTIVE',
  'PSOD_ACTIVE',
  'OUTSIDE_WINDOW',
]);

/** More constraints than these are not tried one by one. */
const mostTried = 500;

/** The constraints each of which alone makes the same guard refuse the same operation. */
function biting(
  policy: Policy,
  operation: Operation,
  inputs: Inputs,
  before: State,
  guard: Guard,
): readonly Exercise[] {
  if (!demandErrors.has(guard.error) || policy.constraints.length > mostTried) return [];
  return policy.constraints
    .filter((constraint) => {
      const alone = perform(operation, inputs, withOnly(before, policy, constraint));
      return alone.report === 'refused' && alone.guard.error === guard.error;
    })
    .map(({ id }) => ({ kind: 'constraint', name: id }));
}
