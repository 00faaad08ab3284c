/**
 * Many-sorted first-order logic with equality: what obligations are translated to before they are proved.
 *
 * Constructors simplify constants and flatten, so that a formula's text is a usable key for "the same formula".
 */

export type Element =
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly sort: string;
      /** Variables of one group may be exchanged without changing what is said; 0 for none. */
      readonly group: number;
    }
  | {
      readonly kind: 'apply';
      readonly name: string;
      readonly arguments: readonly Element[];
      readonly sort: string;
    };

export type ElementVariable = Extract<Element, { kind: 'variable' }>;

export type Sentence =
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'atom'; readonly predicate: string; readonly arguments: readonly Element[] }
  | { readonly kind: 'equal'; readonly left: Element; readonly right: Element }
  | { readonly kind: 'not'; readonly operand: Sentence }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Sentence[] }
  | {
      readonly kind: 'forall' | 'exists';
      readonly variables: readonly ElementVariable[];
      readonly body: Sentence;
    };

export const yes: Sentence = { kind: 'true' };
export const no: Sentence = { kind: 'false' };

export const variable = (name: string, sort: string, group = 0): ElementVariable => ({
  kind: 'variable',
  name,
  sort,
  group,
});

export const constant = (name: string, sort: string): Element => ({
  kind: 'apply',
  name,
  arguments: [],
  sort,
});

export const atom = (predicate: string, args: readonly Element[]): Sentence => ({
  kind: 'atom',
  predicate,
  arguments: args,
});

export const sameElement = (left: Element, right: Element): boolean => keyOf(left) === keyOf(right);

export const equals = (left: Element, right: Element): Sentence =>
  sameElement(left, right) ? yes : { kind: 'equal', left, right };

export function negation(operand: Sentence): Sentence {
  switch (operand.kind) {
    case 'true':
      return no;
    case 'false':
      return yes;
    case 'not':
      return operand.operand;
    default:
      return { kind: 'not', operand };
  }
}

const joined =
  (kind: 'and' | 'or', neutral: 'true' | 'false') =>
  (operands: readonly Sentence[]): Sentence => {
    const parts: Sentence[] = [];
    for (const operand of operands) {
      if (operand.kind === kind) parts.push(...operand.operands);
      else if (operand.kind === neutral) continue;
      else if (operand.kind === 'true' || operand.kind === 'false') return operand;
      else parts.push(operand);
    }
    if (parts.length === 0) return { kind: neutral };
    return parts.length === 1 ? parts[0]! : { kind, operands: parts };
  };

export const all = joined('and', 'true');
export const some = joined('or', 'false');
export const implies = (left: Sentence, right: Sentence): Sentence => some([negation(left), right]);

const quantified =
  (kind: 'forall' | 'exists') =>
  (variables: readonly ElementVariable[], body: Sentence): Sentence => {
    if (variables.length === 0 || body.kind === 'true' || body.kind === 'false') return body;
    return body.kind === kind
      ? { kind, variables: [...variables, ...body.variables], body: body.body }
      : { kind, variables, body };
  };

/** A quantifier over a sort that may not be empty: SMT-LIB's sorts have elements, and so have those here. */
export const every = quantified('forall');
export const exist = quantified('exists');

/** Negations only before atoms and equalities. */
export function normal(sentence: Sentence, positive = true): Sentence {
  switch (sentence.kind) {
    case 'true':
    case 'false':
    case 'atom':
    case 'equal':
      return positive ? sentence : negation(sentence);
    case 'not':
      return normal(sentence.operand, !positive);
    case 'and':
    case 'or': {
      const parts = sentence.operands.map((operand) => normal(operand, positive));
      return (sentence.kind === 'and') === positive ? all(parts) : some(parts);
    }
    case 'forall':
    case 'exists': {
      const body = normal(sentence.body, positive);
      return (sentence.kind === 'forall') === positive
        ? every(sentence.variables, body)
        : exist(sentence.variables, body);
    }
    default:
      return impossible(sentence);
  }
}

export type Substitution = ReadonlyMap<string, Element>;

export function replaced(element: Element, substitution: Substitution): Element {
  if (element.kind === 'variable') return substitution.get(element.name) ?? element;
  if (element.arguments.length === 0) return element;
  return { ...element, arguments: element.arguments.map((argument) => replaced(argument, substitution)) };
}

