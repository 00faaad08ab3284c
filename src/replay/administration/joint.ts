/**
 * Whether a part about several users at once is true at the start, stays true as those users change one another, and
 * keeps the goal from being met; and whether it follows as many users as could matter (`policy/cutoff.ts`).
 */

import { usersToFollow } from '../../policy/cutoff.ts';
import { broken, dangersTo } from './changes.ts';
import {
  type ByVariable,
  byVariable,
  type Condition,
  type Group,
  isTrueIn,
  shifted,
  someOf,
} from './condition.ts';
import type { AdministrationFacts } from './facts.ts';
import { type Fault, faultOf, ofPart, rejected } from './fault.ts';
import { type Asked, conditionsOf } from './goal.ts';
import { operationsOn } from './induction.ts';
import { usableConditions } from './liveness.ts';
import type { JointPart } from './parts.ts';
import type { Assumed, Powers } from './powers.ts';
import { type Given, type Moment, satisfiable } from './satisfiable.ts';

export type JointCheck =
  | { readonly kind: 'wrong'; readonly fault: Fault }
  | { readonly kind: 'unsafe'; readonly fault: Fault }
  | { readonly kind: 'kept' };

interface Setting {
  readonly facts: AdministrationFacts;
  readonly part: JointPart;
  readonly assumed: Assumed;
  readonly powers: Powers;
  readonly enrolled: ReadonlySet<number>;
  /** What may be assumed about variables of tracked users. */
  readonly scope: ByVariable;
  readonly enforced: ByVariable;
  /** False of a variable that is never true. */
  readonly known: Given;
  /** Some tracked user who may act and holds one of the roles. */
  readonly actors: (group: Group) => Group;
}

export function faultOfJoint(
  facts: AdministrationFacts,
  part: JointPart,
  asked: Asked,
  assumed: Assumed,
  powers: Powers,
  enrolled: ReadonlySet<number>,
): JointCheck {
  const wrong = (fault: Fault): JointCheck => ({ kind: 'wrong', fault: ofPart(part.number, fault) });
  const missing = faultOfCutoff(facts, part, asked.users, powers);
  if (missing !== null) return wrong(missing);
  const setting = settingOf(facts, part, assumed, powers, enrolled);
  const start = new Set(
    part.tracked.flatMap((one, at) => [...one.class.start].map((role) => at * facts.variables + role)),
  );
  if (part.conditions.some((condition) => !isTrueIn(condition, start)))
    return wrong(rejected('is false at the start'));
  for (const condition of part.conditions) {
    const fault = faultOfCondition(setting, condition);
    if (fault !== null) return wrong(fault);
  }
  const unsafe = faultOfGoal(setting, asked);
  return unsafe === null ? { kind: 'kept' } : { kind: 'unsafe', fault: unsafe };
}

function faultOfCutoff(
  facts: AdministrationFacts,
  { tracked }: JointPart,
  goalUsers: number,
  powers: Powers,
): Fault | null {
  const conditions = usableConditions(facts, powers);
  for (const one of facts.population.classes) {
    const needed = usersToFollow(one, conditions, goalUsers);
    const followed = tracked.filter((other) => other.class === one).length;
    if (followed < needed)
      return rejected(`follows ${followed} users where ${needed} that start alike could matter`);
  }
  return null;
}

