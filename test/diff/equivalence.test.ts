/** Refactorings that keep the meaning have no difference; the smallest edit that does not has one. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffPolicies } from '../../src/diff/diff.ts';
import { buildPolicy, type ConstraintInput, type PolicyInput } from '../../src/policy/build.ts';
import { policyInput, roleNames } from '../oracle/arbitrary.ts';
import { below } from './oracle.ts';
import { relisted } from './pairs.ts';

type Refactoring = (input: PolicyInput, at: number) => PolicyInput | null;

const chosen = <T>(list: readonly T[] | undefined, at: number): T | null =>
  list === undefined || list.length === 0 ? null : list[at % list.length]!;

const isExclusion = (one: ConstraintInput): one is Extract<ConstraintInput, { kind: 'exclusion' }> =>
  one.kind === 'exclusion';

const constraintsAs = (
  input: PolicyInput,
  change: (one: Extract<ConstraintInput, { kind: 'exclusion' }>) => readonly ConstraintInput[],
): PolicyInput => ({
  ...input,
  constraints: (input.constraints ?? []).flatMap((one) => (isExclusion(one) ? change(one) : [one])),
});

/** Under membership by inheritance; null where there is nothing to do. */
const refactorings: Readonly<Record<string, Refactoring>> = {
  'a role between': (input, at) => {
    const edge = chosen(input.inheritance, at);
    if (edge === null) return null;
    return {
      ...input,
      roles: [...(input.roles ?? []), 'between'],
      inheritance: [
        ...(input.inheritance ?? []).filter((one) => one !== edge),
        [edge[0], 'between'],
        ['between', edge[1]],
      ],
    };
  },
  'a grant moved to a junior role of its own': (input, at) => {
    const grant = chosen(input.grants, at);
    if (grant === null) return null;
    return {
      ...input,
      roles: [...(input.roles ?? []), 'part'],
      inheritance: [...(input.inheritance ?? []), [grant[0], 'part']],
      grants: [...(input.grants ?? []).filter((one) => one !== grant), ['part', grant[1]]],
    };
  },
  'what follows is stated': (input) => {
    const edges = input.inheritance ?? [];
    const more = roleNames.flatMap((senior) =>
      [...below(edges, [senior])]
        .filter((junior) => junior !== senior)
        .map((junior) => [senior, junior] as const),
    );
    return more.length === edges.length ? null : { ...input, inheritance: more };
  },
  'listed in another order': (input) => relisted(input),
  'facts stated twice': (input) => ({
    ...input,
    assignments: [...(input.assignments ?? []), ...(input.assignments ?? [])],
    grants: [...(input.grants ?? []), ...(input.grants ?? [])],
  }),
  'a set in pairs': (input) =>
    constraintsAs(input, (one) => [
      {
        ...one,
        sets: one.sets.flatMap((set) =>
          (set.limit ?? 2) > 2
            ? [set]
            : set.members.flatMap((a, at) => set.members.slice(at + 1).map((b) => ({ members: [a, b] }))),
        ),
      },
    ]),
  'each set a constraint': (input) =>
    constraintsAs(input, (one) =>
      one.sets.map((set, at) => ({ ...one, id: `${one.id ?? 'one'}-${at}`, sets: [set] })),
    ),
  'static and dynamic instead of exclusive': (input) =>
    constraintsAs(input, (one) =>
      one.relation === 'exclusive'
        ? (['static', 'dynamic'] as const).map((relation) => ({
            ...one,
            id: `${one.id ?? 'one'}-${relation}`,
            relation,
          }))
        : [one],
    ),
  'other ids': (input) => constraintsAs(input, (one) => [{ ...one, id: `other-${one.id ?? 'one'}` }]),
};

const named = (input: PolicyInput): PolicyInput => ({
  ...input,
  profile: { ...input.profile, membership: 'authorised' },
  constraints: (input.constraints ?? []).map((one, at) => ({ ...one, id: `c${at}` })),
});

const input = policyInput('roles').map(named);

test.each(Object.keys(refactorings))('%s: no difference', (name) => {
  const refactoring = refactorings[name]!;
  let done = 0;
  fc.assert(
    fc.property(input, fc.nat(50), (before, at) => {
      const now = refactoring(before, at);
      if (now === null) return;
      done += 1;
      const { difference, weakenings } = diffPolicies(buildPolicy(before), buildPolicy(now));
      expect(['same', 'equivalent']).toContain(difference.kind);
      expect(weakenings).toEqual([]);
      expect([difference.access, difference.membership, difference.grants, difference.demands]).toEqual([
        [],
        [],
        [],
        [],
      ]);
      const back = diffPolicies(buildPolicy(now), buildPolicy(before));
      expect(back.difference.kind).toBe(difference.kind);
    }),
    { numRuns: 60, seed: 21 },
  );
  expect(done).toBeGreaterThan(10);
});

/** What differs, however little: each is done where it changes something. */
const edits: Readonly<Record<string, Refactoring>> = {
  'a grant of a new permission': (before, at) => ({
    ...before,
    permissions: [...(before.permissions ?? []), 'o:new'],
    grants: [...(before.grants ?? []), [chosen(before.roles, at)!, 'o:new']],
  }),
  'a user more': (before) => ({ ...before, users: [...(before.users ?? []), 'eve'] }),
  'an exclusion of two that may meet': (before) =>
    (before.constraints ?? []).length > 0
      ? null
      : {
          ...before,
          inheritance: [],
          constraints: [
            { id: 'x', kind: 'exclusion', relation: 'static', sets: [{ members: ['r0', 'r1'] }] },
          ],
        },
  'an assignment less': (before, at) => {
    const assignment = chosen(before.assignments, at);
    if (assignment === null) return null;
    const rest = (before.assignments ?? []).filter((one) => one !== assignment);
    const held = below(
      before.inheritance ?? [],
      rest.filter(([user]) => user === assignment[0]).map(([, role]) => role),
    );
    return held.has(assignment[1]) ? null : { ...before, assignments: rest };
  },
  'a higher severity': (before) =>
    (before.constraints ?? []).length === 0
      ? null
      : constraintsAs(
          { ...before, constraints: (before.constraints ?? []).map((one) => ({ ...one })) },
          (one) => [{ ...one, severity: 'error' }],
        ),
};

test.each(Object.keys(edits))('%s: a difference, both ways', (name) => {
  const edit = edits[name]!;
  let done = 0;
  const low = (before: PolicyInput): PolicyInput =>
    name === 'a higher severity' ? constraintsAs(before, (one) => [{ ...one, severity: 'note' }]) : before;
  fc.assert(
    fc.property(input.map(low), fc.nat(50), (before, at) => {
      const now = edit(before, at);
      if (now === null) return;
      done += 1;
      expect(diffPolicies(buildPolicy(before), buildPolicy(now)).difference.kind).toBe('different');
      expect(diffPolicies(buildPolicy(now), buildPolicy(before)).difference.kind).toBe('different');
    }),
    { numRuns: 60, seed: 22 },
  );
  expect(done).toBeGreaterThan(10);
});
