/** What was found beside what is committed. */

import type { ExitCode } from '../verdict/verdict.ts';
import { byName, type Committed, cellKey, committedOf, guardKey, lawKey } from './committed.ts';
import type { Findings } from './findings.ts';
import { type Strength, strengths } from './matrix.ts';

export interface Difference {
  /** `AssignUser I5`, `AssignUser G8`, `L14c`, `the reading`. */
  readonly about: string;
  /** Null: it is not in the committed matrix. */
  readonly committed: string | null;
  /** Null: it was not found. */
  readonly found: string | null;
  readonly kind: 'weaker' | 'stronger' | 'other' | 'new' | 'missing';
}

/** What a person compares: the strength first, where there is one. */
interface Entry {
  readonly strength: Strength | null;
  readonly text: string;
}

/**
 * Differences for what was asked, in the order of names. `names`: operations and laws; everything where it is empty.
 */
export function differences(
  findings: Findings,
  committed: Committed,
  names: readonly string[],
): readonly Difference[] {
  const asked = (name: string): boolean => names.length === 0 || names.includes(name);
  const found = entriesOf(committedOf(findings), asked);
  const expected = entriesOf(committed, asked);
  return [...new Set([...expected.keys(), ...found.keys()])].sort(byName).flatMap((about) => {
    const before = expected.get(about) ?? null;
    const now = found.get(about) ?? null;
    if (before?.text === now?.text) return [];
    return [{ about, committed: before?.text ?? null, found: now?.text ?? null, kind: kindOf(before, now) }];
  });
}

function kindOf(before: Entry | null, now: Entry | null): Difference['kind'] {
  if (before === null) return 'new';
  if (now === null) return 'missing';
  if (before.strength === null || now.strength === null || before.strength === now.strength) return 'other';
  return strengths.indexOf(now.strength) > strengths.indexOf(before.strength) ? 'weaker' : 'stronger';
}

function entriesOf(
  { profile, cells, guards, laws }: Committed,
  asked: (name: string) => boolean,
): ReadonlyMap<string, Entry> {
  const reading = Object.entries(profile)
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
    .join(', ');
  return new Map<string, Entry>([
    ['the reading', { strength: null, text: reading }],
    ...cells
      .filter(({ operation }) => asked(operation))
      .map((cell): [string, Entry] => [
        cellKey(cell),
        { strength: cell.status, text: `${cell.status} (${cell.how})` },
      ]),
    ...guards
      .filter(({ operation }) => asked(operation))
      .map((guard): [string, Entry] => {
        const protects = guard.invariant === null ? '' : `, protects ${guard.invariant}`;
        const goal = guard.isTheGoal ? ', is the goal' : '';
        return [guardKey(guard), { strength: null, text: `${guard.found}${protects}${goal}` }];
      }),
    ...laws
      .filter(({ law }) => asked(law))
      .map((law): [string, Entry] => [
        lawKey(law),
        { strength: law.status, text: `${law.status} (expected: ${law.expected})` },
      ]),
  ]);
}

/** What the run says to a machine. */
export interface Outcome {
  readonly findings: Findings;
  readonly differences: readonly Difference[];
  /** Why not everything was looked at, or null. */
  readonly interrupted: string | null;
}

/**
 * 0 only if what was found is what is committed. 1: something is refuted that should hold, or it is otherwise than
 * committed; 3: something is unknown, or was not looked at.
 */
export function proofExitCode({ findings, differences: found, interrupted }: Outcome): ExitCode {
  const { matrix, guards, laws } = findings;
  const unlike = found.filter(({ kind }) => interrupted === null || kind !== 'missing');
  const isUnknown =
    matrix.cells.some(({ status }) => status === 'unknown') ||
    guards.some((guard) => guard.found === 'unknown') ||
    laws.some(({ status }) => status === 'unknown');
  const isRefuted =
    matrix.cells.some(({ status }) => status === 'refuted') ||
    laws.some(({ expected, status }) => expected === 'holds' && status === 'refuted');
  // That something is not known is less than that it is otherwise: such differences do not count for it.
  const isOtherwise = unlike.some(({ found: now }) => now === null || !now.startsWith('unknown'));
  if (isRefuted || isOtherwise) return 1;
  return isUnknown || interrupted !== null || unlike.length > 0 ? 3 : 0;
}
