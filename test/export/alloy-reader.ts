/**
 * Reads and evaluates the part of Alloy 6 that the exporter writes, independently of it. It is no Alloy: anything else is
 * an error. Precedence is Alloy's: `+`, then `#`, `&`, `->`, `[]`, `.`, and unary `*` tightest.
 */

type Tuple = readonly string[];
type Relation = readonly Tuple[];

export interface AlloyCheck {
  readonly name: string;
  /** Whether there is no counterexample. */
  readonly holds: boolean;
  /** As written. */
  readonly expected: 0 | 1 | null;
}

const key = (tuple: Tuple): string => tuple.join(' ');
const distinct = (tuples: Relation): Relation => [
  ...new Map(tuples.map((tuple) => [key(tuple), tuple])).values(),
];

export function runAlloy(text: string): readonly AlloyCheck[] {
  const tokens = text.replace(/--.*$/gm, '').match(/->|=<|[A-Za-z_][A-Za-z0-9_]*|\d+|[^\s]/g)!;
  let at = 0;
  const peek = (ahead = 0): string | undefined => tokens[at + ahead];
  const take = (wanted?: string): string => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(
        `expected ${wanted ?? 'more'}, found ${token} at ${tokens.slice(at - 5, at + 5).join(' ')}`,
      );
    at += 1;
    return token;
  };
  const name = (): string => {
    const token = take();
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`${token} is no name`);
    return token;
  };

  const sigs = new Map<string, Relation>();
  const relations = new Map<string, Relation>();
  const functions = new Map<string, { readonly parameter: string; readonly from: number }>();
  const assertions = new Map<string, number>();
  const checks: AlloyCheck[] = [];

  const skipBlock = (): void => {
    take('{');
    for (let depth = 1; depth > 0; ) {
      const token = take();
      if (token === '{') depth += 1;
      if (token === '}') depth -= 1;
    }
  };

  type Scope = ReadonlyMap<string, Relation>;
  function union(scope: Scope): Relation {
    let result = meet(scope);
    while (peek() === '+') {
      take();
      result = distinct([...result, ...meet(scope)]);
    }
    return result;
  }
  function meet(scope: Scope): Relation {
    let result = product(scope);
    while (peek() === '&') {
      take();
      const other = new Set(product(scope).map(key));
      result = result.filter((tuple) => other.has(key(tuple)));
    }
    return result;
  }
  function product(scope: Scope): Relation {
    const left = join(scope);
    if (peek() !== '->') return left;
    take();
    const right = product(scope);
    return left.flatMap((a) => right.map((b) => [...a, ...b]));
  }
  function join(scope: Scope): Relation {
    let result = primary(scope);
    while (peek() === '.') {
      take();
      const right = primary(scope);
      result = distinct(
        result.flatMap((a) =>
          right.filter((b) => b[0] === a.at(-1)).map((b) => [...a.slice(0, -1), ...b.slice(1)]),
        ),
      );
    }
    return result;
  }
  function primary(scope: Scope): Relation {
    if (peek() === '(') {
      take();
      const inner = union(scope);
      take(')');
      return inner;
    }
    if (peek() === '*') {
      take();
      const step = primary(scope);
      const all = [...sigs.values()].flat().map(([atom]) => [atom!, atom!]);
      let closed = distinct([...all, ...step]);
      for (let size = -1; size !== closed.length; ) {
        size = closed.length;
        closed = distinct([
          ...closed,
          ...closed.flatMap(([a, b]) => step.filter(([c]) => c === b).map(([, d]) => [a!, d!])),
        ]);
      }
      return closed;
    }
    const word = name();
    const called = functions.get(word);
    if (called !== undefined) {
      take('[');
      const argument = union(scope);
      take(']');
      const back = at;
      at = called.from;
      const value = union(new Map([[called.parameter, argument]]));
      take('}');
      at = back;
      return value;
    }
    if (word === 'none') return [];
    const value = scope.get(word) ?? relations.get(word) ?? sigs.get(word);
    if (value === undefined) throw new Error(`${word} is not declared`);
    return value;
  }
  function formula(scope: Scope): boolean {
    if (peek() === 'all') {
      take();
      const variable = name();
      take(':');
      const range = union(scope);
      take('|');
      const from = at;
      let holds = true;
      for (const tuple of range.length === 0 ? [['nobody']] : range) {
        at = from;
        const here = formula(new Map([...scope, [variable, [tuple]]]));
        if (range.length > 0) holds &&= here;
      }
      return holds;
    }
    const left = comparison(scope);
    if (peek() !== 'implies') return left;
    take();
    const right = comparison(scope);
    return !left || right;
  }
  function comparison(scope: Scope): boolean {
    if (peek() === 'no' || peek() === 'lone') {
      const most = take() === 'no' ? 0 : 1;
      return union(scope).length <= most;
    }
    if (peek() === '#') {
      take();
      const size = primary(scope).length;
      const operator = take();
      const bound = Number(take());
      if (operator === '<') return size < bound;
      if (operator === '=<') return size <= bound;
      throw new Error(`no comparison ${operator}`);
    }
    const left = union(scope);
    const operator = take();
    const right = union(scope);
    const inside = new Set(right.map(key));
    const isPart = left.every((tuple) => inside.has(key(tuple)));
    if (operator === 'in') return isPart;
    if (operator === '=') return isPart && left.length === right.length;
    throw new Error(`no operator ${operator}`);
  }

  const declare = (sig: string, tuples: Relation): void => void sigs.set(sig, tuples);
  while (at < tokens.length) {
    switch (take()) {
      case 'module':
        name();
        break;
      case 'abstract':
        take('sig');
        declare(name(), []);
        skipBlock();
        break;
      case 'one': {
        take('sig');
        const atom = name();
        take('extends');
        const parent = name();
        if (sigs.has(atom)) throw new Error(`${atom} is declared twice`);
        declare(parent, [...sigs.get(parent)!, [atom]]);
        declare(atom, [[atom]]);
        take('{');
        take('}');
        break;
      }
      case 'fact':
        take('{');
        while (peek() !== '}') {
          if (peek() === 'no') {
            take();
            if (sigs.get(name())!.length > 0) throw new Error('the fact is false');
            continue;
          }
          const field = name();
          take('=');
          relations.set(field, union(new Map()));
        }
        take('}');
        break;
      case 'fun': {
        const called = name();
        take('[');
        const parameter = name();
        take(':');
        name();
        take(']');
        take(':');
        take('set');
        name();
        functions.set(called, { parameter, from: at + 1 });
        skipBlock();
        break;
      }
      case 'assert': {
        const called = name();
        if (assertions.has(called)) throw new Error(`${called} is asserted twice`);
        assertions.set(called, at + 1);
        skipBlock();
        break;
      }
      case 'check': {
        const called = name();
        take('for');
        take('3');
        take('but');
        take();
        take('int');
        const written = peek() === 'expect' ? take() && take() : null;
        const back = at;
        at = assertions.get(called)!;
        let holds = true;
        while (peek() !== '}') holds = formula(new Map()) && holds;
        at = back;
        checks.push({ name: called, holds, expected: written === null ? null : written === '0' ? 0 : 1 });
        break;
      }
      default:
        throw new Error(`${tokens[at - 1]} begins nothing`);
    }
  }
  return checks;
}
