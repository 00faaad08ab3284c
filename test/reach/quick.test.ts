/** What takes longer than a moment is answered in a thread, which tells what it does and can be ended. */

import { expect, test } from 'vitest';
import { sourceOf } from '../../bench/reach/instance.ts';
import { hospital, university } from '../../bench/reach/institution.ts';
import { readArbac } from '../../src/import/arbac.ts';
import { askInTime } from '../../src/reach/quick.ts';

function questionOf(instance: ReturnType<typeof hospital>) {
  const result = readArbac(sourceOf(instance));
  if (result.kind === 'failed') throw new Error(result.diagnostics[0]?.message);
  return { policy: result.value, goal: result.value.administration!.goals[0]!, wantsRepairs: false };
}

test('a short question is answered here', async () => {
  const told: string[] = [];
  const answered = await askInTime(questionOf(hospital(1, 'unreachable')), {
    time: 10_000,
    tell: (doing) => told.push(doing),
  });
  expect(answered).toMatchObject({ answer: { kind: 'unreachable' }, cutShort: false });
  expect(told).toEqual([]);
});

test('a long one in a thread, until its time is over', async () => {
  const told: string[] = [];
  const { answer, cutShort } = await askInTime(questionOf(university(2, 'reachable')), {
    time: 350,
    tell: (doing) => told.push(doing),
  });
  expect({ answer, cutShort }).toEqual({
    answer: { kind: 'unknown', reason: 'the time limit was reached' },
    cutShort: true,
  });
  expect(told.length).toBeGreaterThan(0);
});

test('or until it is interrupted', async () => {
  const controller = new AbortController();
  const { answer } = await askInTime(questionOf(university(2, 'reachable')), {
    time: 60_000,
    signal: controller.signal,
    tell: () => controller.abort(),
  });
  expect(answer).toEqual({ kind: 'unknown', reason: 'interrupted' });
});
