import { describe, expect, test } from 'vitest';
import { instanceOf, respects } from '../../src/feasible/colouring/instance.ts';
import { decide } from '../../src/feasible/colouring/solve.ts';
import { workflowConflictOf } from '../../src/feasible/conflict/workflow.ts';
import { settle, settleWorkflow } from '../../src/feasible/settle.ts';
import { type Constraint, instanceOf as workflowOf } from '../../src/workflow/instance.ts';

/** Deterministic: the same instances on every machine. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** List colouring near its threshold: `sessions` with about `share` of the users, exclusive with `density`. */
function tight(seed: number, sessions: number, users: number, share: number, density: number) {
  const next = random(seed);
  const candidates = Array.from({ length: sessions }, () =>
    Array.from({ length: users }, (_, user) => user).filter(() => next() < share),
  );
  const exclusions = candidates.flatMap((_, left) =>
    candidates.flatMap((_, right) => (left < right && next() < density ? [{ left, right }] : [])),
  );
  return instanceOf(candidates, exclusions, users);
}

describe('settle', () => {
  test('settles what the quick search gives up on, and agrees with it elsewhere', () => {
    const counts = { settled: 0, feasible: 0, infeasible: 0 };
    for (let seed = 1; seed <= 60; seed += 1) {
      const instance = tight(seed, 26, 7, 0.8, 0.56);
      const patient = decide(instance);
      const answer = settle(instance, { steps: 40, conflicts: 20_000 });
      expect(answer.kind).toBe(patient.kind);
      if (answer.kind === 'feasible') expect(respects(instance, answer.plan)).toBe(true);
      if (answer.kind !== 'unknown') counts[answer.kind] += 1;
      if (decide(instance, { steps: 40 }).kind === 'unknown') counts.settled += 1;
    }
    expect(Math.min(...Object.values(counts)), JSON.stringify(counts)).toBeGreaterThan(3);
  });
});

/** Ten steps for three teams of nine, one step each: no plan, and many ways to try. */
function crowded() {
  const everybody = Array.from({ length: 27 }, (_, user) => user);
  const steps = Array.from({ length: 10 }, (_, step) => step);
  const constraints: Constraint[] = [
    { kind: 'load', bound: 1 },
    ...steps.slice(1).map(
      (step): Constraint => ({
        kind: 'team',
        steps: [step - 1, step],
        teams: [0, 1, 2].map((team) => everybody.slice(team * 9, team * 9 + 9)),
      }),
    ),
  ];
  return workflowOf(
    27,
    steps.map(() => everybody),
    constraints,
  );
}

describe('settleWorkflow', () => {
  test('decides, or says which limit ended it', () => {
    const instance = crowded();
    expect(settleWorkflow(instance)).toEqual({ kind: 'infeasible' });
    expect(settleWorkflow(instance, () => false, { conflicts: 10_000, branches: 2 })).toEqual({
      kind: 'unknown',
      reason: 'step limit',
    });
    expect(settleWorkflow(instance, () => true)).toEqual({ kind: 'unknown', reason: 'time limit' });
  });

  test('a conflict whose tests were cut short is not said to be minimal', () => {
    const instance = crowded();
    const order = Array.from({ length: instance.steps }, (_, step) => step);
    const workflow = {
      order,
      instance,
      sources: instance.constraints.map((_, index) => ({ kind: 'constraint', index }) as const),
    };
    expect(workflowConflictOf(workflow)).toMatchObject({ sessions: order, minimal: true });
    const cut = workflowConflictOf(workflow, () => true);
    expect(cut).toMatchObject({ sessions: order, minimal: false });
    expect(cut.constraints).toHaveLength(10);
  });
});
