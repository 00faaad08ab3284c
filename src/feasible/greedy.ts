/**
 * The greedy assignment printed as Fig. 14, in the three readings of FORMAL.md D.8, to be shown beside the truth.
 *
 * - G0, literal: users are taken from outside each other's candidate sets; a pair without such users is passed over,
 *   and a later pair overwrites an earlier choice. Incomplete, and unsound: its plan may break a separation, which is
 *   then named.
 * - G1, charitable: steps by falling degree; each takes a candidate whom no neighbour has taken. Sound, incomplete.
 * - G2: G1, preferring candidates of no open neighbour. Sound, incomplete.
 *
 * "Any user" is the first: ties go to the lower step, then to the lower user. Partners are taken in the same order.
 */

import type { Constraint, Instance, PairConstraint } from '../workflow/instance.ts';
import { has, members } from './bits.ts';

export type GreedyReading = 'G0' | 'G1' | 'G2';

/** What happened, in this order. */
export type GreedyEvent =
  /** G0: each took a user whom the other could not have had; `former` was his choice before. */
  | {
      readonly kind: 'paired';
      readonly step: number;
      readonly user: number;
      readonly former?: number;
      readonly partner: number;
      /** The user whom the partner took; absent if it kept the one it had. */
      readonly partnerUser?: number;
    }
  /** G0: nobody outside the candidates of `within` could do `step`, so the pair was passed over. */
  | { readonly kind: 'passed'; readonly step: number; readonly partner: number; readonly inside: number }
  /** A step took a user; `degree` is the number of steps exclusive with it, `barred` whom it could not take for them. */
  | {
      readonly kind: 'taken';
      readonly step: number;
      readonly degree: number;
      readonly user: number;
      readonly barred: readonly number[];
    }
  | {
      readonly kind: 'nobody left';
      readonly step: number;
      readonly degree: number;
      readonly barred: readonly number[];
    };

export type GreedyAnswer =
  /** The algorithm knows separations only. */
  | { readonly kind: 'not-applicable'; readonly constraint: Constraint }
  /** `broken`: a separation that the plan breaks (G0). */
  | {
      readonly kind: 'assigned';
      readonly plan: Int32Array;
      readonly trace: readonly GreedyEvent[];
      readonly broken?: PairConstraint;
    }
  | { readonly kind: 'failed'; readonly step: number; readonly trace: readonly GreedyEvent[] };

interface Graph {
  readonly candidates: readonly Uint32Array[];
  /** Per step the steps exclusive with it, ascending, each once. */
  readonly neighbours: readonly (readonly number[])[];
}

export function greedy(instance: Instance, reading: GreedyReading): GreedyAnswer {
  const separations: PairConstraint[] = [];
  const neighbours = Array.from({ length: instance.steps }, () => new Set<number>());
  for (const constraint of instance.constraints) {
    if (constraint.kind !== 'separation') return { kind: 'not-applicable', constraint };
    const { left, right } = constraint;
    separations.push({ kind: 'separation', left, right });
    neighbours[left]!.add(right);
    neighbours[right]!.add(left);
  }
  const graph: Graph = {
    candidates: instance.authorised,
    neighbours: neighbours.map((set) => [...set].sort((a, b) => a - b)),
  };
  const trace: GreedyEvent[] = [];
  const plan = new Int32Array(instance.steps).fill(-1);
  const failed = reading === 'G0' ? literal(graph, plan, trace) : charitable(graph, plan, trace, reading);
  if (failed !== undefined) return { kind: 'failed', step: failed, trace };
  const broken = separations.find(({ left, right }) => plan[left] === plan[right]);
  return { kind: 'assigned', plan, trace, ...(broken === undefined ? {} : { broken }) };
}

/** Fills `plan`; returns the step that failed. */
function literal({ candidates, neighbours }: Graph, plan: Int32Array, trace: GreedyEvent[]) {
  const steps = plan.length;
  for (let step = 0; step < steps; step += 1) {
    for (const beside of neighbours[step]!) {
      if (plan[step]! >= 0 || neighbours[step]!.length < neighbours[beside]!.length) continue;
      for (const partner of neighbours[step]!) {
        const own = firstOutside(candidates[step]!, candidates[partner]!);
        const other = firstOutside(candidates[partner]!, candidates[step]!);
        if (own < 0 || other < 0) {
          trace.push(
            own < 0
              ? { kind: 'passed', step, partner, inside: step }
              : { kind: 'passed', step, partner, inside: partner },
          );
          continue;
        }
        const former = plan[step]!;
        const isOpen = plan[partner]! < 0;
        plan[step] = own;
        if (isOpen) plan[partner] = other;
        trace.push({
          kind: 'paired',
          step,
          user: own,
          ...(former >= 0 && former !== own ? { former } : {}),
          partner,
          ...(isOpen ? { partnerUser: other } : {}),
        });
      }
    }
  }
  for (let step = 0; step < steps; step += 1) {
    const degree = neighbours[step]!.length;
    if (degree === 0 || plan[step]! >= 0) continue;
    trace.push({ kind: 'nobody left', step, degree, barred: [] });
    return step;
  }
  for (let step = 0; step < steps; step += 1) {
    if (plan[step]! < 0 && !take(step, 0, members(candidates[step]!), [], plan, trace)) return step;
  }
  return undefined;
}

function charitable(
  { candidates, neighbours }: Graph,
  plan: Int32Array,
  trace: GreedyEvent[],
  reading: 'G1' | 'G2',
) {
  const order = Array.from(plan.keys()).sort(
    (a, b) => neighbours[b]!.length - neighbours[a]!.length || a - b,
  );
  for (const step of order) {
    const near = neighbours[step]!;
    const barred = [...new Set(near.map((other) => plan[other]!).filter((user) => user >= 0))].sort(
      (a, b) => a - b,
    );
    // Nobody differs from himself.
    const free = near.includes(step)
      ? []
      : members(candidates[step]!).filter((user) => !barred.includes(user));
    const open = near.filter((other) => plan[other]! < 0);
    const unwanted =
      reading === 'G1' ? [] : free.filter((user) => !open.some((other) => has(candidates[other]!, user)));
    if (!take(step, near.length, unwanted.length > 0 ? unwanted : free, barred, plan, trace)) return step;
  }
  return undefined;
}

/** Whether there was somebody to take. */
function take(
  step: number,
  degree: number,
  free: readonly number[],
  barred: readonly number[],
  plan: Int32Array,
  trace: GreedyEvent[],
): boolean {
  const [user] = free;
  if (user === undefined) {
    trace.push({ kind: 'nobody left', step, degree, barred });
    return false;
  }
  plan[step] = user;
  trace.push({ kind: 'taken', step, degree, user, barred });
  return true;
}

/** The first member of `bits` that is not in `others`, or -1. */
function firstOutside(bits: Uint32Array, others: Uint32Array): number {
  return members(bits.map((word, at) => word & ~others[at]!))[0] ?? -1;
}
