/**
 * Users and their assignments (FORMAL.md C.1).
 *
 * The guards of an assignment speak of what the user would hold: what the user has, and what the role brings with it.
 */

import {
  and,
  chooseFormula,
  compare,
  converse,
  count,
  difference,
  domain,
  domainSubtraction,
  each,
  forall,
  image,
  implies,
  member,
  not,
  numberOf,
  product,
  related,
  scalar,
  subset,
  union,
  universe,
} from '../../src/logic/build.ts';
import { becomes, guard, inputs, one, operation, update } from '../../src/logic/operation.ts';
import { administers } from '../areas.ts';
import { countedUsers } from '../cardinality.ts';
import { geq, PA, roles, rolesOfUser, UA, users } from '../core.ts';
import { okPS, okS } from '../exclusion.ts';
import { hr, hrManaged, limit, pend } from '../hr.ts';
import { card, prereq } from '../policy.ts';
import { ar, instName, instRun, sessions, su } from '../sessions.ts';
import { ACTOR, NUMBER, ROLE, USER } from '../sorts.ts';
import { broughtBy } from './brought.ts';
import { cascade, nothingElseFalls } from './cascade.ts';

const q = scalar('q', ROLE);

const added = inputs({ u: one(USER, 'who is added') });

export const addUser = operation({
  name: 'AddUser',
  source: 'FORMAL C.1',
  meaning: 'A user becomes known.',
  inputs: added.components,
  guards: [guard('USER_EXISTS', 'no-op', not(member(added.terms.u, users)))],
  steps: [update(becomes(users, union(users, added.terms.u)))],
});

const deleted = inputs({ u: one(USER, 'who is deleted') });
const theirs = image(converse(su), deleted.terms.u);

export const deleteUser = operation({
  name: 'DeleteUser',
  source: 'FORMAL C.1',
  meaning: 'A user, with all assignments and sessions, is forgotten.',
  inputs: deleted.components,
  guards: [guard('UNKNOWN_USER', 'no-op', member(deleted.terms.u, users))],
  steps: [
    update(
      becomes(users, difference(users, deleted.terms.u)),
      becomes(UA, domainSubtraction(deleted.terms.u, UA)),
      becomes(hr, domainSubtraction(deleted.terms.u, hr)),
      becomes(pend, domainSubtraction(deleted.terms.u, pend)),
      becomes(limit, difference(limit, product(product(deleted.terms.u, universe(ROLE)), universe(NUMBER)))),
      becomes(sessions, difference(sessions, theirs)),
      becomes(su, domainSubtraction(theirs, su)),
      becomes(ar, domainSubtraction(theirs, ar)),
      becomes(instRun, domainSubtraction(theirs, instRun)),
      becomes(instName, domainSubtraction(theirs, instName)),
    ),
    cascade,
  ],
});

const assigned = inputs({
  actor: one(ACTOR, 'who assigns'),
  u: one(USER, 'to whom'),
  r: one(ROLE, 'which role'),
});
const { actor, u, r } = assigned.terms;
const held = union(rolesOfUser(u), broughtBy(r));

export const assignUser = operation({
  name: 'AssignUser',
  source: 'ANSI 359; FORMAL C.1',
  meaning: 'A user is assigned to a role.',
  inputs: assigned.components,
  guards: [
    guard('UNKNOWN_USER', 'safety', member(u, users)),
    guard('UNKNOWN_ROLE', 'safety', member(r, roles)),
    guard('ALREADY_ASSIGNED', 'no-op', not(related(u, r, UA))),
    guard('HR_MANAGED_ROLE', 'safety', not(member(r, hrManaged()))),
    guard('NOT_ROLE_ADMIN', 'authority', administers(actor, r)),
    guard('PREREQ_MISSING', 'safety', subset(image(prereq, r), held)),
    guard(
      'CARDINALITY_EXCEEDED',
      'safety',
      chooseFormula('cardinality', {
        assigned: implies(
          member(r, domain(card)),
          compare(count(countedUsers(r)), '<', numberOf(image(card, r))),
        ),
        // Whoever is authorised counts, so that every junior of the role gets a user too.
        authorised: forall(
          [each(q, image(geq(), r))],
          compare(count(countedUsers(q)), '<', numberOf(image(card, q))),
          and(member(q, domain(card)), not(member(u, countedUsers(q)))),
        ),
      }),
    ),
    guard('SSOD_VIOLATION', 'safety', okS(held)),
    guard('PSOD_VIOLATION', 'safety', okPS(image(PA, held))),
  ],
  steps: [update(becomes(UA, union(UA, product(u, r))))],
});

const removed = inputs({ u: one(USER, 'from whom'), r: one(ROLE, 'which role') });
const pair = product(removed.terms.u, removed.terms.r);
const without = [
  becomes(UA, difference(UA, pair)),
  becomes(limit, difference(limit, product(pair, universe(NUMBER)))),
];

export const deassignUser = operation({
  name: 'DeassignUser',
  source: 'ANSI 359; FORMAL C.1',
  meaning: 'A role is taken from a user, with everything that rests on it.',
  inputs: removed.components,
  guards: [
    guard('UNKNOWN_USER', 'report', member(removed.terms.u, users)),
    guard('UNKNOWN_ROLE', 'report', member(removed.terms.r, roles)),
    guard('NOT_ASSIGNED', 'no-op', related(removed.terms.u, removed.terms.r, UA)),
    guard('HR_MANAGED_ROLE', 'safety', not(member(removed.terms.r, hrManaged()))),
    guard('STILL_IN_USE', 'reading', nothingElseFalls(without)),
  ],
  steps: [update(...without), cascade],
});
