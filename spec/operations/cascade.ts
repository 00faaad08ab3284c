/**
 * The cascade of all revocations (FORMAL.md C `norm`).
 *
 * What is assigned or active and has lost its ground goes: assignments without their prerequisites, active roles that
 * the user has no longer or that are outside their window. One round takes what the round before has uncovered; rounds
 * only remove, so they end, and what is left is the greatest part of the state that needs no further round (L33). An
 * HR role that is lost in this way becomes pending. Suspending runs is left to the run-time, which this state has not.
 */

import {
  and,
  chooseFormula,
  defineTerm,
  difference,
  each,
  forall,
  image,
  intersection,
  member,
  pairsOf,
  product,
  rangeRestriction,
  related,
  scalar,
  subset,
  truth,
  union,
  universe,
} from '../../src/logic/build.ts';
import { after, becomes, type Cascade, type Step } from '../../src/logic/operation.ts';
import type { Formula } from '../../src/logic/terms.ts';
import { geq, roles, rolesOfUser, UA, users } from '../core.ts';
import { hrManaged, limit, pend } from '../hr.ts';
import { now, prereq } from '../policy.ts';
import { openAt } from '../role-window.ts';
import { ar, sessions, userOfSession } from '../sessions.ts';
import { NUMBER, ROLE, SID, USER } from '../sorts.ts';

const u = scalar('u', USER);
const r = scalar('r', ROLE);
const q = scalar('q', ROLE);
const s = scalar('s', SID);
const t = scalar('t', NUMBER);

/** Assignments whose prerequisites are held (S17: which only the invariant asks for). */
export const grounded = defineTerm(
  'grounded',
  [],
  pairsOf(
    { variable: u, set: users },
    { variable: r, set: roles },
    and(
      related(u, r, UA),
      chooseFormula('prerequisite', {
        invariant: subset(image(prereq, r), rolesOfUser(u)),
        assignment: truth,
      }),
    ),
  ),
);

/** Active roles that the session's user has and that may be active now. */
export const sustained = defineTerm(
  'sustained',
  [],
  pairsOf(
    { variable: s, set: sessions },
    { variable: r, set: roles },
    and(
      related(s, r, ar),
      member(r, rolesOfUser(userOfSession(s))),
      forall([each(q, image(geq(), r)), each(t, now)], openAt(q, t)),
    ),
  ),
);

export const norm: Cascade = {
  name: 'norm',
  source: 'FORMAL C',
  meaning: 'Assignments without their prerequisites and active roles without their ground are removed.',
  round: [
    becomes(UA, grounded()),
    becomes(pend, union(pend, rangeRestriction(difference(UA, grounded()), hrManaged()))),
    becomes(limit, intersection(limit, product(grounded(), universe(NUMBER)))),
    becomes(ar, sustained()),
  ],
};

export const cascade: Step = { kind: 'cascade', cascade: norm };

/** The cascade has nothing to do. */
export const settled: Formula = and(subset(UA, grounded()), subset(ar, sustained()));

/** S18 = reject: an effect after which the cascade would take more than was asked for is refused. */
export const nothingElseFalls = (updates: Parameters<typeof after>[0]): Formula =>
  chooseFormula('revocation', { cascade: truth, reject: after(updates, settled) });
