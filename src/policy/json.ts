/**
 * JSON text to the tree that YAML is read to, so that both are decoded by the same shapes with the same messages.
 *
 * By hand, because `JSON.parse` tells no offsets, takes the last of two equal keys, and knows no bound of nesting. After
 * the first syntax error nothing more is read: what follows may not be what was meant.
 */

import type { SourceFile } from '../source/text.ts';
import { shown } from './names.ts';
import type { Problems } from './problems.ts';
import type { Key, Node } from './yaml.ts';

const maxDepth = 64;

/** The root, or null after a problem was reported. */
export function readJson(file: SourceFile, problems: Problems): Node | null {
  const { text } = file;
  let at = 0;

  const fail = (message: string, start: number, end = start + 1, hint?: string): null => {
    const bounded = Math.min(start, text.length);
    problems.report({
      code: 'json-syntax',
      message,
      span: { file, start: bounded, end: Math.max(bounded, Math.min(end, text.length)) },
      hint: conflictAt(text, bounded) ?? hint,
    });
    return null;
  };
  const skip = (): void => {
    space.lastIndex = at;
    space.test(text);
    at = space.lastIndex;
  };
  const unexpected = (expected: string): null =>
    at < text.length
      ? fail(`expected ${expected}, found \`${shown(String.fromCodePoint(text.codePointAt(at)!))}\``, at)
      : fail(`expected ${expected}, and the file ends`, text.length, text.length, 'the file was cut off');

  const textAt = (): { readonly value: string; readonly start: number; readonly end: number } | null => {
    const start = at;
    const end = endOfText(text, start);
    if (end === null) return fail('a text in quotes has no end, or a line break in it', start);
    at = end;
    try {
      return { value: JSON.parse(text.slice(start, end)) as string, start, end };
    } catch {
      return fail('a text in quotes has a `\\` that means nothing', start, end);
    }
  };

  const value = (depth: number): Node | null => {
    skip();
    const start = at;
    switch (text[at]) {
      case '"': {
        const read = textAt();
        return read === null ? null : { kind: 'scalar', source: read.value, ...read };
      }
      case '[':
      case '{':
        if (depth >= maxDepth) {
          problems.report({
            code: 'nesting-too-deep',
            message: `lists and mappings are nested more than ${maxDepth} deep`,
            span: { file, start, end: start + 1 },
          });
          return null;
        }
        at += 1;
        return text[start] === '[' ? list(start, depth + 1) : map(start, depth + 1);
      default: {
        plain.lastIndex = at;
        const [source] = plain.exec(text) ?? [];
        if (source === undefined) return unexpected('a value');
        at += source.length;
        return { kind: 'scalar', value: JSON.parse(source) as number, source, start, end: at };
      }
    }
  };

  /** After an element: whether another one follows; null after a problem. */
  const another = (close: ']' | '}'): boolean | null => {
    skip();
    if (text[at] !== ',' && text[at] !== close) return unexpected(`\`,\` or \`${close}\``);
    at += 1;
    return text[at - 1] === ',';
  };

  const list = (start: number, depth: number): Node | null => {
    const items: Node[] = [];
    skip();
    let more: boolean | null = text[at] !== ']';
    if (!more) at += 1;
    while (more) {
      const item = value(depth);
      if (item === null) return null;
      items.push(item);
      more = another(']');
    }
    return more === null ? null : { kind: 'list', items, start, end: at };
  };

  const map = (start: number, depth: number): Node | null => {
    const entries = new Map<string, { readonly key: Key; readonly value: Node }>();
    skip();
    let more: boolean | null = text[at] !== '}';
    if (!more) at += 1;
    while (more) {
      skip();
      if (text[at] !== '"') return unexpected('a key in quotes');
      const read = textAt();
      if (read === null) return null;
      const key = { text: read.value, start: read.start, end: read.end };
      skip();
      if (text[at] !== ':') return unexpected('`:`');
      at += 1;
      const entry = value(depth);
      if (entry === null) return null;
      const first = entries.get(key.text);
      if (first === undefined) entries.set(key.text, { key, value: entry });
      else {
        problems.report({
          code: 'duplicate-key',
          message: `key \`${shown(key.text)}\` occurs twice`,
          span: { file, start: key.start, end: key.end },
          related: [{ message: 'first here', span: { file, start: first.key.start, end: first.key.end } }],
        });
      }
      more = another('}');
    }
    return more === null ? null : { kind: 'map', entries: [...entries.values()], start, end: at };
  };

  const root = value(0);
  if (root === null) return null;
  skip();
  if (at < text.length) return unexpected('the end of the file');
  return root;
}

const space = /[ \t\r\n]*/y;
const plain = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** Behind the closing quote of the text that opens at `start`; null where it has none, or a control character. */
function endOfText(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return null;
    if (code === 0x5c) at += 1;
  }
  return null;
}

/** A hint where git left the lines of two branches. */
function conflictAt(text: string, at: number): string | undefined {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  return /^(?:<{7}|={7}|>{7}|\|{7})/.test(text.slice(lineStart, lineStart + 7))
    ? 'two branches changed this file: keep the lines of both, and remove those of git'
    : undefined;
}
