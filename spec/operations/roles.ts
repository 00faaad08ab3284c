/**
 * Roles and their HR definitions (FORMAL.md C.1, C.4).
 *
 * Deleting a role does not bridge the links over it, and leaves to whom its name belongs. Defining a role by HR values is an assignment of many users that
 * no administrator could be refused: whom a role would bring into conflict is quarantined (S20), and where the role
 * has fewer places than users who should get it, none gets it rather than an arbitrary few.
 */

import {
  and,
  compare,
  count,
  defineTerm,
  difference,
  domain,
  domainSubtraction,
  each,
  equal,
  exists,
  forall,
  image,
  intersection,
  isEmpty,
  literal,
  member,
  not,
  numberOf,
  or,
  product,
  range,
  rangeSubtraction,
  related,
  scalar,
  setOf,
  subset,
  union,
  universe,
} from '../../src/logic/build.ts';
import { setOver } from '../../src/logic/declare.ts';
import { becomes, guard, inputs, one, operation, supposing, update } from '../../src/logic/operation.ts';
import { initiator, tmpl } from '../application.ts';
import { cardinalityLimit } from '../cardinality.ts';
import { PA, RH, roles, rolesOfUser, UA } from '../core.ts';
import { okPS, okS } from '../exclusion.ts';
import { allOf, anyOf, attribute, hr, limit, matching, pend } from '../hr.ts';
import { card, dsdLimit, dsdRoles, mutexD, mutexS, prereq, ssdLimit, ssdRoles, window } from '../policy.ts';
import { ar } from '../sessions.ts';
import { CNAME, HRV, NUMBER, ROLE, USER } from '../sorts.ts';
import { broughtBy } from './brought.ts';
import { cascade } from './cascade.ts';

const added = inputs({ r: one(ROLE, 'which role') });

export const addRole = operation({
  name: 'AddRole',
  source: 'ANSI 359; FORMAL C.1',
  meaning: 'A role becomes known.',
  inputs: added.components,
  guards: [guard('ROLE_EXISTS', 'no-op', not(member(added.terms.r, roles)))],
  steps: [update(becomes(roles, union(roles, added.terms.r)))],
});

const deleted = inputs({ r: one(ROLE, 'which role') });
const gone = deleted.terms.r;
const c = scalar('c', CNAME);

/** A set that would keep fewer roles than its limit could never be violated again. */
const underflows = (sets: typeof ssdRoles, limits: typeof ssdLimit) =>
  exists(
    [each(c, domain(limits))],
    compare(count(difference(image(sets, c), gone)), '<', numberOf(image(limits, c))),
    related(c, gone, sets),
  );

export const deleteRole = operation({
  name: 'DeleteRole',
  source: 'ANSI 359; FORMAL C.1',
  meaning: 'A role, with all that speaks of it, is forgotten.',
  inputs: deleted.components,
  guards: [
    guard('UNKNOWN_ROLE', 'no-op', member(gone, roles)),
    guard('ROLE_IN_USE', 'reading', not(member(gone, union(range(tmpl), initiator)))),
    guard('SET_UNDERFLOW', 'safety', not(or(underflows(ssdRoles, ssdLimit), underflows(dsdRoles, dsdLimit)))),
  ],
  steps: [
    update(
      becomes(roles, difference(roles, gone)),
      becomes(UA, rangeSubtraction(UA, gone)),
      becomes(PA, domainSubtraction(gone, PA)),
      becomes(RH, domainSubtraction(gone, rangeSubtraction(RH, gone))),
      becomes(ar, rangeSubtraction(ar, gone)),
      becomes(allOf, domainSubtraction(gone, allOf)),
      becomes(anyOf, domainSubtraction(gone, anyOf)),
      becomes(pend, rangeSubtraction(pend, gone)),
      becomes(limit, difference(limit, product(product(universe(USER), gone), universe(NUMBER)))),
      becomes(mutexS, domainSubtraction(gone, rangeSubtraction(mutexS, gone))),
      becomes(mutexD, domainSubtraction(gone, rangeSubtraction(mutexD, gone))),
      becomes(ssdRoles, rangeSubtraction(ssdRoles, gone)),
      becomes(dsdRoles, rangeSubtraction(dsdRoles, gone)),
      becomes(card, domainSubtraction(gone, card)),
      becomes(prereq, domainSubtraction(gone, rangeSubtraction(prereq, gone))),
      becomes(window, difference(window, product(product(gone, universe(NUMBER)), universe(NUMBER)))),
    ),
    cascade,
  ],
});

const defined = inputs({
  r: one(ROLE, 'which role'),
  K: setOver(HRV, 'all of these values are needed'),
  V: setOver(HRV, 'one of these values is enough'),
});
const { r, K, V } = defined.terms;
const u = scalar('u', USER);
const v = scalar('v', HRV);
const w = scalar('w', HRV);

const redefined = [
  becomes(allOf, union(domainSubtraction(r, allOf), product(r, K))),
  becomes(anyOf, union(domainSubtraction(r, anyOf), product(r, V))),
];

/** Users of whom HR knows that they have the role and, as it is defined now, should not have it. */
const lose = defineTerm(
  'lose',
  [],
  setOf(u, domain(hr), and(not(isEmpty(union(K, V))), not(member(u, matching(r))))),
);

/** Users who should have the role, have it not, and whom it brings into no conflict. */
const eligible = defineTerm(
  'eligible',
  [],
  setOf(
    u,
    matching(r),
    and(
      not(related(u, r, UA)),
      subset(image(prereq, r), union(rolesOfUser(u), broughtBy(r))),
      okS(union(rolesOfUser(u), broughtBy(r))),
      okPS(image(PA, union(rolesOfUser(u), broughtBy(r)))),
    ),
  ),
);
const everybodyFits = [becomes(UA, union(UA, product(eligible(), r)))];
const placesForAll = supposing(everybodyFits, cardinalityLimit.formula);
const gain = defineTerm('gain', [], setOf(u, eligible(), placesForAll));

export const defineRole = operation({
  name: 'DefineRole',
  source: '002 §3.2; FORMAL C.1, C.4',
  meaning: 'A role follows from HR data from now on, or no longer.',
  inputs: defined.components,
  guards: [
    guard('UNKNOWN_ROLE', 'safety', member(r, roles)),
    guard(
      'BAD_DEFINITION',
      'safety',
      and(
        or(isEmpty(K), isEmpty(V)),
        subset(union(K, V), domain(attribute)),
        forall([each(v, K), each(w, K)], equal(v, w), equal(image(attribute, v), image(attribute, w))),
        forall([each(v, V), each(w, V)], equal(image(attribute, v), image(attribute, w))),
        or(isEmpty(V), compare(literal(2), '<=', count(V))),
      ),
    ),
  ],
  steps: [
    update(...redefined),
    update(
      becomes(UA, difference(UA, product(lose(), r))),
      becomes(pend, rangeSubtraction(pend, r)),
      becomes(
        limit,
        difference(
          limit,
          product(
            product(universe(USER), intersection(r, union(domain(allOf), domain(anyOf)))),
            universe(NUMBER),
          ),
        ),
      ),
    ),
    cascade,
    update(
      becomes(UA, union(UA, product(gain(), r))),
      becomes(
        pend,
        union(pend, product(setOf(u, matching(r), not(or(related(u, r, UA), member(u, gain())))), r)),
      ),
    ),
  ],
});
