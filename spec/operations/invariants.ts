/**
 * What every operation preserves, conjunct by conjunct (FORMAL.md A.4, C.6).
 *
 * The invariants of `../invariants.ts` and I12, together with what Z's declarations say of the shape of a component:
 * that a function is one is a proof obligation too. A conjunct is named after its part of the invariant.
 */

import { converse, domain, equal, identity, join, relation, subset } from '../../src/logic/build.ts';
import { predicate } from '../../src/logic/declare.ts';
import type { Component, LabelledPredicate, Schema } from '../../src/logic/schema.ts';
import { mutexSessions, sessionPlan, soApp } from '../application.ts';
import { areas } from '../areas.ts';
import { core, coreReferences, object, oneNameEach, operation, prms } from '../core.ts';
import { hrConsistent, hrModel, hrReferences, hrWellFormed } from '../hr.ts';
import { invariants } from '../invariants.ts';
import { policy, policyReferences, wellFormed } from '../policy.ts';
import { instName, instRun, sess, sessionReferences } from '../sessions.ts';

export interface Invariant {
  /** I1 … I13. */
  readonly id: string;
  readonly conjuncts: readonly LabelledPredicate[];
}

/** Everything that operations read or change. */
export const state: readonly Schema[] = [
  core,
  policy,
  sess,
  hrModel,
  areas,
  mutexSessions,
  sessionPlan,
  soApp,
];

const componentsOf = (schema: Schema): readonly Component[] => [
  ...schema.includes.flatMap(componentsOf),
  ...schema.components,
];

export const stateComponents: readonly Component[] = [...new Set(state.flatMap(componentsOf))];

/** f : A ⇸ B, as a formula. */
function functional(component: Component): LabelledPredicate {
  const [from, to] = component.sorts;
  if (from === undefined || to === undefined || component.sorts.length !== 2) {
    throw new Error(`${component.name} is no function`);
  }
  const f = relation({ ...component, sorts: [from, to] });
  return predicate(`${component.name} is a function`, subset(join(converse(f), f), identity(to)));
}

const shapes = stateComponents
  .filter(({ shape }) => shape === 'partial-function' || shape === 'total-function')
  .map(functional);

const parts: Readonly<Record<string, readonly LabelledPredicate[]>> = {
  I1: [
    ...coreReferences,
    predicate('object is total', equal(domain(object), prms)),
    predicate('operation is total', equal(domain(operation), prms)),
    oneNameEach,
    ...policyReferences,
    ...sessionReferences,
    predicate('instName', equal(domain(instName), domain(instRun))),
    ...hrReferences,
    ...shapes,
  ],
  I3: [...wellFormed, ...hrWellFormed],
};

const ordered = [...invariants, predicate('I12', hrConsistent)].sort(
  (left, right) => Number(left.label.slice(1)) - Number(right.label.slice(1)),
);

export const stateInvariants: readonly Invariant[] = ordered.map(({ label, formula }) => ({
  id: label,
  conjuncts: parts[label] ?? conjuncts(label, formula),
}));

/** The conjuncts of an invariant that is not listed part by part. */
function conjuncts(id: string, formula: LabelledPredicate['formula']): readonly LabelledPredicate[] {
  if (formula.kind !== 'and') return [predicate(id, formula)];
  return formula.operands.map((operand, index) => predicate(`${id}.${index + 1}`, operand));
}
