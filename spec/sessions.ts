/**
 * Sessions that exist (FORMAL.md A.2, schema 3).
 *
 * The source's Session has a user, so it is an instance; what is reusable and put into exclusions at design time is a
 * template (`application.ts`). `inst` of FORMAL.md is two functions here, the run and the session's name in it; the
 * occurrence is dropped, because no property of a state asks which iteration a session belongs to.
 */

import {
  converse,
  defineTerm,
  domain,
  each,
  equal,
  forall,
  image,
  member,
  product,
  related,
  scalar,
  subset,
} from '../src/logic/build.ts';
import {
  declare,
  partialFunction,
  predicate,
  relationBetween,
  schema,
  setOver,
} from '../src/logic/declare.ts';
import { core, geq, PA, roles, rolesOfUser, users } from './core.ts';
import { IID, ROLE, SID, SNAME, USER } from './sorts.ts';

const part = declare({
  sessions: setOver(SID, 'sessions that exist'),
  su: partialFunction(SID, USER, 'the user of a session'),
  ar: relationBetween(SID, ROLE, 'the active roles of a session'),
  instRun: partialFunction(SID, IID, 'the run that a session belongs to'),
  instName: partialFunction(SID, SNAME, 'which session of the application it is in that run'),
});
export const { sessions, su, ar, instRun, instName } = part.terms;

/** I1 for Sess. */
export const sessionReferences = [
  predicate('su is total', equal(domain(su), sessions)),
  predicate('su', subset(su, product(sessions, users))),
  predicate('ar', subset(ar, product(sessions, roles))),
  predicate('instRun', subset(domain(instRun), sessions)),
];

export const sess = schema({
  name: 'Sess',
  source: 'FORMAL A.2',
  meaning: 'The sessions of the moment: whose they are, what is active in them, what run they belong to.',
  includes: [core],
  components: part.components,
  predicates: [...sessionReferences, predicate('instName', equal(domain(instName), domain(instRun)))],
});

const s = scalar('s', SID);
const r = scalar('r', ROLE);
const u = scalar('u', USER);

export const userOfSession = defineTerm('user_of_session', [s], image(su, s));
export const activeRoles = defineTerm('active_roles', [s], image(ar, s));
export const activeRolesOfUser = defineTerm('active_roles_of_user', [u], image(ar, image(converse(su), u)));
/** What a session can do: its active roles and their juniors count. */
export const permsOfSession = defineTerm('perms_of_session', [s], image(PA, image(geq(), activeRoles(s))));

/** I4. A session needs one user who is assigned to all of its roles (S9): not several users, not any of the roles. */
export const sessionAuthorised = forall(
  [each(s, sessions), each(r, roles)],
  member(r, rolesOfUser(userOfSession(s))),
  related(s, r, ar),
);

export const session = schema({
  name: 'Session',
  source: '003 schema 3 (Fig. 2, Fig. 6); FORMAL B.3',
  meaning: 'The user of a session is assigned to all of its roles.',
  includes: [core, sess],
  predicates: [predicate('I4', sessionAuthorised)],
});
