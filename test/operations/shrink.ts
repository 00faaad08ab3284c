/** The smallest part of a failing sequence that still fails: fewer steps, fewer facts to start from, fewer deviations. */

import { defaultProfile, switchNames } from '../../src/profile/profile.ts';
import { isValid } from '../oracle/machine/invariants.ts';
import { drop } from '../oracle/machine/sets.ts';
import { initial, type Machine } from '../oracle/machine/state.ts';
import { viewOf } from '../oracle/machine/view.ts';
import { advance, begin, type ReadingOf } from './both.ts';
import type { Sequence } from './explore.ts';
import { staffed } from './start.ts';

export interface Told {
  /** Reports of the steps, as the specification gives them. */
  readonly reports: readonly string[];
  /** What went wrong at the last step; null where nothing did. */
  readonly failure: readonly string[] | null;
}

/** Performs the steps up to the first failure. */
export function retold({ start, steps, profile }: Sequence, readingOf: ReadingOf): Told {
  const reading = readingOf(profile);
  const reports: string[] = [];
  let both = begin(start);
  for (const step of steps) {
    const next = advance(both, step, reading);
    reports.push(next.report);
    if (next.kind === 'failed') return { reports, failure: next.lines };
    both = next.both;
  }
  return { reports, failure: null };
}

export function shrunk(sequence: Sequence, readingOf: ReadingOf): Sequence {
  const fails = (candidate: Sequence) =>
    isValid(viewOf(candidate.start, candidate.profile)) && retold(candidate, readingOf).failure !== null;
  const started = [initial, staffed].map((start) => ({ ...sequence, start })).find(fails) ?? sequence;
  const shortened = { ...started, steps: smallest(started.steps, (steps) => fails({ ...started, steps })) };
  const simpler = ({ start, profile, steps }: Sequence): readonly Sequence[] => [
    ...withoutOne(start).map((less) => ({ start: less, profile, steps })),
    ...switchNames
      .filter((name) => profile[name] !== defaultProfile[name])
      .map((name) => ({ start, profile: { ...profile, [name]: defaultProfile[name] }, steps })),
  ];
  for (let found = shortened; ; ) {
    const next = simpler(found).find(fails);
    if (next === undefined) return found;
    found = next;
  }
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

/** The states with one fact less; of a symmetric relation, with one pair less in both directions. */
function withoutOne(m: Machine): readonly Machine[] {
  return [
    ...parts(m).map((part) => ({ ...m, ...part })),
    ...parts(m.application).map((part) => ({ ...m, application: { ...m.application, ...part } })),
    ...[...m.sessions].flatMap(([name, session]) =>
      [...parts(session), ...(session.of === null ? [] : [{ of: null }])].map((part) => ({
        ...m,
        sessions: new Map([...m.sessions, [name, { ...session, ...part }]]),
      })),
    ),
  ];
}

/** Of a record of lists and maps: each list and map without one of its elements. */
const parts = <T extends object>(record: T): readonly Partial<T>[] =>
  Object.entries(record).flatMap(([name, value]: [string, unknown]) =>
    shorter(value).map((less) => ({ ...record, [name]: less })),
  );

function shorter(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value.map((element) => value.filter((other) => !isSamePair(element, other)));
  }
  return value instanceof Map ? [...value.keys()].map((key) => drop(value, key)) : [];
}

const isSamePair = (left: unknown, right: unknown) =>
  left === right ||
  (Array.isArray(left) && Array.isArray(right) && [...left].reverse().join() === right.join());
