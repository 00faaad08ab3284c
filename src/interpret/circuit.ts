/**
 * Circuits of and-, cardinality- and variable gates, with structural sharing: equal gates are one gate.
 *
 * A literal is a gate's number or its negative. Simplification goes as far as constants, repeated and opposite inputs;
 * a circuit over exact bounds is therefore a constant, and "trivially true" is known without a solver.
 */

/** A gate's number (≥ 1), negative where negated. */
export type Literal = number;

export const TRUE: Literal = 1;
export const FALSE: Literal = -1;

export type Gate =
  | { readonly kind: 'constant' }
  /** `name` is for people and for export; equal names are equal variables. */
  | { readonly kind: 'variable'; readonly name: VariableName }
  | { readonly kind: 'and'; readonly inputs: readonly Literal[] }
  /** At least `least` of the inputs, 2 ≤ least < number of inputs; equal inputs count each. */
  | { readonly kind: 'at-least'; readonly least: number; readonly inputs: readonly Literal[] };

/** What a variable decides: whether a relation (of the state, or quantified) has a tuple. */
export interface VariableName {
  readonly relation: string;
  /** 0 for a component of the state; quantified relations are numbered, since each instance has its own. */
  readonly instance: number;
  /** Sorts of the tuple's columns. */
  readonly sorts: readonly string[];
  readonly tuple: readonly number[];
}

export interface Circuit {
  variable(name: VariableName): Literal;
  all(inputs: readonly Literal[]): Literal;
  some(inputs: readonly Literal[]): Literal;
  atLeast(least: number, inputs: readonly Literal[]): Literal;
  gate(literal: Literal): Gate;
  /** Gates so far; inputs of a gate have smaller numbers than the gate. */
  size(): number;
}

/** A circuit would have more gates than its maker allows. */
export class TooManyGates extends Error {}

export function circuit(gateLimit = Number.POSITIVE_INFINITY): Circuit {
  const gates: Gate[] = [{ kind: 'constant' }, { kind: 'constant' }];
  const known = new Map<string, Literal>();

  function shared(key: string, make: () => Gate): Literal {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (gates.length > gateLimit) throw new TooManyGates(`more than ${gateLimit} gates`);
    gates.push(make());
    known.set(key, gates.length - 1);
    return gates.length - 1;
  }

  function all(inputs: readonly Literal[]): Literal {
    const kept = new Set<Literal>();
    for (const input of inputs) {
      if (input === FALSE || kept.has(-input)) return FALSE;
      if (input !== TRUE) kept.add(input);
    }
    if (kept.size === 0) return TRUE;
    const sorted = ascending(kept);
    return sorted.length === 1 ? sorted[0]! : shared(`&${sorted}`, () => ({ kind: 'and', inputs: sorted }));
  }

  const some = (inputs: readonly Literal[]): Literal => -all(inputs.map((input) => -input));

  function atLeast(least: number, inputs: readonly Literal[]): Literal {
    const open = inputs.filter((input) => input !== TRUE && input !== FALSE);
    const needed = least - inputs.reduce((sum, input) => sum + (input === TRUE ? 1 : 0), 0);
    if (needed <= 0) return TRUE;
    if (needed > open.length) return FALSE;
    if (needed === open.length) return all(open);
    if (needed === 1) return some(open);
    const sorted = ascending(open);
    return shared(`${needed}#${sorted}`, () => ({ kind: 'at-least', least: needed, inputs: sorted }));
  }

  return {
    variable: (name) =>
      shared(`${JSON.stringify([name.relation, name.instance])}${name.tuple}`, () => ({
        kind: 'variable',
        name,
      })),
    all,
    some,
    atLeast,
    gate: (literal) => gates[Math.abs(literal)]!,
    size: () => gates.length - 1,
  };
}

const ascending = (literals: Iterable<Literal>): readonly Literal[] =>
  [...literals].sort((left, right) => left - right);

/** Gates that the roots depend on, inputs before gates. */
export function cone(gates: Circuit, roots: readonly Literal[]): readonly number[] {
  const seen = new Set<number>();
  const open = roots.map(Math.abs);
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (seen.has(number)) continue;
    seen.add(number);
    const gate = gates.gate(number);
    if (gate.kind === 'and' || gate.kind === 'at-least') {
      for (const input of gate.inputs) open.push(Math.abs(input));
    }
  }
  return [...seen].sort((left, right) => left - right);
}

/** The value of a literal where `assigned` says what each variable is. */
export function evaluateGate(
  gates: Circuit,
  root: Literal,
  assigned: (name: VariableName) => boolean,
): boolean {
  const values = new Map<number, boolean>();
  const of = (literal: Literal): boolean => values.get(Math.abs(literal))! === literal > 0;
  for (const number of cone(gates, [root])) {
    const gate = gates.gate(number);
    switch (gate.kind) {
      case 'constant':
        values.set(number, true);
        break;
      case 'variable':
        values.set(number, assigned(gate.name));
        break;
      case 'and':
        values.set(number, gate.inputs.every(of));
        break;
      case 'at-least':
        values.set(number, gate.inputs.filter(of).length >= gate.least);
        break;
      default:
        throw new Error(`unknown gate ${JSON.stringify(gate satisfies never)}`);
    }
  }
  return of(root);
}
