/** The words in which proofs are reported: never the same for different strengths. */

import { defaultProfile, switches, switchNames } from '../profile/profile.ts';
import { byName } from '../prove/committed.ts';
import type { Outcome } from '../prove/compare.ts';
import type { Confirmation } from '../prove/confirmation.ts';
import type { Facts, GuardFinding, LawFinding } from '../prove/findings.ts';
import { type Cell, type Strength, strengths } from '../prove/matrix.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { counted, grouped } from './wording.ts';

export interface ProofReport extends Outcome {
  readonly exitCode: ExitCode;
  /** What another solver said of the same obligations; null where none was asked. */
  readonly confirmation: Confirmation | null;
}

/** As the end of a sentence that begins with a number of cells. */
export const strengthWords: Readonly<Record<Strength, string>> = {
  untouched: 'untouched',
  'every size': 'proved for every size',
  'every size, limits to 4': 'proved for every size with limits to 4',
  'up to a size': 'without counterexample up to a size',
  unknown: 'unknown',
  refuted: 'refuted',
};

const marks: Readonly<Record<Strength, string>> = {
  untouched: '·',
  'every size': '∀',
  'every size, limits to 4': '∀4',
  'up to a size': '≤',
  unknown: '?',
  refuted: '✗',
};

/** A proof of what a guard states is a tautology, and has a mark of its own. */
const isTautology = ({ status, how }: Cell): boolean => how === 'guard' && marks[status].startsWith('∀');

export const markOf = (cell: Cell): string =>
  isTautology(cell) ? marks[cell.status].replace('∀', '=') : marks[cell.status];

/** What a cell's mark stands for. */
export function meaningOf(cell: Cell): string {
  if (cell.status === 'untouched')
    return 'untouched: the operation changes nothing that the invariant speaks of';
  const words = strengthWords[cell.status];
  return isTautology(cell) ? `${words}, because a guard states it: the guard is the goal` : words;
}

/** Each mark that occurs, with its meaning and how often it occurs, from the strongest to the weakest. */
export function legend(
  cells: readonly Cell[],
): readonly { readonly mark: string; readonly meaning: string; readonly count: number }[] {
  const found = new Map<string, { mark: string; meaning: string; count: number }>();
  const ordered = [...cells].sort(
    (left, right) =>
      strengths.indexOf(left.status) - strengths.indexOf(right.status) ||
      Number(isTautology(left)) - Number(isTautology(right)),
  );
  for (const cell of ordered) {
    const mark = markOf(cell);
    const entry = found.get(mark) ?? { mark, meaning: meaningOf(cell), count: 0 };
    found.set(mark, { ...entry, count: entry.count + 1 });
  }
  return [...found.values()];
}

const isKept = ({ status }: Cell): boolean => status !== 'unknown' && status !== 'refuted';

/** The three lines that answer. */
export function answers(report: ProofReport): readonly [string, string, string] {
  const { matrix, guards, laws } = report.findings;
  const { cells } = matrix;
  const operations = [...new Set(cells.map(({ operation }) => operation))];
  const keeping = operations.filter((name) =>
    cells.filter(({ operation }) => operation === name).every(isKept),
  );
  const invariants = new Set(cells.map(({ invariant }) => invariant)).size;
  const subject =
    keeping.length === operations.length
      ? counted(operations.length, 'operation')
      : `${grouped(keeping.length)} of ${counted(operations.length, 'operation')}`;
  const verb = operations.length === 1 && keeping.length === 1 ? 'keeps' : 'keep';
  const counts = strengths.flatMap((strength) => {
    const count = cells.filter(({ status }) => status === strength).length;
    return count === 0 ? [] : [`${grouped(count)} ${strengthWords[strength]}`];
  });
  return [
    cells.length === 0
      ? `no operation was looked at, under ${readingText(matrix.profile)}`
      : `${subject} ${verb} ${counted(invariants, 'invariant')}, under ${readingText(matrix.profile)}`,
    cells.length === 0 ? 'no cells' : `${counted(cells.length, 'cell')}: ${counts.join(', ')}`,
    [
      ...(guards.length === 0 ? [] : [guardsAnswer(guards)]),
      ...(laws.length === 0 ? [] : [lawsAnswer(laws)]),
      matrixAnswer(report),
      `exit ${report.exitCode}`,
    ].join(' · '),
  ];
}

function guardsAnswer(guards: readonly GuardFinding[]): string {
  const declared = guards.filter(isAsDeclared).length;
  if (declared === guards.length) return `${counted(guards.length, 'guard')} as declared`;
  return `${grouped(declared)} of ${counted(guards.length, 'guard')} as declared`;
}

function lawsAnswer(laws: readonly LawFinding[]): string {
  const found = new Map<string, number>();
  const ordered = [...laws].sort(
    (left, right) => strengths.indexOf(left.status) - strengths.indexOf(right.status),
  );
  for (const law of ordered) {
    const words = `${shortWords(law.status)}${law.expected === 'fails' ? expectedToFail(law) : ''}`;
    found.set(words, (found.get(words) ?? 0) + 1);
  }
  const counts = [...found].map(([words, count]) => `${grouped(count)} ${words}`);
  return `${counted(laws.length, 'law')}: ${counts.join(', ')}`;
}

