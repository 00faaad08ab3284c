/**
 * The invariants of the specification against plain predicates, on states that are valid but for a few facts: a
 * predicate that never fails would let every operation pass.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateInvariants } from '../../spec/operations/invariants.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { broken, invariantIds } from '../oracle/machine/invariants.ts';
import { both } from '../oracle/machine/rule.ts';
import { add, put, without } from '../oracle/machine/sets.ts';
import { initial, type Machine, type Pair } from '../oracle/machine/state.ts';
import { viewOf } from '../oracle/machine/view.ts';
import { brokenIn, readings } from './both.ts';
import { factsOfMachine, stateOf } from './facts.ts';
import { pools, type Sort } from './names.ts';
import { profileArbitrary, staffed, validState } from './start.ts';

const cases = Number(process.env.DUTYPROOF_CASES ?? 2000) / 4;
const seed = 20260727;

type Damage = (m: Machine) => Machine;

/** Mostly names that are declared. */
const name = (sort: Sort) => {
  const declared = pools[sort].slice(0, -1);
  return fc.constantFrom(...declared, ...declared, ...declared, ...pools[sort]);
};
const pair = (left: Sort, right: Sort): fc.Arbitrary<Pair> => fc.tuple(name(left), name(right));

const some = (sort: Sort, most: number) => fc.subarray([...pools[sort]], { maxLength: most });

const excluding = (p: string): readonly Pair[] => pools.PRM.filter((q) => q !== p).flatMap((q) => both(p, q));

/** One fact more or another, whether it fits or not. */
const damage: fc.Arbitrary<Damage> = fc.oneof(
  pair('USER', 'ROLE').map(
    (added): Damage =>
      (m) => ({ ...m, UA: add(m.UA, added) }),
  ),
  pair('USER', 'ROLE').map(
    (added): Damage =>
      (m) => ({ ...m, pend: add(m.pend, added) }),
  ),
  pair('ROLE', 'PRM').map(
    (added): Damage =>
      (m) => ({ ...m, PA: add(m.PA, added) }),
  ),
  pair('ROLE', 'ROLE').map(
    (added): Damage =>
      (m) => ({ ...m, RH: add(m.RH, added) }),
  ),
  pair('ROLE', 'ROLE').map(
    (added): Damage =>
      (m) => ({ ...m, prereq: add(m.prereq, added) }),
  ),
  pair('ROLE', 'ROLE').map(
    ([a, b]): Damage =>
      (m) => ({ ...m, mutexS: add(m.mutexS, ...both(a, b)) }),
  ),
  pair('ROLE', 'ROLE').map(
    ([a, b]): Damage =>
      (m) => ({ ...m, mutexD: add(m.mutexD, ...both(a, b)) }),
  ),
  pair('PRM', 'PRM').map(
    ([p, q]): Damage =>
      (m) => ({ ...m, mutexPS: add(m.mutexPS, ...both(p, q)) }),
  ),
  pair('PRM', 'PRM').map(
    ([p, q]): Damage =>
      (m) => ({ ...m, mutexPD: add(m.mutexPD, ...both(p, q)) }),
  ),
  // Every permission excludes the given one, so that those that somebody has meet.
  name('PRM').map(
    (p): Damage =>
      (m) => ({ ...m, mutexPS: excluding(p) }),
  ),
  name('PRM').map(
    (p): Damage =>
      (m) => ({ ...m, mutexPD: excluding(p) }),
  ),
  pair('ROLE', 'ROLE').map(
    (added): Damage =>
      (m) => ({ ...m, mutexD: add(m.mutexD, added) }),
  ),
  name('USER').map(
    (u): Damage =>
      (m) => ({ ...m, users: without(m.users, u) }),
  ),
  name('ROLE').map(
    (r): Damage =>
      (m) => ({ ...m, roles: without(m.roles, r) }),
  ),
  name('OBJ').map(
    (o): Damage =>
      (m) => ({ ...m, objects: without(m.objects, o) }),
  ),
  fc.tuple(name('CNAME'), fc.subarray([...pools.ROLE], { minLength: 1, maxLength: 3 }), fc.nat(3)).map(
    ([n, roles, limit]): Damage =>
      (m) => ({ ...m, ssd: put(m.ssd, n, { roles, limit }) }),
  ),
  fc.tuple(name('CNAME'), fc.subarray([...pools.ROLE], { minLength: 2, maxLength: 3 })).map(
    ([n, roles]): Damage =>
      (m) => ({ ...m, dsd: put(m.dsd, n, { roles, limit: 2 }) }),
  ),
  fc.tuple(name('ROLE'), fc.nat(1)).map(
    ([r, most]): Damage =>
      (m) => ({ ...m, card: put(m.card, r, most) }),
  ),
  fc.tuple(name('ROLE'), fc.nat(4), fc.nat(4)).map(
    ([r, from, to]): Damage =>
      (m) => ({ ...m, window: put(m.window, r, [[from, to]]) }),
  ),
  fc.record({ s: name('SID'), user: name('USER'), active: some('ROLE', 2), of: name('SNAME') }).map(
    ({ s, user, active, of }): Damage =>
      (m) => ({ ...m, sessions: put(m.sessions, s, { user, active, of: { run: 'run1', name: of } }) }),
  ),
  fc.tuple(name('USER'), fc.subarray([...pools.HRV], { minLength: 1, maxLength: 2 })).map(
    ([u, values]): Damage =>
      (m) => ({ ...m, hr: put(m.hr, u, values) }),
  ),
  fc
    .tuple(
      name('ROLE'),
      fc.constantFrom('all' as const, 'any' as const),
      fc.subarray([...pools.HRV], { minLength: 1 }),
    )
    .map(
      ([r, needs, values]): Damage =>
        (m) => ({ ...m, definitions: put(m.definitions, r, { needs, values }) }),
    ),
  pair('USER', 'ROLE').map(
    ([u, r]): Damage =>
      (m) => ({ ...m, limits: [[u, r, 1]] }),
  ),
  fc.nat(8).map(
    (now): Damage =>
      (m) => ({ ...m, now }),
  ),
  name('USER').map(
    (u): Damage =>
      (m) => {
        const { application } = m;
        return {
          ...m,
          application: { ...application, mutex: both('S1', 'S2'), plan: put(application.plan, 'S1', u) },
        };
      },
  ),
);

