/**
 * YAML text to a small tree with offsets, in bounded time and memory.
 *
 * Only the plain part of YAML is let through: one document; text, numbers, booleans, null, lists and mappings with
 * text keys. What could make one file mean two things (merge keys, tags, directives, repeated keys) is an error.
 * Tokens are counted and nesting is bounded before anything recursive runs; aliases share their target, and what
 * they would expand to is bounded. `uniqueKeys` of the `yaml` package is off, because it compares all pairs.
 */

import { Composer, type Document, isAlias, isMap, isScalar, isSeq, Lexer, Parser, type Scalar } from 'yaml';
import type { SourceFile, Span } from '../source/text.ts';
import { shown } from './names.ts';
import type { Problems } from './problems.ts';

export interface Key {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Offsets are those of the user's text, half-open, without trailing white space or comments. */
export type Node =
  /** What could not be read, which has been reported. */
  | { readonly kind: 'broken'; readonly start: number; readonly end: number }
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      /** As written, without quotes; what a hint puts in quotes. */
      readonly source: string;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'list'; readonly items: readonly Node[]; readonly start: number; readonly end: number }
  | {
      readonly kind: 'map';
      readonly entries: readonly { readonly key: Key; readonly value: Node }[];
      readonly start: number;
      readonly end: number;
    };

export interface YamlTree {
  /** Null where there is nothing to read. */
  readonly root: Node | null;
  /** Offset of the first syntax error: what comes before it is as the user meant it. Infinity if there is none. */
  readonly soundUntil: number;
}

const maxDepth = 64;
const maxTokens = 2_000_000;
/** How many nodes aliases may add to those that are written. */
const maxExpansion = 100_000;

const plainTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'seq', 'map'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/** Syntax problems go to `problems`; what is well-formed but not wanted goes to `structure`. */
export function readYaml(file: SourceFile, problems: Problems, structure: Problems): YamlTree {
  // A stream of many documents need not be read to the end to be refused.
  const { documents, soundUntil } = readYamlDocuments(file, problems, structure, 2);
  const [first, second] = documents;
  if (first === undefined) return { root: null, soundUntil };
  if (second === undefined) return { root: first.root, soundUntil };
  problems.report({
    code: 'several-documents',
    message: 'a policy file holds one YAML document, and a second one begins here',
    span: { file, start: second.start, end: Math.min(second.start + 3, file.text.length) },
    hint: 'remove the `---`, or write one policy per file',
  });
  return { root: null, soundUntil: 0 };
}

export interface YamlDocument {
  readonly root: Node | null;
  readonly start: number;
}

/** All documents of a file (or the first `atMost`), in order; bounds and problems as for one. */
export function readYamlDocuments(
  file: SourceFile,
  problems: Problems,
  structure: Problems,
  atMost = Number.POSITIVE_INFINITY,
): { readonly documents: readonly YamlDocument[]; readonly soundUntil: number } {
  const tokens = boundedTokens(file, problems, atMost);
  if (tokens === null) return { documents: [], soundUntil: 0 };

  const composer = new Composer({
    uniqueKeys: false,
    prettyErrors: false,
    merge: false,
    version: '1.2',
    schema: 'core',
    logLevel: 'silent',
  });
  const documents: YamlDocument[] = [];
  const expansion = { nodes: 0, tooMuch: false };
  let soundUntil = Number.POSITIVE_INFINITY;
  for (const next of composer.compose(tokens, true, file.text.length)) {
    const document = next as Document.Parsed;
    const unclosed: Unclosed[] = [];
    const root = convert(document, file, structure, unclosed, expansion);
    documents.push({ root, start: document.range[0] });
    soundUntil = Math.min(soundUntil, reportErrors(document, file, problems, unclosed));
  }
  return { documents, soundUntil };
}

/** Reports what is no YAML; returns the offset of the first such place. */
function reportErrors(
  document: Document.Parsed,
  file: SourceFile,
  problems: Problems,
  unclosed: readonly Unclosed[],
): number {
  let soundUntil = Number.POSITIVE_INFINITY;
  for (const error of document.errors) {
    const reported = Math.min(error.pos[0], file.text.length);
    // A wrong indentation is reported at the end of the line before it.
    const at = error.code === 'BAD_INDENT' ? skipSpace(file.text, reported) : reported;
    const end = Math.max(at, Math.min(error.pos[1], file.text.length));
    const cause = causeOf(error.message, at, unclosed);
    soundUntil = Math.min(soundUntil, cause?.start ?? at);
    if (cause === undefined) {
      problems.report({
        code: 'yaml-syntax',
        message: sentence(error.message),
        span: { file, start: at, end },
        hint: syntaxHints.get(error.code),
      });
      continue;
    }
    const opening = file.text[cause.start] ?? '';
    problems.report({
      code: 'yaml-syntax',
      message: `\`${opening}\` is never closed`,
      span: { file, start: cause.start, end: cause.start + 1 },
      hint: `\`${closings.get(opening) ?? opening}\` is missing`,
      related: [{ message: 'here at the latest', span: { file, start: at, end } }],
    });
  }
  return soundUntil;
}

