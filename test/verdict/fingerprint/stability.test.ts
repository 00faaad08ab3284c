/**
 * A finding is known again whatever happens around it: in another order, under any seed, in other files and lines, and
 * beside unrelated people, roles and facts, its fingerprint and that of its core stay. And who enters an old conflict is
 * a new finding, while who was there before stays known.
 *
 * Every rule is met as often as its floor says, so that no property holds of nothing.
 */

import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/check/catalogue.ts';
import { checkPolicy } from '../../../src/check/run.ts';
import { buildPolicy, type PolicyInput } from '../../../src/policy/build.ts';
import type { Policy } from '../../../src/policy/model.ts';
import { readPolicy } from '../../../src/policy/read.ts';
import { memoryFiles } from '../../../src/source/files.ts';
import type { Verdict, Violated } from '../../../src/verdict/verdict.ts';
import { themeNames } from '../../differential/claims.ts';
import { administeredInput } from '../../oracle/administered-arbitrary.ts';
import { policyInput } from '../../oracle/arbitrary.ts';
import { named, rearranged } from './rearrange.ts';
import { inOneFile, spread, type Written, writable } from './written.ts';

const base = Math.max(20, Math.floor(Number(process.env.DUTYPROOF_CASES ?? 0) / 20));

type Theme = (typeof themeNames)[number] | 'administered';
const themes: readonly Theme[] = [...themeNames, 'administered'];

/** Rules about states and permissions are many, and each is met seldom. */
const casesOf = (theme: Theme): number => (theme === 'state' || theme === 'permissions' ? 2 * base : base);

function inputsOf(theme: Theme, seed: number): readonly PolicyInput[] {
  const cases = casesOf(theme);
  const inputs =
    theme === 'administered'
      ? Array.from({ length: cases }, (_, at) => administeredInput(seed * cases + at))
      : fc.sample(policyInput(theme), { numRuns: cases, seed });
  return inputs.map(named);
}

/** Repairs enter no fingerprint. */
const quick = { repairs: { perConstraint: 0, inAll: 0 } } as const;

async function verdictsOf(policy: Policy, seed?: number): Promise<readonly Verdict[]> {
  const outcome = await checkPolicy(policy, { ...quick, ...(seed === undefined ? {} : { seed }) });
  expect(outcome.failures).toEqual([]);
  return outcome.verdicts;
}

const violatedIn = (verdicts: readonly Verdict[]): readonly Violated[] =>
  verdicts.filter((verdict) => verdict.status === 'violated');

/** What must not change, one line for each verdict. */
const known = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts
    .map((verdict) =>
      [
        verdict.rule,
        verdict.status,
        verdict.constraint,
        verdict.fingerprint,
        verdict.status === 'violated' ? verdict.coreFingerprint : '',
      ].join(' '),
    )
    .sort();

/** How often each rule had a finding. */
function counter() {
  const counts = new Map<string, number>(catalogue.map(({ id }) => [id, 0]));
  return {
    count(findings: readonly Violated[]): void {
      for (const { rule } of findings) counts.set(rule, counts.get(rule)! + 1);
    },
    /** Every rule but `unreached`, which none of the policies can violate, at least `floor` times. */
    mustReach(floor: number, unreached: readonly string[]): void {
      const starved = [...counts].filter(([, times]) => times < floor);
      expect(starved.map(([rule]) => rule).sort(), `rules with fewer than ${floor} findings`).toEqual(
        [...unreached].sort(),
      );
    },
  };
}

const floor = 2;

describe('a finding is known again', () => {
  const reached = counter();

  test.each(themes)(
    'in another order, under another seed, and beside what has nothing to do with it: %s',
    async (theme) => {
      for (const [at, input] of inputsOf(theme, 23).entries()) {
        const policy = buildPolicy(input);
        const verdicts = await verdictsOf(policy);
        const expected = known(verdicts);
        expect(known(await verdictsOf(buildPolicy(rearranged(input, at)))), 'in another order').toEqual(
          expected,
        );
        expect(known(await verdictsOf(policy, at + 1)), 'under a seed').toEqual(expected);
        const findings = violatedIn(verdicts);
        if (findings.length === 0) continue;
        const beside = new Set(known(await verdictsOf(buildPolicy(withStrangers(input)))));
        expect(known(findings).filter((one) => !beside.has(one))).toEqual([]);
        reached.count(findings);
      }
    },
  );

  afterAll(() => {
    reached.mustReach(floor, []);
  });
});

