/** Laws of applications and of plans for their sessions (FORMAL.md G.4 L10, L11, L13–L19). */

import {
  and,
  converse,
  domain,
  each,
  equal,
  exists,
  forall,
  image,
  implies,
  intersection,
  isEmpty,
  labelled,
  not,
  product,
  range,
  related,
  scalar,
  subset,
} from '../../src/logic/build.ts';
import type { Formula } from '../../src/logic/terms.ts';
import {
  app,
  appAtoms,
  application,
  atoms,
  atomsOf,
  mutex,
  mutexSessions,
  names,
  plan,
  sessionPlan,
  sessionTemplate,
  tmpl,
} from '../application.ts';
import { candidates, templateDynamicSOD } from '../candidates.ts';
import { geq, permsOfRoles, permsOfUser, users } from '../core.ts';
import { dynamicSOD } from '../dynamic-sod.ts';
import { everyPlanSOD } from '../every-plan.ts';
import { okD } from '../exclusion.ts';
import { assignment } from '../feasibility.ts';
import { noDynamicConflict, noStaticConflict } from '../invariants.ts';
import {
  adequateExclusions,
  assignedAtoms,
  independent,
  noActiveCover,
  operationalSOD,
  planOperationalSOD,
} from '../operational-sod.ts';
import { mutexD, mutexS } from '../policy.ts';
import { planAuthorisation } from '../session-authorisation.ts';
import { sessionSOD } from '../session-sod.ts';
import { activeRoles, activeRolesOfUser, instName, sessionAuthorised, sessions } from '../sessions.ts';
import { ROLE, SID, SNAME, USER } from '../sorts.ts';
import { staticSOD } from '../static-sod.ts';
import { declared, type Law, law, noLaw, proper } from './law.ts';

const u = scalar('u', USER);
const s = scalar('s', SID);
const a = scalar('s', SNAME);
const b = scalar('t', SNAME);
const r1 = scalar('r1', ROLE);
const r2 = scalar('r2', ROLE);

const I4 = labelled('I4', sessionAuthorised);
const I5 = labelled('I5', noStaticConflict);
const authorised = labelled('the plan is authorised', planAuthorisation.formula);
const total = equal(domain(plan), names);

const properApplication = and(
  proper,
  ...[application, sessionTemplate, mutexSessions, sessionPlan].flatMap(({ predicates }) =>
    predicates.map(({ label, formula }) => labelled(label, formula)),
  ),
);

/** Every two sessions of the plan are exclusive. */
const allExclusive = forall([each(a, names), each(b, names)], related(a, b, mutex), not(equal(a, b)));

const noCover = (of: Parameters<typeof atomsOf>[0]): Formula => not(subset(appAtoms(), atomsOf(of)));
const theirs = image(converse(plan), u);

/** Some role of s and some role of t are exclusive. */
const needExclusiveRoles = (pairs: typeof mutexS): Formula =>
  exists(
    [each(r1, image(geq(), image(tmpl, a))), each(r2, image(geq(), image(tmpl, b)))],
    related(r1, r2, pairs),
  );
const disjointCandidates = (pairs: typeof mutexS): Formula =>
  forall(
    [each(a, names), each(b, names)],
    isEmpty(intersection(candidates(a), candidates(b))),
    needExclusiveRoles(pairs),
  );

const separations = {
  SSoD: staticSOD.formula,
  DSoD: dynamicSOD.formula,
  OpSoD: operationalSOD.formula,
  SoSOD: sessionSOD.formula,
};
const kinds = ['SSoD', 'DSoD', 'OpSoD', 'SoSOD'] as const;

/** Which of the four hold, in every way that L1 allows. */
const combinations: readonly (readonly (typeof kinds)[number][])[] = Array.from({ length: 16 }, (_, bits) =>
  kinds.filter((_kind, index) => (bits >> index) % 2 === 1),
).filter((held) => held.includes('DSoD') || !held.includes('SSoD'));

const independence: readonly Law[] = combinations.map((held, index) =>
  noLaw({
    name: `L19${'abcdefghijkl'[index]}`,
    source: 'FORMAL G.4 L19',
    meaning: `Never holds exactly this of static, dynamic, operational and session separation: ${held.join(', ') || 'none'}.`,
    given: and(properApplication, I4, total, equal(mutexD, mutexS)),
    formula: not(
      and(...kinds.map((kind) => (held.includes(kind) ? separations[kind] : not(separations[kind])))),
    ),
  }),
);

