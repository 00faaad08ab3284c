/**
 * Whether a user can: by which ways, or why not, and what would have to change.
 *
 * The smallest change is one assignment, of a role that gives it. Other changes (a grant to a role that the user has, an
 * edge of the hierarchy) give it to others too, and are for `simulate`.
 */

import { has } from '../index/rows.ts';
import type { Access } from './access.ts';
import type { CanAnswer, Known } from './answer.ts';
import { candidatesOf } from './candidates.ts';
import type { SubjectId } from './question.ts';
import { isClosed, subjectOf, waysOfSubject } from './subject.ts';
import { inOrder, isCertain, waysTo } from './ways.ts';
import { type Thing, who } from './who.ts';

export async function can(
  access: Access,
  id: SubjectId,
  { name, target }: Thing,
  signal?: AbortSignal,
): Promise<CanAnswer> {
  const ways = waysOfSubject(access, id, target);
  const open = access.open(target.sort);
  const { counts } = who(access, [{ name, target }], { within: null, most: 0 });
  const isSure = ways.some(({ certainty }) => certainty === 'certain');
  const answer: Known = isSure ? 'yes' : ways.length > 0 || open.length > 0 ? 'unknown' : 'no';
  const isAboutUser = id.session === null;
  return {
    kind: 'can',
    subject: subjectOf(access, id),
    asked: { name, sort: target.sort },
    answer,
    ways,
    inactive: isSure || isAboutUser ? [] : waysOfSubject(access, { ...id, session: null }, target),
    missing: isSure || !isAboutUser ? null : await missing(access, id, { name, target }, signal),
    holders: counts.certain,
    open,
  };
}

/** How many roles are looked at: of a role that hundreds inherit, the nearest are enough. */
const mostLookedAt = 500;

async function missing(access: Access, id: SubjectId, { target }: Thing, signal: AbortSignal | undefined) {
  const { policy } = access;
  const ways = waysTo(access, target, isClosed(access, id, target.sort));
  const isAssigned = (role: number): boolean =>
    has(access.index.assignments(), id.user, role) && !access.isDoubtful('assignment', id.user, role);
  const giving = [...ways.roles()].filter(
    (role) => isCertain(ways.cost(role)) && !isAssigned(role) && role < policy.roles.declaredCount,
  );
  const perhaps = [...ways.roles()].filter((role) => !isCertain(ways.cost(role)));
  const nearest = inOrder(giving, policy.roles.list)
    .sort((a, b) => ways.cost(a) - ways.cost(b))
    .slice(0, mostLookedAt);
  return {
    roles: await candidatesOf(access, id.user, nearest, ways, signal),
    more: giving.length - nearest.length,
    perhaps: inOrder(perhaps, policy.roles.list).map((role) => policy.roles.list[role]!),
  };
}
