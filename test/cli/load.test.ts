import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Script } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Loader {
  load(file: string, cachedData?: Buffer): { readonly exports: unknown; readonly script: Script };
  contents(file: string): Buffer | undefined;
}

const { load, contents } = createRequire(import.meta.url)('../../build/load.cjs') as Loader;

let directory = '';
let file = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-load-'));
  file = join(directory, 'a.js');
  writeFileSync(join(directory, 'b.js'), 'exports.b = 2;');
  writeFileSync(file, "exports.sum = () => 1 + require('./b.js').b; exports.name = __filename;");
});

afterAll(() => rmSync(directory, { recursive: true }));

const sumOf = (exports: unknown): number => (exports as { sum: () => number }).sum();

test('a file is loaded as Node loads it', () => {
  const { exports } = load(file);
  expect(sumOf(exports)).toBe(3);
  expect(exports).toMatchObject({ name: file });
});

test('its own bytecode is used', () => {
  const first = load(file);
  sumOf(first.exports);
  const second = load(file, first.script.createCachedData());
  expect(second.script.cachedDataRejected).toBe(false);
  expect(sumOf(second.exports)).toBe(3);
});

test('what is no bytecode of this Node is refused, and nothing else changes', () => {
  const bytecode = load(file).script.createCachedData();
  // The version stands in the first bytes.
  for (const foreign of [
    Buffer.from('no bytecode at all'),
    bytecode.map((byte, at) => (at < 16 ? byte ^ 1 : byte)),
  ]) {
    const { exports, script } = load(file, Buffer.from(foreign));
    expect(script.cachedDataRejected).toBe(true);
    expect(sumOf(exports)).toBe(3);
  }
});

test('a file that is missing has no contents', () => {
  expect(contents(join(directory, 'none.cache'))).toBeUndefined();
});
