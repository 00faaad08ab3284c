/** Parts of a JSON tree by what they should be; what is something else is reported, and read as nothing. */

import { shown } from '../../policy/names.ts';
import type { Node } from '../../policy/yaml.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';

export interface Value {
  readonly node: Node;
  readonly file: SourceFile;
  readonly builder: ImportBuilder;
}

export interface Text {
  readonly text: string;
  readonly at: Span;
}

export function spanOf({ node, file }: Value): Span {
  return { file, start: node.start, end: node.kind === 'map' ? node.start + 1 : node.end };
}

function fail(value: Value, expected: string): void {
  value.builder.report('import-syntax', `this should be ${expected}`, spanOf(value));
}

/** Undefined where there is none, or null. */
export function field(value: Value, name: string): Value | undefined {
  if (value.node.kind !== 'map') {
    fail(value, 'an object');
    return undefined;
  }
  const entry = value.node.entries.find(({ key }) => key.text === name);
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null)) return undefined;
  return { ...value, node: entry.value };
}

export function items(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  if (value.node.kind !== 'list') {
    fail(value, 'a list');
    return [];
  }
  return value.node.items.map((node) => ({ ...value, node }));
}

export function entries(value: Value | undefined): readonly { readonly key: Text; readonly value: Value }[] {
  if (value === undefined) return [];
  if (value.node.kind !== 'map') {
    fail(value, 'an object');
    return [];
  }
  const { file } = value;
  return value.node.entries.map(({ key, value: node }) => ({
    key: { text: key.text, at: { file, start: key.start, end: key.end } },
    value: { ...value, node },
  }));
}

export function text(value: Value | undefined): Text | undefined {
  if (value === undefined) return undefined;
  if (value.node.kind !== 'scalar' || typeof value.node.value !== 'string') {
    fail(value, 'a text');
    return undefined;
  }
  return { text: value.node.value, at: spanOf(value) };
}

export function texts(value: Value | undefined): readonly Text[] {
  return items(value).flatMap((item) => text(item) ?? []);
}

export function truth(value: Value | undefined, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (value.node.kind === 'scalar' && typeof value.node.value === 'boolean') return value.node.value;
  // Settings are written as texts in places.
  if (value.node.kind === 'scalar' && (value.node.value === 'true' || value.node.value === 'false')) {
    return value.node.value === 'true';
  }
  fail(value, 'true or false');
  return otherwise;
}

/** A list that is written as a text, as settings of policies are: of texts, or of objects. */
export function listInText(value: Value | undefined): readonly unknown[] {
  const written = text(value);
  if (written === undefined || value === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(written.text);
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Told below, as what is no list.
  }
  value.builder.report('import-syntax', `\`${shown(written.text)}\` is no list in JSON`, written.at);
  return [];
}

export function textsInText(value: Value | undefined): readonly string[] {
  return listInText(value).filter((one) => typeof one === 'string');
}
