/**
 * Who may change users' roles, and what must not come of it (002 §3.3; URA97; FORMAL.md C, E.4, P53).
 *
 * A rule is an element of its own: who may use it, which roles it is about, what is asked of the user. Actors are users,
 * so that administering a role may make an administrator. The administration itself never changes. Newcomers are users
 * of the state at the start; who joins later is enrolled. What must not be reached is said of the `suspects`, users of
 * whom few enough are named; the schemas below hold of a state that is not forbidden.
 */

import {
  and,
  choose,
  definePredicate,
  defineTerm,
  each,
  forall,
  image,
  implies,
  intersection,
  isEmpty,
  member,
  not,
  or,
  product,
  related,
  relationVariable,
  scalar,
  subset,
  union,
  universe,
} from '../src/logic/build.ts';
import { declare, predicate, relationBetween, schema, setOver } from '../src/logic/declare.ts';
import { sessionTemplate, tmpl } from './application.ts';
import { core, geq, PA, prms, roles, rolesOfUser, UA, users } from './core.ts';
import { okPS, okS } from './exclusion.ts';
import { policy } from './policy.ts';
import { PRM, ROLE, RULE, SNAME, USER } from './sorts.ts';

const part = declare({
  administrators: setOver(USER, 'who may act as an administrator'),
  assignRules: setOver(RULE, 'rules by which roles are assigned'),
  revokeRules: setOver(RULE, 'rules by which roles are revoked'),
  enrolRules: setOver(RULE, 'rules by which users join'),
  openRules: setOver(RULE, 'rules that any administrator may use'),
  officerRoles: relationBetween(RULE, ROLE, 'whoever has one of these roles may use the rule'),
  officerUsers: relationBetween(RULE, USER, 'these users may use the rule'),
  targets: relationBetween(RULE, ROLE, 'the roles that a rule is about'),
  needed: relationBetween(RULE, ROLE, 'roles that the user must have'),
  barred: relationBetween(RULE, ROLE, 'roles that the user must not have'),
  upheld: setOver(RULE, 'rules that no static exclusion may be violated by'),
});
export const {
  administrators,
  assignRules,
  revokeRules,
  enrolRules,
  openRules,
  officerRoles,
  officerUsers,
  targets,
  needed,
  barred,
  upheld,
} = part.terms;

const kinds = union(union(assignRules, revokeRules), enrolRules);

export const administration = schema({
  name: 'Administration',
  source: '002 §3.3; FORMAL C, E.4',
  meaning: 'Rules say who may assign which role to whom, revoke it, and let users join.',
  includes: [core, policy],
  components: part.components,
  predicates: [
    predicate('targets', subset(targets, product(kinds, roles))),
    predicate('needed', subset(needed, product(kinds, roles))),
    predicate('barred', subset(barred, product(kinds, roles))),
    predicate('officer roles', subset(officerRoles, product(kinds, roles))),
    predicate('officers', subset(officerUsers, product(kinds, universe(USER)))),
  ],
});

const a = scalar('a', USER);
const u = scalar('u', USER);
const rho = scalar('rho', RULE);
const R = relationVariable('R', [ROLE]);
const U = relationVariable('U', [USER]);
const s = scalar('s', SNAME);
const t = scalar('t', SNAME);

/** The acting administrator of a rule. */
export const mayUse = definePredicate(
  'may_use',
  [a, rho],
  and(
    member(a, administrators),
    or(
      member(rho, openRules),
      related(rho, a, officerUsers),
      not(isEmpty(intersection(rolesOfUser(a), image(officerRoles, rho)))),
    ),
  ),
);

/** What a rule asks of the user whose roles it changes. */
export const suits = definePredicate(
  'suits',
  [u, rho],
  and(subset(image(needed, rho), rolesOfUser(u)), isEmpty(intersection(image(barred, rho), rolesOfUser(u)))),
);

/** No static exclusion is violated by who has R, where the rule is one at which they are upheld. */
export const upholds = definePredicate(
  'upholds',
  [rho, R],
  implies(member(rho, upheld), and(okS(R), okPS(image(PA, R)))),
);

/** Roles that users have between them (S1). */
export const rolesOfUsers = defineTerm(
  'roles_of_users',
  [U],
  choose('membership', { authorised: image(geq(), image(UA, U)), assigned: image(UA, U) }),
);

const donePart = declare({
  performed: relationBetween(USER, SNAME, 'the sessions of the application that a user has done'),
});
export const { performed } = donePart.terms;

export const performance = schema({
  name: 'Performance',
  source: 'FORMAL B.3, P53',
  meaning: 'Of the application in focus it is known who has done which session.',
  includes: [core, sessionTemplate],
  components: donePart.components,
});

const suspectPart = declare({
  suspects: setOver(USER, 'users of whom it is asked whether they can do what must not be'),
});
export const { suspects } = suspectPart.terms;

export const suspicion = schema({
  name: 'Suspicion',
  source: 'FORMAL P53',
  meaning: 'What must not be reached is asked of these users.',
  includes: [core],
  components: suspectPart.components,
  predicates: [predicate('suspects', subset(suspects, users))],
});

const rolesPart = declare({ apartRoles: setOver(ROLE, 'roles that must not come together') });
export const rolesStayApart = predicate(
  'P53 roles',
  not(subset(rolesPart.terms.apartRoles, rolesOfUsers(suspects))),
);

export const rolesApart = schema({
  name: 'RolesApart',
  source: '002 §3.3; FORMAL P53',
  meaning: 'The suspects do not have all of these roles between them.',
  includes: [core, suspicion],
  components: rolesPart.components,
  predicates: [predicate('apart', subset(rolesPart.terms.apartRoles, roles)), rolesStayApart],
});

const permissionsPart = declare({
  apartPermissions: setOver(PRM, 'permissions that must not come together'),
});
export const permissionsStayApart = predicate(
  'P53 permissions',
  not(subset(permissionsPart.terms.apartPermissions, image(PA, rolesOfUsers(suspects)))),
);

export const permissionsApart = schema({
  name: 'PermissionsApart',
  source: '002 §4.3.2; FORMAL P53',
  meaning: 'The suspects do not have all of these permissions between them.',
  includes: [core, suspicion],
  components: permissionsPart.components,
  predicates: [
    predicate('apart', subset(permissionsPart.terms.apartPermissions, prms)),
    permissionsStayApart,
  ],
});

const pairsPart = declare({
  followedBy: relationBetween(SNAME, SNAME, 'sessions of which one user must not do both, in this order'),
});
export const nobodyApprovesOwn = predicate(
  'P53 own approver',
  forall(
    [each(u, suspects), each(s, universe(SNAME)), each(t, universe(SNAME))],
    not(subset(image(tmpl, t), rolesOfUser(u))),
    and(related(s, t, pairsPart.terms.followedBy), related(u, s, performed)),
  ),
);

export const noOwnApprover = schema({
  name: 'NoOwnApprover',
  source: 'FORMAL B.3, P53',
  meaning: 'No suspect who has done a session could do the one that must be done by somebody else.',
  includes: [performance, suspicion],
  components: pairsPart.components,
  predicates: [nobodyApprovesOwn],
});

/** In the order of the definitions: a state that is forbidden violates one of the last three. */
export const administrationSchemas = [
  administration,
  performance,
  suspicion,
  rolesApart,
  permissionsApart,
  noOwnApprover,
] as const;
