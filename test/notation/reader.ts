/**
 * A small reader of printed Z, strictly by the grammar (Spivey): quantifiers are operands only in parentheses, a
 * relational image is no function, postfix symbols do not stack. It yields trees of operators and names.
 */

export type Tree = string | readonly [string, ...Tree[]];

const tokenPattern = /\s+|[\p{L}_][\p{L}\p{N}_]*[₀-₉]*[?!′°]?|\d+|./gu;

export function readFormula(text: string): Tree {
  const reader = readerOf(text);
  const tree = reader.predicate();
  reader.end();
  return normal(tree);
}

const negations = new Map([
  ['∈', '∉'],
  ['=', '≠'],
]);

/** Nested conjunctions and disjunctions are one, and ¬ x ∈ S is x ∉ S. */
export function normal(tree: Tree): Tree {
  if (typeof tree === 'string') return tree;
  const [operator, ...operands] = tree;
  const parts = operands.map(normal);
  const [first] = parts;
  if (operator === '¬' && first !== undefined && typeof first !== 'string') {
    const negation = negations.get(first[0]);
    if (negation !== undefined) return [negation, ...first.slice(1)];
  }
  if (operator !== '∧' && operator !== '∨') return [operator, ...parts];
  const flat = parts.flatMap((part) =>
    typeof part !== 'string' && part[0] === operator ? part.slice(1) : [part],
  );
  return [operator, ...(flat as Tree[])];
}

class Unreadable extends Error {}

const relations = new Set(['∈', '∉', '⊆', '=', '≠', '<', '≤', '≥', '>']);
const infix: readonly ReadonlySet<string>[] = [
  new Set(['∪', '\\']),
  new Set(['∩', '⨾']),
  new Set(['⊕']),
  new Set(['◁', '⩤', '▷', '⩥']),
];
const isName = (token: string | undefined): boolean => token !== undefined && /^[\p{L}_]/u.test(token);

/** The identifier behind a printed name. */
const spelled = (token: string): string =>
  token
    .replace(/[₀-₉]/g, (digit) => String('₀₁₂₃₄₅₆₇₈₉'.indexOf(digit)))
    .replace('τ', 'tau')
    .replace('ℕ', 'NUMBER');

