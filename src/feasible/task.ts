/**
 * A question about an instance and its answer as plain data, so that it can be put to a thread of its own.
 *
 * Everything that was asked for is answered in one go, under one deadline; what the deadline cuts short says so.
 */

import { counted } from '../source/words.ts';
import { checkProof } from '../workflow/check-proof.ts';
import type { Instance } from '../workflow/instance.ts';
import type { Proof } from '../workflow/proof.ts';
import { type Best, bestPlan } from './best/best.ts';
import type { Weights } from './best/weights.ts';
import type { Conflict } from './conflict/conflict.ts';
import { conflictLimits } from './conflict/find.ts';
import { conflictOfRules, type RuleConflict } from './conflict/rules.ts';
import { type Count, countPlans } from './count/count.ts';
import { type GreedyAnswer, type GreedyReading, greedy } from './greedy.ts';
import { liftProof } from './lift-proof.ts';
import { type Limits, solve } from './pattern/solve.ts';
import { cheapestRepairs, type InstanceRepairs, usualPrices } from './repair/instance.ts';
import { cheapestRoleRepairs, type RoleModel, type RoleRepairs } from './repair/roles.ts';
import { type Absences, type GameResilience, gameResilience } from './resilience/game.ts';
import { criticality, type Person } from './resilience/people.ts';
import { type StaticResilience, staticResilience } from './resilience/static.ts';
import { restrict } from './restrict.ts';
import { type MayTake, mayTake, type Refusal, startRun, take } from './run/run.ts';

export interface Task {
  readonly instance: Instance;
  /** The user's rules, each by its constraints. */
  readonly rules: readonly (readonly number[])[];
  /** Whoever may start; null where everybody may. */
  readonly starters: Int32Array | null;
  /** Whether "infeasible" is to come with a proof, for a certificate. */
  readonly proof: boolean;
  /** Whether time may be spent on a minimal conflict, and on what would mend it. */
  readonly explain: boolean;
  /** How it may be repaired where it has no plan: by roles, by itself, or not at all. */
  readonly repairs: RoleModel | 'instance' | null;
  readonly count: boolean;
  /** By what plans are compared, where the best one is wanted. */
  readonly best: Weights | null;
  readonly algorithm: 'complete' | GreedyReading;
  readonly resilient: ResilienceWish | null;
  readonly next: NextWish | null;
  /** Pairs of steps of which the first is done before the second. */
  readonly precedence: readonly (readonly [number, number])[];
}

export interface ResilienceWish {
  readonly mode: 'static' | Absences;
  /** How many people may be absent. */
  readonly absent: number;
}

/** Whether `user` may take `step` after `done`. */
export interface NextWish {
  readonly done: readonly Move[];
  readonly step: number;
  readonly user: number;
}

export interface Move {
  readonly step: number;
  readonly user: number;
}

export type DecidedNext =
  | MayTake
  /** What is said to be done cannot have been. */
  | { readonly kind: 'impossible'; readonly move: Move; readonly reason: Refusal };

export interface TaskLimits {
  /** Milliseconds from now. */
  readonly time: number;
  /** Asked now and then; true ends it. */
  readonly interrupted?: () => boolean;
  /** Told now and then what is being done. */
  readonly tell?: (doing: string) => void;
}

export type Decided =
  | { readonly kind: 'feasible'; readonly plan: Int32Array }
  /** Nobody can: because of the conflict. The proof is about the whole instance; null where it was not kept. */
  | { readonly kind: 'infeasible'; readonly conflict: RuleConflict; readonly proof: Proof | null }
  | { readonly kind: 'unknown'; readonly reason: string };

export type DecidedResilience =
  | {
      readonly mode: 'static';
      readonly result: StaticResilience;
      /** Of a fatal absence: who is in how many, and why there is no plan where a proof was asked for. */
      readonly people: readonly Person[];
      readonly proof: Proof | null;
    }
  | { readonly mode: Absences; readonly result: GameResilience };

export type DecidedRepairs =
  | { readonly by: 'roles'; readonly found: RoleRepairs }
  | { readonly by: 'instance'; readonly found: InstanceRepairs };

