/**
 * Which elements of a conflict a plan shows to be needed (model rotation).
 *
 * A plan that fails one constraint alone, or leaves out one step alone, shows that element to be needed. Move one step
 * to another user, and exactly one other element may fail instead: it is needed, too. That saves most decisions, which
 * are hard ones, for a minimal conflict has no slack.
 */

import type { Instance } from '../../workflow/instance.ts';
import { has, members } from '../bits.ts';
import { scopeOf } from '../restrict.ts';
import type { Elements } from './conflict.ts';
import { nobody, respectsPartly } from './partial.ts';

export interface Needed {
  readonly steps: Set<number>;
  readonly constraints: Set<number>;
}

/** New users tried for a step besides those in the plan: they are alike unless a constraint names them. */
const newcomers = 2;
const newcomersIfNamed = 40;

/**
 * Adds to `needed` what follows from `plan`, if it fails one constraint of `elements` alone or lacks one step alone.
 * Steps that it lacks but has users for are added to it first.
 */
export function rotate(instance: Instance, elements: Elements, plan: Int32Array, needed: Needed): void {
  const touching = Array.from({ length: instance.steps }, (): number[] => []);
  const scopes = new Map<number, readonly number[]>();
  let areNamed = false;
  for (const index of elements.constraints) {
    const constraint = instance.constraints[index]!;
    const scope = scopeOf(instance, constraint).filter((step) => elements.steps.includes(step));
    scopes.set(index, scope);
    for (const step of scope) touching[step]!.push(index);
    areNamed ||= !['separation', 'binding', 'at-most', 'at-least'].includes(constraint.kind);
  }
  const fails = (index: number, of: Int32Array): boolean => !respectsPartly(instance.constraints[index]!, of);
  const candidates = new Map<number, readonly number[]>();
  const usersFor = (step: number, of: Int32Array): readonly number[] => {
    const all = candidates.get(step) ?? members(instance.authorised[step]!);
    candidates.set(step, all);
    const inPlan = new Set(of);
    let left = areNamed ? newcomersIfNamed : newcomers;
    return all.filter((user) => {
      if (inPlan.has(user)) return true;
      left -= 1;
      return left >= 0;
    });
  };

  const open: Int32Array[] = [];
  const reach = (next: Int32Array): void => {
    open.push(next);
  };
  /** `moved` fails exactly `failed`, and one of them or a step without which none fails is needed. */
  const judge = (moved: Int32Array, failed: readonly number[]): void => {
    const [first, ...others] = failed;
    if (first === undefined) return;
    if (others.length === 0 && !needed.constraints.has(first)) {
      needed.constraints.add(first);
      reach(moved);
    }
    for (const step of scopes.get(first)!) {
      if (needed.steps.has(step) || !others.every((index) => scopes.get(index)!.includes(step))) continue;
      const without = moved.slice();
      without[step] = nobody;
      if (failed.some((index) => fails(index, without))) continue;
      needed.steps.add(step);
      reach(without);
    }
  };

  const first = plan.slice();
  for (const step of elements.steps) {
    if (first[step] !== nobody) continue;
    const user = usersFor(step, first).find((candidate) => {
      first[step] = candidate;
      return !touching[step]!.some((index) => fails(index, first));
    });
    first[step] = user ?? nobody;
  }
  const start = elements.constraints.filter((index) => fails(index, first));
  const missing = elements.steps.filter((step) => first[step] === nobody);
  if (start.length + missing.length !== 1) return;
  for (const index of start) needed.constraints.add(index);
  for (const step of missing) needed.steps.add(step);
  reach(first);
  if (start.length > 0) judge(first, start);
  for (let at = 0; at < open.length; at += 1) {
    const found = open[at]!;
    const hole = elements.steps.find((step) => found[step] === nobody);
    const failing = hole === undefined ? elements.constraints.filter((index) => fails(index, found)) : [];
    const movable = hole === undefined ? failing.flatMap((index) => scopes.get(index)!) : [hole];
    for (const step of movable) {
      for (const user of usersFor(step, found)) {
        if (user === found[step] || !has(instance.authorised[step]!, user)) continue;
        const moved = found.slice();
        moved[step] = user;
        judge(
          moved,
          touching[step]!.filter((index) => fails(index, moved)),
        );
      }
    }
  }
}
