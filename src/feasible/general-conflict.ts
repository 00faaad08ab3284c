/**
 * Why an application with constraints has no plan: sessions, exclusions and constraints such that no plan exists for
 * them alone, and dropping any one of them leaves a plan for the rest (FORMAL.md G, P29).
 *
 * Dropping must never lose a plan, so that one pass over each is enough (as in `conflict.ts`). A plan without a session
 * is the plan for fewer sessions, and everything but a demand for enough people still holds of it: constraints on pairs
 * go with either session, limits and teams shrink to the sessions that stay, and `at-least` and `group-unless` go with
 * any of theirs.
 */

import type { Constraint, Instance } from '../workflow/instance.ts';
import type { Source, Workflow } from './problem.ts';
import { settleWorkflow, type WorkflowEffort } from './settle.ts';

export interface GeneralConflict {
  /** Steps of the instance, ascending. */
  readonly sessions: readonly number[];
  /** Indexes into `exclusions` and `constraints` of the application, in the order of the instance. */
  readonly exclusions: readonly number[];
  readonly constraints: readonly number[];
  /** False where a limit ended a test, so that dropping something might still leave no plan. */
  readonly minimal: boolean;
}

/** For each decision on the way to a minimal conflict; there may be hundreds of them. */
const conflictEffort: WorkflowEffort = { conflicts: 1_000, branches: 1_000 };

/** After so many undecided tests what is left is taken as it is. */
const mostUndecided = 8;

/**
 * A minimal conflict of `workflow`, which must be infeasible. `effort` is for each of the decisions it takes; after
 * `isLate` nothing more is dropped.
 */
export function generalConflictOf(
  workflow: Workflow,
  isLate: () => boolean = () => false,
  effort: WorkflowEffort = conflictEffort,
): GeneralConflict {
  const { instance, sources } = workflow;
  // One object for each exclusion and constraint, however many constraints of the instance it is.
  const distinct = new Map<string, Source>();
  const known = sources.map((source) => {
    const key = `${source.kind} ${source.index}`;
    const first = distinct.get(key) ?? source;
    distinct.set(key, first);
    return first;
  });
  let undecided = 0;
  const isInfeasible = (steps: readonly number[], kept: readonly Source[]): boolean => {
    if (undecided === mostUndecided) return false;
    const wanted = new Set(kept);
    const part = restricted(instance, steps, (constraint) => wanted.has(known[constraint]!));
    const answer = settleWorkflow(part, isLate, effort);
    if (answer.kind === 'unknown') undecided += 1;
    return answer.kind === 'infeasible';
  };
  let steps: readonly number[] = Array.from({ length: instance.steps }, (_, step) => step);
  let kept: readonly Source[] = [...distinct.values()];
  for (const step of [...steps].reverse()) {
    const fewer = steps.filter((other) => other !== step);
    if (isInfeasible(fewer, kept)) steps = fewer;
  }
  const within = new Set(
    instance.constraints.flatMap((constraint, at) =>
      restriction(constraint, positionsOf(steps)) === null ? [] : [known[at]!],
    ),
  );
  kept = kept.filter((source) => within.has(source));
  for (const source of [...kept].reverse()) {
    const fewer = kept.filter((other) => other !== source);
    if (isInfeasible(steps, fewer)) kept = fewer;
  }
  const indexes = (kind: Source['kind']): number[] =>
    kept.flatMap((source) => (source.kind === kind ? [source.index] : []));
  return {
    sessions: steps,
    exclusions: indexes('exclusion'),
    constraints: indexes('constraint'),
    minimal: undecided === 0,
  };
}

/** The instance with the steps `steps` alone, under those of its constraints that `isKept` selects. */
export function restricted(
  instance: Instance,
  steps: readonly number[],
  isKept: (constraint: number) => boolean,
): Instance {
  const positions = positionsOf(steps);
  return {
    steps: steps.length,
    users: instance.users,
    authorised: steps.map((step) => instance.authorised[step]!),
    constraints: instance.constraints.flatMap((constraint, at) => {
      const part = isKept(at) ? restriction(constraint, positions) : null;
      return part === null ? [] : [part];
    }),
  };
}

function positionsOf(steps: readonly number[]): ReadonlyMap<number, number> {
  return new Map(steps.map((step, at) => [step, at]));
}

/** What `constraint` says of the steps that have a position, or null where it says nothing. */
function restriction(constraint: Constraint, positions: ReadonlyMap<number, number>): Constraint | null {
  const inside = (steps: readonly number[]): number[] => steps.flatMap((step) => positions.get(step) ?? []);
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
    case 'dependent': {
      const left = positions.get(constraint.left);
      const right = positions.get(constraint.right);
      return left === undefined || right === undefined ? null : { ...constraint, left, right };
    }
    case 'at-most':
    case 'team': {
      const steps = inside(constraint.steps);
      return steps.length === 0 ? null : { ...constraint, steps };
    }
    case 'at-least':
    case 'group-unless': {
      const steps = inside(constraint.steps);
      return steps.length < constraint.steps.length ? null : { ...constraint, steps };
    }
    case 'load':
    case 'unavailable':
      return constraint;
    case 'forced':
    case 'forbidden': {
      const step = positions.get(constraint.step);
      return step === undefined ? null : { ...constraint, step };
    }
    default:
      return constraint satisfies never;
  }
}
