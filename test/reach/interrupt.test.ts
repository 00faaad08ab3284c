/** An interrupt is heard also while a single hard question is being answered, and its answer is then not known. */

import { expect, test } from 'vitest';
import { proveSystem } from '../../src/reach/pdr/prove.ts';
import type { Move, System } from '../../src/reach/system.ts';

/** A move that asks for more pigeons than there are holes, each pigeon alone in one. */
function pigeons(holes: number): System {
  const count = holes + 1;
  const sits = (pigeon: number, hole: number): number => pigeon * holes + hole;
  const goal = count * holes;
  const none = new Int32Array(0);
  const full: Move = {
    needs: Array.from({ length: count }, (_, pigeon) =>
      Int32Array.from({ length: holes }, (_one, hole) => sits(pigeon, hole)),
    ),
    bars: none,
    avoids: Array.from({ length: holes }, (_, hole) => ({
      members: Array.from({ length: count }, (_one, pigeon) => Int32Array.of(sits(pigeon, hole))),
      atLeast: 2,
    })),
    adds: Int32Array.of(goal),
    removes: none,
  };
  const moves = Array.from(
    { length: goal },
    (_, variable): Move => ({
      needs: [],
      bars: Int32Array.of(variable),
      avoids: [],
      adds: Int32Array.of(variable),
      removes: none,
    }),
  );
  return {
    variables: goal + 1,
    starts: [none],
    moves: [full, ...moves],
    bad: [{ members: [Int32Array.of(goal)], atLeast: 1 }],
  };
}

test('a question that takes very long is broken off', () => {
  let asked = 0;
  const found = proveSystem(pigeons(11), {
    interrupted: () => {
      asked += 1;
      return asked > 20;
    },
  });
  expect(found.kind).toBe('unknown');
  expect(asked).toBeLessThan(30);
});

test('a small one is decided', () => {
  expect(proveSystem(pigeons(4), { interrupted: () => false }).kind).toBe('unreachable');
});
