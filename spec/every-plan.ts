/**
 * Operational separation in every plan (FORMAL.md G.1; property P23b).
 *
 * P23a judges one plan; this one judges whatever plan the candidates and the exclusive sessions allow. P35 asks the same
 * of the exclusions alone: where they are adequate this holds too, and where everybody is a candidate of every session
 * and a plan exists, the two are one (L14c). Without a plan it says nothing.
 */

import {
  converse,
  each,
  forall,
  forallFunction,
  image,
  implies,
  not,
  range,
  scalar,
  subset,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { appAtoms, application, atomsOf, mutexSessions, names } from './application.ts';
import { core } from './core.ts';
import { apart, mayPerform, tau } from './feasibility.ts';
import { USER } from './sorts.ts';

const u = scalar('u', USER);

export const everyPlanSOD = claim({
  property: 'P23b',
  name: 'EveryPlanSOD',
  source: '003 Table 1; FORMAL B.7 O4, G.1 P23b',
  meaning: 'Whatever plan respects candidates and exclusions, it gives nobody the whole application.',
  includes: [core, application, mutexSessions],
  formula: forallFunction(
    tau,
    names,
    mayPerform(),
    implies(apart, forall([each(u, range(tau))], not(subset(appAtoms(), atomsOf(image(converse(tau), u)))))),
  ),
});
