/**
 * What the two benchmark formats share: lines with their places, the announced numbers, lists of 1-based numbers, and
 * a collector of what is wrong that keeps everything up to a bound.
 */

import type { Result } from '../../source/diagnostic.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { Constraint, Instance } from '../instance.ts';
import type { InstanceCode, InstanceDiagnostic } from './codes.ts';

export interface ReadInstance {
  readonly instance: Instance;
  /** Per constraint its line. */
  readonly places: readonly Span[];
}

export interface SourceLine {
  /** Without the blanks around it. */
  readonly text: string;
  /** Offset of `text` in the file. */
  readonly start: number;
}

export interface Counts {
  readonly steps: number;
  readonly users: number;
  /** Absent if the text does not say. */
  readonly constraints?: { readonly count: number; readonly line: SourceLine };
}

/** One reading of one file. */
export interface Reader {
  readonly lines: readonly SourceLine[];
  /** `part` is what the caret is put under; the whole line unless given. */
  report(code: InstanceCode, message: string, line: SourceLine, part?: string, hint?: string): void;
  /** About the text as a whole. */
  reportFile(code: InstanceCode, message: string, hint: string): void;
  hasErrors(): boolean;
  /** The instance, unless there were errors. */
  finish(
    counts: Counts | undefined,
    authorised: readonly Uint32Array[],
    found: readonly Found[],
  ): Result<ReadInstance>;
}

const mostErrors = 50;

export function readerOf(file: SourceFile): Reader {
  const lines: SourceLine[] = [];
  for (let at = 0; at <= file.text.length; ) {
    const newline = file.text.indexOf('\n', at);
    const end = newline < 0 ? file.text.length : newline;
    const raw = file.text.slice(at, end);
    const text = raw.trim();
    lines.push({ text, start: at + raw.indexOf(text) });
    at = end + 1;
  }
  const diagnostics: InstanceDiagnostic[] = [];
  const add = (diagnostic: InstanceDiagnostic): void => {
    if (diagnostics.length < mostErrors) diagnostics.push(diagnostic);
    else if (diagnostics.length === mostErrors) {
      diagnostics.push({
        code: 'too-many-errors',
        severity: 'error',
        message: `only the first ${mostErrors} errors are shown`,
        path: file.path,
      });
    }
  };
  return {
    lines,
    report(code, message, line, part, hint) {
      const inside = part === undefined || part === '' ? -1 : line.text.lastIndexOf(part);
      const start = line.start + Math.max(0, inside);
      const end = inside < 0 || part === undefined ? line.start + line.text.length : start + part.length;
      add({
        code,
        severity: 'error',
        message,
        span: { file, start, end },
        ...(hint === undefined ? {} : { hint }),
      });
    },
    reportFile(code, message, hint) {
      add({ code, severity: 'error', message, path: file.path, hint });
    },
    hasErrors: () => diagnostics.length > 0,
    finish(counts, authorised, found) {
      if (counts === undefined || diagnostics.length > 0) return { kind: 'failed', diagnostics };
      const instance: Instance = {
        steps: counts.steps,
        users: counts.users,
        authorised,
        constraints: found.map(({ constraint }) => constraint),
      };
      const places = found.map(({ line: { text, start } }) => ({ file, start, end: start + text.length }));
      return { kind: 'ok', value: { instance, places }, warnings: [] };
    },
  };
}

const mostSteps = 10_000;
const mostUsers = 100_000_000;
/** Bits of all authorisations. */
const mostPairs = 1_000_000_000;

export function headerOf(text: string): { readonly name: string; readonly value: number } | undefined {
  const match = /^#\s*(steps|users|constraints)\s*:\s*(\d+)$/i.exec(text);
  return match === null ? undefined : { name: match[1]!.toLowerCase(), value: Number(match[2]) };
}

/** The announced numbers; undefined after an error. */
export function readCounts(reader: Reader): Counts | undefined {
  const found = new Map<string, { readonly count: number; readonly line: SourceLine }>();
  for (const line of reader.lines) {
    const own = headerOf(line.text);
    if (own === undefined) continue;
    if (found.has(own.name)) reader.report('duplicate-count', `\`#${own.name}\` is announced twice`, line);
    else found.set(own.name, { count: own.value, line });
  }
  const steps = found.get('steps');
  const users = found.get('users');
  const constraints = found.get('constraints');
  if (steps === undefined)
    reader.reportFile('missing-count', 'the number of steps is missing', 'write `#Steps: 5`');
  if (users === undefined)
    reader.reportFile('missing-count', 'the number of users is missing', 'write `#Users: 20`');
  if (steps === undefined || users === undefined) return undefined;
  for (const [what, { count, line }, most] of [
    ['steps', steps, mostSteps],
    ['users', users, mostUsers],
  ] as const) {
    if (count < 1 || count > most)
      reader.report('instance-too-large', `there can be 1 to ${most.toLocaleString('en')} ${what}`, line);
  }
  if (!reader.hasErrors() && steps.count * users.count > mostPairs)
    reader.report(
      'instance-too-large',
      `${steps.count.toLocaleString('en')} steps times ${users.count.toLocaleString('en')} users are too many`,
      users.line,
    );
  if (reader.hasErrors()) return undefined;
  return {
    steps: steps.count,
    users: users.count,
    ...(constraints === undefined ? {} : { constraints }),
  };
}

/** 0-based numbers from words like `1` or `s1`; undefined after an error. */
export function numbersOf(
  reader: Reader,
  line: SourceLine,
  words: readonly string[],
  what: 'step' | 'user',
  most: number,
): number[] | undefined {
  const numbers: number[] = [];
  let isFine = true;
  for (const word of words) {
    const match = /^([su]?)(\d+)$/i.exec(word);
    const letter = match?.[1]?.toLowerCase() ?? '';
    const number = match === null ? Number.NaN : Number(match[2]);
    if (number >= 1 && number <= most && (letter === '' || letter === what[0])) numbers.push(number - 1);
    else {
      isFine = false;
      reader.report(
        what === 'step' ? 'unknown-step' : 'unknown-user',
        `there is no ${what} \`${word}\``,
        line,
        word,
        `${what}s are numbered from 1 to ${most.toLocaleString('en')}`,
      );
    }
  }
  return isFine ? numbers : undefined;
}

/** A bound that can matter: beyond the number of steps one is as good as another. */
export function boundOf(digits: string, counts: Counts): number {
  return Math.min(Number(digits), counts.steps + 1);
}

/** Constraints with their lines, in the order of the text. */
export interface Found {
  readonly constraint: Constraint;
  readonly line: SourceLine;
}

export const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
