/**
 * Samples of midPoint. The files are public data that this repository does not hold; without them the tests are skipped.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { midpoint } from '../../src/import/midpoint.ts';
import { rendered } from '../policy/render.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/midpoint');
const isPresent = existsSync(data);

function read(...paths: string[]) {
  const files = paths.map((path) => ({ path, text: readFileSync(join(data, path), 'utf8'), sha256: '' }));
  expect(files.every((file) => midpoint.detects(file))).toBe(true);
  const result = midpoint.read({ files, mentioned: [], map: new Map() });
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result;
}

describe.skipIf(!isPresent)(
  `samples of midPoint${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    test('of 21 roles, two exclude each other, and each says so', () => {
      const { value, warnings } = read('evolveum_roles.xml');
      expect(value.roles.length).toBe(21);
      expect(
        value.constraints.map(({ id, severity, reason, at }) => [id, severity, reason, at.start > 0]),
      ).toEqual([
        [
          'Auditor / Delegated Identity Administrator',
          'error',
          'identity administrator exclusion; auditor exclusion',
          true,
        ],
      ]);
      expect(value.inheritance.map(({ left, right }) => `${left} > ${right}`)).toContain('CEO > Employee');
      expect(value.doubts).toEqual([]);
      expect(warnings.map(rendered)).toEqual([]);
    });

    test('a pirate is no prisoner, governor or judge, whoever says it', () => {
      const files = readdirSync(join(data, 'request-access')).map((file) => `request-access/${file}`);
      const { value } = read(...files);
      expect(value.constraints.map(({ id, severity }) => `${severity} ${id}`).sort()).toEqual([
        'error Governor / Pirate',
        'error Judge / Pirate',
        'error Pirate / Prisoner',
      ]);
      // Archetypes that the samples leave out may bring more.
      expect(value.doubts.length).toBeGreaterThan(0);
    });
  },
);