function settingOf(
  facts: AdministrationFacts,
  part: JointPart,
  assumed: Assumed,
  powers: Powers,
  enrolled: ReadonlySet<number>,
): Setting {
  const { variables, absent } = facts;
  const scopes = part.tracked.map(({ user }) => assumed.ofUsers(user === null ? null : new Set([user])));
  const own = byVariable(part.conditions);
  const lifted = (of: (at: number) => ByVariable): ByVariable => {
    const known = new Map<Condition, Map<number, Condition>>();
    return (variable) => {
      const at = Math.floor(variable / variables);
      return of(at)(variable % variables).map((condition) => {
        const copies = known.get(condition) ?? new Map<number, Condition>();
        known.set(condition, copies);
        const copy = copies.get(at) ?? shifted(condition, at * variables);
        copies.set(at, copy);
        return copy;
      });
    };
  };
  const single = lifted((at) => scopes[at]!);
  // Whoever has not joined is assigned nothing.
  const apart = new Map<number, Condition>();
  const outside: ByVariable = (variable) => {
    const at = Math.floor(variable / variables);
    if (absent === null || variable % variables === absent || !part.tracked[at]!.class.isAbsent) return [];
    let condition = apart.get(variable);
    if (condition === undefined) {
      condition = { kind: 'clause', some: [], orNot: [variable, at * variables + absent] };
      apart.set(variable, condition);
    }
    return [condition];
  };
  return {
    facts,
    part,
    assumed,
    powers,
    enrolled,
    scope: (variable) => [...single(variable), ...own(variable), ...outside(variable)],
    enforced: lifted(() => assumed.enforced),
    known: (variable) => {
      const one = variable % variables;
      if (assumed.never(one)) return false;
      return one === absent && !part.tracked[Math.floor(variable / variables)]!.class.isAbsent
        ? false
        : undefined;
    },
    actors: (group) =>
      part.tracked.flatMap((one, at) => (one.class.mayAct ? group.map((role) => at * variables + role) : [])),
  };
}

function faultOfCondition(setting: Setting, condition: Condition): Fault | null {
  const { variables } = setting.facts;
  const { gained, lost } = dangersTo(condition);
  const { values } = broken(condition);
  if ([...values].some(([one, value]) => value && setting.known(one) === false)) return null;
  for (const [list, gains] of [
    [gained, true],
    [lost, false],
  ] as const) {
    for (const variable of list) {
      const at = Math.floor(variable / variables);
      const fault =
        faultOfOperations(setting, values, at, variable % variables, gains) ??
        faultOfEnrolment(setting, values, at, variable % variables, gains);
      if (fault !== null) return fault;
    }
  }
  return null;
}

/** Operations of tracked user number `at` that has joined. */
function faultOfOperations(
  { facts, part, assumed, powers, scope, enforced, known, actors }: Setting,
  values: ReadonlyMap<number, boolean>,
  at: number,
  variable: number,
  gains: boolean,
): Fault | null {
  const base = at * facts.variables;
  for (const operation of operationsOn(facts, powers, variable, gains)) {
    const changed = base + variable;
    const isBarred = (one: number): boolean => one >= base && operation.bars.has(one - base);
    const given =
      (moment: 'before' | 'after'): Given =>
      (one) => {
        if (one === changed) return (moment === 'after') === gains;
        if (facts.absent !== null && one === base + facts.absent) return false;
        return known(one) ?? values.get(one) ?? (isBarred(one) ? false : undefined);
      };
    const after = given('after');
    if ([...values].some(([one, value]) => (after(one) ?? value) !== value)) continue;
    if ([...operation.bars].some((bar) => (bar === variable ? !gains : values.get(base + bar) === true)))
      continue;
    const power = operation.rule === null ? null : powers.of(operation.rule);
    const refused = gains && operation.rule !== null;
    const guard: Moment[] = operation.needs.map((group) => ({
      condition: someOf(group.map((role) => base + role)),
      when: 'before',
    }));
    if (power !== null) guard.push({ condition: someOf(actors(power)), when: 'before' });
    const seeds = [
      changed,
      ...values.keys(),
      ...[...operation.bars].map((bar) => base + bar),
      ...(facts.absent === null ? [] : [base + facts.absent]),
    ];
    const decision = satisfiable({
      before: given('before'),
      after,
      asked: [
        ...guard,
        ...(refused
          ? assumed.violated.map((one): Moment => ({ condition: shifted(one, base), when: 'after' }))
          : []),
        ...seeds.flatMap((one): Moment[] => [
          ...scope(one).map((condition): Moment => ({ condition, when: 'before' })),
          ...(refused && isOf(one, at, facts)
            ? enforced(one).map((condition): Moment => ({ condition, when: 'after' }))
            : []),
        ]),
      ],
      assumed: [
        { about: scope, when: 'before' },
        ...(refused
          ? [
              {
                about: (one: number) => (isOf(one, at, facts) ? enforced(one) : []),
                when: 'after' as const,
              },
            ]
          : []),
      ],
    });
    const fault = faultOf(decision, `can become false: ${operation.what} of ${part.tracked[at]!.name}`);
    if (fault !== null) return fault;
  }
  return null;
}

