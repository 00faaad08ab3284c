/**
 * A run of an application, asked before each step: may this user take that step now, so that everybody can still finish?
 *
 * Some plans that agree with what is done are kept. One that gives the step to the user answers at once, and so does
 * one that does after a swap of a few users (`swap.ts`). Only then is the rest solved, within limits; what comes of it
 * is kept too. "No" stays true while the run goes on, since the more is done, the fewer plans are left.
 *
 * Interchangeable users who have done nothing yet have the same answers.
 */

import type { Constraint, Instance } from '../../workflow/instance.ts';
import { has } from '../bits.ts';
import { type Classes, classesOf } from '../classes.ts';
import { brokenAt, type Rules, rulesOf } from '../partial.ts';
import { type Limits, solve, type UnknownReason } from '../pattern/solve.ts';
import { type Groups, groupsOf, swapInto } from './swap.ts';

/** For each question by itself. */
export interface RunLimits extends Pick<Limits, 'conflicts' | 'interrupted'> {
  readonly milliseconds?: number;
}

export type MayTake =
  /** `plan`: how everybody can finish; it agrees with what is done. */
  | { readonly kind: 'yes'; readonly plan: Int32Array }
  | { readonly kind: 'no'; readonly reason: Refusal }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

export type Refusal =
  | { readonly kind: 'done already'; readonly user: number }
  /** Or there is no such user or step. */
  | { readonly kind: 'not authorised' }
  /** Together with what is done, or by itself. */
  | { readonly kind: 'constraint'; readonly constraint: Constraint }
  | { readonly kind: 'no plan for the rest' };

/** A run in progress. To be changed by `take` only. */
export interface Run {
  readonly instance: Instance;
  /** Per step who has done it, or -1. */
  readonly done: Int32Array;
  /** How many questions were answered by a plan or a "no" kept, by a swap, and by a search. */
  readonly answered: { known: number; swapped: number; searched: number };
  readonly limits: RunLimits;
  readonly rules: Rules;
  readonly groups: Groups;
  readonly classes: Classes;
  /** Per user whether he has done a step. */
  readonly isBusy: Uint8Array;
  /** Groups with a step done. */
  readonly isFixed: Uint8Array;
  /** Agreeing with what is done, the most recent first; never empty. */
  readonly plans: Int32Array[];
  /** Step and user, as one number, for which there is no plan; and step and class of users who have done nothing. */
  readonly refused: Set<number>;
  readonly refusedClasses: Set<number>;
}

export type Started =
  | { readonly kind: 'started'; readonly run: Run }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

export function startRun(instance: Instance, limits: RunLimits = {}): Started {
  const answer = solveRest(instance, limits, []);
  if (answer.kind !== 'feasible') return answer;
  const rules = rulesOf(instance);
  const groups = groupsOf(instance, rules);
  return {
    kind: 'started',
    run: {
      instance,
      done: new Int32Array(instance.steps).fill(-1),
      answered: { known: 0, swapped: 0, searched: 0 },
      limits,
      rules,
      groups,
      classes: classesOf(instance),
      isBusy: new Uint8Array(instance.users),
      isFixed: new Uint8Array(groups.steps.length),
      plans: [answer.plan],
      refused: new Set(),
      refusedClasses: new Set(),
    },
  };
}

/** Plans kept, and on how many of them a swap is tried, how hard. */
const KEPT = 16;
const TRIED = 3;
const WORK = 60;

export function mayTake(run: Run, user: number, step: number): MayTake {
  const { instance, done, rules, groups } = run;
  const refusal = refusalOf(run, user, step);
  if (refusal !== undefined) return { kind: 'no', reason: refusal };

  const group = groups.of[step]!;
  const isBound = run.isFixed[group] === 1 && run.plans[0]![step] !== user;
  if (isRefused(run, user, step) || isBound || !has(groups.allowed[group]!, user)) {
    run.answered.known += 1;
    return { kind: 'no', reason: { kind: 'no plan for the rest' } };
  }
  const known = run.plans.find((plan) => plan[step] === user);
  if (known !== undefined) {
    run.answered.known += 1;
    return { kind: 'yes', plan: known.slice() };
  }
  const like = run.plans.find((plan) => areAlike(run, plan[step]!, user));
  if (like !== undefined) {
    run.answered.known += 1;
    return kept(run, exchanged(like, like[step]!, user));
  }
  for (let at = 0; at < run.plans.length && at < TRIED; at += 1) {
    const plan = run.plans[at]!.slice();
    if (!swapInto(rules, groups, plan, run.isFixed, step, user, WORK)) continue;
    run.answered.swapped += 1;
    return kept(run, plan);
  }
  run.answered.searched += 1;
  const next = done.slice();
  next[step] = user;
  const answer = solveRest(instance, run.limits, next);
  switch (answer.kind) {
    case 'feasible':
      return kept(run, answer.plan);
    case 'infeasible':
      refuse(run, user, step);
      return { kind: 'no', reason: { kind: 'no plan for the rest' } };
    case 'unknown':
      return answer;
    default:
      return answer satisfies never;
  }
}

