/**
 * Whether some steps done already break a constraint, whatever the rest: the rules of an instance, looked up by step.
 *
 * Each rule is judged by itself, so what breaks none may still have no plan. When every step is done, no rule is broken
 * exactly if the plan respects the instance.
 */

import type { Constraint, Instance } from '../workflow/instance.ts';
import { has } from './bits.ts';

/** A constraint with its sets of users as bits. Those on single assignments are in `allowed`. */
export type Rule = { readonly constraint: Constraint } & (
  | { readonly kind: 'separation' | 'binding'; readonly left: number; readonly right: number }
  | { readonly kind: 'at-most' | 'at-least'; readonly bound: number; readonly steps: readonly number[] }
  | { readonly kind: 'team'; readonly steps: readonly number[]; readonly teams: readonly Uint32Array[] }
  | {
      readonly kind: 'group-unless';
      readonly steps: readonly number[];
      readonly bound: number;
      readonly group: Uint32Array;
    }
  | {
      readonly kind: 'dependent';
      readonly left: number;
      readonly right: number;
      readonly leftUsers: Uint32Array;
      readonly rightUsers: Uint32Array;
    }
  | { readonly kind: 'load'; readonly bound: number; readonly users?: Uint32Array }
);

export interface Rules {
  /** Per step the users who may do it, as far as constraints on single assignments go. */
  readonly allowed: readonly Uint32Array[];
  readonly all: readonly Rule[];
  /** Per step the rules that its user may break; those on loads are with every step. */
  readonly ofStep: readonly (readonly Rule[])[];
}

export function rulesOf(instance: Instance): Rules {
  const allowed = instance.authorised.map((row) => row.slice());
  const all: Rule[] = [];
  const ofStep = Array.from({ length: instance.steps }, (): Rule[] => []);
  const bits = (users: readonly number[]) => {
    const set = new Uint32Array((instance.users + 31) >>> 5);
    for (const user of users) set[user >>> 5]! |= 1 << (user & 31);
    return set;
  };
  const add = (steps: Iterable<number>, rule: Rule) => {
    all.push(rule);
    for (const step of new Set(steps)) ofStep[step]!.push(rule);
  };
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'separation':
      case 'binding':
        add([constraint.left, constraint.right], { ...constraint, constraint });
        break;
      case 'at-most':
      case 'at-least':
        add(constraint.steps, { ...constraint, steps: [...new Set(constraint.steps)], constraint });
        break;
      case 'team': {
        const { kind, steps } = constraint;
        add(steps, { kind, steps: [...new Set(steps)], teams: constraint.teams.map(bits), constraint });
        break;
      }
      case 'group-unless': {
        const { kind, steps, bound } = constraint;
        add(steps, { kind, steps: [...new Set(steps)], bound, group: bits(constraint.group), constraint });
        break;
      }
      case 'dependent': {
        const { kind, left, right } = constraint;
        const leftUsers = bits(constraint.leftUsers);
        add([left, right], {
          kind,
          left,
          right,
          leftUsers,
          rightUsers: bits(constraint.rightUsers),
          constraint,
        });
        break;
      }
      case 'load': {
        const { kind, bound, users } = constraint;
        add(allowed.keys(), {
          kind,
          bound,
          ...(users === undefined ? {} : { users: bits(users) }),
          constraint,
        });
        break;
      }
      case 'unavailable': {
        const gone = bits(constraint.users);
        for (const row of allowed) for (let at = 0; at < row.length; at += 1) row[at]! &= ~gone[at]!;
        break;
      }
      case 'forbidden':
        allowed[constraint.step]![constraint.user >>> 5]! &= ~(1 << (constraint.user & 31));
        break;
      case 'forced': {
        const only = bits([constraint.user]);
        const row = allowed[constraint.step]!;
        for (let at = 0; at < row.length; at += 1) row[at]! &= only[at]!;
        break;
      }
      default:
        constraint satisfies never;
    }
  }
  return { allowed, all, ofStep };
}

/** The first rule that the user of `step` breaks together with the other steps done; -1 in `plan` is a step to do. */
export function brokenAt(rules: Rules, plan: Int32Array, step: number): Rule | undefined {
  const own = rules.ofStep[step]!;
  for (let at = 0; at < own.length; at += 1) if (!mayHold(own[at]!, plan, step)) return own[at];
  return undefined;
}

/** A rule that no plan can respect, as far as that shows before any step is done. */
export function brokenFromStart({ all, allowed }: Rules): Rule | undefined {
  const plan = new Int32Array(allowed.length).fill(-1);
  return all.find((rule) => rule.kind !== 'load' && !mayHold(rule, plan, -1));
}

/** Whether the rule can still hold by itself. Of a rule on loads, only the user of `step` is looked at. */
function mayHold(rule: Rule, plan: Int32Array, step: number): boolean {
  switch (rule.kind) {
    case 'separation': {
      const user = plan[rule.left]!;
      return rule.left !== rule.right && (user < 0 || user !== plan[rule.right]);
    }
    case 'binding': {
      const left = plan[rule.left]!;
      const right = plan[rule.right]!;
      return left < 0 || right < 0 || left === right;
    }
    case 'at-most':
      return spread(rule.steps, plan, false) <= rule.bound;
    case 'at-least':
      return spread(rule.steps, plan, true) >= rule.bound;
    case 'team': {
      for (let at = 0; at < rule.teams.length; at += 1) {
        if (allWithin(rule.steps, plan, rule.teams[at]!)) return true;
      }
      return false;
    }
    case 'group-unless':
      return spread(rule.steps, plan, true) >= rule.bound || allWithin(rule.steps, plan, rule.group);
    case 'dependent': {
      const left = plan[rule.left]!;
      const right = plan[rule.right]!;
      if (left < 0 || right < 0) return true;
      return !has(rule.leftUsers, left) || has(rule.rightUsers, right);
    }
    case 'load': {
      const user = plan[step]!;
      if (rule.users !== undefined && !has(rule.users, user)) return true;
      let load = 0;
      for (let at = 0; at < plan.length; at += 1) if (plan[at] === user) load += 1;
      return load <= rule.bound;
    }
    default:
      return rule satisfies never;
  }
}

/** Distinct users of the steps done; with `withOpen`, as many as there can be in the end. */
function spread(steps: readonly number[], plan: Int32Array, withOpen: boolean): number {
  let count = 0;
  for (let at = 0; at < steps.length; at += 1) {
    const user = plan[steps[at]!]!;
    if (user < 0) {
      if (withOpen) count += 1;
      continue;
    }
    let isNew = true;
    for (let before = 0; before < at && isNew; before += 1) isNew = plan[steps[before]!] !== user;
    if (isNew) count += 1;
  }
  return count;
}

function allWithin(steps: readonly number[], plan: Int32Array, users: Uint32Array): boolean {
  for (let at = 0; at < steps.length; at += 1) {
    const user = plan[steps[at]!]!;
    if (user >= 0 && !has(users, user)) return false;
  }
  return true;
}
