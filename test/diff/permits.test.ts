/** Whether a policy permits what a demand of another forbids: against every user and session that there could be. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffPolicies } from '../../src/diff/diff.ts';
import { momentOutside } from '../../src/diff/permits.ts';
import { buildPolicy, type ConstraintInput, type PolicyInput } from '../../src/policy/build.ts';
import type { DemandChange } from '../../src/verdict/difference.ts';
import { roleNames } from '../oracle/arbitrary.ts';
import { below } from './oracle.ts';
import { factsInput } from './pairs.ts';

type Exclusion = Extract<ConstraintInput, { kind: 'exclusion' }>;

interface Part {
  readonly relation: 'static' | 'dynamic';
  readonly members: readonly string[];
  readonly limit: number;
}

const partsOf = ({ relation, sets }: Exclusion): readonly Part[] =>
  sets.flatMap(({ members, limit = 2 }) =>
    (['static', 'dynamic'] as const)
      .filter((one) => relation === one || relation === 'exclusive')
      .map((one) => ({ relation: one, members, limit })),
  );

/** Everything that a user may hold and have active, of these roles, under this hierarchy and reading. */
function situationsOf({ inheritance = [], profile }: PolicyInput): readonly {
  readonly held: ReadonlySet<string>;
  readonly active: ReadonlySet<string>;
}[] {
  const subsets = Array.from({ length: 1 << roleNames.length }, (_, bits) =>
    roleNames.filter((_role, at) => (bits >> at) & 1),
  );
  const closed = subsets.map((roles) => below(inheritance, roles));
  const found = new Map<string, { held: ReadonlySet<string>; active: ReadonlySet<string> }>();
  const keyOf = (roles: ReadonlySet<string>) => roleNames.filter((role) => roles.has(role)).join(' ');
  for (const [at, assigned] of subsets.entries()) {
    const held = profile?.membership === 'assigned' ? new Set(assigned) : closed[at]!;
    for (const [other, activated] of subsets.entries()) {
      if (!activated.every((role) => held.has(role))) continue;
      const active = profile?.['dynamic-closure'] === 'explicit' ? new Set(activated) : closed[other]!;
      found.set(`${keyOf(held)}/${keyOf(active)}`, { held, active });
    }
  }
  return [...found.values()];
}

function isPermitted(
  situations: ReturnType<typeof situationsOf>,
  part: Part,
  against: readonly Part[],
): boolean {
  const isViolated = ({ relation, members, limit }: Part, one: (typeof situations)[number]) =>
    members.filter((role) => (relation === 'static' ? one.held : one.active).has(role)).length >= limit;
  // Where sessions are not spoken of, there need be none.
  const counts =
    part.relation === 'static' ? against.filter(({ relation }) => relation === 'static') : against;
  return situations.some(
    (situation) => isViolated(part, situation) && !counts.some((other) => isViolated(other, situation)),
  );
}

const members = fc.subarray([...roleNames], { minLength: 2, maxLength: 4 });
const set = members.chain((list) =>
  fc.integer({ min: 2, max: list.length }).map((limit) => ({ members: list, limit })),
);
const exclusion: fc.Arbitrary<Exclusion> = fc.record({
  kind: fc.constant('exclusion' as const),
  relation: fc.constantFrom('static' as const, 'static' as const, 'dynamic' as const, 'exclusive' as const),
  sets: fc.array(set, { minLength: 1, maxLength: 2 }),
});

/** What may become of a constraint. */
const next = (was: Exclusion): fc.Arbitrary<readonly Exclusion[]> =>
  fc.oneof(
    fc.constant([was]),
    fc.constant([]),
    exclusion.map((is) => [is]),
    // Pairs instead of sets: as much where the limit is two.
    fc.constant([
      {
        ...was,
        sets: was.sets.flatMap(({ members: all }) =>
          all.flatMap((a, at) => all.slice(at + 1).map((b) => ({ members: [a, b] }))),
        ),
      },
    ]),
    fc.constant([{ ...was, sets: was.sets.map((one) => ({ ...one, limit: one.members.length })) }]),
    fc.constant([
      {
        ...was,
        sets: was.sets.map((one) =>
          one.members.length > (one.limit ?? 2) ? { ...one, members: one.members.slice(1) } : one,
        ),
      },
    ]),
    fc.constantFrom('static' as const, 'dynamic' as const).map((relation) => [{ ...was, relation }]),
  );

