/**
 * Applications: what is judged besides the state (FORMAL.md B.6, B.6′, B.3 SessionT; schemas 6, 6′).
 *
 * One application is in focus at a time, so `app?` of the source is not an argument: the components below belong to
 * it. The source's Session is split (B.3 [A]): a template has a name and roles and is made at design time; exclusions,
 * candidates and feasibility are about templates. MUTEX_SESSIONS is a set of triples (application, session, session);
 * `mutex` is its slice at the application in focus. It is symmetric, as a policy's pairs are meant in both orders; the
 * printed relation need not be, and Fig. 14 tests both. Temporal constraints and the body do not bear on the
 * properties specified here.
 */

import {
  converse,
  defineTerm,
  equal,
  identity,
  image,
  intersection,
  isEmpty,
  not,
  product,
  range,
  relationVariable,
  scalar,
  subset,
  union,
} from '../src/logic/build.ts';
import {
  declare,
  partialFunction,
  predicate,
  relationBetween,
  schema,
  setOver,
} from '../src/logic/declare.ts';
import { core, geq, PA, permsOfRoles, prms, roles, users } from './core.ts';
import { PRM, ROLE, SNAME, USER } from './sorts.ts';

const applicationPart = declare({
  app: setOver(PRM, 'permissions of the operation in focus'),
});
export const { app } = applicationPart.terms;

/** Schema 6. As permissions, not as a set of objects and a set of operations, which would lose what goes with what. */
export const application = schema({
  name: 'Application',
  source: '003 schema 6 (Fig. 5); FORMAL B.6',
  meaning: 'An application is the set of operations on objects that it performs.',
  includes: [core],
  components: applicationPart.components,
  predicates: [predicate('app is known', subset(app, prms))],
});

const templatePart = declare({
  names: setOver(SNAME, 'session names'),
  tmpl: relationBetween(SNAME, ROLE, 'the roles that a session needs, all of one user'),
});
export const { names, tmpl } = templatePart.terms;

export const sessionTemplate = schema({
  name: 'SessionT',
  source: '003 schema 3 at design time; FORMAL B.3',
  meaning: 'A session of an application has a name and roles; its user comes later.',
  includes: [core],
  components: templatePart.components,
  predicates: [predicate('tmpl', subset(tmpl, product(names, roles)))],
});

const mutexPart = declare({
  mutex: relationBetween(SNAME, SNAME, 'exclusive sessions of the application'),
});
export const { mutex } = mutexPart.terms;

export const mutexSessions = schema({
  name: 'MUTEX_SESSIONS',
  source: '003 schema 8 (Fig. 9); FORMAL B.8',
  meaning: 'Sessions that must have different users, within one application.',
  includes: [sessionTemplate],
  components: mutexPart.components,
  predicates: [
    predicate('mutex', subset(mutex, product(names, names))),
    predicate('mutex is symmetric', equal(mutex, converse(mutex))),
    predicate('mutex is irreflexive', isEmpty(intersection(mutex, identity(SNAME)))),
  ],
});

/** Schema 6′ as printed: related sessions and constraints between them. */
export const soApplication = schema({
  name: 'SoApplication',
  source: '003 schema 6′ (Fig. 7); FORMAL B.6′',
  meaning: 'A session-oriented application is a set of related sessions and of constraints between them.',
  includes: [sessionTemplate, mutexSessions],
  predicates: [predicate('it has a session', not(isEmpty(names)))],
});

const soAppPart = declare({
  initiator: setOver(ROLE, 'the roles that may start the application; none: everybody'),
});
export const { initiator } = soAppPart.terms;

/** The refinement that the tool works on. */
export const soApp = schema({
  name: 'SoApp',
  source: 'FORMAL B.6′',
  meaning: 'A session-oriented application as the application language states it.',
  includes: [soApplication],
  components: soAppPart.components,
  predicates: [predicate('initiator is known', subset(initiator, roles))],
});

const needsPart = declare({
  needs: relationBetween(SNAME, PRM, 'the permissions that a session must have, where stated'),
});
export const { needs } = needsPart.terms;

export const sessionNeeds = schema({
  name: 'Needs',
  source: '003 §3.1; FORMAL G.2 P40',
  meaning: 'What a session is for: the permissions that it must have.',
  includes: [sessionTemplate],
  components: needsPart.components,
  predicates: [predicate('needs', subset(needs, product(names, prms)))],
});

const planPart = declare({
  plan: partialFunction(SNAME, USER, 'who does which session'),
});
export const { plan } = planPart.terms;

/** The result of SUA; a session may still be without a user. */
export const sessionPlan = schema({
  name: 'Plan',
  source: '003 Fig. 14; FORMAL A.2 Run',
  meaning: 'A plan gives sessions of the application their users.',
  includes: [sessionTemplate],
  components: planPart.components,
  predicates: [predicate('plan', subset(plan, product(names, users)))],
});

const s = scalar('s', SNAME);
const I = relationVariable('I', [SNAME]);

/** What sessions can do. */
export const atomsOf = defineTerm('atoms_of', [I], permsOfRoles(image(tmpl, I)));

export const atoms = defineTerm('atoms', [s], atomsOf(s));

/** All operations of the application in focus: those of schema 6, or what all sessions of 6′ can do. */
export const appAtoms = defineTerm('appAtoms', [], union(app, image(PA, image(geq(), range(tmpl)))));