function readerOf(text: string) {
  const tokens = [...text.matchAll(tokenPattern)]
    .map(([token]) => spelled(token))
    .filter((token) => token.trim() !== '');
  let position = 0;

  const peek = (): string | undefined => tokens[position];
  const fail = (): never => {
    throw new Unreadable(`unexpected ${peek() ?? 'end'} at token ${position} of ${text}`);
  };
  const expect = (token: string): void => {
    if (peek() !== token) fail();
    position += 1;
  };
  const accept = (token: string): boolean => {
    if (peek() !== token) return false;
    position += 1;
    return true;
  };
  /** The first alternative that can be read from here. */
  const either = <T>(...alternatives: readonly (() => T)[]): T => {
    const start = position;
    for (const [index, alternative] of alternatives.entries()) {
      try {
        return alternative();
      } catch (error) {
        if (!(error instanceof Unreadable) || index === alternatives.length - 1) throw error;
        position = start;
      }
    }
    return fail();
  };

  const predicate = (): Tree => {
    const quantifier = peek();
    if (quantifier !== '∀' && quantifier !== '∃') return equivalence();
    position += 1;
    const declared = declarations();
    const given: Tree = accept('|') ? predicate() : 'true';
    expect('•');
    return [quantifier, declared, given, predicate()];
  };

  const leftwards = (operators: ReadonlySet<string>, operand: () => Tree): Tree => {
    let tree = operand();
    for (let token = peek(); token !== undefined && operators.has(token); token = peek()) {
      position += 1;
      tree = [token, tree, operand()];
    }
    return tree;
  };

  const equivalence = (): Tree => leftwards(new Set(['⇔']), implication);
  const implication = (): Tree => {
    const left = disjunction();
    return accept('⇒') ? ['⇒', left, implication()] : left;
  };
  const disjunction = (): Tree => leftwards(new Set(['∨']), conjunction);
  const conjunction = (): Tree => leftwards(new Set(['∧']), negation);
  const negation = (): Tree => (accept('¬') ? ['¬', negation()] : either(comparison, bracketed, call));

  const bracketed = (): Tree => {
    expect('(');
    const tree = predicate();
    expect(')');
    return tree;
  };

  const call = (): Tree => {
    if (accept('true')) return 'true';
    if (accept('false')) return 'false';
    const callee = identifier();
    expect('(');
    const values = listOf(expression);
    expect(')');
    return ['call', callee, ...values];
  };

  const comparison = (): Tree => {
    const operands = [expression()];
    const operators: string[] = [];
    for (let token = peek(); token !== undefined && relations.has(token); token = peek()) {
      position += 1;
      operators.push(token);
      operands.push(expression());
    }
    if (operators.length === 0) fail();
    const pairs = operators.map(
      (operator, index): Tree => [operator, operands[index]!, operands[index + 1]!],
    );
    return pairs.length === 1 ? pairs[0]! : ['∧', ...pairs];
  };

  const listOf = (item: () => Tree): Tree[] => {
    const items = [item()];
    while (accept(',')) items.push(item());
    return items;
  };

  const identifier = (): string => {
    const token = peek();
    if (!isName(token)) fail();
    position += 1;
    return token!;
  };

  const declarations = (): Tree => {
    const groups: Tree[] = [];
    do {
      const names = listOf(identifier);
      expect(':');
      const set = accept('ℙ') ? (['ℙ', postfixed()] as const) : expression();
      const type: Tree = accept('→') ? ['→', set, identifier()] : set;
      for (const name of names) groups.push([':', name, type]);
    } while (accept(';'));
    return ['declarations', ...groups];
  };

  const expression = (): Tree => {
    const factors = [binary(0)];
    while (accept('×')) factors.push(binary(0));
    return factors.length === 1 ? factors[0]! : ['×', ...factors];
  };

  const binary = (priority: number): Tree => {
    const operators = infix[priority];
    return operators === undefined ? image() : leftwards(operators, () => binary(priority + 1));
  };

  const image = (): Tree => {
    const first = postfixed();
    if (accept('⦇')) {
      const operand = expression();
      expect('⦈');
      return ['image', first, operand];
    }
    let tree = first;
    while (startsAtom()) tree = ['apply', tree, postfixed()];
    return tree;
  };

  const startsAtom = (): boolean => {
    const token = peek();
    return isName(token) || token === '(' || token === '{' || token === '∅' || /^\d/.test(token ?? '');
  };

  const postfixed = (): Tree => {
    const tree = atom();
    if (accept('⁺')) return ['⁺', tree];
    return accept('∼') ? ['∼', tree] : tree;
  };

  const atom = (): Tree => {
    const token = peek();
    if (accept('#')) return '#';
    if (accept('∅')) return '∅';
    if (accept('{')) return either(comprehension, enumeration);
    if (accept('(')) {
      const items = listOf(expression);
      expect(')');
      return items.length === 1 ? items[0]! : ['tuple', ...items];
    }
    if (isName(token) || /^\d/.test(token ?? '')) {
      position += 1;
      return token!;
    }
    return fail();
  };

  const comprehension = (): Tree => {
    const declared = declarations();
    const given: Tree = accept('|') ? predicate() : 'true';
    expect('}');
    return ['comprehension', declared, given];
  };

  const enumeration = (): Tree => {
    const items = listOf(expression);
    expect('}');
    return ['set', ...items];
  };

  return {
    predicate,
    end: () => {
      if (position !== tokens.length) fail();
    },
  };
}

/** The text without one pair of parentheses, for each pair. */
export function withoutEachPair(text: string): readonly string[] {
  const characters = [...text];
  const open: number[] = [];
  const results: string[] = [];
  for (const [index, character] of characters.entries()) {
    if (character === '(') open.push(index);
    if (character !== ')') continue;
    const start = open.pop()!;
    results.push(characters.map((kept, at) => (at === start || at === index ? ' ' : kept)).join(''));
  }
  return results;
}