const isOf = (variable: number, at: number, { variables }: AdministrationFacts): boolean =>
  Math.floor(variable / variables) === at;

/** Somebody joins: is assigned one role afterwards, and nothing before. */
function faultOfEnrolment(
  { facts, part, powers, enrolled, scope, known, actors }: Setting,
  values: ReadonlyMap<number, boolean>,
  at: number,
  variable: number,
  gains: boolean,
): Fault | null {
  const { absent, variables } = facts;
  if (absent === null || !part.tracked[at]!.class.isAbsent) return null;
  const base = at * variables;
  const roles = gains ? (enrolled.has(variable) ? [variable] : []) : variable === absent ? [...enrolled] : [];
  for (const role of roles) {
    const after: Given = (one) =>
      isOf(one, at, facts) ? one === base + role : (known(one) ?? values.get(one));
    if ([...values].some(([one, value]) => (after(one) ?? value) !== value)) continue;
    const before: Given = (one) => (isOf(one, at, facts) ? one === base + absent : after(one));
    for (const rule of facts.rulesOf('enrol', role)) {
      if (!powers.isUsable(rule)) continue;
      const power = powers.of(rule);
      const seeds = [base + role, base + absent, ...values.keys()];
      const decision = satisfiable({
        before,
        after,
        asked: [
          ...(power === null ? [] : [someOf(actors(power))]),
          ...seeds.flatMap((one) => scope(one)),
        ].map((condition) => ({ condition, when: 'before' })),
        assumed: [{ about: scope, when: 'before' }],
      });
      const fault = faultOf(
        decision,
        `can become false: \`${facts.administration.rules[rule]!.id}\` can enrol ${part.tracked[at]!.name} with \`${facts.nameOf(role)}\``,
      );
      if (fault !== null) return fault;
    }
  }
  return null;
}

const mostChoices = 20_000;

/** So many of the tracked users whom the goal may be about, between them. */
function faultOfGoal({ facts, part, scope, known }: Setting, asked: Asked): Fault | null {
  const aiming = part.tracked.flatMap((one, at) => (one.class.mayAim ? [at] : []));
  const choices = chosen(aiming, Math.min(asked.users, aiming.length), mostChoices);
  if (choices === null)
    return {
      kind: 'undecided',
      reason: `part ${part.number} follows more users than could be looked through`,
    };
  for (const users of choices) {
    for (const forbidden of asked.forbidden) {
      const groups = forbidden.groups.map((group) =>
        users.flatMap((at) => group.map((variable) => at * facts.variables + variable)),
      );
      const decision = satisfiable({
        before: known,
        after: known,
        asked: conditionsOf({ ...forbidden, groups }).map((condition) => ({ condition, when: 'before' })),
        assumed: [{ about: scope, when: 'before' }],
      });
      const names = users.map((at) => part.tracked[at]!.name).join(', ');
      const fault = faultOf(decision, `allows ${forbidden.about} of ${names}`);
      if (fault !== null) return fault;
    }
  }
  return null;
}

/** All choices of so many; null where there are more than `most`. */
function chosen(
  elements: readonly number[],
  size: number,
  most: number,
): readonly (readonly number[])[] | null {
  let found: (readonly number[])[] = [[]];
  for (let taken = 0; taken < size; taken += 1) {
    found = found.flatMap((choice) =>
      elements.filter((one) => one > (choice.at(-1) ?? -1)).map((one) => [...choice, one]),
    );
    if (found.length > most) return null;
  }
  return found;
}
