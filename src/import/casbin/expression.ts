/**
 * The expressions of matchers: one small grammar, a tree with offsets, and its print.
 *
 *     or    = and { "||" and }          compare = sum [ ("==" | "!=" | "<" | … | "in") sum ]
 *     and   = compare { "&&" compare }  sum     = unary { ("+" | "-" | "*" | "/" | "%") unary }
 *     unary = { "!" | "-" } primary     primary = literal | "(" or { "," or } ")" | name { "." name | "(" … ")" | "[" or "]" }
 *
 * What is computed with numbers, attributes and lists is kept as `opaque`: nothing of roles is in it, and what it comes
 * to only a request says.
 */

export type Expression = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'or' | 'and'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly body: Expression }
  | {
      readonly kind: 'equal';
      readonly negated: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'in'; readonly left: Expression; readonly items: readonly Expression[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'truth'; readonly value: boolean }
  /** `r.sub`, `p2.obj`: the value of a column; attributes of it are opaque. */
  | { readonly kind: 'column'; readonly of: string; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  /** `what` says what it depends on. */
  | { readonly kind: 'opaque'; readonly what: string }
);

export type Parsed =
  | { readonly kind: 'ok'; readonly expression: Expression }
  | { readonly kind: 'failed'; readonly at: number; readonly message: string };

interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'sign' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const maxDepth = 60;
const maxTokens = 4000;

const tokenPattern =
  /(?<space>\s+)|(?<name>[A-Za-z_$][\w$]*)|(?<number>\d+(?:\.\d+)?)|(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`)|(?<sign>\|\||&&|==|!=|<=|>=|=~|!~|[()[\],.!<>+\-*/%?:])/y;

/** `from`: where in the file the text starts. */
export function parseExpression(text: string, from: number): Parsed {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    tokenPattern.lastIndex = at;
    const found = tokenPattern.exec(text);
    if (found === null || tokens.length > maxTokens) {
      const what =
        tokens.length > maxTokens ? 'the expression is too long' : `\`${text[at]}\` has no meaning here`;
      return { kind: 'failed', at: from + at, message: what };
    }
    const { name, number, text: quoted, sign } = found.groups!;
    const end = at + found[0].length;
    const span = { start: from + at, end: from + end };
    if (name !== undefined) tokens.push({ kind: 'name', text: name, ...span });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, ...span });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: unquoted(quoted), ...span });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, ...span });
    at = end;
  }
  tokens.push({ kind: 'end', text: '', start: from + text.length, end: from + text.length });
  return parseTokens(tokens);
}

function unquoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return quoted[0] === '`' ? inner : inner.replaceAll(/\\(.)/g, '$1');
}

interface Failure {
  readonly kind: 'failed';
  readonly at: number;
  readonly message: string;
}

