/**
 * The meaning of the language a second time, as plainly as possible: relations are sets of strings, quantifiers are
 * loops over everything, nothing is cached, narrowed or demand-driven.
 */

import type { State, Valuation } from '../../src/logic/state.ts';
import type { Declaration, Formula, NumberTerm, Term, TermNode } from '../../src/logic/terms.ts';
import type { Profile } from '../../src/profile/profile.ts';

type Relation = ReadonlySet<string>;
type Values = Readonly<Record<string, Relation>>;

const write = (tuple: readonly number[]): string => tuple.join(',');
const read = (tuple: string): number[] => tuple.split(',').map(Number);
const made = (tuples: Iterable<readonly number[]>): Relation => new Set([...tuples].map(write));
const list = (relation: Relation): number[][] => [...relation].map(read);

export interface Naive {
  formula(formula: Formula): boolean;
  term(term: Term): readonly string[];
}

export function naive(state: State, valuation: Valuation = {}, profile?: Profile): Naive {
  const all = (sort: string): number[] => (state.sorts[sort] ?? []).map((_, index) => index);

  function picked<T>(options: Readonly<Record<string, T>>, name: keyof Profile): T {
    const value = profile === undefined ? undefined : options[profile[name]];
    if (value === undefined) throw new Error('choice without a profile');
    return value;
  }

  function term(term_: Term, values: Values): Relation {
    const node: TermNode = term_;
    switch (node.kind) {
      case 'relation':
        return made(state.relations[node.name]!);
      case 'variable':
        return values[node.name]!;
      case 'universe':
        return made(all(node.sorts[0]).map((element) => [element]));
      case 'empty':
        return new Set();
      case 'identity':
        return made(all(node.sorts[0]).map((element) => [element, element]));
      case 'union':
        return new Set([...term(node.left, values), ...term(node.right, values)]);
      case 'intersection': {
        const right = term(node.right, values);
        return new Set([...term(node.left, values)].filter((tuple) => right.has(tuple)));
      }
      case 'difference': {
        const right = term(node.right, values);
        return new Set([...term(node.left, values)].filter((tuple) => !right.has(tuple)));
      }
      case 'product': {
        const right = list(term(node.right, values));
        return made(list(term(node.left, values)).flatMap((l) => right.map((r) => [...l, ...r])));
      }
      case 'join':
        return join(term(node.left, values), term(node.right, values));
      case 'image':
        return join(term(node.set, values), term(node.relation, values));
      case 'converse':
        return made(list(term(node.operand, values)).map(([l, r]) => [r!, l!]));
      case 'closure': {
        const operand = term(node.operand, values);
        let result = operand;
        for (;;) {
          const next = new Set([...result, ...join(result, operand)]);
          if (next.size === result.size) return result;
          result = next;
        }
      }
      case 'domain':
        return made(list(term(node.operand, values)).map(([l]) => [l!]));
      case 'range':
        return made(list(term(node.operand, values)).map(([, r]) => [r!]));
      case 'domain-restriction':
      case 'domain-subtraction':
      case 'range-restriction':
      case 'range-subtraction': {
        const set = term(node.set, values);
        const column = node.kind.startsWith('domain') ? 0 : 1;
        const wanted = node.kind.endsWith('restriction');
        return made(
          list(term(node.relation, values)).filter((tuple) => set.has(write([tuple[column]!])) === wanted),
        );
      }
      case 'override': {
        const right = list(term(node.right, values));
        const heads = new Set(right.map(([head]) => head));
        return made([...right, ...list(term(node.left, values)).filter(([head]) => !heads.has(head))]);
      }
      case 'comprehension':
        return made(
          [...scopes(node.declarations, values)]
            .filter((inner) => formula(node.condition, inner))
            .map((inner) => node.declarations.flatMap(({ variable }) => list(inner[variable.name]!)[0]!)),
        );
      case 'application':
        return term(node.definition.body, called(node.definition.parameters, node.arguments, values));
      case 'choice':
        return term(picked(node.options, node.switch), values);
      default:
        throw new Error(`unknown term ${JSON.stringify(node satisfies never)}`);
    }
  }

  function join(left: Relation, right: Relation): Relation {
    const tails = list(right);
    return made(
      list(left).flatMap((l) =>
        tails.filter((r) => r[0] === l[l.length - 1]).map((r) => [...l.slice(0, -1), ...r.slice(1)]),
      ),
    );
  }

  function called(
    parameters: readonly { readonly name: string }[],
    terms: readonly Term[],
    values: Values,
  ): Values {
    return Object.fromEntries(parameters.map(({ name }, index) => [name, term(terms[index]!, values)]));
  }

  function* scopes(declarations: readonly Declaration[], values: Values): Generator<Values> {
    const [first, ...rest] = declarations;
    if (first === undefined) {
      yield values;
      return;
    }
    for (const element of term(first.set, values)) {
      yield* scopes(rest, { ...values, [first.variable.name]: new Set([element]) });
    }
  }

  function* choices(node: Extract<Formula, { kind: 'forall-relation' | 'exists-relation' }>, values: Values) {
    const bound = [...term(node.bound, values)];
    const domain = node.shape.kind === 'function' ? term(node.shape.domain, values) : null;
    for (let mask = 0; mask < 2 ** bound.length; mask += 1) {
      const subset = bound.filter((_, index) => (mask >> index) % 2 === 1);
      const heads = subset.map((tuple) => write([read(tuple)[0]!]));
      const total =
        domain === null ||
        (heads.length === domain.size &&
          new Set(heads).size === domain.size &&
          heads.every((h) => domain.has(h)));
      if (total) yield { ...values, [node.variable.name]: new Set(subset) };
    }
  }

  function number(node: NumberTerm, values: Values): number {
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'count':
        return term(node.operand, values).size;
      case 'value':
        return Math.max(
          ...list(term(node.operand, values)).map(([element]) => Number(state.sorts.NUMBER![element!])),
        );
      default:
        throw new Error(`unknown number ${JSON.stringify(node satisfies never)}`);
    }
  }

  function formula(node: Formula, values: Values): boolean {
    switch (node.kind) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'not':
        return !formula(node.operand, values);
      case 'and':
        return node.operands.every((operand) => formula(operand, values));
      case 'or':
        return node.operands.some((operand) => formula(operand, values));
      case 'implies':
        return !formula(node.left, values) || formula(node.right, values);
      case 'iff':
        return formula(node.left, values) === formula(node.right, values);
      case 'subset': {
        const right = term(node.right, values);
        return [...term(node.left, values)].every((tuple) => right.has(tuple));
      }
      case 'equal':
        return write2(term(node.left, values)) === write2(term(node.right, values));
      case 'member': {
        let tuples: number[][] = [[]];
        for (const part of node.element) {
          const set = list(term(part, values));
          tuples = tuples.flatMap((tuple) => set.map(([element]) => [...tuple, element!]));
        }
        const relation = term(node.relation, values);
        return tuples.some((tuple) => relation.has(write(tuple)));
      }
      case 'empty-set':
        return term(node.operand, values).size === 0;
      case 'compare': {
        const left = number(node.left, values);
        const right = number(node.right, values);
        switch (node.operator) {
          case '<':
            return left < right;
          case '<=':
            return left <= right;
          case '=':
            return left === right;
          case '>=':
            return left >= right;
          case '>':
            return left > right;
          default:
            throw new Error(`unknown operator ${JSON.stringify(node.operator satisfies never)}`);
        }
      }
      case 'forall':
        return [...scopes(node.declarations, values)].every(
          (inner) => !formula(node.given, inner) || formula(node.body, inner),
        );
      case 'exists':
        return [...scopes(node.declarations, values)].some(
          (inner) => formula(node.given, inner) && formula(node.body, inner),
        );
      case 'forall-relation':
        return [...choices(node, values)].every((inner) => formula(node.body, inner));
      case 'exists-relation':
        return [...choices(node, values)].some((inner) => formula(node.body, inner));
      case 'labelled':
        return formula(node.operand, values);
      case 'predicate':
        return formula(node.definition.body, called(node.definition.parameters, node.arguments, values));
      case 'formula-choice':
        return formula(picked(node.options, node.switch), values);
      default:
        throw new Error(`unknown formula ${JSON.stringify(node satisfies never)}`);
    }
  }

  const write2 = (relation: Relation): string => [...relation].sort().join(' ');
  const start: Values = Object.fromEntries(
    Object.entries(valuation).map(([name, tuples]) => [name, made(tuples)]),
  );
  return {
    formula: (node) => formula(node, start),
    term: (node) => [...term(node, start)].sort(),
  };
}
