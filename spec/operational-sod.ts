/**
 * Operational separation of duty (FORMAL.md B.7; properties P21, P22, P23a, P35).
 *
 * Four readings occur in the source's text. Schema 7 is O1, what a user *could* do; O4, what the sessions that a plan
 * gives a user cover, is always claimed of a plan. Under S7 = assigned-sessions only the latter is, and schema 7 says
 * nothing. An application without operations violates all of them (V6): ∅ is covered by everybody.
 *
 * O2, what a user has active now, is the reading S7 = active and not a property beside O1: O1 implies it wherever
 * sessions are authorised (L11), so that it tells only those something who give O1 up, because few people do many
 * things. It has a claim of its own, as S3 = user has, for its witness arises from sessions; that claim says nothing
 * under the other readings. All sessions of the user count together, and active roles always with their juniors,
 * since permissions come with them (as in I8; S4 is about counting roles).
 */

import {
  chooseFormula,
  converse,
  definePredicate,
  defineTerm,
  each,
  exists,
  forall,
  forallSubset,
  image,
  implies,
  not,
  range,
  related,
  relationVariable,
  scalar,
  subset,
  truth,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import {
  appAtoms,
  application,
  atomsOf,
  mutex,
  mutexSessions,
  names,
  plan,
  sessionPlan,
  sessionTemplate,
} from './application.ts';
import { core, permsOfRoles, permsOfUser, users } from './core.ts';
import { activeRolesOfUser, sess } from './sessions.ts';
import { SNAME, USER } from './sorts.ts';

const u = scalar('u', USER);
const s = scalar('s', SNAME);
const t = scalar('t', SNAME);
const I = relationVariable('I', [SNAME]);

/** What the sessions that the plan gives u can do. */
export const assignedAtoms = defineTerm('assigned_atoms', [u], atomsOf(image(converse(plan), u)));

export const operationalSOD = claim({
  property: 'P21',
  name: 'OperationalSOD',
  source: '003 schema 7 (Fig. 5), FCK95; FORMAL B.7 O1',
  meaning: 'No single user can perform all operations of the application.',
  includes: [core, application, sessionTemplate],
  formula: chooseFormula('operational', {
    authorised: forall([each(u, users)], not(subset(appAtoms(), permsOfUser(u)))),
    active: truth,
    'assigned-sessions': truth,
  }),
});

/** No user has all of the application active at once. */
export const noActiveCover = forall(
  [each(u, users)],
  not(subset(appAtoms(), permsOfRoles(activeRolesOfUser(u)))),
);

export const activeOperationalSOD = claim({
  property: 'P22',
  name: 'ActiveOperationalSOD',
  source: 'Gligor, Gavrila and Ferraiolo 1998; FORMAL B.7 O2',
  meaning: 'No single user has all operations of the application active, in all sessions together.',
  includes: [core, application, sessionTemplate, sess],
  formula: chooseFormula('operational', {
    authorised: truth,
    active: noActiveCover,
    'assigned-sessions': truth,
  }),
});

export const planOperationalSOD = claim({
  property: 'P23a',
  name: 'PlanOperationalSOD',
  source: '003 Table 1; FORMAL B.7 O4',
  meaning: 'The sessions that a plan gives one user do not cover the whole application.',
  includes: [core, application, sessionTemplate, sessionPlan],
  formula: forall([each(u, range(plan))], not(subset(appAtoms(), assignedAtoms(u)))),
});

/** No two sessions of I are exclusive: one user may do all of them. */
export const independent = definePredicate(
  'independent',
  [I],
  not(exists([each(s, I), each(t, I)], related(s, t, mutex))),
);

export const adequateExclusions = claim({
  property: 'P35',
  name: 'AdequateExclusions',
  source: 'FORMAL G.2 P35, L14c',
  meaning: 'Sessions that one user may do together never cover the whole application.',
  includes: [core, application, mutexSessions],
  formula: forallSubset(I, names, implies(independent(I), not(subset(appAtoms(), atomsOf(I))))),
});
