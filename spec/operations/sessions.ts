/**
 * Sessions of users, and access (FORMAL.md C.2).
 *
 * Sessions of an application run are opened and ended by the run-time, so a user may not delete them, nor activate in
 * them what their template does not need. The empty set of roles is legal: a session that can do nothing (V4).
 */

import {
  chooseFormula,
  difference,
  domain,
  domainSubtraction,
  each,
  forall,
  image,
  implies,
  member,
  not,
  product,
  related,
  scalar,
  subset,
  truth,
  union,
} from '../../src/logic/build.ts';
import { setOver } from '../../src/logic/declare.ts';
import { becomes, guard, inputs, one, operation, update } from '../../src/logic/operation.ts';
import type { Term } from '../../src/logic/terms.ts';
import { tmpl } from '../application.ts';
import { geq, permsOfRoles, rolesOfUser, users } from '../core.ts';
import { okD, okPD } from '../exclusion.ts';
import { now } from '../policy.ts';
import { openAt } from '../role-window.ts';
import {
  activeRoles,
  activeRolesOfUser,
  ar,
  instName,
  instRun,
  permsOfSession,
  sessions,
  su,
  userOfSession,
} from '../sessions.ts';
import { NUMBER, PRM, ROLE, SID, USER } from '../sorts.ts';

const q = scalar('q', ROLE);
const t = scalar('t', NUMBER);

const openNow = (roles: Term<readonly [typeof ROLE]>) =>
  forall([each(q, image(geq(), roles)), each(t, now)], openAt(q, t));

/** S3: over all sessions of the user, where the profile says so. */
const withOtherSessions = (user: Term<readonly [typeof USER]>, roles: Term<readonly [typeof ROLE]>) =>
  chooseFormula('dynamic-scope', {
    session: truth,
    user: okD(union(activeRolesOfUser(user), roles)),
  });

const created = inputs({
  u: one(USER, 'whose session'),
  s: one(SID, 'the new session'),
  R: setOver(ROLE, 'what is active in it'),
});
const { u, s, R } = created.terms;

export const createSession = operation({
  name: 'CreateSession',
  source: 'ANSI 359; FORMAL C.2',
  meaning: 'A user opens a session with some active roles.',
  inputs: created.components,
  guards: [
    guard('UNKNOWN_USER', 'safety', member(u, users)),
    guard('SESSION_EXISTS', 'safety', not(member(s, sessions))),
    guard('NOT_AUTHORISED', 'safety', subset(R, rolesOfUser(u))),
    guard('OUTSIDE_WINDOW', 'safety', openNow(R)),
    guard('DSOD_VIOLATION', 'safety', okD(R)),
    guard('PSOD_ACTIVE', 'safety', okPD(permsOfRoles(R))),
    guard('DSOD_VIOLATION', 'safety', withOtherSessions(u, R)),
  ],
  steps: [
    update(
      becomes(sessions, union(sessions, s)),
      becomes(su, union(su, product(s, u))),
      becomes(ar, union(ar, product(s, R))),
    ),
  ],
});

const deleted = inputs({ s: one(SID, 'which session') });
const gone = deleted.terms.s;

export const deleteSession = operation({
  name: 'DeleteSession',
  source: 'ANSI 359; FORMAL C.2',
  meaning: 'A session ends.',
  inputs: deleted.components,
  guards: [
    guard('UNKNOWN_SESSION', 'no-op', member(gone, sessions)),
    guard('APPLICATION_SESSION', 'authority', not(member(gone, domain(instRun)))),
  ],
  steps: [
    update(
      becomes(sessions, difference(sessions, gone)),
      becomes(su, domainSubtraction(gone, su)),
      becomes(ar, domainSubtraction(gone, ar)),
      becomes(instRun, domainSubtraction(gone, instRun)),
      becomes(instName, domainSubtraction(gone, instName)),
    ),
  ],
});

const activated = inputs({
  u: one(USER, 'who asks'),
  s: one(SID, 'in which session'),
  r: one(ROLE, 'which role'),
});
const open = activated.terms.s;
const role = activated.terms.r;

export const addActiveRole = operation({
  name: 'AddActiveRole',
  source: 'ANSI 359; FORMAL C.2',
  meaning: 'A user activates a role in a session.',
  inputs: activated.components,
  guards: [
    guard('UNKNOWN_SESSION', 'report', member(open, sessions)),
    guard('NOT_OWNER', 'safety', related(open, activated.terms.u, su)),
    guard('ALREADY_ACTIVE', 'no-op', not(related(open, role, ar))),
    guard('NOT_AUTHORISED', 'safety', member(role, rolesOfUser(activated.terms.u))),
    guard(
      'OUTSIDE_TEMPLATE',
      'authority',
      implies(member(open, domain(instRun)), related(image(instName, open), role, tmpl)),
    ),
    guard('OUTSIDE_WINDOW', 'safety', openNow(role)),
    guard('DSOD_VIOLATION', 'safety', okD(union(activeRoles(open), role))),
    guard('PSOD_ACTIVE', 'safety', okPD(union(permsOfSession(open), permsOfRoles(role)))),
    guard('DSOD_VIOLATION', 'safety', withOtherSessions(userOfSession(open), role)),
  ],
  steps: [update(becomes(ar, union(ar, product(open, role))))],
});

const dropped = inputs({
  u: one(USER, 'who asks'),
  s: one(SID, 'in which session'),
  r: one(ROLE, 'which role'),
});

export const dropActiveRole = operation({
  name: 'DropActiveRole',
  source: 'ANSI 359; FORMAL C.2',
  meaning: 'A user deactivates a role in a session.',
  inputs: dropped.components,
  guards: [
    guard('NOT_OWNER', 'authority', related(dropped.terms.s, dropped.terms.u, su)),
    guard('NOT_ACTIVE', 'no-op', related(dropped.terms.s, dropped.terms.r, ar)),
  ],
  steps: [update(becomes(ar, difference(ar, product(dropped.terms.s, dropped.terms.r))))],
});

const asked = inputs({ s: one(SID, 'in which session'), p: one(PRM, 'which permission') });

export const checkAccess = operation({
  name: 'CheckAccess',
  source: 'ANSI 359; FORMAL C.2, S21',
  meaning: 'Whether a session may use a permission; juniors of active roles count.',
  inputs: asked.components,
  guards: [guard('UNKNOWN_SESSION', 'no-op', member(asked.terms.s, sessions))],
  answer: member(asked.terms.p, permsOfSession(asked.terms.s)),
});
