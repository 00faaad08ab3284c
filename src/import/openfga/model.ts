/**
 * An OpenFGA model, from its language or from JSON, with the place of each relation.
 *
 * The language is read by OpenFGA's own parser, loaded when it is needed. References are checked here: a relation that
 * is not there would otherwise be one that nobody has.
 */

import { createRequire } from 'node:module';
import { shown } from '../../policy/names.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';

export type Rewrite =
  | { readonly kind: 'this' }
  | { readonly kind: 'computed'; readonly relation: string }
  /** Who has `relation` on what is in `tupleset`. */
  | { readonly kind: 'from'; readonly tupleset: string; readonly relation: string }
  | { readonly kind: 'union' | 'intersection'; readonly children: readonly Rewrite[] }
  | { readonly kind: 'difference'; readonly base: Rewrite; readonly subtract: Rewrite };

export interface Restriction {
  readonly type: string;
  readonly relation: string | null;
  readonly wildcard: boolean;
  readonly condition: string | null;
}

export interface Relation {
  readonly rewrite: Rewrite;
  readonly allowed: readonly Restriction[];
  readonly at: Span;
}

export interface Model {
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Relation>>;
  readonly conditions: ReadonlySet<string>;
}

/** Text of a model, and where its offsets lie in the user's file. */
export interface ModelText {
  readonly file: SourceFile;
  readonly text: string;
  /** The span of a range of `text`, given by 0-based line and columns. */
  spanOf(line: number, from: number, to: number): Span;
}

const longest = 500_000;
const deepest = 40;

export function readModelText(source: ModelText, builder: ImportBuilder): Model | null {
  const { text } = source;
  const start = source.spanOf(0, 0, 1);
  if (text.length > longest || nesting(text) > deepest) {
    builder.report(
      'import-unsupported',
      'the model is too large, or its parentheses are nested too deeply',
      start,
    );
    return null;
  }
  if (/^\s*(?:#.*\n\s*)*(?:module\b|extend\s+type\b)/.test(text)) {
    builder.report(
      'import-unsupported',
      'a module is a part of a model only',
      start,
      'write the whole model: `fga model transform --input-format modular`',
    );
    return null;
  }
  // The parser recurses over each empty line.
  const lines = [...text.split('\n').entries()].filter(([, content]) => content.trim() !== '');
  const parsed = parse(`${lines.map(([, content]) => content).join('\n')}\n`);
  if (parsed.kind === 'failed') {
    for (const { line, from, to, message } of parsed.errors) {
      const [at] = lines[Math.min(line, lines.length - 1)] ?? [0];
      builder.report('import-syntax', message, source.spanOf(at, from, Math.max(to, from + 1)));
    }
    return null;
  }
  return modelOf(parsed.value, relationPlaces(source), builder, start);
}

interface SyntaxError {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

type Parsed =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly errors: readonly SyntaxError[] };

interface Transformer {
  readonly transformer: { transformDSLToJSONObject(text: string): unknown };
}

function parse(text: string): Parsed {
  const { transformer } = createRequire(import.meta.url)('@openfga/syntax-transformer') as Transformer;
  try {
    return { kind: 'ok', value: transformer.transformDSLToJSONObject(text) };
  } catch (error) {
    return { kind: 'failed', errors: syntaxErrors(error) };
  }
}

function syntaxErrors(error: unknown): readonly SyntaxError[] {
  const errors = field(error, 'errors');
  if (!Array.isArray(errors) || errors.length === 0) {
    const message = field(error, 'message');
    return [{ line: 0, from: 0, to: 1, message: plain(typeof message === 'string' ? message : 'no model') }];
  }
  return errors.map((each: unknown) => {
    const number = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0);
    const [line, column] = [field(each, 'line'), field(each, 'column')];
    return {
      line: number(field(line, 'start')),
      from: number(field(column, 'start')),
      to: number(field(column, 'end')),
      message: plain(String(field(each, 'msg'))),
    };
  });
}

const plain = (message: string): string => {
  const line = shown(message.split('\n', 1)[0]!);
  return /^[A-Z][a-z]/.test(line) ? line[0]!.toLowerCase() + line.slice(1) : line;
};

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : value instanceof Error
      ? (value as unknown as Record<string, unknown>)[key]
      : undefined;
}

function nesting(text: string): number {
  let [depth, most] = [0, 0];
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    most = Math.max(most, depth);
  }
  return most;
}

