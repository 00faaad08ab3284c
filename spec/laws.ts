/**
 * Laws: other forms of the same property, and theorems about the state (FORMAL.md B.0, B.3, B.4, B.10, A.5, G.4).
 *
 * Each is true of every state in which `given` is; the tests hold interpreter and engines to them. FORMAL.md states
 * its laws for the default profile; those marked `every` do not depend on a reading.
 */

import {
  and,
  compare,
  converse,
  count,
  domain,
  each,
  equal,
  exists,
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
} from '../src/logic/build.ts';
import type { Formula } from '../src/logic/terms.ts';
import { app, appAtoms, mutex, names, plan, tmpl } from './application.ts';
import { candidates, candidatesExist } from './candidates.ts';
import { enforcedSOD, kUserSOD, quorum } from './coalition.ts';
import {
  acyclic,
  assignedRoles,
  authorisedRoles,
  coreReferences,
  geq,
  object,
  permsOfUser,
  roles,
  rolesOfUser,
  users,
  usersOfRole,
} from './core.ts';
import { dynamicSOD, dynamicSODSet } from './dynamic-sod.ts';
import { everyPlanSOD } from './every-plan.ts';
import { free, freeP, okD, okS } from './exclusion.ts';
import { assignment, pairwise } from './feasibility.ts';
import { noActivePermissionConflict, noPermissionConflict, noStaticConflict } from './invariants.ts';
import { objectSOD, onePerRole, onePerUser } from './object-sod.ts';
import { adequateExclusions, noActiveCover, operationalSOD, planOperationalSOD } from './operational-sod.ts';
import { dynamicPermissionSOD, permissionSOD } from './permission-sod.ts';
import { mutexD, mutexPD, mutexPS, mutexRoles, mutexS, policyReferences } from './policy.ts';
import { acyclicHierarchy } from './references.ts';
import { planAuthorisation } from './session-authorisation.ts';
import { sessionSOD } from './session-sod.ts';
import {
  activeRoles,
  activeRolesOfUser,
  permsOfSession,
  sessionAuthorised,
  sessionReferences,
  sessions,
  userOfSession,
} from './sessions.ts';
import { NUMBER, OBJ, ROLE, SID, SNAME, USER } from './sorts.ts';
import { staticSOD, staticSODSet } from './static-sod.ts';
import { appPermsOfRole, oneStep, oneStepSOD, strictS, strictStaticSOD } from './strict-sod.ts';

export interface Law {
  readonly name: string;
  readonly source: string;
  readonly meaning: string;
  readonly readings: 'every' | 'default';
  readonly given: Formula;
  readonly formula: Formula;
}

const u = scalar('u', USER);
const r = scalar('r', ROLE);
const r1 = scalar('r1', ROLE);
const r2 = scalar('r2', ROLE);
const s = scalar('s', SID);
const o = scalar('o', OBJ);
const k = scalar('k', NUMBER);
const a = scalar('s', SNAME);
const b = scalar('t', SNAME);

/** I1: an undeclared name is seen by some forms and not by others. */
const declared = and(
  ...[...coreReferences, ...policyReferences, ...sessionReferences].map(({ formula }) => formula),
);

/** The permissions on an object. */
const on = (of: typeof o) => image(converse(object), of);

/** The operation needs n users. */
const needs = (n: number): Formula => forall([each(k, quorum)], compare(numberOf(k), '=', literal(n)));

const everyPair = (body: Formula, given: Formula): Formula =>
  forall([each(r1, roles), each(r2, roles)], body, given);