/** `proved`, `proved with limits to 4`, `up to a size`, … */
const shortWords = (strength: Strength): string =>
  strengthWords[strength].replace(' for every size', '').replace('without counterexample ', '');

const expectedToFail = ({ status }: LawFinding): string =>
  status === 'refuted' ? ' as expected' : ' though expected to fail';

/** One sign for what was found of a law. */
export function lawMark({ status }: LawFinding): '✓' | '≤' | '?' | '✗' {
  switch (status) {
    case 'untouched':
    case 'every size':
    case 'every size, limits to 4':
      return '✓';
    case 'up to a size':
      return '≤';
    case 'unknown':
      return '?';
    case 'refuted':
      return '✗';
    default:
      throw new Error(`unknown status ${status satisfies never}`);
  }
}

function matrixAnswer({ differences, interrupted }: ProofReport): string {
  const unlike = differences.filter(({ kind }) => interrupted === null || kind !== 'missing');
  return unlike.length === 0
    ? 'as committed'
    : `${counted(unlike.length, 'difference')} from the committed matrix`;
}

export const isAsDeclared = ({ declared, found }: GuardFinding): boolean => declared === found;

export function isAsExpected({ expected, status }: LawFinding): boolean {
  if (status === 'unknown') return false;
  return (expected === 'fails') === (status === 'refuted');
}

/** `the default reading`, or what is otherwise. */
export function readingText(profile: Readonly<Record<string, string>>): string {
  const others = switchNames.filter(
    (name) => (profile[name] ?? defaultProfile[name]) !== defaultProfile[name],
  );
  if (others.length === 0) return 'the default reading';
  return `the reading ${others.map((name) => `${name}: ${profile[name]} (${switches[name].id})`).join(', ')}`;
}

/** `ROLE 3, USER 2`. */
export const sizeText = (size: Readonly<Record<string, number>>): string =>
  Object.keys(size)
    .sort()
    .map((sort) => `${sort} ${size[sort]}`)
    .join(', ');

/** `UA = {(u1, r1)}, users = {u1}`; a state may have nothing in it. */
export function factsText(facts: Facts): string {
  const texts = Object.keys(facts)
    .sort()
    .flatMap((name) => {
      const tuples = facts[name]!;
      if (tuples.length === 0) return [];
      return [
        `${name} = {${tuples.map((tuple) => (tuple.length === 1 ? tuple[0] : `(${tuple.join(', ')})`)).join(', ')}}`,
      ];
    });
  return texts.length === 0 ? 'everything is empty' : texts.join(', ');
}

/** Operations in the order in which they were told, invariants by their number. */
export function tableOf(cells: readonly Cell[]): {
  readonly invariants: readonly string[];
  readonly rows: readonly { readonly operation: string; readonly marks: readonly string[] }[];
} {
  const invariants = [...new Set(cells.map(({ invariant }) => invariant))].sort(byName);
  const byOperation = new Map<string, Map<string, Cell>>();
  for (const cell of cells) {
    const row = byOperation.get(cell.operation) ?? new Map<string, Cell>();
    byOperation.set(cell.operation, row.set(cell.invariant, cell));
  }
  return {
    invariants,
    rows: [...byOperation].map(([operation, row]) => ({
      operation,
      marks: invariants.map((invariant) => {
        const cell = row.get(invariant);
        return cell === undefined ? '' : markOf(cell);
      }),
    })),
  };
}

/** A cell that is no proof, in words. */
export function remarkOf({ status, size, reason }: Cell): string | null {
  switch (status) {
    case 'untouched':
    case 'every size':
    case 'every size, limits to 4':
      return null;
    case 'up to a size':
      return `no counterexample up to ${sizeText(size)}; no proof: ${reason}`;
    case 'unknown':
      return `unknown: ${reason}`;
    case 'refuted':
      return `refuted: ${reason}`;
    default:
      throw new Error(`unknown status ${status satisfies never}`);
  }
}

/** What was found of a guard, in words. */
export function guardWords(guard: GuardFinding): string {
  const { declared, found, isTheGoal, counterexample } = guard;
  return [
    ...(declared === found ? [] : [`declared ${declared}, found ${found}`]),
    ...(counterexample === null ? [] : [`without it ${brokenText(counterexample)} breaks`]),
    ...(isTheGoal ? ['the guard is the goal'] : []),
  ].join('; ');
}

const brokenText = ({
  invariant,
  conjunct,
}: {
  readonly invariant: string;
  readonly conjunct: string;
}): string => (conjunct === invariant || conjunct === '' ? invariant : `${invariant} (${conjunct})`);

export function lawWords({ expected, status, size, reason }: LawFinding): string {
  const sizes = sizeText(size);
  const words =
    status === 'up to a size' && sizes !== ''
      ? `without counterexample up to ${sizes}`
      : strengthWords[status];
  return [
    words,
    ...(expected === 'fails' ? [status === 'refuted' ? 'as expected' : 'though expected to fail'] : []),
    ...(reason === '' ? [] : [reason]),
  ].join('; ');
}
