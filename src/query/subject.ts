/** Whose access is asked for: the roles that a user is assigned, or those that are active in a session. */

import { rowOf } from '../index/rows.ts';
import type { Access, Relation } from './access.ts';
import type { Certainty, Step, Subject, Way } from './answer.ts';
import type { SubjectId } from './question.ts';
import { doubtful, isCertain, type Target, type Ways, waysTo } from './ways.ts';

export interface Starts {
  readonly relation: Extract<Relation, 'assignment' | 'active'>;
  readonly left: number;
  readonly roles: Int32Array;
}

export function subjectOf({ policy }: Access, { user, session }: SubjectId): Subject {
  return {
    user: policy.users.list[user]!,
    session: session === null ? null : policy.sessions[session]!.name,
  };
}

export function startsOf({ index }: Access, { user, session }: SubjectId): Starts {
  return session === null
    ? { relation: 'assignment', left: user, roles: rowOf(index.assignments(), user) }
    : { relation: 'active', left: session, roles: rowOf(index.active(), session) };
}

/** Whether what juniors have counts: by S1 for users, by S4 for roles of sessions, always for their permissions (I8). */
export function isClosed({ policy }: Access, { session }: SubjectId, sort: Target['sort']): boolean {
  if (session === null) return policy.profile.membership === 'authorised';
  return sort === 'permission' || policy.profile['dynamic-closure'] === 'closure';
}

/** What the way from a subject through its role costs. */
export function costFrom(access: Access, { relation, left }: Starts, role: number, ways: Ways): number {
  return ways.cost(role) + (access.isDoubtful(relation, left, role) ? doubtful : 0);
}

export interface Started {
  readonly role: number;
  readonly cost: number;
}

/** The subject's roles from which there is a way, the best first. */
export function started(access: Access, starts: Starts, ways: Ways): readonly Started[] {
  const names = access.policy.roles.list;
  return [...starts.roles]
    .map((role) => ({ role, cost: costFrom(access, starts, role, ways) }))
    .filter(({ cost }) => cost !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a.cost - b.cost || (names[a.role]! < names[b.role]! ? -1 : 1));
}

export function wayFrom(access: Access, starts: Starts, ways: Ways, { role, cost }: Started): Way {
  return {
    role: access.policy.roles.list[role]!,
    isGroup: access.policy.roles.isGroup[role] ?? false,
    certainty: certaintyOf(cost),
    steps: stepsThrough(access, starts, ways, role),
  };
}

export function stepsThrough(
  access: Access,
  { relation, left }: Starts,
  ways: Ways,
  role: number,
): readonly Step[] {
  return [access.step(relation, left, role), ...ways.stepsFrom(role)];
}

export function certaintyOf(cost: number): Certainty {
  return isCertain(cost) ? 'certain' : 'possible';
}

/** The ways of a subject to what is asked for, one for each of its roles that has one, the best first. */
export function waysOfSubject(access: Access, subject: SubjectId, target: Target): readonly Way[] {
  const ways = waysTo(access, target, isClosed(access, subject, target.sort));
  const starts = startsOf(access, subject);
  return started(access, starts, ways).map((one) => wayFrom(access, starts, ways, one));
}
