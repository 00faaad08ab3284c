/**
 * Whatever stands in a file, its reader ends soon with an answer: that it is read, or what is wrong with it, at a place
 * inside the text. Never an exception: that would be an internal error.
 *
 * Each reader is met with files that it reads gladly, cut off at any place, changed at random, with line ends, marks
 * and characters that do harm elsewhere, and nested a hundred thousand deep.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnosticLines } from '../../src/report/diagnostics.ts';
import { paint } from '../../src/report/text.ts';
import { type Outcome, type Reader, readers } from './readers.ts';

/** For each reader and way of changing a file. */
const cases = Math.max(60, Math.floor(Number(process.env.DUTYPROOF_CASES ?? 0) / 4));
/** Places at which a file is cut off; all in a deeper run. */
const cuts = process.env.DUTYPROOF_CASES === undefined ? 40 : Number.POSITIVE_INFINITY;
/** Milliseconds, on a machine that has other work; what is bounded takes some tens. */
const soon = 5000;

const encoder = new TextEncoder();

/** What a terminal would obey, or not show; lines end. */
const obeyed = /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069]/u;

/** Reads, and checks what is true of every answer. */
function answer({ name, read }: Reader, bytes: Uint8Array): Outcome {
  const start = performance.now();
  const outcome = read(bytes);
  expect(performance.now() - start, name).toBeLessThan(soon);
  const { kind, diagnostics } = outcome;
  expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(kind === 'failed');
  for (const { code, message, hint, span } of diagnostics) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(`${message} ${hint}`).not.toMatch(/\bNaN\b|\[object|^undefined/);
    if (span === undefined) continue;
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(span.file.text.length);
  }
  // What cannot be seen, moves the cursor or turns the line round does not reach a terminal.
  expect(paint(diagnosticLines(diagnostics, 80), 'plain')).not.toMatch(obeyed);
  return outcome;
}

const kindOf = (reader: Reader, text: string): Outcome['kind'] => answer(reader, encoder.encode(text)).kind;

/** What makes text mean something else, or look like something else. */
const harmful: readonly (string | readonly number[])[] = [
  '\0',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\u0085',
  '\u001b[31m',
  '\r',
  '\r\n',
  '\n\r',
  '\t',
  '👩‍👩‍👧',
  'é',
  // Half of a character, a byte that is none, one cut off, and an overlong NUL.
  [0xed, 0xa0, 0x80],
  [0xff],
  [0xe2, 0x82],
  [0xc0, 0x80],
];
const ordinary = [
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  ':',
  ': ',
  '- ',
  ',',
  ';',
  '&a ',
  '*a',
  '!x',
  '#',
  '|',
  '%',
  '<',
  '>',
  '(',
  ')',
  '-1',
  '1e999',
  'null',
  '~',
  '../',
  '/etc/passwd',
  '__proto__',
  'constructor',
  '0'.repeat(400),
];

const bytesOf = (piece: string | readonly number[]): Uint8Array =>
  typeof piece === 'string' ? encoder.encode(piece) : Uint8Array.from(piece);

const piece = fc.oneof(
  fc.constantFrom(...harmful, ...ordinary).map(bytesOf),
  fc.uint8Array({ maxLength: 4 }),
);

describe.each(readers.map((reader) => [reader.name, reader] as const))('%s', (_, reader) => {
  test('reads its samples, with line ends of any system and a mark at the start', () => {
    for (const text of reader.samples) {
      expect(kindOf(reader, text)).toBe('ok');
      expect(kindOf(reader, text.replaceAll('\n', '\r\n'))).toBe('ok');
      expect(kindOf(reader, `\ufeff${text}`)).toBe('ok');
    }
  });

  test('cut off anywhere', () => {
    const seen = { ok: 0, failed: 0 };
    for (const text of reader.samples) {
      const bytes = encoder.encode(text);
      const step = Math.max(1, Math.floor(bytes.length / cuts));
      for (let end = 0; end < bytes.length; end += step)
        seen[answer(reader, bytes.subarray(0, end)).kind] += 1;
    }
    expect(seen.failed).toBeGreaterThan(0);
  });

  test('changed in some places', () => {
    const seen = { ok: 0, failed: 0 };
    const change = fc.record({ at: fc.nat(), length: fc.nat(6), insert: piece });
    fc.assert(
      fc.property(
        fc.constantFrom(...reader.samples),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (text, changes) => {
          let bytes = encoder.encode(text);
          for (const { at, length, insert } of changes) {
            const from = at % (bytes.length + 1);
            bytes = Uint8Array.from([
              ...bytes.subarray(0, from),
              ...insert,
              ...bytes.subarray(from + length),
            ]);
          }
          seen[answer(reader, bytes).kind] += 1;
        },
      ),
      { seed: 31, numRuns: cases },
    );
    expect(seen.failed).toBeGreaterThan(cases / 10);
  });

  test('nothing but harm', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        answer(reader, Uint8Array.from(pieces.flatMap((one) => [...one])));
      }),
      { seed: 32, numRuns: cases },
    );
  });
});

const deep = 100_000;
const nested: Readonly<Record<Reader['syntax'], readonly (readonly [string, string])[]>> = {
  yaml: [
    ['lists in brackets', `policy: ${'['.repeat(deep)}${']'.repeat(deep)}`],
    ['mappings in braces', `policy: ${'{a: '.repeat(deep)}${'}'.repeat(deep)}`],
    ['lists by indentation', '- '.repeat(deep)],
    ['keys that are lists', '? '.repeat(deep)],
    ['aliases of aliases', bomb()],
    ['an anchor on each level', '&a ['.repeat(deep)],
  ],
  json: [
    ['lists', `{"schemaVersion":1,"findings":${'['.repeat(deep)}${']'.repeat(deep)}}`],
    ['lists without end', '['.repeat(deep)],
    ['objects', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`],
    ['children', `{"schemaVersion":1,"verdicts":[${why()}]}`],
  ],
  application: [
    ['parentheses', `APPLICATION x SESSION (a, r) ${'('.repeat(deep)}a${')'.repeat(deep)}`],
    ['branches', `APPLICATION x SESSION (a, r) ${'if a then '.repeat(deep)}a`],
    ['loops', `APPLICATION x SESSION (a, r) ${'while a do '.repeat(deep)}a`],
    ['negations', `APPLICATION x SESSION (a, r) if ${'not '.repeat(deep)}a then a`],
  ],
  other: [
    ['open brackets', '<('.repeat(deep)],
    ['quotes', '"'.repeat(deep + 1)],
    ['a comment without end', `/*${'/*'.repeat(deep)}`],
    ['one long line', `a,${'b'.repeat(1_000_000)}`],
  ],
};

/** Each list holds the one before twice. */
function bomb(): string {
  const lists = Array.from({ length: 100 }, (_, at) => `b${at + 1}: &b${at + 1} [*b${at}, *b${at}]\n`);
  return `policy: p\nb0: &b0 [x, x]\n${lists.join('')}`;
}

/** A verdict whose reasons have reasons. */
function why(): string {
  const open = '{"label":"a","holds":true,"formula":"","facts":[],"children":[';
  return `{"status":"violated","counterexample":{"why":${open.repeat(deep)}${']}'.repeat(deep)}}}`;
}

describe('nested a hundred thousand deep', () => {
  const all = readers.flatMap((reader) =>
    nested[reader.syntax].map(([what, text]) => [reader.name, what, reader, text] as const),
  );
  test.each(all)('%s: %s', (_name, _what, reader, text) => {
    const { kind } = answer(reader, encoder.encode(text));
    expect(kind).toBe('failed');
  });
});