const named = (list: readonly Exclusion[], ids: readonly string[]): readonly (Exclusion & { id: string })[] =>
  list.map((one, at) => ({ ...one, id: ids[at]! }));

const pairOfDemands = fc
  .tuple(factsInput, fc.array(exclusion, { minLength: 1, maxLength: 3 }))
  .chain(([facts, before]) =>
    fc.record({
      facts: fc.constant(facts),
      before: fc.constant(named(before, ['c0', 'c1', 'c2'])),
      now: fc.tuple(...before.map(next), fc.array(exclusion, { maxLength: 1 })).map((groups) =>
        groups.flatMap((group, at) =>
          named(
            group,
            group.map(() => `c${at}`),
          ),
        ),
      ),
    }),
  );

const lostKinds: readonly DemandChange['kind'][] = ['removed', 'weakened', 'changed'];
const wonKinds: readonly DemandChange['kind'][] = ['added', 'strengthened', 'changed'];

test('an exclusion counts as weakened iff somebody may do now what it forbade', () => {
  const fired = { lost: 0, kept: 0, won: 0, changed: 0, assigned: 0, dynamic: 0 };
  fc.assert(
    fc.property(pairOfDemands, ({ facts, before, now }) => {
      const { difference } = diffPolicies(
        buildPolicy({ ...facts, constraints: before }),
        buildPolicy({ ...facts, constraints: now }),
      );
      const situations = situationsOf(facts);
      const isMore = (id: string, one: typeof before, other: typeof before): boolean =>
        one
          .filter((constraint) => constraint.id === id)
          .flatMap(partsOf)
          .some((part) => isPermitted(situations, part, other.flatMap(partsOf)));
      const isAssigned = facts.profile?.membership === 'assigned';
      for (const id of new Set([...before, ...now].map((one) => one.id))) {
        const kind = difference.demands.find((change) => change.id === id)?.kind ?? null;
        const isLost = isMore(id, before, now);
        const isWon = isMore(id, now, before);
        // Where membership is assigned, a static exclusion of inherited roles is not seen to bind sessions: never less.
        if (isLost || !isAssigned)
          expect([id, kind !== null && lostKinds.includes(kind)]).toEqual([id, isLost]);
        if (isLost) {
          if (kind === 'weakened' && !isAssigned) expect(isWon).toBe(false);
          if (kind === 'changed' && !isAssigned) expect(isWon).toBe(true);
        } else if (!isAssigned) {
          expect([id, kind !== null && wonKinds.includes(kind)]).toEqual([id, isWon]);
        }
        fired.lost += isLost ? 1 : 0;
        fired.kept += isLost ? 0 : 1;
        fired.won += isWon ? 1 : 0;
        fired.changed += kind === 'changed' ? 1 : 0;
        fired.assigned += isLost && isAssigned ? 1 : 0;
      }
      fired.dynamic += before.some(({ relation }) => relation !== 'static') ? 1 : 0;
    }),
    { numRuns: 380, seed: 5 },
  );
  expect(fired.lost).toBeGreaterThan(200);
  expect(fired.kept).toBeGreaterThan(200);
  expect(fired.won).toBeGreaterThan(150);
  expect(fired.changed).toBeGreaterThan(20);
  expect(fired.assigned).toBeGreaterThan(80);
  expect(fired.dynamic).toBeGreaterThan(100);
});

// --- cardinalities, prerequisites and windows -------------------------------------------------------------------

const window = fc
  .array(
    fc.tuple(fc.nat(8), fc.nat(4)).map(([from, length]) => ({ from, to: from + length })),
    { minLength: 1, maxLength: 3 },
  )
  .map((open) => open);

