/**
 * Documents put together: what a policy and its parts state adds up, as if it stood in one file. A value that there can
 * be only one of is an error where two documents give it; names that are declared twice are found where they are
 * resolved, as within one file.
 */

import type { Fields, Leaf, List, Mapping } from '../located.ts';
import { shown } from '../names.ts';
import type { Document } from './declarations.ts';
import type { Documents, Ranged } from './documents.ts';

type Value = Leaf<unknown> | List<Value> | Mapping<Value> | Fields<Readonly<Record<string, Value>>>;
type AnyFields = Extract<Value, { kind: 'fields' }>;

/** Mappings with keys of the language of which each may stand in another document. */
const openKeys = new Set(['administration', 'areas']);

/** All `parts` after `root`, in this order. */
export function merged(documents: Documents, root: Document, parts: readonly PartDocument[]): Document {
  if (parts.length === 0) return root;
  // A document is made of these values, and the root has what a document must have.
  const all = [root, ...parts] as unknown as readonly AnyFields[];
  return all.reduce((left, right) => mergedFields(documents, left, right)) as unknown as Document;
}

/** A document without what only the root has. */
export type PartDocument = Omit<Document, 'values'> & {
  readonly values: Omit<Document['values'], 'policy' | 'now' | 'profile' | 'rules'>;
};

function mergedFields(documents: Documents, left: AnyFields, right: AnyFields): AnyFields {
  const values: Record<string, Value> = { ...left.values };
  for (const [key, value] of Object.entries(right.values)) {
    const before = values[key];
    const both = before === undefined ? value : mergedValue(documents, key, before, value);
    if (both !== null) values[key] = both;
    else reportRepeated(documents, key, left.keys.get(key) ?? left, right.keys.get(key) ?? right);
  }
  return { ...left, values, keys: new Map([...right.keys, ...left.keys]) };
}

/** Null where there can be only one of the two. */
function mergedValue(documents: Documents, key: string, left: Value, right: Value): Value | null {
  if (left.kind === 'list' && right.kind === 'list') {
    return { ...left, items: [...left.items, ...right.items] };
  }
  if (left.kind === 'fields' && right.kind === 'fields') {
    return openKeys.has(key) ? mergedFields(documents, left, right) : null;
  }
  const [before, after] = [asMapping(left), asMapping(right)];
  if (before === null || after === null) return null;
  return { ...before, entries: [...before.entries, ...after.entries] };
}

/** Users and roles are listed by name, or are mappings from names. */
function asMapping(value: Value): Mapping<Value> | null {
  if (value.kind === 'mapping') return value;
  if (value.kind !== 'list') return null;
  const { start, end, items } = value;
  const entries = items.flatMap((item) =>
    item.kind === 'leaf'
      ? [
          {
            key: { text: String(item.value), start: item.start, end: item.end },
            value: { ...item, value: null },
          },
        ]
      : [],
  );
  return { kind: 'mapping', entries, start, end };
}

function reportRepeated(documents: Documents, key: string, first: Ranged, second: Ranged): void {
  documents.problems.report({
    code: 'duplicate-key',
    message: `key \`${shown(key)}\` occurs twice`,
    span: documents.span(second),
    related: [{ message: 'first here', span: documents.span(first) }],
  });
}

/** `value` with its places moved on by `base`. */
export function shifted<Moved>(value: Moved, base: number): Moved {
  // What is moved keeps its form.
  return moved(value as Value, base) as Moved;
}

function moved(value: Value, base: number): Value {
  const at = { start: value.start + base, end: value.end + base };
  switch (value.kind) {
    case 'leaf':
      return { ...value, ...at };
    case 'list':
      return { ...value, ...at, items: value.items.map((item) => moved(item, base)) };
    case 'mapping':
      return {
        ...value,
        ...at,
        entries: value.entries.map((entry) => ({
          key: movedKey(entry.key, base),
          value: moved(entry.value, base),
        })),
      };
    case 'fields':
      return {
        ...value,
        ...at,
        values: Object.fromEntries(
          Object.entries(value.values).map(([name, inner]) => [name, moved(inner, base)]),
        ),
        keys: new Map([...value.keys].map(([name, key]) => [name, movedKey(key, base)])),
      };
    default:
      return value satisfies never;
  }
}

function movedKey<Key extends Ranged>(key: Key, base: number): Key {
  return { ...key, start: key.start + base, end: key.end + base };
}