function parseTokens(tokens: readonly Token[]): Parsed {
  let next = 0;
  let failure: Failure | null = null;
  const fail = (message: string): null => {
    failure ??= { kind: 'failed', at: tokens[next]!.start, message };
    return null;
  };
  const peek = (): Token => tokens[next]!;
  const isSign = (...signs: string[]): boolean => peek().kind === 'sign' && signs.includes(peek().text);
  const take = (sign: string): boolean => {
    if (!isSign(sign)) {
      fail(
        peek().kind === 'end' ? `\`${sign}\` is missing` : `expected \`${sign}\`, found \`${peek().text}\``,
      );
      return false;
    }
    next += 1;
    return true;
  };

  const binary = (sign: '||' | '&&', operand: (depth: number) => Expression | null) => (depth: number) => {
    let left = operand(depth);
    while (left !== null && isSign(sign)) {
      next += 1;
      const right = operand(depth);
      if (right === null) return null;
      left = { kind: sign === '||' ? 'or' : 'and', left, right, start: left.start, end: right.end };
    }
    return left;
  };

  const primary = (depth: number): Expression | null => {
    const token = peek();
    if (depth > maxDepth) return fail('the expression is nested too deeply');
    switch (token.kind) {
      case 'end':
        return fail('the expression ends where a value should stand');
      case 'text':
        next += 1;
        return { kind: 'text', value: token.text, start: token.start, end: token.end };
      case 'number':
        next += 1;
        return { kind: 'opaque', what: `the number ${token.text}`, start: token.start, end: token.end };
      case 'sign': {
        if (token.text !== '(' && token.text !== '[') return fail(`\`${token.text}\` has no meaning here`);
        next += 1;
        const close = token.text === '(' ? ')' : ']';
        const items = list(close, depth);
        if (items === null) return null;
        const { end } = tokens[next - 1]!;
        const [only] = items;
        if (token.text === '(' && items.length === 1) return { ...only!, start: token.start, end };
        return { kind: 'list', items, start: token.start, end };
      }
      case 'name':
        next += 1;
        return postfix(token, depth);
    }
  };

  /** Behind the opening bracket, up to behind the closing one. */
  const list = (close: ')' | ']', depth: number): Expression[] | null => {
    const items: Expression[] = [];
    while (!isSign(close)) {
      const item = or(depth + 1);
      if (item === null) return null;
      items.push(item);
      if (!isSign(',')) break;
      next += 1;
    }
    return take(close) ? items : null;
  };

  const postfix = (token: Token, depth: number): Expression | null => {
    const at = { start: token.start, end: token.end };
    if (token.text === 'true' || token.text === 'false') {
      return { kind: 'truth', value: token.text === 'true', ...at };
    }
    if (isSign('(')) {
      next += 1;
      const args = list(')', depth);
      if (args === null) return null;
      return selected(
        { kind: 'call', name: token.text, args, start: token.start, end: tokens[next - 1]!.end },
        depth,
      );
    }
    // node-casbin writes `r_sub` for `r.sub`, and takes both.
    const joined = /^([rp]\d*)_(.+)$/.exec(token.text);
    if (joined !== null && !isSign('.')) {
      return selected({ kind: 'column', of: joined[1]!, name: joined[2]!, ...at }, depth);
    }
    if (!/^[rp]\d*$/.test(token.text) || !isSign('.')) {
      return selected({ kind: 'opaque', what: `\`${token.text}\``, ...at }, depth);
    }
    next += 1;
    const column = peek();
    if (column.kind !== 'name') return fail('the name of a column should stand behind `.`');
    next += 1;
    return selected(
      { kind: 'column', of: token.text, name: column.text, start: token.start, end: column.end },
      depth,
    );
  };

  /** Attributes, methods and elements of a value. */
  const selected = (value: Expression, depth: number): Expression | null => {
    let what = '';
    while (isSign('.', '[', '(')) {
      const sign = peek().text;
      next += 1;
      if (sign === '.') {
        if (peek().kind !== 'name') return fail('a name should stand behind `.`');
        what += `.${peek().text}`;
        next += 1;
      } else if (list(sign === '[' ? ']' : ')', depth) === null) return null;
    }
    if (next === 0 || tokens[next - 1]!.end === value.end) return value;
    const end = tokens[next - 1]!.end;
    const name = `\`${printExpression(value)}${what}\``;
    return { kind: 'opaque', what: name, start: value.start, end };
  };

  const unary = (depth: number): Expression | null => {
    if (!isSign('!', '-')) return primary(depth);
    if (depth > maxDepth) return fail('the expression is nested too deeply');
    const { text, start } = peek();
    next += 1;
    const body = unary(depth + 1);
    if (body === null) return null;
    return text === '!'
      ? { kind: 'not', body, start, end: body.end }
      : { kind: 'opaque', what: 'a number', start, end: body.end };
  };

  const sum = (depth: number): Expression | null => {
    let left = unary(depth);
    while (left !== null && isSign('+', '-', '*', '/', '%')) {
      next += 1;
      const right = unary(depth);
      if (right === null) return null;
      left = { kind: 'opaque', what: whatOf(left, right), start: left.start, end: right.end };
    }
    return left;
  };

  const compare = (depth: number): Expression | null => {
    const left = sum(depth);
    if (left === null) return null;
    const isIn = peek().kind === 'name' && peek().text === 'in';
    if (!isIn && !isSign('==', '!=', '<', '>', '<=', '>=', '=~', '!~')) return left;
    const operator = peek().text;
    next += 1;
    const right = sum(depth);
    if (right === null) return null;
    if (isSign('==', '!=', '<', '>', '<=', '>=', '=~', '!~')) {
      return fail('comparisons in a row mean different things in different libraries: add brackets');
    }
    const at = { start: left.start, end: right.end };
    if (operator === '==' || operator === '!=')
      return { kind: 'equal', negated: operator === '!=', left, right, ...at };
    if (operator === 'in' && right.kind === 'list') return { kind: 'in', left, items: right.items, ...at };
    // `x in ('a')`: brackets around one value.
    if (operator === 'in' && right.kind === 'text') return { kind: 'in', left, items: [right], ...at };
    return { kind: 'opaque', what: whatOf(left, right), ...at };
  };

  const and = binary('&&', compare);
  const or = binary('||', and);

  const expression = or(0);
  if (expression !== null && peek().kind !== 'end') fail(`\`${peek().text}\` is too much here`);
  if (failure !== null || expression === null)
    return failure ?? { kind: 'failed', at: 0, message: 'it is empty' };
  return { kind: 'ok', expression };
}

/** What a value of two others depends on. */
function whatOf(left: Expression, right: Expression): string {
  const parts = [left, right].flatMap((side) =>
    side.kind === 'text' ||
    side.kind === 'truth' ||
    (side.kind === 'opaque' && /^(the|a) number/.test(side.what))
      ? []
      : [side.kind === 'opaque' ? side.what : `\`${printExpression(side)}\``],
  );
  return parts.length === 0 ? 'a computation' : [...new Set(parts)].join(' and ');
}

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'or':
      return `(${printExpression(expression.left)} || ${printExpression(expression.right)})`;
    case 'and':
      return `(${printExpression(expression.left)} && ${printExpression(expression.right)})`;
    case 'not':
      return `!${printExpression(expression.body)}`;
    case 'equal':
      return `${printExpression(expression.left)} ${expression.negated ? '!=' : '=='} ${printExpression(expression.right)}`;
    case 'in':
      return `${printExpression(expression.left)} in (${expression.items.map(printExpression).join(', ')})`;
    case 'text':
      return JSON.stringify(expression.value);
    case 'truth':
      return String(expression.value);
    case 'column':
      return `${expression.of}.${expression.name}`;
    case 'call':
      return `${expression.name}(${expression.args.map(printExpression).join(', ')})`;
    case 'list':
      return `[${expression.items.map(printExpression).join(', ')}]`;
    case 'opaque':
      return expression.what.replaceAll('`', '');
  }
}
