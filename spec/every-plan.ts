/**
 * Operational separation in every plan (FORMAL.md G.1; property P23b).
 *
 * P23a judges one plan; this one judges whatever plan the candidates and the exclusive sessions allow. P35 asks the same
 * of the exclusions alone: where they are adequate this holds too (L14c). Where everybody is a candidate of every session
 * and there are as many users as sessions the two are one; with fewer users they need not be, even where a plan exists
 * (L14d). Without a plan it says nothing.
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