export interface TaskAnswer {
  readonly decided: Decided;
  readonly repairs?: DecidedRepairs;
  readonly count?: Count;
  readonly best?: Best;
  readonly greedy?: GreedyAnswer;
  readonly resilience?: DecidedResilience;
  readonly next?: DecidedNext;
  /** Whether more time might tell more. */
  readonly cutShort: boolean;
}

export function answerTask(task: Task, limits: TaskLimits): TaskAnswer {
  const clock = clockOf(limits);
  const { instance } = task;
  clock.tell('looking for a plan');
  const decided = decide(task, clock);
  const isOpen = decided.kind === 'feasible' && task.starters?.length !== 0;
  const resilience =
    task.resilient === null || !isOpen ? null : decideResilience(task, task.resilient, clock);
  const repairs =
    task.repairs === null || decided.kind !== 'infeasible' ? null : repair(instance, task.repairs, clock);
  const count = task.count && decided.kind === 'feasible' ? counting(instance, clock) : null;
  const best =
    task.best === null || decided.kind !== 'feasible' ? null : comparing(instance, task.best, clock);
  const next = task.next === null || !isOpen ? null : decideNext(task.instance, task.next, clock);
  return {
    decided,
    ...(repairs === null ? {} : { repairs }),
    ...(count === null ? {} : { count }),
    ...(best === null ? {} : { best }),
    ...(next === null ? {} : { next }),
    ...(task.algorithm === 'complete' ? {} : { greedy: greedy(instance, task.algorithm) }),
    ...(resilience === null ? {} : { resilience }),
    cutShort:
      decided.kind === 'unknown' ||
      (decided.kind === 'infeasible' &&
        (!decided.conflict.minimal || (task.proof && decided.proof === null))) ||
      resilience?.result.kind === 'unknown' ||
      next?.kind === 'unknown' ||
      repairs?.found.kind === 'unknown' ||
      count?.kind === 'at-least' ||
      best?.kind === 'bounded' ||
      best?.kind === 'unknown',
  };
}

interface Clock {
  readonly limits: Limits;
  tell(doing: string): void;
}

/** How often the search asks whether it is to end before that is a sign of life worth telling. */
const asksPerSign = 16;

function clockOf({ time, interrupted, tell }: TaskLimits): Clock {
  const started = performance.now();
  let doing = '';
  let asked = 0;
  return {
    limits: {
      deadline: started + time,
      interrupted: () => {
        asked += 1;
        if (asked % asksPerSign === 0) {
          const seconds = (performance.now() - started) / 1000;
          tell?.(`${doing} (${seconds.toFixed(1)} of at most ${Math.round(time / 1000)} s)`);
        }
        return interrupted?.() === true;
      },
    },
    tell: (text) => {
      doing = text;
      tell?.(text);
    },
  };
}

/** Who only asks whether there is a plan is not kept waiting for the smallest reason why there is none. */
function patience({ explain }: Task, started: number, { deadline }: Limits): Pick<Limits, 'deadline'> {
  const now = performance.now();
  const enough = explain ? Number.POSITIVE_INFINITY : now + 1000 + 2 * (now - started);
  return { deadline: Math.min(deadline ?? Number.POSITIVE_INFINITY, enough) };
}

function decide(task: Task, { limits, tell }: Clock): Decided {
  const { instance } = task;
  const started = performance.now();
  const answer = solve(instance, limits);
  switch (answer.kind) {
    case 'feasible':
      return { kind: 'feasible', plan: answer.plan };
    case 'unknown':
      return { kind: 'unknown', reason: `the ${answer.reason} came first` };
    case 'infeasible': {
      tell('there is no plan; looking for a minimal conflict');
      const conflict = conflictOfRules(instance, task.rules, {
        ...conflictLimits,
        ...limits,
        ...patience(task, started, limits),
      });
      // A minimal conflict is refuted by a short proof, which is checked at once; others cost, and must be wanted.
      const isWanted = task.proof || conflict.minimal;
      if (isWanted) tell('writing a refutation');
      return {
        kind: 'infeasible',
        conflict,
        proof: isWanted ? refuteConflict(instance, conflict, limits) : null,
      };
    }
    default:
      return answer satisfies never;
  }
}

