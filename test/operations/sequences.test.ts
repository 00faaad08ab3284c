/**
 * The operations of the specification against the reference machine, on sequences from Init and from valid states,
 * under every reading.
 */

import { expect, test } from 'vitest';
import { readings } from './both.ts';
import { coverage } from './coverage.ts';
import { explore } from './explore.ts';
import { printed } from './print.ts';
import { shrunk } from './shrink.ts';

const sequences = Number(process.env.DUTYPROOF_SEQUENCES ?? 150);

test('both machines agree, and every guard is seen', () => {
  const readingOf = readings();
  const seen = coverage();
  const started = performance.now();
  const failing = explore({ sequences, length: 30, seed: 20260727 }, readingOf, seen);
  if (failing !== null) {
    const reading = readingOf(failing.profile);
    expect.fail(printed(shrunk(failing, reading), reading));
  }
  process.stderr.write(`${performance.now() - started} ms\n`);
  expect(seen.below(5)).toEqual([]);
});
