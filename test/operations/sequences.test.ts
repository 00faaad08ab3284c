/**
 * The operations of the specification against the reference machine, on sequences from Init and from valid states,
 * under many readings.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initial } from '../oracle/machine/state.ts';
import { readings } from './both.ts';
import { coverage } from './coverage.ts';
import { explore, type Plan } from './explore.ts';
import { printed } from './print.ts';
import { shrunk } from './shrink.ts';
import { staffed, validState } from './start.ts';

/** The number is that of DUTYPROOF_CASES, so that one variable lengthens all generated tests. */
const cases = Number(process.env.DUTYPROOF_CASES ?? 2000);
const seed = 20260727;

test('both perform alike, keep every invariant, and every guard is seen to fail first', () => {
  const readingOf = readings();
  const seen = coverage();
  const profiles = Math.min(128, cases / 80);
  const plans: readonly Plan[] = [
    { sequences: 2, length: 40, from: () => fc.constant(initial), profiles: 1, seed },
    { sequences: cases / 100, length: 40, from: () => fc.constant(staffed), profiles, seed },
    { sequences: cases / 5, length: 10, from: validState, profiles, seed },
  ];
  for (const plan of plans) {
    const failing = explore(plan, readingOf, seen);
    if (failing !== null) expect.fail(printed(shrunk(failing, readingOf), readingOf));
  }
  // No guard is exempt: each of them fails first in some state under some reading.
  expect(seen.below(3)).toEqual([]);
});
