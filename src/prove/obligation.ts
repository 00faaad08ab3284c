/**
 * A proof obligation: hypotheses, a goal, and what they say in first-order logic.
 *
 * Refuted hypotheses-and-not-goal proves the goal for policies of every size. Hypotheses are offered in growing lists,
 * because those that are not needed only multiply instances; with fewer of them a proof is as good.
 */

import type { Formula, Term } from '../logic/terms.ts';
import { type Clause, clauseSet, type SkolemFunction } from './clauses.ts';
import { type Coherence, closureAxioms, coherences } from './closures.ts';
import {
  all,
  constant,
  type Element,
  type ElementVariable,
  equals,
  every,
  implies,
  negation,
  normal,
  type Sentence,
  some,
  variable,
} from './first-order.ts';
import { atMost, numerals, type Signature, translator } from './translate.ts';

export interface Hypothesis {
  /** `I5`, `G8 SSOD_VIOLATION`, …: what an answer calls it. */
  readonly label: string;
  readonly formula: Formula;
}

export interface Obligation {
  /** Unique among all obligations; also a file name. */
  readonly name: string;
  /** One sentence for people. */
  readonly meaning: string;
  readonly hypotheses: readonly Hypothesis[];
  readonly goal: Formula;
}

/** An obligation as sentences. */
export interface Translated {
  readonly hypotheses: readonly { readonly label: string; readonly sentence: Sentence }[];
  readonly goal: Sentence;
  /** The contraries of the goal's parts: the goal is proved where each of them is refuted. */
  readonly contraries: readonly Sentence[];
  /** Holds only for sets and cardinalities whose limits are at most `countedTo`. */
  readonly limited: boolean;
  /** Whether numbers are compared, and whether some are called by their numerals. */
  readonly numbers: 'none' | 'compared' | 'numerals';
  /** What was assumed of closures beyond first-order logic. */
  readonly coherences: readonly Coherence[];
  readonly signature: Signature;
}

export const goalLabel = 'the contrary of the goal';
export const closureLabel = 'transitive closure';
export const orderLabel = 'order of numbers';

export function translate(obligation: Obligation): Translated {
  const translation = translator();
  const goal = translation.sentence(obligation.goal, true);
  const contraries = parts(goal).map(negation);
  const hypotheses = obligation.hypotheses.map(({ label, formula }) => ({
    label,
    sentence: translation.sentence(formula, false),
  }));
  const closures = translation.closures();
  const consequences = coherences(closures, inputElement, setsOf(translation.signature()));
  if (closures.length > 0) {
    hypotheses.push({
      label: closureLabel,
      sentence: all([...closures.map(closureAxioms), ...consequences.map(({ consequence }) => consequence)]),
    });
  }
  const signature = new Map(translation.signature());
  if (translation.numbers() !== 'none') {
    hypotheses.push({
      label: orderLabel,
      sentence: translation.numbers() === 'numerals' ? all([order, beginning]) : order,
    });
    signature.set('at-most', ['NUMBER', 'NUMBER']);
  }
  const numbers = translation.numbers();
  return {
    numbers,
    hypotheses,
    goal,
    contraries,
    limited: translation.limited(),
    coherences: consequences,
    signature,
  };
}

function setsOf(signature: Signature): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, [sort, ...more]] of signature) {
    // Inputs are sets too, but nothing is declared by them.
    if (sort === undefined || more.length > 0 || name.endsWith('?')) continue;
    found.set(sort, [...(found.get(sort) ?? []), name]);
  }
  return found;
}

/** Sentences that together say the same, each of which is easier to refute than all of them. */
function parts(sentence: Sentence): readonly Sentence[] {
  const plain = normal(sentence);
  switch (plain.kind) {
    case 'and':
      return plain.operands.flatMap(parts);
    case 'forall':
      return parts(plain.body).map((body) => every(plain.variables, body));
    case 'or': {
      // Only what follows from a premise is split; to multiply out would make more parts than there are claims.
      const [joint, ...more] = plain.operands.filter(({ kind }) => kind === 'and' || kind === 'forall');
      const conclusion =
        more.length === 0 ? joint : [joint, ...more].filter((one) => one?.kind === 'and').at(0);
      if (conclusion === undefined) return [plain];
      const others = plain.operands.filter((operand) => operand !== conclusion);
      if (conclusion.kind === 'forall') {
        return parts(some([...others, conclusion.body])).map((part) => every(conclusion.variables, part));
      }
      return parts(conclusion).flatMap((part) => parts(some([...others, part])));
    }
    default:
      return [plain];
  }
}

/** The element that an input denotes. */
const inputElement = (term: Term): Element | null =>
  term.kind === 'relation' && term.shape === 'element' ? constant(term.name, term.sorts[0]!) : null;

const number = (name: string): ElementVariable => variable(name, 'NUMBER');

/** A total order. */
const order: Sentence = (() => {
  const [a, b, c] = [number('a'), number('b'), number('c')];
  return all([
    every([a], atMost(a, a)),
    every([a, b], some([atMost(a, b), atMost(b, a)])),
    every([a, b], implies(all([atMost(a, b), atMost(b, a)]), equals(a, b))),
    every([a, b, c], implies(all([atMost(a, b), atMost(b, c)]), atMost(a, c))),
  ]);
})();

/** The order begins with the numerals, one after the other. */
const beginning: Sentence = (() => {
  const a = number('a');
  const steps = numerals.slice(1).flatMap((larger, index) => {
    const smaller = numerals[index]!;
    return [
      atMost(smaller, larger),
      negation(equals(smaller, larger)),
      every([a], some([atMost(a, smaller), atMost(larger, a)])),
    ];
  });
  return all([every([a], atMost(numerals[0]!, a)), ...steps]);
})();

export interface Clausified {
  readonly clauses: readonly Clause[];
  readonly functions: readonly SkolemFunction[];
  /** All predicates with the sorts of their arguments, names of parts included. */
  readonly predicates: Signature;
}

export function clausify(
  { hypotheses, signature }: Pick<Translated, 'hypotheses' | 'signature'>,
  contrary: Sentence,
): Clausified {
  const set = clauseSet();
  set.assert(goalLabel, contrary);
  for (const { label, sentence } of hypotheses) set.assert(label, sentence);
  return {
    clauses: set.list(),
    functions: set.functions(),
    predicates: new Map([...signature, ...set.names()]),
  };
}
