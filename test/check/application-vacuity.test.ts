import { describe, expect, test } from 'vitest';
import { parseApplication } from '../../src/application/parse.ts';
import type { Spec } from '../../src/application/tree.ts';
import { rule as adequateExclusions } from '../../src/check/adequate-exclusions.ts';
import { rule as candidates } from '../../src/check/candidates.ts';
import { rule as feasible } from '../../src/check/feasible.ts';
import { rule as pairwiseFeasible } from '../../src/check/pairwise-feasible.ts';
import { rule as planOperationalSod } from '../../src/check/plan-operational-sod.ts';
import { rule as sessionSod } from '../../src/check/session-sod.ts';
import type { ApplicationInput, PolicyInput } from '../../src/policy/build.ts';
import { decisions, one, vacuities } from './application-support.ts';

const order = (change: Partial<ApplicationInput> = {}): ApplicationInput => ({
  name: 'order',
  sessions: [
    { name: 'S1', roles: ['clerk'] },
    { name: 'S2', roles: ['manager'] },
  ],
  exclusions: [['S1', 'S2']],
  initiator: ['clerk'],
  ...change,
});
const policy = (application: ApplicationInput, change: PolicyInput = {}): PolicyInput => ({
  roles: ['clerk', 'manager'],
  assignments: [
    ['kim', 'clerk'],
    ['lee', 'clerk'],
    ['lee', 'manager'],
    ['moon', 'manager'],
  ],
  grants: [
    ['clerk', 'order:enter'],
    ['manager', 'order:approve'],
  ],
  applications: [application],
  ...change,
});

describe('feasible', () => {
  test('says nothing more where the verdict depends on all it is about', () => {
    expect(decisions(feasible, policy(order())).map(({ kind }) => kind)).toEqual(['holds']);
  });

  test('V2: no exclusion', () => {
    const input = policy(order({ exclusions: [] }));
    expect(vacuities(decisions(feasible, input))).toEqual(['V2']);
    // The plan is told all the same: who does what is what a designer asks.
    expect(one('holds', decisions(feasible, input)).evidence.kind).toBe('plan');
    expect(decisions(pairwiseFeasible, input)).toEqual([]);
    // Without candidates it is violated all the same.
    one('violated', decisions(feasible, { ...input, assignments: [['kim', 'clerk']] }));
  });

  test('V10: a body that never completes', () => {
    const bodyOf = (body: string): Spec => {
      const text = `APPLICATION order SESSION (S1, clerk), (S2, manager) ${body}`;
      const parsed = parseApplication({ path: 'order.app', text, sha256: '' });
      if (parsed.kind === 'failed') throw new Error(body);
      return parsed.value.body;
    };
    const both = 'S1; S2; abort';
    const ifBoth = `if true then abort else (${both})`;
    const ifOne = 'if true then abort';
    const loop = 'while (true) do abort';
    const together = 'S1 || abort';
    const told = [both, ifBoth, ifOne, loop, together].map((one) =>
      vacuities(decisions(feasible, policy(order({ body: bodyOf(one) })))),
    );
    expect(told).toEqual([['V10'], ['V10'], [], [], ['V10']]);
  });

  test('V17: a session that can do nothing, where permissions are granted at all', () => {
    const input = policy(order(), { grants: [['clerk', 'order:enter']] });
    const found = decisions(feasible, input);
    expect(vacuities(found)).toEqual(['V17']);
    expect(one('vacuous', found).reason).toBe(
      'S2 of order can do nothing: none of its roles has a permission, and feasibility looks at roles alone',
    );
    expect(vacuities(decisions(feasible, { ...input, grants: [] }))).toEqual([]);
    const inherited = { ...input, inheritance: [['manager', 'clerk']] as const };
    expect(vacuities(decisions(feasible, inherited))).not.toContain('V17');
  });

  test('V19: exclusions that no two candidates could violate, and how far that is', () => {
    const input = policy(order(), {
      assignments: [
        ['kim', 'clerk'],
        ['moon', 'manager'],
      ],
    });
    expect(one('vacuous', decisions(feasible, input))).toMatchObject({
      vacuity: 'V19',
      reason:
        'no two exclusive sessions of order share a candidate, so its exclusions are never put to the test; ' +
        'they would be if kim got manager and could do both S1 and S2',
    });
    // Where roles are exclusive nobody could get that near.
    const apart: PolicyInput = {
      ...input,
      constraints: [{ kind: 'exclusion', relation: 'static', sets: [{ members: ['clerk', 'manager'] }] }],
    };
    expect(one('vacuous', decisions(feasible, apart)).reason).not.toContain('would be');
  });
});

