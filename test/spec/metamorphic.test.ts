/** Laws of the language (FORMAL.md G.4 L29, L31, L32): what a state is called and how it is written changes no verdict. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claims, schemas } from '../../spec/catalogue.ts';
import { holds } from '../../src/interpret/evaluate.ts';
import type { State } from '../../src/logic/state.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { stateFrom } from './state.ts';

const roles = ['r0', 'r1', 'r2', 'r3'];
const lowered = claims.map((claim) => lowerClaim(claim, defaultProfile));
const verdicts = (state: State): readonly boolean[] => lowered.map(({ formula }) => holds(formula, state));

const pairs = (left: readonly string[], right: readonly string[], most: number) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...left), fc.constantFrom(...right)), {
    maxLength: most,
    selector: (pair) => pair.join(),
  });

const state = fc
  .record({
    UA: pairs(['u', 'v'], roles, 4),
    links: fc.subarray([0, 1, 2, 3, 4, 5]),
    PA: pairs(roles, ['o:a', 'o:b'], 4),
    mutexS: fc.subarray([
      ['r0', 'r1'],
      ['r2', 'r3'],
    ]),
    ar: pairs(['s', 't'], roles, 3),
    tmpl: pairs(['S1', 'S2'], roles, 3),
    plan: fc.tuple(fc.constantFrom('u', 'v'), fc.constantFrom('u', 'v')),
  })
  .map(({ links, plan, mutexS, ...made }) =>
    stateFrom({
      ...made,
      mutexS,
      mutexD: mutexS,
      mutexPS: [['o:a', 'o:b']],
      mutexPD: [['o:a', 'o:b']],
      RH: [
        ['r0', 'r1'],
        ['r1', 'r2'],
        ['r0', 'r2'],
        ['r2', 'r3'],
        ['r1', 'r3'],
        ['r0', 'r3'],
      ].filter((_link, index) => links.includes(index)),
      su: [
        ['s', 'u'],
        ['t', 'v'],
      ],
      mutex: [['S1', 'S2']],
      plan: plan.map((user, index) => [`S${index + 1}`, user]),
    }),
  );

/** The verdicts are the same, and many claims hold in some of these states and fail in others. */
function sameVerdicts(
  change: (state: State, choice: number) => State,
  isChange: (before: State, after: State) => boolean,
) {
  const seen = lowered.map(() => new Set<boolean>());
  let changed = 0;
  fc.assert(
    fc.property(state, fc.nat(), (before, choice) => {
      const after = change(before, choice);
      if (isChange(before, after)) changed += 1;
      const expected = verdicts(before);
      expect(verdicts(after)).toEqual(expected);
      for (const [index, verdict] of expected.entries()) seen[index]!.add(verdict);
    }),
    { seed: 20260727, numRuns: 150 },
  );
  expect(changed).toBeGreaterThan(15);
  expect(seen.filter(({ size }) => size === 2).length).toBeGreaterThan(10);
}

test('L29: which elements a state has is all the same', () => {
  const columns = new Map(
    schemas.flatMap(({ components }) => components.map(({ name, sorts }) => [name, sorts] as const)),
  );
  sameVerdicts(
    (before, by) => ({
      ...before,
      relations: Object.fromEntries(
        Object.entries(before.relations).map(([name, tuples]) => [
          name,
          tuples.map((tuple) =>
            tuple.map((element, column) => {
              const sort = columns.get(name)?.[column] ?? 'NUMBER';
              const { length } = before.sorts[sort]!;
              return sort === 'NUMBER' ? element : (element + by) % length;
            }),
          ),
        ]),
      ),
    }),
    (before, after) => String(before.relations.UA) !== String(after.relations.UA),
  );
});

const closed = (pairs: readonly (readonly number[])[]): readonly (readonly number[])[] => {
  const more = pairs.flatMap(([a, b]) => pairs.flatMap(([c, d]) => (b === c ? [[a!, d!]] : [])));
  const all = [...new Map([...pairs, ...more].map((pair) => [pair.join(), pair])).values()];
  return all.length === pairs.length ? pairs : closed(all);
};

/** Without the links that follow from others; the states are acyclic. */
const reduced = (pairs: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  pairs.filter((pair) => {
    const others = pairs.filter((other) => other !== pair);
    return !closed(others).some((other) => other.join() === pair.join());
  });

test('L31: a hierarchy, its transitive closure and its reduction', () => {
  for (const change of [closed, reduced]) {
    sameVerdicts(
      ({ sorts, relations }) => ({ sorts, relations: { ...relations, RH: change(relations.RH!) } }),
      (before, after) => before.relations.RH!.length !== after.relations.RH!.length,
    );
  }
});

test('L32: order and repetition of what is declared', () => {
  sameVerdicts(
    ({ sorts, relations }) => ({
      sorts,
      relations: Object.fromEntries(
        Object.entries(relations).map(([name, tuples]) => [name, [...tuples, ...tuples].reverse()]),
      ),
    }),
    (before, after) => String(before.relations.UA) !== String(after.relations.UA),
  );
});
