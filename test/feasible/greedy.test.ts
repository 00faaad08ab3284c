import { describe, expect, test } from 'vitest';
import { type GreedyReading, greedy } from '../../src/feasible/greedy.ts';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { violationOf } from '../../src/workflow/check-plan.ts';
import { type Constraint, type Instance, instanceOf } from '../../src/workflow/instance.ts';
import { isFeasible, kinds, randomInstance, randomOf } from '../workflow/random.ts';

const [a, b, c] = [0, 1, 2];
const separation = (left: number, right: number): Constraint => ({ kind: 'separation', left, right });

function outcome(instance: Instance, reading: GreedyReading): 'plan' | 'wrong' | 'failed' {
  const answer = greedy(instance, reading);
  if (answer.kind === 'not-applicable') throw new Error('separations only');
  if (answer.kind === 'failed') return 'failed';
  expect(answer.broken === undefined).toBe(violationOf(instance, answer.plan) === undefined);
  return answer.broken === undefined ? 'plan' : 'wrong';
}

/** Candidates as bits, so that whether there is a plan is quickly told. */
interface Small {
  readonly users: number;
  readonly lists: readonly number[];
  readonly pairs: readonly (readonly [number, number])[];
}

const instanceFrom = ({ users, lists, pairs }: Small) =>
  instanceOf(
    users,
    lists.map((bits) => [0, 1, 2].filter((user) => ((bits >> user) & 1) === 1)),
    pairs.map(([left, right]) => separation(left, right)),
  );

function hasPlan({ users, lists, pairs }: Small, plan: number[] = []): boolean {
  const step = plan.length;
  if (step === lists.length) return true;
  for (let user = 0; user < users; user += 1) {
    if (((lists[step]! >> user) & 1) === 0) continue;
    if (pairs.some(([left, right]) => right === step && plan[left] === user)) continue;
    plan.push(user);
    const isFound = hasPlan({ users, lists, pairs }, plan);
    plan.pop();
    if (isFound) return true;
  }
  return false;
}

/** Every instance of that size, each candidate set not empty; smallest first by exclusions, then by length of lists. */
function* every(steps: number, users: number): Generator<Small> {
  const all: [number, number][] = [];
  for (let left = 0; left < steps; left += 1) {
    for (let right = left + 1; right < steps; right += 1) all.push([left, right]);
  }
  const sets = (1 << users) - 1;
  for (let graph = 0; graph < 1 << all.length; graph += 1) {
    const pairs = all.filter((_, at) => ((graph >> at) & 1) === 1);
    for (let code = 0; code < sets ** steps; code += 1) {
      yield {
        users,
        pairs,
        lists: Array.from({ length: steps }, (_, at) => 1 + (Math.floor(code / sets ** at) % sets)),
      };
    }
  }
}

const measure = ({ users, lists, pairs }: Small) => [
  lists.length,
  pairs.length,
  users,
  lists.reduce((total, bits) => total + [0, 1, 2].filter((user) => ((bits >> user) & 1) === 1).length, 0),
];

const isSmaller = (left: readonly number[], right: readonly number[]) => {
  const at = left.findIndex((value, index) => value !== right[index]);
  return at >= 0 && left[at]! < right[at]!;
};

const upTo = (steps: number) =>
  Array.from({ length: steps }, (_, at) => at + 1).flatMap((k) => [1, 2, 3].map((n) => [k, n] as const));

/** How many instances of at most 3 steps and 3 users are smaller than `given`, and which of them fail. */
function smaller(given: Small, fails: (small: Small) => boolean) {
  let looked = 0;
  const failing: Small[] = [];
  for (const [k, n] of upTo(3)) {
    for (const small of every(k, n)) {
      if (!isSmaller(measure(small), measure(given))) continue;
      looked += 1;
      if (fails(small)) failing.push(small);
    }
  }
  return { looked, failing };
}

const permutations = (count: number): number[][] =>
  count === 0
    ? [[]]
    : permutations(count - 1).flatMap((rest) =>
        Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
      );

/** The same instance with its steps in another order, its users in another. */
function renamed({ users, lists, pairs }: Small, steps: readonly number[], people: readonly number[]): Small {
  const moved: number[] = [];
  for (const [step, bits] of lists.entries()) {
    moved[steps[step]!] = people.reduce((set, to, from) => set | (((bits >> from) & 1) << to), 0);
  }
  return {
    users,
    lists: moved,
    pairs: pairs.map(([left, right]): [number, number] => {
      const [from, to] = [steps[left]!, steps[right]!];
      return from < to ? [from, to] : [to, from];
    }),
  };
}

const failsOnAPlan = (small: Small, reading: GreedyReading) =>
  outcome(instanceFrom(small), reading) === 'failed' && hasPlan(small);

