import { describe, expect, test } from 'vitest';
import { am3, sparse } from '../../../bench/wsp/generate.ts';
import { solve } from '../../../src/feasible/pattern/solve.ts';
import { mayTake, type Run, startRun, take } from '../../../src/feasible/run/run.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { type Constraint, type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { kinds, randomInstance, randomOf } from '../../workflow/random.ts';

/** All assignments of authorised users. */
function assignments(instance: Instance): number[][] {
  return instance.authorised.reduce<number[][]>(
    (plans, row) =>
      plans.flatMap((plan) =>
        Array.from({ length: instance.users }, (_, user) => user)
          .filter((user) => ((row[0]! >>> user) & 1) === 1)
          .map((user) => [...plan, user]),
      ),
    [[]],
  );
}

function started(instance: Instance): Run {
  const start = startRun(instance);
  if (start.kind !== 'started') throw new Error(start.kind);
  return start.run;
}

describe('answers along random runs agree with brute force', () => {
  test.each([
    ['every kind', kinds, 900],
    ['separations and counts', ['separation', 'at-most', 'at-least', 'binding'] as const, 300],
    ['kinds that name users', ['team', 'group-unless', 'dependent', 'load'] as const, 300],
  ])('%s', (_, some, count) => {
    const answered = { known: 0, swapped: 0, searched: 0 };
    const told = { yes: 0, constraint: 0, 'no plan for the rest': 0, 'not authorised': 0, 'done already': 0 };
    let infeasible = 0;
    for (let seed = 1; seed <= count; seed += 1) {
      const random = randomOf(seed);
      const steps = 2 + random(4);
      const users = 2 + random(3);
      const instance = randomInstance(random, {
        steps,
        users,
        density: 50 + random(50),
        kinds: Array.from({ length: 1 + random(6) }, () => some[random(some.length)]!),
      });
      const all = assignments(instance);
      let plans = all.filter((plan) => violationOf(instance, plan) === undefined);
      const start = startRun(instance);
      expect(start.kind).toBe(plans.length > 0 ? 'started' : 'infeasible');
      if (start.kind !== 'started') {
        infeasible += 1;
        continue;
      }
      const { run } = start;
      let rest = all;
      while (run.done.includes(-1)) {
        const possible: [number, number][] = [];
        for (let asked = 0; asked < steps * users + 2; asked += 1) {
          const step = random(steps);
          const user = random(users);
          const answer = mayTake(run, user, step);
          const isOpen = run.done[step]! < 0;
          expect(answer.kind === 'yes').toBe(isOpen && plans.some((plan) => plan[step] === user));
          if (answer.kind === 'yes') {
            told.yes += 1;
            expect(answer.plan[step]).toBe(user);
            expect(violationOf(instance, answer.plan)).toBeUndefined();
            expect(run.done.every((doer, at) => doer < 0 || answer.plan[at] === doer)).toBe(true);
            possible.push([step, user]);
            continue;
          }
          if (answer.kind === 'unknown') throw new Error('there is no limit');
          const { reason } = answer;
          told[reason.kind] += 1;
          switch (reason.kind) {
            case 'done already':
              expect(reason.user).toBe(run.done[step]);
              break;
            case 'not authorised':
              expect((instance.authorised[step]![0]! >>> user) & 1).toBe(0);
              break;
            case 'constraint': {
              const alone = { ...instance, constraints: [reason.constraint] };
              const left = rest.filter((plan) => plan[step] === user);
              expect(left.every((plan) => violationOf(alone, plan) !== undefined)).toBe(true);
              break;
            }
            case 'no plan for the rest':
              break;
            default:
              reason satisfies never;
          }
        }
        const [step, user] = possible[random(possible.length)] ?? [
          run.done.indexOf(-1),
          plans[0]![run.done.indexOf(-1)]!,
        ];
        expect(take(run, user, step).kind).toBe('yes');
        plans = plans.filter((plan) => plan[step] === user);
        rest = rest.filter((plan) => plan[step] === user);
      }
      expect(violationOf(instance, run.done)).toBeUndefined();
      for (const how of ['known', 'swapped', 'searched'] as const) answered[how] += run.answered[how];
    }
    expect(infeasible).toBeGreaterThan(10);
    expect(told.yes).toBeGreaterThan(1000);
    expect(told.constraint).toBeGreaterThan(300);
    expect(told['no plan for the rest']).toBeGreaterThan(50);
    expect(told['not authorised']).toBeGreaterThan(300);
    expect(answered.known).toBeGreaterThan(1000);
    expect(answered.swapped).toBeGreaterThan(100);
    expect(answered.searched).toBeGreaterThan(10);
  });
});

