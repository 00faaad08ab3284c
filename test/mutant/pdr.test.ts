/** Trying everything catches every mistake that is planted in proofs by frames. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { System } from '../../src/reach/system.ts';
import { explored, randomSystem } from '../reach/systems.ts';
import { mistakes } from './pdr.ts';
import { openPlanter, type Planter } from './plant.ts';

type Difference = (system: System, truth: ReturnType<typeof explored>) => string | null;

const systems = Array.from({ length: 1200 }, (_, seed) => randomSystem(seed + 1)).map((system) => ({
  system,
  truth: explored(system),
}));

let planter: Planter<Difference>;
beforeAll(async () => {
  planter = await openPlanter<Difference>('mutant/pdr-comparison.ts');
});

test('nothing is caught where nothing is planted', async () => {
  const difference = await planter.comparisonWith(null);
  expect(new Set(systems.map(({ system, truth }) => difference(system, truth)))).toEqual(new Set([null]));
});

describe('planted mistakes', () => {
  test.each(mistakes)('$file: $from', async (mistake) => {
    const difference = await planter.comparisonWith(mistake);
    const isCaught = ({ system, truth }: (typeof systems)[number]): boolean => {
      try {
        return difference(system, truth) !== null;
      } catch {
        return true;
      }
    };
    expect(systems.some(isCaught)).toBe(true);
  });
});
