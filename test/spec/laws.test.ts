/** Laws on generated states; a law whose premise hardly ever holds, or whose sides never differ, shows nothing. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laws as all } from '../../spec/laws.ts';
import { holds } from '../../src/interpret/evaluate.ts';
import { lowerFormula } from '../../src/profile/lower.ts';
import { defaultProfile, type Profile, switches } from '../../src/profile/profile.ts';
import { type Facts, stateFrom } from './state.ts';

const laws = all.filter(({ expected }) => expected === 'holds');

const users = ['ann', 'bob', 'cho'];
const roles = ['r0', 'r1', 'r2', 'r3'];
const permissions = ['o:a', 'o:b', 'o:c'];
const sessions = ['s0', 's1'];
const names = ['S1', 'S2', 'S3'];
const singles = (elements: readonly string[]) => elements.map((element) => [element]);

const rows = (left: readonly string[], right: readonly string[], most: number) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...left), fc.constantFrom(...right)), {
    maxLength: most,
    selector: (pair) => pair.join(),
  });

/** Pairs whose first element comes before the second: acyclic, irreflexive. */
const ordered = (elements: readonly string[], most: number) =>
  fc.uniqueArray(
    fc.constantFrom(...elements.flatMap((a, index) => elements.slice(index + 1).map((b) => [a, b] as const))),
    { maxLength: most, selector: (pair) => pair.join() },
  );

const named = (set: string) =>
  fc
    .record({ members: fc.subarray(roles, { minLength: 2 }), limit: fc.integer({ min: 2, max: 3 }) })
    .map((made) => ({
      roles: made.members.map((role) => [set, role]),
      limit: [[set, String(Math.min(made.limit, made.members.length))]],
    }));

const state = fc
  .record({
    UA: rows(users, roles, 5),
    RH: ordered(roles, 2),
    PA: rows(roles, permissions, 6),
    mutexS: ordered(roles, 2),
    extraD: ordered(roles, 1),
    isDynamicAlsoStatic: fc.boolean(),
    mutexPS: ordered(permissions, 2),
    extraPD: ordered(permissions, 1),
    ssd: fc.option(named('c'), { freq: 2 }),
    dsd: fc.option(named('d'), { freq: 2 }),
    owners: fc.tuple(fc.constantFrom(...users), fc.constantFrom(...users)),
    ar: rows(sessions, roles, 4),
    isActiveAssigned: fc.boolean(),
    app: fc.subarray(permissions),
    quorum: fc.constantFrom(2, 3),
    tmpl: rows(names, roles, 4),
    mutex: ordered(names, 3),
    plan: fc.array(fc.constantFrom(...users), { minLength: 3, maxLength: 3 }),
    isPlanAuthorised: fc.boolean(),
    card: fc.constantFrom(1, 2, 3),
    some: fc.record({
      users: fc.subarray(users),
      UA: rows(users, roles, 4),
      RH: ordered(roles, 2),
      PA: rows(roles, permissions, 4),
      ar: rows(sessions, roles, 4),
      app: fc.subarray(permissions),
      names: fc.subarray(names),
      tmpl: rows(names, roles, 4),
      mutex: ordered(names, 2),
      quorum: fc.constantFrom(1, 2, 3),
    }),
    inputs: fc.record({
      u: fc.constantFrom(...users),
      v: fc.constantFrom(...users),
      r: fc.constantFrom(...roles),
      q: fc.constantFrom(...roles),
      s: fc.constantFrom(...sessions, 's2'),
      R: fc.subarray(roles),
    }),
    isRun: fc.boolean(),
  })
  .map((made): Facts => {
    const ownerOf = (session: string) => made.owners[sessions.indexOf(session)]!;
    const assigned = (user: string, role: string) => made.UA.some(([u, r]) => u === user && r === role);
    return {
      users: singles(users),
      roles: singles(roles),
      prms: singles(permissions),
      sessions: singles(sessions),
      names: singles(names),
      UA: made.UA,
      RH: made.RH,
      PA: made.PA,
      strictS: made.mutexS,
      oneStep: [...new Set(made.mutexS.flat())].map((role) => [role]),
      onePerUser: [['o']],
      onePerRole: [['o']],
      mutexS: made.mutexS,
      mutexD: made.isDynamicAlsoStatic ? made.mutexS : [...made.mutexS, ...made.extraD],
      mutexPS: made.mutexPS,
      mutexPD: made.isDynamicAlsoStatic ? made.mutexPS : [...made.mutexPS, ...made.extraPD],
      ssdRoles: made.ssd?.roles ?? [],
      ssdLimit: made.ssd?.limit ?? [],
      dsdRoles: made.dsd?.roles ?? [],
      dsdLimit: made.dsd?.limit ?? [],
      su: sessions.map((session) => [session, ownerOf(session)]),
      ar: made.isActiveAssigned ? made.ar.filter(([s, r]) => assigned(ownerOf(s), r)) : made.ar,
      app: singles(made.app),
      quorum: [[String(made.quorum)]],
      team: singles(['m1', 'm2'].slice(0, made.quorum - 1)),
      tmpl: made.tmpl,
      mutex: made.mutex,
      card: [['r0', String(made.card)]],
      someUsers: singles(made.some.users),
      someUA: made.some.UA,
      someRH: made.some.RH,
      somePA: made.some.PA,
      someAr: made.some.ar,
      someApp: singles(made.some.app),
      someNames: singles(made.some.names),
      someTmpl: made.some.tmpl,
      someMutex: made.some.mutex,
      someQuorum: [[String(made.some.quorum)]],
      'u?': [[made.inputs.u]],
      'v?': [[made.inputs.v]],
      'r?': [[made.inputs.r]],
      'q?': [[made.inputs.q]],
      'a?': [[made.inputs.r]],
      'd?': [[made.inputs.q]],
      's?': [[made.inputs.s]],
      'R?': singles(made.inputs.R),
      instRun: made.isRun ? sessions.map((session) => [session, 'run']) : [],
      instName: made.isRun ? sessions.map((session, index) => [session, names[index]!]) : [],
      plan: made.plan
        .map((user, index) => [names[index]!, user] as const)
        .filter(
          ([name, user]) =>
            !made.isPlanAuthorised ||
            made.tmpl.every(([session, role]) => session !== name || assigned(user, role)),
        ),
    };
  });

