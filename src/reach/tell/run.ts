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

/** A move of somebody: who has not moved yet is called from the kind. */
export interface Moved {
  /** Index into `core.kinds`. */
  readonly kind: number;
  /** Those that a user of this kind has true before the move, of the core's variables. */
  readonly isAt: (has: (variable: number) => boolean) => boolean;
  /** Whether the user is where the kind starts, so that somebody new may be called. */
  readonly isFirst: boolean;
  /** Index into the problem's rules. */
  readonly rule: number;
}

export type Retold =
  | { readonly kind: 'told'; readonly run: ToldRun }
  | { readonly kind: 'stuck'; readonly at: number };

export function retell(problem: Problem, core: Core, moves: readonly Moved[]): Retold {
  const cast = castOf(problem);
  const acts: Act[] = [];
  for (const [at, { kind, isAt, isFirst, rule }] of moves.entries()) {
    const { kinds } = core.kinds[kind]!;
    const ofKind = kinds.map((number) => problem.kinds[number]!);
    const has =
      (person: Person) =>
      (variable: number): boolean =>
        person.state.has(core.original[variable]!);
    const person =
      cast.called.find((one) => ofKind.includes(one.kind) && isAt(has(one))) ??
      (isFirst ? cast.call(ofKind) : undefined);
    if (person === undefined) return { kind: 'stuck', at };
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
    const actor = cast.actorWith(rule.power);
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
