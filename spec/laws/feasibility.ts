/**
 * Laws of feasibility (FORMAL.md G.4 L20–L24, L36).
 *
 * That a plan exists is not first-order. Where a change keeps an application feasible, the same plan still fits, or its
 * part for the sessions that are left; the lemmas say that of `plan`, whatever it is.
 */

import {
  and,
  compare,
  count,
  difference,
  domain,
  domainRestriction,
  each,
  equal,
  exists,
  existsFunction,
  forall,
  image,
  intersection,
  isEmpty,
  literal,
  not,
  product,
  rangeRestriction,
  related,
  scalar,
  setOf,
  subset,
  union,
} from '../../src/logic/build.ts';
import { after, becomes, type Update } from '../../src/logic/operation.ts';
import type { Formula, Term } from '../../src/logic/terms.ts';
import { appAtoms, mutex, mutexSessions, names, plan, sessionTemplate, tmpl } from '../application.ts';
import { permsOfUser, RH, UA, users } from '../core.ts';
import { apart, assignment, mayPerform, pairwise, tau } from '../feasibility.ts';
import { SNAME, USER } from '../sorts.ts';
import { otherNames, someMutex, someNames, someRH, someTmpl, someUA, someUsers } from './change.ts';
import { type Law, law, noLaw, proper } from './law.ts';

const u = scalar('u', USER);
const v = scalar('v', USER);
const s = scalar('s', SNAME);
const t = scalar('t', SNAME);

/** The plan is one of those whose existence is feasibility. */
const fits: Formula = and(
  equal(domain(plan), names),
  subset(plan, mayPerform()),
  forall([each(s, names), each(t, names)], not(equal(image(plan, s), image(plan, t))), related(s, t, mutex)),
);

const properApplication = and(
  proper,
  ...[sessionTemplate, mutexSessions].flatMap(({ predicates }) => predicates.map(({ formula }) => formula)),
);

/** Feasible before the change, therefore after it, with the plan or the part of it that is left. */
const keeps = (
  name: string,
  number: string,
  meaning: string,
  updates: readonly Update[],
  left: readonly Update[] = [],
): Law =>
  law({
    name,
    source: `FORMAL G.4 ${number}`,
    meaning,
    readings: 'every',
    given: assignment,
    formula: after(updates, assignment),
    lemma: {
      meaning: 'The plan that fitted before fits afterwards.',
      given: fits,
      formula: after([...updates, ...left], fits),
    },
  });

/** The application is cut down to some sessions and the exclusions between them. */
const within = (some: Term<readonly [typeof SNAME]>): readonly Update[] => [
  becomes(names, intersection(names, some)),
  becomes(mutex, intersection(mutex, product(some, some))),
];
const planWithin = (some: Term<readonly [typeof SNAME]>): readonly Update[] => [
  ...within(some),
  becomes(plan, domainRestriction(some, plan)),
];

const rest = difference(names, someNames);

/** All exclusions are within one of two parts, which together are all sessions. */
const madeOf = (first: Term<readonly [typeof SNAME]>, second: Term<readonly [typeof SNAME]>): Formula =>
  and(
    subset(names, union(first, second)),
    subset(mutex, union(product(first, first), product(second, second))),
  );

/** Feasible for those who could not do everything (O1′). */
const gated = existsFunction(
  tau,
  names,
  rangeRestriction(mayPerform(), setOf(u, users, not(subset(appAtoms(), permsOfUser(u))))),
  apart,
);

export const feasibilityLaws: readonly Law[] = [
  law({
    name: 'L20',
    source: 'FORMAL G.4 L20',
    meaning: 'Adding an exclusion never makes feasible what was not.',
    readings: 'every',
    given: after([becomes(mutex, union(mutex, someMutex))], assignment),
    formula: assignment,
    lemma: {
      meaning: 'The plan that fits afterwards fitted before.',
      given: after([becomes(mutex, union(mutex, someMutex))], fits),
      formula: fits,
    },
  }),
  keeps('L21a', 'L21', 'Adding users never makes infeasible what was feasible.', [
    becomes(users, union(users, someUsers)),
  ]),
  keeps('L21b', 'L21', 'Adding assignments never makes infeasible what was feasible.', [
    becomes(UA, union(UA, someUA)),
  ]),
  keeps('L21c', 'L21', 'Adding links to the hierarchy never makes infeasible what was feasible.', [
    becomes(RH, union(RH, someRH)),
  ]),
  keeps(
    'L22a',
    'L22',
    'Dropping sessions keeps an application feasible.',
    [becomes(names, intersection(names, someNames))],
    [becomes(plan, domainRestriction(someNames, plan))],
  ),
  keeps('L22b', 'L22', 'Dropping roles of sessions keeps an application feasible.', [
    becomes(tmpl, intersection(tmpl, someTmpl)),
  ]),
  law({
    name: 'L23',
    source: 'FORMAL G.4 L23',
    meaning: 'A feasible application is pairwise feasible.',
    readings: 'every',
    given: assignment,
    formula: pairwise,
    lemma: {
      meaning: 'A plan that fits gives a session a user and exclusive sessions two, who are candidates.',
      given: fits,
      formula: and(
        forall([each(s, names)], not(isEmpty(image(plan, s)))),
        forall(
          [each(s, names), each(t, names)],
          exists([each(u, image(plan, s)), each(v, image(plan, t))], not(equal(u, v))),
          related(s, t, mutex),
        ),
      ),
    },
  }),
  noLaw({
    name: 'L23b',
    source: 'FORMAL G.4 L23, X10',
    meaning: 'A pairwise feasible application is feasible.',
    given: and(properApplication, pairwise),
    formula: assignment,
  }),
  law({
    name: 'L23c',
    source: 'FORMAL G.4 L23',
    meaning: 'A pairwise feasible application is feasible where no session is in two exclusions.',
    given: and(
      properApplication,
      pairwise,
      forall([each(s, names)], compare(count(image(mutex, s)), '<=', literal(1))),
    ),
    formula: assignment,
  }),
  noLaw({
    name: 'L24',
    source: 'FORMAL G.4 L24',
    meaning:
      'Adding assignments never makes infeasible what was feasible for those who could not do everything.',
    given: and(properApplication, gated),
    formula: after([becomes(UA, union(UA, someUA))], gated),
  }),
  law({
    name: 'L36',
    source: 'FORMAL G.4 L36',
    meaning: 'Two feasible applications without a common session are feasible one after the other.',
    readings: 'every',
    given: and(
      after(within(someNames), assignment),
      after(within(rest), assignment),
      madeOf(someNames, rest),
    ),
    formula: assignment,
    lemma: {
      meaning: 'The plans of the two are one plan of both.',
      given: and(
        after(planWithin(someNames), fits),
        after(planWithin(rest), fits),
        madeOf(someNames, rest),
        subset(domain(plan), names),
      ),
      formula: fits,
    },
  }),
  noLaw({
    name: 'L36b',
    source: 'FORMAL G.4 L36',
    meaning: 'Two feasible applications are feasible one after the other, also with common sessions.',
    given: and(
      properApplication,
      after(within(someNames), assignment),
      after(within(otherNames), assignment),
      madeOf(someNames, otherNames),
    ),
    formula: assignment,
  }),
];
