/**
 * Explanation: truth values that remember why.
 *
 * A reason is what suffices for the value: of a false conjunction its false parts, of a true disjunction or ∃ one true
 * part, of a false ∀ the failing instance; of a path in a closure the first that breadth-first search finds. The facts
 * that are present and listed for a true formula without negation are enough to make it true. Absent facts say what
 * would have had to be there; where there are very many, not all of them are told.
 */

import type { Claim } from '../logic/claim.ts';
import type { State, Valuation } from '../logic/state.ts';
import type { Formula, Term, TermNode } from '../logic/terms.ts';
import type { Algebra, Fold, Passage, RelationChoice, Step } from './algebra.ts';
import { booleans, type Truth } from './booleans.ts';
import { openClaim } from './claims.ts';
import { type Interpreter, interpreter } from './interpret.ts';
import { forEachTuple, lookUp, type Matrix, matrixBuilder } from './matrix.ts';
import { completions, search } from './search.ts';
import { sourceOf } from './source.ts';

/** A tuple that a component of the state has or lacks. */
export interface StateFact {
  readonly component: string;
  readonly tuple: readonly number[];
  readonly present: boolean;
}

/** Why a formula has its value: its own facts, and the parts that it rests on. */
export interface WhyNode {
  /** A label of the specification, the name of a definition or relation, or the kind of formula. */
  readonly label: string;
  readonly formula: Formula;
  readonly holds: boolean;
  /** Scalars and sets in scope. */
  readonly bindings: Valuation;
  readonly facts: readonly StateFact[];
  readonly children: readonly WhyNode[];
}

/** What one node tells at most: enough for people, and bounded where everything in a large state is a reason. */
const factsTold = 64;
const childrenTold = 32;

/**
 * Why a formula, or a claim at bindings of its outermost variables, has the value it has. Of a claim the premise and
 * the body are explained at the bindings, not the quantified formula over the whole state; without bindings, all of it.
 */
export function why(subject: Claim | Formula, state: State, valuation: Valuation = {}): WhyNode {
  const explainer = explainerOf(state);
  const environment = explainer.environment(valuation);
  if ('kind' in subject) {
    return told(subject, labelOf(subject), explainer.formula(subject, environment), valuation);
  }
  const { declarations, relation, given, body } = openClaim(subject);
  const names = [...declarations, ...(relation === null ? [] : [relation])].map(
    ({ variable }) => variable.name,
  );
  const bound = names.length > 0 && names.every((name) => Object.hasOwn(valuation, name));
  const formula: Formula = bound ? { kind: 'implies', left: given, right: body } : subject.formula;
  return told(subject.formula, subject.schema.name, explainer.formula(formula, environment), valuation);
}

type Because =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fact'; readonly fact: StateFact }
  | { readonly kind: 'both'; readonly left: Because; readonly right: Because }
  | { readonly kind: 'part'; readonly passage: Passage; readonly holds: Truth; readonly inner: Because };

/** `unknown` as in evaluation: only while a relation is searched, and never part of a reason that is told. */
interface Reason {
  readonly holds: Truth;
  readonly because: Because;
}

const nothing: Because = { kind: 'nothing' };
const yes: Reason = { holds: true, because: nothing };
const no: Reason = { holds: false, because: nothing };

const both = (left: Because, right: Because): Because => {
  if (left.kind === 'nothing') return right;
  return right.kind === 'nothing' ? left : { kind: 'both', left, right };
};

const not = ({ holds, because }: Reason): Reason => ({ holds: booleans.not(holds), because });

const and = (left: Reason, right: Reason): Reason => {
  if (left.holds === false) return left;
  if (right.holds === false) return right;
  return { holds: booleans.and(left.holds, right.holds), because: both(left.because, right.because) };
};

const or = (left: Reason, right: Reason): Reason => {
  if (left.holds === true) return left;
  if (right.holds === true) return right;
  return { holds: booleans.or(left.holds, right.holds), because: both(left.because, right.because) };
};

/** Parts with the value `start` are all needed for that value; a part with the other value decides. */
function fold(start: boolean, parts: 'operands' | 'instances'): Fold<Reason> {
  let same: Because = nothing;
  let deciding: Because | null = null;
  let known = true;
  return {
    add({ holds, because }) {
      if (holds === !start) deciding = deciding === null ? because : both(deciding, because);
      else same = both(same, because);
      known &&= holds !== 'unknown';
      // All failing conjuncts are worth telling; of instances, and of what makes a disjunction true, one is enough.
      return deciding !== null && !(start && parts === 'operands');
    },
    value: () =>
      deciding === null
        ? { holds: known ? start : 'unknown', because: same }
        : { holds: !start, because: deciding },
  };
}

