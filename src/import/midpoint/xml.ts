/**
 * XML to a small tree with offsets, in bounded time and memory.
 *
 * Only what data needs is let through: no document type, so no entities of one's own that could grow or reach out; the
 * five entities of XML and numbered characters are read. Whatever the parser warns of is an error here: what it would
 * pass over could be an attribute that decides. Name spaces are dropped: elements are known by their local names.
 */

import { Parser } from 'saxen';
import { shown } from '../../policy/names.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';

export interface Element {
  /** Without prefix. */
  readonly name: string;
  /** By local name, except for `xmlns` and `xmlns:…`, which are dropped. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** The text right in it, without white space at its ends. */
  readonly text: string;
  /** Of the opening tag. */
  readonly at: Span;
}

const maxDepth = 100;
const maxElements = 5_000_000;

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  readonly texts: string[];
  readonly at: Span;
}

/** The root, or null after a problem was reported. */
export function readXml(file: SourceFile, { report }: ImportBuilder): Element | null {
  const { text } = file;
  const parser = new Parser();
  const open: Open[] = [];
  const roots: Element[] = [];
  let elements = 0;
  let failed = false;
  /** Where the next piece begins; the parser itself counts lines from the start each time it is asked. */
  let at = 0;
  let lastTag = 0;
  const fail = (message: string, start: number, end = start + 1, hint?: string): void => {
    if (failed) return;
    failed = true;
    const from = Math.min(start, text.length);
    report(
      'import-syntax',
      message,
      { file, start: from, end: Math.min(Math.max(end, from), text.length) },
      hint,
    );
    parser.stop();
  };
  /** The piece that begins at the next `<`, up to its end. */
  const tag = (): { start: number; end: number } => {
    const start = Math.max(text.indexOf('<', at), at);
    at = tagEnd(text, start);
    lastTag = start;
    return { start, end: at };
  };
  const decode = (raw: string, start: number): string => {
    if (!raw.includes('&')) return raw;
    return raw.replaceAll(/&([^;&\s]{0,20};?)/g, (whole: string, name: string, offset: number) => {
      const character = entity(name);
      if (character === null) {
        fail(`\`${shown(whole)}\` is no entity that is read`, start + offset, start + offset + whole.length);
      }
      return character ?? '';
    });
  };

  parser.on('openTag', (name, getAttributes) => {
    const { start, end } = tag();
    elements += 1;
    if (open.length >= maxDepth) fail(`elements are nested more than ${maxDepth} deep`, start);
    if (elements > maxElements) fail('there are too many elements', start);
    if (failed) return;
    const attributes = new Map<string, string>();
    const read = getAttributes();
    if (typeof read === 'object') {
      for (const [key, value] of Object.entries(read)) {
        if (key !== 'xmlns' && !key.startsWith('xmlns:'))
          attributes.set(local(key), decode(String(value), start));
      }
    }
    open.push({ name: local(name), attributes, children: [], texts: [], at: { file, start, end } });
  });
  parser.on('closeTag', (_name, _decode, isSelfClosing) => {
    if (!isSelfClosing) tag();
    const closed = open.pop();
    if (closed === undefined) return;
    const { texts, ...rest } = closed;
    const element: Element = { ...rest, text: texts.join('').trim() };
    (open.at(-1)?.children ?? roots).push(element);
  });
  parser.on('text', (raw) => {
    open.at(-1)?.texts.push(decode(raw, at));
    at += raw.length;
  });
  parser.on('cdata', (raw) => {
    at = Math.max(text.indexOf('<', at), at) + raw.length + '<![CDATA[]]>'.length;
    open.at(-1)?.texts.push(raw);
  });
  parser.on('comment', (raw) => {
    at = Math.max(text.indexOf('<', at), at) + raw.length + '<!---->'.length;
  });
  parser.on('question', (raw) => {
    at = Math.max(text.indexOf('<', at), at) + raw.length;
  });
  parser.on('attention', (raw) => {
    const start = Math.max(text.indexOf('<', at), at);
    fail(
      'a document type is not read',
      start,
      start + raw.length,
      'remove it: entities could be made to grow without bound',
    );
  });
  parser.on('error', (error) =>
    fail(`this is no well-formed XML: ${shown(error.message)}`, Math.max(text.indexOf('<', at), at)),
  );
  parser.on('warn', (error) =>
    fail(
      `this is no well-formed XML: ${shown(error.message)}`,
      error.message.startsWith('non-whitespace') ? at : lastTag,
    ),
  );
  parser.parse(text);
  if (failed) return null;
  const [root, second] = roots;
  if (second !== undefined) {
    fail('there is more than one root element', second.at.start, second.at.end);
    return null;
  }
  return root ?? null;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Behind the tag that begins at `start`: a `>` in quotes does not end it. */
function tagEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '>') return at + 1;
    if (character === '"' || character === "'") {
      const close = text.indexOf(character, at + 1);
      if (close >= 0) at = close;
    }
  }
  return text.length;
}

const entities: Readonly<Record<string, string>> = {
  'amp;': '&',
  'lt;': '<',
  'gt;': '>',
  'quot;': '"',
  'apos;': "'",
};

function entity(name: string): string | null {
  if (Object.hasOwn(entities, name)) return entities[name]!;
  const found = /^#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));$/.exec(name);
  if (found === null) return null;
  const code = found[1] !== undefined ? Number(found[1]) : Number.parseInt(found[2]!, 16);
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? null
    : String.fromCodePoint(code);
}

export function child(element: Element, name: string): Element | undefined {
  return element.children.find((one) => one.name === name);
}

export function children(element: Element, name: string): readonly Element[] {
  return element.children.filter((one) => one.name === name);
}

/** The text of the child of that name; undefined where there is none. */
export function textOf(element: Element | undefined, ...path: readonly string[]): string | undefined {
  let at = element;
  for (const name of path) at = at === undefined ? undefined : child(at, name);
  return at?.text;
}

export function* descendants(element: Element): Generator<Element> {
  for (const one of element.children) {
    yield one;
    yield* descendants(one);
  }
}
