/**
 * Sequences of operations, each step of which is chosen among several candidates: often the one whose outcome was seen
 * least so far, else any. So every guard comes to fail first, without a generator for each of them.
 */

import fc from 'fast-check';
import type { Operation } from '../../src/logic/operation.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { reportOf } from '../oracle/machine/machine.ts';
import type { Machine } from '../oracle/machine/state.ts';
import { advance, begin, type Reading, type Step } from './both.ts';
import type { Coverage } from './coverage.ts';
import { factsOfMachine } from './facts.ts';
import { someInputs } from './inputs.ts';
import { type Random, randomOf } from './random.ts';
import { grown, profileArbitrary, type Start, start } from './start.ts';

/** A sequence, concrete: what is repeated, shrunk and printed. */
export interface Sequence {
  readonly profile: Profile;
  readonly start: Start;
  readonly steps: readonly Step[];
}

export interface Plan {
  readonly sequences: number;
  readonly length: number;
  readonly seed: number;
}

const candidatesPerStep = 16;

/** The first sequence on which the two systems disagree, up to the step at which they do; null if there is none. */
export function explore(
  plan: Plan,
  readingOf: (profile: Profile) => Reading,
  seen: Coverage,
): Sequence | null {
  const cases = fc.sample(
    profileArbitrary.chain((profile) =>
      fc.record({ profile: fc.constant(profile), start: start(profile), seed: fc.nat() }),
    ),
    { numRuns: plan.sequences, seed: plan.seed },
  );
  for (const one of cases) {
    const found = follow(one, plan.length, readingOf(one.profile), seen);
    if (found !== null) return found;
  }
  return null;
}

function follow(
  one: { readonly profile: Profile; readonly start: Start; readonly seed: number },
  length: number,
  reading: Reading,
  seen: Coverage,
): Sequence | null {
  const random = randomOf(one.seed);
  const steps: Step[] = [];
  let both = begin(grown(one.start, one.profile));
  while (steps.length < length) {
    const step = nextStep(both.system.machine, reading, random, seen);
    steps.push(step);
    const next = advance(both, step, reading);
    if (next.kind === 'failed') return { profile: one.profile, start: one.start, steps };
    seen.count(step.operation, next.report);
    both = next.both;
  }
  return null;
}

function nextStep(machine: Machine, reading: Reading, random: Random, seen: Coverage): Step {
  const facts = factsOfMachine(machine);
  const all: readonly Operation[] = [...reading.operations.values()];
  const draw = (): Step => {
    const operation = random.pick(all);
    return { operation: operation.name, inputs: someInputs(operation, facts, random) };
  };
  if (random.chance(1 / 4)) return draw();
  const times = ({ operation, inputs }: Step) =>
    seen.times(operation, reportOf(machine, reading.profile, operation, inputs));
  return Array.from({ length: candidatesPerStep }, draw)
    .map((step) => ({ step, seen: times(step) }))
    .reduce((rarest, other) => (other.seen < rarest.seen ? other : rarest)).step;
}
