/**
 * Dynamic separation of duty (FORMAL.md B.5, I6; properties P06–P08, P08r).
 *
 * The source speaks of roles activated by the same session, so two sessions of one user escape it (fixture X5). That
 * reading is always stated; the stronger one over all sessions of a user is a property only under S3 = user, and says
 * nothing otherwise. S4 is in `counted`: activating a senior counts its juniors, unless the profile says explicit.
 */

import {
  and,
  chooseFormula,
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
  truth,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { core, roles, rolesOfUser, users } from './core.ts';
import { countedRoles, okD } from './exclusion.ts';
import { dsdLimit, dsdRoles, mutexRolesD, policy } from './policy.ts';
import { activeRoles, activeRolesOfUser, sess, sessions } from './sessions.ts';
import { CNAME, ROLE, SID, USER } from './sorts.ts';

const s = scalar('s', SID);
const u = scalar('u', USER);
const r1 = scalar('r1', ROLE);
const r2 = scalar('r2', ROLE);
const c = scalar('c', CNAME);

export const dynamicSOD = claim({
  property: 'P06',
  name: 'DynamicSOD',
  source: '003 schema 5 (Fig. 4); FORMAL B.5, I6',
  meaning: 'No session activates two roles that are mutually exclusive.',
  includes: [core, policy, sess],
  formula: forall(
    [each(s, sessions), each(r1, roles), each(r2, roles)],
    not(member(r1, mutexRolesD(r2))),
    and(member(r1, countedRoles(activeRoles(s))), member(r2, countedRoles(activeRoles(s)))),
  ),
});

export const dynamicSODSet = claim({
  property: 'P08',
  name: 'DynamicSODSet',
  source: 'ANSI 359 DSD; FORMAL A.3, I6',
  meaning: 'Of each dynamic exclusion set (T, n) every session activates fewer than n roles.',
  includes: [core, policy, sess],
  formula: forall(
    [each(s, sessions), each(c, domain(dsdLimit))],
    compare(
      count(intersection(countedRoles(activeRoles(s)), image(dsdRoles, c))),
      '<',
      numberOf(image(dsdLimit, c)),
    ),
  ),
});

export const userDynamicSOD = claim({
  property: 'P07',
  name: 'UserDynamicSOD',
  source: 'RCL2000; FORMAL A.7 S3',
  meaning: 'No user has two mutually exclusive roles active, not even in different sessions.',
  includes: [core, policy, sess],
  formula: chooseFormula('dynamic-scope', {
    session: truth,
    user: forall(
      [each(u, users), each(r1, roles), each(r2, roles)],
      not(member(r1, mutexRolesD(r2))),
      and(member(r1, countedRoles(activeRolesOfUser(u))), member(r2, countedRoles(activeRolesOfUser(u)))),
    ),
  }),
});

export const userDynamicSODSet = claim({
  property: 'P07',
  name: 'UserDynamicSODSet',
  source: 'RCL2000, ANSI 359 DSD; FORMAL A.7 S3',
  meaning:
    'Of each dynamic exclusion set (T, n) every user has fewer than n roles active in all sessions together.',
  includes: [core, policy, sess],
  formula: chooseFormula('dynamic-scope', {
    session: truth,
    user: forall(
      [each(u, users), each(c, domain(dsdLimit))],
      compare(
        count(intersection(countedRoles(activeRolesOfUser(u)), image(dsdRoles, c))),
        '<',
        numberOf(image(dsdLimit, c)),
      ),
    ),
  }),
});

export const activatable = claim({
  property: 'P08r',
  name: 'Activatable',
  source: 'FORMAL G.1 P08r',
  meaning:
    'No user could activate roles that are dynamically exclusive: the exclusion holds without a guard.',
  includes: [core, policy],
  formula: forall([each(u, users)], okD(rolesOfUser(u))),
});