export const laws: readonly Law[] = [
  {
    name: 'users_of_role is the inverse of roles_of_user',
    source: '003 Fig. 2; FORMAL B.0',
    meaning: 'A user has a role iff the role has the user.',
    readings: 'every',
    given: declared,
    formula: forall(
      [each(u, users), each(r, roles)],
      iff(member(u, usersOfRole(r)), member(r, rolesOfUser(u))),
    ),
  },
  {
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
  },
  {
    name: 'schema 4 by exclusive pairs',
    source: 'FORMAL B.4',
    meaning: 'Static separation holds iff no exclusive roles have a user in common.',
    readings: 'every',
    given: declared,
    formula: iff(
      staticSOD.formula,
      everyPair(isEmpty(intersection(usersOfRole(r1), usersOfRole(r2))), member(r2, mutexRoles(r1))),
    ),
  },
  {
    name: 'schema 4 by images',
    source: 'FORMAL B.4',
    meaning: 'Static separation holds iff nobody has a role that is exclusive with one they have.',
    readings: 'every',
    given: declared,
    formula: iff(
      staticSOD.formula,
      forall([each(u, users)], isEmpty(intersection(mutexRoles(rolesOfUser(u)), rolesOfUser(u)))),
    ),
  },
  {
    name: 'schema 4 by free',
    source: 'FORMAL B.4',
    meaning: 'Static separation holds iff every user has roles that are free of exclusive pairs.',
    readings: 'every',
    given: declared,
    formula: iff(staticSOD.formula, forall([each(u, users)], free(rolesOfUser(u), mutexS))),
  },
  {
    name: 'I5 is schema 4 and its sets',
    source: 'FORMAL B.4, I5',
    meaning: 'The invariant adds the named sets to the pairs.',
    readings: 'every',
    given: declared,
    formula: iff(noStaticConflict, and(staticSOD.formula, staticSODSet.formula)),
  },
  {
    name: 'I6 is schema 5 and its sets',
    source: 'FORMAL B.5, I6',
    meaning: 'The invariant, read per session, adds the named sets to the pairs.',
    readings: 'every',
    given: declared,
    formula: iff(
      forall([each(s, sessions)], okD(activeRoles(s))),
      and(dynamicSOD.formula, dynamicSODSet.formula),
    ),
  },
  {
    name: 'I7 is permission separation',
    source: 'FORMAL I7',
    meaning: 'The invariant and the property are the same.',
    readings: 'every',
    given: declared,
    formula: iff(noPermissionConflict, permissionSOD.formula),
  },
  {
    name: 'I8 is dynamic permission separation',
    source: 'FORMAL I8',
    meaning: 'The invariant and the property are the same.',
    readings: 'every',
    given: declared,
    formula: iff(noActivePermissionConflict, dynamicPermissionSOD.formula),
  },
  {
    name: 'I2 is acyclicity',
    source: 'FORMAL I2',
    meaning: 'The invariant and the property are the same.',
    readings: 'every',
    given: declared,
    formula: iff(acyclic, acyclicHierarchy.formula),
  },
  {
    name: 'T1',
    source: 'Kuhn 1997; FORMAL A.5 T1',
    meaning: 'Where static separation holds, a role that brings a conflict with it has no user.',
    readings: 'default',
    given: and(declared, noStaticConflict),
    formula: forall([each(r, roles)], isEmpty(usersOfRole(r)), not(okS(image(geq(), r)))),
  },
  {
    name: 'L1',
    source: 'FORMAL G.4 L1',
    meaning: 'Static separation implies dynamic separation where every dynamic pair is also static.',
    readings: 'default',
    given: and(declared, sessionAuthorised, subset(mutexD, mutexS), noStaticConflict),
    formula: dynamicSOD.formula,
  },
  {
    name: 'L5',
    source: 'FORMAL G.4 L5',
    meaning: 'Dynamic separation over all sessions of a user implies that of each session.',
    readings: 'every',
    given: and(declared, forall([each(u, users)], okD(activeRolesOfUser(u)))),
    formula: forall([each(s, sessions)], okD(activeRoles(s))),
  },
  {
    name: 'L6',
    source: 'FORMAL G.4 L6',
    meaning: 'Dynamic separation with juniors implies that without.',
    readings: 'every',
    given: and(declared, forall([each(s, sessions)], free(image(geq(), activeRoles(s)), mutexD))),
    formula: forall([each(s, sessions)], free(activeRoles(s), mutexD)),
  },
  {
    name: 'L7',
    source: 'FORMAL G.4 L7',
    meaning: 'Static separation over authorised roles implies that over assigned roles.',
    readings: 'every',
    given: and(declared, forall([each(u, users)], free(authorisedRoles(u), mutexS))),
    formula: forall([each(u, users)], free(assignedRoles(u), mutexS)),
  },
  {
    name: 'L9d',
    source: 'FORMAL G.4 L9d',
    meaning: 'Static permission separation implies dynamic, over the same exclusions.',
    readings: 'default',
    given: and(declared, sessionAuthorised, subset(mutexPD, mutexPS), noPermissionConflict),
    formula: forall([each(s, sessions)], freeP(permsOfSession(s), mutexPD)),
  },
  {
    name: 'L10',
    source: 'FORMAL G.4 L10',
    meaning: 'Who cannot do everything is not given everything by an authorised plan.',
    readings: 'default',
    given: and(
      declared,
      forall([each(a, domain(plan))], subset(image(plan, a), users)),
      planAuthorisation.formula,
      operationalSOD.formula,
    ),
    formula: planOperationalSOD.formula,
  },
  {
    name: 'L11',
    source: 'FORMAL G.4 L11',
    meaning: 'Who cannot do everything does not have everything active in authorised sessions.',
    readings: 'default',
    given: and(declared, sessionAuthorised, operationalSOD.formula),
    formula: noActiveCover,
  },
  {
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
  },
  {
    name: 'P18 by counting',
    source: 'FORMAL G.1 P18',
    meaning: 'A one-step exclusion holds iff each of its roles has one operation at most.',
    readings: 'every',
    given: declared,
    formula: iff(
      oneStepSOD.formula,
      forall([each(r, oneStep)], compare(count(appPermsOfRole(r)), '<=', literal(1))),
    ),
  },
  {
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
  },
  {
    name: 'P19 of roles with users',
    source: 'FORMAL G.1 P19',
    meaning: 'What object separation demands of users it demands of the roles that they hold.',
    readings: 'default',
    given: and(declared, subset(onePerRole, onePerUser), objectSOD.formula),
    formula: forall(
      [each(r, roles), each(o, onePerRole)],
      compare(count(intersection(on(o), appPermsOfRole(r))), '<=', literal(1)),
      not(isEmpty(usersOfRole(r))),
    ),
  },
  {
    name: 'L14c',
    source: 'FORMAL G.4 L14c',
    meaning: 'Exclusions that are adequate by themselves keep every plan from giving one user everything.',
    readings: 'every',
    given: adequateExclusions.formula,
    formula: everyPlanSOD.formula,
  },
  {
    name: 'two users',
    source: 'FORMAL G.1 P25',
    meaning: 'That an operation needs two users says that nobody can perform it alone.',
    readings: 'every',
    given: and(not(isEmpty(app)), needs(2)),
    formula: iff(kUserSOD.formula, forall([each(u, users)], not(subset(app, permsOfUser(u))))),
  },
  {
    name: 'enforcement',
    source: 'FORMAL G.1 P25e',
    meaning: 'What the static exclusions enforce is true of users who respect them.',
    readings: 'every',
    given: and(
      declared,
      needs(3),
      not(isEmpty(app)),
      enforcedSOD.formula,
      forall([each(u, users)], okS(rolesOfUser(u))),
    ),
    formula: kUserSOD.formula,
  },
  {
    name: 'L15',
    source: 'FORMAL G.4 L15',
    meaning: 'Where sessions are exclusive, no user does all sessions of a plan.',
    readings: 'every',
    given: and(
      equal(domain(plan), names),
      subset(domain(mutex), names),
      not(isEmpty(mutex)),
      sessionSOD.formula,
    ),
    formula: forall([each(u, users)], exists([each(a, names)], not(equal(image(plan, a), u)))),
  },
  {
    name: 'L16',
    source: 'FORMAL G.4 L16',
    meaning: 'Sessions that need statically exclusive roles have no candidate in common.',
    readings: 'default',
    given: and(declared, noStaticConflict),
    formula: forall(
      [each(a, names), each(b, names)],
      isEmpty(intersection(candidates(a), candidates(b))),
      exists(
        [each(r1, image(geq(), image(tmpl, a))), each(r2, image(geq(), image(tmpl, b)))],
        related(r1, r2, mutexS),
      ),
    ),
  },
  {
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
  },
  {
    name: 'L23',
    source: 'FORMAL G.4 L23',
    meaning: 'A feasible application is pairwise feasible.',
    readings: 'every',
    given: assignment,
    formula: pairwise,
  },
];