export const applicationLaws: readonly Law[] = [
  law({
    name: 'L10',
    source: 'FORMAL G.4 L10',
    meaning: 'Who cannot do everything is not given everything by an authorised plan.',
    given: and(
      declared,
      forall([each(a, domain(plan))], subset(image(plan, a), users)),
      authorised,
      operationalSOD.formula,
    ),
    formula: planOperationalSOD.formula,
    lemma: {
      meaning: 'What an authorised plan gives a user, the user can do.',
      given: and(declared, authorised),
      formula: forall([each(u, range(plan))], subset(assignedAtoms(u), permsOfUser(u))),
    },
  }),
  noLaw({
    name: 'L10b',
    source: 'FORMAL G.4 L10',
    meaning: 'Where an authorised plan gives nobody everything, nobody can do everything.',
    given: and(properApplication, total, authorised, planOperationalSOD.formula, not(isEmpty(appAtoms()))),
    formula: operationalSOD.formula,
  }),
  law({
    name: 'L11',
    source: 'FORMAL G.4 L11',
    meaning: 'Who cannot do everything does not have everything active in authorised sessions.',
    given: and(declared, I4, operationalSOD.formula),
    formula: noActiveCover,
    lemma: {
      meaning: 'What users have active, they can do.',
      given: and(declared, I4),
      formula: forall([each(u, users)], subset(permsOfRoles(activeRolesOfUser(u)), permsOfUser(u))),
    },
  }),
  noLaw({
    name: 'L11b',
    source: 'FORMAL G.4 L11',
    meaning: 'Where nobody has everything active, nobody can do everything.',
    given: and(properApplication, I4, noActiveCover, not(isEmpty(appAtoms()))),
    formula: operationalSOD.formula,
  }),
  noLaw({
    name: 'L13a',
    source: 'FORMAL G.4 L13, X8',
    meaning: 'Where nobody can do everything, exclusive sessions have different users.',
    given: and(properApplication, total, authorised, operationalSOD.formula),
    formula: sessionSOD.formula,
  }),
  noLaw({
    name: 'L13b',
    source: 'FORMAL G.4 L13',
    meaning: 'Where exclusive sessions have different users, nobody can do everything.',
    given: and(
      properApplication,
      total,
      authorised,
      not(isEmpty(mutex)),
      not(isEmpty(appAtoms())),
      sessionSOD.formula,
    ),
    formula: operationalSOD.formula,
  }),
  noLaw({
    name: 'L14a',
    source: 'FORMAL G.4 L14a, X7',
    meaning: 'A plan in which all sessions are exclusive, and at least two, gives nobody everything.',
    given: and(
      properApplication,
      total,
      authorised,
      isEmpty(app),
      not(isEmpty(appAtoms())),
      not(isEmpty(mutex)),
      allExclusive,
      sessionSOD.formula,
    ),
    formula: planOperationalSOD.formula,
  }),
  law({
    name: 'L14b',
    source: 'FORMAL G.4 L14b',
    meaning: 'A plan in which all sessions are exclusive gives nobody everything, unless one session has it.',
    readings: 'every',
    given: and(
      subset(domain(plan), names),
      allExclusive,
      forall([each(a, names)], not(subset(appAtoms(), atoms(a)))),
      sessionSOD.formula,
    ),
    formula: planOperationalSOD.formula,
    lemma: {
      meaning: 'The plan gives each user one session at most.',
      given: and(subset(domain(plan), names), allExclusive, sessionSOD.formula),
      formula: forall(
        [each(u, range(plan)), each(a, names), each(b, names)],
        equal(a, b),
        and(related(a, u, plan), related(b, u, plan)),
      ),
    },
  }),
  law({
    name: 'L14c',
    source: 'FORMAL G.4 L14c',
    meaning: 'Exclusions that are adequate by themselves keep every plan from giving one user everything.',
    readings: 'every',
    given: adequateExclusions.formula,
    formula: everyPlanSOD.formula,
    lemma: {
      meaning: 'For one plan, any plan, and of all sets of sessions those that the plan gives to a user.',
      given: and(
        subset(domain(plan), names),
        sessionSOD.formula,
        forall([each(u, range(plan))], implies(independent(theirs), noCover(theirs))),
      ),
      formula: forall([each(u, range(plan))], noCover(theirs)),
    },
  }),
  noLaw({
    name: 'L14d',
    source: 'FORMAL G.4 L14c',
    meaning:
      'Where everybody is a candidate of every session, there is a plan, and no plan gives one user everything, the exclusions are adequate by themselves.',
    given: and(
      properApplication,
      forall([each(a, names)], equal(candidates(a), users)),
      not(isEmpty(appAtoms())),
      assignment,
      everyPlanSOD.formula,
    ),
    formula: adequateExclusions.formula,
  }),
  law({
    name: 'L15',
    source: 'FORMAL G.4 L15',
    meaning: 'Where sessions are exclusive, no user does all sessions of a plan.',
    readings: 'every',
    given: and(total, subset(mutex, product(names, names)), not(isEmpty(mutex)), sessionSOD.formula),
    formula: forall([each(u, users)], exists([each(a, names)], not(equal(image(plan, a), u)))),
  }),
  law({
    name: 'L16',
    source: 'FORMAL G.4 L16',
    meaning: 'Sessions that need statically exclusive roles have no candidate in common.',
    given: and(declared, I5),
    formula: disjointCandidates(mutexS),
  }),
  noLaw({
    name: 'L16b',
    source: 'FORMAL G.4 L16',
    meaning: 'Sessions that need dynamically exclusive roles have no candidate in common.',
    given: and(properApplication, I4, labelled('I6', noDynamicConflict)),
    formula: disjointCandidates(mutexD),
  }),
  noLaw({
    name: 'L17',
    source: 'FORMAL G.4 L17',
    meaning: 'Static separation implies that exclusive sessions have different users.',
    given: and(properApplication, total, authorised, I5),
    formula: sessionSOD.formula,
  }),
  law({
    name: 'L18',
    source: 'FORMAL G.4 L18',
    meaning:
      'Where the roles of every template may be active together, so may those of every session made from one.',
    readings: 'every',
    given: and(
      templateDynamicSOD.formula,
      forall(
        [each(s, sessions)],
        exists([each(b, names)], and(related(s, b, instName), subset(activeRoles(s), image(tmpl, b)))),
      ),
    ),
    formula: forall([each(s, sessions)], okD(activeRoles(s))),
  }),
  ...independence,
];
