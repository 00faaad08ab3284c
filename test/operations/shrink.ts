/** The smallest part of a failing sequence that still fails: without facts of the start, and without steps. */

import { advance, begin, type Reading } from './both.ts';
import type { Sequence } from './explore.ts';
import { grown, staffed } from './start.ts';

export interface Told {
  /** Reports of the steps, as the specification gives them. */
  readonly reports: readonly string[];
  /** What went wrong at the last step; null where nothing did. */
  readonly failure: readonly string[] | null;
}

/** Performs the steps up to the first failure. */
export function retold({ start, profile, steps }: Sequence, reading: Reading): Told {
  const reports: string[] = [];
  let both = begin(grown(start, profile));
  for (const step of steps) {
    const next = advance(both, step, reading);
    reports.push(next.report);
    if (next.kind === 'failed') return { reports, failure: next.lines };
    both = next.both;
  }
  return { reports, failure: null };
}

export function shrunk(sequence: Sequence, reading: Reading): Sequence {
  const fails = (candidate: Sequence) => retold(candidate, reading).failure !== null;
  const plain = { ...sequence, start: { ...sequence.start, base: staffed } };
  const based = fails(plain) ? plain : sequence;
  const { start } = based;
  const facts = smallest(start.facts, (kept) => fails({ ...based, start: { ...start, facts: kept } }));
  const started = { ...based, start: { ...start, facts } };
  return { ...started, steps: smallest(started.steps, (steps) => fails({ ...started, steps })) };
}

/** Parts are left out, halves first, until none can be. */
function smallest<T>(elements: readonly T[], isEnough: (kept: readonly T[]) => boolean): readonly T[] {
  let kept = elements;
  for (let size = Math.ceil(kept.length / 2); size >= 1; ) {
    const shorter = Array.from({ length: Math.ceil(kept.length / size) }, (_, part) => [
      ...kept.slice(0, part * size),
      ...kept.slice((part + 1) * size),
    ]).find(isEnough);
    if (shorter !== undefined) kept = shorter;
    else if (size === 1) break;
    else size = Math.ceil(size / 2);
  }
  return kept;
}