/** The value of a relation that a search found, or that there is none, which has no short reason. */
function choose(choice: RelationChoice<Reason>): Reason {
  const wanted = choice.quantifier === 'exists';
  const { sorts, name, quantifier, polarity } = choice;
  const plain = (elements: ReadonlyMap<number, Reason>): ReadonlyMap<number, Truth> =>
    new Map([...elements].map(([element, { holds }]) => [element, holds]));
  const rebuilt = <A, B>(matrix: Matrix<A>, value: (entry: A) => B): Matrix<B> => {
    const builder = matrixBuilder<B>(sorts.length, (left) => left);
    forEachTuple(matrix, (tuple, entry) => builder.add(tuple, value(entry)));
    return builder.build();
  };
  const outcome = search(
    {
      quantifier,
      polarity,
      name,
      sorts,
      bound: rebuilt(choice.bound, ({ holds }) => holds),
      domain: choice.domain === null ? null : plain(choice.domain),
      body: (value) => choice.body(rebuilt(value, (holds) => ({ holds, because: nothing }))).holds,
    },
    wanted,
  );
  if (outcome === 'unknown') return { holds: 'unknown', because: nothing };
  const found = outcome.next();
  if (found.done) return { holds: found.value ? 'unknown' : !wanted, because: nothing };
  for (const tuples of completions(found.value)) {
    const builder = matrixBuilder<Reason>(sorts.length, or);
    for (const tuple of tuples) builder.add(tuple, lookUp(choice.bound, tuple) ?? yes);
    return choice.body(builder.build());
  }
  throw new Error('what was found has no completion');
}

const reasons: Algebra<Reason> = {
  true: yes,
  false: no,
  decides: true,
  isTrue: ({ holds }) => holds === true,
  isFalse: ({ holds }) => holds === false,
  same: (left, right) => left.holds === right.holds,
  not,
  and,
  or,
  every: (parts) => fold(true, parts),
  some: (parts) => fold(false, parts),
  count(values) {
    const certain = values.filter(({ holds }) => holds === true);
    const steps: Step<Reason>[] = [{ least: certain.length, reached: () => certain.reduce(and, yes) }];
    for (let possible = certain.length + 1; possible <= values.length; possible += 1) {
      steps.push({ least: possible, reached: () => ({ holds: 'unknown', because: nothing }) });
    }
    return steps;
  },
  choose,
  passed: (passage, value) =>
    isPart(passage)
      ? {
          holds: value.holds,
          because: { kind: 'part', passage, holds: value.holds, inner: value.because },
        }
      : value,
};

/** Connectives are told through their parts. */
function isPart({ formula, role }: Passage): boolean {
  if (role === 'instance') return true;
  switch (formula.kind) {
    case 'labelled':
    case 'predicate':
    case 'forall':
    case 'exists':
    case 'forall-relation':
    case 'exists-relation':
    case 'member':
    case 'subset':
    case 'equal':
    case 'empty-set':
    case 'compare':
      return true;
    case 'true':
    case 'false':
    case 'not':
    case 'and':
    case 'or':
    case 'implies':
    case 'iff':
    case 'formula-choice':
      return false;
    default:
      throw new Error(`unknown formula ${JSON.stringify(formula satisfies never)}`);
  }
}

function told(formula: Formula, label: string, { holds, because }: Reason, bindings: Valuation): WhyNode {
  if (holds === 'unknown') throw new Error('a value that is not known is explained');
  const facts = new Map<string, StateFact>();
  const children: WhyNode[] = [];
  const seen = new Set<Because>();
  const walk: Because[] = [because];
  for (let part = walk.pop(); part !== undefined; part = walk.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    switch (part.kind) {
      case 'nothing':
        break;
      case 'both':
        walk.push(part.right, part.left);
        break;
      case 'fact':
        if (facts.size < factsTold) {
          facts.set(`${part.fact.present} ${part.fact.component} ${part.fact.tuple}`, part.fact);
        }
        break;
      case 'part':
        // An instance and its body, or a formula that was explained as the root, are one node.
        if (part.passage.formula === formula && part.holds === holds) walk.push(part.inner);
        else if (children.length < childrenTold) {
          const { passage } = part;
          children.push(
            told(
              passage.formula,
              labelOf(passage.formula),
              { holds: part.holds, because: part.inner },
              passage.bindings(),
            ),
          );
        }
        break;
      default:
        throw new Error(`unknown reason ${JSON.stringify(part satisfies never)}`);
    }
  }
  return { label, formula, holds, bindings, facts: [...facts.values()], children };
}

function labelOf(formula: Formula): string {
  switch (formula.kind) {
    case 'labelled':
      return formula.label;
    case 'predicate':
      return formula.definition.name;
    case 'member':
      return nameOf(formula.relation) ?? formula.kind;
    default:
      return formula.kind;
  }
}

function nameOf(term: Term): string | null {
  const node: TermNode = term;
  switch (node.kind) {
    case 'application':
      return node.definition.name;
    case 'relation':
    case 'variable':
      return node.name;
    default:
      return null;
  }
}

const explainers = new WeakMap<State, Interpreter<Reason>>();

function explainerOf(state: State): Interpreter<Reason> {
  const known = explainers.get(state);
  if (known !== undefined) return known;
  const fact = (component: string, tuple: readonly number[], present: boolean): Reason => ({
    holds: present,
    because: { kind: 'fact', fact: { component, tuple: tuple.slice(), present } },
  });
  const source = sourceOf<Reason>(state.sorts, state.relations, {
    present: (component, tuple) => fact(component, tuple, true),
    absent: (component, tuple) => fact(component, tuple, false),
    or,
  });
  const made = interpreter(reasons, source);
  explainers.set(state, made);
  return made;
}
