/**
 * The invariants of the state that is specified here, one labelled predicate each (FORMAL.md A.4).
 *
 * They are the properties of `catalogue.ts` in the helper predicates' terms, so the two forms check each other
 * (`laws.ts`). I12 and I14–I16 need HR data, run control and a log, which this state does not have. Of I13 the reading
 * S10 = static is stated: all exclusions count, whatever path is taken.
 */

import { and, chooseFormula, each, forall, scalar } from '../src/logic/build.ts';
import { predicate, schema } from '../src/logic/declare.ts';
import type { LabelledPredicate } from '../src/logic/schema.ts';
import { mutexSessions, sessionPlan } from './application.ts';
import { cardinalityLimit } from './cardinality.ts';
import { acyclic, core, permsOfUser, rolesOfUser, users } from './core.ts';
import { okD, okPD, okPS, okS } from './exclusion.ts';
import { policy, wellFormed } from './policy.ts';
import { prerequisiteHeld } from './prerequisite.ts';
import { references } from './references.ts';
import { roleWindowOpen } from './role-window.ts';
import { runSessionSOD, sessionSOD } from './session-sod.ts';
import {
  activeRoles,
  activeRolesOfUser,
  permsOfSession,
  sess,
  sessionAuthorised,
  sessions,
} from './sessions.ts';
import { SID, USER } from './sorts.ts';

const u = scalar('u', USER);
const s = scalar('s', SID);

export const noStaticConflict = forall([each(u, users)], okS(rolesOfUser(u)));

export const noDynamicConflict = chooseFormula('dynamic-scope', {
  session: forall([each(s, sessions)], okD(activeRoles(s))),
  user: forall([each(u, users)], okD(activeRolesOfUser(u))),
});

export const noPermissionConflict = forall([each(u, users)], okPS(permsOfUser(u)));

export const noActivePermissionConflict = forall([each(s, sessions)], okPD(permsOfSession(s)));

export const invariants: readonly LabelledPredicate[] = [
  predicate('I1', references.formula),
  predicate('I2', acyclic),
  predicate('I3', and(...wellFormed.map(({ formula }) => formula))),
  predicate('I4', sessionAuthorised),
  predicate('I5', noStaticConflict),
  predicate('I6', noDynamicConflict),
  predicate('I7', noPermissionConflict),
  predicate('I8', noActivePermissionConflict),
  predicate('I9', cardinalityLimit.formula),
  predicate('I10', prerequisiteHeld.formula),
  predicate('I11', roleWindowOpen.formula),
  predicate('I13', and(runSessionSOD.formula, sessionSOD.formula)),
];

export const inv = schema({
  name: 'Inv',
  source: 'FORMAL A.4',
  meaning: 'What every administrative operation preserves.',
  includes: [core, policy, sess, mutexSessions, sessionPlan],
  predicates: invariants,
});
