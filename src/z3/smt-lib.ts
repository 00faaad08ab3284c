/**
 * Prints circuits as SMT-LIB 2: Boolean constants, one definition per gate, pseudo-Boolean `at-least`.
 */

import { type Circuit, cone, type Literal, type VariableName } from '../interpret/circuit.ts';
import type { State } from '../logic/state.ts';
import { symbol } from './names.ts';
import type { Problem } from './session.ts';

/** A problem whose constants are told apart again. */
export interface NamedProblem extends Problem {
  readonly variables: ReadonlyMap<string, VariableName>;
}

/**
 * The problem "all of `roots` are true", without `(check-sat)`. `sorts` names the elements; `asked` are further
 * literals whose values a model should tell, under the symbols of `askedSymbol`.
 */
export function toSmtLib(
  gates: Circuit,
  roots: readonly Literal[],
  sorts: State['sorts'],
  asked: readonly Literal[] = [],
): NamedProblem {
  const lines: string[] = [];
  const variables = new Map<string, VariableName>();
  const symbols = new Map<number, string>();
  const literal = (value: Literal): string => {
    const name = symbols.get(Math.abs(value))!;
    return value > 0 ? name : `(not ${name})`;
  };
  for (const number of cone(gates, [...roots, ...asked])) {
    const gate = gates.gate(number);
    switch (gate.kind) {
      case 'constant':
        symbols.set(number, 'true');
        break;
      case 'variable': {
        const name = symbol(partsOf(gate.name, sorts));
        if (variables.has(name)) throw new Error(`two variables are called ${name}`);
        symbols.set(number, name);
        variables.set(name, gate.name);
        lines.push(`(declare-const ${name} Bool)`);
        break;
      }
      case 'and':
      case 'at-least': {
        const operator = gate.kind === 'and' ? 'and' : `(_ at-least ${gate.least})`;
        symbols.set(number, `g${number}`);
        lines.push(`(define-fun g${number} () Bool (${operator} ${gate.inputs.map(literal).join(' ')}))`);
        break;
      }
      default:
        throw new Error(`unknown gate ${JSON.stringify(gate satisfies never)}`);
    }
  }
  asked.forEach((value, index) => {
    lines.push(`(declare-const ${askedSymbol(index)} Bool)`);
    lines.push(`(assert (= ${askedSymbol(index)} ${literal(value)}))`);
  });
  for (const root of roots) lines.push(`(assert ${literal(root)})`);
  return {
    text: lines.join('\n'),
    constants: [...variables.keys(), ...asked.map((_, index) => askedSymbol(index))],
    variables,
    logic: 'QF_FD',
    core: false,
  };
}

/** The symbol of the literal `asked[index]`. */
export const askedSymbol = (index: number): string => `q${index}`;

/** Relation, which quantified instance, then the elements by name; names are distinct within a sort. */
function partsOf({ relation, instance, sorts: columns, tuple }: VariableName, sorts: State['sorts']) {
  return [
    relation,
    String(instance),
    ...tuple.map((element, column) => sorts[columns[column]!]?.[element] ?? `%${element}`),
  ];
}
