/** What administrators may do more or less: against every user to whom a rule could be applied. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffPolicies } from '../../src/diff/diff.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { AdministrativeRuleInput } from '../../src/policy/build-administration.ts';
import { below } from './oracle.ts';

const roles = ['r0', 'r1', 'r2', 'r3'];
const officers = ['r3', 'officer'];

const rule: fc.Arbitrary<AdministrativeRuleInput> = fc
  .record({
    kind: fc.constantFrom('assign' as const, 'assign' as const, 'revoke' as const),
    by: fc.constantFrom(null, ...officers),
    roles: fc.subarray(roles, { minLength: 1, maxLength: 2 }),
    parts: fc.array(fc.constantFrom('needs' as const, 'bars' as const, null), { minLength: 4, maxLength: 4 }),
  })
  .map(({ parts, ...rest }) => ({
    ...rest,
    needs: roles.filter((_role, at) => parts[at] === 'needs'),
    bars: roles.filter((_role, at) => parts[at] === 'bars'),
  }));

/** `KIND OFFICER ROLE HELD` for everything that the rules permit. */
function permittedBy({ profile, inheritance = [], administration }: PolicyInput): ReadonlySet<string> {
  const found = new Set<string>();
  for (let bits = 0; bits < 1 << roles.length; bits += 1) {
    const own = roles.filter((_role, at) => (bits >> at) & 1);
    const held = profile?.membership === 'assigned' ? new Set(own) : below(inheritance, own);
    for (const one of administration?.rules ?? []) {
      if (one.kind === 'enrol') continue;
      if (!(one.needs ?? []).every((role) => held.has(role))) continue;
      if ((one.bars ?? []).some((role) => held.has(role))) continue;
      for (const officer of one.by === null ? ['anybody', ...officers] : [String(one.by)])
        for (const role of one.roles)
          found.add(`${one.kind} ${officer} ${role} ${roles.filter((name) => held.has(name)).join()}`);
    }
  }
  return found;
}

test('administrators may do more iff there is somebody to whom they may do it now', () => {
  const fired = { more: 0, notMore: 0, less: 0 };
  const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.record({
        membership: fc.constantFrom('authorised' as const, 'assigned' as const),
        inheritance: fc.subarray([
          ['r0', 'r1'],
          ['r1', 'r2'],
          ['r0', 'r3'],
        ] as const),
        before: rules,
        added: fc.array(rule, { maxLength: 1 }),
        kept: fc.subarray([0, 1, 2]),
        isDoubled: fc.boolean(),
      }),
      ({ membership, inheritance, before, added, kept, isDoubled }) => {
        const now = [...before.filter((_one, at) => kept.includes(at)), ...added];
        const withRules = (list: readonly AdministrativeRuleInput[]): PolicyInput => ({
          users: ['ann'],
          roles: [...roles, 'officer'],
          inheritance,
          profile: { membership },
          administration: { rules: list },
        });
        const was = withRules(before);
        const is = withRules(isDoubled ? [...now, ...now] : now);
        const { administration } = diffPolicies(buildPolicy(was), buildPolicy(is)).difference;
        const [earlier, later] = [permittedBy(was), permittedBy(is)];
        const isMore = [...later].some((one) => !earlier.has(one));
        const isLess = [...earlier].some((one) => !later.has(one));
        expect(administration.some(({ kind }) => kind === 'weakened')).toBe(isMore);
        expect(administration.some(({ kind }) => kind === 'strengthened')).toBe(isLess);
        fired[isMore ? 'more' : 'notMore'] += 1;
        fired.less += isLess ? 1 : 0;
      },
    ),
    { numRuns: 400, seed: 13 },
  );
  expect(fired.more).toBeGreaterThan(80);
  expect(fired.notMore).toBeGreaterThan(80);
  expect(fired.less).toBeGreaterThan(80);
});
