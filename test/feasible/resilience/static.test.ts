import { describe, expect, test } from 'vitest';
import { am3, sparse } from '../../../bench/wsp/generate.ts';
import { classesOf, without } from '../../../src/feasible/classes.ts';
import { criticality, idleUsers } from '../../../src/feasible/resilience/people.ts';
import { choose, resilienceLevel, staticResilience } from '../../../src/feasible/resilience/static.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { checkResilience } from '../../../src/workflow/check-resilience.ts';
import { type Constraint, type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { isFeasible, kinds, randomInstance, randomOf } from '../../workflow/random.ts';
import { bitsOf, generousInstance, smallestFatal, supports } from './brute.ts';

describe('static resiliency agrees with the definition', () => {
  test('levels, all smallest fatal absences, what is said of people', () => {
    const sizes = new Map<number, number>();
    let interchangeable = 0;
    let idle = 0;
    for (let seed = 1; seed <= 1000; seed += 1) {
      const random = randomOf(seed);
      const instance = generousInstance(random, 1 + random(4), 1 + random(5));
      const truth = smallestFatal(instance);
      const label = `seed ${seed}`;
      const level = resilienceLevel(instance, { sets: 1000 });
      if (level.kind !== 'fatal') throw new Error(`${label}: ${level.kind}`);
      expect(level.fatal.size, label).toBe(truth.size);
      expect(level.fatal.isComplete, label).toBe(true);
      const found = level.fatal.sets.map(({ users }) => bitsOf(users));
      expect(new Set(found).size, label).toBe(found.length);
      for (const set of found) expect(truth.sets, label).toContain(set);
      const total = level.fatal.sets.reduce((sum, { alike }) => sum + alike, 0);
      expect(total, label).toBe(truth.sets.length);
      if (total > found.length) interchangeable += 1;
      sizes.set(truth.size, (sizes.get(truth.size) ?? 0) + 1);

      expect(checkResilience(instance, truth.size - 1, level.plans), label).toEqual({ kind: 'proved' });
      for (let t = 0; t <= Math.min(4, instance.users); t += 1) {
        const answer = staticResilience(instance, t);
        expect(answer.kind, label).toBe(t < truth.size ? 'resilient' : 'fatal');
        if (answer.kind === 'resilient') {
          expect(checkResilience(instance, t, answer.plans), label).toEqual({ kind: 'proved' });
        }
      }
      for (const { user, fatalSets, isIndispensable } of criticality(instance, level.fatal)) {
        expect(fatalSets, label).toBe(truth.sets.filter((set) => (set & (1 << user)) !== 0).length);
        expect(isIndispensable, label).toBe(truth.size === 1 && truth.sets.includes(1 << user));
      }
      const busy = [...supports(instance)].reduce((set, plan) => set | plan, 0);
      const users = Array.from({ length: instance.users }, (_, user) => user).filter(
        (user) => ((busy >> user) & 1) === 0,
      );
      idle += users.length > 0 && busy !== 0 ? 1 : 0;
      expect(idleUsers(instance, level.plans), label).toEqual({ kind: 'known', users });
    }
    for (let size = 0; size <= 3; size += 1) expect(sizes.get(size)).toBeGreaterThan(30);
    expect(interchangeable).toBeGreaterThan(50);
    expect(idle).toBeGreaterThan(60);
  });

  test('exchanging two users of a class keeps every plan', () => {
    let pairs = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = randomOf(seed);
      const instance = randomInstance(random, {
        steps: 3,
        users: 5,
        density: 80,
        kinds: Array.from({ length: random(4) }, () => kinds[random(kinds.length)]!),
      });
      for (const [one, other] of classesOf(instance).users) {
        if (one === undefined || other === undefined) continue;
        pairs += 1;
        for (let code = 0; code < 125; code += 1) {
          const plan = [code % 5, Math.floor(code / 5) % 5, Math.floor(code / 25)];
          const exchanged = plan.map((user) => (user === one ? other : user === other ? one : user));
          expect(violationOf(instance, exchanged) === undefined).toBe(
            violationOf(instance, plan) === undefined,
          );
        }
      }
    }
    expect(pairs).toBeGreaterThan(150);
  });
});

