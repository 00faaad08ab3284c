/**
 * From a run of the core back to the policy: who does what to whom by which of its rules, re-executed on the way.
 *
 * The core's moves stand for rules of the problem, some for several that were merged; the rule that is told is one that
 * can be used in the full state. A run that cannot be told in this way is no run, and the caller learns where.
 */

import type { Core } from '../core.ts';
import type { Problem, Rule } from '../problem.ts';
import { type Cast, canMake, castOf, type Person } from './cast.ts';

/** One operation, by people. */
export interface Act {
  readonly rule: Rule;
  readonly person: Person;
  /** Null where nobody needs to act. */
  readonly actor: Person | null;
  /** The variable by which the actor may act; null where the rule names the actor, or anybody may. */
  readonly as: number | null;
}

export interface ToldRun {
  readonly acts: readonly Act[];
  readonly cast: Cast;
}

/** A move of somebody. */
export interface Moved {
  /** A number for each person of the run; whoever moves first under a number is called from the kind. */
  readonly who: number;
  /** Index into `core.kinds`. */
  readonly kind: number;
  /** Index into the problem's rules. */
  readonly rule: number;
}

export type Retold =
  | { readonly kind: 'told'; readonly run: ToldRun }
  | { readonly kind: 'stuck'; readonly at: number };

export function retell(problem: Problem, core: Core, moves: readonly Moved[]): Retold {
  const cast = castOf(problem);
  const acts: Act[] = [];
  const people = new Map<number, Person>();
  for (const [at, { who, kind, rule }] of moves.entries()) {
    const person =
      people.get(who) ?? cast.callNew(core.kinds[kind]!.kinds.map((number) => problem.kinds[number]!));
    if (person === undefined) return { kind: 'stuck', at };
    people.set(who, person);
    const act = actOf(problem, cast, problem.rules[rule]!, person);
    if (act === null) return { kind: 'stuck', at };
    carryOut(act);
    acts.push(act);
  }
  return { kind: 'told', run: { acts, cast } };
}

/** By the rule, or by another of the same effect. */
export function actOf(problem: Problem, cast: Cast, wanted: Rule, person: Person): Act | null {
  const same = (rule: Rule): boolean =>
    rule !== wanted && isSame(rule.adds, wanted.adds) && isSame(rule.removes, wanted.removes);
  const byRule = (rule: Rule): Act | null => {
    if (!canMake(rule, person.state)) return null;
    if (rule.origin.kind === 'perform') return { rule, person, actor: null, as: null };
    const actor = rule.officers.length > 0 ? cast.oneOf(rule.officers) : cast.actorWith(rule.power);
    if (actor === undefined) return null;
    const as = rule.power?.find((variable) => actor.state.has(variable)) ?? null;
    return { rule, person, actor, as };
  };
  const first = byRule(wanted);
  if (first !== null) return first;
  for (const rule of problem.rules) {
    if (!same(rule)) continue;
    const act = byRule(rule);
    if (act !== null) return act;
  }
  return null;
}

const isSame = (left: Int32Array, right: Int32Array): boolean =>
  left.length === right.length && left.every((variable, at) => variable === right[at]);

export function carryOut({ rule, person }: Act): void {
  for (const variable of rule.removes) person.state.delete(variable);
  for (const variable of rule.adds) person.state.add(variable);
}