function refuteConflict(instance: Instance, conflict: Conflict, limits: Limits): Proof | null {
  const part = restrict(instance, conflict.steps, conflict.constraints);
  const proof = refute(part.instance, limits);
  return proof === null ? null : liftProof(instance, part, proof);
}

function repair(instance: Instance, model: RoleModel | 'instance', { limits, tell }: Clock): DecidedRepairs {
  tell('looking for the cheapest repairs');
  return model === 'instance'
    ? { by: 'instance', found: cheapestRepairs(instance, usualPrices, limits) }
    : { by: 'roles', found: cheapestRoleRepairs(instance, model, limits) };
}

function counting(instance: Instance, { limits, tell }: Clock): Count {
  tell('counting plans');
  const { deadline, interrupted } = limits;
  return countPlans(instance, {
    steps: Number.POSITIVE_INFINITY,
    ...(deadline === undefined ? {} : { deadline }),
    ...(interrupted === undefined ? {} : { interrupted }),
  });
}

function comparing(instance: Instance, weights: Weights, { limits, tell }: Clock): Best {
  tell('looking for the best plan');
  return bestPlan(instance, weights, { steps: Number.POSITIVE_INFINITY, ...limits });
}

function decideResilience(task: Task, wish: ResilienceWish, { limits, tell }: Clock): DecidedResilience {
  tell(`looking for ${counted(wish.absent, 'person', 'people')} without whom there is no plan`);
  const { instance } = task;
  const { mode } = wish;
  if (mode !== 'static')
    return { mode, result: gameResilience(instance, task.precedence, wish.absent, mode, limits) };
  const result = staticResilience(instance, wish.absent, { ...limits, sets: 1000 });
  if (result.kind !== 'fatal') return { mode, result, people: [], proof: null };
  const [first] = result.fatal.sets;
  const proof = task.proof && first !== undefined ? refute(without(instance, first.users), limits) : null;
  return { mode, result, people: criticality(instance, result.fatal), proof };
}

function decideNext(
  instance: Instance,
  { done, step, user }: NextWish,
  { limits, tell }: Clock,
): DecidedNext {
  tell('looking whether everybody can still finish');
  const left = (): number => Math.max(1, (limits.deadline ?? Number.POSITIVE_INFINITY) - performance.now());
  const started = startRun(instance, { ...limits, milliseconds: left() });
  if (started.kind !== 'started') {
    return started.kind === 'unknown' ? started : { kind: 'no', reason: { kind: 'no plan for the rest' } };
  }
  for (const move of done) {
    const taken = take(started.run, move.user, move.step);
    if (taken.kind === 'no') return { kind: 'impossible', move, reason: taken.reason };
    if (taken.kind === 'unknown') return taken;
  }
  return mayTake(started.run, user, step);
}

/** Lines of a refutation that are checked at once; longer ones are for `verify`. */
const mostChecked = 5_000;

/** A proof; null where the limits come first. */
function refute(instance: Instance, limits: Limits): Proof | null {
  const answer = solve(instance, { ...limits, proof: true });
  if (answer.kind !== 'infeasible' || answer.proof === undefined) return null;
  if (lengthOf(answer.proof) > mostChecked) return answer.proof;
  const checked = checkProof(instance, answer.proof);
  if (checked.kind === 'not proved') throw new Error(`a refutation does not hold: ${checked.why}`);
  return answer.proof;
}

function lengthOf(proof: Proof): number {
  switch (proof.kind) {
    case 'evident':
      return 0;
    case 'clauses':
      return proof.lines.length;
    case 'branch':
      return proof.proofs.reduce((sum, own) => sum + lengthOf(own), 0);
    default:
      return proof satisfies never;
  }
}

/** As certificates say it: these users do nothing. */
function without(instance: Instance, users: readonly number[]): Instance {
  return { ...instance, constraints: [...instance.constraints, { kind: 'unavailable', users }] };
}
