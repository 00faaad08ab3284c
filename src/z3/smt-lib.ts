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
 * literals whose values a model should tell, under the symbols of `askedSymbol`. A gate that is used once stands where
 * it is used: most do, and reading definitions is half of Z3's work with small problems.
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
  const numbers = [...cone(gates, [...roots, ...asked])];
  const uses = usesOf(gates, numbers, [...roots, ...asked]);
  for (const number of numbers) {
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
        const term = `(${operator} ${gate.inputs.map(literal).join(' ')})`;
        if (uses.get(number) === 1 && term.length <= longestInPlace) symbols.set(number, term);
        else {
          symbols.set(number, `g${number}`);
          lines.push(`(define-fun g${number} () Bool ${term})`);
        }
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

/** A chain of gates that each stand in the next would be copied again and again. */
const longestInPlace = 500;

function usesOf(gates: Circuit, numbers: readonly number[], roots: readonly Literal[]) {
  const uses = new Map<number, number>();
  const use = (value: Literal) => uses.set(Math.abs(value), (uses.get(Math.abs(value)) ?? 0) + 1);
  roots.forEach(use);
  for (const number of numbers) {
    const gate = gates.gate(number);
    if (gate.kind === 'and' || gate.kind === 'at-least') gate.inputs.forEach(use);
  }
  return uses;
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
