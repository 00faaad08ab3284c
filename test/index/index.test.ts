import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexPolicy } from '../../src/index/index.ts';
import { compose, converse, has, identity, restrict, rowOf, sortFacts } from '../../src/index/rows.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Fact } from '../../src/verdict/change.ts';

const seed = 20_240;

type Pair = readonly [string, string];

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const users = names('u', 5);
const roles = names('r', 7);
const permissions = names('p:', 4);

const relation = (left: readonly string[], right: readonly string[], maxLength: number) =>
  fc.array(fc.tuple(fc.constantFrom(...left), fc.constantFrom(...right)), { maxLength });

const input = fc.record({
  users: fc.constant(users),
  roles: fc.constantFrom(roles, roles.slice(0, 5)),
  permissions: fc.constant(permissions),
  assignments: relation(users, roles, 9),
  inheritance: relation(roles, roles, 9),
  grants: relation(roles, permissions, 9),
});

const image = (pairs: readonly Pair[], from: Iterable<string>): Set<string> => {
  const sources = new Set(from);
  return new Set(pairs.filter(([left]) => sources.has(left)).map(([, right]) => right));
};

/** RH⁺ ∪ id roles at one role. */
function geq(policy: PolicyInput, role: string): Set<string> {
  const reached = image(policy.inheritance ?? [], [role]);
  for (const junior of reached)
    for (const next of image(policy.inheritance ?? [], [junior])) reached.add(next);
  if (policy.roles?.includes(role) === true) reached.add(role);
  return reached;
}

const named = (ids: Iterable<number>, list: readonly string[]) => [...ids].map((id) => list[id]!).sort();
const sorted = (set: Iterable<string>) => [...set].sort();

describe('rows', () => {
  const facts = {
    left: Int32Array.of(2, 0, 2, 0, 2),
    right: Int32Array.of(1, 3, 0, 3, 1),
    file: new Int32Array(5),
    line: Int32Array.of(1, 2, 3, 4, 5),
  };

  test('sort facts by left and right, and keep every row that states one', () => {
    const { rows, order, orderStart } = sortFacts(facts, 3, 4);
    expect([...rowOf(rows, 0)]).toEqual([3]);
    expect([...rowOf(rows, 1)]).toEqual([]);
    expect([...rowOf(rows, 2)]).toEqual([0, 1]);
    expect([...order.subarray(orderStart[2]!, orderStart[3]!)]).toEqual([2, 0, 4]);
    expect(has(rows, 2, 1)).toBe(true);
    expect(has(rows, 2, 3)).toBe(false);
  });

  test('converse twice is the same relation', () => {
    const { rows } = sortFacts(facts, 3, 4);
    const twice = converse(converse(rows));
    expect([...twice.start]).toEqual([...rows.start]);
    expect([...twice.items]).toEqual([...rows.items]);
  });

  test('composition with the identity changes nothing, and restriction drops items', () => {
    const { rows } = sortFacts(facts, 3, 4);
    expect([...compose(rows, identity(4)).items]).toEqual([...rows.items]);
    expect([...compose(rows, identity(1, 4)).items]).toEqual([0]);
    expect([...restrict(rows, Uint8Array.of(0, 1, 1, 0)).items]).toEqual([1]);
  });
});

describe('closures', () => {
  test('agree with the definition on any hierarchy, cycles and dangling roles included', () => {
    fc.assert(
      fc.property(input, (given) => {
        const policy = buildPolicy(given);
        const index = indexPolicy(policy);
        const list = policy.roles.list;
        const userNames = policy.users.list;
        for (const [role, name] of list.entries()) {
          const down = sorted(geq(given, name));
          expect(named(index.down(role), list)).toEqual(down);
          expect(named(index.up(role), list)).toEqual(sorted(list.filter((r) => geq(given, r).has(name))));
          expect(named(index.permissionsOf(role), policy.permissions.list)).toEqual(
            sorted(image(given.grants, down)),
          );
          const authorised = users.filter((u) =>
            [...image(given.assignments, [u])].some((r) => geq(given, r).has(name)),
          );
          expect(named(index.usersAuthorised(role), userNames)).toEqual(sorted(authorised));
          const all = [role, (role + 1) % list.length];
          for (const membership of ['authorised', 'assigned'] as const) {
            const holders = users.filter((_, u) =>
              all.every((r) => index.rolesOf(u, membership).includes(r)),
            );
            expect(named(index.usersWithAll(all, membership), userNames)).toEqual(sorted(holders));
          }
        }
        for (const [user, name] of userNames.entries()) {
          const assigned = image(given.assignments, [name]);
          const authorised = new Set([...assigned].flatMap((r) => [...geq(given, r)]));
          expect(named(index.assigned(user), list)).toEqual(sorted(assigned));
          expect(named(index.authorised(user), list)).toEqual(sorted(authorised));
          expect(named(index.permissionsOfUser(user, 'authorised'), policy.permissions.list)).toEqual(
            sorted(image(given.grants, authorised)),
          );
          expect(named(index.permissionsOfUser(user, 'assigned'), policy.permissions.list)).toEqual(
            sorted(image(given.grants, assigned)),
          );
        }
      }),
      { seed, numRuns: 400 },
    );
  });

  test('rows are ascending', () => {
    fc.assert(
      fc.property(input, (given) => {
        const index = indexPolicy(buildPolicy(given));
        for (const rows of [index.closure(), index.permissions(), index.assignments()]) {
          for (let row = 0; row < rows.count; row += 1) {
            const items = [...rowOf(rows, row)];
            expect(items).toEqual([...new Set(items)].sort((a, b) => a - b));
          }
        }
      }),
      { seed, numRuns: 100 },
    );
  });

  test('a chain of 20,000 roles does not exhaust the stack', () => {
    const chain = names('r', 20_000);
    const policy = buildPolicy({
      inheritance: chain.slice(1).map((junior, at) => [chain[at]!, junior] as const),
    });
    expect(indexPolicy(policy).components().count).toBe(20_000);
  });
});

