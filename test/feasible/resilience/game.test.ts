import { describe, expect, test } from 'vitest';
import { classesOf } from '../../../src/feasible/classes.ts';
import {
  type Absences,
  type GameResilience,
  gameResilience,
  type Strategy,
} from '../../../src/feasible/resilience/game.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { type Constraint, type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { isFeasible, type Random, randomInstance, randomOf } from '../../workflow/random.ts';
import { generousInstance, sizeOf, smallestFatal } from './brute.ts';

type Order = readonly (readonly [number, number])[];

const may = (instance: Instance, step: number, user: number) =>
  ((instance.authorised[step]![0]! >>> user) & 1) === 1;

const ready = (plan: readonly number[], order: Order) =>
  [...plan.keys()].filter(
    (step) => plan[step]! < 0 && order.every(([first, second]) => second !== step || plan[first]! >= 0),
  );

/** The game by its definition: every absence, every move, no constraint looked at before the end. */
function isWon(instance: Instance, order: Order, t: number, absences: Absences): boolean {
  const known = new Map<string, boolean>();
  const every = Array.from({ length: 1 << instance.users }, (_, set) => set);
  const wins = (plan: readonly number[], gone: number): boolean => {
    if (plan.every((user) => user >= 0)) return violationOf(instance, plan) === undefined;
    const key = `${plan} ${gone}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const won = every
      .filter((set) =>
        absences === 'dynamic' ? sizeOf(set) <= t : (set & gone) === gone && sizeOf(set) <= t,
      )
      .every((absent) =>
        ready(plan, order).some((step) =>
          Array.from({ length: instance.users }, (_, user) => user).some(
            (user) =>
              ((absent >> user) & 1) === 0 &&
              may(instance, step, user) &&
              wins(plan.with(step, user), absences === 'dynamic' ? 0 : absent),
          ),
        ),
      );
    known.set(key, won);
    return won;
  };
  return wins(
    Array.from({ length: instance.steps }, () => -1),
    0,
  );
}

/** Whether the adversary wins by the strategy told, which must go down to the end. */
function isWinning(
  instance: Instance,
  order: Order,
  t: number,
  absences: Absences,
  whole: Strategy,
): boolean {
  const plans: number[][] = [];
  const fill = (plan: number[]) => {
    if (plan.length === instance.steps) {
      if (violationOf(instance, plan) === undefined) plans.push(plan);
      return;
    }
    for (let user = 0; user < instance.users; user += 1) {
      if (may(instance, plan.length, user)) fill([...plan, user]);
    }
  };
  fill([]);
  const classes = classesOf(instance).of;
  const wins = (plan: readonly number[], gone: ReadonlySet<number>, strategy: Strategy): boolean => {
    const left = plans.filter((full) => plan.every((user, step) => user < 0 || user === full[step]));
    if (strategy.kind === 'cut') return false;
    const sent =
      strategy.kind === 'wear out'
        ? strategy.steps.map((step) => plan[step]!).filter((user) => user >= 0)
        : strategy.absent;
    const absent = new Set([...gone, ...sent]);
    if (absent.size > t) return false;
    switch (strategy.kind) {
      case 'fatal':
        return left.every((full) => full.some((user) => absent.has(user)));
      case 'starve':
        return plan[strategy.step]! < 0 && left.every((full) => absent.has(full[strategy.step]!));
      case 'wear out':
        return ready(plan, order).every((step) =>
          [...new Set(left.map((full) => full[step]!))]
            .filter((user) => !absent.has(user))
            .every((user) =>
              wins(plan.with(step, user), absences === 'dynamic' ? new Set() : absent, strategy),
            ),
        );
      case 'round':
        return ready(plan, order).every((step) =>
          Array.from({ length: instance.users }, (_, user) => user).every((user) => {
            if (absent.has(user) || !left.some((full) => full[step] === user)) return true;
            const reply = strategy.answers.find(
              (answer) =>
                answer.step === step &&
                (answer.user === user ||
                  (classes[answer.user] === classes[user] &&
                    !plan.includes(answer.user) &&
                    !plan.includes(user))),
            );
            if (reply === undefined) return false;
            const next = absences === 'dynamic' ? new Set<number>() : absent;
            return wins(plan.with(step, reply.user), next, reply.next);
          }),
        );
      default:
        return strategy satisfies never;
    }
  };
  return wins(
    Array.from({ length: instance.steps }, () => -1),
    new Set(),
    whole,
  );
}

function randomOrder(random: Random, steps: number): Order {
  const pairs: [number, number][] = [];
  for (let second = 1; second < steps; second += 1) {
    for (let first = 0; first < second; first += 1) if (random(3) === 0) pairs.push([first, second]);
  }
  return pairs;
}

const whole = { depth: 20 };

describe('the games agree with their definition', () => {
  test('instances of every kind', () => {
    const found = {
      cases: 0,
      dynamic: 0,
      decremental: 0,
      static: 0,
      'dynamic only lost': 0,
      'decremental lost': 0,
    };
    const told = { fatal: 0, starve: 0, 'wear out': 0, round: 0, cut: 0 };
    const tell = (strategy: Strategy): void => {
      told[strategy.kind] += 1;
      if (strategy.kind === 'round') for (const { next } of strategy.answers) tell(next);
    };
    for (let seed = 1; seed <= 600; seed += 1) {
      const random = randomOf(seed);
      const steps = 2 + random(3);
      const instance = isEven(seed)
        ? generousInstance(random, steps, 2 + random(3))
        : randomInstance(random, {
            steps,
            users: 3 + random(2),
            density: 80,
            kinds: Array.from(
              { length: 2 + random(2) },
              () => (['separation', 'dependent', 'at-most'] as const)[random(3)]!,
            ),
          });
      const order = randomOrder(random, steps);
      const fatal = smallestFatal(instance).size;
      const won = { dynamic: [true, true, true], decremental: [true, true, true] };
      for (let t = 0; t <= 2; t += 1) {
        const label = `seed ${seed} t ${t}`;
        for (const absences of ['decremental', 'dynamic'] as const) {
          const answer = gameResilience(instance, order, t, absences, whole);
          won[absences][t] = isWon(instance, order, t, absences);
          expect(answer.kind, `${label} ${absences}`).toBe(won[absences][t] ? 'resilient' : 'not resilient');
          if (answer.kind !== 'not resilient') continue;
          tell(answer.strategy);
          expect(isWinning(instance, order, t, absences, answer.strategy), `${label} ${absences}`).toBe(true);
        }
        // L37
        const isStatic = t < fatal;
        if (t === 0) {
          expect(won.dynamic[0]).toBe(isStatic);
          expect(won.decremental[0]).toBe(isStatic);
        } else {
          if (won.dynamic[t]) expect(won.dynamic[t - 1]).toBe(true);
          if (won.decremental[t]) expect(won.decremental[t - 1]).toBe(true);
        }
        if (won.dynamic[t]) expect(won.decremental[t], label).toBe(true);
        if (won.decremental[t]) expect(isStatic, label).toBe(true);
        found.cases += 1;
        if (isStatic) found.static += 1;
        if (won.decremental[t]) found.decremental += 1;
        if (won.dynamic[t]) found.dynamic += 1;
        if (isStatic && !won.decremental[t]) found['decremental lost'] += 1;
        if (won.decremental[t] && !won.dynamic[t]) found['dynamic only lost'] += 1;
      }
    }
    expect(found.cases).toBe(1800);
    expect(found.static).toBeGreaterThan(600);
    expect(found['decremental lost']).toBeGreaterThan(30);
    expect(found['dynamic only lost']).toBeGreaterThan(15);
    expect(found.dynamic).toBeGreaterThan(500);
    expect(told.fatal).toBeGreaterThan(800);
    expect(told.round).toBeGreaterThan(40);
    expect(told.starve).toBeGreaterThan(40);
    expect(told['wear out']).toBeGreaterThan(40);
  });
});

const isEven = (seed: number) => seed % 2 === 0;

const separations = (...pairs: (readonly [number, number])[]): Constraint[] =>
  pairs.map(([left, right]) => ({ kind: 'separation', left, right }));

const everybody = (users: number, steps: number) =>
  Array.from({ length: steps }, () => Array.from({ length: users }, (_, user) => user));

describe('known cases', () => {
  test('trip request: booking in parallel between request and approval', () => {
    const constraints = separations([0, 1], [0, 3], [1, 2], [1, 4], [2, 4]);
    const order: Order = [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 4],
      [2, 4],
      [3, 4],
    ];
    const levels = (users: number) =>
      (['decremental', 'dynamic'] as const).map((absences) =>
        [0, 1, 2, 3].map(
          (t) => gameResilience(instanceOf(users, everybody(users, 5), constraints), order, t, absences).kind,
        ),
      );
    const [yes, no] = ['resilient', 'not resilient'];
    expect(levels(2)).toEqual([
      [no, no, no, no],
      [no, no, no, no],
    ]);
    for (const users of [3, 4, 5]) {
      const instance = instanceOf(users, everybody(users, 5), constraints);
      const truth = (['decremental', 'dynamic'] as const).map((absences) =>
        [0, 1].map((t) => (isWon(instance, order, t, absences) ? yes : no)),
      );
      expect(levels(users).map((row) => row.slice(0, 2))).toEqual(truth);
    }
  });

  test('loan origination is lost before it begins', () => {
    const supervisors = [1, 2];
    const instance = instanceOf(
      3,
      [[0], [0], supervisors, supervisors, supervisors],
      separations([2, 3], [2, 4], [3, 4]),
    );
    expect(gameResilience(instance, [], 0, 'decremental')).toEqual({
      kind: 'not resilient',
      strategy: { kind: 'fatal', absent: [] },
      positions: 0,
    });
  });

  test('two steps of one user are lost once he goes in between', () => {
    const instance = instanceOf(2, everybody(2, 2), []);
    const bound: Instance = { ...instance, constraints: [{ kind: 'binding', left: 0, right: 1 }] };
    expect(gameResilience(instance, [], 1, 'dynamic').kind).toBe('resilient');
    expect(gameResilience(bound, [], 1, 'decremental')).toEqual({
      kind: 'not resilient',
      strategy: { kind: 'wear out', steps: [0, 1] },
      positions: 1,
    });
  });

  test('what is lost only in play: whoever of the deputies does the first step, his colleague goes', () => {
    const [a, b, c, d] = [0, 1, 2, 3];
    // Either team of two can do both steps, but a team that has begun must finish.
    const instance = instanceOf(
      4,
      [
        [a, c],
        [b, d],
      ],
      [
        {
          kind: 'team',
          steps: [0, 1],
          teams: [
            [a, b],
            [c, d],
          ],
        },
      ],
    );
    const answer = (depth: number) => gameResilience(instance, [[0, 1]], 1, 'decremental', { depth });
    expect(answer(2)).toEqual({
      kind: 'not resilient',
      strategy: {
        kind: 'round',
        absent: [],
        answers: [
          { step: 0, user: a, alike: 1, next: { kind: 'starve', absent: [b], step: 1 } },
          { step: 0, user: c, alike: 1, next: { kind: 'starve', absent: [d], step: 1 } },
        ],
      },
      positions: 3,
    });
    expect(answer(1)).toMatchObject({
      strategy: { answers: [{ next: { kind: 'cut' } }, { next: { kind: 'cut' } }] },
    });
  });
});

describe('limits and edges', () => {
  test('steps that wait for each other', () => {
    const instance = instanceOf(2, everybody(2, 4), []);
    expect(
      gameResilience(
        instance,
        [
          [0, 1],
          [1, 2],
          [2, 1],
          [2, 3],
        ],
        0,
        'dynamic',
      ),
    ).toEqual({
      kind: 'cyclic',
      unreachable: [1, 2, 3],
    });
  });

  test('no steps: nothing can go wrong', () => {
    expect(gameResilience(instanceOf(2, [], []), [], 2, 'dynamic').kind).toBe('resilient');
  });

  test('hundreds of users for steps that are only separated need no play', () => {
    const lists = everybody(300, 12);
    const pairs = Array.from({ length: 11 }, (_, at) => [at, at + 1] as const);
    for (const absences of ['decremental', 'dynamic'] as const) {
      expect(gameResilience(instanceOf(300, lists, separations(...pairs)), [], 5, absences)).toEqual({
        kind: 'resilient',
        positions: 1,
      });
    }
  });

  test('every limit is told', () => {
    const instance = instanceOf(5, everybody(5, 7), [
      ...separations([0, 1], [1, 2], [3, 4]),
      { kind: 'at-most', bound: 3, steps: [0, 1, 2, 3, 4, 5] },
    ]);
    expect(isFeasible(instance)).toBe(true);
    const reasons = [{ nodes: 4 }, { interrupted: () => true }, { deadline: performance.now() - 1 }].map(
      (limits): GameResilience => gameResilience(instance, [], 1, 'dynamic', limits),
    );
    expect(reasons.map((answer) => answer.kind === 'unknown' && answer.reason)).toEqual([
      'node limit',
      'interrupted',
      'time limit',
    ]);
  });
});
