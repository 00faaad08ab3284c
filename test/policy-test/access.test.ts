/** Access decisions are those of a definition on plain sets, also in sessions with chosen roles; and how they are explained. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexPolicy } from '../../src/index/index.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import { decideAccess } from '../../src/policy-test/access.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { permissionNames, policyInput, roleNames } from '../oracle/arbitrary.ts';

/** Shares nothing with index, specification or interpreter. */
function isAllowed(
  input: PolicyInput,
  user: string,
  permission: string,
  roles: readonly string[] | null,
): boolean {
  const profile = { ...defaultProfile, ...input.profile };
  const down = (start: Iterable<string>): Set<string> => {
    const reached = new Set(start);
    for (const role of reached)
      for (const [senior, junior] of input.inheritance ?? []) if (senior === role) reached.add(junior);
    return reached;
  };
  const granted = (some: Iterable<string>): Set<string> => {
    const having = new Set(some);
    return new Set((input.grants ?? []).filter(([role]) => having.has(role)).map(([, one]) => one));
  };
  const assigned = (input.assignments ?? []).filter(([one]) => one === user).map(([, role]) => role);
  const held = profile.membership === 'authorised' ? down(assigned) : new Set(assigned);
  if (roles === null) return granted(held).has(permission);

  const constraints = input.constraints ?? [];
  const meets = (have: ReadonlySet<string>, over: 'role' | 'permission'): boolean =>
    constraints.some(
      (one) =>
        one.kind === 'exclusion' &&
        (one.over ?? 'role') === over &&
        one.relation !== 'static' &&
        one.sets.some(
          ({ members, limit }) => new Set(members.filter((name) => have.has(name))).size >= (limit ?? 2),
        ),
    );
  const counted = (some: Iterable<string>): ReadonlySet<string> =>
    profile['dynamic-closure'] === 'closure' ? down(some) : new Set(some);
  const { now } = input;
  const isOpen = (role: string): boolean => {
    const windows = constraints.flatMap((one) =>
      one.kind === 'window' && one.role === role ? one.open : [],
    );
    return (
      now === null ||
      now === undefined ||
      windows.length === 0 ||
      windows.some(([from, to]) => from <= now && now <= to)
    );
  };
  const others = (input.sessions ?? []).filter((one) => one.user === user).flatMap(({ active }) => active);
  const isPermitted =
    roles.every((role) => held.has(role)) &&
    [...down(roles)].every(isOpen) &&
    !meets(counted(roles), 'role') &&
    !meets(granted(down(roles)), 'permission') &&
    (profile['dynamic-scope'] === 'session' || !meets(counted([...others, ...roles]), 'role'));
  return isPermitted && granted(down(roles)).has(permission);
}

test('decisions are those of plain sets', () => {
  let allowed = 0;
  let inSessions = 0;
  let denied = 0;
  for (const [theme, seed] of [
    ['sessions', 1],
    ['permissions', 2],
    ['state', 3],
  ] as const) {
    fc.assert(
      fc.property(
        policyInput(theme),
        fc.constantFrom(...permissionNames),
        fc.option(fc.subarray([...roleNames], { maxLength: 3 })),
        (input, permission, roles) => {
          const policy = buildPolicy(input);
          const index = indexPolicy(policy);
          if (!policy.permissions.ids.has(permission)) return;
          const known = roles?.filter((role) => policy.roles.ids.has(role)) ?? null;
          for (const user of policy.users.list.slice(0, policy.users.declaredCount)) {
            const decision = decideAccess(policy, index, user, permission, known);
            expect(decision.allowed).toBe(isAllowed(input, user, permission, known));
            expect(decision.reasons.length).toBeGreaterThan(0);
            if (!decision.allowed) denied += 1;
            else if (known === null) allowed += 1;
            else inSessions += 1;
          }
        },
      ),
      { seed, numRuns: 120 },
    );
  }
  // Of each there is something to compare.
  expect(Math.min(allowed, inSessions, denied)).toBeGreaterThan(5);
});
