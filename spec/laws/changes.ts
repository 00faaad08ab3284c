/** Laws of states that change, and of operations (FORMAL.md A.5 T3, G.4 L34, L35, L38, L40, L41). */

import {
  and,
  compare,
  count,
  each,
  equal,
  exists,
  forall,
  intersection,
  isEmpty,
  labelled,
  not,
  numberOf,
  or,
  product,
  scalar,
  subset,
  truth,
  union,
  universe,
} from '../../src/logic/build.ts';
import {
  after,
  becomes,
  inputs,
  type Operation,
  one,
  termAfter,
  type Update,
} from '../../src/logic/operation.ts';
import { rewriter } from '../../src/logic/rewrite.ts';
import type { Formula, Term } from '../../src/logic/terms.ts';
import { app, appAtoms, tmpl } from '../application.ts';
import { cardinalityLimit } from '../cardinality.ts';
import { covers, kUserSOD, quorum } from '../coalition.ts';
import { PA, RH, rolesOfUser, UA } from '../core.ts';
import { limit } from '../hr.ts';
import {
  noActivePermissionConflict,
  noDynamicConflict,
  noPermissionConflict,
  noStaticConflict,
} from '../invariants.ts';
import { operationalSOD } from '../operational-sod.ts';
import { broughtBy } from '../operations/brought.ts';
import { addInheritance, deleteInheritance } from '../operations/hierarchy.ts';
import { createSession, deleteSession } from '../operations/sessions.ts';
import { assignUser, deassignUser } from '../operations/users.ts';
import { wellFormed } from '../policy.ts';
import { ar, sess } from '../sessions.ts';
import { NUMBER, ROLE, USER } from '../sorts.ts';
import { someApp, someAr, somePA, someQuorum, someRH, someUA, someUsers } from './change.ts';
import { type Law, type Lemma, law, noLaw, proper } from './law.ts';

const k = scalar('k', NUMBER);
const j = scalar('j', NUMBER);

// --- fewer pairs, more pairs

const fewer = [
  becomes(UA, intersection(UA, someUA)),
  becomes(RH, intersection(RH, someRH)),
  becomes(PA, intersection(PA, somePA)),
  becomes(ar, intersection(ar, someAr)),
];
const more = [becomes(UA, union(UA, someUA)), becomes(RH, union(RH, someRH)), becomes(PA, union(PA, somePA))];

const antitone = (name: string, invariant: string, what: string, formula: Formula): Law =>
  law({
    name,
    source: 'FORMAL A.5 T3, G.4 L34',
    meaning: `Removing assignments, links, grants and active roles keeps ${what} (${invariant}).`,
    readings: 'every',
    given: labelled(invariant, formula),
    formula: after(fewer, formula),
  });

// --- operations

const updatesOf = ({ name, steps }: Operation): readonly Update[] => {
  const [first] = steps;
  if (first?.kind !== 'update') throw new Error(`${name} begins with no update`);
  return first.updates;
};

/** Every component is after the second operation what it was before the first; the inputs are the same. */
function undone(first: Operation, second: Operation): Formula {
  const there = updatesOf(first);
  const back = updatesOf(second);
  const changed = new Map([...there, ...back].map(({ component, value }) => [component, value.sorts]));
  return and(
    ...[...changed].map(([name, sorts]): Formula => {
      const before: Term = { kind: 'relation', name, sorts, shape: 'relation' };
      const value = back.find(({ component }) => component === name)?.value ?? before;
      return { kind: 'equal', left: termAfter(there, value), right: before };
    }),
  );
}

const guardsOf = ({ guards }: Operation, ...errors: readonly string[]): Formula =>
  and(
    ...guards
      .filter(({ error }) => errors.includes(error))
      .map(({ label, error, formula }) => labelled(`${label} ${error}`, formula)),
  );

const first = inputs({ u: one(USER, 'to whom'), r: one(ROLE, 'which role') }).terms;
const second = inputs({ v: one(USER, 'to whom else'), q: one(ROLE, 'which role') }).terms;

/** A guard of the one assignment, as a guard of the other. */
const { formula: ofSecond } = rewriter({
  term: (node) => {
    if (node.kind !== 'relation') return null;
    if (node.name === 'u?') return second.v;
    return node.name === 'r?' ? second.q : null;
  },
  formula: () => null,
  renamed: (name) => name,
});
const secondAssigned = [becomes(UA, union(UA, product(second.v, second.q)))];

/** What each would hold, as the guards ask it. */
const held = union(rolesOfUser(first.u), broughtBy(first.r));
const heldBySecond = union(rolesOfUser(second.v), broughtBy(second.q));

const part = (left: Term, right: Term): Formula => ({ kind: 'subset', left, right });

const noMoreHeld: Lemma = {
  meaning:
    'In the other order nobody holds more than was let through, and the guard is antitone in what is held.',
  given: truth,
  formula: and(
    part(heldBySecond, termAfter(updatesOf(assignUser), heldBySecond)),
    or(
      part(termAfter(secondAssigned, held), held),
      and(
        equal(first.u, second.v),
        part(termAfter(secondAssigned, held), termAfter(updatesOf(assignUser), heldBySecond)),
      ),
    ),
  ),
};

