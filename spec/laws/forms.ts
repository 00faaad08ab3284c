/**
 * Other forms of the same property (FORMAL.md B.0, B.3, B.4, B.10, G.1).
 *
 * A property in the helper predicates' terms, by counting, or by images says the same as its schema, so that the two
 * forms check each other.
 */

import {
  and,
  compare,
  converse,
  count,
  each,
  equal,
  forall,
  iff,
  image,
  intersection,
  isEmpty,
  literal,
  member,
  not,
  numberOf,
  related,
  scalar,
  subset,
  union,
} from '../../src/logic/build.ts';
import type { Formula } from '../../src/logic/terms.ts';
import { app, appAtoms, mutex, names } from '../application.ts';
import { candidates, candidatesExist } from '../candidates.ts';
import { enforcedSOD, kUserSOD, quorum, team } from '../coalition.ts';
import { acyclic, object, permsOfUser, roles, rolesOfUser, users, usersOfRole } from '../core.ts';
import { dynamicSOD, dynamicSODSet } from '../dynamic-sod.ts';
import { free, okD, okS } from '../exclusion.ts';
import { pairwise } from '../feasibility.ts';
import { noActivePermissionConflict, noPermissionConflict, noStaticConflict } from '../invariants.ts';
import { objectSOD, onePerRole, onePerUser } from '../object-sod.ts';
import { dynamicPermissionSOD, permissionSOD } from '../permission-sod.ts';
import { mutexRoles, mutexS } from '../policy.ts';
import { acyclicHierarchy } from '../references.ts';
import { activeRoles, sessionAuthorised, sessions, userOfSession } from '../sessions.ts';
import { NUMBER, OBJ, ROLE, SID, SNAME, USER } from '../sorts.ts';
import { staticSOD, staticSODSet } from '../static-sod.ts';
import { appPermsOfRole, oneStep, oneStepSOD, strictS, strictStaticSOD } from '../strict-sod.ts';
import { declared, type Law, law } from './law.ts';

const u = scalar('u', USER);
const r = scalar('r', ROLE);
const r1 = scalar('r1', ROLE);
const r2 = scalar('r2', ROLE);
const s = scalar('s', SID);
const o = scalar('o', OBJ);
const k = scalar('k', NUMBER);
const a = scalar('s', SNAME);
const b = scalar('t', SNAME);

/** The permissions on an object. */
const on = (of: typeof o) => image(converse(object), of);

/** The operation needs n users. */
const needs = (n: number): Formula =>
  and(not(isEmpty(quorum)), forall([each(k, quorum)], compare(numberOf(k), '=', literal(n))));

const everyPair = (body: Formula, given: Formula): Formula =>
  forall([each(r1, roles), each(r2, roles)], body, given);

