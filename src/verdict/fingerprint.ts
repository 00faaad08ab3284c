/**
 * Fingerprints: what makes two findings the same finding.
 *
 * A finding is known by its rule, claim, constraint, subject and conflicting elements, all by name in NFC. Lines,
 * files, order of declaration, unrelated facts and seeds do not enter, so that a baseline survives every edit that
 * does not touch the conflict itself. The core has a hash of its own: the same finding may come to arise in another
 * way.
 */

import { hash as digest } from 'node:crypto';
import type { Fact } from './change.ts';
import type { Binding, CoreElement } from './verdict.ts';

/** What a fingerprint is made of; a decision has these fields. */
export interface Identity {
  readonly rule: string;
  readonly claim: string;
  readonly constraint: string | null;
  readonly bindings: readonly Binding[];
  /** Conflicting elements; order and repetition do not matter. */
  readonly elements: readonly string[];
}

/** Of a weakening: what became weaker, and how. */
export function weakeningFingerprint(kind: string, constraint: string | null, sentence: string): string {
  return hash(['weakening', kind, constraint, sentence]);
}

type Canonical = string | null | readonly Canonical[];

/** 32 hexadecimal digits: the first half of SHA-256 over the canonical JSON. */
export function fingerprintOf(identity: Identity): string {
  const elements = sortedNames(identity.elements);
  return hash([
    'finding',
    identity.rule,
    identity.claim,
    identity.constraint,
    subjectOf(identity.bindings, new Set(elements)),
    elements,
  ]);
}

/** What a conflict is about, and how large it is: one that shrinks has another fingerprint, and is not news. */
export interface Extent {
  /** Hash of everything in the fingerprint but the elements. */
  readonly subject: string;
  readonly elements: ReadonlySet<string>;
}

export function extentOf(identity: Identity): Extent {
  const elements = new Set(sortedNames(identity.elements));
  const { rule, claim, constraint, bindings } = identity;
  return { subject: hash(['subject', rule, claim, constraint, subjectOf(bindings, elements)]), elements };
}

/** Whether `now` is a smaller part of what `before` was. */
export function isWithin(now: Extent, before: Extent): boolean {
  return (
    now.subject === before.subject &&
    now.elements.size > 0 &&
    now.elements.size < before.elements.size &&
    [...now.elements].every((element) => before.elements.has(element))
  );
}

/** 32 hexadecimal digits over the minimal core: facts by name, constraints by id. */
export function coreFingerprintOf(core: readonly CoreElement[]): string {
  return hash(['core', sortedBy(core.map(coreElement))]);
}

/**
 * The bindings that name the subject. A named set (CNAME) is numbered by its position in the constraint, and a
 * conflicting element is in `elements` already: which of several conflicts is bound first must not matter. A relation
 * between several sorts is one of many that would do.
 */
function subjectOf(all: readonly Binding[], elements: ReadonlySet<string>): Canonical {
  const bindings = all.filter(({ variable, sort }) =>
    all.every((other) => other.variable !== variable || other.sort === sort),
  );
  const first = bindings[0];
  const single = bindings.filter((binding) => binding.variable === first?.variable).length === 1;
  return sortedBy(
    bindings
      .filter(
        (binding) =>
          binding.sort !== 'CNAME' &&
          ((single && binding === first) || !elements.has(binding.value.normalize('NFC'))),
      )
      .map((binding) => [binding.variable, binding.value.normalize('NFC')]),
  );
}

function coreElement(element: CoreElement): readonly Canonical[] {
  switch (element.kind) {
    case 'fact':
      return ['fact', ...factNames(element.fact)];
    case 'constraint':
      return ['constraint', element.id];
    case 'session':
      return ['session', element.application, element.session];
    case 'exclusion':
      return ['exclusion', element.application, ...sortedNames([element.left, element.right])];
    case 'session-constraint':
      return ['session-constraint', element.application, element.id];
  }
}

function factNames(fact: Fact): readonly string[] {
  return [fact.relation, fact.left, fact.right];
}

/** Distinct names in NFC, in code unit order: the same everywhere, whatever the locale. */
function sortedNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.normalize('NFC')))].sort();
}

function sortedBy(rows: readonly Canonical[]): readonly Canonical[] {
  const keyed = rows.map((row) => JSON.stringify(row).normalize('NFC'));
  return [...new Set(keyed)].sort();
}

function hash(value: Canonical): string {
  const text = JSON.stringify(value).normalize('NFC');
  return digest('sha256', text, 'hex').slice(0, 32);
}