/** Conflicts with several minimal cores: of these the first by name is told, not the first in the file. */
const severalCores: Readonly<Record<string, PolicyInput>> = {
  'plan-operational-sod': {
    assignments: [['ann', 'clerk']],
    grants: [['clerk', 'o:pay']],
    applications: [
      {
        name: 'app',
        sessions: ['s1', 's2', 's3'].map((name) => ({ name, roles: ['clerk'] })),
        exclusions: [],
        plans: [{ name: 'plan', assignments: { s1: 'ann', s2: 'ann', s3: 'ann' } }],
      },
    ],
  },
  'enforced-sod': {
    users: ['ann'],
    grants: [
      ['clerk', 'o:read'],
      ['clerk', 'o:write'],
      ['payer', 'o:read'],
      ['payer', 'o:pay'],
    ],
    operations: [{ name: 'all', permissions: ['o:read', 'o:write', 'o:pay'], enforced: true }],
  },
  'template-dynamic-sod': {
    users: ['ann'],
    inheritance: [
      ['boss', 'payer'],
      ['clerk', 'payer'],
      ['deputy', 'payer'],
    ],
    constraints: [{ kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['payer', 'boss'] }] }],
    applications: [
      { name: 'app', sessions: [{ name: 's', roles: ['boss', 'clerk', 'deputy'] }], exclusions: [] },
    ],
  },
};

test.each(Object.entries(severalCores))(
  'of several minimal cores the first by name: %s',
  async (rule, input) => {
    const cores = new Set<string>();
    for (let seed = 0; seed < 12; seed += 1) {
      const verdicts = await verdictsOf(buildPolicy(rearranged(named(input), seed)));
      const found = violatedIn(verdicts).filter((verdict) => verdict.rule === rule);
      expect(found.length).toBe(1);
      cores.add(found[0]!.coreFingerprint);
    }
    expect(cores.size).toBe(1);
  },
);

/** Before and after all others by name and in the file, with sessions, an operation, an application and roles, a hierarchy and permissions of their own. */
function withStrangers(input: PolicyInput): PolicyInput {
  const { users = [], roles = [], permissions = [], assignments = [], inheritance = [], grants = [] } = input;
  return {
    ...input,
    users: ['aaron', ...users, 'zoe'],
    roles: ['a stranger', ...roles, 'z stranger'],
    permissions: ['a:stranger', ...permissions, 'z:stranger'],
    assignments: [['zoe', 'a stranger'], ...assignments, ['aaron', 'z stranger'], ['aaron', 'a stranger']],
    inheritance: [['a stranger', 'z stranger'], ...inheritance],
    grants: [['a stranger', 'z:stranger'], ...grants, ['z stranger', 'a:stranger']],
    sessions: [
      { name: 'a stranger', user: 'aaron', active: ['a stranger'] },
      ...(input.sessions ?? []),
      { name: 'z stranger', user: 'zoe', active: ['a stranger', 'z stranger'] },
    ],
    operations: [
      { name: 'a stranger operation', permissions: ['a:stranger', 'z:stranger'] },
      ...(input.operations ?? []),
    ],
    applications: [
      {
        name: 'a stranger application',
        sessions: ['first', 'second'].map((name) => ({ name, roles: ['z stranger'] })),
        exclusions: [['first', 'second']],
        everyPlan: true,
        plans: [{ name: 'usual', assignments: { first: 'zoe', second: 'zoe' } }],
      },
      ...(input.applications ?? []),
    ],
    constraints: [
      { id: '0 stranger', kind: 'cardinality', role: 'a stranger', atMost: 2 },
      ...(input.constraints ?? []),
    ],
  };
}

describe('a finding is known again in other files', () => {
  const reached = counter();
  let refused = 0;

  test.each(themes.filter((theme) => theme !== 'dangling' && theme !== 'cyclic'))('%s', async (theme) => {
    for (const [at, generated] of inputsOf(theme, 13).entries()) {
      const input = writable(generated);
      const policy = read(inOneFile(input));
      const moved = read(spread(input, at));
      if (policy === null || moved === null) {
        // What the reader refuses in one file it refuses in several.
        expect([policy, moved]).toEqual([null, null]);
        refused += 1;
        continue;
      }
      const verdicts = await verdictsOf(policy);
      expect(known(await verdictsOf(moved))).toEqual(known(verdicts));
      if (at % 4 === 0) expect(known(await verdictsOf(buildPolicy(input)))).toEqual(known(verdicts));
      reached.count(violatedIn(verdicts));
    }
  });

  afterAll(() => {
    expect(refused).toBeLessThan(base);
    // The reader refuses names that nothing declares, and circles.
    reached.mustReach(floor, ['references', 'acyclic-hierarchy']);
  });
});

