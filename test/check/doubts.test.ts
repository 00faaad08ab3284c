/**
 * What is in doubt: a verdict on a policy with possible facts is what all completions of it agree on, found by judging
 * every one of them.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import { checkPolicy } from '../../src/check/run.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Doubt, Policy } from '../../src/policy/model.ts';
import { possibleBuilder } from '../../src/policy/possible.ts';
import { recheckedRules } from '../../src/replay/recheck/recheck.ts';
import { verifyPolicy } from '../../src/replay/verify-policy.ts';
import { effects } from '../../src/verdict/effects.ts';
import { verdictShape } from '../../src/verdict/json-schema.ts';

/** As a reader of the report sees them. */
const published = (verdicts: readonly unknown[]) =>
  verdicts.map((verdict) => verdictShape.parse(JSON.parse(JSON.stringify(verdict))));

const users = ['kim', 'lee'];
const roles = ['a', 'b', 'c'];
const permissions = ['x:read', 'x:write', 'y:read'];

type Row = readonly [number, number];
const row = (left: number, right: number): fc.Arbitrary<Row> => fc.tuple(fc.nat(left - 1), fc.nat(right - 1));
interface Facts {
  readonly assignments: readonly Row[];
  readonly inheritance: readonly Row[];
  readonly grants: readonly Row[];
}
const facts = (most: number): fc.Arbitrary<Facts> =>
  fc.record({
    assignments: fc.array(row(2, 3), { maxLength: most }),
    inheritance: fc.array(row(3, 3), { maxLength: most }).map((edges) => edges.filter(([a, b]) => a < b)),
    grants: fc.array(row(3, 3), { maxLength: most }),
  });

const relations = ['assignments', 'inheritance', 'grants'] as const;

function policyOf(certain: Facts): Policy {
  return buildPolicy({
    users,
    roles,
    permissions,
    assignments: certain.assignments.map(([user, role]) => [users[user]!, roles[role]!]),
    inheritance: certain.inheritance.map(([senior, junior]) => [roles[senior]!, roles[junior]!]),
    grants: certain.grants.map(([role, permission]) => [roles[role]!, permissions[permission]!]),
    constraints: [
      {
        kind: 'exclusion',
        id: 'roles',
        over: 'role',
        relation: 'static',
        sets: [{ members: ['a', 'b'], limit: 2 }],
      },
      {
        kind: 'exclusion',
        id: 'permissions',
        over: 'permission',
        relation: 'static',
        sets: [{ members: ['x:read', 'x:write'], limit: 2 }],
      },
      { kind: 'cardinality', id: 'one', role: 'c', atMost: 1 },
      { kind: 'prerequisite', id: 'needs', role: 'c', needs: ['b'] },
    ],
    operations: [{ name: 'all', permissions: ['x:read', 'y:read'] }],
  });
}

function withDoubts(policy: Policy, possible: Facts, reaches: Doubt['reaches'] | null): Policy {
  const builder = possibleBuilder();
  const place = { file: 0, line: 1, column: 1 };
  for (const relation of relations) {
    for (const [left, right] of possible[relation]) {
      const doubt = builder.doubt({ place, reason: `${relation} ${left} ${right}`, reaches: 'facts' });
      builder.add(relation, left, right, place, doubt);
    }
  }
  if (reaches !== null) builder.doubt({ place, reason: 'something else', reaches });
  return { ...policy, possible: builder.build() };
}

/** Every choice of possible facts. */
function completions({ assignments, inheritance, grants }: Facts): readonly Facts[] {
  const all = [
    ...assignments.map((one) => ['assignments', one] as const),
    ...inheritance.map((one) => ['inheritance', one] as const),
    ...grants.map((one) => ['grants', one] as const),
  ];
  return Array.from({ length: 2 ** all.length }, (_, choice) => {
    const chosen = all.filter((_one, at) => (choice >> at) % 2 === 1);
    const of = (relation: string): Row[] =>
      chosen.filter(([name]) => name === relation).map(([, one]) => one);
    return { assignments: of('assignments'), inheritance: of('inheritance'), grants: of('grants') };
  });
}

const only = ['static-sod', 'permission-sod', 'cardinality', 'prerequisite', 'operational-sod', 'references'];
const joined = (one: Facts, other: Facts): Facts => ({
  assignments: [...one.assignments, ...other.assignments],
  inheritance: [...one.inheritance, ...other.inheritance],
  grants: [...one.grants, ...other.grants],
});

