/**
 * Public examples of Cedar, with the answers that they expect: what is allowed without a word about the context is
 * certain, what is denied is not; with the context of a query, all of its answers are exact. Without the files, which
 * this repository does not hold, the tests are skipped.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cedar } from '../../src/import/cedar.ts';
import { access, importOf } from '../import/imported.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/cedar');
const isPresent = existsSync(data);

interface Query {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: object;
}

const textsOf = (example: string) =>
  Object.fromEntries(
    ['policies.cedar', 'policies.cedarschema', 'entities.json'].map((name) => [
      name,
      readFileSync(join(data, example, name), 'utf8'),
    ]),
  );

const queriesOf = (example: string) =>
  (['ALLOW', 'DENY'] as const).flatMap((answer) =>
    readdirSync(join(data, example, answer)).map((name) => {
      const { principal, action, resource, context } = JSON.parse(
        readFileSync(join(data, example, answer, name), 'utf8'),
      ) as Query;
      const operation = /"([^"]*)"$/.exec(action)![1]!;
      return { name, answer, fact: `${principal} ${resource}:${operation}`, context };
    }),
  );

describe.skipIf(!isPresent)(
  `public examples of Cedar${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    test('github: what is allowed, and nothing that is denied', () => {
      const imported = importOf(cedar, textsOf('github_example'));
      const [certain, possible] = [access(imported, false), access(imported, true)];
      expect(possible).toEqual(certain);
      const queries = queriesOf('github_example');
      expect(queries).toHaveLength(7);
      for (const { answer, fact } of queries) expect(certain.has(fact), fact).toBe(answer === 'ALLOW');
    });

    test('tax preparer: consent is part of the context, and leaves open what it may forbid', () => {
      const imported = importOf(cedar, textsOf('tax_preparer'));
      const [certain, possible] = [access(imported, false), access(imported, true)];
      expect(certain.size).toBe(0);
      expect([...possible].sort()).toEqual([
        'Taxpreparer::Professional::"Alice" Taxpreparer::Document::"ABC":viewDocument',
        'Taxpreparer::Professional::"Bob" Taxpreparer::Document::"DEF":viewDocument',
      ]);
      expect(imported.doubts.map(({ at }) => at.file.path)).toEqual(['policies.cedar']);
    });

    test('tax preparer: with the context of a query, and the link that its template is for, its answer is exact', () => {
      // The example links its template for Alice and this document beside its files.
      const link = [
        {
          template_id: 'adhoc-access',
          link_id: 'alice',
          args: {
            '?principal': 'Taxpreparer::Professional::"Alice"',
            '?resource': 'Taxpreparer::Document::"DEF"',
          },
        },
      ];
      const texts = { ...textsOf('tax_preparer'), 'links.json': JSON.stringify(link) };
      const queries = queriesOf('tax_preparer');
      expect(queries).toHaveLength(5);
      for (const { answer, fact, context, name } of queries) {
        const imported = importOf(cedar, texts, { context: JSON.stringify(context) });
        const [certain, possible] = [access(imported, false), access(imported, true)];
        expect([certain.has(fact), possible.has(fact)], `${answer} ${name}`).toEqual(
          answer === 'ALLOW' ? [true, true] : [false, false],
        );
      }
    });
  },
);
