/**
 * What is known of transitive closures (FORMAL.md A.4).
 *
 * R⁺ is the least transitive relation that contains R. That it contains R and is transitive is first-order; of its
 * leastness three consequences are used, between the closures before and after an operation:
 * - R′ ⊆ R gives R′⁺ ⊆ R⁺, because R⁺ is transitive and contains R′;
 * - R ⊆ R′ gives R⁺ ⊆ R′⁺, likewise;
 * - R′ = R ∪ {(a, b)} gives (x, y) ∈ R′⁺ ⇒ (x, y) ∈ R⁺ ∨ (x →* a ∧ b →* y), because the right side is transitive and
 *   contains R′.
 * - R ⊆ S × S gives R⁺ ⊆ S × S, for a declared set S, because S × S is transitive.
 * The becauses are obligations of their own (`Coherence`), so that leastness is all that is taken on trust.
 */

import type { Term, TermNode } from '../logic/terms.ts';
import {
  all,
  atom,
  type Element,
  equals,
  every,
  implies,
  type Sentence,
  some,
  variable,
} from './first-order.ts';
import type { Closure } from './translate.ts';

/** A consequence of leastness: under `because`, `consequence` may be assumed. */
export interface Coherence {
  readonly name: string;
  /** Has to follow from the axioms of the two closures. */
  readonly because: Sentence;
  readonly axioms: Sentence;
  readonly consequence: Sentence;
}

/** The closure contains its relation and is transitive. */
export function closureAxioms({ predicate, sort, base }: Closure): Sentence {
  const x = variable(`${predicate}x`, sort);
  const y = variable(`${predicate}y`, sort);
  const z = variable(`${predicate}z`, sort);
  const reaches = (left: Element, right: Element): Sentence => atom(predicate, [left, right]);
  return all([
    every([x, y], implies(base(x, y), reaches(x, y))),
    every([x, y, z], implies(all([reaches(x, y), reaches(y, z)]), reaches(x, z))),
  ]);
}

/** What leastness yields between each two closures of one sort whose relations are comparable by their form. */
export function coherences(
  closures: readonly Closure[],
  element: (term: Term) => Element | null,
  /** Predicates of sets, by sort. */
  sets: ReadonlyMap<string, readonly string[]>,
): readonly Coherence[] {
  const found: Coherence[] = [];
  for (const closure of closures) {
    for (const set of sets.get(closure.sort) ?? []) found.push(confined(closure, set));
  }
  for (const smaller of closures) {
    for (const larger of closures) {
      if (smaller === larger || smaller.sort !== larger.sort) continue;
      if (isWithin(smaller.operand, larger.operand)) found.push(monotone(smaller, larger));
      const pair = addedPair(smaller.operand, larger.operand);
      if (pair === null) continue;
      const left = element(pair.left);
      const right = element(pair.right);
      if (left === null || right === null) continue;
      found.push(extended(smaller, larger, left, right));
    }
  }
  return found;
}

function confined(closure: Closure, set: string): Coherence {
  const { sort, predicate, base } = closure;
  const x = variable('x', sort);
  const y = variable('y', sort);
  const z = variable('z', sort);
  const within = (left: Element, right: Element): Sentence => all([atom(set, [left]), atom(set, [right])]);
  return {
    name: 'a closure stays within the set that its relation stays within',
    because: every([x, y, z], implies(all([within(x, y), within(y, z)]), within(x, z))),
    axioms: closureAxioms(closure),
    consequence: implies(
      every([x, y], implies(base(x, y), within(x, y))),
      every([x, y], implies(atom(predicate, [x, y]), within(x, y))),
    ),
  };
}

function monotone(smaller: Closure, larger: Closure): Coherence {
  const x = variable('x', smaller.sort);
  const y = variable('y', smaller.sort);
  return {
    name: 'a part of a relation has a part of its closure',
    because: every([x, y], implies(smaller.base(x, y), atom(larger.predicate, [x, y]))),
    axioms: all([closureAxioms(smaller), closureAxioms(larger)]),
    consequence: every([x, y], implies(atom(smaller.predicate, [x, y]), atom(larger.predicate, [x, y]))),
  };
}

function extended(before: Closure, after: Closure, a: Element, b: Element): Coherence {
  const { sort } = before;
  const reaches = (left: Element, right: Element): Sentence => atom(before.predicate, [left, right]);
  const bound = (left: Element, right: Element): Sentence =>
    some([
      reaches(left, right),
      all([some([equals(left, a), reaches(left, a)]), some([equals(right, b), reaches(b, right)])]),
    ]);
  const x = variable('x', sort);
  const y = variable('y', sort);
  const z = variable('z', sort);
  return {
    name: 'a path over a new link goes to its start and on from its end',
    because: all([
      every([x, y], implies(after.base(x, y), bound(x, y))),
      every([x, y, z], implies(all([bound(x, y), bound(y, z)]), bound(x, z))),
    ]),
    axioms: all([closureAxioms(before), closureAxioms(after)]),
    consequence: every([x, y], implies(atom(after.predicate, [x, y]), bound(x, y))),
  };
}

/** Whether a term is contained in another by its form. */
function isWithin(term: Term, whole: Term): boolean {
  const node = unfolded(term);
  const other = unfolded(whole);
  if (sameTerm(node, other)) return true;
  switch (node.kind) {
    case 'difference':
      return isWithin(node.left, whole);
    case 'intersection':
      return isWithin(node.left, whole) || isWithin(node.right, whole);
    case 'domain-restriction':
    case 'domain-subtraction':
    case 'range-restriction':
    case 'range-subtraction':
      return isWithin(node.relation, whole);
    case 'union':
      return isWithin(node.left, whole) && isWithin(node.right, whole);
    default:
      return other.kind === 'union' && (isWithin(term, other.left) || isWithin(term, other.right));
  }
}

/** The one pair that `larger` has beyond `smaller`. */
function addedPair(smaller: Term, larger: Term): { readonly left: Term; readonly right: Term } | null {
  const node = unfolded(larger);
  if (node.kind !== 'union' || !sameTerm(unfolded(node.left), unfolded(smaller))) return null;
  const added = unfolded(node.right);
  return added.kind === 'product' ? { left: added.left, right: added.right } : null;
}

const unfolded = (term: Term): TermNode =>
  term.kind === 'application' && term.arguments.length === 0 ? unfolded(term.definition.body) : term;

const sameTerm = (left: TermNode, right: TermNode): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right);