test('a moment outside is one that all allow and none of the others does', () => {
  const fired = { found: 0, none: 0 };
  fc.assert(
    fc.property(fc.array(window, { maxLength: 2 }), window, (all, open) => {
      const isIn = (intervals: readonly { from: number; to: number }[], at: number) =>
        intervals.some(({ from, to }) => from <= at && at <= to);
      const moments = Array.from({ length: 15 }, (_, at) => at).filter(
        (at) => all.every((intervals) => isIn(intervals, at)) && !isIn(open, at),
      );
      const found = momentOutside(all, open);
      expect(found === null).toBe(moments.length === 0);
      if (found !== null) {
        expect(isIn(open, found)).toBe(false);
        for (const intervals of all) expect(isIn(intervals, found)).toBe(true);
      }
      fired[found === null ? 'none' : 'found'] += 1;
    }),
    { numRuns: 400, seed: 6 },
  );
  expect(fired.found).toBeGreaterThan(100);
  expect(fired.none).toBeGreaterThan(60);
});

/** Of one role, `r0`: how many may have it, what it needs, when it may be active. */
const ofState: fc.Arbitrary<ConstraintInput> = fc.oneof(
  fc.nat(3).map((atMost) => ({ kind: 'cardinality' as const, role: 'r0', atMost })),
  fc
    .subarray(['r1', '책임자', 'r3'], { minLength: 1 })
    .map((needs) => ({ kind: 'prerequisite' as const, role: 'r0', needs })),
  window.map((open) => ({
    kind: 'window' as const,
    role: 'r0',
    open: open.map(({ from, to }) => [from, to] as const),
  })),
);

function violates(
  constraint: ConstraintInput,
  state: { readonly count: number; readonly has: readonly string[]; readonly moment: number },
): boolean {
  switch (constraint.kind) {
    case 'cardinality':
      return state.count > constraint.atMost;
    case 'prerequisite':
      return !constraint.needs.every((role) => state.has.includes(role));
    case 'window':
      return !constraint.open.some(([from, to]) => from <= state.moment && state.moment <= to);
    default:
      throw new Error(constraint.kind);
  }
}

test('cardinalities, prerequisites and windows count as weakened iff a state is possible that they forbade', () => {
  const optional = ['r1', '책임자', 'r3'];
  const states = Array.from({ length: 5 }, (_, count) =>
    Array.from({ length: 8 }, (_bits, bits) =>
      Array.from({ length: 15 }, (_at, moment) => ({
        count,
        has: optional.filter((_role, at) => (bits >> at) & 1),
        moment,
      })),
    ),
  ).flat(2);
  const fired = { lost: 0, kept: 0 };
  fc.assert(
    fc.property(
      fc.array(ofState, { minLength: 1, maxLength: 3 }),
      fc.array(fc.oneof(fc.nat(2), ofState), { maxLength: 3 }),
      (before, later) => {
        const now = later.flatMap((one) =>
          typeof one === 'number' ? (one < before.length ? [before[one]!] : []) : [one],
        );
        const input: PolicyInput = { users: ['ann'], roles: roleNames };
        const { demands } = diffPolicies(
          buildPolicy({ ...input, constraints: before }),
          buildPolicy({ ...input, constraints: now.map((one, at) => ({ ...one, id: `d${at}` })) }),
        ).difference;
        for (const [at, constraint] of before.entries()) {
          // What follows from another kind of constraint is not seen, and counts as lost.
          const alike = now.filter(({ kind }) => kind === constraint.kind);
          const isLost = states.some(
            (state) => violates(constraint, state) && !alike.some((other) => violates(other, state)),
          );
          expect(demands.some(({ id, kind }) => id === `c${at + 1}` && kind === 'removed')).toBe(isLost);
          fired[isLost ? 'lost' : 'kept'] += 1;
        }
      },
    ),
    { numRuns: 300, seed: 7 },
  );
  expect(fired.lost).toBeGreaterThan(150);
  expect(fired.kept).toBeGreaterThan(100);
});
