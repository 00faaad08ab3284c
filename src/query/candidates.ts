/** Roles that a user could be assigned besides: what each would bring, and what would be violated. */

import type { Access } from './access.ts';
import type { Candidate, Objection } from './answer.ts';
import { objectionsTo } from './hypothetical.ts';
import { compareNames, type Ways } from './ways.ts';
import { gainsOf } from './what.ts';

/** The nearest first: without objections, then what brings least besides, then by the shortest way. */
export async function candidatesOf(
  access: Access,
  user: number,
  roles: readonly number[],
  ways: Ways | null,
  signal?: AbortSignal,
): Promise<readonly Candidate[]> {
  const { policy } = access;
  const objections = await objectionsTo(policy, user, roles, signal);
  const gains = gainsOf(access, user);
  return roles
    .map(
      (role): Candidate => ({
        role: policy.roles.list[role]!,
        isGroup: policy.roles.isGroup[role] ?? false,
        steps: ways === null ? [] : ways.stepsFrom(role),
        gains: gains(role),
        objections: objections.get(role) ?? [],
      }),
    )
    .sort(
      (a, b) =>
        rank(a.objections) - rank(b.objections) ||
        a.gains - b.gains ||
        a.steps.length - b.steps.length ||
        compareNames(a.role, b.role),
    );
}

/** 0: none; 1: perhaps; 2: for certain. */
export function rank(objections: readonly Objection[]): 0 | 1 | 2 {
  if (objections.length === 0) return 0;
  return objections.some(({ certainty }) => certainty === 'certain') ? 2 : 1;
}