export const forms: readonly Law[] = [
  law({
    name: 'users_of_role is the inverse of roles_of_user',
    source: '003 Fig. 2; FORMAL B.0',
    meaning: 'A user has a role iff the role has the user.',
    readings: 'every',
    given: declared,
    formula: forall(
      [each(u, users), each(r, roles)],
      iff(member(u, usersOfRole(r)), member(r, rolesOfUser(u))),
    ),
  }),
  law({
    name: 'Fig. 6 states schema 3',
    source: '003 Fig. 6; FORMAL B.3',
    meaning: 'Session authorisation may be stated user by user.',
    readings: 'every',
    given: declared,
    formula: iff(
      sessionAuthorised,
      forall(
        [each(u, users), each(s, sessions)],
        subset(activeRoles(s), rolesOfUser(u)),
        equal(userOfSession(s), u),
      ),
    ),
  }),
  law({
    name: 'schema 4 by exclusive pairs',
    source: 'FORMAL B.4',
    meaning: 'Static separation holds iff no exclusive roles have a user in common.',
    readings: 'every',
    given: declared,
    formula: iff(
      staticSOD.formula,
      everyPair(isEmpty(intersection(usersOfRole(r1), usersOfRole(r2))), member(r2, mutexRoles(r1))),
    ),
  }),
  law({
    name: 'schema 4 by images',
    source: 'FORMAL B.4',
    meaning: 'Static separation holds iff nobody has a role that is exclusive with one they have.',
    readings: 'every',
    given: declared,
    formula: iff(
      staticSOD.formula,
      forall([each(u, users)], isEmpty(intersection(mutexRoles(rolesOfUser(u)), rolesOfUser(u)))),
    ),
  }),
  law({
    name: 'schema 4 by free',
    source: 'FORMAL B.4',
    meaning: 'Static separation holds iff every user has roles that are free of exclusive pairs.',
    readings: 'every',
    given: declared,
    formula: iff(staticSOD.formula, forall([each(u, users)], free(rolesOfUser(u), mutexS))),
  }),
  law({
    name: 'I5 is schema 4 and its sets',
    source: 'FORMAL B.4, I5',
    meaning: 'The invariant adds the named sets to the pairs.',
    readings: 'every',
    given: declared,
    formula: iff(noStaticConflict, and(staticSOD.formula, staticSODSet.formula)),
  }),
  law({
    name: 'I6 is schema 5 and its sets',
    source: 'FORMAL B.5, I6',
    meaning: 'The invariant, read per session, adds the named sets to the pairs.',
    readings: 'every',
    given: declared,
    formula: iff(
      forall([each(s, sessions)], okD(activeRoles(s))),
      and(dynamicSOD.formula, dynamicSODSet.formula),
    ),
  }),
  law({
    name: 'I7 is permission separation',
    source: 'FORMAL I7',
    meaning: 'The invariant and the property are the same.',
    readings: 'every',
    given: declared,
    formula: iff(noPermissionConflict, permissionSOD.formula),
  }),
  law({
    name: 'I8 is dynamic permission separation',
    source: 'FORMAL I8',
    meaning: 'The invariant and the property are the same.',
    readings: 'every',
    given: declared,
    formula: iff(noActivePermissionConflict, dynamicPermissionSOD.formula),
  }),
  law({
    name: 'I2 is acyclicity',
    source: 'FORMAL I2',
    meaning: 'The invariant and the property are the same.',
    readings: 'every',
    given: declared,
    formula: iff(acyclic, acyclicHierarchy.formula),
  }),
  law({
    name: 'P17 by objects',
    source: 'FORMAL G.1 P17',
    meaning: 'Strict separation holds iff the objects of strictly exclusive roles are disjoint.',
    readings: 'every',
    given: declared,
    formula: iff(
      strictStaticSOD.formula,
      everyPair(
        isEmpty(intersection(image(object, appPermsOfRole(r1)), image(object, appPermsOfRole(r2)))),
        related(r1, r2, strictS),
      ),
    ),
  }),
  law({
    name: 'P18 by counting',
    source: 'FORMAL G.1 P18',
    meaning: 'A one-step exclusion holds iff each of its roles has one operation at most.',
    readings: 'every',
    given: declared,
    formula: iff(
      oneStepSOD.formula,
      forall([each(r, oneStep)], compare(count(appPermsOfRole(r)), '<=', literal(1))),
    ),
  }),
  law({
    name: 'P19 by counting',
    source: 'FORMAL G.1 P19',
    meaning: 'Object separation holds iff each user has one operation on each object at most.',
    readings: 'every',
    given: declared,
    formula: iff(
      objectSOD.formula,
      forall(
        [each(u, users), each(o, onePerUser)],
        compare(count(intersection(on(o), intersection(appAtoms(), permsOfUser(u)))), '<=', literal(1)),
      ),
    ),
  }),
  law({
    name: 'P19 of roles with users',
    source: 'FORMAL G.1 P19',
    meaning: 'What object separation demands of users it demands of the roles that they hold.',
    given: and(declared, subset(onePerRole, onePerUser), objectSOD.formula),
    formula: forall(
      [each(r, roles), each(o, onePerRole)],
      compare(count(intersection(on(o), appPermsOfRole(r))), '<=', literal(1)),
      not(isEmpty(usersOfRole(r))),
    ),
  }),
  law({
    name: 'two users',
    source: 'FORMAL G.1 P25',
    meaning: 'That an operation needs two users says that nobody can perform it alone.',
    readings: 'every',
    given: and(not(isEmpty(app)), needs(2)),
    formula: iff(kUserSOD.formula, forall([each(u, users)], not(subset(app, permsOfUser(u))))),
  }),
  law({
    name: 'enforcement',
    source: 'FORMAL G.1 P25e',
    meaning: 'What the static exclusions enforce is true of users who respect them.',
    readings: 'every',
    given: and(
      declared,
      needs(3),
      compare(count(team), '=', literal(2)),
      not(isEmpty(app)),
      enforcedSOD.formula,
      forall([each(u, users)], okS(rolesOfUser(u))),
    ),
    formula: kUserSOD.formula,
  }),
  law({
    name: 'pairwise by counting',
    source: 'FORMAL B.10',
    meaning: 'Two sessions with candidates have different ones iff they have two candidates together.',
    readings: 'every',
    given: candidatesExist.formula,
    formula: iff(
      pairwise,
      forall(
        [each(a, names), each(b, names)],
        compare(count(union(candidates(a), candidates(b))), '>=', literal(2)),
        related(a, b, mutex),
      ),
    ),
  }),
];
