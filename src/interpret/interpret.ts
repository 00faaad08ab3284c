/**
 * The one interpreter of the specification language, generic in its truth values.
 *
 * It is driven by demand: an image asks for the rows that it reaches and a membership for one tuple, so that a finding
 * in a state of 186,000 users costs what its subject touches and the closure of a hierarchy is never computed whole.
 * Terms and quantified formulas are cached by node and the bindings of their free variables.
 *
 * Where Z is silent the language is total: a member with an undefined element is false, and a number term over a set
 * without elements is below every number, over several elements the greatest of them.
 */

import type { Valuation } from '../logic/state.ts';
import type { Declaration, Formula, NumberTerm, SetTerm, Term, TermNode, Variable } from '../logic/terms.ts';
import type { Algebra, Polarity, Step } from './algebra.ts';
import { type Binding, bind, bound, type Environment, numberOfBinding } from './environment.ts';
import { type Dependence, dependence } from './free.ts';
import {
  emptyMatrix,
  forEachTuple,
  isEmptyMatrix,
  lookUp,
  type Matrix,
  matrixBuilder,
  members,
  membersOf,
  rowsOf,
} from './matrix.ts';
import { type Narrowing, narrowings } from './narrow.ts';
import type { Source } from './source.ts';

export interface Interpreter<B> {
  /** `polarity` says how the value is used: `positive` where the formula is asserted or evaluated. */
  formula(formula: Formula, environment: Environment<B>, polarity?: Polarity): B;
  term(term: Term, environment: Environment<B>): Matrix<B>;
  /** Whether a tuple of elements is in a relation, asking for no more of it than that. */
  has(term: Term, tuple: readonly number[], environment: Environment<B>): B;
  environment(valuation: Valuation): Environment<B>;
  /** A binding to a relation that no cache knows yet. */
  relation(value: Matrix<B>): Binding<B>;
  /** Bindings of the declared variables, each with the truth of their membership in the declared sets. */
  instances(
    quantifier: Quantifier,
    environment: Environment<B>,
  ): Generator<{ readonly environment: Environment<B>; readonly guard: B }>;
}

export type Quantifier = Extract<Formula, { kind: 'forall' | 'exists' }>;
type Comprehension = Extract<TermNode, { kind: 'comprehension' }>;
type Elements<B> = ReadonlyMap<number, B>;
type Direction = 'forward' | 'backward';
type Tuple = readonly number[];

/** Values kept per node; a full cache is emptied, which costs time and never correctness. */
const cacheSize = 1 << 16;

/** Absent memberships that an explanation follows for one tuple. */
const absencesShown = 16;

