/**
 * What it means that a set of roles, permissions or sessions is free of conflicts (FORMAL.md A.3).
 *
 * `free` is about pairs, `freeN` about named sets (T, n); both are kept (S5), since "at most two of {a, b, c}" allows
 * every pair. `okD` closes its argument under the hierarchy by default (S4), else activating a senior would bypass
 * dynamic separation of duty (fixture X4); `okS` expects a set that is closed already, as `roles_of_user` is.
 */

import {
  and,
  choose,
  compare,
  count,
  definePredicate,
  defineTerm,
  domain,
  each,
  exists,
  forall,
  functionVariable,
  image,
  intersection,
  not,
  numberOf,
  related,
  relationVariable,
  scalar,
} from '../src/logic/build.ts';
import { geq } from './core.ts';
import { dsdLimit, dsdRoles, mutexD, mutexPD, mutexPS, mutexS, ssdLimit, ssdRoles } from './policy.ts';
import { CNAME, NUMBER, PRM, ROLE } from './sorts.ts';

const R = relationVariable('R', [ROLE]);
const Q = relationVariable('Q', [PRM]);
const M = relationVariable('M', [ROLE, ROLE]);
const N = relationVariable('N', [PRM, PRM]);
const T = relationVariable('T', [CNAME, ROLE]);
const n = functionVariable('n', CNAME, NUMBER);
const r1 = scalar('r1', ROLE);
const r2 = scalar('r2', ROLE);
const p = scalar('p', PRM);
const q = scalar('q', PRM);
const c = scalar('c', CNAME);

/** No two roles of R are related by M. */
export const free = definePredicate(
  'free',
  [R, M],
  not(exists([each(r1, R), each(r2, R)], related(r1, r2, M))),
);

/** R has fewer than n of T, for every named set. */
export const freeN = definePredicate(
  'freeN',
  [R, T, n],
  forall([each(c, domain(n))], compare(count(intersection(R, image(T, c))), '<', numberOf(image(n, c)))),
);

/** `free` for permissions. */
export const freeP = definePredicate(
  'freeP',
  [Q, N],
  not(exists([each(p, Q), each(q, Q)], related(p, q, N))),
);

/** Roles that one user may hold together. */
export const okS = definePredicate('okS', [R], and(free(R, mutexS), freeN(R, ssdRoles, ssdLimit)));

/** The roles that count when R is active (S4). */
export const countedRoles = defineTerm(
  'counted',
  [R],
  choose('dynamic-closure', { closure: image(geq(), R), explicit: R }),
);

/** Roles that may be active together. */
export const okD = definePredicate(
  'okD',
  [R],
  and(free(countedRoles(R), mutexD), freeN(countedRoles(R), dsdRoles, dsdLimit)),
);

/** Permissions that one user may have together. */
export const okPS = definePredicate('okPS', [Q], freeP(Q, mutexPS));

/** Permissions that one session may have together. */
export const okPD = definePredicate('okPD', [Q], freeP(Q, mutexPD));
