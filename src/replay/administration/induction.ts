/**
 * Whether parts about single users are true at the start and stay true: each operation that could make a part false is
 * impossible where all parts are true.
 *
 * An enrolment brings a user who is assigned one role and no more, as if that were one more start.
 */

import { broken, dangersTo } from './changes.ts';
import { type Condition, isTrueIn, someOf } from './condition.ts';
import type { AdministrationFacts } from './facts.ts';
import { type Fault, faultOf, ofPart, rejected } from './fault.ts';
import type { UserPart } from './parts.ts';
import type { Assumed, Powers } from './powers.ts';
import { type Moment, satisfiable } from './satisfiable.ts';

/** Why a part is not inductive, or null. */
export function faultOfUserParts(
  facts: AdministrationFacts,
  parts: readonly UserPart[],
  assumed: Assumed,
  powers: Powers,
  enrolled: ReadonlySet<number>,
): Fault | null {
  for (const part of parts) {
    const fault = faultAtStart(facts, part, enrolled) ?? faultLater(facts, part, assumed, powers);
    if (fault !== null) return ofPart(part.number, fault);
  }
  return null;
}

function faultAtStart(
  { population, nameOf }: AdministrationFacts,
  { users, conditions, never }: UserPart,
  enrolled: ReadonlySet<number>,
): Fault | null {
  const classes = users === null ? population.classes : [...new Set([...users].map(population.classOfUser))];
  const isTrue = (state: ReadonlySet<number>): boolean =>
    never === null
      ? conditions.every((condition) => isTrueIn(condition, state))
      : [...state].every((variable) => !never.has(variable));
  if (classes.some(({ start }) => !isTrue(start))) return rejected('is false at the start');
  if (users !== null) return null;
  const role = [...enrolled].find((one) => !isTrue(new Set([one])));
  return role === undefined ? null : rejected(`is false of a user who is enrolled with \`${nameOf(role)}\``);
}

/** An operation of a user who is there: what its guard asks beside that somebody can use it. */
export interface Operation {
  readonly what: string;
  readonly variable: number;
  /** Whether the variable comes true or becomes false. */
  readonly gains: boolean;
  readonly needs: readonly (readonly number[])[];
  readonly bars: ReadonlySet<number>;
  /** Index of the rule; null: nobody has to let the user. */
  readonly rule: number | null;
}

const nothing: ReadonlySet<number> = new Set();

/** The operations that change a variable of a user who has joined, but for rules that nobody can use. */
export function* operationsOn(
  { administration, policy, goal, holding, rulesOf, markOf, absent, nameOf }: AdministrationFacts,
  powers: Powers,
  variable: number,
  gains: boolean,
): Generator<Operation> {
  if (variable === absent) return;
  if (variable >= policy.roles.list.length) {
    const session =
      goal.kind === 'own-approver'
        ? policy.applications[goal.application]!.sessions[variable - markOf(0)]
        : undefined;
    if (!gains || session === undefined) return;
    const needs = session.roles.map(holding);
    yield {
      what: `\`${nameOf(variable)}\` can come about`,
      variable,
      gains,
      needs,
      bars: nothing,
      rule: null,
    };
    return;
  }
  const kind = gains ? 'assign' : 'revoke';
  for (const number of rulesOf(kind, variable)) {
    const rule = administration.rules[number]!;
    if (rule.kind === 'enrol' || !powers.isUsable(number)) continue;
    yield {
      what: `\`${rule.id}\` can ${kind} \`${nameOf(variable)}\``,
      variable,
      gains,
      needs: rule.needs.map(holding),
      bars: new Set(rule.bars.flatMap(holding)),
      rule: number,
    };
  }
}

function faultLater(
  facts: AdministrationFacts,
  part: UserPart,
  assumed: Assumed,
  powers: Powers,
): Fault | null {
  for (const condition of part.conditions) {
    const fault = faultOfChanges(facts, part, condition, assumed, powers);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOfChanges(
  facts: AdministrationFacts,
  part: UserPart,
  condition: Condition,
  assumed: Assumed,
  powers: Powers,
): Fault | null {
  const { gained, lost } = dangersTo(condition);
  const { values, asked } = broken(condition);
  // False of nobody, so that nothing can break it.
  if (part.never === null && [...values].some(([one, value]) => value && assumed.never(one))) return null;
  const scope = assumed.ofUsers(part.users);
  const faultOfChange = (variable: number, gains: boolean): Fault | null => {
    for (const operation of operationsOn(facts, powers, variable, gains)) {
      const given = (moment: 'before' | 'after') => (one: number) => {
        if (one === variable) return (moment === 'after') === gains;
        if (one === facts.absent || assumed.never(one)) return false;
        return values.get(one) ?? (operation.bars.has(one) ? false : undefined);
      };
      if ([...values].some(([one, value]) => (given('after')(one) ?? value) !== value)) continue;
      if ([...operation.bars].some((one) => (one === variable ? !gains : values.get(one) === true))) continue;
      const guard: Moment[] = operation.needs.map((group) => ({ condition: someOf(group), when: 'before' }));
      const refused = gains && operation.rule !== null;
      const seeds = [
        variable,
        ...values.keys(),
        ...operation.bars,
        ...(facts.absent === null ? [] : [facts.absent]),
      ];
      const decision = satisfiable({
        before: given('before'),
        after: given('after'),
        asked: [
          ...guard,
          ...asked,
          ...(refused ? assumed.violated.map((known): Moment => ({ condition: known, when: 'after' })) : []),
          ...seeds.flatMap((one): Moment[] => [
            ...scope(one).map((known): Moment => ({ condition: known, when: 'before' })),
            ...(refused
              ? assumed.enforced(one).map((known): Moment => ({ condition: known, when: 'after' }))
              : []),
          ]),
        ],
        assumed: [
          { about: scope, when: 'before' },
          ...(refused ? [{ about: assumed.enforced, when: 'after' as const }] : []),
        ],
      });
      const fault = faultOf(decision, `can become false: ${operation.what}`);
      if (fault !== null) return fault;
    }
    return null;
  };
  for (const variable of gained) {
    const fault = faultOfChange(variable, true);
    if (fault !== null) return fault;
  }
  for (const variable of lost) {
    const fault = faultOfChange(variable, false);
    if (fault !== null) return fault;
  }
  return null;
}
