/**
 * Whatever stands in a file of a cloud, its reader ends soon with facts or with what is wrong, at places inside the text:
 * files that are cut off, changed in some characters, changed in some values, and nested deeply.
 */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awsImporter } from '../../src/import/aws.ts';
import { azureImporter } from '../../src/import/azure.ts';
import { gcpImporter } from '../../src/import/gcp.ts';
import type { Importer } from '../../src/import/imported.ts';
import { nameProblem } from '../../src/policy/names.ts';
import { importFiles } from './having.ts';

const directory = resolve(import.meta.dirname, '../../scenarios/cloud-keys');
const sample = (path: string): string => readFileSync(join(directory, path), 'utf8');
const systems: readonly (readonly [Importer, readonly string[]])[] = [
  [awsImporter, ['aws-account.json']],
  [azureImporter, ['azure-roles.json', 'azure-assignments.json']],
  [gcpImporter, ['gcp-policies.jsonl', 'gcp-roles.yaml', 'gcp-deny.json']],
];
const soon = 5000;

/** Reads, and checks what is true of every answer. */
function answer(importer: Importer, text: string): 'ok' | 'failed' {
  const started = performance.now();
  const file = { path: 'file', text, sha256: '' };
  importer.detects(file);
  const result = importFiles(importer, { file: text }, ['*:iam.PassRole', 'a:b*']);
  expect(performance.now() - started).toBeLessThan(soon);
  const diagnostics = result.kind === 'ok' ? result.warnings : result.diagnostics;
  expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(result.kind === 'failed');
  for (const { message, hint, span } of diagnostics) {
    expect(`${message} ${hint}`).not.toMatch(/\bNaN\b|\[object|^undefined/);
    if (span === undefined) continue;
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
  if (result.kind === 'ok') {
    const { assignments, inheritance, grants, doubts } = result.value;
    for (const { left, right, doubt } of [...assignments, ...inheritance, ...grants]) {
      expect(nameProblem(left) ?? nameProblem(right)).toBe(null);
      if (doubt !== null) expect(doubts[doubt]).toBeDefined();
    }
    for (const { right } of grants) expect(right).toMatch(/^.+:[^:]+$/s);
  }
  return result.kind;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The value with what stands at one place, counted in depth, replaced. */
function changed(value: Json, at: number, by: Json | undefined): Json {
  let count = 0;
  const visit = (one: Json): Json | undefined => {
    count += 1;
    if (count - 1 === at) return by;
    if (Array.isArray(one)) return one.flatMap((item) => visit(item) ?? []);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one).flatMap(([key, item]) => {
        const next = visit(item);
        return next === undefined ? [] : [[key, next]];
      }),
    );
  };
  return visit(value) ?? null;
}

const strange: readonly (Json | undefined)[] = [
  undefined,
  null,
  true,
  -1,
  1e300,
  '',
  ' ',
  '*',
  '${',
  'arn:',
  'arn:aws:iam::111122223333:root',
  '%7B',
  '{"Statement":',
  '\u202e',
  'a\u0000b',
  '__proto__',
  [],
  [[]],
  {},
  ['a', 'a'],
  { Statement: [] },
  { AWS: '*' },
  'projects/',
  '/',
  'user:',
  'a:b:c',
];

describe.each(systems.map(([importer, paths]) => [importer.format, importer, paths] as const))(
  '%s',
  (_, importer, paths) => {
    test('reads and knows its samples', () => {
      for (const path of paths) {
        expect(importer.detects({ path, text: sample(path), sha256: '' }), path).toBe(true);
        expect(answer(importer, sample(path)), path).toBe('ok');
      }
      for (const [other, theirs] of systems) {
        if (other === importer) continue;
        for (const path of theirs)
          expect(importer.detects({ path, text: sample(path), sha256: '' })).toBe(false);
      }
    });

    test('cut off, and with other characters', () => {
      const seen = { ok: 0, failed: 0 };
      const piece = fc.constantFrom(
        '"',
        '{',
        '}',
        '[',
        ']',
        ':',
        ',',
        '*',
        '- ',
        '\u0000',
        '\u202e',
        '\ud800',
        'null',
        '1e999',
        '\\u0000',
        '%',
      );
      fc.assert(
        fc.property(
          fc.constantFrom(...paths),
          fc.nat(),
          fc.nat(8),
          piece,
          fc.boolean(),
          (path, at, length, insert, isCut) => {
            const text = sample(path);
            const from = at % text.length;
            seen[answer(importer, text.slice(0, from) + insert + (isCut ? '' : text.slice(from + length)))] +=
              1;
          },
        ),
        { seed: 101, numRuns: 60 },
      );
      expect(seen.failed).toBeGreaterThan(20);
    });

    test('with other values', () => {
      const seen = { ok: 0, failed: 0 };
      const json = paths
        .filter((path) => /\.jsonl?$/.test(path))
        .flatMap((path) => {
          const text = sample(path);
          return path === 'gcp-policies.jsonl' ? text.trim().split('\n') : [text];
        });
      fc.assert(
        fc.property(
          fc.constantFrom(...json),
          fc.array(fc.tuple(fc.nat(150), fc.constantFrom(...strange)), { minLength: 1, maxLength: 2 }),
          (text, changes) => {
            let value = JSON.parse(text) as Json;
            for (const [at, by] of changes) value = changed(value, at, by);
            seen[answer(importer, JSON.stringify(value, null, 1))] += 1;
          },
        ),
        { seed: 102, numRuns: 100 },
      );
      expect(seen.failed).toBeGreaterThan(10);
      expect(seen.ok).toBeGreaterThan(5);
    });

    test('nested deeply, and empty', () => {
      const deep = 50_000;
      for (const text of [
        '',
        '\n',
        '{}',
        '[]',
        'null',
        '['.repeat(deep),
        '{"a":'.repeat(deep),
        '- '.repeat(deep),
        `{"Statement":${'['.repeat(deep)}`,
      ]) {
        answer(importer, text);
      }
      expect(answer(importer, '')).toBe('failed');
    });
  },
);
