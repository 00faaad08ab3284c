/** What a user could still be assigned without violating anything that is not violated now. */

import { rowOf } from '../index/rows.ts';
import type { Access } from './access.ts';
import type { AssignableAnswer, Known } from './answer.ts';
import { candidatesOf, rank } from './candidates.ts';
import { inOrder } from './ways.ts';

export async function assignable(
  access: Access,
  user: number,
  asked: number | null,
  signal?: AbortSignal,
): Promise<AssignableAnswer> {
  const { policy, index } = access;
  const certain = [...rowOf(index.assignments(), user)].filter(
    (role) => !access.isDoubtful('assignment', user, role),
  );
  const assigned = new Set(certain);
  const all = asked === null ? policy.roles.list.map((_, role) => role) : [asked];
  const roles = all.filter((role) => role < policy.roles.declaredCount && !assigned.has(role));
  const candidates = await candidatesOf(access, user, roles, null, signal);
  const ofRank = (wanted: 0 | 1 | 2) => candidates.filter(({ objections }) => rank(objections) === wanted);
  const [free, perhaps, refused] = [ofRank(0), ofRank(1), ofRank(2)];
  const open = access.open('permission');
  const isAssigned = asked !== null && assigned.has(asked);
  const answer: Known =
    isAssigned || (free.length > 0 && open.length === 0)
      ? 'yes'
      : free.length > 0 || perhaps.length > 0
        ? 'unknown'
        : 'no';
  return {
    kind: 'assignable',
    user: policy.users.list[user]!,
    role: asked === null ? null : policy.roles.list[asked]!,
    answer,
    assigned: inOrder(certain, policy.roles.list).map((role) => policy.roles.list[role]!),
    free,
    perhaps,
    refused,
    open,
  };
}
