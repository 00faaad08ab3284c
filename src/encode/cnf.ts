/**
 * Questions as clauses, and how counts become clauses.
 *
 * The clauses of a question are what a refutation is about: the engine refutes them, and the checker makes them again
 * from raw facts and follows the refutation. So variables and clauses have a fixed order, and what an encoding leaves
 * out is part of what has to be believed; each module beside this one says why it may.
 */

/** A variable v ≥ 1, or its negation -v. */
export type Literal = number;

export type Clause = readonly Literal[];

/** Satisfiable iff every clause has a true literal. */
export interface Cnf {
  readonly variables: number;
  readonly clauses: readonly Clause[];
}

export interface CnfBuilder {
  readonly variable: () => Literal;
  readonly clause: (...literals: Clause) => void;
  /** No more than `bound` of `literals` are true. */
  readonly atMost: (bound: number, literals: Clause) => void;
  readonly build: () => Cnf;
}

/** A count that takes more clauses than this is written with a counter. */
const mostSubsets = 60;

export function cnfBuilder(): CnfBuilder {
  let variables = 0;
  const clauses: Clause[] = [];
  const variable = (): Literal => {
    variables += 1;
    return variables;
  };
  const clause = (...literals: Clause): void => {
    clauses.push(literals);
  };

  /** reached[j]: more than j of the literals so far are true (Sinz 2005). */
  const counter = (bound: number, literals: Clause): void => {
    let reached: Literal[] = [];
    for (const [at, literal] of literals.entries()) {
      if (reached[bound - 1] !== undefined) clause(-literal, -reached[bound - 1]!);
      if (at === literals.length - 1) return;
      const next = Array.from({ length: Math.min(at + 1, bound) }, variable);
      for (const [j, more] of next.entries()) {
        if (reached[j] !== undefined) clause(-reached[j], more);
        if (j === 0) clause(-literal, more);
        else clause(-literal, -reached[j - 1]!, more);
      }
      reached = next;
    }
  };

  return {
    variable,
    clause,
    atMost(bound, literals) {
      if (literals.length <= bound) return;
      if (bound === 0) for (const literal of literals) clause(-literal);
      else if (choose(literals.length, bound + 1) > mostSubsets) counter(bound, literals);
      else for (const subset of subsets(literals, bound + 1)) clause(...subset.map((literal) => -literal));
    },
    build: () => ({ variables, clauses }),
  };
}

function choose(n: number, r: number): number {
  let result = 1;
  for (let at = 0; at < r; at += 1) result = (result * (n - at)) / (at + 1);
  return result;
}

function subsets(items: Clause, size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}

/** A clause as a line of a refutation: its literals, as in DIMACS but for the zero at the end. */
export const lineOf = (clause: Clause): string => clause.join(' ');

/** What `lineOf` wrote. Of other text numbers that are no literals. */
export const clauseOf = (line: string): Clause => (line === '' ? [] : line.split(' ').map(Number));