/** Where each relation and type is defined, by `type` and `type#relation`. */
function relationPlaces({ text, spanOf }: ModelText): ReadonlyMap<string, Span> {
  const places = new Map<string, Span>();
  let type = '';
  for (const [line, content] of text.split('\n').entries()) {
    const [, gap = '', name] = /^(\s*type\s+)([^\s#]+)/.exec(content) ?? [];
    if (name !== undefined) {
      type = name;
      places.set(type, spanOf(line, gap.length, gap.length + name.length));
    }
    const [, before = '', relation] = /^(\s*define\s+)([^\s:]+)/.exec(content) ?? [];
    if (relation !== undefined) {
      places.set(`${type}#${relation}`, spanOf(line, before.length, before.length + relation.length));
    }
  }
  return places;
}

/** The model from JSON as the API has it. `places` may lack what is not found in text. */
export function modelOf(
  json: unknown,
  places: ReadonlyMap<string, Span>,
  builder: ImportBuilder,
  fallback: Span,
): Model | null {
  const fail = (message: string, at: Span): null => {
    builder.report('import-syntax', message, at);
    return null;
  };
  const version = field(json, 'schema_version');
  if (version !== '1.1' && version !== '1.2') {
    builder.report(
      'import-unsupported',
      `schema ${shown(String(version))} is not read; 1.1 and 1.2 are`,
      fallback,
    );
    return null;
  }
  const definitions = field(json, 'type_definitions');
  if (!Array.isArray(definitions)) return fail('the model has no `type_definitions`', fallback);
  const types = new Map<string, Map<string, Relation>>();
  let broken = false;
  for (const definition of definitions as unknown[]) {
    const type = field(definition, 'type');
    if (typeof type !== 'string') return fail('a type has no name', fallback);
    if (types.has(type)) {
      fail(`type \`${shown(type)}\` is defined twice`, places.get(type) ?? fallback);
      broken = true;
    }
    const relations = new Map<string, Relation>();
    types.set(type, relations);
    const rewrites = field(definition, 'relations');
    const metadata = field(field(definition, 'metadata'), 'relations');
    for (const [name, value] of Object.entries((rewrites ?? {}) as Record<string, unknown>)) {
      const at = places.get(`${type}#${name}`) ?? places.get(type) ?? fallback;
      const rewrite = rewriteOf(value, 0);
      const allowed = restrictionsOf(field(field(metadata, name), 'directly_related_user_types'));
      if (rewrite === null || allowed === null) {
        fail(`relation \`${shown(name)}\` is not written as relations are`, at);
        broken = true;
      } else relations.set(name, { rewrite, allowed, at });
    }
  }
  const conditions = new Set(Object.keys((field(json, 'conditions') ?? {}) as Record<string, unknown>));
  const model: Model = { types, conditions };
  return checkModel(model, builder) && !broken ? model : null;
}

function rewriteOf(json: unknown, depth: number): Rewrite | null {
  if (depth > 2 * deepest) return null;
  if (field(json, 'this') !== undefined) return { kind: 'this' };
  const computed = field(field(json, 'computedUserset'), 'relation');
  if (typeof computed === 'string') return { kind: 'computed', relation: computed };
  const from = field(json, 'tupleToUserset');
  if (from !== undefined) {
    const tupleset = field(field(from, 'tupleset'), 'relation');
    const relation = field(field(from, 'computedUserset'), 'relation');
    return typeof tupleset === 'string' && typeof relation === 'string'
      ? { kind: 'from', tupleset, relation }
      : null;
  }
  for (const kind of ['union', 'intersection'] as const) {
    const list = field(field(json, kind), 'child');
    if (!Array.isArray(list)) continue;
    const children = list
      .map((child: unknown) => rewriteOf(child, depth + 1))
      .filter((child) => child !== null);
    return children.length === list.length && list.length > 0 ? { kind, children } : null;
  }
  const difference = field(json, 'difference');
  if (difference === undefined) return null;
  const base = rewriteOf(field(difference, 'base'), depth + 1);
  const subtract = rewriteOf(field(difference, 'subtract'), depth + 1);
  return base === null || subtract === null ? null : { kind: 'difference', base, subtract };
}

function restrictionsOf(json: unknown): readonly Restriction[] | null {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) return null;
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const all = json.map((each: unknown) => ({
    type: text(field(each, 'type')) ?? '',
    relation: text(field(each, 'relation')),
    wildcard: field(each, 'wildcard') !== undefined,
    condition: text(field(each, 'condition')),
  }));
  return all.every(({ type }) => type !== '') ? all : null;
}

/** All that relations refer to must be there. */
function checkModel({ types, conditions }: Model, builder: ImportBuilder): boolean {
  let complete = true;
  const missing = (message: string, at: Span): void => {
    complete = false;
    builder.report('import-reference', message, at);
  };
  for (const [type, relations] of types) {
    for (const { rewrite, allowed, at } of relations.values()) {
      for (const restriction of allowed) {
        const target = types.get(restriction.type);
        if (target === undefined) missing(`type \`${shown(restriction.type)}\` is not defined`, at);
        else if (restriction.relation !== null && !target.has(restriction.relation)) {
          missing(
            `type \`${shown(restriction.type)}\` has no relation \`${shown(restriction.relation)}\``,
            at,
          );
        }
        if (restriction.condition !== null && !conditions.has(restriction.condition)) {
          missing(`condition \`${shown(restriction.condition)}\` is not defined`, at);
        }
      }
      const visit = (part: Rewrite): void => {
        switch (part.kind) {
          case 'this':
            return;
          case 'computed':
            if (!relations.has(part.relation)) {
              missing(`type \`${shown(type)}\` has no relation \`${shown(part.relation)}\``, at);
            }
            return;
          case 'from': {
            const tupleset = relations.get(part.tupleset);
            if (tupleset === undefined) {
              missing(`type \`${shown(type)}\` has no relation \`${shown(part.tupleset)}\``, at);
            } else if (
              tupleset.rewrite.kind !== 'this' ||
              tupleset.allowed.some((each) => each.relation !== null || each.wildcard)
            ) {
              missing(
                `\`${shown(part.tupleset)}\` leads to other objects, and must be assigned to objects directly`,
                at,
              );
            } else if (!tupleset.allowed.some((each) => types.get(each.type)?.has(part.relation))) {
              missing(
                `nothing that \`${shown(part.tupleset)}\` leads to has a relation \`${shown(part.relation)}\``,
                at,
              );
            }
            return;
          }
          case 'union':
          case 'intersection':
            part.children.forEach(visit);
            return;
          case 'difference':
            visit(part.base);
            visit(part.subtract);
            return;
          default: {
            const never: never = part;
            throw new Error(`no rewrite ${never}`);
          }
        }
      };
      visit(rewrite);
    }
  }
  return complete;
}
