/** The sorts and constants that sentences speak of: what a text has to declare. */

import type { Element, Sentence } from './first-order.ts';
import type { Signature } from './translate.ts';

/** Constants with their sorts. */
export function constantsOf(sentences: readonly Sentence[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const element of elementsOf(sentences)) {
    if (element.kind === 'apply') found.set(element.name, element.sort);
  }
  return found;
}

export function sortsOf(sentences: readonly Sentence[], signature: Signature): ReadonlySet<string> {
  const found = new Set([...signature.values()].flat());
  for (const { sort } of elementsOf(sentences)) found.add(sort);
  return found;
}

function* elementsOf(sentences: readonly Sentence[]): Generator<Element> {
  const open: Sentence[] = [...sentences];
  for (let sentence = open.pop(); sentence !== undefined; sentence = open.pop()) {
    switch (sentence.kind) {
      case 'true':
      case 'false':
        break;
      case 'atom':
        yield* sentence.arguments.flatMap(withArguments);
        break;
      case 'equal':
        yield* [sentence.left, sentence.right].flatMap(withArguments);
        break;
      case 'not':
        open.push(sentence.operand);
        break;
      case 'and':
      case 'or':
        open.push(...sentence.operands);
        break;
      case 'forall':
      case 'exists':
        yield* sentence.variables;
        open.push(sentence.body);
        break;
      default:
        throw new Error(`unknown sentence ${JSON.stringify(sentence satisfies never)}`);
    }
  }
}

const withArguments = (element: Element): readonly Element[] =>
  element.kind === 'variable' ? [element] : [element, ...element.arguments.flatMap(withArguments)];
