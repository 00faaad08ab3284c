/** Small random policies with an administration and one goal, the same for a seed every time. */

import { buildPolicy, type ConstraintInput } from '../../src/policy/build.ts';
import type {
  AdministrationInput,
  AdministrativeRuleInput,
  ReachGoalInput,
} from '../../src/policy/build-administration.ts';
import type { Policy } from '../../src/policy/model.ts';

export function administeredPolicy(seed: number): Policy {
  let word = Math.imul(seed, 0x9e3779b1) >>> 0;
  const below = (bound: number): number => {
    word = (word + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(word ^ (word >>> 15), word | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
  const chance = (percent: number): boolean => below(100) < percent;
  const list = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  const users = list('u', 2 + below(2));
  const roles = list('R', 3 + below(3));
  const permissions = roles.map((_, at) => `o${at}:do`);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const few = <T>(of: readonly T[], percent: number): T[] => of.filter(() => chance(percent));
  const two = (of: readonly string[]): [string, string] => {
    const at = below(of.length);
    return [of[at]!, of[(at + 1 + below(of.length - 1)) % of.length]!];
  };

  const rules = Array.from({ length: 6 + below(8) }, (): AdministrativeRuleInput => {
    const by = chance(25) ? null : chance(25) ? { users: [one(users)] } : [one(roles)];
    const target = [one(roles)];
    if (chance(6)) return { kind: 'enrol', by, roles: target };
    return {
      kind: chance(72) ? 'assign' : 'revoke',
      by,
      roles: target,
      needs: few(roles, 28),
      bars: few(roles, 12),
    };
  });
  const constraints: ConstraintInput[] = Array.from({ length: below(3) }, (_, at) => ({
    kind: 'exclusion',
    id: `c${at}`,
    ...(chance(25)
      ? { over: 'permission', relation: 'static', sets: [{ members: two(permissions) }] }
      : {
          over: 'role',
          relation: one(['static', 'exclusive', 'dynamic'] as const),
          sets: [{ members: two(roles) }],
        }),
  }));
  const goal: ReachGoalInput = [
    (): ReachGoalInput => ({ kind: 'roles', roles: [...new Set([...two(roles), one(roles)])] }),
    (): ReachGoalInput => ({ kind: 'roles', roles: two(roles), user: one(users) }),
    (): ReachGoalInput => ({ kind: 'roles', roles: [...new Set([...two(roles), one(roles)])], users: 2 }),
    (): ReachGoalInput => ({ kind: 'permissions', permissions: two(permissions), users: 1 + below(2) }),
    (): ReachGoalInput => ({ kind: 'exclusions' }),
    (): ReachGoalInput => ({ kind: 'activation' }),
  ][below(6)]!();
  const administration: AdministrationInput = {
    ...(chance(25) ? { administrators: [one(users)] } : {}),
    enforcesExclusions: chance(60),
    population: chance(5) ? 'any-number' : 'fixed',
    newcomers: chance(12)
      ? [{ name: 'temp', roles: few(roles, 20), ...(chance(50) ? { atMost: 1 } : {}) }]
      : [],
    rules,
    goals: [goal],
  };
  return buildPolicy({
    users,
    roles,
    permissions,
    profile: { membership: chance(75) ? 'authorised' : 'assigned' },
    assignments: users.flatMap((user) => few(roles, 15).map((role): [string, string] => [user, role])),
    inheritance: roles.flatMap((senior, at) =>
      few(roles.slice(at + 1), 12).map((junior): [string, string] => [senior, junior]),
    ),
    grants: roles.map((role, at): [string, string] => [role, permissions[at]!]),
    constraints,
    administration,
  });
}