test('V4: sessions without roles', () => {
  const input = policy(
    order({
      sessions: [
        { name: 'S1', roles: [] },
        { name: 'S2', roles: ['manager'] },
      ],
    }),
  );
  expect(one('vacuous', decisions(candidates, input))).toMatchObject({
    vacuity: 'V4',
    reason: 'S1 of order needs no role, so everybody is a candidate',
  });
  const stuck = decisions(candidates, { ...input, assignments: [['kim', 'clerk']] });
  expect(stuck.map(({ kind }) => kind)).toEqual(['violated']);
});

test('V6: nothing to separate where sessions have no permissions', () => {
  const input = policy(order({ plans: [{ name: 'p', assignments: { S1: 'kim' } }] }), { grants: [] });
  expect(vacuities(decisions(adequateExclusions, input))).toEqual(['V6']);
  expect(vacuities(decisions(planOperationalSod, input))).toEqual(['V6']);
});

describe('plans and runs', () => {
  const plan = (assignments: Readonly<Record<string, string>>, exclusions = order().exclusions) =>
    policy(order({ exclusions, plans: [{ name: 'p', assignments }] }));

  test('no plan and no run: no decision', () => {
    expect(decisions(sessionSod, policy(order()))).toEqual([]);
    expect(decisions(planOperationalSod, policy(order()))).toEqual([]);
  });

  test('V2 and V1: no exclusion; no two exclusive sessions given', () => {
    expect(vacuities(decisions(sessionSod, plan({ S1: 'kim', S2: 'kim' }, [])))).toEqual(['V2']);
    expect(vacuities(decisions(sessionSod, plan({ S1: 'kim' })))).toEqual(['V1']);
    expect(vacuities(decisions(planOperationalSod, plan({})))).toEqual(['V1']);
  });

  const run = (sessions: readonly (readonly [string, string, string])[]): PolicyInput =>
    policy(order(), {
      sessions: sessions.map(([user, of, session], at) => ({
        name: `live${at + 1}`,
        user,
        active: [],
        of: { application: 'order', run: of, session },
      })),
    });

  test('a run in which one person has both', () => {
    const found = one(
      'violated',
      decisions(
        sessionSod,
        run([
          ['kim', 'r1', 'S1'],
          ['lee', 'r1', 'S1'],
          ['lee', 'r1', 'S2'],
        ]),
      ),
    );
    expect(found.constraint).toBe('order/r1');
    expect(found.bindings.map(({ value }) => value)).toEqual(['r1', 'S1', 'S2']);
    const detail = found.detail();
    expect(detail.sentence).toBe(
      'S1 and S2 of order must be done by different people, but in run r1 lee has sessions of both: live2 and live3',
    );
    expect(
      detail.candidates.map((change) => (change.kind === 'end-session' ? change.session : change.kind)),
    ).toEqual(['live2', 'live3', 'drop-exclusion']);
  });

  test('runs are apart', () => {
    const found = decisions(
      sessionSod,
      run([
        ['lee', 'r1', 'S1'],
        ['lee', 'r2', 'S2'],
        ['kim', 'r2', 'S1'],
      ]),
    );
    expect(found.map(({ kind, constraint }) => `${constraint} ${kind}`)).toEqual([
      'order/r1 vacuous',
      'order/r2 holds',
    ]);
    expect(one('holds', found).witness.sentence).toBe('in run r2 S1 is done by kim and S2 by lee');
  });

  test('runs of one application are no runs of another', () => {
    const other = order({ name: 'other' });
    const { sessions, ...rest } = run([
      ['lee', 'r1', 'S1'],
      ['kim', 'r1', 'S2'],
    ]);
    const mixed: PolicyInput = {
      ...rest,
      applications: [order(), other],
      sessions: [
        ...(sessions ?? []),
        { name: 'x', user: 'lee', active: [], of: { application: 'other', run: 'r1', session: 'S2' } },
      ],
    };
    const found = decisions(sessionSod, mixed);
    expect(found.map(({ kind, constraint }) => `${constraint} ${kind}`)).toEqual([
      'order/r1 holds',
      'other/r1 vacuous',
    ]);
  });
});
