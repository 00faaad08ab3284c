import { describe, expect, test } from 'vitest';
import { restrict } from '../../src/feasible/restrict.ts';
import { violationOf } from '../../src/workflow/check-plan.ts';
import { type Constraint, instanceOf } from '../../src/workflow/instance.ts';
import { kinds, randomInstance, randomOf } from '../workflow/random.ts';
import { plansByTrying } from './trying.ts';

const one = (constraint: Constraint, steps: readonly number[]) => {
  const whole = instanceOf(
    3,
    Array.from({ length: 4 }, () => [0, 1, 2]),
    [constraint],
  );
  return restrict(whole, steps, [0]).instance.constraints;
};

describe('restrict', () => {
  test('a constraint about a step that is gone says nothing', () => {
    expect(one({ kind: 'separation', left: 0, right: 3 }, [1, 3])).toEqual([]);
    expect(one({ kind: 'forced', step: 2, user: 0 }, [0, 1])).toEqual([]);
    const dependent = { kind: 'dependent', left: 1, right: 2, leftUsers: [0], rightUsers: [1] } as const;
    expect(one(dependent, [0, 1])).toEqual([]);
    expect(one(dependent, [1, 2])).toEqual([{ ...dependent, left: 0, right: 1 }]);
  });

  test('upper bounds stay for the steps that stay, lower bounds only with all of their steps', () => {
    expect(one({ kind: 'at-most', bound: 1, steps: [0, 2, 3] }, [2, 3])).toEqual([
      { kind: 'at-most', bound: 1, steps: [0, 1] },
    ]);
    expect(one({ kind: 'team', steps: [0, 3], teams: [[1]] }, [3])).toEqual([
      { kind: 'team', steps: [0], teams: [[1]] },
    ]);
    expect(one({ kind: 'at-least', bound: 2, steps: [0, 2, 3] }, [2, 3])).toEqual([]);
    expect(one({ kind: 'group-unless', bound: 2, steps: [0, 2], group: [1] }, [2, 3])).toEqual([]);
    expect(one({ kind: 'at-least', bound: 2, steps: [2, 3] }, [2, 3])).toEqual([
      { kind: 'at-least', bound: 2, steps: [0, 1] },
    ]);
  });

  test('cut to the steps that stay, every plan of the whole is a plan of the part', () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 600; seed += 1) {
      const random = randomOf(seed);
      const whole = randomInstance(random, {
        steps: 2 + random(4),
        users: 1 + random(4),
        density: 50 + random(50),
        kinds: Array.from({ length: random(5) }, () => kinds[random(kinds.length)]!),
      });
      const some = (count: number) =>
        Array.from({ length: count }, (_, at) => at).filter(() => random(3) > 0);
      const part = restrict(whole, some(whole.steps), some(whole.constraints.length));
      for (const plan of plansByTrying(whole).slice(0, 20)) {
        const cut = part.steps.map((step) => plan[step]!);
        expect(violationOf(part.instance, cut), `seed ${seed}`).toBeUndefined();
        for (const { kind } of part.instance.constraints) seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }
    }
    for (const kind of kinds) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(20);
  });
});
