/**
 * What a law is, and what laws have in common.
 *
 * A law is true of every state in which `given` is; one that is expected to fail is the claim that something is *not* a
 * law, for which a state in which it fails has to be shown. A law that quantifies over relations is not first-order; it
 * may name a lemma that is, and from which it follows.
 */

import { and, labelled, truth } from '../../src/logic/build.ts';
import type { LabelledPredicate } from '../../src/logic/schema.ts';
import type { Formula } from '../../src/logic/terms.ts';
import { acyclic, coreReferences } from '../core.ts';
import { policyReferences, wellFormed } from '../policy.ts';
import { sessionReferences } from '../sessions.ts';

export interface Lemma {
  /** Why the law follows. */
  readonly meaning: string;
  readonly given: Formula;
  readonly formula: Formula;
}

export interface Law {
  readonly name: string;
  readonly source: string;
  readonly meaning: string;
  readonly readings: 'every' | 'default';
  readonly expected: 'holds' | 'fails';
  readonly given: Formula;
  readonly formula: Formula;
  readonly lemma: Lemma | null;
}

type Stated = Pick<Law, 'name' | 'source' | 'meaning' | 'formula'> & Partial<Law>;

/** A law of the default profile; it holds. */
export const law = (parts: Stated): Law => ({
  readings: 'default',
  expected: 'holds',
  given: truth,
  lemma: null,
  ...parts,
});

/** What looks like a law of the default profile and is none. */
export const noLaw = (parts: Stated): Law => ({ ...law(parts), expected: 'fails' });

const joint = (invariant: string, predicates: readonly LabelledPredicate[]): Formula =>
  and(...predicates.map(({ label, formula }) => labelled(`${invariant} ${label}`, formula)));

const references = [...coreReferences, ...policyReferences, ...sessionReferences];

/** I1: an undeclared name is seen by some forms and not by others. */
export const declared = joint('I1', references);

const exclusions = wellFormed.filter(({ label }) => /symmetric|irreflexive|limits/.test(label));

/** I1–I3: what a counterexample has to be, lest it be no policy at all. */
export const proper = and(
  joint(
    'I1',
    references.filter(({ label }) => !['card', 'prereq', 'window', 'instRun'].includes(label)),
  ),
  labelled('I2', acyclic),
  joint('I3', exclusions),
);
