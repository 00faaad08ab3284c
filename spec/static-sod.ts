/**
 * Static separation of duty (FORMAL.md B.4, A.5 T1; properties P04, P05, P05d).
 *
 * Stated as a property of every state and not only as a guard of assignment, so that inheritance added later counts.
 * Pairs and named sets are two claims, because their witnesses differ. Roles are those of `roles_of_user` (S1).
 */

import {
  and,
  choose,
  compare,
  count,
  domain,
  each,
  forall,
  image,
  intersection,
  member,
  not,
  numberOf,
  scalar,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { core, geq, roles, rolesOfUser, users } from './core.ts';
import { okS } from './exclusion.ts';
import { mutexRoles, policy, ssdLimit, ssdRoles } from './policy.ts';
import { CNAME, ROLE, USER } from './sorts.ts';

const u = scalar('u', USER);
const r = scalar('r', ROLE);
const r1 = scalar('r1', ROLE);
const r2 = scalar('r2', ROLE);
const c = scalar('c', CNAME);

export const staticSOD = claim({
  property: 'P04',
  name: 'StaticSOD',
  source: '003 schema 4 (Fig. 3); FORMAL B.4, I5',
  meaning: 'No user is assigned to two roles that are mutually exclusive.',
  includes: [core, policy],
  formula: forall(
    [each(u, users), each(r1, roles), each(r2, roles)],
    not(member(r1, mutexRoles(r2))),
    and(member(r1, rolesOfUser(u)), member(r2, rolesOfUser(u))),
  ),
});

export const staticSODSet = claim({
  property: 'P05',
  name: 'StaticSODSet',
  source: 'ANSI 359 SSD; FORMAL A.3, I5',
  meaning: 'Of each static exclusion set (T, n) every user has fewer than n roles.',
  includes: [core, policy],
  formula: forall(
    [each(u, users), each(c, domain(ssdLimit))],
    compare(count(intersection(rolesOfUser(u), image(ssdRoles, c))), '<', numberOf(image(ssdLimit, c))),
  ),
});

export const noDeadRole = claim({
  property: 'P05d',
  name: 'NoDeadRole',
  source: 'Kuhn 1997; FORMAL A.5 T1',
  meaning: 'Every role can have a user: what it brings with it is free of static conflicts.',
  includes: [core, policy],
  formula: forall([each(r, roles)], okS(choose('membership', { authorised: image(geq(), r), assigned: r }))),
});
