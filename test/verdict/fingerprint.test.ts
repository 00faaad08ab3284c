import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/verdict/change.ts';
import { coreFingerprintOf, fingerprintOf, type Identity } from '../../src/verdict/fingerprint.ts';
import type { CoreElement } from '../../src/verdict/verdict.ts';

const identity: Identity = {
  rule: 'static-sod',
  claim: 'StaticSOD',
  constraint: 'create-approve',
  bindings: [
    { variable: 'u', sort: 'USER', value: '김회계' },
    { variable: 'r1', sort: 'ROLE', value: 'approver' },
    { variable: 'r2', sort: 'ROLE', value: 'creator' },
  ],
  elements: ['approver', 'creator', 'payer'],
};

describe('fingerprints', () => {
  test('are 32 hexadecimal digits and pinned: a change would orphan every baseline', () => {
    expect(fingerprintOf(identity)).toBe('9dfde5b7cf2c26a0bc62a2025e617ca3');
  });

  test('do not depend on the order of elements, nor on which conflict is bound first', () => {
    const [subject, first] = identity.bindings;
    const other: Identity = {
      ...identity,
      bindings: [subject!, { ...first!, value: 'payer' }, { ...first!, variable: 'r2', value: 'approver' }],
      elements: ['payer', 'creator', 'approver', 'creator'],
    };
    expect(fingerprintOf(other)).toBe(fingerprintOf(identity));
  });

  test('take names in NFC', () => {
    const decomposed: Identity = {
      ...identity,
      bindings: identity.bindings.map((binding) => ({ ...binding, value: binding.value.normalize('NFD') })),
    };
    expect(decomposed.bindings[0]!.value).not.toBe(identity.bindings[0]!.value);
    expect(fingerprintOf(decomposed)).toBe(fingerprintOf(identity));
  });

  test('do not depend on the number of a named set', () => {
    const numbered = (value: string): Identity => ({
      ...identity,
      claim: 'StaticSODSet',
      bindings: [identity.bindings[0]!, { variable: 'c', sort: 'CNAME', value }],
    });
    expect(fingerprintOf(numbered('create-approve#2'))).toBe(fingerprintOf(numbered('create-approve')));
  });

  test.each<[string, Partial<Identity>]>([
    ['rule', { rule: 'dynamic-sod' }],
    ['claim', { claim: 'StaticSODSet' }],
    ['constraint', { constraint: 'other' }],
    ['constraint that is absent', { constraint: null }],
    ['subject', { bindings: [{ variable: 'u', sort: 'USER', value: 'lee' }, ...identity.bindings.slice(1)] }],
    ['one element more', { elements: [...identity.elements, 'clerk'] }],
    ['one element less', { elements: identity.elements.slice(1) }],
  ])('differ in the %s', (_what, change) => {
    expect(fingerprintOf({ ...identity, ...change })).not.toBe(fingerprintOf(identity));
  });

  test('a subject counts even where it is called like an element', () => {
    const called = (value: string): Identity => ({
      ...identity,
      bindings: [{ variable: 'u', sort: 'USER', value }, ...identity.bindings.slice(1)],
    });
    expect(fingerprintOf(called('approver'))).not.toBe(fingerprintOf(called('creator')));
  });
});

describe('fingerprints of cores', () => {
  const location = { path: 'a.yaml', line: 3, column: 1 };
  const fact = (left: string, right: string, line: number): CoreElement => ({
    kind: 'fact',
    fact: { relation: 'assignment', left, right, locations: [{ ...location, line }] } satisfies Fact,
  });
  const constraint: CoreElement = { kind: 'constraint', id: 'c1', location };
  const exclusion = (left: string, right: string): CoreElement => ({
    kind: 'exclusion',
    application: 'order',
    left,
    right,
    location,
  });

  test('depend on names alone: not on lines, nor on order', () => {
    const one = coreFingerprintOf([fact('kim', 'a', 1), fact('kim', 'b', 2), constraint]);
    const other = coreFingerprintOf([constraint, fact('kim', 'b', 9), fact('kim', 'a', 7)]);
    expect(other).toBe(one);
    expect(coreFingerprintOf([exclusion('S4', 'S3')])).toBe(coreFingerprintOf([exclusion('S3', 'S4')]));
  });

  test('tell apart what arises in another way', () => {
    const one = coreFingerprintOf([fact('kim', 'a', 1), fact('kim', 'b', 2), constraint]);
    expect(coreFingerprintOf([fact('kim', 'a', 1), fact('kim', 'c', 2), constraint])).not.toBe(one);
    expect(coreFingerprintOf([fact('kim', 'a', 1), constraint])).not.toBe(one);
  });
});
