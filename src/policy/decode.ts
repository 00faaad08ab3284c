/**
 * Walks the shape of the policy language over the user's text: values with places come out, and every departure
 * from the shape is reported where it stands.
 *
 * The shape is read as data (`_zod.def`) instead of being run over a plain value, for three reasons: each problem
 * needs the place of its node; what is right beside something wrong must survive, so that all problems are found at
 * once; and of a union only the alternative that the user meant should speak.
 */

import type * as z from 'zod';
import type { Suggester } from '../source/suggest.ts';
import type { SourceFile } from '../source/text.ts';
import type { Located } from './located.ts';
import { hasLoneSurrogate, nameProblem, shown } from './names.ts';
import type { Problems } from './problems.ts';
import type { Node } from './yaml.ts';

export interface DecodeContext {
  readonly file: SourceFile;
  readonly problems: Problems;
  readonly suggest: Suggester;
}

/** The located value, with wrong parts left out, or undefined where nothing of it is right. */
export function decode<Shape extends z.ZodType>(
  shape: Shape,
  node: Node,
  context: DecodeContext,
): Located<z.output<Shape>> | undefined {
  // The walk follows the shape, so what it builds has the shape's type.
  return walk(shape, node, context) as Located<z.output<Shape>> | undefined;
}

type Schema = z.core.$ZodTypes;

function walk(shape: z.core.$ZodType, node: Node, context: DecodeContext): unknown {
  const schema = shape as Schema;
  const def = schema._zod.def;
  if (node.kind === 'broken') return undefined;
  switch (def.type) {
    case 'optional':
      return walk(def.innerType, node, context);
    case 'nullable':
      if (node.kind === 'scalar' && node.value === null) return leaf(null, node);
      return walk(def.innerType, node, context);
    case 'string':
    case 'number':
    case 'enum':
      return walkLeaf(schema, node, context);
    case 'array': {
      if (node.kind !== 'list') return wrongType(schema, node, context);
      const items = present(node.items.map((item) => walk(def.element, item, context)));
      const atLeast = minimumLength(schema);
      if (node.items.length < atLeast) {
        context.problems.report({
          code: 'too-few',
          message: `this list needs at least ${atLeast} element${atLeast === 1 ? '' : 's'}, and has ${node.items.length}`,
          span: { file: context.file, start: node.start, end: node.end },
        });
      }
      return { kind: 'list', items, start: node.start, end: node.end };
    }
    case 'tuple': {
      if (node.kind !== 'list') return wrongType(schema, node, context);
      if (node.items.length !== def.items.length) {
        context.problems.report({
          code: 'wrong-type',
          message: `expected a list of ${def.items.length}, found ${node.items.length}`,
          span: { file: context.file, start: node.start, end: node.end },
        });
        return undefined;
      }
      const items = present(def.items.map((item, at) => walk(item, node.items[at]!, context)));
      // A tuple with a hole would mean something else.
      if (items.length !== def.items.length) return undefined;
      return { kind: 'list', items, start: node.start, end: node.end };
    }
    case 'record': {
      if (node.kind !== 'map') return wrongType(schema, node, context);
      const entries = node.entries.flatMap(({ key, value }) => {
        const keyNode = { kind: 'scalar', value: key.text, source: key.text, ...keyRange(key) } as const;
        const good = walk(def.keyType, keyNode, context) !== undefined;
        const decoded = walk(def.valueType, value, context);
        if (!good) return [];
        // An entry that may be empty keeps its name: others may refer to it.
        if (decoded === undefined && accepts(def.valueType, 'null'))
          return [{ key, value: leaf(null, value) }];
        return decoded === undefined ? [] : [{ key, value: decoded }];
      });
      return { kind: 'mapping', entries, start: node.start, end: node.end };
    }
    case 'object':
      return walkObject(def.shape, schema, node, context);
    case 'union': {
      const kind = kindOf(node);
      const option = def.options.find((candidate) => accepts(candidate, kind));
      return option === undefined ? wrongType(schema, node, context) : walk(option, node, context);
    }
    default:
      throw new Error(`the policy language uses no ${def.type}`);
  }
}

function walkObject(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  schema: Schema,
  node: Readable,
  context: DecodeContext,
): unknown {
  if (node.kind !== 'map') return wrongType(schema, node, context);
  const { file, problems, suggest } = context;
  const values: Record<string, unknown> = {};
  const keys = new Map<string, { text: string; start: number; end: number }>();
  for (const { key, value } of node.entries) {
    const field = Object.hasOwn(shape, key.text) ? shape[key.text] : undefined;
    if (field === undefined) {
      problems.report({
        code: 'unknown-key',
        message: `key \`${shown(key.text)}\` is not known here`,
        span: { file, ...keyRange(key) },
        hint: suggest.hint(key.text, Object.keys(shape), `known here: ${Object.keys(shape).join(', ')}`),
      });
      continue;
    }
    keys.set(key.text, key);
    const decoded = walk(field, value, context);
    if (decoded !== undefined) values[key.text] = decoded;
  }
  let whole = true;
  for (const [key, field] of Object.entries(shape)) {
    if (Object.hasOwn(values, key) || isOptional(field)) continue;
    if (!keys.has(key)) {
      problems.report({
        code: 'missing-key',
        message: `key \`${key}\` is missing`,
        span: { file, start: node.start, end: Math.min(node.end, firstLineEnd(file.text, node.start)) },
        hint: `add \`${key}:\``,
      });
    }
    // What stands beside a missing or wrong name, number or list can still be checked.
    const at = { start: node.start, end: node.start };
    if (accepts(field, 'text')) values[key] = { kind: 'leaf', value: '', given: false, ...at };
    else if (accepts(field, 'number')) values[key] = { kind: 'leaf', value: 0, given: false, ...at };
    else if ((field as Schema)._zod.def.type === 'array') values[key] = { kind: 'list', items: [], ...at };
    else whole = false;
  }
  return whole ? { kind: 'fields', values, keys, start: node.start, end: node.end } : undefined;
}