const syntaxHints: ReadonlyMap<string, string> = new Map([
  ['TAB_AS_INDENT', 'indent with spaces'],
  ['BAD_INDENT', 'the keys of one mapping start in one column, further in than what they belong to'],
  ['BLOCK_AS_IMPLICIT_KEY', 'text with `: ` in it needs quotes'],
  ['UNEXPECTED_TOKEN', 'text with quotes, brackets or `: ` in it needs quotes'],
  ['BAD_SCALAR_START', 'text that starts with this character needs quotes'],
]);

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at]!)) at += 1;
  return at < text.length ? at : start;
}

/** Something in brackets or quotes that has no end. */
interface Unclosed {
  readonly start: number;
  readonly end: number;
}

const closings: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['{', '}'],
]);

/** Where something was opened that is missed only at its end, which may be a screen further down. */
function causeOf(message: string, at: number, unclosed: readonly Unclosed[]): Unclosed | undefined {
  if (!/end with a [\]}]$|Missing closing .quote/.test(message)) return undefined;
  return unclosed.findLast(({ start }) => start < at);
}

/** "Flow sequence must end with a ]" to "flow sequence must end with a ]". */
function sentence(message: string): string {
  const line = message.split('\n')[0]!.replace(/\.$/, '');
  return /^[A-Z][a-z ]/.test(line) ? line[0]!.toLowerCase() + line.slice(1) : line;
}

type Tokens = ReturnType<Parser['next']> extends Generator<infer Token> ? Token[] : never;

/** The syntax tokens, or null after a problem was reported. */
function boundedTokens(file: SourceFile, problems: Problems, atMost: number): Tokens | null {
  const parser = new Parser();
  const tokens: Tokens = [];
  let count = 0;
  let offset = 0;
  let documents = 0;
  for (const lexeme of new Lexer().lex(file.text)) {
    count += 1;
    if (count > maxTokens) {
      problems.report({
        code: 'file-too-large',
        message: `the file has more than ${maxTokens.toLocaleString('en')} tokens`,
        span: {
          file,
          start: Math.min(offset, file.text.length),
          end: Math.min(offset + 1, file.text.length),
        },
        hint: 'move assignments to CSV tables (`tables:`)',
      });
      return null;
    }
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive') {
        const start = token.offset;
        problems.report({
          code: 'yaml-directive',
          message: `YAML directive \`${shown(token.source)}\``,
          span: { file, start, end: start + token.source.length },
          hint: 'remove the line',
        });
        return null;
      }
      tokens.push(token);
      if (token.type === 'document') documents += 1;
      if (documents >= atMost) return tokens;
    }
    if (parser.stack.length > maxDepth) {
      const start = Math.min(parser.offset, file.text.length);
      problems.report({
        code: 'nesting-too-deep',
        message: `lists and mappings are nested more than ${maxDepth} deep`,
        span: { file, start: Math.max(0, start - 1), end: start },
      });
      return null;
    }
    offset = parser.offset;
  }
  tokens.push(...parser.end());
  return tokens;
}

interface Anchor {
  readonly node: Node;
  readonly size: number;
}