const inEitherOrder = (error: string): Pick<Law, 'given' | 'formula'> => {
  const guard = guardsOf(assignUser, 'ALREADY_ASSIGNED', error);
  const other = ofSecond(guard);
  return {
    given: and(guard, after(updatesOf(assignUser), other)),
    formula: and(other, after(secondAssigned, guard)),
  };
};

const order = (name: string, error: string, what: string, lemma: Lemma | null): Law =>
  law({
    lemma,
    name,
    source: 'FORMAL G.4 L41',
    meaning: `Whether two assignments pass the guard for ${what} does not depend on their order.`,
    ...inEitherOrder(error),
  });

const prerequisites = inEitherOrder('PREREQ_MISSING');

export const changeLaws: readonly Law[] = [
  antitone('L34a', 'I5', 'static separation', noStaticConflict),
  antitone('L34b', 'I6', 'dynamic separation', noDynamicConflict),
  antitone('L34c', 'I7', 'permission separation', noPermissionConflict),
  antitone('L34d', 'I8', 'dynamic permission separation', noActivePermissionConflict),
  antitone('L34e', 'I9', 'cardinalities', cardinalityLimit.formula),
  law({
    name: 'L35a',
    source: 'FORMAL G.4 L35',
    meaning: 'Enlarging an application keeps operational separation.',
    given: operationalSOD.formula,
    formula: after([becomes(app, union(app, someApp))], operationalSOD.formula),
  }),
  law({
    name: 'L35b',
    source: 'FORMAL G.4 L35',
    meaning:
      'Adding assignments, links and grants never establishes operational separation, where the operations of the application stay the same.',
    given: and(isEmpty(tmpl), after(more, operationalSOD.formula)),
    formula: operationalSOD.formula,
  }),
  noLaw({
    name: 'L35c',
    source: 'FORMAL G.4 L35',
    meaning:
      'Adding assignments, links and grants never establishes operational separation, also of an application whose operations are those of its sessions.',
    given: and(
      proper,
      after(more, proper),
      isEmpty(app),
      not(isEmpty(appAtoms())),
      after(more, operationalSOD.formula),
    ),
    formula: operationalSOD.formula,
  }),
  law({
    name: 'L38',
    source: 'FORMAL G.4 L38',
    meaning: 'What needs k users needs every smaller number of users.',
    readings: 'every',
    given: and(
      forall([each(j, someQuorum)], exists([each(k, quorum)], compare(numberOf(j), '<=', numberOf(k)))),
      kUserSOD.formula,
    ),
    formula: after([becomes(quorum, someQuorum)], kUserSOD.formula),
    lemma: {
      meaning: 'For one set of users, any set.',
      given: and(
        forall([each(j, someQuorum)], exists([each(k, quorum)], compare(numberOf(j), '<=', numberOf(k)))),
        forall([each(k, quorum)], not(covers(someUsers)), compare(count(someUsers), '<', numberOf(k))),
      ),
      formula: forall(
        [each(j, someQuorum)],
        not(covers(someUsers)),
        compare(count(someUsers), '<', numberOf(j)),
      ),
    },
  }),
  law({
    name: 'L40a',
    source: 'FORMAL G.4 L40',
    meaning: 'Assigning a role and taking it away again changes nothing.',
    given: and(
      guardsOf(assignUser, 'ALREADY_ASSIGNED'),
      labelled('limits are of assignments', subset(limit, product(UA, universe(NUMBER)))),
    ),
    formula: undone(assignUser, deassignUser),
  }),
  law({
    name: 'L40b',
    source: 'FORMAL G.4 L40',
    meaning: 'Adding a link to the hierarchy and deleting it again changes nothing.',
    given: guardsOf(addInheritance, 'INHERITANCE_EXISTS'),
    formula: undone(addInheritance, deleteInheritance),
  }),
  law({
    name: 'L40c',
    source: 'FORMAL G.4 L40',
    meaning: 'Opening a session and ending it again changes nothing.',
    given: and(
      guardsOf(createSession, 'SESSION_EXISTS'),
      ...sess.predicates.map(({ label, formula }) => labelled(label, formula)),
    ),
    formula: undone(createSession, deleteSession),
  }),
  law({
    name: 'L41',
    source: 'FORMAL G.4 L41',
    meaning: 'Two assignments lead to the same state in either order.',
    formula: equal(
      termAfter(updatesOf(assignUser), union(UA, product(second.v, second.q))),
      union(union(UA, product(second.v, second.q)), product(first.u, first.r)),
    ),
  }),
  order('L41a', 'SSOD_VIOLATION', 'static separation', noMoreHeld),
  order('L41b', 'PSOD_VIOLATION', 'permission separation', noMoreHeld),
  order('L41c', 'CARDINALITY_EXCEEDED', 'cardinalities', null),
  noLaw({
    name: 'L41d',
    source: 'FORMAL G.4 L41',
    meaning: 'Whether two assignments pass the guard for prerequisites does not depend on their order.',
    given: and(
      proper,
      ...wellFormed.filter(({ label }) => label === 'prereq acyclic').map(({ formula }) => formula),
      prerequisites.given,
    ),
    formula: prerequisites.formula,
  }),
];
