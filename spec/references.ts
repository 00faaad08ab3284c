/**
 * References and the hierarchy (FORMAL.md A.2, A.4 I1, I2; properties P01, P02).
 *
 * All other claims quantify over what is declared, so that an undeclared name violates P01 and nothing else by itself.
 * These two look at every element that the state knows.
 */

import { and, closure, each, forall, labelled, not, related, scalar, universe } from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { core, coreReferences, RH } from './core.ts';
import { policy, policyReferences } from './policy.ts';
import { sess, sessionReferences } from './sessions.ts';
import { ROLE } from './sorts.ts';

const r = scalar('r', ROLE);

export const references = claim({
  property: 'P01',
  name: 'References',
  source: 'ANSI 359; FORMAL A.2, I1',
  meaning: 'Whatever a fact or a constraint names is declared.',
  includes: [core, policy, sess],
  formula: and(
    ...[...coreReferences, ...policyReferences, ...sessionReferences].map(({ label, formula }) =>
      labelled(label, formula),
    ),
  ),
});

export const acyclicHierarchy = claim({
  property: 'P02',
  name: 'AcyclicHierarchy',
  source: 'ANSI 359, RBAC96; FORMAL A.2, I2',
  meaning: 'No role is senior to itself.',
  includes: [core],
  formula: forall([each(r, universe(ROLE))], not(related(r, r, closure(RH)))),
});
