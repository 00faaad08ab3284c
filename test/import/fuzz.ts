/**
 * Any text in any of the files: an importer answers with facts or with errors that have a place, never with an
 * exception, and in bounded time.
 */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { Importer } from '../../src/import/imported.ts';

type Files = Readonly<Record<string, string>>;

const runs = Math.max(150, Math.floor(Number(process.env.DUTYPROOF_CASES ?? 0) / 4));

/** What is put into a file in one place, besides any text. */
const pieces = [
  '"',
  "'",
  '<',
  '>',
  '&',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  ':',
  '\n',
  '\r',
  '\t',
  '\\',
  '#',
  '/',
  '=',
  '-',
];
const odd = [
  '\u0000',
  '\ud800',
  '\u202e',
  '\u200b',
  '\ufeff',
  '-->',
  ']]>',
  '<!--',
  '<![CDATA[',
  '&#0;',
  '__proto__',
  '*',
];

export function fuzzImporter(importer: Importer, samples: readonly Files[], map: Files = {}): void {
  const fired = { ok: 0, failed: 0 };
  const check = (files: Files): void => {
    const all = Object.entries(files).map(([path, text]) => ({ path, text, sha256: '' }));
    const started = performance.now();
    for (const file of all) importer.detects(file);
    const result = importer.read({
      files: all,
      mentioned: ['a*:b', 'x:y'],
      map: new Map(Object.entries(map)),
    });
    if (performance.now() - started > 5000) throw new Error('it took too long');
    fired[result.kind] += 1;
    const told = result.kind === 'ok' ? result.warnings : result.diagnostics;
    if (result.kind === 'failed' && !told.some(({ severity }) => severity === 'error'))
      throw new Error('no error is told');
    for (const { span } of told) {
      if (span === undefined) continue;
      const { start, end, file } = span;
      if (!(start >= 0 && start <= end && end <= file.text.length)) throw new Error('a span out of its file');
    }
    if (result.kind !== 'ok') return;
    const { doubts } = result.value;
    const { assignments, inheritance, grants } = result.value;
    for (const { doubt, left, right } of [...assignments, ...inheritance, ...grants]) {
      if (left === '' || right === '') throw new Error('a fact without a name');
      if (doubt !== null && doubts[doubt] === undefined)
        throw new Error('a fact with a doubt that is not there');
    }
  };
  const changes = fc.array(
    fc.record({
      file: fc.nat(),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.constantFrom(0, 0, 1, 3, 30),
      insert: fc.oneof(
        fc.constantFrom('', ...pieces, ...odd),
        fc.string({ maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...samples), changes, (files, all) => {
      const texts = { ...files };
      const names = Object.keys(texts);
      for (const { file, at, remove, insert } of all) {
        const name = names[file % names.length]!;
        const text = texts[name]!;
        const place = Math.floor(at * text.length);
        // A number is a part of the file itself, from there.
        const from = typeof insert === 'number' ? Math.floor(insert * text.length) : 0;
        const more = typeof insert === 'number' ? text.slice(from, from + 40) : insert;
        texts[name] = text.slice(0, place) + more + text.slice(place + remove);
      }
      check(texts);
    }),
    { numRuns: runs, seed: Number(process.env.SEED ?? 11) },
  );
  const [first] = samples;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) =>
      check(Object.fromEntries(Object.keys(first!).map((name) => [name, text]))),
    ),
    { numRuns: Math.floor(runs / 4), seed: 11 },
  );
  // Both ways out were taken.
  expect(fired.ok).toBeGreaterThan(runs / 100);
  expect(fired.failed).toBeGreaterThan(runs / 10);
}
