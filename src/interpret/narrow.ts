/**
 * Which conjuncts of a quantifier's condition narrow the range of a declared variable.
 *
 * ∀ r₁, r₂ : roles | (r₁, r₂) ∈ mutex • … says to look at pairs of roles; what it means to look at is the pairs of
 * mutex. A variable that a conjunct places in a relation ranges over that relation's row only. This is sound in every
 * algebra: where the conjunct is false, an instance of ∀ is true and one of ∃ is false.
 */

import type { Declaration, Formula, SetTerm, Term, TermNode } from '../logic/terms.ts';
import { dependence } from './free.ts';

/** The variable stands in `column` of `relation`, `other` in the other column; null where the relation is a set. */
export interface Narrowing {
  readonly relation: Term;
  readonly column: 0 | 1;
  readonly other: SetTerm | null;
}

type Scope = Extract<Formula, { kind: 'forall' | 'exists' }> | Extract<TermNode, { kind: 'comprehension' }>;

const known = new WeakMap<object, readonly (readonly Narrowing[])[]>();

/** For each declaration, in order. */
export function narrowings(scope: Scope): readonly (readonly Narrowing[])[] {
  const found = known.get(scope);
  if (found !== undefined) return found;
  const conjuncts = necessary(scope).flatMap(conjunctsOf);
  const made = scope.declarations.map((_, position) => narrowing(scope.declarations, position, conjuncts));
  known.set(scope, made);
  return made;
}

/** Formulas without which an instance says nothing. */
function necessary(scope: Scope): readonly Formula[] {
  switch (scope.kind) {
    case 'comprehension':
      return [scope.condition];
    case 'exists':
      return [scope.given, scope.body];
    case 'forall':
      return scope.body.kind === 'implies' ? [scope.given, scope.body.left] : [scope.given];
    default:
      return impossible(scope);
  }
}

function conjunctsOf(formula: Formula): readonly Formula[] {
  if (formula.kind === 'and') return formula.operands.flatMap(conjunctsOf);
  return formula.kind === 'labelled' ? conjunctsOf(formula.operand) : [formula];
}

function narrowing(
  declarations: readonly Declaration[],
  position: number,
  conjuncts: readonly Formula[],
): readonly Narrowing[] {
  const { name } = declarations[position]!.variable;
  const notYetBound = new Set(declarations.slice(position).map((declaration) => declaration.variable.name));
  // A variable that is declared again below is another one there.
  if (notYetBound.size !== declarations.length - position) return [];
  const settled = (term: Term): boolean => !dependence(term).free.some((free) => notYetBound.has(free));
  const isVariable = (term: Term): boolean => {
    const node: TermNode = term;
    return node.kind === 'variable' && node.name === name;
  };
  return conjuncts.flatMap((conjunct): Narrowing[] => {
    if (conjunct.kind !== 'member' || !settled(conjunct.relation)) return [];
    const { element, relation } = conjunct;
    const [first, second] = element;
    if (first === undefined || element.length !== relation.sorts.length) return [];
    if (second === undefined) return isVariable(first) ? [{ relation, column: 0, other: null }] : [];
    if (element.length > 2) return [];
    if (isVariable(first) && settled(second)) return [{ relation, column: 0, other: second }];
    if (isVariable(second) && settled(first)) return [{ relation, column: 1, other: first }];
    return [];
  });
}

function impossible(scope: never): never {
  throw new Error(`unknown scope ${JSON.stringify(scope)}`);
}
