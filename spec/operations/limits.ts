/**
 * Cardinalities, prerequisites and windows (FORMAL.md C.1).
 *
 * A cardinality and a prerequisite come into force only where they hold; a window drops the active roles outside it. A
 * role without intervals is open at any time, so a window must have one.
 */

import {
  and,
  chooseFormula,
  closure,
  compare,
  count,
  difference,
  domain,
  domainSubtraction,
  each,
  equal,
  forall,
  image,
  isEmpty,
  member,
  not,
  numberOf,
  override,
  product,
  related,
  scalar,
  truth,
  union,
  universe,
} from '../../src/logic/build.ts';
import { relationBetween } from '../../src/logic/declare.ts';
import { after, becomes, guard, inputs, one, operation, update } from '../../src/logic/operation.ts';
import { countedUsers } from '../cardinality.ts';
import { roles } from '../core.ts';
import { card, prereq, window } from '../policy.ts';
import { prerequisiteHeld } from '../prerequisite.ts';
import { NUMBER, ROLE } from '../sorts.ts';
import { cascade } from './cascade.ts';

const source = 'FORMAL C.1';

const carded = inputs({ r: one(ROLE, 'which role'), k: one(NUMBER, 'the greatest number of its users') });

export const setCardinality = operation({
  name: 'SetCardinality',
  source,
  meaning: 'The number of users of a role is limited.',
  inputs: carded.components,
  guards: [
    guard('UNKNOWN_ROLE', 'safety', member(carded.terms.r, roles)),
    guard(
      'VIOLATED_NOW',
      'safety',
      compare(count(countedUsers(carded.terms.r)), '<=', numberOf(carded.terms.k)),
    ),
  ],
  steps: [update(becomes(card, override(card, product(carded.terms.r, carded.terms.k))))],
});

const uncarded = inputs({ r: one(ROLE, 'which role') });

export const deleteCardinality = operation({
  name: 'DeleteCardinality',
  source,
  meaning: 'The number of users of a role is limited no longer.',
  inputs: uncarded.components,
  guards: [guard('NO_SUCH_CARDINALITY', 'no-op', member(uncarded.terms.r, domain(card)))],
  steps: [update(becomes(card, domainSubtraction(uncarded.terms.r, card)))],
});

const needed = inputs({ r: one(ROLE, 'which role'), q: one(ROLE, 'the role that it needs') });
const stated = [becomes(prereq, union(prereq, product(needed.terms.r, needed.terms.q)))];

export const addPrereq = operation({
  name: 'AddPrereq',
  source,
  meaning: 'Whoever is assigned a role needs another from now on.',
  inputs: needed.components,
  guards: [
    guard('UNKNOWN_ROLE', 'safety', and(member(needed.terms.r, roles), member(needed.terms.q, roles))),
    guard(
      'CYCLE',
      'safety',
      and(
        not(equal(needed.terms.r, needed.terms.q)),
        not(related(needed.terms.q, needed.terms.r, closure(prereq))),
      ),
    ),
    guard(
      'VIOLATED_NOW',
      'safety',
      chooseFormula('prerequisite', {
        invariant: after(stated, prerequisiteHeld.formula),
        assignment: truth,
      }),
    ),
  ],
  steps: [update(...stated)],
});

const unneeded = inputs({ r: one(ROLE, 'which role'), q: one(ROLE, 'the role that it needed') });

export const deletePrereq = operation({
  name: 'DeletePrereq',
  source,
  meaning: 'A role needs another no longer.',
  inputs: unneeded.components,
  guards: [guard('NO_SUCH_PREREQUISITE', 'no-op', related(unneeded.terms.r, unneeded.terms.q, prereq))],
  steps: [update(becomes(prereq, difference(prereq, product(unneeded.terms.r, unneeded.terms.q))))],
});

const windowed = inputs({
  r: one(ROLE, 'which role'),
  W: relationBetween(NUMBER, NUMBER, 'from when to when it may be active'),
});
const a = scalar('a', NUMBER);
const b = scalar('b', NUMBER);
const everyInterval = (r: typeof windowed.terms.r) => product(product(r, universe(NUMBER)), universe(NUMBER));

export const setWindow = operation({
  name: 'SetWindow',
  source,
  meaning: 'A role may be active only at certain times; active roles outside them are dropped.',
  inputs: windowed.components,
  guards: [
    guard('UNKNOWN_ROLE', 'safety', member(windowed.terms.r, roles)),
    guard(
      'BAD_WINDOW',
      'safety',
      and(
        not(isEmpty(windowed.terms.W)),
        forall(
          [each(a, universe(NUMBER)), each(b, universe(NUMBER))],
          compare(numberOf(a), '<=', numberOf(b)),
          related(a, b, windowed.terms.W),
        ),
      ),
    ),
  ],
  steps: [
    update(
      becomes(
        window,
        union(
          difference(window, everyInterval(windowed.terms.r)),
          product(windowed.terms.r, windowed.terms.W),
        ),
      ),
    ),
    cascade,
  ],
});

const unwindowed = inputs({ r: one(ROLE, 'which role') });

export const deleteWindow = operation({
  name: 'DeleteWindow',
  source,
  meaning: 'A role may be active at any time.',
  inputs: unwindowed.components,
  guards: [guard('NO_SUCH_WINDOW', 'no-op', not(isEmpty(image(window, unwindowed.terms.r))))],
  steps: [update(becomes(window, difference(window, everyInterval(unwindowed.terms.r))))],
});
