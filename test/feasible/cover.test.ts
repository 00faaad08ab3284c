import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smallestCover } from '../../src/feasible/cover.ts';
import { plans } from './brute.ts';
import { allPairs } from './generate.ts';

interface Application {
  readonly atoms: readonly (readonly number[])[];
  readonly exclusions: readonly { readonly left: number; readonly right: number }[];
}

const application: fc.Arbitrary<Application> = fc
  .record({
    sessions: fc.integer({ min: 2, max: 6 }),
    permissions: fc.integer({ min: 2, max: 5 }),
    density: fc.integer({ min: 30, max: 100 }),
  })
  .chain(({ sessions, permissions, density }) =>
    fc.record({
      atoms: fc.array(
        fc.subarray(
          Array.from({ length: permissions }, (_, atom) => atom),
          { maxLength: 2 },
        ),
        {
          minLength: sessions,
          maxLength: sessions,
        },
      ),
      exclusions: fc
        .array(fc.integer({ min: 0, max: 99 }), {
          minLength: (sessions * (sessions - 1)) / 2,
          maxLength: (sessions * (sessions - 1)) / 2,
        })
        .map((rolls) => allPairs(sessions).filter((_, at) => rolls[at]! < density)),
    }),
  );

/** All independent sets of sessions that cover everything, smallest first. */
function covers({ atoms, exclusions }: Application): readonly (readonly number[])[] {
  const all = new Set(atoms.flat());
  const found: number[][] = [];
  for (let mask = 0; mask < 1 << atoms.length; mask += 1) {
    const sessions = atoms.map((_, session) => session).filter((session) => (mask >> session) & 1);
    if (exclusions.some(({ left, right }) => sessions.includes(left) && sessions.includes(right))) continue;
    if (new Set(sessions.flatMap((session) => atoms[session]!)).size === all.size) found.push(sessions);
  }
  return found.sort((a, b) => a.length - b.length);
}

describe('smallestCover', () => {
  test('agrees with the enumeration of all sets, and is smallest', () => {
    const count = { cover: 0, none: 0 };
    fc.assert(
      fc.property(application, (one) => {
        const [smallest] = covers(one);
        const found = smallestCover(one.atoms, one.exclusions);
        expect(found.kind).toBe(smallest === undefined ? 'none' : 'cover');
        if (found.kind === 'unknown') return;
        count[found.kind] += 1;
        if (found.kind === 'none') return;
        expect(found.sessions.length).toBe(smallest!.length);
        expect(covers(one)).toContainEqual([...found.sessions]);
      }),
      { seed: 35, numRuns: 5000 },
    );
    expect(count.cover).toBeGreaterThan(1000);
    expect(count.none).toBeGreaterThan(1000);
  });

  test('does not depend on how permissions are numbered', () => {
    fc.assert(
      fc.property(application, (one) => {
        const renumbered = one.atoms.map((own) => [...own].map((atom) => 99 - atom).reverse());
        expect(smallestCover(renumbered, one.exclusions)).toEqual(smallestCover(one.atoms, one.exclusions));
      }),
      { seed: 36, numRuns: 500 },
    );
  });

  test('L14c: no cover iff nobody covers the application in any plan that respects the exclusions', () => {
    const count = { cover: 0, none: 0 };
    fc.assert(
      fc.property(
        application.filter(({ atoms }) => atoms.length <= 4 && atoms.flat().length > 0),
        (one) => {
          const all = new Set(one.atoms.flat());
          const users = one.atoms.map((_, user) => user);
          // With free candidates as many users as sessions are enough for every plan.
          const free = {
            users: users.length,
            candidates: one.atoms.map(() => users),
            exclusions: one.exclusions,
          };
          const coveringPlan = [...plans(free)].some((plan) =>
            users.some(
              (user) =>
                new Set(one.atoms.filter((_, session) => plan[session] === user).flat()).size === all.size,
            ),
          );
          const found = smallestCover(one.atoms, one.exclusions);
          if (found.kind === 'unknown') throw new Error('undecided');
          count[found.kind] += 1;
          expect(found.kind).toBe(coveringPlan ? 'cover' : 'none');
        },
      ),
      { seed: 14, numRuns: 1500 },
    );
    expect(count.cover).toBeGreaterThan(300);
    expect(count.none).toBeGreaterThan(300);
  });

  test('gives up at the limit', () => {
    const pairs = allPairs(30).filter(({ left, right }) => (left * 7 + right * 3) % 5 < 3);
    const atoms = Array.from({ length: 30 }, (_, session) => [session % 11, (session * 5 + 3) % 11]);
    expect(smallestCover(atoms, pairs, { steps: 1 }).kind).toBe('unknown');
  });
});
