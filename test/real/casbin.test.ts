/**
 * Models and policies that Casbin comes with, and the policy that Argo CD is built with. The files are public data that
 * this repository does not hold; without them the tests are skipped.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { casbin } from '../../src/import/casbin.ts';
import type { Imported } from '../../src/import/imported.ts';
import { accessLines } from '../import/access.ts';
import { rendered } from '../policy/render.ts';

const data = resolve(import.meta.dirname, '../../../shared/data');
const isPresent = existsSync(join(data, 'casbin')) && existsSync(join(data, 'kubernetes'));

function importedOf(...paths: string[]): Imported {
  const files = paths.map((path) => ({ path, text: readFileSync(join(data, path), 'utf8'), sha256: '' }));
  expect(files.every((file) => casbin.detects(file))).toBe(true);
  const result = casbin.read({ files, mentioned: [], map: new Map() });
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

describe.skipIf(!isPresent)(
  `Casbin's own files${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    test('roles, hierarchy and domains', () => {
      expect(accessLines(importedOf('casbin/rbac_model.conf', 'casbin/rbac_policy.csv'))).toEqual([
        'alice data1:read',
        'alice data2:read',
        'alice data2:write',
        'bob data2:write',
      ]);
      const hierarchy = importedOf('casbin/rbac_with_hierarchy_policy.csv', 'casbin/rbac_model.conf');
      expect(accessLines(hierarchy).filter((line) => line.startsWith('alice'))).toEqual([
        'alice data1:read',
        'alice data1:write',
        'alice data2:read',
        'alice data2:write',
      ]);
      const domains = importedOf(
        'casbin/rbac_with_domains_model.conf',
        'casbin/rbac_with_domains_policy.csv',
      );
      expect(accessLines(domains)).toEqual([
        'alice data1@domain1:read',
        'alice data1@domain1:write',
        'bob data2@domain2:read',
        'bob data2@domain2:write',
      ]);
    });

    test('constraints of all four kinds', () => {
      const { constraints } = importedOf('casbin/rbac_with_constraints_model.conf');
      expect(constraints.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
        'c exclusion',
        'c2 exclusion',
        'c3 cardinality',
        'c4 prerequisite',
      ]);
    });

    test('Argo CD: admin has everything that both roles have, and read-only never writes', () => {
      const imported = importedOf('kubernetes/argo-cd-builtin-policy.csv');
      expect([imported.users.map(({ name }) => name), imported.doubts]).toEqual([['admin'], []]);
      expect(imported.inheritance.map(({ left, right }) => `${left} ${right}`)).toEqual([
        'role:admin role:readonly',
      ]);
      const lines = accessLines(imported);
      expect(lines).toContain('admin applications/(other)/(other):delete/(other)');
      expect(lines).toContain('admin exec/(other)/(other):create');
      expect(lines).toContain('admin certificates/(other):get');
      const readonly = imported.grants.filter(({ left }) => left === 'role:readonly');
      expect(new Set(readonly.map(({ right }) => right.slice(right.lastIndexOf(':') + 1)))).toEqual(
        new Set(['get']),
      );
    });
  },
);
