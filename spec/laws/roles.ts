/** Laws of static and dynamic separation, of roles and of permissions (FORMAL.md A.5, G.4 L1–L9). */

import {
  and,
  compare,
  count,
  defineTerm,
  difference,
  domain,
  each,
  equal,
  exists,
  forall,
  identity,
  iff,
  image,
  intersection,
  isEmpty,
  labelled,
  literal,
  member,
  not,
  numberOf,
  pairsOf,
  related,
  scalar,
  subset,
} from '../../src/logic/build.ts';
import type { Formula, Term } from '../../src/logic/terms.ts';
import {
  assignedRoles,
  authorisedRoles,
  geq,
  PA,
  permsOfRoles,
  prms,
  roles,
  rolesOfUser,
  users,
  usersOfRole,
} from '../core.ts';
import { dynamicSOD, dynamicSODSet } from '../dynamic-sod.ts';
import { free, freeP, okD, okS } from '../exclusion.ts';
import { noPermissionConflict, noStaticConflict } from '../invariants.ts';
import { dsdLimit, dsdRoles, mutexD, mutexPD, mutexPS, mutexS, ssdLimit, ssdRoles } from '../policy.ts';
import { activeRoles, activeRolesOfUser, permsOfSession, sessionAuthorised, sessions } from '../sessions.ts';
import { CNAME, PRM, ROLE, SID, USER } from '../sorts.ts';
import { staticSOD, staticSODSet } from '../static-sod.ts';
import { declared, type Law, law, noLaw, proper } from './law.ts';

const u = scalar('u', USER);
const s = scalar('s', SID);
const r = scalar('r', ROLE);
const r1 = scalar('r1', ROLE);
const r2 = scalar('r2', ROLE);
const p = scalar('p', PRM);
const q = scalar('q', PRM);
const c = scalar('c', CNAME);
const d = scalar('d', CNAME);

const I4 = labelled('I4', sessionAuthorised);
const schema4 = labelled('schema 4', staticSOD.formula);
const I5 = labelled('I5', noStaticConflict);

const everySession = (body: Formula): Formula => forall([each(s, sessions)], body);
const everyUser = (body: Formula): Formula => forall([each(u, users)], body);

const perUser = everyUser(okD(activeRolesOfUser(u)));
const perSession = everySession(okD(activeRoles(s)));
const withJuniors = everySession(free(image(geq(), activeRoles(s)), mutexD));
const withoutJuniors = everySession(free(activeRoles(s), mutexD));
const ofAuthorised = everyUser(free(authorisedRoles(u), mutexS));
const ofAssigned = everyUser(free(assignedRoles(u), mutexS));

/** u has fewer roles of the set than its limit. */
const within = (set: typeof c): Formula =>
  compare(count(intersection(rolesOfUser(u), image(ssdRoles, set))), '<', numberOf(image(ssdLimit, set)));
const setsAndUsers = [each(c, domain(ssdLimit)), each(d, domain(ssdLimit)), each(u, users)];
const limitOf = (set: typeof c) => numberOf(image(ssdLimit, set));

/** Roles that bring exclusive permissions with them; a pair (a, a) says that a may have no user. */
export const induced = defineTerm(
  'induced',
  [],
  pairsOf(
    { variable: r1, set: roles },
    { variable: r2, set: roles },
    exists([each(p, permsOfRoles(r1)), each(q, permsOfRoles(r2))], related(p, q, mutexPS)),
  ),
);
const ofInduced = (pairs: Term<readonly [typeof ROLE, typeof ROLE]>): Formula =>
  everyUser(free(rolesOfUser(u), pairs));

