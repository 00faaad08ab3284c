/**
 * Public stores of OpenFGA, with the assertions of their own tests: checks, lists of objects and lists of users. Without
 * the files, which this repository does not hold, the tests are skipped.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openfga } from '../../src/import/openfga.ts';
import { access, importOf } from '../import/imported.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/openfga');
const isPresent = existsSync(data);
const textOf = (name: string): string => readFileSync(join(data, name), 'utf8');

interface StoreTest {
  readonly check?: readonly {
    readonly user: string;
    readonly object: string;
    readonly assertions: Record<string, boolean>;
  }[];
  readonly list_objects?: readonly {
    readonly user: string;
    readonly type: string;
    readonly assertions: Record<string, readonly string[]>;
  }[];
  readonly list_users?: readonly {
    readonly object: string;
    readonly assertions: Record<string, { readonly users: readonly string[] }>;
  }[];
}

const testsOf = (name: string): readonly StoreTest[] => (parse(textOf(name)) as { tests: StoreTest[] }).tests;

describe.skipIf(!isPresent)(
  `public stores of OpenFGA${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    test('custom roles: every assertion holds of the facts', () => {
      const names = ['custom-roles.store.fga.yaml', 'custom-roles.model.fga'];
      const imported = importOf(openfga, Object.fromEntries(names.map((name) => [name, textOf(name)])));
      const found = access(imported, false);
      expect(access(imported, true)).toEqual(found);
      let assertions = 0;
      for (const { check, list_objects, list_users } of testsOf(names[0]!)) {
        for (const { user, object, assertions: expected } of check ?? []) {
          for (const [relation, holds] of Object.entries(expected)) {
            assertions += 1;
            expect(found.has(`${user} ${object}:${relation}`), `${user} ${relation} ${object}`).toBe(holds);
          }
        }
        for (const { user, type, assertions: expected } of list_objects ?? []) {
          for (const [relation, objects] of Object.entries(expected)) {
            assertions += 1;
            const has = [...found].filter(
              (fact) => fact.startsWith(`${user} ${type}:`) && fact.endsWith(`:${relation}`),
            );
            expect(has.sort()).toEqual(objects.map((object) => `${user} ${object}:${relation}`).sort());
          }
        }
        for (const { object, assertions: expected } of list_users ?? []) {
          for (const [relation, { users }] of Object.entries(expected)) {
            assertions += 1;
            const has = [...found].filter((fact) => fact.endsWith(` ${object}:${relation}`));
            expect(has.sort()).toEqual(users.map((user) => `${user} ${object}:${relation}`).sort());
          }
        }
      }
      expect(assertions).toBe(11);
    });

    test('banking: what a condition guards is possible, and nobody else has it', () => {
      const name = 'banking.store.fga.yaml';
      const imported = importOf(openfga, { [name]: textOf(name) });
      const [certain, possible] = [access(imported, false), access(imported, true)];
      for (const { check } of testsOf(name)) {
        for (const { user, object, assertions } of check ?? []) {
          for (const [relation, holds] of Object.entries(assertions)) {
            const fact = `${user} ${object}:${relation}`;
            if (holds) expect(possible.has(fact), fact).toBe(true);
            else expect(certain.has(fact), fact).toBe(false);
          }
        }
      }
      const may = [...possible].filter((fact) => fact.endsWith('account:123:can_make_bank_transfer'));
      expect(may.map((fact) => fact.split(' ')[0]).sort()).toEqual([
        'customer:anne',
        'customer:peter',
        'employee:bob',
      ]);
      expect(imported.doubts).toHaveLength(2);
    });
  },
);
