/**
 * The same policy in another order: everything whose order means nothing is shuffled, down to the members of a set.
 * What would be named by its position gets its name first.
 */

import type { Spec } from '../../../src/application/tree.ts';
import type {
  ApplicationInput,
  ConstraintInput,
  PeopleInput,
  PolicyInput,
  SessionConstraintInput,
} from '../../../src/policy/build.ts';
import type { AdministrationInput, OfficersInput } from '../../../src/policy/build-administration.ts';
import { randomOf } from '../../oracle/administered-arbitrary.ts';

type Shuffle = <T>(list: readonly T[]) => T[];

function shuffleOf(seed: number): Shuffle {
  const random = randomOf(seed);
  return (list) => {
    const result = [...list];
    for (let at = result.length - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1));
      [result[at], result[other]] = [result[other]!, result[at]!];
    }
    return result;
  };
}

/** `input` with an id on everything that would otherwise be numbered, and with every name declared. */
export function named(input: PolicyInput): PolicyInput {
  const { constraints, applications, administration } = input;
  return {
    ...input,
    ...(constraints === undefined
      ? {}
      : { constraints: constraints.map((one, at) => ({ id: `c${at + 1}`, ...one })) }),
    ...(applications === undefined
      ? {}
      : {
          applications: applications.map((application) => ({
            ...application,
            body: application.body ?? sequence(application.sessions.map(({ name }) => name)),
            ...(application.constraints === undefined
              ? {}
              : {
                  constraints: application.constraints.map((one, at) => ({
                    id: `${application.name}-${at + 1}`,
                    ...one,
                  })),
                }),
          })),
        }),
    ...(administration === undefined
      ? {}
      : {
          administration: {
            ...administration,
            ...(administration.rules === undefined
              ? {}
              : { rules: administration.rules.map((rule, at) => ({ id: `rule ${at + 1}`, ...rule })) }),
            ...(administration.goals === undefined
              ? {}
              : { goals: administration.goals.map((goal, at) => ({ id: `goal ${at + 1}`, ...goal })) }),
            ...(administration.keeps === undefined
              ? {}
              : { keeps: administration.keeps.map((keep, at) => ({ id: `keep ${at + 1}`, ...keep })) }),
          },
        }),
  };
}

/** The order of the sessions in the text of an application is the order in which they run, which stays. */
function sequence(names: readonly string[]): Spec {
  const span = { file: { path: 'built.policy.yaml', text: '', sha256: '' }, start: 0, end: 0 };
  const steps = names.map((text): Spec => ({ kind: 'session', name: { text, span }, span }));
  if (steps.length === 1) return steps[0]!;
  return steps.length === 0 ? { kind: 'skip', span } : { kind: 'sequence', parts: steps, span };
}

