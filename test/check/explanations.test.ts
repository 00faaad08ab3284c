/** Every rule's explanation is true: its violating policy violates it, its compliant one does not. */

import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { decisionsOn, violations } from './helpers.ts';

const mine = new Set([
  'references',
  'acyclic-hierarchy',
  'session-authorisation',
  'static-sod',
  'dead-role',
  'dynamic-sod',
  'activatable',
  'permission-sod',
  'dynamic-permission-sod',
  'cardinality',
  'prerequisite',
  'role-window',
  'operational-sod',
]);

/** What these two speak of is refused by the reader already. */
const refused = new Set(['references', 'acyclic-hierarchy']);

describe.each(catalogue.filter(({ id }) => mine.has(id)))(
  '$id',
  ({ id, explanation, claims, properties }) => {
    test('has a short title and claims of its properties', () => {
      expect(explanation.title.split(' ').length).toBeLessThanOrEqual(8);
      expect([...new Set(claims.map(({ property }) => property))].sort()).toEqual([...properties].sort());
    });

    test('its compliant policy is read and complies', () => {
      const result = readPolicy('p.policy.yaml', memoryFiles({ 'p.policy.yaml': explanation.compliant }));
      expect(result).toMatchObject({ kind: 'ok' });
      if (result.kind !== 'ok') return;
      const decisions = decisionsOn(id, result.value);
      expect(violations(decisions)).toEqual([]);
      if (!refused.has(id)) expect(decisions.map(({ kind }) => kind)).toContain('holds');
    });

    test('its violating policy violates it, or is refused by the reader', () => {
      const result = readPolicy('p.policy.yaml', memoryFiles({ 'p.policy.yaml': explanation.violating }));
      expect(result.kind).toBe(refused.has(id) ? 'failed' : 'ok');
      if (result.kind === 'ok') expect(violations(decisionsOn(id, result.value)).length).toBeGreaterThan(0);
    });
  },
);