test('both definitions of each invariant agree, where it holds and where it is broken', () => {
  const readingOf = readings();
  const profiles = fc.sample(profileArbitrary, { numRuns: 12, seed });
  const seen = new Map(invariantIds.map((id) => [id, { holds: 0, broken: 0 }]));
  const one = fc.constantFrom(defaultProfile, ...profiles).chain((profile) =>
    fc.record({
      profile: fc.constant(profile),
      valid: validState(profile),
      damages: fc.array(damage, { maxLength: 3 }),
    }),
  );
  fc.assert(
    fc.property(one, ({ profile, valid, damages }) => {
      const machine = damages.reduce((m, change) => change(m), valid);
      const expected = broken(viewOf(machine, profile));
      const found = brokenIn(stateOf(factsOfMachine(machine)), readingOf(profile));
      const ids = [...new Set(found.map((label) => label.split(/[ .]/)[0]))];
      const isReferred = !expected.includes('I1');
      // What is said of undeclared names is I1's alone; the others are about declared ones.
      if (isReferred) expect(ids).toEqual(expected);
      else expect(ids).toContain('I1');
      for (const [id, counts] of seen) {
        if (isReferred || id === 'I1') counts[expected.includes(id) ? 'broken' : 'holds'] += 1;
      }
    }),
    { numRuns: cases, seed },
  );
  expect([...seen].filter(([, { holds, broken: times }]) => Math.min(holds, times) < 3)).toEqual([]);
});

test('the reference states every invariant of the specification', () => {
  expect(stateInvariants.map(({ id }) => id)).toEqual(invariantIds);
});

test('Init satisfies all of them', () => {
  for (const machine of [initial, staffed]) {
    expect(broken(viewOf(machine, defaultProfile))).toEqual([]);
    expect(brokenIn(stateOf(factsOfMachine(machine)), readings()(defaultProfile))).toEqual([]);
  }
});