/** Lets the user take the step if that is known to be right; the answer is the one of `mayTake`. */
export function take(run: Run, user: number, step: number): MayTake {
  const answer = mayTake(run, user, step);
  if (answer.kind !== 'yes') return answer;
  run.done[step] = user;
  run.isBusy[user] = 1;
  run.isFixed[run.groups.of[step]!] = 1;
  const others = run.plans.filter((plan) => plan[step] === user);
  run.plans.splice(0, run.plans.length, ...others);
  return answer;
}

function kept(run: Run, plan: Int32Array): MayTake {
  run.plans.unshift(plan);
  if (run.plans.length > KEPT) run.plans.pop();
  return { kind: 'yes', plan: plan.slice() };
}

function isRefused({ refused, refusedClasses, classes, isBusy }: Run, user: number, step: number): boolean {
  if (refused.has(step * classes.of.length + user)) return true;
  return isBusy[user] === 0 && refusedClasses.has(step * classes.users.length + classes.of[user]!);
}

function refuse({ refused, refusedClasses, classes, isBusy }: Run, user: number, step: number): void {
  refused.add(step * classes.of.length + user);
  if (isBusy[user] === 0) refusedClasses.add(step * classes.users.length + classes.of[user]!);
}

/** Whether two users can be exchanged in every plan that agrees with what is done. */
function areAlike({ classes, isBusy }: Run, one: number, other: number): boolean {
  return classes.of[one] === classes.of[other] && isBusy[one] === 0 && isBusy[other] === 0;
}

function exchanged(plan: Int32Array, one: number, other: number): Int32Array {
  return plan.map((user) => (user === one ? other : user === other ? one : user));
}

/** What speaks against it without looking ahead. */
function refusalOf(run: Run, user: number, step: number): Refusal | undefined {
  const { instance, done, rules } = run;
  const doer = done[step] ?? -1;
  if (doer >= 0) return { kind: 'done already', user: doer };
  const isThere = user >= 0 && user < instance.users && Number.isInteger(user);
  const row = instance.authorised[step];
  if (row === undefined || !isThere || !has(row, user)) return { kind: 'not authorised' };
  if (!has(rules.allowed[step]!, user)) {
    const constraint = instance.constraints.find((one) => forbids(one, user, step));
    if (constraint !== undefined) return { kind: 'constraint', constraint };
  }
  done[step] = user;
  const broken = brokenAt(rules, done, step);
  done[step] = -1;
  return broken === undefined ? undefined : { kind: 'constraint', constraint: broken.constraint };
}

/** Constraints on single assignments. */
function forbids(constraint: Constraint, user: number, step: number): boolean {
  switch (constraint.kind) {
    case 'unavailable':
      return constraint.users.includes(user);
    case 'forced':
      return constraint.step === step && constraint.user !== user;
    case 'forbidden':
      return constraint.step === step && constraint.user === user;
    default:
      return false;
  }
}

function solveRest(instance: Instance, limits: RunLimits, done: ArrayLike<number>) {
  const { milliseconds, ...others } = limits;
  const forced: Constraint[] = [];
  for (let step = 0; step < done.length; step += 1) {
    if (done[step]! >= 0) forced.push({ kind: 'forced', step, user: done[step]! });
  }
  return solve(
    { ...instance, constraints: [...instance.constraints, ...forced] },
    { ...others, ...(milliseconds === undefined ? {} : { deadline: performance.now() + milliseconds }) },
  );
}