describe('who enters a conflict is new, and who was in it stays known', () => {
  const reached = counter();

  test.each(['roles', 'sessions', 'permissions', 'objects', 'coalitions', 'state', 'application'] as const)(
    '%s',
    async (theme) => {
      for (const [at, input] of inputsOf(theme, 14).entries()) {
        const before = violatedIn(await verdictsOf(buildPolicy(input)));
        const people = new Set(before.flatMap((finding) => subjectOf(finding, input) ?? []));
        const old = new Set(before.map(({ fingerprint }) => fingerprint));
        for (const person of people) {
          // Before or after all others by name, and never an ordinary one.
          const after = violatedIn(
            await verdictsOf(buildPolicy(withTwin(input, person, ['aaron', 'zoe'][at % 2]!))),
          );
          const mine = before.filter((finding) => subjectOf(finding, input) === person);
          for (const { rule, constraint, fingerprint } of mine) {
            const same = after.filter((other) => other.rule === rule && other.constraint === constraint);
            const isKnown = same.some((other) => other.fingerprint === fingerprint);
            const isNew = same.some((other) => !old.has(other.fingerprint));
            expect({ rule, isKnown, isNew }).toEqual({ rule, isKnown: true, isNew: true });
          }
          reached.count(mine);
        }
      }
    },
  );

  test('a finding about a number of people is another one with another person', async () => {
    let met = 0;
    for (const input of inputsOf('state', 15)) {
      const before = violatedIn(await verdictsOf(buildPolicy(input))).filter(
        ({ rule }) => rule === 'cardinality',
      );
      for (const { constraint, fingerprint } of before) {
        const limit = input.constraints!.find(({ id }) => id === constraint)!;
        const role = limit.kind === 'cardinality' ? limit.role : '';
        const more = {
          ...input,
          users: [...input.users!, 'zoe'],
          assignments: [...input.assignments!, ['zoe', role] as const],
        };
        const after = violatedIn(await verdictsOf(buildPolicy(more))).filter(
          (one) => one.constraint === constraint,
        );
        expect(after.map((one) => one.fingerprint === fingerprint)).toEqual([false]);
        met += 1;
      }
    }
    expect(met).toBeGreaterThan(2);
  });

  afterAll(() => {
    reached.mustReach(
      floor,
      catalogue.map(({ id }) => id).filter((rule) => !aboutPeople.has(rule)),
    );
  });
});

/** Rules with findings about one user, or about a session of one. */
const aboutPeople: ReadonlySet<string> = new Set([
  'static-sod',
  'activatable',
  'permission-sod',
  'operational-sod',
  'k-user-sod',
  'every-plan-sod',
  'object-sod',
  'prerequisite',
  'dynamic-sod',
  'dynamic-permission-sod',
  'session-authorisation',
  'role-window',
]);

/** The user whom the finding is about, or whose session it is. */
function subjectOf({ rule, counterexample }: Violated, input: PolicyInput): string | undefined {
  if (!aboutPeople.has(rule)) return undefined;
  const session = counterexample.bindings.find(({ sort }) => sort === 'SID')?.value;
  const user = counterexample.bindings.find(({ sort }) => sort === 'USER')?.value;
  return session === undefined ? user : input.sessions!.find(({ name }) => name === session)!.user;
}

/** Another user with the roles and sessions of `user`. */
function withTwin(input: PolicyInput, user: string, name: string): PolicyInput {
  const { users = [], assignments = [], sessions = [] } = input;
  return {
    ...input,
    users: [...users, name],
    assignments: [
      ...assignments,
      ...assignments.filter(([own]) => own === user).map(([, role]) => [name, role] as const),
    ],
    sessions: [
      ...sessions,
      ...sessions
        .filter((session) => session.user === user)
        .map((session) => ({
          ...session,
          name: `${session.name} of ${name}`,
          user: name,
          ...(session.of === undefined ? {} : { of: { ...session.of, run: `${session.of.run} of ${name}` } }),
        })),
    ],
  };
}

function read({ root, files }: Written): Policy | null {
  const result = readPolicy(root, memoryFiles(files));
  return result.kind === 'ok' ? result.value : null;
}
