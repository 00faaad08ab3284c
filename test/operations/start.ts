/**
 * States to start from: Init, and valid states by construction.
 *
 * A valid state is grown: what HR says comes first, then facts in any order, each of which is kept where the reference
 * machine's invariants still hold. Nothing is filtered away, and the state is as dense as its constraints allow.
 */

import fc from 'fast-check';
import { defaultProfile, type Profile, switches } from '../../src/profile/profile.ts';
import { isValid } from '../oracle/machine/invariants.ts';
import { both } from '../oracle/machine/rule.ts';
import { add, has, image, mapped, put, reach } from '../oracle/machine/sets.ts';
import { initial, type Machine, type Pair, type Session } from '../oracle/machine/state.ts';
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
/** One has more than the others, so that facts about one user meet. */
const user = fc.constantFrom('ann', ...known.users);
const role = fc.constantFrom(...known.roles);
const permission = fc.constantFrom(...pools.PRM);
const session = fc.constantFrom(...pools.SID.slice(0, 2));

const namedSet = fc
  .tuple(
    fc.constantFrom(...pools.CNAME),
    fc.subarray([...known.roles], { minLength: 2, maxLength: 4 }),
    fc.nat(2),
  )
  .map(([name, roles, extra]) => ({ name, set: { roles, limit: Math.min(2 + extra, roles.length) } }));

const assigned = fc.tuple(user, role).map(
  ([u, r]): Fact =>
    (m) =>
      m.definitions.has(r) ? m : { ...m, UA: add(m.UA, [u, r]) },
);
const linked = fc.tuple(role, role).map(
  ([a, d]): Fact =>
    (m) => ({ ...m, RH: add(m.RH, [a, d]) }),
);
const opened = fc
  .record({
    s: session,
    u: user,
    run: fc.constantFrom(null, null, ...pools.IID),
    name: fc.constantFrom(...pools.SNAME),
  })
  .map(
    ({ s, u, run, name }): Fact =>
      (m) => {
        const of = run === null ? null : { run, name };
        return m.sessions.has(s) ? m : { ...m, sessions: put(m.sessions, s, { user: u, active: [], of }) };
      },
  );
/** One of the roles that the session's user is assigned to, or a junior of it. */
const activated = fc.tuple(session, fc.nat(7)).map(
  ([s, index]): Fact =>
    (m) => {
      const user = m.sessions.get(s)?.user;
      const roles = [...reach(m.RH, image(m.UA, user === undefined ? [] : [user]))];
      const role = roles[index % Math.max(1, roles.length)];
      return role === undefined ? m : { ...m, sessions: mapped(m.sessions, activate(s, role)) };
    },
);
const activate =
  (name: string, role: string) =>
  (value: Session, key: string): Session =>
    key === name && !value.active.includes(role) ? { ...value, active: [...value.active, role] } : value;
const granted = fc.tuple(role, permission).map(
  ([r, p]): Fact =>
    (m) => ({ ...m, PA: add(m.PA, [r, p]) }),
);
const exclusive = (mutex: 'mutexS' | 'mutexD') =>
  fc.tuple(role, role).map(
    ([a, b]): Fact =>
      (m) => ({ ...m, [mutex]: add(m[mutex], ...both(a, b)) }),
  );
/** Two sessions of one user, and two exclusive roles, of which one is active (X5 but for the last step). */
const divided = fc.tuple(user, role, role).map(
  ([u, a, b]): Fact =>
    (m) => ({
      ...m,
      UA: add(m.UA, [u, a], [u, b]),
      mutexD: add(m.mutexD, ...both(a, b)),
      sessions: new Map([
        ['s0', { user: u, active: [a], of: null }],
        ['s1', { user: u, active: [], of: null }],
      ]),
    }),
);
const exclusivePermissions = (mutex: 'mutexPS' | 'mutexPD') =>
  fc.tuple(permission, permission).map(
    ([p, q]): Fact =>
      (m) => ({ ...m, [mutex]: add(m[mutex], ...both(p, q)) }),
  );
