/**
 * Sequences of operations. Mostly a step is one of an operation with an outcome that was hardly seen so far, with those
 * of several inputs that give its rarest outcome; else it is any. So every guard comes to fail first, without a
 * generator for each of them.
 */

import fc from 'fast-check';
import type { Operation } from '../../src/logic/operation.ts';
import { defaultProfile, type Profile } from '../../src/profile/profile.ts';
import type { Machine } from '../oracle/machine/state.ts';
import { viewOf } from '../oracle/machine/view.ts';
import { advance, begin, type Reading, type ReadingOf, type Step } from './both.ts';
import type { Coverage } from './coverage.ts';
import { expectedEvents, successEvents } from './events.ts';
import { factsOfMachine } from './facts.ts';
import { someInputs } from './inputs.ts';
import { type Random, randomOf } from './random.ts';
import { profileArbitrary } from './start.ts';

/** A sequence, concrete: what is repeated, shrunk and printed. */
export interface Sequence {
  readonly profile: Profile;
  readonly start: Machine;
  readonly steps: readonly Step[];
}

export interface Plan {
  readonly sequences: number;
  readonly length: number;
  /** Where they start. */
  readonly from: (profile: Profile) => fc.Arbitrary<Machine>;
  /** Every profile costs its lowering, so that there are fewer of them than sequences. */
  readonly profiles: number;
  readonly seed: number;
}

const operationsPerStep = 8;
const candidatesPerStep = 16;

/** The first sequence on which the two systems disagree, up to the step at which they do; null if there is none. */
export function explore(plan: Plan, readingOf: ReadingOf, seen: Coverage): Sequence | null {
  const profiles = fc.sample(profileArbitrary, { numRuns: plan.profiles, seed: plan.seed });
  const one = fc
    .constantFrom(defaultProfile, ...profiles)
    .chain((profile) =>
      fc.record({ profile: fc.constant(profile), start: plan.from(profile), seed: fc.nat() }),
    );
  const cases = fc.sample(one, { numRuns: plan.sequences, seed: plan.seed });
  for (const one of cases) {
    const found = follow(one, plan.length, readingOf(one.profile), seen);
    if (found !== null) return found;
  }
  return null;
}

function follow(
  one: { readonly profile: Profile; readonly start: Machine; readonly seed: number },
  length: number,
  reading: Reading,
  seen: Coverage,
): Sequence | null {
  const random = randomOf(one.seed);
  const steps: Step[] = [];
  let both = begin(one.start);
  while (steps.length < length) {
    const step = nextStep(both.system.machine, reading, random, seen);
    steps.push(step);
    const next = advance(both, step, reading);
    if (next.kind === 'failed') return { profile: one.profile, start: one.start, steps };
    const isRefused = next.report !== 'ok';
    seen.count(
      step.operation,
      isRefused ? [next.report] : successEvents(both.system.machine, next.both.system.machine),
    );
    both = next.both;
  }
  return null;
}

function nextStep(machine: Machine, reading: Reading, random: Random, seen: Coverage): Step {
  const facts = factsOfMachine(machine);
  const view = viewOf(machine, reading.profile);
  const all: readonly Operation[] = [...reading.operations.values()];
  const draw = (operation: Operation): Step => ({
    operation: operation.name,
    inputs: someInputs(operation, facts, random),
  });
  if (random.chance(1 / 5)) return draw(random.pick(all));
  const some = Array.from({ length: operationsPerStep }, () => random.pick(all));
  const wanted = least(some, (operation) => seen.leastOf(operation));
  const steps = Array.from({ length: candidatesPerStep }, () => draw(wanted));
  return least(steps, (step) => {
    const events = expectedEvents(view, step);
    return Math.min(...events.map((event) => seen.times(step.operation, event)));
  });
}

function least<T>(elements: readonly T[], measure: (element: T) => number): T {
  const measured = elements.map((element) => ({ element, value: measure(element) }));
  return measured.reduce((lowest, other) => (other.value < lowest.value ? other : lowest)).element;
}