export function interpreter<B>(algebra: Algebra<B>, source: Source<B>): Interpreter<B> {
  const { and, or, not, isTrue, isFalse } = algebra;
  const explaining = algebra.passed !== null;
  const single = new Map<number, Elements<B>>();
  let lastNumber = 0;

  const freshNumber = (): number => {
    lastNumber -= 1;
    return lastNumber;
  };

  function singleton(element: number): Elements<B> {
    const known = single.get(element);
    if (known !== undefined) return known;
    const made = new Map([[element, algebra.true]]);
    if (single.size >= cacheSize) single.clear();
    single.set(element, made);
    return made;
  }

  function addTo(elements: Map<number, B>, element: number, value: B): void {
    if (isFalse(value)) return;
    const known = elements.get(element);
    if (known === undefined) elements.set(element, value);
    else if (!isTrue(known)) elements.set(element, or(known, value));
  }

  const meet = (left: B, right: B): B => (isTrue(left) && !explaining ? right : and(left, right));

  /** left ⇒ right where `left` is not known false; what is true by its conclusion is told with its premise. */
  const implies = (left: B, right: B): B => {
    if (!isTrue(left)) return or(not(left), right);
    if (!explaining) return right;
    return isTrue(right) ? and(left, right) : or(not(left), right);
  };

  // --- caches -------------------------------------------------------------------------------------------------

  const termValues = cache<Matrix<B>>();
  const formulaValues = cache<B>();
  const argumentNumbers = cache<number>();

  function keyOf(free: readonly string[], environment: Environment<B>): number | string {
    if (free.length === 0) return 0;
    if (free.length === 1) return numberOfBinding(bound(free[0]!, environment));
    let key = '';
    for (const name of free) key += `${numberOfBinding(bound(name, environment))},`;
    return key;
  }

  function cached<V>(
    values: Cache<V>,
    { id, free }: Dependence,
    environment: Environment<B>,
    compute: () => V,
  ): V {
    const key = keyOf(free, environment);
    const known = values.get(id, key);
    if (known !== undefined) return known;
    const value = compute();
    values.set(id, key, value);
    return value;
  }

  // --- variables and definitions ------------------------------------------------------------------------------

  const bindElement = (variable: Variable, element: number, environment: Environment<B>): Environment<B> =>
    bind(variable.name, { kind: 'element', element }, environment);

  const relationBinding = (relation: Matrix<B>): Binding<B> => ({
    kind: 'relation',
    relation,
    number: freshNumber(),
  });

  function argument(term: Term, environment: Environment<B>): Binding<B> {
    const node: TermNode = term;
    if (node.kind === 'variable') return bound(node.name, environment);
    const depends = dependence(term);
    return {
      kind: 'term',
      term,
      environment,
      number: cached(argumentNumbers, depends, environment, freshNumber),
    };
  }

  /** The environment of a definition's body: its parameters and nothing else, so that nothing is captured. */
  function call(
    definition: { readonly name: string; readonly parameters: readonly Variable[] },
    values: readonly Term[],
    environment: Environment<B>,
  ): Environment<B> {
    if (definition.parameters.length !== values.length) {
      throw new Error(`\`${definition.name}\` is applied to ${values.length} arguments`);
    }
    let inside: Environment<B> = null;
    for (let index = 0; index < values.length; index += 1) {
      inside = bind(definition.parameters[index]!.name, argument(values[index]!, environment), inside);
    }
    return inside;
  }

  function variableValue(variable: Variable, environment: Environment<B>): Matrix<B> {
    const binding = bound(variable.name, environment);
    switch (binding.kind) {
      case 'element':
        return members(singleton(binding.element));
      case 'relation':
        return isEmptyMatrix(binding.relation) ? emptyMatrix(variable.sorts.length) : binding.relation;
      case 'term':
        return term(binding.term, binding.environment);
      default:
        return impossible(binding);
    }
  }

  /** The element that a scalar variable is bound to, without making a set of it. */
  function elementOf(term: Term, environment: Environment<B>): number | undefined {
    const node: TermNode = term;
    if (node.kind !== 'variable') return undefined;
    const binding = bound(node.name, environment);
    if (binding.kind === 'element') return binding.element;
    return binding.kind === 'term' ? elementOf(binding.term, binding.environment) : undefined;
  }

  // --- terms as whole relations -------------------------------------------------------------------------------

  const set = (term_: Term, environment: Environment<B>): Elements<B> => membersOf(term(term_, environment));

  function term(term: Term, environment: Environment<B>): Matrix<B> {
    const node: TermNode = term;
    switch (node.kind) {
      case 'variable':
        return variableValue(node, environment);
      case 'relation':
        return source.component(node.name, node.sorts).matrix();
      case 'empty':
        return emptyMatrix(node.sorts.length);
      default:
        return cached(termValues, dependence(term), environment, () => computed(node, environment));
    }
  }

  const builder = (sorts: readonly string[]) => matrixBuilder<B>(sorts.length, or);

  function computed(node: TermNode, environment: Environment<B>): Matrix<B> {
    switch (node.kind) {
      case 'universe': {
        const all = new Map<number, B>();
        const size = source.size(node.sorts[0]);
        for (let element = 0; element < size; element += 1) all.set(element, algebra.true);
        return members(all);
      }
      case 'identity': {
        const rows = new Map<number, Matrix<B>>();
        const size = source.size(node.sorts[0]);
        for (let element = 0; element < size; element += 1) rows.set(element, members(singleton(element)));
        return { kind: 'rows', rows };
      }
      case 'union': {
        const result = builder(node.sorts);
        forEachTuple(term(node.left, environment), result.add);
        forEachTuple(term(node.right, environment), result.add);
        return result.build();
      }
      case 'intersection':
      case 'difference':
        return filtered(node.sorts, node.left, environment, (tuple) => {
          const inside = has(node.right, tuple, environment);
          return node.kind === 'intersection' ? inside : not(inside);
        });
      case 'product': {
        const result = builder(node.sorts);
        const right = term(node.right, environment);
        forEachTuple(term(node.left, environment), (head, headValue) => {
          forEachTuple(right, (tail, tailValue) => {
            result.add([...head, ...tail], and(headValue, tailValue));
          });
        });
        return result.build();
      }
      case 'join':
        return joined(node, environment);
      case 'image':
        return imageOf(node.relation, set(node.set, environment), environment);
      case 'converse': {
        const result = builder(node.sorts);
        forEachTuple(term(node.operand, environment), ([left, right], value) => {
          result.add([right!, left!], value);
        });
        return result.build();
      }
      case 'closure': {
        const rows = new Map<number, Matrix<B>>();
        for (const head of rowsOf(term(node.operand, environment)).keys()) {
          const row = reached(node.operand, singleton(head), environment, 'forward');
          if (row.size > 0) rows.set(head, members(row));
        }
        return { kind: 'rows', rows };
      }
      case 'domain':
      case 'range': {
        const column = node.kind === 'domain' ? 0 : 1;
        const result = new Map<number, B>();
        forEachTuple(term(node.operand, environment), (tuple, value) => addTo(result, tuple[column]!, value));
        return members(result);
      }
      case 'domain-restriction':
        return filtered(node.sorts, node.relation, environment, ([head]) =>
          has(node.set, [head!], environment),
        );
      case 'domain-subtraction':
        return filtered(node.sorts, node.relation, environment, ([head]) =>
          not(has(node.set, [head!], environment)),
        );
      case 'range-restriction':
        return filtered(node.sorts, node.relation, environment, ([, tail]) =>
          has(node.set, [tail!], environment),
        );
      case 'range-subtraction':
        return filtered(node.sorts, node.relation, environment, ([, tail]) =>
          not(has(node.set, [tail!], environment)),
        );
      case 'override': {
        const result = builder(node.sorts);
        forEachTuple(term(node.right, environment), result.add);
        forEachTuple(term(node.left, environment), (tuple, value) => {
          const kept = and(value, not(inDomain(node.right, tuple[0]!, environment)));
          if (!isFalse(kept)) result.add(tuple, kept);
        });
        return result.build();
      }
      case 'comprehension': {
        const result = builder(node.sorts);
        comprehend(node, 0, environment, [], algebra.true, (tuple, value) => result.add(tuple, value));
        return result.build();
      }
      case 'application':
        return term(node.definition.body, call(node.definition, node.arguments, environment));
      case 'choice':
        throw new Error(`the switch ${node.switch} was not lowered away`);
      case 'variable':
      case 'relation':
      case 'empty':
        throw new Error('leaves are not computed');
      default:
        return impossible(node);
    }
  }

  function filtered(
    sorts: readonly string[],
    relation: Term,
    environment: Environment<B>,
    keep: (tuple: Tuple) => B,
  ): Matrix<B> {
    const result = builder(sorts);
    eachTuple(relation, environment, (tuple, value) => {
      const kept = and(value, keep(tuple));
      if (!isFalse(kept)) result.add(tuple, kept);
    });
    return result.build();
  }

  function joined(node: Extract<TermNode, { kind: 'join' }>, environment: Environment<B>): Matrix<B> {
    if (node.left.sorts.length === 1) {
      if (node.right.sorts.length === 1) throw new Error('a join of two sets has no columns');
      return imageOf(node.right, set(node.left, environment), environment);
    }
    const result = builder(node.sorts);
    const rows = new Map<number, Matrix<B>>();
    eachTuple(node.left, environment, (tuple, value) => {
      const middle = tuple[tuple.length - 1]!;
      const head = tuple.slice(0, -1);
      if (node.right.sorts.length === 1) {
        const kept = and(value, has(node.right, [middle], environment));
        if (!isFalse(kept)) result.add(head, kept);
        return;
      }
      let row = rows.get(middle);
      if (row === undefined) {
        row = imageOf(node.right, singleton(middle), environment);
        rows.set(middle, row);
      }
      forEachTuple(row, (tail, tailValue) => {
        const kept = and(value, tailValue);
        if (!isFalse(kept)) result.add([...head, ...tail], kept);
      });
    });
    return result.build();
  }

  function comprehend(
    node: Comprehension,
    position: number,
    environment: Environment<B>,
    tuple: Tuple,
    guard: B,
    visit: (tuple: Tuple, value: B) => void,
  ): void {
    const declaration = node.declarations[position];
    if (declaration === undefined) {
      const value = and(guard, formula(node.condition, environment, 'both'));
      if (!isFalse(value)) visit(tuple, value);
      return;
    }
    const narrowing = narrowings(node)[position]!;
    for (const [element, inside] of candidates(declaration, narrowing, environment)) {
      const next = bindElement(declaration.variable, element, environment);
      comprehend(node, position + 1, next, [...tuple, element], and(guard, inside), visit);
    }
  }

  /** Every tuple, read from the columns where the term is a component. */
  function eachTuple(
    term_: Term,
    environment: Environment<B>,
    visit: (tuple: Tuple, value: B) => void,
  ): void {
    const node: TermNode = term_;
    if (node.kind === 'relation') {
      source.component(node.name, node.sorts).forEach(visit);
    } else if (node.kind === 'application') {
      eachTuple(node.definition.body, call(node.definition, node.arguments, environment), visit);
    } else if (node.kind === 'variable') {
      const binding = bound(node.name, environment);
      if (binding.kind === 'term') eachTuple(binding.term, binding.environment, visit);
      else forEachTuple(variableValue(node, environment), visit);
    } else forEachTuple(term(term_, environment), visit);
  }

  // --- images -------------------------------------------------------------------------------------------------

  /** relation⦇elements⦈ for relations of two columns or more. */
  function imageOf(relation: Term, elements: Elements<B>, environment: Environment<B>): Matrix<B> {
    if (relation.sorts.length === 2) return members(image(relation, elements, environment, 'forward'));
    const node: TermNode = relation;
    if (node.kind === 'application') {
      return imageOf(node.definition.body, elements, call(node.definition, node.arguments, environment));
    }
    const result = matrixBuilder<B>(relation.sorts.length - 1, or);
    const add = (tuple: Tuple, from: number, value: B): void => {
      if (!isFalse(value)) result.add(from === 0 ? tuple : tuple.slice(from), value);
    };
    if (node.kind === 'relation') {
      const component = source.component(node.name, node.sorts);
      for (const [element, inside] of elements) {
        component.forEachFrom(element, (tuple, value) => add(tuple, 1, and(inside, value)));
      }
    } else {
      const whole = term(relation, environment);
      for (const [element, inside] of elements) {
        const row = isEmptyMatrix(whole) ? undefined : rowsOf(whole).get(element);
        if (row !== undefined) forEachTuple(row, (tuple, value) => add(tuple, 0, and(inside, value)));
      }
    }
    return result.build();
  }

  /** The image of a set under a relation of two columns; backward, under its converse. */
  function image(
    relation: Term,
    elements: Elements<B>,
    environment: Environment<B>,
    direction: Direction,
  ): Elements<B> {
    if (elements.size === 0) return elements;
    const node: TermNode = relation;
    switch (node.kind) {
      case 'relation': {
        const component = source.component(node.name, node.sorts);
        const result = new Map<number, B>();
        for (const [element, inside] of elements) {
          if (direction === 'forward') {
            component.forEachFrom(element, (tuple, value) => addTo(result, tuple[1]!, meet(inside, value)));
          } else {
            component.forEachTo(element, (tuple, value) => addTo(result, tuple[0]!, meet(inside, value)));
          }
        }
        return result;
      }
      case 'variable': {
        const binding = bound(node.name, environment);
        return binding.kind === 'term'
          ? image(binding.term, elements, binding.environment, direction)
          : imageOfMatrix(variableValue(node, environment), elements, direction);
      }
      case 'empty':
        return new Map();
      case 'identity':
        return elements;
      case 'union': {
        const result = new Map(image(node.left, elements, environment, direction));
        for (const [element, value] of image(node.right, elements, environment, direction)) {
          addTo(result, element, value);
        }
        return result;
      }
      case 'intersection':
      case 'difference': {
        const result = new Map<number, B>();
        for (const [element, inside] of elements) {
          for (const [other, value] of image(node.left, singleton(element), environment, direction)) {
            const pair = direction === 'forward' ? [element, other] : [other, element];
            const right = has(node.right, pair, environment);
            addTo(result, other, and(and(inside, value), node.kind === 'intersection' ? right : not(right)));
          }
        }
        return result;
      }
      case 'product': {
        const [near, far] = direction === 'forward' ? [node.left, node.right] : [node.right, node.left];
        const touched = someOf(common(elements, near, environment));
        const result = new Map<number, B>();
        if (isFalse(touched)) return result;
        for (const [element, value] of set(far, environment)) addTo(result, element, and(touched, value));
        return result;
      }
      case 'join': {
        if (node.left.sorts.length !== 2 || node.right.sorts.length !== 2) break;
        const [near, far] = direction === 'forward' ? [node.left, node.right] : [node.right, node.left];
        return image(far, image(near, elements, environment, direction), environment, direction);
      }
      case 'converse':
        return image(node.operand, elements, environment, direction === 'forward' ? 'backward' : 'forward');
      case 'closure':
        return reached(node.operand, elements, environment, direction);
      case 'domain-restriction':
      case 'domain-subtraction':
      case 'range-restriction':
      case 'range-subtraction': {
        const first = node.kind === 'domain-restriction' || node.kind === 'domain-subtraction';
        const kept = node.kind === 'domain-restriction' || node.kind === 'range-restriction';
        const restrict = (values: Elements<B>): Elements<B> =>
          kept ? common(values, node.set, environment) : without(values, node.set, environment);
        return first === (direction === 'forward')
          ? image(node.relation, restrict(elements), environment, direction)
          : restrict(image(node.relation, elements, environment, direction));
      }
      case 'override': {
        const result = new Map(image(node.right, elements, environment, direction));
        const undefinedIn = (values: Elements<B>): Elements<B> =>
          kept(values, (element) => not(inDomain(node.right, element, environment)));
        const left =
          direction === 'forward'
            ? image(node.left, undefinedIn(elements), environment, direction)
            : undefinedIn(image(node.left, elements, environment, direction));
        for (const [element, value] of left) addTo(result, element, value);
        return result;
      }
      case 'comprehension': {
        const [first] = node.declarations;
        if (direction === 'backward' || first === undefined) break;
        const result = new Map<number, B>();
        for (const [element, inside] of common(elements, first.set, environment)) {
          const next = bindElement(first.variable, element, environment);
          comprehend(node, 1, next, [element], inside, (tuple, value) => addTo(result, tuple[1]!, value));
        }
        return result;
      }
      case 'application':
        return image(
          node.definition.body,
          elements,
          call(node.definition, node.arguments, environment),
          direction,
        );
      default:
        break;
    }
    return imageOfMatrix(term(relation, environment), elements, direction);
  }

  function imageOfMatrix(matrix: Matrix<B>, elements: Elements<B>, direction: Direction): Elements<B> {
    const result = new Map<number, B>();
    const rows = rowsOf(matrix);
    if (direction === 'forward') {
      for (const [element, inside] of elements) {
        const row = rows.get(element);
        if (row === undefined) continue;
        for (const [other, value] of membersOf(row)) addTo(result, other, meet(inside, value));
      }
    } else {
      for (const [head, row] of rows) {
        const values = membersOf(row);
        for (const [element, inside] of elements) {
          const value = values.get(element);
          if (value !== undefined) addTo(result, head, meet(inside, value));
        }
      }
    }
    return result;
  }

  /**
   * relation⁺⦇elements⦈ by rounds from what changed last. Over constants this is breadth-first search; over gates a
   * path of k edges is complete after k rounds, and no simple path is longer than the number of elements reached.
   */
  function reached(
    relation: Term,
    elements: Elements<B>,
    environment: Environment<B>,
    direction: Direction,
  ): Elements<B> {
    const result = new Map<number, B>();
    const rows = new Map<number, Elements<B>>();
    const from = new Map<number, Map<number, B>>();
    let changed: ReadonlySet<number> = new Set(elements.keys());
    for (let round = 0; changed.size > 0 && round <= rows.size; round += 1) {
      const touched = new Set<number>();
      for (const element of changed) {
        const start = elements.get(element);
        const later = result.get(element);
        const inside = start === undefined ? later! : later === undefined ? start : or(start, later);
        let row = rows.get(element);
        if (row === undefined) {
          row =
            direction === 'forward'
              ? rowOf(relation, element, environment)
              : image(relation, singleton(element), environment, direction);
          rows.set(element, row);
        }
        for (const [next, value] of row) {
          const known = result.get(next);
          if (known !== undefined && isTrue(known)) continue;
          const step = meet(inside, value);
          if (isFalse(step)) continue;
          if (isTrue(step)) {
            result.set(next, step);
            touched.add(next);
            continue;
          }
          let steps = from.get(next);
          if (steps === undefined) {
            steps = new Map();
            from.set(next, steps);
          }
          steps.set(element, step);
          touched.add(next);
        }
      }
      // Without gates all that was touched is certain.
      if (from.size === 0) {
        changed = touched;
        continue;
      }
      const again = new Set<number>();
      for (const next of touched) {
        const known = result.get(next);
        if (known !== undefined && isTrue(known)) {
          again.add(next);
          continue;
        }
        const fold = algebra.some('operands');
        for (const step of from.get(next)!.values()) fold.add(step);
        const value = fold.value();
        if (known !== undefined && algebra.same(known, value)) continue;
        result.set(next, value);
        again.add(next);
      }
      changed = again;
    }
    return result;
  }

  function kept(elements: Elements<B>, condition: (element: number) => B): Elements<B> {
    const result = new Map<number, B>();
    for (const [element, inside] of elements) {
      const value = and(inside, condition(element));
      if (!isFalse(value)) result.set(element, value);
    }
    return result;
  }

  const common = (elements: Elements<B>, other: Term, environment: Environment<B>): Elements<B> =>
    kept(elements, (element) => has(other, [element], environment));

  const without = (elements: Elements<B>, other: Term, environment: Environment<B>): Elements<B> =>
    kept(elements, (element) => not(has(other, [element], environment)));

  function someOf(elements: Elements<B>): B {
    const fold = algebra.some('instances');
    for (const value of elements.values()) if (fold.add(value)) break;
    return fold.value();
  }

  const inDomain = (relation: Term, element: number, environment: Environment<B>): B =>
    someOf(image(relation, singleton(element), environment, 'forward'));

  // --- membership ---------------------------------------------------------------------------------------------

  const bool = (value: boolean): B => (value ? algebra.true : algebra.false);

  /** Whether a tuple of elements is in a relation, asking for no more of it than that. */
  function has(term_: Term, tuple: Tuple, environment: Environment<B>): B {
    const node: TermNode = term_;
    switch (node.kind) {
      case 'relation':
        return source.component(node.name, node.sorts).has(tuple);
      case 'variable': {
        const binding = bound(node.name, environment);
        if (binding.kind === 'element') return bool(binding.element === tuple[0]);
        if (binding.kind === 'term') return has(binding.term, tuple, binding.environment);
        return lookUp(variableValue(node, environment), tuple) ?? algebra.false;
      }
      case 'universe':
        return bool(tuple[0]! < source.size(node.sorts[0]));
      case 'empty':
        return algebra.false;
      case 'identity':
        return bool(tuple[0] === tuple[1]);
      case 'union': {
        const left = has(node.left, tuple, environment);
        return isTrue(left) ? left : or(left, has(node.right, tuple, environment));
      }
      case 'intersection': {
        const left = has(node.left, tuple, environment);
        return isFalse(left) ? left : and(left, has(node.right, tuple, environment));
      }
      case 'difference': {
        const left = has(node.left, tuple, environment);
        return isFalse(left) ? left : and(left, not(has(node.right, tuple, environment)));
      }
      case 'product': {
        const width = node.left.sorts.length;
        const left = has(node.left, tuple.slice(0, width), environment);
        return isFalse(left) ? left : and(left, has(node.right, tuple.slice(width), environment));
      }
      case 'converse':
        return has(node.operand, [tuple[1]!, tuple[0]!], environment);
      case 'domain-restriction':
      case 'domain-subtraction':
      case 'range-restriction':
      case 'range-subtraction': {
        const inside = has(node.relation, tuple, environment);
        if (isFalse(inside)) return inside;
        const first = node.kind === 'domain-restriction' || node.kind === 'domain-subtraction';
        const restricted = has(node.set, [tuple[first ? 0 : 1]!], environment);
        const keeps = node.kind === 'domain-restriction' || node.kind === 'range-restriction';
        return and(inside, keeps ? restricted : not(restricted));
      }
      case 'override': {
        const right = has(node.right, tuple, environment);
        if (isTrue(right)) return right;
        const left = has(node.left, tuple, environment);
        return or(right, isFalse(left) ? left : and(left, not(inDomain(node.right, tuple[0]!, environment))));
      }
      case 'closure': {
        const value = rowOf(term_, tuple[0]!, environment).get(tuple[1]!);
        if (value !== undefined) return value;
        return explaining ? absence(has(node.operand, tuple, environment)) : algebra.false;
      }
      case 'domain':
        return inDomain(node.operand, tuple[0]!, environment);
      case 'range':
        return someOf(image(node.operand, singleton(tuple[0]!), environment, 'backward'));
      case 'join':
        if (node.left.sorts.length !== 2 || node.right.sorts.length !== 2) break;
        return rowOf(term_, tuple[0]!, environment).get(tuple[1]!) ?? algebra.false;
      case 'comprehension': {
        let inside = algebra.true;
        let next = environment;
        for (let index = 0; index < tuple.length; index += 1) {
          const { variable, set: range } = node.declarations[index]!;
          inside = and(inside, has(range, [tuple[index]!], next));
          if (isFalse(inside)) return inside;
          next = bindElement(variable, tuple[index]!, next);
        }
        return and(inside, formula(node.condition, next, 'both'));
      }
      case 'application':
        return has(node.definition.body, tuple, call(node.definition, node.arguments, environment));
      case 'image': {
        const scalar = node.relation.sorts.length === 2 ? elementOf(node.set, environment) : undefined;
        if (scalar !== undefined) return has(node.relation, [scalar, tuple[0]!], environment);
        const found = algebra.decides ? inImage(node, tuple[0]!, environment) : undefined;
        if (found !== undefined) return found;
        const value = lookUp(term(term_, environment), tuple);
        if (value !== undefined) return value;
        return explaining ? notInImage(node, tuple[0]!, environment) : algebra.false;
      }
      case 'choice':
        throw new Error(`the switch ${node.switch} was not lowered away`);
      default:
        return impossible(node);
    }
    return lookUp(term(term_, environment), tuple) ?? algebra.false;
  }

  /**
   * Why an element is in component⦇set⦈, where it is: the first element of the set that leads there, as in the image,
   * without the rest of the image. Undefined where that does not decide it.
   */
  function inImage(
    node: Extract<TermNode, { kind: 'image' }>,
    element: number,
    environment: Environment<B>,
  ): B | undefined {
    const relation: TermNode = node.relation;
    if (relation.kind !== 'relation' || relation.sorts.length !== 2) return undefined;
    const component = source.component(relation.name, relation.sorts);
    for (const [start, inside] of set(node.set, environment)) {
      if (!isTrue(inside)) return undefined;
      const value = component.has([start, element]);
      if (isTrue(value)) return meet(inside, value);
    }
    return undefined;
  }

  const rowValues = cache<Elements<B>>();

  /** The image of one element, kept: many tuples of one row are asked for. */
  function rowOf(relation: Term, element: number, environment: Environment<B>): Elements<B> {
    const { id, free } = dependence(relation);
    const key = free.length === 0 ? element : `${element}:${keyOf(free, environment)}`;
    const known = rowValues.get(id, key);
    if (known !== undefined) return known;
    const value = image(relation, singleton(element), environment, 'forward');
    rowValues.set(id, key, value);
    return value;
  }

  // --- absences, asked for by explanations only ---------------------------------------------------------------

  /** A reason for an absence must itself be one; what is not, is left out. */
  const absence = (value: B): B => (isFalse(value) ? value : algebra.false);

  /**
   * Why an element is not in relation⦇set⦈, which is known: what would lead there is not in the set. This only finds
   * reasons.
   */
  function notInImage(
    node: Extract<TermNode, { kind: 'image' }>,
    element: number,
    environment: Environment<B>,
  ): B {
    if (node.relation.sorts.length !== 2) return algebra.false;
    const fold = algebra.some('operands');
    let shown = 0;
    for (const start of image(node.relation, singleton(element), environment, 'backward').keys()) {
      if (shown === absencesShown) break;
      shown += 1;
      fold.add(absence(has(node.set, [start], environment)));
    }
    return absence(fold.value());
  }

  // --- formulas -----------------------------------------------------------------------------------------------

  function formula(node: Formula, environment: Environment<B>, polarity: Polarity = 'positive'): B {
    if (algebra.passed === null) return truth(node, environment, polarity);
    const value = truth(node, environment, polarity);
    return algebra.passed({ formula: node, role: 'formula', bindings: () => bindings(environment) }, value);
  }

  function truth(node: Formula, environment: Environment<B>, polarity: Polarity): B {
    switch (node.kind) {
      case 'true':
        return algebra.true;
      case 'false':
        return algebra.false;
      case 'not':
        return not(formula(node.operand, environment, flipped(polarity)));
      case 'and':
      case 'or': {
        const fold = node.kind === 'and' ? algebra.every('operands') : algebra.some('operands');
        for (const operand of node.operands) {
          if (fold.add(formula(operand, environment, polarity))) break;
        }
        return fold.value();
      }
      case 'implies': {
        const left = formula(node.left, environment, flipped(polarity));
        return isFalse(left) ? not(left) : or(not(left), formula(node.right, environment, polarity));
      }
      case 'iff': {
        const left = formula(node.left, environment, 'both');
        const right = formula(node.right, environment, 'both');
        return and(or(not(left), right), or(left, not(right)));
      }
      case 'subset': {
        const fold = algebra.every('operands');
        includes(fold, node.left, node.right, environment);
        return fold.value();
      }
      case 'equal': {
        const left = elementOf(node.left, environment);
        const right = elementOf(node.right, environment);
        if (left !== undefined && right !== undefined) return bool(left === right);
        const fold = algebra.every('operands');
        includes(fold, node.left, node.right, environment);
        includes(fold, node.right, node.left, environment);
        return fold.value();
      }
      case 'member':
        return membership(node.element, node.relation, environment);
      case 'empty-set':
        return not(nonEmpty(node.operand, environment));
      case 'compare':
        return compared(node, environment);
      case 'forall':
      case 'exists':
        if (dependence(node).relational) return quantified(node, 0, environment, polarity);
        return cached(formulaValues, dependence(node), environment, () =>
          quantified(node, 0, environment, polarity),
        );
      case 'forall-relation':
      case 'exists-relation': {
        const { variable, shape, body } = node;
        return algebra.choose({
          quantifier: node.kind === 'exists-relation' ? 'exists' : 'forall',
          polarity,
          name: variable.name,
          sorts: variable.sorts,
          bound: term(node.bound, environment),
          domain: shape.kind === 'set' ? null : set(shape.domain, environment),
          body: (value) => formula(body, bind(variable.name, relationBinding(value), environment), polarity),
        });
      }
      case 'labelled':
        return formula(node.operand, environment, polarity);
      case 'predicate': {
        const inside = call(node.definition, node.arguments, environment);
        const { body } = node.definition;
        // Keyed by the body and its parameters, so that equal calls from different places are one.
        if (dependence(body).relational) return formula(body, inside, polarity);
        return cached(formulaValues, dependence(body), inside, () => formula(body, inside, polarity));
      }
      case 'formula-choice':
        throw new Error(`the switch ${node.switch} was not lowered away`);
      default:
        return impossible(node);
    }
  }

  function includes(
    fold: { add(value: B): boolean },
    left: Term,
    right: Term,
    environment: Environment<B>,
  ): void {
    let settled = false;
    eachTuple(left, environment, (tuple, value) => {
      if (!settled) settled = fold.add(implies(value, has(right, tuple, environment)));
    });
  }

  function membership(element: readonly SetTerm[], relation: Term, environment: Environment<B>): B {
    const tuple: number[] = [];
    for (const part of element) {
      const known = elementOf(part, environment);
      if (known === undefined) break;
      tuple.push(known);
    }
    if (tuple.length === element.length) return has(relation, tuple, environment);
    const fold = algebra.some('operands');
    const walk = (position: number, guard: B): boolean => {
      const part = element[position];
      if (part === undefined) return fold.add(and(guard, has(relation, tuple, environment)));
      for (const [value, inside] of set(part, environment)) {
        tuple[position] = value;
        if (walk(position + 1, and(guard, inside))) return true;
      }
      return false;
    };
    tuple.length = 0;
    walk(0, algebra.true);
    return fold.value();
  }

  function nonEmpty(term_: Term, environment: Environment<B>): B {
    const node: TermNode = term_;
    switch (node.kind) {
      case 'application':
        return nonEmpty(node.definition.body, call(node.definition, node.arguments, environment));
      case 'variable': {
        const binding = bound(node.name, environment);
        if (binding.kind === 'term') return nonEmpty(binding.term, binding.environment);
        break;
      }
      case 'union': {
        const left = nonEmpty(node.left, environment);
        return isTrue(left) ? left : or(left, nonEmpty(node.right, environment));
      }
      case 'comprehension':
        return inhabited(node, 0, environment);
      default:
        break;
    }
    const fold = algebra.some('instances');
    let settled = false;
    forEachTuple(term(term_, environment), (_, value) => {
      if (!settled) settled = fold.add(value);
    });
    return fold.value();
  }

  /** ∃ declarations • condition. */
  function inhabited(node: Comprehension, position: number, environment: Environment<B>): B {
    const declaration = node.declarations[position];
    if (declaration === undefined) return formula(node.condition, environment, 'both');
    const fold = algebra.some('instances');
    for (const [element, inside] of candidates(declaration, narrowings(node)[position]!, environment)) {
      const next = bindElement(declaration.variable, element, environment);
      if (fold.add(meet(inside, inhabited(node, position + 1, next)))) break;
    }
    return fold.value();
  }

  // --- numbers ------------------------------------------------------------------------------------------------

  function compared(node: Extract<Formula, { kind: 'compare' }>, environment: Environment<B>): B {
    const left = steps(node.left, environment);
    const right = steps(node.right, environment);
    switch (node.operator) {
      case '<=':
        return atMost(left, right);
      case '>=':
        return atMost(right, left);
      case '<':
        return not(atMost(right, left));
      case '>':
        return not(atMost(left, right));
      case '=':
        return and(atMost(left, right), atMost(right, left));
      default:
        return impossible(node.operator);
    }
  }

  function steps(number: NumberTerm, environment: Environment<B>): readonly Step<B>[] {
    switch (number.kind) {
      case 'literal':
        return [{ least: number.value, reached: () => algebra.true }];
      case 'count': {
        const values: B[] = [];
        forEachTuple(term(number.operand, environment), (_, value) => values.push(value));
        return algebra.count(values);
      }
      case 'value': {
        const named = [...set(number.operand, environment)]
          .map(([element, value]) => ({ least: source.numeral(element), value }))
          .sort((one, other) => one.least - other.least);
        return named.map(({ least }, index) => ({
          least,
          reached: () => {
            const fold = algebra.some('instances');
            for (const { value } of named.slice(index)) if (fold.add(value)) break;
            return fold.value();
          },
        }));
      }
      default:
        return impossible(number);
    }
  }

  function atMost(left: readonly Step<B>[], right: readonly Step<B>[]): B {
    const fold = algebra.every('operands');
    for (const { least, reached: exceeds } of left) {
      const needed = right.find((step) => step.least >= least)?.reached() ?? algebra.false;
      if (isTrue(needed) && !explaining) continue;
      const over = exceeds();
      // Both numbers are the reason, though one of them would do for the truth value.
      const told = explaining && isTrue(over) && isTrue(needed);
      if (fold.add(told ? and(over, needed) : or(not(over), needed))) break;
    }
    return fold.value();
  }

  // --- quantifiers --------------------------------------------------------------------------------------------

  function quantified(
    node: Quantifier,
    position: number,
    environment: Environment<B>,
    polarity: Polarity,
  ): B {
    const universal = node.kind === 'forall';
    const declaration = node.declarations[position];
    if (declaration === undefined) return instance(node, environment, polarity);
    const fold = universal ? algebra.every('instances') : algebra.some('instances');
    for (const [element, inside] of candidates(declaration, narrowings(node)[position]!, environment)) {
      const next = bindElement(declaration.variable, element, environment);
      const value = quantified(node, position + 1, next, polarity);
      if (fold.add(universal ? implies(inside, value) : meet(inside, value))) break;
    }
    return fold.value();
  }

  function instance(node: Quantifier, environment: Environment<B>, polarity: Polarity): B {
    const universal = node.kind === 'forall';
    const given = formula(node.given, environment, universal ? flipped(polarity) : polarity);
    if (isFalse(given)) return universal ? not(given) : given;
    const body = formula(node.body, environment, polarity);
    const value = universal ? implies(given, body) : meet(given, body);
    return algebra.passed === null
      ? value
      : algebra.passed(
          { formula: node.body, role: 'instance', bindings: () => bindings(environment) },
          value,
        );
  }

  /** Elements that a declared variable can take; those for which a conjunct of the formula is false are left out. */
  function candidates(
    declaration: Declaration,
    narrowing: readonly Narrowing[],
    environment: Environment<B>,
  ): Iterable<readonly [number, B]> {
    if (narrowing.length === 0) return set(declaration.set, environment);
    const ranges = narrowing.map((part) => rangeOf(part, environment));
    ranges.sort((one, other) => one.size - other.size);
    const [smallest, ...others] = ranges;
    const result: [number, B][] = [];
    for (const element of smallest!.keys()) {
      if (!others.every((range) => range.has(element))) continue;
      const inside = has(declaration.set, [element], environment);
      if (!isFalse(inside)) result.push([element, inside]);
    }
    return result;
  }

  function rangeOf({ relation, column, other }: Narrowing, environment: Environment<B>): Elements<B> {
    if (other === null) return set(relation, environment);
    const elements = set(other, environment);
    return image(relation, elements, environment, column === 0 ? 'backward' : 'forward');
  }

  function* instances(
    quantifier: Quantifier,
    environment: Environment<B>,
    position = 0,
    guard = algebra.true,
  ): Generator<{ readonly environment: Environment<B>; readonly guard: B }> {
    const declaration = quantifier.declarations[position];
    if (declaration === undefined) {
      yield { environment, guard };
      return;
    }
    for (const [element, inside] of candidates(declaration, narrowings(quantifier)[position]!, environment)) {
      const next = bindElement(declaration.variable, element, environment);
      yield* instances(quantifier, next, position + 1, and(guard, inside));
    }
  }

  // --- valuations ---------------------------------------------------------------------------------------------

  /** Sets and scalars in scope; an argument of several columns would be evaluated only to be shown, and is not. */
  function bindings(environment: Environment<B>): Valuation {
    const result: Record<string, readonly (readonly number[])[]> = {};
    for (let frame = environment; frame !== null; frame = frame.outer) {
      if (Object.hasOwn(result, frame.name)) continue;
      const value = shown(frame.binding);
      if (value !== null) result[frame.name] = value;
    }
    return result;
  }

  function shown(binding: Binding<B>): readonly (readonly number[])[] | null {
    if (binding.kind === 'element') return [[binding.element]];
    if (binding.kind === 'term' && binding.term.sorts.length > 1) return null;
    const tuples: (readonly number[])[] = [];
    const relation = binding.kind === 'relation' ? binding.relation : term(binding.term, binding.environment);
    forEachTuple(relation, (tuple) => tuples.push(tuple.slice()));
    return tuples;
  }

  function environmentOf(valuation: Valuation): Environment<B> {
    let environment: Environment<B> = null;
    for (const [name, tuples] of Object.entries(valuation)) {
      const [first] = tuples;
      if (first !== undefined && tuples.length === 1 && first.length === 1) {
        environment = bind(name, { kind: 'element', element: first[0]! }, environment);
        continue;
      }
      const relation = matrixBuilder<B>(first?.length ?? 1, or);
      for (const tuple of tuples) relation.add(tuple, algebra.true);
      environment = bind(name, relationBinding(relation.build()), environment);
    }
    return environment;
  }

  return { formula, term, has, environment: environmentOf, relation: relationBinding, instances };
}

interface Cache<V> {
  get(id: number, key: number | string): V | undefined;
  set(id: number, key: number | string, value: V): void;
}

function cache<V>(): Cache<V> {
  const nodes = new Map<number, Map<number | string, V>>();
  return {
    get: (id, key) => nodes.get(id)?.get(key),
    set(id, key, value) {
      let values = nodes.get(id);
      if (values === undefined) {
        values = new Map();
        nodes.set(id, values);
      }
      if (values.size >= cacheSize) values.clear();
      values.set(key, value);
    },
  };
}

function flipped(polarity: Polarity): Polarity {
  switch (polarity) {
    case 'positive':
      return 'negative';
    case 'negative':
      return 'positive';
    case 'both':
      return 'both';
    default:
      return impossible(polarity);
  }
}

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}