describe('the counterexamples of the formal text, and that they are the smallest', () => {
  test('G0 fails on two steps, one with a and one with a or b', () => {
    const given: Small = { users: 2, lists: [0b01, 0b11], pairs: [[0, 1]] };
    expect(failsOnAPlan(given, 'G0')).toBe(true);
    const { looked, failing } = smaller(given, (small) => failsOnAPlan(small, 'G0'));
    expect(looked).toBeGreaterThan(15);
    expect(failing).toEqual([]);
    expect(greedy(instanceFrom(given), 'G0')).toEqual({
      kind: 'failed',
      step: 0,
      trace: [
        { kind: 'passed', step: 0, partner: 1, inside: 0 },
        { kind: 'passed', step: 1, partner: 0, inside: 0 },
        { kind: 'nobody left', step: 0, degree: 1, barred: [] },
      ],
    });
  });

  test('G0 fails where two clerks share two exclusive steps', () => {
    expect(failsOnAPlan({ users: 2, lists: [0b11, 0b11], pairs: [[0, 1]] }, 'G0')).toBe(true);
  });

  test('G1 fails in some order on a or b, and a', () => {
    const given: Small = { users: 2, lists: [0b11, 0b01], pairs: [[0, 1]] };
    expect(failsOnAPlan(given, 'G1')).toBe(true);
    const inSomeOrder = (small: Small) =>
      permutations(small.lists.length).some((steps) =>
        permutations(small.users).some((people) => failsOnAPlan(renamed(small, steps, people), 'G1')),
      );
    const { looked, failing } = smaller(given, inSomeOrder);
    expect(looked).toBeGreaterThan(15);
    expect(failing).toEqual([]);
  });

  test('G1 fails whatever the order of the steps on a hub that may do both leaves’ only user', () => {
    const given: Small = {
      users: 2,
      lists: [0b11, 0b01, 0b01],
      pairs: [
        [0, 1],
        [0, 2],
      ],
    };
    const inEveryOrder = (small: Small) =>
      permutations(small.lists.length).every((steps) =>
        permutations(small.users).some((people) => failsOnAPlan(renamed(small, steps, people), 'G1')),
      );
    expect(inEveryOrder(given)).toBe(true);
    const { looked, failing } = smaller(given, inEveryOrder);
    expect(looked).toBeGreaterThan(500);
    expect(failing).toEqual([]);
    expect(greedy(instanceFrom(given), 'G1')).toEqual({
      kind: 'failed',
      step: 1,
      trace: [
        { kind: 'taken', step: 0, degree: 2, user: a, barred: [] },
        { kind: 'nobody left', step: 1, degree: 1, barred: [a] },
      ],
    });
    expect(outcome(instanceFrom(given), 'G2')).toBe('plan');
  });

  test('G2 fails on a hub with a or b, leaves a and b or c', () => {
    const given: Small = {
      users: 3,
      lists: [0b011, 0b001, 0b110],
      pairs: [
        [0, 1],
        [0, 2],
      ],
    };
    expect(failsOnAPlan(given, 'G2')).toBe(true);
  });

  // The table of D.8 has only the one above; by the definition there this is smaller.
  test('G2 fails on a hub and a leaf with a or b, and a leaf with a', () => {
    const given: Small = {
      users: 2,
      lists: [0b11, 0b01, 0b11],
      pairs: [
        [0, 1],
        [0, 2],
      ],
    };
    expect(failsOnAPlan(given, 'G2')).toBe(true);
    const { looked, failing } = smaller(given, (small) => failsOnAPlan(small, 'G2'));
    expect(looked).toBeGreaterThan(500);
    expect(failing).toEqual([]);
  });

  test('G0 gives a plan that is wrong', () => {
    const given = instanceOf(2, [[a], [a], [b]], [separation(0, 1), separation(0, 2), separation(1, 2)]);
    expect(isFeasible(given)).toBe(false);
    expect(greedy(given, 'G0')).toEqual({
      kind: 'assigned',
      plan: Int32Array.of(a, a, b),
      broken: separation(0, 1),
      trace: [
        { kind: 'passed', step: 0, partner: 1, inside: 0 },
        { kind: 'paired', step: 0, user: a, partner: 2, partnerUser: b },
        { kind: 'passed', step: 1, partner: 0, inside: 1 },
        { kind: 'paired', step: 1, user: a, partner: 2 },
      ],
    });
  });
});

