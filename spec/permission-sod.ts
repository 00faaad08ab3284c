/**
 * Permission separation of duty (FORMAL.md E.3, I7, I8; properties P09, P10).
 *
 * About what can be done, whatever roles it comes through; role exclusion does not imply it (fixture X6). A session's
 * permissions always include those of its juniors, as I8 has it: S4 is about counting roles.
 */

import { and, each, forall, member, not, scalar } from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { core, permsOfUser, prms, users } from './core.ts';
import { mutexPermissions, mutexPermissionsD, policy } from './policy.ts';
import { permsOfSession, sess, sessions } from './sessions.ts';
import { PRM, SID, USER } from './sorts.ts';

const u = scalar('u', USER);
const s = scalar('s', SID);
const p = scalar('p', PRM);
const q = scalar('q', PRM);

export const permissionSOD = claim({
  property: 'P09',
  name: 'PermissionSOD',
  source: '002 §4.3.2; FORMAL E.3, I7',
  meaning: 'No user has two permissions that are mutually exclusive.',
  includes: [core, policy],
  formula: forall(
    [each(u, users), each(p, prms), each(q, prms)],
    not(member(p, mutexPermissions(q))),
    and(member(p, permsOfUser(u)), member(q, permsOfUser(u))),
  ),
});

export const dynamicPermissionSOD = claim({
  property: 'P10',
  name: 'DynamicPermissionSOD',
  source: '002 §4.3.2; FORMAL E.3, I8',
  meaning: 'No session has two permissions that are mutually exclusive.',
  includes: [core, policy, sess],
  formula: forall(
    [each(s, sessions), each(p, prms), each(q, prms)],
    not(member(p, mutexPermissionsD(q))),
    and(member(p, permsOfSession(s)), member(q, permsOfSession(s))),
  ),
});
