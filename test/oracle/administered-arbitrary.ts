/**
 * Small random administrations, each from a seed: of every kind of rule, goal and population, and small enough that
 * everything can be tried.
 */

import type { Condition, Spec } from '../../src/application/tree.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type {
  AdministrationInput,
  AdministrativeRuleInput,
  OfficersInput,
  ReachGoalInput,
} from '../../src/policy/build-administration.ts';
import type { Policy } from '../../src/policy/model.ts';

const users = ['ann', 'bob', 'cho', 'dee'];
const roles = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5'];
const permissions = ['o:a', 'o:b', 'o:c'];
const sessions = ['ask', 'check', 'pay'];

/** Numbers from 0 up to 1 that a seed determines. */
export function randomOf(seed: number): () => number {
  let state = (seed * 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

interface Dice {
  below(n: number): number;
  chance(p: number): boolean;
  one<T>(list: readonly T[]): T;
  /** From `least` to `most` different ones. */
  some<T>(list: readonly T[], least: number, most: number): T[];
}

function diceOf(seed: number): Dice {
  const random = randomOf(seed);
  const below = (n: number): number => Math.floor(random() * n);
  return {
    below,
    chance: (p) => random() < p,
    one: (list) => list[below(list.length)]!,
    some(list, least, most) {
      const left = [...list];
      const count = Math.min(list.length, least + below(most - least + 1));
      return Array.from({ length: count }, () => left.splice(below(left.length), 1)[0]!);
    },
  };
}

/** With exactly one goal. */
export const administeredPolicy = (seed: number): Policy => buildPolicy(administeredInput(seed));

export function administeredInput(seed: number): PolicyInput {
  const dice = diceOf(seed);
  // The more people, the fewer roles.
  const population = dice.one(['fixed', 'fixed', 'fixed', 'newcomers', 'any-number', 'enrol'] as const);
  const ownUsers = users.slice(0, population === 'fixed' ? 1 + dice.below(4) : 1 + dice.below(2));
  const mostRoles = population === 'fixed' ? (ownUsers.length <= 2 ? 6 : 5) : 4;
  const ownRoles = roles.slice(0, 3 + dice.below(mostRoles - 2));
  const goal = goalOf(dice, ownUsers, ownRoles);
  const pool: (OfficersInput | null)[] = [
    null,
    dice.one(ownRoles),
    dice.one(ownRoles),
    ...(dice.chance(0.3) ? [{ users: [dice.one(ownUsers)], roles: dice.some(ownRoles, 0, 1) }] : []),
  ];
  const rules = Array.from({ length: 3 + dice.below(9) }, () => ruleOf(dice, ownRoles, pool));
  if (population === 'enrol')
    rules.push({ kind: 'enrol', by: dice.one(pool), roles: dice.some(ownRoles, 1, 2) });
  const administration: AdministrationInput = {
    enforcesExclusions: dice.chance(goal.kind === 'exclusions' ? 0.35 : 0.6),
    population: population === 'any-number' ? 'any-number' : 'fixed',
    rules,
    goals: [goal],
    ...(dice.chance(0.3) ? { administrators: dice.some(ownUsers, 0, 2) } : {}),
    ...(population === 'newcomers'
      ? {
          newcomers: ['guest', 'temp'].slice(0, 1 + dice.below(2)).map((name) => ({
            name,
            roles: dice.some(ownRoles, 0, 2),
            ...(dice.chance(0.6) ? { atMost: 1 + dice.below(2) } : {}),
          })),
        }
      : {}),
  };
  return {
    profile: {
      membership: dice.chance(0.75) ? 'authorised' : 'assigned',
      'dynamic-closure': dice.chance(0.75) ? 'closure' : 'explicit',
    },
    users: ownUsers,
    roles: ownRoles,
    permissions,
    assignments: ownUsers.flatMap((user) => dice.some(ownRoles, 0, 2).map((role) => [user, role] as const)),
    inheritance: dice.chance(0.5)
      ? Array.from({ length: 1 + dice.below(3) }, () => {
          const senior = dice.below(ownRoles.length - 1);
          const junior = senior + 1 + dice.below(ownRoles.length - senior - 1);
          return [ownRoles[senior]!, ownRoles[junior]!] as const;
        })
      : [],
    grants: ownRoles.flatMap((role) =>
      dice
        .some(permissions, 0, goal.kind === 'permissions' ? 2 : 1)
        .map((permission) => [role, permission] as const),
    ),
    constraints: [
      ...(goal.kind === 'exclusions' || dice.chance(0.4)
        ? [exclusionOf(dice, ownRoles, dice.chance(0.8) ? 'static' : 'exclusive')]
        : []),
      ...(goal.kind === 'activation' ? [exclusionOf(dice, ownRoles, 'dynamic')] : []),
      ...(dice.chance(0.2)
        ? [
            {
              kind: 'exclusion',
              over: 'permission',
              relation: 'static',
              sets: [{ members: dice.some(permissions, 2, 2) }],
            } as const,
          ]
        : []),
    ],
    applications:
      goal.kind === 'own-approver'
        ? [
            {
              name: 'payment',
              sessions: sessions.map((name) => ({ name, roles: dice.some(ownRoles, 1, 2) })),
              exclusions: [],
              body: bodyOf(dice),
            },
          ]
        : [],
    administration,
  };
}

function exclusionOf(dice: Dice, ownRoles: readonly string[], relation: 'static' | 'dynamic' | 'exclusive') {
  const members = dice.some(ownRoles, 2, 3);
  const limit = 2 + dice.below(members.length - 1);
  return { kind: 'exclusion', relation, sets: [{ members, limit }] } as const;
}

function ruleOf(
  dice: Dice,
  ownRoles: readonly string[],
  pool: readonly (OfficersInput | null)[],
): AdministrativeRuleInput {
  const target = dice.some(ownRoles, 1, dice.chance(0.15) ? 2 : 1);
  const others = ownRoles.filter((role) => !target.includes(role));
  return {
    kind: dice.chance(0.7) ? 'assign' : 'revoke',
    by: dice.chance(0.15) ? null : dice.one(pool),
    roles: target,
    needs: dice.chance(0.6) ? dice.some(others, 1, 1) : [],
    bars: dice.chance(0.4) ? dice.some(others, 1, 2) : [],
  };
}

function goalOf(dice: Dice, ownUsers: readonly string[], ownRoles: readonly string[]): ReachGoalInput {
  const kind = dice.one([
    'roles',
    'roles',
    'roles between',
    'permissions',
    'exclusions',
    'activation',
    'own-approver',
  ] as const);
  switch (kind) {
    case 'roles':
      return {
        kind,
        roles: dice.some(ownRoles, 2, 3),
        ...(dice.chance(0.25) ? { user: dice.one(ownUsers) } : {}),
      };
    case 'roles between':
      return { kind: 'roles', roles: dice.some(ownRoles, 3, 4), users: 2 };
    case 'permissions':
      return { kind, permissions: dice.some(permissions, 2, 3), users: 1 + dice.below(2) };
    case 'exclusions':
    case 'activation':
      return { kind };
    case 'own-approver': {
      const [left, right] = dice.some(sessions, 2, 2);
      return {
        kind,
        application: 'payment',
        pairs: [[left!, right!], ...(dice.chance(0.2) ? [[sessions[0]!, sessions[2]!] as const] : [])],
      };
    }
    default:
      return kind satisfies never;
  }
}

const nowhere = { file: { path: '', text: '', sha256: '' }, start: 0, end: 0 };
const sessionNamed = (text: string): Spec => ({
  kind: 'session',
  name: { text, span: nowhere },
  span: nowhere,
});

/** In a row, at the same time, one or the other, or over and over. */
function bodyOf(dice: Dice): Spec {
  const [first, second, third] = dice.some(sessions, 3, 3).map(sessionNamed) as [Spec, Spec, Spec];
  const condition: Condition = {
    kind: 'truth',
    expression: { kind: 'object', name: { text: 'c', span: nowhere }, span: nowhere },
    span: nowhere,
  };
  const sequence = (...parts: readonly Spec[]): Spec => ({ kind: 'sequence', parts, span: nowhere });
  return dice.one<Spec>([
    sequence(first, second, third),
    sequence(first, { kind: 'parallel', parts: [second, third], span: nowhere }),
    // biome-ignore lint/suspicious/noThenProperty: the word of the language
    sequence(first, { kind: 'if', condition, then: second, otherwise: third, span: nowhere }),
    { kind: 'while', condition, body: sequence(first, second, third), span: nowhere },
  ]);
}
