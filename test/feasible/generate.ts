import fc from 'fast-check';
import type { SmallInstance } from './brute.ts';

export const allPairs = (sessions: number) =>
  Array.from({ length: sessions }, (_, left) =>
    Array.from({ length: sessions - left - 1 }, (_, gap) => ({ left, right: left + gap + 1 })),
  ).flat();

/** Instances near the threshold: few users, short lists, many exclusions. */
export const smallInstance: fc.Arbitrary<SmallInstance> = fc
  .record({
    sessions: fc.integer({ min: 1, max: 7 }),
    users: fc.integer({ min: 1, max: 5 }),
    density: fc.integer({ min: 20, max: 90 }),
    listDensity: fc.integer({ min: 30, max: 85 }),
  })
  .chain(({ sessions, users, density, listDensity }) => {
    const dice = fc.integer({ min: 0, max: 99 });
    return fc.record({
      users: fc.constant(users),
      candidates: fc
        .array(fc.array(dice, { minLength: users, maxLength: users }), {
          minLength: sessions,
          maxLength: sessions,
        })
        .map((rows) =>
          rows.map((row) => row.flatMap((rolled, user) => (rolled < listDensity ? [user] : []))),
        ),
      exclusions: fc
        .array(dice, {
          minLength: (sessions * (sessions - 1)) / 2,
          maxLength: (sessions * (sessions - 1)) / 2,
        })
        .map((rolls) => allPairs(sessions).filter((_, at) => rolls[at]! < density)),
    });
  });