export const roleLaws: readonly Law[] = [
  law({
    name: 'T1',
    source: 'Kuhn 1997; FORMAL A.5 T1',
    meaning: 'Where static separation holds, a role that brings a conflict with it has no user.',
    given: and(declared, I5),
    formula: forall([each(r, roles)], isEmpty(usersOfRole(r)), not(okS(image(geq(), r)))),
  }),
  law({
    name: 'T2',
    source: 'FORMAL A.5 T2',
    meaning:
      'Exclusion is inherited upward: nobody has a role and one that is exclusive with a junior of it.',
    given: and(declared, I5),
    formula: forall(
      [each(u, users), each(r, roles), each(r1, roles), each(r2, roles)],
      not(and(member(r, rolesOfUser(u)), member(r2, rolesOfUser(u)))),
      and(related(r1, r2, mutexS), related(r, r1, geq())),
    ),
  }),
  law({
    name: 'L1',
    source: 'FORMAL G.4 L1',
    meaning: 'Static separation implies dynamic separation where every dynamic pair is also static.',
    given: and(declared, I4, subset(mutexD, mutexS), schema4),
    formula: dynamicSOD.formula,
  }),
  law({
    name: 'L1b',
    source: 'FORMAL G.4 L1',
    meaning: 'The same of named sets, where a static set with no greater limit contains every dynamic one.',
    given: and(
      declared,
      I4,
      labelled('static sets', staticSODSet.formula),
      forall(
        [each(c, domain(dsdLimit))],
        exists(
          [each(d, domain(ssdLimit))],
          and(
            subset(image(dsdRoles, c), image(ssdRoles, d)),
            compare(numberOf(image(ssdLimit, d)), '<=', numberOf(image(dsdLimit, c))),
          ),
        ),
      ),
    ),
    formula: dynamicSODSet.formula,
  }),
  noLaw({
    name: 'L1c',
    source: 'FORMAL G.4 L1',
    meaning: 'Static separation implies dynamic separation, whatever is dynamically exclusive.',
    given: and(proper, I4, I5),
    formula: dynamicSOD.formula,
  }),
  law({
    name: 'L2',
    source: 'FORMAL G.4 L2',
    meaning: 'Static separation implies dynamic separation over all sessions of a user.',
    given: and(declared, I4, subset(mutexD, mutexS), schema4),
    formula: everyUser(free(image(geq(), activeRolesOfUser(u)), mutexD)),
  }),
  noLaw({
    name: 'L3',
    source: 'FORMAL G.4 L3, X3',
    meaning: 'Static separation over assigned roles implies dynamic separation.',
    given: and(proper, I4, subset(mutexD, mutexS), ofAssigned),
    formula: dynamicSOD.formula,
  }),
  noLaw({
    name: 'L4',
    source: 'FORMAL G.4 L4',
    meaning: 'Dynamic separation implies static separation.',
    given: and(proper, I4, subset(mutexS, mutexD), perSession),
    formula: staticSOD.formula,
  }),
  law({
    name: 'L5',
    source: 'FORMAL G.4 L5',
    meaning: 'Dynamic separation over all sessions of a user implies that of each session.',
    readings: 'every',
    given: and(declared, perUser),
    formula: perSession,
  }),
  noLaw({
    name: 'L5b',
    source: 'FORMAL G.4 L5, X5',
    meaning: 'Dynamic separation of each session implies that over all sessions of a user.',
    given: and(proper, I4, perSession),
    formula: perUser,
  }),
  law({
    name: 'L6',
    source: 'FORMAL G.4 L6',
    meaning: 'Dynamic separation with juniors implies that without.',
    readings: 'every',
    given: and(declared, withJuniors),
    formula: withoutJuniors,
  }),
  noLaw({
    name: 'L6b',
    source: 'FORMAL G.4 L6, X4',
    meaning: 'Dynamic separation without juniors implies that with them.',
    given: and(proper, I4, withoutJuniors),
    formula: withJuniors,
  }),
  law({
    name: 'L7',
    source: 'FORMAL G.4 L7',
    meaning: 'Static separation over authorised roles implies that over assigned roles.',
    readings: 'every',
    given: and(declared, ofAuthorised),
    formula: ofAssigned,
  }),
  noLaw({
    name: 'L7b',
    source: 'FORMAL G.4 L7, X3',
    meaning: 'Static separation over assigned roles implies that over authorised roles.',
    given: and(proper, ofAssigned),
    formula: ofAuthorised,
  }),
  law({
    name: 'L8a',
    source: 'FORMAL G.4 L8',
    meaning: 'What respects a set respects the same set with a greater limit.',
    readings: 'every',
    formula: forall(
      setsAndUsers,
      within(d),
      and(equal(image(ssdRoles, c), image(ssdRoles, d)), compare(limitOf(c), '<=', limitOf(d)), within(c)),
    ),
  }),
  law({
    name: 'L8b',
    source: 'FORMAL G.4 L8',
    meaning: 'What respects a set respects every part of it with the same limit.',
    readings: 'every',
    formula: forall(
      setsAndUsers,
      within(d),
      and(subset(image(ssdRoles, d), image(ssdRoles, c)), compare(limitOf(c), '<=', limitOf(d)), within(c)),
    ),
  }),
  law({
    name: 'L8c',
    source: 'FORMAL G.4 L8',
    meaning: 'A set of which one role is allowed is the set of all its pairs.',
    readings: 'every',
    given: and(declared, forall([each(c, domain(ssdLimit))], compare(limitOf(c), '=', literal(2)))),
    formula: iff(
      staticSODSet.formula,
      forall(
        [each(c, domain(ssdLimit)), each(u, users)],
        forall(
          [each(r1, image(ssdRoles, c)), each(r2, image(ssdRoles, c))],
          equal(r1, r2),
          and(member(r1, rolesOfUser(u)), member(r2, rolesOfUser(u))),
        ),
      ),
    ),
  }),
  law({
    name: 'L9a',
    source: 'FORMAL A.5 T4, G.4 L9a',
    meaning:
      'Static permission separation is static separation of the roles that bring exclusive permissions.',
    given: declared,
    formula: iff(noPermissionConflict, ofInduced(induced())),
  }),
  noLaw({
    name: 'L9b',
    source: 'FORMAL G.4 L9b',
    meaning: 'It is separation of two such roles: none that brings both permissions need be forbidden.',
    given: and(proper, ofInduced(difference(induced(), identity(ROLE)))),
    formula: noPermissionConflict,
  }),
  noLaw({
    name: 'L9c',
    source: 'FORMAL G.4 L9c, X6',
    meaning:
      'Permissions are separated where for every exclusive two there are exclusive roles that have them.',
    given: and(
      proper,
      I5,
      forall(
        [each(p, prms), each(q, prms)],
        exists(
          [each(r1, roles), each(r2, roles)],
          and(related(r1, p, PA), related(r2, q, PA)),
          related(r1, r2, mutexS),
        ),
        related(p, q, mutexPS),
      ),
    ),
    formula: noPermissionConflict,
  }),
  law({
    name: 'L9d',
    source: 'FORMAL G.4 L9d',
    meaning: 'Static permission separation implies dynamic, over the same exclusions.',
    given: and(declared, I4, subset(mutexPD, mutexPS), labelled('I7', noPermissionConflict)),
    formula: everySession(freeP(permsOfSession(s), mutexPD)),
  }),
];
