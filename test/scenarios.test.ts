/**
 * Every scenario gets the verdicts that its policy tests state, and every policy of a scenario has such a test.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../src/check/catalogue.ts';
import { checkPolicy } from '../src/check/run.ts';
import { readPolicy } from '../src/policy/read.ts';
import { differences } from '../src/policy-test/compare.ts';
import { readPolicyTests } from '../src/policy-test/read.ts';
import { nodeFiles } from '../src/source/files.ts';
import { defaultFailOn, exitCodeOf } from '../src/verdict/exit-code.ts';

const scenarios = resolve(import.meta.dirname, '../scenarios');
const everything = readdirSync(scenarios, { recursive: true, encoding: 'utf8' }).sort();
const files = everything.filter((path) => path.endsWith('.policy-test.yaml'));

function testsIn(file: string) {
  const read = readPolicyTests(readFileSync(join(scenarios, file), 'utf8'));
  if (read.kind === 'failed') throw new Error(`${file}: ${read.messages.join('; ')}`);
  return read.file.tests.map((item) => ({ ...item, path: join(dirname(file), item.policy) }));
}

const cases = files.flatMap(testsIn);

test('every policy of a scenario has expected verdicts, and every scenario a README', () => {
  const tested = new Set(cases.map(({ path }) => path));
  const policies = everything.filter((path) => path.endsWith('.policy.yaml'));
  expect(policies.filter((path) => !tested.has(path))).toEqual([]);
  const readmes = new Set(
    everything.filter((path) => basename(path) === 'README.md').map((path) => dirname(path)),
  );
  expect(files.map((path) => dirname(path)).filter((name) => !readmes.has(name))).toEqual([]);
});

describe('scenarios', () => {
  test.each(cases)('$path', async (expected) => {
    const read = readPolicy(relative('.', join(scenarios, expected.path)), nodeFiles(), {
      rules: catalogue.map(({ id }) => id),
    });
    if (read.kind === 'failed') throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
    const { verdicts, failures } = await checkPolicy(read.value);
    expect(failures).toEqual([]);
    expect(differences(expected, verdicts, exitCodeOf(verdicts, failures, defaultFailOn))).toEqual([]);
  });
});
