/**
 * Every scenario is as its policy tests state, and every policy of a scenario has such a test.
 */

import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../src/check/catalogue.ts';
import { importers } from '../src/import/importers.ts';
import { readPolicy } from '../src/policy/read.ts';
import { readPolicyTests } from '../src/policy-test/read.ts';
import { runPolicyTest } from '../src/policy-test/run.ts';
import { titleOf } from '../src/policy-test/test.ts';
import { nodeFiles } from '../src/source/files.ts';
import { locate } from '../src/source/text.ts';
import { rendered } from './policy/render.ts';

const scenarios = resolve(import.meta.dirname, '../scenarios');
const everything = readdirSync(scenarios, { recursive: true, encoding: 'utf8' }).sort();
const paths = everything.filter((path) => path.endsWith('.policy-test.yaml'));
const files = nodeFiles(scenarios);
const rules = catalogue.map(({ id }) => id);

const cases = paths.flatMap((path) => {
  const read = readPolicyTests(path, files, { rules });
  if (read.kind === 'failed') throw new Error(read.diagnostics.map(rendered).join('\n'));
  expect(read.warnings).toEqual([]);
  return read.value.map((item) => ({
    item,
    policy: join(dirname(path), item.policy.text),
    title: `${path}:${locate(item.span).line} ${titleOf(item)}`,
  }));
});

test('every policy of a scenario has expected verdicts, and every scenario a README', () => {
  const tested = new Set(
    cases
      .filter(({ item }) => item.changes.length === 0 && item.exit !== null && item.violated !== null)
      .map(({ policy }) => policy),
  );
  const policies = everything.filter((path) => path.endsWith('.policy.yaml'));
  expect(policies.filter((path) => !tested.has(path))).toEqual([]);
  const readmes = new Set(
    everything.filter((path) => basename(path) === 'README.md').map((path) => dirname(path)),
  );
  expect(paths.map((path) => dirname(path)).filter((name) => !readmes.has(name))).toEqual([]);
});

describe('scenarios', () => {
  test.each(cases)('$title', async ({ item }) => {
    const outcome = await runPolicyTest(item, {
      files,
      readPolicy: (path) => readPolicy(path, files, { rules, importers }),
    });
    expect(outcome.diagnostics.map(rendered)).toEqual([]);
    expect(outcome.differences).toEqual([]);
    expect(outcome.status).toBe('passed');
  });
});
