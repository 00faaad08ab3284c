/** A goal of `reach` spelled out in names, so that a certificate says by itself what cannot, or can, be reached. */

import * as z from 'zod';
import type { ReachGoal } from '../policy/administration.ts';
import type { Policy } from '../policy/model.ts';

const names = z.array(z.string()).min(1);
const users = z.int().min(1);

export const goalShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('roles'), roles: names, user: z.string().nullable(), users }),
  z.strictObject({ kind: z.literal('permissions'), permissions: names, users }),
  z.strictObject({ kind: z.literal('exclusions') }),
  z.strictObject({ kind: z.literal('activation') }),
  z.strictObject({
    kind: z.literal('own-approver'),
    application: z.string(),
    pairs: z.array(z.tuple([z.string(), z.string()])).min(1),
  }),
]);

export type GoalText = z.infer<typeof goalShape>;

export function goalText(policy: Policy, goal: ReachGoal): GoalText {
  switch (goal.kind) {
    case 'roles': {
      const { kind, roles, user, users: count } = goal;
      return {
        kind,
        roles: roles.map((role) => policy.roles.list[role]!),
        user: user === null ? null : policy.users.list[user]!,
        users: count,
      };
    }
    case 'permissions': {
      const { kind, permissions, users: count } = goal;
      return { kind, permissions: permissions.map((one) => policy.permissions.list[one]!), users: count };
    }
    case 'exclusions':
    case 'activation':
      return { kind: goal.kind };
    case 'own-approver': {
      const { name, sessions } = policy.applications[goal.application]!;
      return {
        kind: goal.kind,
        application: name,
        pairs: goal.pairs.map(([left, right]) => [sessions[left]!.name, sessions[right]!.name]),
      };
    }
    default:
      return goal satisfies never;
  }
}

/** The goal of a policy, or the name that it does not know. */
export function goalOf(policy: Policy, text: GoalText): ReachGoal | { readonly unknown: string } {
  const base = {
    id: goalWords(text),
    place: policy.administration?.place ?? { file: 0, line: 1, column: 1 },
    severity: 'error',
    reason: null,
  } as const;
  switch (text.kind) {
    case 'roles': {
      const roles = idsOf(policy.roles.ids, text.roles);
      const user = text.user === null ? [] : idsOf(policy.users.ids, [text.user]);
      if ('unknown' in roles) return roles;
      if ('unknown' in user) return user;
      return { ...base, kind: text.kind, roles, user: user[0] ?? null, users: text.users };
    }
    case 'permissions': {
      const permissions = idsOf(policy.permissions.ids, text.permissions);
      if ('unknown' in permissions) return permissions;
      return { ...base, kind: text.kind, permissions, users: text.users };
    }
    case 'exclusions':
    case 'activation':
      return { ...base, kind: text.kind };
    case 'own-approver': {
      const application = policy.applications.findIndex(({ name }) => name === text.application);
      if (application < 0) return { unknown: text.application };
      const sessions = new Map(
        policy.applications[application]!.sessions.map(({ name }, session) => [name, session]),
      );
      const pairs: (readonly [number, number])[] = [];
      for (const pair of text.pairs) {
        const ids = idsOf(sessions, pair);
        if ('unknown' in ids) return ids;
        pairs.push([ids[0]!, ids[1]!]);
      }
      return { ...base, kind: text.kind, application, pairs };
    }
    default:
      return text satisfies never;
  }
}

function idsOf(
  ids: ReadonlyMap<string, number>,
  wanted: readonly string[],
): readonly number[] | { readonly unknown: string } {
  const unknown = wanted.find((name) => !ids.has(name));
  return unknown === undefined ? wanted.map((name) => ids.get(name)!) : { unknown };
}

/** As on the command line: `2 users: Clerk & Approver`. */
export function goalWords(text: GoalText): string {
  switch (text.kind) {
    case 'roles':
      return `${text.user === null ? between(text.users) : `${text.user}: `}${text.roles.join(' & ')}`;
    case 'permissions':
      return `${between(text.users)}permissions: ${text.permissions.join(' & ')}`;
    case 'exclusions':
    case 'activation':
      return text.kind;
    case 'own-approver':
      return `own-approver: ${text.application} (${text.pairs.map((pair) => pair.join(' and ')).join(', ')})`;
    default:
      return text satisfies never;
  }
}

const between = (users: number): string => (users === 1 ? '' : `${users} users: `);
