/**
 * Parts of objects, as the API server takes them: null is as good as absent, texts are texts (a number is none), and a
 * key that does not exist is an error, because `resourcename:` for `resourceNames:` would allow more than was meant.
 */

import { nameProblem, shown } from '../../policy/names.ts';
import type { Node } from '../../policy/yaml.ts';
import { type Suggester, suggester } from '../../source/suggest.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import type { Leaf } from './objects.ts';

export interface Reading {
  readonly build: ImportBuilder;
  readonly suggest: Suggester;
  /** Of objects that name none. */
  readonly namespace: string;
  /** How many objects had no namespace, and the first of them. */
  readonly unplaced: { count: number; first: Span | null };
}

export function startReading(build: ImportBuilder, namespace: string): Reading {
  return { build, suggest: suggester(), namespace, unplaced: { count: 0, first: null } };
}

/** A mapping with its values by key; absent where something was reported. */
export interface Fields {
  readonly at: Span;
  readonly values: ReadonlyMap<string, Node>;
}

const shownLength = 80;
const longestText = 1000;

export function spanOf(file: SourceFile, { start, end }: Node): Span {
  return { file, start, end: Math.min(end, start + shownLength) };
}

export function isAbsent(node: Node | undefined): node is undefined {
  return node === undefined || (node.kind === 'scalar' && node.value === null);
}

/** `keys` null: any key may occur. */
export function fieldsOf(
  reading: Reading,
  file: SourceFile,
  node: Node,
  what: string,
  keys: readonly string[] | null,
): Fields | null {
  const at = spanOf(file, node);
  if (node.kind === 'broken') return null;
  if (node.kind !== 'map') {
    reading.build.report('import-syntax', `${what} must be a mapping`, at);
    return null;
  }
  const values = new Map<string, Node>();
  for (const { key, value } of node.entries) {
    values.set(key.text, value);
    if (keys === null || keys.includes(key.text)) continue;
    reading.build.report(
      'import-syntax',
      `${what} has no \`${shown(key.text)}\``,
      { file, start: key.start, end: key.end },
      reading.suggest.hint(key.text, keys, `there are: ${keys.join(', ')}`),
    );
  }
  return { at, values };
}

/** Items of a list; none where it is absent or wrong. */
export function itemsOf(
  reading: Reading,
  file: SourceFile,
  node: Node | undefined,
  what: string,
): readonly Node[] {
  if (isAbsent(node) || node.kind === 'broken') return [];
  if (node.kind === 'list') return node.items;
  reading.build.report('import-syntax', `${what} must be a list`, spanOf(file, node));
  return [];
}

export function leavesOf(
  reading: Reading,
  file: SourceFile,
  node: Node | undefined,
  what: string,
): readonly Leaf[] {
  const leaves: Leaf[] = [];
  for (const item of itemsOf(reading, file, node, `\`${what}\``)) {
    const leaf = leafOf(reading, file, item, `an entry of \`${what}\``);
    if (leaf !== null) leaves.push(leaf);
  }
  return leaves;
}

export function leafOf(reading: Reading, file: SourceFile, node: Node, what: string): Leaf | null {
  if (node.kind === 'broken') return null;
  const at = spanOf(file, node);
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    reading.build.report(
      'import-syntax',
      `${what} must be text`,
      at,
      node.kind === 'scalar' && node.value !== null
        ? `write it in quotes: \`"${shown(node.source)}"\``
        : undefined,
    );
    return null;
  }
  const problem = node.value === '' ? null : (tooLong(node.value) ?? nameProblem(node.value));
  if (problem !== null) {
    reading.build.report('import-syntax', `${what}, \`${shown(node.value)}\`, ${problem}`, at);
    return null;
  }
  return { text: node.value, at };
}

/** Names are put together: one of a megabyte would be a gigabyte soon. */
function tooLong({ length }: string): string | null {
  return length > longestText ? `is longer than ${longestText} characters` : null;
}

/** A text that must be there. */
export function requiredLeaf(
  reading: Reading,
  file: SourceFile,
  fields: Fields,
  key: string,
  what: string,
): Leaf | null {
  const node = fields.values.get(key);
  if (isAbsent(node) || (node.kind === 'scalar' && node.value === '')) {
    reading.build.report(
      'import-syntax',
      `${what} has no \`${key}\``,
      isAbsent(node) ? fields.at : spanOf(file, node),
    );
    return null;
  }
  return leafOf(reading, file, node, `\`${key}\``);
}

/** A text that may be absent or empty, which is the same; undefined after a problem. */
export function optionalLeaf(
  reading: Reading,
  file: SourceFile,
  fields: Fields,
  key: string,
): Leaf | null | undefined {
  const node = fields.values.get(key);
  if (isAbsent(node)) return null;
  const leaf = leafOf(reading, file, node, `\`${key}\``);
  return leaf === null ? undefined : leaf.text === '' ? null : leaf;
}
