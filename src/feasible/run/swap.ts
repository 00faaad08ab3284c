/**
 * Another plan near a known one: a step gets another user, and at most two more steps change theirs to make up for it.
 *
 * Steps bound to each other move together. Only rules of moved steps can break, so only these are asked, and the number
 * of times they are asked is limited: the answer comes within microseconds or not at all.
 */

import type { Instance } from '../../workflow/instance.ts';
import { has, lowest } from '../bits.ts';
import { brokenAt, type Rule, type Rules } from '../partial.ts';

/** Steps that are done by one user, and who may do them all. */
export interface Groups {
  readonly of: Int32Array;
  readonly steps: readonly (readonly number[])[];
  readonly allowed: readonly Uint32Array[];
}

export function groupsOf(instance: Instance, rules: Rules): Groups {
  const root = Int32Array.from({ length: instance.steps }, (_, step) => step);
  const join = (a: number, b: number) => {
    const [from, to] = [root[a]!, root[b]!];
    for (let step = 0; step < root.length; step += 1) if (root[step] === from) root[step] = to;
  };
  for (const constraint of instance.constraints) {
    if (constraint.kind === 'binding') join(constraint.left, constraint.right);
    if (constraint.kind === 'at-most' && constraint.bound === 1) {
      for (const step of constraint.steps) join(step, constraint.steps[0]!);
    }
  }
  const roots = [...new Set(root)];
  const steps = roots.map((own) => Array.from(root.keys()).filter((step) => root[step] === own));
  return {
    of: root.map((own) => roots.indexOf(own)),
    steps,
    allowed: steps.map((members) =>
      rules.allowed[members[0]!]!.map((word, at) =>
        members.reduce((common, step) => common & rules.allowed[step]![at]!, word),
      ),
    ),
  };
}

interface Swap {
  readonly rules: Rules;
  readonly groups: Groups;
  readonly plan: Int32Array;
  /** Groups that stay as they are: with a step done, or moved already. */
  readonly isFixed: Uint8Array;
  readonly moved: number[];
  /** How often rules of a step may still be asked. */
  work: number;
}

const MOVES = 3;

/**
 * Changes `plan`, which respects all rules, so that `user` does `step` and it still does; if that is not found, leaves
 * it as it was. Steps of a group that is fixed keep their users. `work` limits the effort.
 */
export function swapInto(
  rules: Rules,
  groups: Groups,
  plan: Int32Array,
  isFixed: Uint8Array,
  step: number,
  user: number,
  work: number,
): boolean {
  const group = groups.of[step]!;
  if (isFixed[group] === 1 || !has(groups.allowed[group]!, user)) return false;
  return move({ rules, groups, plan, isFixed: isFixed.slice(), moved: [], work }, group, user);
}

function move(s: Swap, group: number, user: number): boolean {
  const steps = s.groups.steps[group]!;
  const before = s.plan[steps[0]!]!;
  for (const step of steps) s.plan[step] = user;
  s.isFixed[group] = 1;
  s.moved.push(group);
  const isFound = settle(s);
  if (isFound) return true;
  s.moved.pop();
  s.isFixed[group] = 0;
  for (const step of steps) s.plan[step] = before;
  return false;
}

/** Moves other groups until no rule of a moved one is broken. */
function settle(s: Swap): boolean {
  let step = -1;
  let broken: Rule | undefined;
  for (let at = s.moved.length - 1; at >= 0 && broken === undefined; at -= 1) {
    const steps = s.groups.steps[s.moved[at]!]!;
    for (let index = 0; index < steps.length && broken === undefined; index += 1) {
      s.work -= 1;
      step = steps[index]!;
      broken = brokenAt(s.rules, s.plan, step);
    }
  }
  if (broken === undefined) return true;
  if (s.moved.length === MOVES) return false;
  const others = scopeOf(broken, s.plan, step);
  for (const other of others) {
    const group = s.groups.of[other]!;
    if (s.isFixed[group] === 1) continue;
    const own = s.plan[other]!;
    if (broken.kind === 'at-most') {
      // Only another user of the same steps makes them fewer.
      for (const near of others) {
        const user = s.plan[near]!;
        if (user === own || !has(s.groups.allowed[group]!, user)) continue;
        if (move(s, group, user)) return true;
        if (s.work <= 0) return false;
      }
      continue;
    }
    const allowed = s.groups.allowed[group]!;
    for (let at = 0; at < allowed.length; at += 1) {
      for (let bits = allowed[at]!; bits !== 0; bits &= bits - 1) {
        const user = (at << 5) + lowest(bits);
        if (user === own) continue;
        if (move(s, group, user)) return true;
        if (s.work <= 0) return false;
      }
    }
  }
  return false;
}

/** The steps whose users the rule is about. */
function scopeOf(rule: Rule, plan: Int32Array, step: number): readonly number[] {
  switch (rule.kind) {
    case 'separation':
    case 'binding':
    case 'dependent':
      return [rule.left, rule.right];
    case 'at-most':
    case 'at-least':
    case 'team':
    case 'group-unless':
      return rule.steps;
    case 'load':
      return Array.from(plan.keys()).filter((other) => plan[other] === plan[step]);
    default:
      return rule satisfies never;
  }
}
