/**
 * Published administrative policies, through the reader: University, Hospital and Ca' Foscari. This repository does not
 * hold them; without them the test is skipped.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readArbac } from '../../src/import/arbac.ts';
import { rendered } from '../policy/render.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/arbac');
const isPresent = existsSync(data);

/** Roles, users, assignments, assign rules, revoke rules, administrators (null: everybody). */
const sizes: Readonly<Record<string, readonly (number | null)[]>> = {
  University1: [34, 944, 971, 374, 75, 8],
  University2: [34, 944, 971, 376, 75, 8],
  University3: [34, 944, 971, 374, 75, 8],
  University4: [34, 944, 971, 374, 75, 8],
  Hospital1: [15, 1093, 1123, 13, 12, 843],
  Hospital2: [15, 1093, 1123, 13, 12, 843],
  Hospital3: [15, 1093, 1123, 13, 12, 843],
  Hospital4: [14, 1093, 1122, 13, 11, 843],
  policy1: [15, 10, 12, 13, 5, null],
  policy2: [15, 10, 12, 13, 12, null],
  policy3: [15, 10, 12, 13, 6, null],
  policy4: [15, 10, 12, 13, 6, null],
};

test.skipIf(!isPresent)(
  `published administrative policies are read${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.arbac'),
    );
    const found = files.map((path) => {
      const result = readArbac({ path, text: readFileSync(join(data, path), 'utf8'), sha256: '' });
      if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
      expect(result.warnings.map(rendered), path).toEqual([]);
      const { name, roles, users, assignments, administration } = result.value;
      const { rules, goals, administrators } = administration!;
      expect(
        goals.map(({ id }) => id),
        path,
      ).toEqual(['target']);
      const ofKind = (kind: string): number => rules.filter((rule) => rule.kind === kind).length;
      const size = [
        roles.list.length,
        users.list.length,
        assignments.left.length,
        ofKind('assign'),
        ofKind('revoke'),
      ];
      return [name, [...size, administrators?.length ?? null]];
    });
    expect(Object.fromEntries(found)).toEqual(sizes);
  },
);