describe('possible facts', () => {
  test('every rule of the catalogue has its effect', () => {
    expect(Object.keys(effects).sort()).toEqual(catalogue.map(({ id }) => id).sort());
  });

  test('a verdict is what all completions agree on', async () => {
    const fired = { violated: 0, quiet: 0, unknown: 0, justified: 0 };
    await fc.assert(
      fc.asyncProperty(
        facts(3),
        facts(1),
        fc.constantFrom<Doubt['reaches'] | null>(null, null, null, 'permissions', 'everything'),
        async (certain, possible, wide) => {
          const policy = withDoubts(policyOf(certain), possible, wide);
          const { verdicts, failures } = await checkPolicy(policy, { only });
          expect(failures).toEqual([]);
          const complete = await Promise.all(
            completions(possible).map((chosen) => checkPolicy(policyOf(joined(certain, chosen)), { only })),
          );
          const key = (one: { readonly rule: string; readonly constraint: string | null }) =>
            `${one.rule} ${one.constraint}`;
          for (const verdict of verdicts) {
            const everywhere = complete.map((outcome) => outcome.verdicts);
            if (verdict.status === 'violated') {
              fired.violated += 1;
              const { sentence } = verdict.counterexample;
              const subject = verdict.counterexample.bindings[0]!.value;
              // Of what is possible besides there may be more in the same conflict.
              expect(
                everywhere.every((those) =>
                  those.some(
                    (other) =>
                      other.status === 'violated' &&
                      key(other) === key(verdict) &&
                      (verdict.rule === 'cardinality' || other.counterexample.bindings[0]!.value === subject),
                  ),
                ),
                sentence,
              ).toBe(true);
            } else if (verdict.status === 'unknown') {
              fired.unknown += 1;
              const found = everywhere.map(
                (those) =>
                  those.filter((other) => key(other) === key(verdict) && other.status === 'violated').length,
              );
              if (wide === null && new Set(found).size > 1) fired.justified += 1;
            } else {
              fired.quiet += 1;
              expect(
                everywhere.every((those) =>
                  those.every((other) => key(other) !== key(verdict) || other.status !== 'violated'),
                ),
                `${key(verdict)} ${verdict.status}`,
              ).toBe(true);
              if (wide === 'everything') expect(verdict.status).toBe('never quiet');
              if (wide === 'permissions') expect(verdict.rule).not.toMatch(/permission|operational/);
            }
          }
          // The checker accepts what is told, and refuses what is told of the facts alone.
          const rules = recheckedRules.filter((rule) => only.includes(rule));
          const verified = verifyPolicy(policy, rules, published(verdicts));
          expect(verified.verdicts.filter(({ result }) => result !== 'accepted')).toEqual([]);
          expect(verified.dropped).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
    expect(fired.violated).toBeGreaterThan(50);
    expect(fired.quiet).toBeGreaterThan(200);
    expect(fired.unknown).toBeGreaterThan(200);
    expect(fired.justified).toBeGreaterThan(15);
  });

  test('the checker refuses verdicts that leave doubts out', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(facts(2), facts(2), async (certain, possible) => {
        const policy = withDoubts(policyOf(certain), possible, null);
        if (policy.possible === null) return;
        const rules = recheckedRules.filter((rule) => only.includes(rule));
        const naive = await checkPolicy({ ...policy, possible: null }, { only });
        const honest = await checkPolicy(policy, { only });
        const unknown = new Set(
          honest.verdicts
            .filter(({ status }) => status === 'unknown')
            .map(({ rule, constraint }) => `${rule} ${constraint}`),
        );
        const checks = verifyPolicy(policy, rules, published(naive.verdicts)).verdicts;
        for (const check of checks) {
          const isQuiet = check.status === 'holds' || check.status === 'vacuous';
          if (!isQuiet || !unknown.has(`${check.rule} ${check.constraint}`)) continue;
          refused += 1;
          expect(check.result).toBe('rejected');
        }
      }),
      { numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  test('an unknown says what would be violated, by which doubt, and where', async () => {
    const policy = withDoubts(
      policyOf({ assignments: [[0, 0]], inheritance: [], grants: [] }),
      {
        assignments: [
          [0, 1],
          [1, 0],
          [1, 1],
        ],
        inheritance: [],
        grants: [],
      },
      null,
    );
    const { verdicts } = await checkPolicy(policy, { only: ['static-sod'] });
    expect(
      verdicts.map((verdict) => [verdict.status, verdict.status === 'unknown' ? verdict.reason : '']),
    ).toEqual([
      [
        'unknown',
        'kim is both a and b: a directly (built.policy.yaml:9), b directly (built.policy.yaml:1), if what is in doubt is so: assignments 0 1; so for 1 other',
      ],
    ]);
  });
});
