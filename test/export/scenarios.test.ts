/** Every scenario in every format: texts, with plain names, that say what they leave out. */

import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { exporters } from '../../src/export/exporters.ts';
import { testedRules } from '../../src/export/findings.ts';
import { staticRules } from '../../src/export/static.ts';
import { importers } from '../../src/import/importers.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { nodeFiles } from '../../src/source/files.ts';
import { runAlloy } from './alloy-reader.ts';

const scenarios = resolve(import.meta.dirname, '../../scenarios');
const paths = readdirSync(scenarios, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.policy.yaml'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

test('every scenario in every format', async () => {
  let findings = 0;
  for (const path of paths) {
    const read = readPolicy(path, nodeFiles(scenarios), { importers });
    if (read.kind === 'failed') throw new Error(path);
    const policy = read.value;
    const { verdicts } = await checkPolicy(policy, { only: [...new Set([...staticRules, ...testedRules])] });
    for (const exporter of exporters) {
      const { files, remarks } = exporter.write(policy, verdicts);
      expect(files.length, path).toBeGreaterThan(0);
      for (const file of files) {
        expect(basename(file.path)).toBe(file.path);
        expect(file.text.endsWith('\n')).toBe(true);
        if (exporter.format === 'alloy')
          for (const { holds, expected } of runAlloy(file.text))
            expect([null, holds ? 0 : 1]).toContain(expected);
      }
      expect(new Set(files.map((file) => file.path.toLowerCase())).size).toBe(files.length);
      expect(remarks.every((remark) => !/[.\n]$/.test(remark) || remark.endsWith(')'))).toBe(true);
      // Applications are left out of all but our own language.
      if (policy.applications.length > 0 && !exporter.ofViolations && exporter.format !== 'policy')
        expect(remarks.join('\n')).toMatch(/applications? (is|are) not in it/);
      if (exporter.format === 'openfga-test') findings += files[0]!.text.split('all: false').length - 1;
    }
  }
  expect(paths.length).toBeGreaterThan(20);
  expect(findings).toBeGreaterThan(3);
});