test('every instance of at most 4 steps and 3 users (L26, L27)', () => {
  let instances = 0;
  let ample = 0;
  const tally = { G0: { ...none }, G1: { ...none }, G2: { ...none } };
  for (const [k, n] of upTo(4)) {
    for (const small of every(k, n)) {
      instances += 1;
      const instance = instanceFrom(small);
      const isPossible = hasPlan(small);
      for (const reading of ['G0', 'G1', 'G2'] as const) {
        const answer = greedy(instance, reading);
        if (answer.kind === 'not-applicable') throw new Error('separations only');
        if (answer.kind === 'failed') tally[reading].incomplete += isPossible ? 1 : 0;
        else if (answer.broken !== undefined) {
          tally[reading].wrong += 1;
          tally[reading].unsound += isPossible ? 0 : 1;
        } else tally[reading].right += 1;
      }
      if (!isAmple(small)) continue;
      ample += 1;
      expect(greedy(instance, 'G1').kind).toBe('assigned');
      expect(greedy(instance, 'G2').kind).toBe('assigned');
    }
  }
  expect(instances).toBe(162_009);
  expect(ample).toBeGreaterThan(10_000);
  expect(tally).toMatchInlineSnapshot(`
    {
      "G0": {
        "incomplete": 95291,
        "right": 18471,
        "unsound": 4341,
        "wrong": 10821,
      },
      "G1": {
        "incomplete": 26430,
        "right": 93812,
        "unsound": 0,
        "wrong": 0,
      },
      "G2": {
        "incomplete": 12133,
        "right": 108109,
        "unsound": 0,
        "wrong": 0,
      },
    }
  `);
});

const none = { right: 0, wrong: 0, unsound: 0, incomplete: 0 };

/** Every step has more candidates than exclusive steps before it in the order. */
function isAmple({ lists, pairs }: Small): boolean {
  const degree = lists.map((_, step) => pairs.filter((pair) => pair.includes(step)).length);
  const isBefore = (one: number, other: number) =>
    degree[one]! > degree[other]! || (degree[one] === degree[other] && one < other);
  return lists.every((bits, step) => {
    const earlier = pairs.filter(
      ([left, right]) => (left === step && isBefore(right, step)) || (right === step && isBefore(left, step)),
    );
    return [0, 1, 2].filter((user) => ((bits >> user) & 1) === 1).length > earlier.length;
  });
}

test('larger instances: what G1 and G2 assign is right, and both are incomplete', () => {
  const incomplete = { G1: 0, G2: 0 };
  let assigned = 0;
  for (let seed = 1; seed <= 1500; seed += 1) {
    const random = randomOf(seed);
    const steps = 4 + random(9);
    const instance = randomInstance(random, {
      steps,
      users: 2 + random(6),
      density: 20 + random(60),
      kinds: Array.from({ length: 2 + random(2 * steps) }, () => 'separation' as const),
    });
    for (const reading of ['G1', 'G2'] as const) {
      const answer = greedy(instance, reading);
      if (answer.kind === 'assigned') {
        assigned += 1;
        expect(violationOf(instance, answer.plan)).toBeUndefined();
      } else if (solve(instance).kind === 'feasible') incomplete[reading] += 1;
    }
  }
  expect(assigned).toBeGreaterThan(500);
  expect(incomplete.G1).toBeGreaterThan(100);
  expect(incomplete.G2).toBeGreaterThan(30);
  expect(incomplete.G2).toBeLessThan(incomplete.G1);
});

test('other constraints are not for this algorithm', () => {
  let refused = 0;
  for (const kind of kinds) {
    const instance = randomInstance(randomOf(7), { steps: 2, users: 3, density: 100, kinds: [kind] });
    const [constraint] = instance.constraints;
    for (const reading of ['G0', 'G1', 'G2'] as const) {
      const answer = greedy(instance, reading);
      if (kind === 'separation') expect(answer.kind).not.toBe('not-applicable');
      else {
        refused += 1;
        expect(answer).toEqual({ kind: 'not-applicable', constraint });
      }
    }
  }
  expect(refused).toBe(30);
});

describe('edges', () => {
  test('a step that is exclusive with itself, and one without candidates', () => {
    const itself = instanceOf(2, [[a, b]], [separation(0, 0)]);
    const nobody = instanceOf(2, [[]], []);
    for (const reading of ['G0', 'G1', 'G2'] as const) {
      expect(outcome(itself, reading)).toBe('failed');
      expect(outcome(nobody, reading)).toBe('failed');
    }
  });

  test('a pair said twice counts once', () => {
    const once = instanceOf(3, [[a, b], [a], [c]], [separation(0, 1), separation(1, 2)]);
    const twice = { ...once, constraints: [...once.constraints, separation(1, 0), separation(0, 1)] };
    for (const reading of ['G0', 'G1', 'G2'] as const)
      expect(greedy(twice, reading)).toEqual(greedy(once, reading));
  });

  test('no steps', () => {
    expect(greedy(instanceOf(0, [], []), 'G1')).toEqual({
      kind: 'assigned',
      plan: new Int32Array(),
      trace: [],
    });
  });
});
