/** Each load in a process of its own: within one, V8 remembers what it compiled and asks for no bytecode. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const loader = resolve(import.meta.dirname, '../../build/load.cjs');
let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-load-'));
  writeFileSync(join(directory, 'b.js'), 'exports.b = 2;');
  writeFileSync(
    join(directory, 'a.js'),
    "exports.sum = () => 1 + require('./b.js').b; exports.name = __filename;",
  );
});

afterAll(() => rmSync(directory, { recursive: true }));

/** Loads `a.js` with the bytecode in the file `cache`, uses it, and writes its bytecode to `made`. */
function use(cache: string, made: string): unknown {
  const program = `
    const { load, contents } = require(${JSON.stringify(loader)});
    const { exports, script } = load('${join(directory, 'a.js')}', contents('${join(directory, cache)}'));
    console.log(JSON.stringify({ sum: exports.sum(), name: exports.name, rejected: script.cachedDataRejected }));
    require('node:fs').writeFileSync('${join(directory, made)}', script.createCachedData());`;
  return JSON.parse(spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' }).stdout);
}

test('bytecode is used where it is of this file and this Node, and changes nothing', () => {
  const name = join(directory, 'a.js');
  expect(use('missing.cache', 'a.cache')).toEqual({ sum: 3, name });
  expect(use('a.cache', 'again.cache')).toEqual({ sum: 3, name, rejected: false });

  // The version of V8 stands in the first bytes.
  const foreign = Buffer.from(readFileSync(join(directory, 'a.cache')));
  for (let at = 4; at < 8; at += 1) foreign[at] = (foreign[at] ?? 0) ^ 1;
  writeFileSync(join(directory, 'foreign.cache'), foreign);
  expect(use('foreign.cache', 'again.cache')).toEqual({ sum: 3, name, rejected: true });

  writeFileSync(join(directory, 'nonsense.cache'), 'no bytecode at all');
  expect(use('nonsense.cache', 'again.cache')).toEqual({ sum: 3, name, rejected: true });
});
