/**
 * Feasibility (FORMAL.md B.10, D.5; properties P28, P29; schema 10).
 *
 * The source computes pairwise; its stated purpose is that an assignment exists. Pairwise is necessary and not
 * sufficient (fixture X10), so both are stated and S10 says which of them P29 is. The initiator is a gate and not the
 * user of the first session (S12): somebody must be able to start the application. Without INITIATOR everybody may.
 * Constraints of the policy narrow the plans of P29; the laws (L20-L24, L36) are about candidates and exclusions alone.
 */

import {
  and,
  chooseFormula,
  definePredicate,
  defineTerm,
  each,
  equal,
  exists,
  existsFunction,
  forall,
  functionVariable,
  image,
  implies,
  isEmpty,
  labelled,
  member,
  not,
  pairsOf,
  related,
  scalar,
  subset,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { initiator, mutex, mutexSessions, names, soApp } from './application.ts';
import { candidates } from './candidates.ts';
import { core, rolesOfUser, users } from './core.ts';
import { ROLE, SNAME, USER } from './sorts.ts';
import { planConstraints, respectsConstraints } from './workflow.ts';

const s = scalar('s', SNAME);
const t = scalar('t', SNAME);
const u = scalar('u', USER);
const v = scalar('v', USER);
const r = scalar('r', ROLE);
/** A plan for every session. */
export const tau = functionVariable('tau', SNAME, USER);

/** u may start the application (S11). */
export const gate = definePredicate(
  'gate',
  [u],
  chooseFormula('initiator', {
    all: subset(initiator, rolesOfUser(u)),
    any: implies(not(isEmpty(initiator)), exists([each(r, initiator)], member(r, rolesOfUser(u)))),
  }),
);

/** Who may perform which session. */
export const mayPerform = defineTerm(
  'may_perform',
  [],
  pairsOf({ variable: s, set: names }, { variable: u, set: users }, member(u, candidates(s))),
);

/** What 3.7.2 of the source computes. */
export const pairwise = and(
  labelled('candidates', forall([each(s, names)], not(isEmpty(candidates(s))))),
  labelled(
    'pairs',
    forall(
      [each(s, names), each(t, names)],
      exists([each(u, candidates(s)), each(v, candidates(t))], not(equal(u, v))),
      related(s, t, mutex),
    ),
  ),
);

/** Exclusive sessions have different users in tau. */
export const apart = forall(
  [each(s, names), each(t, names)],
  not(equal(image(tau, s), image(tau, t))),
  related(s, t, mutex),
);

/** What 3.5 of the source is after. */
export const assignment = existsFunction(tau, names, mayPerform(), apart);

/** The same where a policy demands more of a plan. Without constraints it is `assignment`. */
export const constrainedAssignment = existsFunction(
  tau,
  names,
  mayPerform(),
  and(apart, respectsConstraints(tau)),
);

export const feasiblePair = claim({
  property: 'P28',
  name: 'FeasiblePair',
  source: '003 schema 10 (Fig. 10) as printed; FORMAL B.10',
  meaning: 'Every session has a candidate, and every two exclusive sessions have different ones.',
  includes: [core, mutexSessions],
  formula: pairwise,
});

export const feasible = claim({
  property: 'P29',
  name: 'Feasible',
  source: '003 schema 10 (Fig. 10), §3.5; FORMAL B.10, D.5',
  meaning:
    'Somebody may start the application, and its sessions can be given users that respect all exclusions and constraints.',
  includes: [core, soApp, planConstraints],
  formula: and(
    labelled('initiator', exists([each(u, users)], gate(u))),
    labelled('assignment', chooseFormula('feasibility', { static: constrainedAssignment, pairwise })),
  ),
});
