import { describe, expect, test } from 'vitest';
import { rule as candidates } from '../../src/check/candidates.ts';
import { rule as leastPrivilege } from '../../src/check/least-privilege.ts';
import { rule as templateDynamicSod } from '../../src/check/template-dynamic-sod.ts';
import type { PolicyInput } from '../../src/policy/build.ts';
import { coreOf, decisions, one, only, vacuities } from './application-support.ts';

describe('candidates', () => {
  const input: PolicyInput = {
    assignments: [
      ['kim', 'accountant'],
      ['lee', 'clerk'],
    ],
    roles: ['accountant', 'approver', 'clerk'],
    applications: [
      { name: 'order', sessions: [{ name: 'S3', roles: ['accountant', 'approver'] }], exclusions: [] },
    ],
  };

  test('tell who is nearest and what they lack', () => {
    const found = one('violated', decisions(candidates, input));
    expect(found.elements).toEqual(['accountant', 'approver']);
    expect(coreOf(found)).toEqual(['S3']);
    const { sentence, candidates: changes } = found.detail();
    expect(sentence).toBe(
      'nobody can do S3 of order: it needs accountant and approver, and nobody has both; nearest: kim lacks approver',
    );
    expect(changes).toEqual([
      { kind: 'add', relation: 'assignment', left: 'kim', right: 'approver' },
      { kind: 'add', relation: 'assignment', left: 'lee', right: 'accountant' },
      { kind: 'add', relation: 'assignment', left: 'lee', right: 'approver' },
      { kind: 'add-user', user: 'new-user', roles: ['accountant', 'approver'] },
      { kind: 'drop-session-role', application: 'order', session: 'S3', role: 'accountant' },
      { kind: 'drop-session-role', application: 'order', session: 'S3', role: 'approver' },
    ]);
  });

  test('do not suggest whom static separation keeps out', () => {
    const apart: PolicyInput = {
      ...input,
      constraints: [
        { kind: 'exclusion', relation: 'static', sets: [{ members: ['accountant', 'approver'] }] },
      ],
    };
    const { sentence, candidates: changes } = one('violated', decisions(candidates, apart)).detail();
    expect(sentence).not.toContain('nearest');
    expect(changes.map(({ kind }) => kind)).toEqual(['add-user', 'drop-session-role', 'drop-session-role']);
  });

  test('count seniors', () => {
    const inherited: PolicyInput = { ...input, inheritance: [['accountant', 'approver']] };
    one('holds', decisions(candidates, inherited));
    one('violated', decisions(candidates, { ...inherited, profile: { membership: 'assigned' } }));
  });
});

describe('template-dynamic-sod', () => {
  const input = (roles: readonly string[], change: PolicyInput = {}): PolicyInput => ({
    inheritance: [['boss', 'enter']],
    constraints: [
      { id: 'apart', kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['enter', 'approve'] }] },
      { id: 'two', kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['a', 'b', 'c'], limit: 3 }] },
    ],
    applications: [{ name: 'order', sessions: [{ name: 'S1', roles }], exclusions: [] }],
    ...change,
  });

  test('closes downward: a senior brings the junior', () => {
    const found = one('violated', decisions(templateDynamicSod, input(['boss', 'approve'])));
    expect(found.elements).toEqual(['approve', 'enter']);
    expect(coreOf(found)).toEqual(['S1', 'apart', 'boss→enter']);
    expect(found.detail().sentence).toBe(
      'S1 of order can never be opened: it activates approve and enter, which apart keeps from being active together',
    );
    expect(found.detail().candidates).toEqual([
      { kind: 'drop-session-role', application: 'order', session: 'S1', role: 'boss' },
      { kind: 'drop-session-role', application: 'order', session: 'S1', role: 'approve' },
      { kind: 'remove', relation: 'inheritance', left: 'boss', right: 'enter' },
      { kind: 'drop-constraint', constraint: 'apart' },
    ]);
  });

  test('does not close where only explicit roles count (S4)', () => {
    const explicit: PolicyInput = { profile: { 'dynamic-closure': 'explicit' } };
    expect(vacuities(decisions(templateDynamicSod, input(['boss', 'approve'], explicit)))).toEqual(['V5']);
    one('violated', decisions(templateDynamicSod, input(['enter', 'approve'], explicit)));
  });

  test('sets with a limit', () => {
    const [holds, violated] = [
      ['a', 'b'],
      ['c', 'a', 'b'],
    ].map((roles) => decisions(templateDynamicSod, input(roles)));
    // No session needs all three, so the limit cannot be reached (V5).
    expect(vacuities(holds!)).toEqual(['V5']);
    expect(one('violated', violated!).elements).toEqual(['a', 'b', 'c']);
  });

  test('holds with a session that comes near', () => {
    const near = input(['boss'], {
      applications: [
        {
          name: 'order',
          sessions: [
            { name: 'S1', roles: ['boss'] },
            { name: 'S2', roles: ['approve'] },
          ],
          exclusions: [],
        },
      ],
    });
    expect(one('holds', decisions(templateDynamicSod, near)).witness.sentence).toContain('enter');
  });

  test('is silent without dynamic exclusions', () => {
    expect(decisions(templateDynamicSod, input(['boss', 'approve'], { constraints: [] }))).toEqual([]);
  });
});