describe('the check of a certificate', () => {
  test('misses no plan that is left out', () => {
    let needed = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = randomOf(seed);
      const instance = generousInstance(random, 2 + random(3), 3 + random(3));
      const answer = staticResilience(instance, 1);
      if (answer.kind !== 'resilient') continue;
      for (let index = 0; index < answer.plans.length; index += 1) {
        const rest = answer.plans.filter((_, at) => at !== index);
        const check = checkResilience(instance, 1, rest);
        if (check.kind !== 'open') continue;
        needed += 1;
        const groups = classesOf(instance);
        // Nobody like those in the plans left makes up for these.
        const absent = bitsOf(check.users);
        expect(check.users.length).toBeLessThan(2);
        expect(
          rest.every((plan) => {
            const used = new Set(plan);
            return groups.users.some((users) => {
              const free = users.filter((user) => ((absent >> user) & 1) === 0).length;
              return users.filter((user) => used.has(user)).length > free;
            });
          }),
        ).toBe(true);
      }
    }
    expect(needed).toBeGreaterThan(50);
  });

  test('sees a wrong plan', () => {
    const instance = instanceOf(
      2,
      [
        [0, 1],
        [0, 1],
      ],
      [{ kind: 'separation', left: 0, right: 1 }],
    );
    expect(
      checkResilience(instance, 0, [
        [0, 1],
        [1, 1],
      ]),
    ).toEqual({ kind: 'wrong plan', index: 1 });
  });
});

describe('known cases', () => {
  const separations = (...pairs: (readonly [number, number])[]): Constraint[] =>
    pairs.map(([left, right]) => ({ kind: 'separation', left, right }));

  test('loan origination: three steps for three supervisors, of whom there are two', () => {
    const [clerk, one, two] = [0, 1, 2];
    const constraints = separations([2, 3], [2, 4], [3, 4]);
    const supervisors = [one, two];
    const lists = [[clerk], [clerk], supervisors, supervisors, supervisors];
    expect(resilienceLevel(instanceOf(3, lists, constraints))).toMatchObject({
      kind: 'fatal',
      fatal: { size: 0, sets: [{ users: [], alike: 1 }], isComplete: true },
    });
  });

  test('travel approval: feasible, and not without one of them', () => {
    const [employee, boss, deputy, clerk] = [0, 1, 2, 3];
    const lists = [[employee, boss], [boss], [boss, deputy], [clerk], [clerk, deputy]];
    const instance = instanceOf(4, lists, separations([0, 1], [1, 2], [3, 4]));
    const answer = staticResilience(instance, 1);
    if (answer.kind !== 'fatal') throw new Error(answer.kind);
    expect(answer.fatal).toEqual({
      size: 1,
      sets: [
        { users: [employee], alike: 1 },
        { users: [boss], alike: 1 },
        { users: [deputy], alike: 1 },
        { users: [clerk], alike: 1 },
      ],
      isComplete: true,
    });
    expect(criticality(instance, answer.fatal).every(({ isIndispensable }) => isIndispensable)).toBe(true);
  });

  test('trip request with three people for everything stands no absence, with four one', () => {
    const constraints = separations([0, 1], [0, 3], [1, 2], [1, 4], [2, 4]);
    const people = (users: number) =>
      instanceOf(
        users,
        Array.from({ length: 5 }, () => Array.from({ length: users }, (_, user) => user)),
        constraints,
      );
    expect(resilienceLevel(people(2))).toMatchObject({ kind: 'fatal', fatal: { size: 0 } });
    expect(resilienceLevel(people(3))).toMatchObject({
      kind: 'fatal',
      fatal: { size: 1, sets: [{ users: [0], alike: 3 }] },
    });
    expect(resilienceLevel(people(4))).toMatchObject({
      kind: 'fatal',
      fatal: { size: 2, sets: [{ users: [0, 1], alike: 6 }] },
    });
    expect(resilienceLevel(people(300))).toMatchObject({ kind: 'fatal', fatal: { size: 298 } });
  });
});