const reading: fc.Arbitrary<Profile> = fc
  .record({
    membership: fc.constantFrom(...switches.membership.values),
    'dynamic-closure': fc.constantFrom(...switches['dynamic-closure'].values),
  })
  .map((chosen) => ({ ...defaultProfile, ...chosen }));

const runs = 400;
const least = 6;

test('every law holds wherever its premise does', () => {
  const fired = new Map(laws.map(({ name }) => [name, 0]));
  /** Of equivalences: how often both sides were true, and both false. */
  const sides = new Map(
    laws.filter(({ formula }) => formula.kind === 'iff').map(({ name }) => [name, { true: 0, false: 0 }]),
  );
  fc.assert(
    fc.property(state, reading, (facts, chosen) => {
      const made = stateFrom(facts);
      for (const { name, readings, given, formula } of laws) {
        const profile = readings === 'every' ? chosen : defaultProfile;
        if (!holds(lowerFormula(given, profile), made)) continue;
        fired.set(name, fired.get(name)! + 1);
        const lowered = lowerFormula(formula, profile);
        expect(holds(lowered, made), name).toBe(true);
        if (lowered.kind === 'iff') sides.get(name)![`${holds(lowered.left, made)}`] += 1;
      }
    }),
    { seed: 20260727, numRuns: runs },
  );
  expect([...fired].filter(([, count]) => count < least)).toEqual([]);
  // Acyclicity is built into the states, or the other laws would rest on cyclic ones.
  const oneSided = [...sides].filter(
    ([name, count]) => name !== 'I2 is acyclicity' && Math.min(count.true, count.false) < least,
  );
  expect(oneSided).toEqual([]);
});

test('acyclicity is the invariant also where it fails', () => {
  const law = laws.find(({ name }) => name === 'I2 is acyclicity')!;
  fc.assert(
    fc.property(rows(roles, roles, 5), (RH) => holds(law.formula, stateFrom({ roles: singles(roles), RH }))),
    { seed: 20260727, numRuns: 200 },
  );
});