/** `input`, which must be `named`, in an order that `seed` determines. */
export function rearranged(input: PolicyInput, seed: number): PolicyInput {
  const shuffle = shuffleOf(seed);
  const swap = ([a, b]: readonly [string, string]): readonly [string, string] => {
    const [left, right] = shuffle([a, b]);
    return [left!, right!];
  };
  const people = (group: PeopleInput): PeopleInput => (typeof group === 'string' ? group : shuffle(group));
  const constraint = (one: ConstraintInput): ConstraintInput => {
    switch (one.kind) {
      case 'exclusion':
        return {
          ...one,
          sets: shuffle(one.sets).map((set) => ({ ...set, members: shuffle(set.members) })),
        };
      case 'prerequisite':
        return { ...one, needs: shuffle(one.needs) };
      case 'window':
        return { ...one, open: shuffle(one.open) };
      case 'cardinality':
      case 'one-per-object':
        return one;
      default:
        return one satisfies never;
    }
  };
  const sessionConstraint = (one: SessionConstraintInput): SessionConstraintInput => {
    switch (one.kind) {
      case 'separation':
      case 'binding':
      case 'at-most':
      case 'at-least':
        return { ...one, sessions: shuffle(one.sessions) };
      case 'team':
        return { ...one, sessions: shuffle(one.sessions), teams: shuffle(one.teams).map(people) };
      case 'group-unless':
        return { ...one, sessions: shuffle(one.sessions), group: people(one.group) };
      case 'dependent':
        return { ...one, leftUsers: people(one.leftUsers), rightUsers: people(one.rightUsers) };
      case 'load':
        return one.users === undefined ? one : { ...one, users: people(one.users) };
      case 'unavailable':
        return { ...one, users: people(one.users) };
      case 'forced':
      case 'forbidden':
        return one;
      default:
        return one satisfies never;
    }
  };
  const application = (one: ApplicationInput): ApplicationInput => ({
    ...one,
    sessions: shuffle(one.sessions).map((session) => ({
      ...session,
      roles: shuffle(session.roles),
      ...(session.needs === undefined ? {} : { needs: shuffle(session.needs) }),
    })),
    exclusions: shuffle(one.exclusions).map(swap),
    ...(one.constraints === undefined
      ? {}
      : { constraints: shuffle(one.constraints).map(sessionConstraint) }),
    ...(one.initiator === undefined ? {} : { initiator: shuffle(one.initiator) }),
    ...(one.plans === undefined
      ? {}
      : {
          plans: shuffle(one.plans).map((plan) => ({
            ...plan,
            assignments: Object.fromEntries(shuffle(Object.entries(plan.assignments))),
          })),
        }),
  });
  const maybe = <Key extends keyof PolicyInput>(
    key: Key,
    change: (value: NonNullable<PolicyInput[Key]>) => PolicyInput[Key],
  ): Partial<PolicyInput> => {
    const value = input[key];
    return value === undefined || value === null
      ? {}
      : { [key]: change(value as NonNullable<PolicyInput[Key]>) };
  };
  return {
    ...input,
    ...maybe('users', shuffle),
    ...maybe('roles', shuffle),
    ...maybe('groups', shuffle),
    ...maybe('permissions', shuffle),
    ...maybe('assignments', shuffle),
    ...maybe('inheritance', shuffle),
    ...maybe('grants', shuffle),
    ...maybe('sessions', (list) => shuffle(list).map((one) => ({ ...one, active: shuffle(one.active) }))),
    ...maybe('constraints', (list) => shuffle(list).map(constraint)),
    ...maybe('applications', (list) => shuffle(list).map(application)),
    ...maybe('operations', (list) =>
      shuffle(list).map((one) => ({ ...one, permissions: shuffle(one.permissions) })),
    ),
    ...maybe('administration', (one) => administration(one, shuffle, swap)),
  };
}

function administration(
  input: AdministrationInput,
  shuffle: Shuffle,
  swap: (pair: readonly [string, string]) => readonly [string, string],
): AdministrationInput {
  const officers = (by: OfficersInput): OfficersInput => {
    if (typeof by === 'string') return by;
    if ('length' in by) return shuffle(by);
    return {
      ...(by.roles === undefined ? {} : { roles: shuffle(by.roles) }),
      ...(by.users === undefined ? {} : { users: shuffle(by.users) }),
    };
  };
  return {
    ...input,
    ...(input.administrators === undefined ? {} : { administrators: shuffle(input.administrators) }),
    ...(input.newcomers === undefined
      ? {}
      : { newcomers: shuffle(input.newcomers).map((one) => ({ ...one, roles: shuffle(one.roles) })) }),
    ...(input.areas === undefined
      ? {}
      : {
          areas: shuffle(input.areas).map((area) => ({
            ...area,
            officers: officers(area.officers),
            roles: shuffle(area.roles),
          })),
        }),
    ...(input.rules === undefined
      ? {}
      : {
          rules: shuffle(input.rules).map((rule) => ({
            ...rule,
            by: rule.by === null ? null : officers(rule.by),
            roles: shuffle(rule.roles),
            ...(rule.kind !== 'enrol' && rule.needs !== undefined ? { needs: shuffle(rule.needs) } : {}),
            ...(rule.kind !== 'enrol' && rule.bars !== undefined ? { bars: shuffle(rule.bars) } : {}),
          })),
        }),
    ...(input.goals === undefined
      ? {}
      : {
          goals: shuffle(input.goals).map((goal) => {
            switch (goal.kind) {
              case 'roles':
                return { ...goal, roles: shuffle(goal.roles) };
              case 'permissions':
                return { ...goal, permissions: shuffle(goal.permissions) };
              case 'own-approver':
                return { ...goal, pairs: shuffle(goal.pairs).map(swap) };
              default:
                return goal;
            }
          }),
        }),
  };
}