describe('larger instances', () => {
  /** The answer, with its certificate checked and its fatal sets solved again. */
  function answered(instance: Instance, t: number) {
    const answer = staticResilience(instance, t);
    if (answer.kind === 'unknown') throw new Error(answer.reason);
    const level = answer.kind === 'resilient' ? t : answer.fatal.size - 1;
    if (level >= 0) expect(checkResilience(instance, level, answer.plans)).toEqual({ kind: 'proved' });
    if (answer.kind === 'fatal') {
      for (const { users } of answer.fatal.sets) {
        expect(staticResilience(without(instance, users), 0).kind).toBe('fatal');
      }
    }
    return answer.kind === 'resilient' ? '> 3' : String(answer.fatal.size);
  }

  test('three absent of hundreds', () => {
    expect([1, 2].map((seed) => answered(sparse(30, 300, seed), 3))).toEqual(['> 3', '> 3']);
    expect([1, 2, 3, 4, 5].map((seed) => answered(sparse(30, 80, seed), 3))).toEqual([
      '3',
      '3',
      '3',
      '3',
      '> 3',
    ]);
    expect([1, 4, 5].map((seed) => answered(am3(18, seed), 3))).toEqual(['2', '2', '0']);
  });
});

describe('limits', () => {
  const instance = sparse(30, 80, 1);

  test('every limit is answered with what is known so far', () => {
    const answers = [
      staticResilience(instance, 3, { nodes: 60 }),
      staticResilience(instance, 3, { interrupted: () => true }),
      staticResilience(instance, 3, { deadline: performance.now() - 1 }),
    ];
    expect(answers.map((answer) => answer.kind === 'unknown' && answer.reason)).toEqual([
      'node limit',
      'interrupted',
      'time limit',
    ]);
    for (const answer of answers) {
      if (answer.kind !== 'unknown') throw new Error(answer.kind);
      expect(checkResilience(instance, answer.resilientTo, answer.plans).kind).toBe('proved');
      expect(answer.fatal?.length).toBeGreaterThan(answer.resilientTo);
      expect(staticResilience(without(instance, answer.fatal ?? []), 0).kind).toBe('fatal');
    }
    expect(answers.map((answer) => answer.kind === 'unknown' && answer.resilientTo)).toEqual([2, -1, -1]);
  });

  test('conflicts', () => {
    expect(staticResilience(am3(30, 1), 1, { conflicts: 5 })).toMatchObject({
      kind: 'unknown',
      reason: 'conflict limit',
      resilientTo: -1,
    });
  });

  test('the evident fatal absence is fatal', () => {
    let found = 0;
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = randomOf(seed);
      const small = generousInstance(random, 1 + random(4), 1 + random(5));
      const answer = staticResilience(small, 1, { interrupted: () => true });
      if (answer.kind !== 'unknown' || answer.fatal === undefined) throw new Error(answer.kind);
      expect(isFeasible(without(small, answer.fatal)), `seed ${seed}`).toBe(false);
      if (answer.fatal.length < small.users) found += 1;
    }
    expect(found).toBeGreaterThan(100);
  });

  test('no more sets than wanted', () => {
    const people = instanceOf(
      12,
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
        [8, 9],
      ],
      [],
    );
    expect(staticResilience(people, 2, { sets: 3 })).toMatchObject({ fatal: { size: 2, isComplete: false } });
    expect(staticResilience(people, 2, { sets: 6 })).toMatchObject({ fatal: { size: 2, isComplete: true } });
  });

  test('numbers of sets beyond all numbers', () => {
    const crowd = instanceOf(
      10_000,
      [Array.from({ length: 10_000 }, (_, user) => user)],
      [{ kind: 'forbidden', step: 0, user: 0 }],
    );
    const answer = resilienceLevel(crowd);
    if (answer.kind !== 'fatal') throw new Error(answer.kind);
    expect(answer.fatal).toMatchObject({ size: 9_999, sets: [{ alike: 1 }], isComplete: true });
    expect(criticality(crowd, answer.fatal).at(-1)).toEqual({
      user: 0,
      isIndispensable: false,
      fatalSets: 0,
    });
    expect([choose(10_000, 9_998), choose(10_000, 5_000), choose(5, 6), choose(5, -1)]).toEqual([
      49_995_000,
      Number.POSITIVE_INFINITY,
      0,
      0,
    ]);
  });

  test('without steps nobody is missed', () => {
    expect(resilienceLevel(instanceOf(3, [], []))).toEqual({ kind: 'resilient', plans: [new Int32Array()] });
  });
});
