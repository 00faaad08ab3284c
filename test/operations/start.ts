/**
 * States to start from: Init, and valid states by construction.
 *
 * A valid state is grown: what HR says comes first, then facts in any order, each of which is kept where the reference
 * machine's invariants still hold. Nothing is filtered away, and the state is as dense as its constraints allow.
 */

import fc from 'fast-check';
import { defaultProfile, type Profile, switches } from '../../src/profile/profile.ts';
import { broken } from '../oracle/machine/invariants.ts';
import { both } from '../oracle/machine/rule.ts';
import { add, has, put } from '../oracle/machine/sets.ts';
import { initial, type Machine, type NamedSet, type Pair } from '../oracle/machine/state.ts';
import { viewOf } from '../oracle/machine/view.ts';
import { attributeOf, partsOf, pools } from './names.ts';

/** Without constants of HR and administrators, who have no operations here, nobody could be assigned anything. */
export const staffed: Machine = {
  ...initial,
  attribute: new Map(pools.HRV.map((value) => [value, attributeOf(value)])),
  wide: pools.ROLE.slice(0, 4),
  local: [['loans', 'r4']],
  cso: ['root'],
  dso: [['loans', 'dora']],
};

/** One more fact, or none where it is there already. */
export type Fact = (m: Machine) => Machine;

const known = {
  users: pools.USER.slice(0, 3),
  roles: pools.ROLE.slice(0, 4),
};
const user = fc.constantFrom(...known.users);
const role = fc.constantFrom(...known.roles);
const permission = fc.constantFrom(...pools.PRM);
const session = fc.constantFrom(...pools.SID.slice(0, 2));

const grownSet = (sets: ReadonlyMap<string, NamedSet>, name: string, set: NamedSet) =>
  sets.has(name) ? sets : put(sets, name, set);

const namedSet = fc
  .tuple(
    fc.constantFrom(...pools.CNAME),
    fc.subarray([...known.roles], { minLength: 2, maxLength: 4 }),
    fc.nat(2),
  )
  .map(([name, roles, extra]) => ({ name, set: { roles, limit: Math.min(2 + extra, roles.length) } }));

const relations = ['mutexS', 'mutexD'] as const;
const permissionRelations = ['mutexPS', 'mutexPD'] as const;