describe('larger runs', () => {
  test.each([
    ['am3-12', am3(12, 1), 5],
    ['am3-18', am3(18, 1), 5],
    ['sparse', sparse(20, 1000, 1), 0],
  ])('%s: every "no" is solved anew, and the run ends well', (_, instance, atLeast) => {
    const random = randomOf(11);
    const run = started(instance);
    let refused = 0;
    while (run.done.includes(-1)) {
      const step = random(instance.steps);
      const user = random(instance.users);
      const done = run.done.slice();
      const answer = take(run, user, step);
      if (answer.kind === 'yes') expect(violationOf(instance, answer.plan)).toBeUndefined();
      if (answer.kind !== 'no' || answer.reason.kind !== 'no plan for the rest') continue;
      refused += 1;
      done[step] = user;
      const forced = Array.from(done.entries())
        .filter(([, doer]) => doer >= 0)
        .map(([at, doer]): Constraint => ({ kind: 'forced', step: at, user: doer }));
      expect(solve({ ...instance, constraints: [...instance.constraints, ...forced] }).kind).toBe(
        'infeasible',
      );
    }
    expect(violationOf(instance, run.done)).toBeUndefined();
    expect(refused).toBeGreaterThanOrEqual(atLeast);
  });

  test('hundreds of interchangeable users need one search at most for each step and kind of user', () => {
    const [managers, clerks] = [0, 1].map((first) => Array.from({ length: 150 }, (_, at) => first + 2 * at));
    const steps = [managers!, clerks!, clerks!, managers!, [...managers!, ...clerks!]];
    const pairs = [
      [0, 3],
      [2, 4],
    ] as const;
    const instance = instanceOf(300, steps, [
      ...pairs.map(([left, right]): Constraint => ({ kind: 'separation', left, right })),
      { kind: 'at-most', bound: 3, steps: [0, 1, 2, 3] },
    ]);
    const run = started(instance);
    for (let step = 0; step < 5; step += 1) {
      for (let user = 0; user < 300; user += 1) mayTake(run, user, step);
    }
    expect(run.answered.searched).toBeLessThan(10);
    expect(run.answered.known + run.answered.swapped).toBeGreaterThan(890);
    expect(take(run, 4, 0).kind).toBe('yes');
    expect(take(run, 6, 3).kind).toBe('yes');
    expect(take(run, 7, 1).kind).toBe('yes');
    for (let user = 0; user < 300; user += 1) {
      const answer = mayTake(run, user, 2);
      if (user === 7) expect(answer.kind).toBe('yes');
      else {
        const kind = user % 2 === 0 ? 'not authorised' : 'constraint';
        expect(answer).toMatchObject({ kind: 'no', reason: { kind } });
      }
    }
  });
});

