/**
 * Operations that an administrator performs by a rule (URA97 can_assign, can_revoke; FORMAL.md C.1, P53).
 *
 * They stand apart from the catalogue whose operations are proved to keep the invariants: they restrict who may do what
 * AssignUser, DeassignUser and AddUser do, and nothing else. Where static exclusions are upheld and the policy has no
 * prerequisites and cardinalities, what they do is what those operations do; where it has some, they are not asked for,
 * which the verdict says. A revocation takes nothing along.
 */

import { difference, image, member, not, product, related, subset, union } from '../../src/logic/build.ts';
import { becomes, guard, inputs, type Operation, one, operation, update } from '../../src/logic/operation.ts';
import {
  assignRules,
  enrolRules,
  mayUse,
  performed,
  revokeRules,
  suits,
  targets,
  upholds,
} from '../administration.ts';
import { names, tmpl } from '../application.ts';
import { roles, rolesOfUser, UA, users } from '../core.ts';
import { ROLE, RULE, SNAME, USER } from '../sorts.ts';
import { broughtBy } from './brought.ts';

const acting = inputs({
  actor: one(USER, 'the acting administrator'),
  rule: one(RULE, 'by which rule'),
  u: one(USER, 'whose roles are changed'),
  r: one(ROLE, 'which role'),
});
const { actor, rule, u, r } = acting.terms;
const pair = product(u, r);

/** What is asked of all rules, after that the rule is of the kind. */
const authorised = [
  guard('UNKNOWN_ADMINISTRATOR', 'authority', member(actor, users)),
  guard('NOT_ADMINISTRATOR', 'authority', mayUse(actor, rule)),
  guard('UNKNOWN_ROLE', 'safety', member(r, roles)),
  guard('ROLE_OUTSIDE_RULE', 'authority', related(rule, r, targets)),
];

export const administeredAssign = operation({
  name: 'AdministeredAssign',
  source: 'FORMAL C.1, P53',
  meaning: 'An administrator assigns a role to a user, by a rule.',
  inputs: acting.components,
  guards: [
    guard('NO_SUCH_RULE', 'authority', member(rule, assignRules)),
    ...authorised,
    guard('UNKNOWN_USER', 'safety', member(u, users)),
    guard('ALREADY_ASSIGNED', 'no-op', not(related(u, r, UA))),
    guard('CONDITION_NOT_MET', 'authority', suits(u, rule)),
    guard('EXCLUSION_VIOLATED', 'safety', upholds(rule, union(rolesOfUser(u), broughtBy(r)))),
  ],
  steps: [update(becomes(UA, union(UA, pair)))],
});

export const administeredRevoke = operation({
  name: 'AdministeredRevoke',
  source: 'FORMAL C.1, P53',
  meaning: 'An administrator revokes a role of a user, by a rule; nothing goes with it.',
  inputs: acting.components,
  guards: [
    guard('NO_SUCH_RULE', 'authority', member(rule, revokeRules)),
    ...authorised,
    guard('UNKNOWN_USER', 'report', member(u, users)),
    guard('NOT_ASSIGNED', 'no-op', related(u, r, UA)),
    guard('CONDITION_NOT_MET', 'authority', suits(u, rule)),
  ],
  steps: [update(becomes(UA, difference(UA, pair)))],
});

export const enrol = operation({
  name: 'Enrol',
  source: 'FORMAL C.1, P53',
  meaning: 'An administrator lets a new user join, with a role, by a rule.',
  inputs: acting.components,
  guards: [
    guard('NO_SUCH_RULE', 'authority', member(rule, enrolRules)),
    ...authorised,
    guard('USER_EXISTS', 'authority', not(member(u, users))),
    guard('EXCLUSION_VIOLATED', 'safety', upholds(rule, broughtBy(r))),
  ],
  steps: [update(becomes(users, union(users, u)), becomes(UA, union(UA, pair)))],
});

const performing = inputs({ u: one(USER, 'who does it'), n: one(SNAME, 'which session') });
const doer = performing.terms.u;
const { n } = performing.terms;

export const performSession = operation({
  name: 'PerformSession',
  source: 'FORMAL B.3, P53',
  meaning: 'A user does a session of the application, which is remembered.',
  inputs: performing.components,
  guards: [
    guard('UNKNOWN_USER', 'safety', member(doer, users)),
    guard('UNKNOWN_SESSION_NAME', 'safety', member(n, names)),
    guard('ROLE_NOT_AUTHORISED', 'authority', subset(image(tmpl, n), rolesOfUser(doer))),
  ],
  steps: [update(becomes(performed, union(performed, product(doer, n))))],
});

export const administered: readonly Operation[] = [
  administeredAssign,
  administeredRevoke,
  enrol,
  performSession,
];