const fact: fc.Arbitrary<Fact> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(user, role).map(
      ([u, r]): Fact =>
        (m) =>
          m.definitions.has(r) ? m : { ...m, UA: add(m.UA, [u, r]) },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(user, role, fc.nat(8)).map(
      ([u, r, until]): Fact =>
        (m) =>
          has(m.UA, u, r) && !m.limits.some(([x, y]) => x === u && y === r)
            ? { ...m, limits: [...m.limits, [u, r, until]] }
            : m,
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(role, role).map(
      ([a, d]): Fact =>
        (m) => ({ ...m, RH: add(m.RH, [a, d]) }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(role, permission).map(
      ([r, p]): Fact =>
        (m) => ({ ...m, PA: add(m.PA, [r, p]) }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...relations), role, role).map(
      ([mutex, a, b]): Fact =>
        (m) => ({ ...m, [mutex]: add(m[mutex], ...both(a, b)) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...permissionRelations), permission, permission).map(
      ([mutex, p, q]): Fact =>
        (m) => ({ ...m, [mutex]: add(m[mutex], ...both(p, q)) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.boolean(), namedSet).map(
      ([isStatic, { name, set }]): Fact =>
        (m) =>
          isStatic ? { ...m, ssd: grownSet(m.ssd, name, set) } : { ...m, dsd: grownSet(m.dsd, name, set) },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(role, role).map(
      ([r, q]): Fact =>
        (m) => ({ ...m, prereq: add(m.prereq, [r, q]) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(role, fc.nat(3)).map(
      ([r, most]): Fact =>
        (m) => ({ ...m, card: put(m.card, r, most) }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(role, fc.nat(4), fc.nat(3)).map(
      ([r, from, length]): Fact =>
        (m) => ({ ...m, window: put(m.window, r, [[from, from + length]]) }),
    ),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({
        s: session,
        u: user,
        active: fc.subarray([...known.roles], { maxLength: 2 }),
        run: fc.option(fc.constantFrom(...pools.IID), { freq: 3 }),
        name: fc.constantFrom(...pools.SNAME),
      })
      .map(
        ({ s, u, active, run, name }): Fact =>
          (m) => ({
            ...m,
            sessions: put(m.sessions, s, { user: u, active, of: run === null ? null : { run, name } }),
          }),
      ),
  },
);

const value = (attribute: string) =>
  fc.constantFrom(...pools.HRV.filter((name) => attributeOf(name) === attribute));

/** Of a user: a job, a rank, or both. */
const record = fc.oneof(
  value('job').map((job) => [job]),
  fc.tuple(value('job'), value('rank')).map(([job, rank]) => [job, rank]),
);

const definition = fc.oneof(
  record.map((values) => ({ needs: 'all' as const, values })),
  fc
    .subarray(
      pools.HRV.filter((name) => attributeOf(name) === 'job'),
      { minLength: 2 },
    )
    .map((values) => ({ needs: 'any' as const, values })),
);

const application = fc.record({
  template: fc.uniqueArray(fc.tuple(fc.constantFrom(...pools.SNAME), role), {
    maxLength: 3,
    selector: (pair) => pair.join(),
  }),
  initiator: fc.subarray([...known.roles], { maxLength: 1 }),
  isExclusive: fc.boolean(),
  plan: fc.tuple(fc.constantFrom('ann', 'bob'), fc.constantFrom('ann', 'bob')),
});

/** Every reading of the switches that operations look at; the others stay at their defaults. */
export const profileArbitrary: fc.Arbitrary<Profile> = fc
  .record({
    membership: fc.constantFrom(...switches.membership.values),
    'dynamic-scope': fc.constantFrom(...switches['dynamic-scope'].values),
    'dynamic-closure': fc.constantFrom(...switches['dynamic-closure'].values),
    cardinality: fc.constantFrom(...switches.cardinality.values),
    prerequisite: fc.constantFrom(...switches.prerequisite.values),
    revocation: fc.constantFrom(...switches.revocation.values),
    hierarchy: fc.constantFrom(...switches.hierarchy.values),
  })
  .map((looked) => ({ ...defaultProfile, ...looked }));

const isValid = (m: Machine, profile: Profile) => broken(viewOf(m, profile)).length === 0;

/** A valid state before it is grown, and what it is grown by. */
export interface Start {
  readonly base: Machine;
  readonly facts: readonly Fact[];
}

/** The base with the facts in order, each of which is kept where the state stays valid. */
export const grown = ({ base, facts }: Start, profile: Profile): Machine =>
  facts.reduce((m, one) => {
    const more = one(m);
    return isValid(more, profile) ? more : m;
  }, base);

/** Users, roles and permissions, and an application with exclusive sessions. */
const peopled = fc
  .record({ now: fc.option(fc.nat(4), { freq: 4 }), application })
  .map(({ now, application: { template, initiator, isExclusive, plan } }): Machine => {
    const [first, second] = plan;
    return {
      ...staffed,
      ...known,
      objects: pools.OBJ,
      operations: pools.OP,
      permissions: new Map(pools.PRM.map((name) => [name, partsOf(name)])),
      now,
      application: {
        names: pools.SNAME,
        template,
        mutex: isExclusive && first !== second ? both('S1', 'S2') : [],
        plan: new Map([
          ['S1', first],
          ['S2', second],
        ]),
        initiator,
      },
    };
  });

/** Every other role that HR asks for is granted; the rest is pending. */
function informed(m: Machine, profile: Profile): Machine {
  const { matches } = viewOf(m, profile);
  const asked = known.users.flatMap((u) => known.roles.filter((r) => matches(u, r)).map((r): Pair => [u, r]));
  const granted = asked.filter((_, index) => index % 2 === 0);
  return { ...m, UA: granted, pend: asked.filter((_, index) => index % 2 === 1) };
}

const valid = (profile: Profile): fc.Arbitrary<Start> =>
  fc
    .record({
      base: peopled,
      records: fc.dictionary(user, record, { maxKeys: 2 }),
      definitions: fc.dictionary(role, definition, { maxKeys: 2 }),
      facts: fc.array(fact, { minLength: 10, maxLength: 45 }),
    })
    .map(({ base, records, definitions, facts }) => {
      const told = {
        hr: new Map(Object.entries(records)),
        definitions: new Map(Object.entries(definitions)),
      };
      return { base: informed({ ...base, ...told }, profile), facts };
    });

export const validState = (profile: Profile): fc.Arbitrary<Machine> =>
  valid(profile).map((start) => grown(start, profile));

/** Init as it is, Init with administrators, and mostly valid states. */
export const start = (profile: Profile): fc.Arbitrary<Start> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant({ base: initial, facts: [] }) },
    { weight: 4, arbitrary: fc.constant({ base: staffed, facts: [] }) },
    { weight: 15, arbitrary: valid(profile) },
  );