function walkLeaf(schema: Schema, node: Readable, context: DecodeContext): unknown {
  const def = schema._zod.def;
  if (node.kind !== 'scalar' || !accepts(schema, kindOf(node))) return wrongType(schema, node, context);
  const { file, problems, suggest } = context;
  const span = { file, start: node.start, end: node.end };
  const result = schema['~standard'].validate(node.value);
  const failed = result instanceof Promise || result.issues !== undefined;
  switch (def.type) {
    case 'string': {
      const text = String(node.value);
      if (!failed && !(def.checks !== undefined && hasLoneSurrogate(text))) return leaf(text, node);
      const reason = nameProblem(text);
      if (reason !== null) {
        problems.report({
          code: 'bad-name',
          message: text === '' ? 'a name is empty' : `name \`${shown(text)}\` ${reason}`,
          span,
        });
      } else {
        problems.report({
          code: 'bad-permission',
          message: `permission \`${shown(text)}\` is not of the form \`object:operation\``,
          span,
        });
      }
      return undefined;
    }
    case 'enum': {
      if (!failed) return leaf(node.value, node);
      const allowed = Object.values(def.entries).map(String);
      problems.report({
        code: 'bad-value',
        message: `\`${shown(node.source)}\` is not one of ${allowed.map((value) => `\`${value}\``).join(', ')}`,
        span,
        hint: suggest.hint(node.source, allowed),
      });
      return undefined;
    }
    default: {
      if (!failed) return leaf(node.value, node);
      const reasons = result instanceof Promise ? [] : (result.issues ?? []);
      const least = reasons.find((issue) => 'minimum' in issue);
      problems.report({
        code: 'bad-value',
        message:
          least !== undefined && 'minimum' in least
            ? `\`${shown(node.source)}\` is less than ${String(least.minimum)}`
            : `\`${shown(node.source)}\` is not a whole number that can be counted with`,
        span,
      });
      return undefined;
    }
  }
}

/** What is not broken. */
type Readable = Exclude<Node, { readonly kind: 'broken' }>;

type Kind = 'text' | 'number' | 'truth value' | 'null' | 'list' | 'mapping';

function kindOf(node: Readable): Kind {
  switch (node.kind) {
    case 'list':
      return 'list';
    case 'map':
      return 'mapping';
    case 'scalar':
      if (node.value === null) return 'null';
      return typeof node.value === 'string'
        ? 'text'
        : typeof node.value === 'number'
          ? 'number'
          : 'truth value';
  }
}

/** The kinds of node that a shape takes. */
function kindsOf(shape: z.core.$ZodType): readonly Kind[] {
  const def = (shape as Schema)._zod.def;
  switch (def.type) {
    case 'optional':
      return kindsOf(def.innerType);
    case 'nullable':
      return [...kindsOf(def.innerType), 'null'];
    case 'string':
    case 'enum':
      return ['text'];
    case 'number':
      return ['number'];
    case 'array':
    case 'tuple':
      return ['list'];
    case 'record':
    case 'object':
      return ['mapping'];
    case 'union':
      return def.options.flatMap(kindsOf);
    default:
      throw new Error(`the policy language uses no ${def.type}`);
  }
}

function accepts(shape: z.core.$ZodType, kind: Kind): boolean {
  return kindsOf(shape).includes(kind);
}

function wrongType(schema: Schema, node: Readable, { file, problems }: DecodeContext): undefined {
  const expected = kindsOf(schema);
  const found = kindOf(node);
  problems.report({
    code: 'wrong-type',
    message: `expected ${expected.map(described).join(' or ')}, found ${described(found)}`,
    span: { file, start: node.start, end: node.end },
    hint: remedy(expected, node),
  });
  return undefined;
}

function described(kind: Kind): string {
  switch (kind) {
    case 'text':
      return 'text';
    case 'null':
      return 'nothing';
    default:
      return `a ${kind}`;
  }
}

function remedy(expected: readonly Kind[], node: Readable): string | undefined {
  if (node.kind !== 'scalar') return undefined;
  const text = shown(node.source);
  if (node.value === null) {
    if (text === '' && expected.includes('list')) return 'write `[]` for an empty list';
    if (text !== '' && expected.includes('text')) return `write it in quotes: \`"${text}"\``;
    return undefined;
  }
  if (expected.includes('text')) return `write it in quotes: \`"${text}"\``;
  if (expected.includes('list') && typeof node.value === 'string') return `write it as a list: \`[${text}]\``;
  return undefined;
}

function isOptional(shape: z.core.$ZodType): boolean {
  return (shape as Schema)._zod.def.type === 'optional';
}

function minimumLength(schema: Schema): number {
  for (const check of schema._zod.def.checks ?? []) {
    const def = check._zod.def;
    if (def.check === 'min_length' && 'minimum' in def && typeof def.minimum === 'number') return def.minimum;
  }
  return 0;
}

function leaf<Value>(value: Value, node: Node): unknown {
  return { kind: 'leaf', value, given: true, start: node.start, end: node.end };
}

function keyRange(key: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start: key.start, end: key.end };
}

function present(items: readonly unknown[]): unknown[] {
  return items.filter((item) => item !== undefined);
}

function firstLineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
