/**
 * Roles that follow from HR data, and special assignments (FORMAL.md A.2 HR, E.1; I12).
 *
 * A definition is its values: a role that needs all of them (basic: one, combined: several attributes) or one of them
 * (a set role). A role without values is granted by hand; a special assignment is one that has a limit. Whoever would
 * get an HR role and may not (a conflict) is pending for it, so that the disagreement with HR is explicit (S20).
 */

import {
  and,
  compare,
  count,
  defineTerm,
  domain,
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
  or,
  product,
  range,
  related,
  scalar,
  setOf,
  subset,
  union,
  universe,
} from '../src/logic/build.ts';
import {
  declare,
  predicate,
  relationBetween,
  relationOver,
  schema,
  totalFunction,
} from '../src/logic/declare.ts';
import { core, roles, UA, users } from './core.ts';
import { ATTR, HRV, NUMBER, ROLE, USER } from './sorts.ts';

const part = declare({
  attribute: totalFunction(HRV, ATTR, 'the attribute that a value is of'),
  hr: relationBetween(USER, HRV, 'what HR says of a user'),
  allOf: relationBetween(ROLE, HRV, 'basic and combined roles: every value is needed'),
  anyOf: relationBetween(ROLE, HRV, 'set roles: one of the values is enough'),
  pend: relationBetween(USER, ROLE, 'HR roles that a user should have and, for a conflict, has not'),
  limit: relationOver([USER, ROLE, NUMBER], 'until when a special assignment lasts'),
});
export const { attribute, hr, allOf, anyOf, pend, limit } = part.terms;

const u = scalar('u', USER);
const r = scalar('r', ROLE);
const v = scalar('v', HRV);
const w = scalar('w', HRV);

/** Roles that HR grants and takes. */
export const hrManaged = defineTerm('hr_managed', [], union(domain(allOf), domain(anyOf)));

/** The users of whom HR says what r asks for. */
export const matching = defineTerm(
  'matching',
  [r],
  setOf(
    u,
    domain(hr),
    or(
      and(member(r, domain(allOf)), subset(image(allOf, r), image(hr, u))),
      not(isEmpty(intersection(image(anyOf, r), image(hr, u)))),
    ),
  ),
);

/** I1 for HR. */
export const hrReferences = [
  predicate('hr', subset(domain(hr), users)),
  predicate('allOf', subset(domain(allOf), roles)),
  predicate('anyOf', subset(domain(anyOf), roles)),
  predicate('values', subset(union(range(hr), union(range(allOf), range(anyOf))), domain(attribute))),
  predicate('pend', subset(pend, product(users, hrManaged()))),
  predicate('limit', subset(limit, product(UA, universe(NUMBER)))),
];

/** One value per attribute, one kind per role, and several values of one attribute for a set role (E.1). */
export const hrWellFormed = [
  predicate(
    'one value per attribute',
    forall(
      [each(u, users)],
      forall(
        [each(v, image(hr, u)), each(w, image(hr, u))],
        equal(v, w),
        equal(image(attribute, v), image(attribute, w)),
      ),
    ),
  ),
  predicate('one kind', isEmpty(intersection(domain(allOf), domain(anyOf)))),
  predicate(
    'combined roles',
    forall(
      [each(r, roles)],
      forall(
        [each(v, image(allOf, r)), each(w, image(allOf, r))],
        equal(v, w),
        equal(image(attribute, v), image(attribute, w)),
      ),
    ),
  ),
  predicate(
    'set roles',
    forall(
      [each(r, domain(anyOf))],
      forall(
        [each(v, image(anyOf, r)), each(w, image(anyOf, r))],
        equal(image(attribute, v), image(attribute, w)),
      ),
    ),
  ),
  predicate(
    'set roles have a choice',
    forall([each(r, domain(anyOf))], compare(literal(2), '<=', count(image(anyOf, r)))),
  ),
  predicate('special roles', isEmpty(intersection(domain(image(limit, users)), hrManaged()))),
];

/** I12: of everybody whom HR knows, HR roles are exactly what HR says, but for what is pending. */
export const hrConsistent = forall(
  [each(u, domain(hr)), each(r, hrManaged())],
  iff(related(u, r, UA), and(member(u, matching(r)), not(related(u, r, pend)))),
);

export const hrModel = schema({
  name: 'HRModel',
  source: '002 §3.2; FORMAL A.2, E.1',
  meaning: 'What HR says of users, which roles follow from it, and which special assignments end when.',
  includes: [core],
  components: part.components,
  predicates: [
    predicate('attribute is total', equal(domain(attribute), universe(HRV))),
    ...hrReferences,
    ...hrWellFormed,
    predicate('I12', hrConsistent),
  ],
});