describe('derivations', () => {
  const show = (steps: readonly Fact[] | null) =>
    steps?.map(({ left, right }) => `${left}>${right}`).join(' ');

  test('are shortest, and first by name among the shortest', () => {
    const policy = buildPolicy({
      assignments: [
        ['kim', 'z'],
        ['kim', 'b'],
        ['kim', 'a'],
        ['kim', 'long'],
      ],
      inheritance: [
        ['long', 'mid'],
        ['mid', 'target'],
        ['z', 'target'],
        ['b', 'n'],
        ['b', 'target'],
        ['a', 'n'],
        ['n', 'x'],
        ['z', 'm2'],
        ['z', 'm1'],
        ['m2', 'end'],
        ['m1', 'end'],
      ],
      grants: [
        ['x', 'o:read'],
        ['n', 'o:read'],
      ],
    });
    const index = indexPolicy(policy);
    const role = (name: string) => policy.roles.ids.get(name)!;
    expect(show(index.path(0, role('target'), 'authorised'))).toBe('kim>b b>target');
    expect(show(index.path(0, role('x'), 'authorised'))).toBe('kim>a a>n n>x');
    expect(show(index.permissionPath(0, 0, 'authorised'))).toBe('kim>a a>n n>o:read');
    expect(show(index.path(0, role('end'), 'authorised'))).toBe('kim>z z>m1 m1>end');
    expect(index.path(0, role('target'), 'assigned')).toBeNull();
    expect(show(index.path(0, role('z'), 'assigned'))).toBe('kim>z');
    expect(index.inheritancePath(role('x'), role('n'))).toBeNull();
    expect(index.inheritancePath(role('x'), role('x'))).toEqual([]);
  });

  test('exist exactly where the closure says so, and every step is a fact', () => {
    fc.assert(
      fc.property(input, (given) => {
        const policy = buildPolicy({ ...given, roles });
        const index = indexPolicy(policy);
        for (const user of policy.users.list.keys()) {
          const held = new Set(index.authorised(user));
          for (const role of policy.roles.list.keys()) {
            const steps = index.path(user, role, 'authorised');
            expect(steps !== null).toBe(held.has(role));
            for (const [at, step] of (steps ?? []).entries()) {
              expect(step.locations.length).toBeGreaterThan(0);
              expect(step.relation).toBe(at === 0 ? 'assignment' : 'inheritance');
              if (at > 0) expect(step.left).toBe(steps![at - 1]!.right);
            }
          }
        }
      }),
      { seed, numRuns: 200 },
    );
  });

  test('a fact has every place that states it, in order', () => {
    const policy = buildPolicy({
      assignments: [
        ['kim', 'a'],
        ['lee', 'a'],
        ['kim', 'b'],
        ['kim', 'a'],
      ],
    });
    const index = indexPolicy(policy);
    expect(index.fact('assignment', 0, 0).locations.map(({ line }) => line)).toEqual([1, 4]);
    expect(index.fact('assignment', 1, 1).locations).toEqual([]);
  });

  test('a cycle is found through each of its roles', () => {
    const policy = buildPolicy({
      inheritance: [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
        ['c', 'd'],
        ['e', 'e'],
      ],
    });
    const index = indexPolicy(policy);
    const cycle = (name: string) => show(index.cycle(policy.roles.ids.get(name)!));
    expect(cycle('b')).toBe('b>c c>a a>b');
    expect(cycle('e')).toBe('e>e');
    expect(index.cycle(policy.roles.ids.get('d')!)).toBeNull();
  });
});