describe('edges', () => {
  const [a, b, c] = [0, 1, 2];
  const separated: Constraint = { kind: 'separation', left: 0, right: 1 };

  test('looks ahead: the only one for the second step may not take the first', () => {
    const run = started(instanceOf(3, [[a, b], [a], [a, b, c]], [separated]));
    expect(mayTake(run, a, 0)).toEqual({ kind: 'no', reason: { kind: 'no plan for the rest' } });
    expect(take(run, b, 0)).toMatchObject({ kind: 'yes' });
    expect(take(run, b, 0)).toEqual({ kind: 'no', reason: { kind: 'done already', user: b } });
    expect(take(run, b, 1)).toEqual({ kind: 'no', reason: { kind: 'not authorised' } });
    expect(take(run, a, 1).kind).toBe('yes');
    expect(Array.from(run.done)).toEqual([b, a, -1]);
  });

  test('names the constraint', () => {
    const away: Constraint = { kind: 'unavailable', users: [c] };
    const run = started(
      instanceOf(
        3,
        [
          [a, b, c],
          [a, b],
        ],
        [separated, away],
      ),
    );
    expect(mayTake(run, c, 0)).toEqual({ kind: 'no', reason: { kind: 'constraint', constraint: away } });
    take(run, a, 0);
    expect(mayTake(run, a, 1)).toEqual({ kind: 'no', reason: { kind: 'constraint', constraint: separated } });
  });

  test('steps bound in a chain go to one user', () => {
    const bound: Constraint[] = [1, 2, 3].map((right) => ({ kind: 'binding', left: right - 1, right }));
    const people = [a, b, c];
    const run = started(instanceOf(3, [people, [a, b], people, people], bound));
    expect(mayTake(run, c, 3)).toEqual({ kind: 'no', reason: { kind: 'no plan for the rest' } });
    expect(take(run, b, 0)).toMatchObject({ kind: 'yes', plan: Int32Array.of(b, b, b, b) });
    expect(mayTake(run, a, 3)).toEqual({ kind: 'no', reason: { kind: 'no plan for the rest' } });
    expect(run.answered.searched).toBe(0);
  });

  test('a "no" for those who have done nothing is none for one who has', () => {
    const [manager, one, two, three] = [0, 1, 2, 3];
    const clerks = [one, two, three];
    const run = started(
      instanceOf(4, [clerks, clerks, [manager]], [{ kind: 'at-most', bound: 2, steps: [0, 1, 2] }]),
    );
    take(run, one, 0);
    const no = { kind: 'no', reason: { kind: 'no plan for the rest' } };
    expect(mayTake(run, two, 1)).toEqual(no);
    expect(run.answered.searched).toBe(1);
    expect(mayTake(run, three, 1)).toEqual(no);
    expect(run.answered.searched).toBe(1);
    expect(mayTake({ ...run, plans: [Int32Array.of(one, manager, manager)] }, one, 1).kind).toBe('yes');
  });

  test('who or what does not exist', () => {
    const run = started(instanceOf(2, [[a, b]], []));
    for (const [user, step] of [
      [2, 0],
      [-1, 0],
      [0.5, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      expect(mayTake(run, user, step)).toEqual({ kind: 'no', reason: { kind: 'not authorised' } });
    }
  });

  test('nothing to start', () => {
    expect(startRun(instanceOf(1, [[a], [a]], [separated]))).toMatchObject({ kind: 'infeasible' });
    expect(startRun(am3(30, 1), { conflicts: 3 })).toMatchObject({
      kind: 'unknown',
      reason: 'conflict limit',
    });
    expect(startRun(am3(30, 1), { milliseconds: 0 })).toMatchObject({
      kind: 'unknown',
      reason: 'time limit',
    });
  });

  test('a question that is too hard is not answered, and nothing is taken', () => {
    const run = { ...started(am3(18, 1)), limits: { conflicts: 0 } };
    const random = randomOf(3);
    let unknown = 0;
    for (let asked = 0; asked < 2000; asked += 1) {
      const before = run.done.slice();
      const answer = take(run, random(180), random(18));
      if (answer.kind !== 'unknown') continue;
      unknown += 1;
      expect(answer.reason).toBe('conflict limit');
      expect(run.done).toEqual(before);
    }
    expect(unknown).toBeGreaterThan(10);
  });
});