const setOf = (kind: 'ssd' | 'dsd') =>
  namedSet.map(
    ({ name, set }): Fact =>
      (m) =>
        m[kind].has(name) ? m : { ...m, [kind]: put(m[kind], name, set) },
  );
const needed = fc.tuple(role, role).map(
  ([r, q]): Fact =>
    (m) => ({ ...m, prereq: add(m.prereq, [r, q]) }),
);
const limited = fc.tuple(role, fc.nat(3)).map(
  ([r, most]): Fact =>
    (m) => ({ ...m, card: put(m.card, r, most) }),
);
const windowed = fc.tuple(role, fc.nat(4), fc.nat(3)).map(
  ([r, from, length]): Fact =>
    (m) => ({ ...m, window: put(m.window, r, [[from, from + length]]) }),
);
const ending = fc.tuple(user, role, fc.nat(8)).map(
  ([u, r, until]): Fact =>
    (m) =>
      has(m.UA, u, r) && !m.limits.some(([x, y]) => x === u && y === r)
        ? { ...m, limits: [...m.limits, [u, r, until]] }
        : m,
);

/** A role that is held for a link alone is what another role of the user needs. */
const leaning = fc.tuple(user, role, role, role).map(
  ([u, a, b, c]): Fact =>
    (m) => ({
      ...m,
      UA: add(m.UA, [u, a], [u, b]),
      RH: add(m.RH, [a, c]),
      prereq: add(m.prereq, [b, c]),
    }),
);
const permissionsFor = (mutex: 'mutexPS' | 'mutexPD') => [granted, granted, exclusivePermissions(mutex)];

/**
 * What a state is about besides users, roles and sessions: few things at a time, so that they meet. What is active is
 * scarce, so that exclusions of it come more often.
 */
const themes: readonly { readonly weight: number; readonly about: readonly fc.Arbitrary<Fact>[] }[] = [
  { weight: 1, about: [exclusive('mutexS'), setOf('ssd')] },
  { weight: 3, about: [exclusive('mutexD'), setOf('dsd'), divided] },
  { weight: 2, about: permissionsFor('mutexPS') },
  { weight: 3, about: permissionsFor('mutexPD') },
  { weight: 1, about: [needed, limited, leaning] },
  { weight: 2, about: [windowed, ending] },
];
const everything = { weight: 2, about: themes.flatMap(({ about }) => about) };

const facts: fc.Arbitrary<Fact[]> = fc.oneof(
  ...[...themes, everything].map(({ weight, about }) => ({
    weight,
    arbitrary: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: assigned },
        { weight: 2, arbitrary: linked },
        { weight: 2, arbitrary: opened },
        { weight: 5, arbitrary: activated },
        { weight: 5, arbitrary: fc.oneof(...about) },
      ),
      { minLength: 20, maxLength: 40 },
    ),
  })),
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

/** The base with the facts in order, each of which is kept where the state stays valid. */
const grown = (base: Machine, facts: readonly Fact[], profile: Profile): Machine =>
  facts.reduce((m, one) => {
    const more = one(m);
    return more !== m && isValid(viewOf(more, profile)) ? more : m;
  }, base);

/** Users, roles and permissions, and an application with exclusive sessions. */
const peopled = fc
  .record({ now: fc.option(fc.nat(4), { freq: 4 }), application })
  .map(({ now, application: { template, initiator, isExclusive, plan } }): Machine => {
    const [first, second] = plan;
    return {
      ...staffed,
      ...known,
      objects: pools.OBJ.slice(0, 2),
      operations: pools.OP.slice(0, 2),
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

/** A state that satisfies all invariants under the profile. */
export const validState = (profile: Profile): fc.Arbitrary<Machine> =>
  fc
    .record({
      base: peopled,
      records: fc.dictionary(user, record, { maxKeys: 2 }),
      definitions: fc.dictionary(role, definition, { maxKeys: 2 }),
      facts,
    })
    .map(({ base, records, definitions, facts: made }) => {
      const told = {
        hr: new Map(Object.entries(records)),
        definitions: new Map(Object.entries(definitions)),
      };
      return grown(informed({ ...base, ...told }, profile), made, profile);
    });