function convert(
  document: Document.Parsed,
  file: SourceFile,
  problems: Problems,
  unclosed: Unclosed[],
  /** What aliases add, in all documents of the file together. */
  expansion: { nodes: number; tooMuch: boolean },
): Node | null {
  const anchors = new Map<string, Anchor>();
  // Number of nodes below and including the one converted last, aliases expanded.
  let size = 0;

  const visit = (node: unknown, at: number): Node => {
    if (isAlias(node)) {
      const [start, end] = node.range!;
      const anchor = anchors.get(node.source);
      if (anchor === undefined) {
        problems.report({
          code: 'unknown-alias',
          message: `alias \`*${shown(node.source)}\` has no anchor before it`,
          span: { file, start, end },
        });
        size = 1;
        return { kind: 'broken', start, end };
      }
      expansion.nodes += anchor.size;
      size = anchor.size;
      if (expansion.nodes > maxExpansion && !expansion.tooMuch) {
        expansion.tooMuch = true;
        problems.report({
          code: 'too-many-aliases',
          message: `aliases expand the file by more than ${maxExpansion.toLocaleString('en')} nodes`,
          span: { file, start, end },
        });
      }
      return anchor.node;
    }
    const converted = visitPlain(node, at);
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) {
      anchors.set(node.anchor, { node: converted, size });
    }
    return converted;
  };

  const visitPlain = (node: unknown, at: number): Node => {
    if (isScalar(node)) {
      const [start, end] = node.range!;
      checkTag(node.tag, start, end);
      if (!closes(node.type, start, end)) unclosed.push({ start, end });
      size = 1;
      const value = node.value;
      const source = typeof node.source === 'string' ? node.source : '';
      if (
        typeof value === 'string' ||
        typeof value === 'number' ||
        typeof value === 'boolean' ||
        value === null
      ) {
        return { kind: 'scalar', value, source, start, end };
      }
      return { kind: 'scalar', value: source, source, start, end };
    }
    if (isSeq(node)) {
      const [start, end] = node.range!;
      checkTag(node.tag, start, end);
      if (node.flow === true && file.text[end - 1] !== ']') unclosed.push({ start, end });
      let total = 1;
      const items = node.items.map((item) => {
        const converted = visit(item, start);
        total += size;
        return converted;
      });
      size = total;
      return { kind: 'list', items, start, end: trimmedEnd(file.text, start, end) };
    }
    if (isMap(node)) {
      const [start, end] = node.range!;
      checkTag(node.tag, start, end);
      if (node.flow === true && file.text[end - 1] !== '}') unclosed.push({ start, end });
      let total = 1;
      const entries: { key: Key; value: Node }[] = [];
      const seen = new Map<string, Key>();
      for (const pair of node.items) {
        const key = keyOf(pair.key, start);
        const value = visit(pair.value, key?.end ?? start);
        total += size + 1;
        if (key === null) continue;
        const first = seen.get(key.text);
        if (first !== undefined) {
          problems.report({
            code: 'duplicate-key',
            message: `key \`${shown(key.text)}\` occurs twice`,
            span: { file, start: key.start, end: key.end },
            related: [{ message: 'first here', span: { file, start: first.start, end: first.end } }],
          });
          continue;
        }
        seen.set(key.text, key);
        entries.push({ key, value });
      }
      size = total;
      return { kind: 'map', entries, start, end: trimmedEnd(file.text, start, end) };
    }
    size = 1;
    return { kind: 'scalar', value: null, source: '', start: at, end: at };
  };

  const closes = (type: Scalar.Type | undefined, start: number, end: number): boolean => {
    if (type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE') return true;
    return end > start + 1 && file.text[end - 1] === file.text[start];
  };

  const pointAt = (start: number): Span => ({ file, start, end: start });

  const keyOf = (node: unknown, at: number): Key | null => {
    if (isScalar(node)) {
      const [start, end] = node.range!;
      checkTag(node.tag, start, end);
      const plain = node.type === 'PLAIN';
      if (plain && node.value === '<<') {
        problems.report({
          code: 'merge-key',
          message: 'merge keys are not part of the policy language',
          span: { file, start, end },
          hint: 'write the keys out',
        });
        return null;
      }
      if (typeof node.value === 'string') return { text: node.value, start, end };
      const source = typeof node.source === 'string' ? node.source : '';
      problems.report({
        code: 'non-string-key',
        message: source === '' ? 'a key is missing before `:`' : `key \`${shown(source)}\` is no text`,
        span: source === '' ? pointAt(skipSpace(file.text, start)) : { file, start, end },
        hint: source === '' ? undefined : `write it in quotes: \`"${shown(source)}"\``,
      });
      return null;
    }
    const range = isMap(node) || isSeq(node) || isAlias(node) ? node.range : null;
    const [start, end] = range ?? [at, at];
    problems.report({
      code: 'non-string-key',
      message: isAlias(node) ? 'an alias cannot be a key' : 'a key must be text, no list or mapping',
      span: { file, start, end },
    });
    return null;
  };

  const checkTag = (tag: string | undefined, start: number, end: number): void => {
    if (tag === undefined || plainTags.has(tag)) return;
    problems.report({
      code: 'yaml-tag',
      message: `tag \`${shown(tag)}\` is not part of the policy language`,
      span: { file, start, end },
      hint: 'remove the tag',
    });
  };

  const contents = document.contents;
  if (contents === null) return null;
  const root = visit(contents, 0);
  return expansion.tooMuch ? null : root;
}

/** Block collections reach to the next token; people see them end with their last character. */
function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] === '\n' || text[at - 1] === '\r' || text[at - 1] === ' ')) at -= 1;
  return at;
}