describe('least-privilege', () => {
  const input = (roles: readonly string[], needs: readonly string[]): PolicyInput => ({
    roles: ['clerk', 'manager', 'teller'],
    inheritance: [['manager', 'clerk']],
    grants: [
      ['clerk', 'order:enter'],
      ['teller', 'order:pay'],
      ['manager', 'order:approve'],
    ],
    applications: [{ name: 'order', sessions: [{ name: 'S1', roles, needs }], exclusions: [] }],
  });

  test('a role that the session could do without', () => {
    const found = decisions(leastPrivilege, input(['clerk', 'manager'], ['order:enter', 'order:approve']));
    const violated = one('violated', found);
    expect(violated.claim).toBe('LeastPrivilege');
    expect(violated.severity).toBe('warning');
    expect(violated.bindings.map(({ value }) => value)).toEqual(['S1', 'clerk']);
    expect(violated.elements).toEqual(['clerk']);
    expect(coreOf(violated)).toEqual(['S1', 'manager→clerk', 'clerk→order:enter', 'manager→order:approve']);
    expect(violated.detail().candidates).toEqual([
      { kind: 'drop-session-role', application: 'order', session: 'S1', role: 'clerk' },
    ]);
    expect(one('holds', found).claim).toBe('NeedsCovered');
  });

  test('two roles of which either suffices', () => {
    const found = one('violated', decisions(leastPrivilege, input(['clerk', 'manager'], ['order:enter'])));
    expect(found.elements).toEqual(['clerk', 'manager']);
    expect(found.detail().sentence).toBe(
      'S1 of order could do without clerk, or without manager: whichever it is, the others grant all it must have',
    );
  });

  test('a permission that no role grants', () => {
    const found = decisions(leastPrivilege, input(['clerk'], ['order:enter', 'order:pay']));
    const violated = one('violated', found);
    expect(violated.claim).toBe('NeedsCovered');
    expect(violated.severity).toBe('error');
    expect(violated.elements).toEqual(['order:pay']);
    expect(violated.detail().candidates).toEqual([
      { kind: 'add', relation: 'grant', left: 'clerk', right: 'order:pay' },
    ]);
  });

  test('holds, with what would be lost', () => {
    const found = only(
      'holds',
      decisions(leastPrivilege, input(['clerk', 'teller'], ['order:enter', 'order:pay'])),
    );
    expect(found.map(({ witness }) => witness.sentence)).toEqual([
      'S1 needs order:enter and has it through clerk',
      'without clerk, S1 would lack order:enter',
    ]);
  });

  test('is silent where no needs are stated', () => {
    const { needs: _, ...session } = input(['clerk'], []).applications![0]!.sessions[0]!;
    const silent = {
      ...input([], []),
      applications: [{ name: 'order', sessions: [session], exclusions: [] }],
    };
    expect(decisions(leastPrivilege, silent)).toEqual([]);
  });
});
