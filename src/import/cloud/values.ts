/** JSON and YAML values with their places, and reading them: what has the wrong shape is reported where it stands. */

import { readJson } from '../../policy/json.ts';
import { nameProblem, shown } from '../../policy/names.ts';
import { problemCollector } from '../../policy/problems.ts';
import { type Node, readYamlDocuments } from '../../policy/yaml.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';

export interface Value {
  readonly file: SourceFile;
  readonly node: Node;
}

export function spanOf({ file, node }: Value): Span {
  return { file, start: node.start, end: node.end };
}

/** All values of a file: one of JSON, one a line of JSON, or the documents of YAML. */
export function valuesOf(file: SourceFile, builder: ImportBuilder): Value[] {
  const lines = linesOfJson(file.text);
  if (lines !== null) {
    return lines.flatMap(({ text, start }) => {
      const root = jsonAt(file, text, start, builder);
      return root === null ? [] : [{ file, node: root }];
    });
  }
  if (/^\s*[[{]/.test(file.text)) {
    const root = readJson(file, builder.problems);
    return root === null ? [] : [{ file, node: root }];
  }
  return readYamlDocuments(file, builder.problems, builder.problems).documents.flatMap(({ root }) =>
    root === null ? [] : [{ file, node: root }],
  );
}

/** The lines, where each is an object of its own and there are several. */
function linesOfJson(text: string): { readonly text: string; readonly start: number }[] | null {
  if (!/^\s*\{.*\}[ \t\r]*\n\s*\{/.test(text)) return null;
  const lines: { text: string; start: number }[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    if (line.trim() !== '') lines.push({ text: line, start });
    start += line.length + 1;
  }
  return lines;
}

/** Reads a part of a file as JSON, with the places that it has in the file. */
function jsonAt(file: SourceFile, text: string, start: number, builder: ImportBuilder): Node | null {
  const problems = problemCollector();
  const part = { ...file, text };
  const root = readJson(part, problems);
  const moved = (span: Span): Span => ({ file, start: span.start + start, end: span.end + start });
  builder.problems.include(
    problems.all([part]).map((diagnostic): Diagnostic => {
      const { span, related, ...rest } = diagnostic;
      return {
        ...rest,
        ...(span === undefined ? {} : { span: moved(span) }),
        ...(related === undefined
          ? {}
          : { related: related.map((one) => ({ ...one, span: moved(one.span) })) }),
      };
    }),
  );
  return root === null ? null : placed(root, (at) => at + start);
}

function placed(node: Node, move: (at: number) => number): Node {
  const place = { start: move(node.start), end: move(node.end) };
  switch (node.kind) {
    case 'list':
      return { ...node, ...place, items: node.items.map((item) => placed(item, move)) };
    case 'map':
      return {
        ...node,
        ...place,
        entries: node.entries.map(({ key, value }) => ({
          key: { ...key, start: move(key.start), end: move(key.end) },
          value: placed(value, move),
        })),
      };
    default:
      return { ...node, ...place };
  }
}

/** JSON inside a text, perhaps as in a URL; all of it is placed where the text stands. */
export function valueInText(value: Value, builder: ImportBuilder): Value | null {
  const written = textOf(value);
  if (written === null) return value;
  let text = written;
  if (/^\s*%7B/i.test(text)) {
    try {
      text = decodeURIComponent(text);
    } catch {
      text = '';
    }
  }
  const problems = problemCollector();
  const root = readJson({ ...value.file, text }, problems);
  if (root === null || problems.hasErrors()) {
    const [first] = problems.all([]);
    return refuse(builder, value, `a text that should be JSON is not: ${first?.message ?? 'it is empty'}`);
  }
  const { start, end } = value.node;
  const first = start;
  const last = end;
  const node = placed(root, () => first);
  return { file: value.file, node: { ...node, start: first, end: last } };
}

export function refuse(builder: ImportBuilder, value: Value, message: string, hint?: string): null {
  builder.report('import-syntax', message, spanOf(value), hint);
  return null;
}

export function isMap(value: Value): boolean {
  return value.node.kind === 'map';
}

export function isList(value: Value): boolean {
  return value.node.kind === 'list';
}

/** The value of the first of these keys that is there and not null. */
export function field(value: Value, ...keys: readonly string[]): Value | null {
  if (value.node.kind !== 'map') return null;
  for (const key of keys) {
    const found = value.node.entries.find((entry) => entry.key.text === key);
    if (found === undefined) continue;
    if (found.value.kind === 'scalar' && found.value.value === null) continue;
    return { file: value.file, node: found.value };
  }
  return null;
}

export function entriesOf(
  value: Value,
): { readonly key: string; readonly value: Value; readonly at: Span }[] {
  if (value.node.kind !== 'map') return [];
  return value.node.entries.map((entry) => ({
    key: entry.key.text,
    value: { file: value.file, node: entry.value },
    at: { file: value.file, start: entry.key.start, end: entry.key.end },
  }));
}

export function textOf(value: Value | null): string | null {
  return value?.node.kind === 'scalar' && typeof value.node.value === 'string' ? value.node.value : null;
}

export function isTrue(value: Value | null): boolean {
  return (
    value?.node.kind === 'scalar' &&
    (value.node.value === true || String(value.node.value).toLowerCase() === 'true')
  );
}

export function isFalse(value: Value): boolean {
  return (
    value.node.kind === 'scalar' &&
    (value.node.value === false || String(value.node.value).toLowerCase() === 'false')
  );
}

/** The text of the first of these keys; reported where it is no text, or where there is none and it is needed. */
export function text(
  builder: ImportBuilder,
  value: Value,
  keys: readonly string[],
  isNeeded: boolean,
): string | null {
  const found = field(value, ...keys);
  if (found === null) return isNeeded ? refuse(builder, value, `\`${keys[0]}\` is missing here`) : null;
  return name(builder, found, keys[0]!);
}

/** A text that can be a name, or a part of one. */
export function name(builder: ImportBuilder, value: Value, what: string): string | null {
  const found =
    value.node.kind === 'scalar' && typeof value.node.value === 'number' ? value.node.source : textOf(value);
  if (found === null) return refuse(builder, value, `\`${what}\` must be a text`);
  const problem = nameProblem(found);
  if (problem === null) return found;
  builder.report('bad-name', `\`${shown(found)}\` ${problem}`, spanOf(value));
  return null;
}

/** The elements of the list under a key; none where there is none. */
export function list(builder: ImportBuilder, value: Value, ...keys: readonly string[]): Value[] {
  const found = field(value, ...keys);
  if (found === null) return [];
  if (found.node.kind === 'list') return found.node.items.map((node) => ({ file: value.file, node }));
  refuse(builder, found, `\`${keys[0]}\` must be a list`);
  return [];
}

/** The maps of a list; what is none is reported. */
export function maps(builder: ImportBuilder, value: Value, ...keys: readonly string[]): Value[] {
  return list(builder, value, ...keys).filter((item) => {
    if (isMap(item)) return true;
    refuse(builder, item, `an element of \`${keys[0]}\` must be a mapping`);
    return false;
  });
}

export function items(value: Value): Value[] {
  return value.node.kind === 'list' ? value.node.items.map((node) => ({ file: value.file, node })) : [value];
}

/** One text, or a list of them, each with its place. */
export function texts(
  builder: ImportBuilder,
  value: Value,
  what: string,
): { readonly text: string; readonly at: Span; readonly value: Value }[] {
  return items(value).flatMap((item) => {
    const found = name(builder, item, what);
    return found === null ? [] : [{ text: found, at: spanOf(item), value: item }];
  });
}
