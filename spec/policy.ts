/**
 * What a policy demands: exclusions, cardinalities, prerequisites and windows (FORMAL.md A.2).
 *
 * The source has one `mutex_roles` for schemas 4 and 5; FORMAL.md S2 makes it two relations, because a pair that is
 * exclusive only within a session must not raise a static alarm. A named set (T, n) is two components, its roles and
 * its limit; n is the first forbidden number (ANSI 359), so R satisfies (T, n) iff #(R ∩ T) < n.
 */

import {
  closure,
  compare,
  converse,
  count,
  defineTerm,
  domain,
  each,
  equal,
  forall,
  identity,
  image,
  intersection,
  isEmpty,
  literal,
  numberOf,
  product,
  range,
  related,
  relationVariable,
  scalar,
  subset,
  universe,
} from '../src/logic/build.ts';
import {
  declare,
  partialFunction,
  predicate,
  relationBetween,
  relationOver,
  schema,
  setOver,
} from '../src/logic/declare.ts';
import type { LabelledPredicate } from '../src/logic/schema.ts';
import type { Formula, Term } from '../src/logic/terms.ts';
import { core, prms, roles } from './core.ts';
import { CNAME, NUMBER, PRM, ROLE } from './sorts.ts';

const part = declare({
  mutexS: relationBetween(ROLE, ROLE, 'statically exclusive roles'),
  mutexD: relationBetween(ROLE, ROLE, 'dynamically exclusive roles'),
  ssdRoles: relationBetween(CNAME, ROLE, 'the roles T of a static set (T, n)'),
  ssdLimit: partialFunction(CNAME, NUMBER, 'the limit n of a static set (T, n)'),
  dsdRoles: relationBetween(CNAME, ROLE, 'the roles T of a dynamic set (T, n)'),
  dsdLimit: partialFunction(CNAME, NUMBER, 'the limit n of a dynamic set (T, n)'),
  mutexPS: relationBetween(PRM, PRM, 'statically exclusive permissions'),
  mutexPD: relationBetween(PRM, PRM, 'dynamically exclusive permissions'),
  card: partialFunction(ROLE, NUMBER, 'the greatest number of users of a role'),
  prereq: relationBetween(ROLE, ROLE, 'r to q: whoever is assigned r needs q'),
  window: relationOver([ROLE, NUMBER, NUMBER], 'from when to when a role may be active'),
  now: setOver(NUMBER, 'the time, where the policy states one'),
});
export const {
  mutexS,
  mutexD,
  ssdRoles,
  ssdLimit,
  dsdRoles,
  dsdLimit,
  mutexPS,
  mutexPD,
  card,
  prereq,
  window,
  now,
} = part.terms;

const r = scalar('r', ROLE);
const c = scalar('c', CNAME);
const a = scalar('a', NUMBER);
const b = scalar('b', NUMBER);
const R = relationVariable('R', [ROLE]);
const Q = relationVariable('Q', [PRM]);

/** Roles exclusive with one of R: the relational image covers "a role or a set of roles" of the source (A.2). */
export const mutexRoles = defineTerm('mutex_roles', [R], image(mutexS, R));
export const mutexRolesD = defineTerm('mutex_roles_d', [R], image(mutexD, R));
export const mutexPermissions = defineTerm('mutex_perms', [Q], image(mutexPS, Q));
export const mutexPermissionsD = defineTerm('mutex_perms_d', [Q], image(mutexPD, Q));

const symmetric = <A extends string>(mutex: Term<readonly [A, A]>): Formula => equal(mutex, converse(mutex));

const irreflexive = <A extends string>(mutex: Term<readonly [A, A]>, sort: A): Formula =>
  isEmpty(intersection(mutex, identity(sort)));

/** Each T has a limit n and 2 ≤ n ≤ #T. */
const sensibleLimits = (
  name: string,
  sets: Term<readonly [typeof CNAME, typeof ROLE]>,
  limits: Term<readonly [typeof CNAME, typeof NUMBER]>,
): readonly LabelledPredicate[] => {
  const ofEach = (condition: Formula): Formula => forall([each(c, domain(limits))], condition);
  const limit = numberOf(image(limits, c));
  return [
    predicate(`${name} limits`, equal(domain(sets), domain(limits))),
    predicate(`${name} limits from 2`, ofEach(compare(literal(2), '<=', limit))),
    predicate(`${name} limits to #T`, ofEach(compare(limit, '<=', count(image(sets, c))))),
  ];
};

/** I1 for Policy. */
export const policyReferences = [
  predicate('mutexS', subset(mutexS, product(roles, roles))),
  predicate('mutexD', subset(mutexD, product(roles, roles))),
  predicate('mutexPS', subset(mutexPS, product(prms, prms))),
  predicate('mutexPD', subset(mutexPD, product(prms, prms))),
  predicate('ssdRoles', subset(range(ssdRoles), roles)),
  predicate('dsdRoles', subset(range(dsdRoles), roles)),
  predicate('card', subset(domain(card), roles)),
  predicate('prereq', subset(prereq, product(roles, roles))),
  predicate('window', subset(window, product(product(roles, universe(NUMBER)), universe(NUMBER)))),
];

/** I3, and what A.2 demands of the other parts. */
export const wellFormed = [
  predicate('mutexS symmetric', symmetric(mutexS)),
  predicate('mutexS irreflexive', irreflexive(mutexS, ROLE)),
  predicate('mutexD symmetric', symmetric(mutexD)),
  predicate('mutexD irreflexive', irreflexive(mutexD, ROLE)),
  predicate('mutexPS symmetric', symmetric(mutexPS)),
  predicate('mutexPS irreflexive', irreflexive(mutexPS, PRM)),
  predicate('mutexPD symmetric', symmetric(mutexPD)),
  predicate('mutexPD irreflexive', irreflexive(mutexPD, PRM)),
  ...sensibleLimits('ssd', ssdRoles, ssdLimit),
  ...sensibleLimits('dsd', dsdRoles, dsdLimit),
  predicate('prereq acyclic', isEmpty(intersection(closure(prereq), identity(ROLE)))),
  predicate(
    'windows',
    forall(
      [each(r, roles), each(a, universe(NUMBER)), each(b, universe(NUMBER))],
      compare(numberOf(a), '<=', numberOf(b)),
      related(a, b, image(window, r)),
    ),
  ),
  predicate('now', compare(count(now), '<=', literal(1))),
];

export const policy = schema({
  name: 'Policy',
  source: 'FORMAL A.2',
  meaning: 'The constraints that a policy declares.',
  includes: [core],
  components: part.components,
  predicates: [...policyReferences, ...wellFormed],
});