/** Bound variables are distinct from everything that is substituted: `translate.ts` gives each its own name. */
export function substituted(sentence: Sentence, substitution: Substitution): Sentence {
  switch (sentence.kind) {
    case 'true':
    case 'false':
      return sentence;
    case 'atom':
      return atom(
        sentence.predicate,
        sentence.arguments.map((argument) => replaced(argument, substitution)),
      );
    case 'equal':
      return equals(replaced(sentence.left, substitution), replaced(sentence.right, substitution));
    case 'not':
      return negation(substituted(sentence.operand, substitution));
    case 'and':
      return all(sentence.operands.map((operand) => substituted(operand, substitution)));
    case 'or':
      return some(sentence.operands.map((operand) => substituted(operand, substitution)));
    case 'forall':
      return every(sentence.variables, substituted(sentence.body, substitution));
    case 'exists':
      return exist(sentence.variables, substituted(sentence.body, substitution));
    default:
      return impossible(sentence);
  }
}

/** Free variables in the order in which they occur. */
export function freeVariables(sentence: Sentence): readonly ElementVariable[] {
  const found = new Map<string, ElementVariable>();
  const bound = new Set<string>();
  const element = (node: Element): void => {
    if (node.kind === 'variable') {
      if (!bound.has(node.name)) found.set(node.name, node);
    } else node.arguments.forEach(element);
  };
  const walk = (node: Sentence): void => {
    switch (node.kind) {
      case 'true':
      case 'false':
        return;
      case 'atom':
        node.arguments.forEach(element);
        return;
      case 'equal':
        element(node.left);
        element(node.right);
        return;
      case 'not':
        walk(node.operand);
        return;
      case 'and':
      case 'or':
        node.operands.forEach(walk);
        return;
      case 'forall':
      case 'exists':
        // Names are unique, so that leaving the scope need not free them again.
        for (const { name } of node.variables) bound.add(name);
        walk(node.body);
        return;
      default:
        impossible(node);
    }
  };
  walk(sentence);
  return [...found.values()];
}

const elementKeys = new WeakMap<Element, string>();

export function keyOf(element: Element): string {
  if (element.kind === 'variable') return `?${element.name}`;
  if (element.arguments.length === 0) return element.name;
  const known = elementKeys.get(element);
  if (known !== undefined) return known;
  const made = `${element.name}(${element.arguments.map(keyOf).join(',')})`;
  elementKeys.set(element, made);
  return made;
}

const sizesKnown = new WeakMap<Sentence, number>();

/** Atoms and connectives. */
export function sizeOf(sentence: Sentence): number {
  const known = sizesKnown.get(sentence);
  if (known !== undefined) return known;
  const made = (() => {
    switch (sentence.kind) {
      case 'not':
        return 1 + sizeOf(sentence.operand);
      case 'and':
      case 'or':
        return sentence.operands.reduce((sum, operand) => sum + sizeOf(operand), 1);
      case 'forall':
      case 'exists':
        return 1 + sizeOf(sentence.body);
      default:
        return 1;
    }
  })();
  sizesKnown.set(sentence, made);
  return made;
}

/** Equal for sentences that differ only in the names of variables; free variables are numbered as they occur. */
export function shapeOf(sentence: Sentence): string {
  const numbers = new Map<string, number>();
  const element = (node: Element): string => {
    if (node.kind === 'variable') {
      const number = numbers.get(node.name) ?? numbers.size;
      numbers.set(node.name, number);
      return `?${number}:${node.sort}`;
    }
    return node.arguments.length === 0 ? node.name : `${node.name}(${node.arguments.map(element).join(',')})`;
  };
  const walk = (node: Sentence): string => {
    switch (node.kind) {
      case 'true':
      case 'false':
        return node.kind;
      case 'atom':
        return `${node.predicate}(${node.arguments.map(element).join(',')})`;
      case 'equal':
        return `${element(node.left)}=${element(node.right)}`;
      case 'not':
        return `¬${walk(node.operand)}`;
      case 'and':
      case 'or':
        return `${node.kind}(${node.operands.map(walk).join(',')})`;
      case 'forall':
      case 'exists':
        return `${node.kind}${node.variables.map(({ name, sort }) => `${element({ kind: 'variable', name, sort, group: 0 })}`).join(',')}.${walk(node.body)}`;
      default:
        return impossible(node);
    }
  };
  return walk(sentence);
}

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}
