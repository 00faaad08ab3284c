/**
 * How many plans an instance has: exactly, or where the limits end the count, bounds that are true.
 *
 * The lower bound comes from one plan: its blocks may be given to others in turn, as long as nobody gets two of them
 * and every constraint that names users stays respected in the way in which the plan respects it.
 */

import type { Instance } from '../../workflow/instance.ts';
import { size } from '../bits.ts';
import { candidatesOf, maskOf } from '../candidates.ts';
import { type Limits, solve, type UnknownReason } from '../pattern/solve.ts';
import { countExactly } from './exact.ts';

export interface CountLimits {
  /** Pieces of work; the usual number takes some seconds. Gives the same answer on every machine. */
  readonly steps?: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline?: number;
  readonly interrupted?: () => boolean;
}

export const usualSteps = 1_000_000;

export type Count =
  | { readonly kind: 'exact'; readonly count: bigint }
  /** At least `count`, at most `atMost`. */
  | {
      readonly kind: 'at-least';
      readonly count: bigint;
      readonly atMost: bigint;
      readonly reason: 'step limit' | Exclude<UnknownReason, 'conflict limit'>;
    };

/** Decisions for the lower bound. */
const mostConflicts = 5_000;

export function countPlans(instance: Instance, limits: CountLimits = {}): Count {
  let steps = 0;
  let reason: Extract<Count, { kind: 'at-least' }>['reason'] | null = null;
  const most = limits.steps ?? usualSteps;
  const count = countExactly(instance, () => {
    if (reason !== null) return true;
    steps += 1;
    if (steps > most) reason = 'step limit';
    else if (steps % 256 === 1) reason = stopOf(limits);
    return reason !== null;
  });
  if (reason === null) return { kind: 'exact', count };
  const perDecision: Limits = { conflicts: mostConflicts };
  const answer = solve(instance, perDecision);
  if (answer.kind === 'infeasible') return { kind: 'exact', count: 0n };
  return {
    kind: 'at-least',
    count: answer.kind === 'feasible' ? variationsOf(instance, answer.plan) : 0n,
    atMost: choicesOf(instance),
    reason,
  };
}

function stopOf({ deadline, interrupted }: CountLimits): 'time limit' | 'interrupted' | null {
  if (deadline !== undefined && performance.now() > deadline) return 'time limit';
  return interrupted?.() === true ? 'interrupted' : null;
}

/** As many plans as the steps, each by itself, leave choices; steps bound to each other are one. */
function choicesOf(instance: Instance): bigint {
  const rows = candidatesOf(instance);
  const first = rows.map((_, step) => step);
  for (const constraint of instance.constraints) {
    if (constraint.kind !== 'binding') continue;
    const [from, to] = [first[constraint.left]!, first[constraint.right]!];
    for (let step = 0; step < first.length; step += 1) if (first[step] === from) first[step] = to;
  }
  return [...new Set(first)].reduce((product, root) => {
    const block = first.flatMap((own, step) => (own === root ? [step] : []));
    return product * BigInt(size(joint(rows, block)));
  }, 1n);
}

/** A number of plans that give the same steps to one user as `plan` does, and others to different ones. */
function variationsOf(instance: Instance, plan: Int32Array): bigint {
  const rows = candidatesOf(instance);
  const keep = (steps: readonly number[], mask: Uint32Array): void => {
    for (const step of steps) rows[step] = rows[step]!.map((word, at) => word & mask[at]!);
  };
  const blocks = new Map<number, number[]>();
  for (const [step, user] of plan.entries()) blocks.set(user, [...(blocks.get(user) ?? []), step]);
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'team': {
        const team = constraint.teams.find((users) =>
          constraint.steps.every((step) => users.includes(plan[step]!)),
        );
        if (team !== undefined) keep(constraint.steps, maskOf(instance, team));
        break;
      }
      case 'group-unless':
        if (new Set(constraint.steps.map((step) => plan[step]!)).size < constraint.bound) {
          keep(constraint.steps, maskOf(instance, constraint.group));
        }
        break;
      case 'dependent':
        if (constraint.leftUsers.includes(plan[constraint.left]!)) {
          keep([constraint.right], maskOf(instance, constraint.rightUsers));
        } else {
          keep(
            [constraint.left],
            maskOf(instance, constraint.leftUsers).map((word) => ~word),
          );
        }
        break;
      case 'load': {
        const users = constraint.users ?? Array.from({ length: instance.users }, (_, user) => user);
        const spared = maskOf(instance, users).map((word) => ~word);
        for (const steps of blocks.values()) if (steps.length > constraint.bound) keep(steps, spared);
        break;
      }
      default:
        break;
    }
  }
  const choices = [...blocks.values()].map((steps) => joint(rows, steps)).sort((a, b) => size(a) - size(b));
  let product = 1n;
  for (const [at, row] of choices.entries()) {
    const rivals = choices
      .slice(0, at)
      .filter((other) => other.some((word, index) => (word & row[index]!) !== 0)).length;
    product *= BigInt(Math.max(0, size(row) - rivals));
  }
  // The plan itself.
  return product > 1n ? product : 1n;
}

function joint(rows: readonly Uint32Array[], steps: readonly number[]): Uint32Array {
  return rows[steps[0]!]!.map((word, at) => steps.reduce((bits, step) => bits & rows[step]![at]!, word));
}
