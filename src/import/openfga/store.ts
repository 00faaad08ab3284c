/**
 * What the files of a store say: one model and its relationship tuples, each with its place.
 *
 * Tests of a store, with their own tuples and contexts, are not part of what is so, and are passed over. A tuple that
 * the model does not allow is an error, as it is for OpenFGA.
 */

import { readJson } from '../../policy/json.ts';
import { nameProblem, shown } from '../../policy/names.ts';
import { type Node, readYaml } from '../../policy/yaml.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { plainValue } from '../plain-value.ts';
import { type Model, type ModelText, modelOf, type Restriction, readModelText } from './model.ts';

export interface Tuple {
  /** `type:id`. */
  readonly object: string;
  readonly relation: string;
  /** `type:id`; of a wildcard, `type:*`. */
  readonly user: string;
  /** Of a userset `type:id#relation`. */
  readonly userRelation: string | null;
  readonly condition: string | null;
  readonly at: Span;
}

export interface Store {
  readonly model: Model;
  readonly tuples: readonly Tuple[];
}

/** What each file is, by its content. */
export function fileKind({ path, text }: SourceFile): 'model' | 'store' | 'json' | null {
  const start = text.slice(0, 50_000);
  if (/^\s*[{[]/.test(start)) {
    return /"type_definitions"\s*:/.test(start) ||
      /"relation"\s*:[\s\S]*"object"\s*:|"object"\s*:[\s\S]*"relation"\s*:/.test(start)
      ? 'json'
      : null;
  }
  if (/^(?:model_file|tuple_files?)[ \t]*:|^model[ \t]*:[ \t]*[|>]/m.test(start)) return 'store';
  if (/^\s*(?:#.*\n\s*)*(?:model\s*\n\s*schema\s+\d|module\s+\w)/.test(start)) return 'model';
  const says = (key: string): boolean =>
    new RegExp(`^(?:[ \\t]*-?[ \\t]*|.*[{,][ \\t]*)["']?${key}["']?[ \\t]*:`, 'm').test(start);
  if (says('user') && says('relation') && says('object')) return 'store';
  return /\.fga$/.test(path) ? 'model' : null;
}

export function readStore(files: readonly SourceFile[], builder: ImportBuilder): Store | null {
  const models: { readonly at: Span; readonly read: () => Model | null }[] = [];
  const nodes: { readonly file: SourceFile; readonly node: Node }[] = [];
  let names: { readonly at: Span; readonly path: string } | null = null;
  const named: { readonly at: Span; readonly path: string }[] = [];
  for (const file of files) {
    const kind = fileKind(file);
    const isModel =
      kind === 'model' || (kind === null && !/^\s*(?:#.*\n\s*)*(?:- |[\w-]+[ \t]*:)/.test(file.text));
    if (isModel) {
      models.push({
        at: { file, start: 0, end: Math.min(5, file.text.length) },
        read: () => readModelText(wholeText(file), builder),
      });
      continue;
    }
    const root =
      kind === 'json'
        ? readJson(file, builder.problems)
        : readYaml(file, builder.problems, builder.problems).root;
    if (root === null) continue;
    if (root.kind === 'map' && entry(root, 'type_definitions') !== null) {
      const at = { file, start: root.start, end: root.start + 1 };
      models.push({ at, read: () => modelOf(plainValue(root), new Map(), builder, at) });
      continue;
    }
    if (root.kind !== 'map') {
      nodes.push({ file, node: root });
      continue;
    }
    for (const { key, value } of root.entries) {
      const at = { file, start: value.start, end: value.end };
      if (key.text === 'model') {
        if (value.kind !== 'scalar' || typeof value.value !== 'string') {
          builder.report(
            'import-syntax',
            '`model` must be text',
            at,
            'write `model: |`, and the model below, indented',
          );
          continue;
        }
        const text = value.value;
        models.push({
          at: { ...at, end: at.start + 1 },
          read: () => readModelText(blockText(file, value, text), builder),
        });
      } else if (key.text === 'model_file' || key.text === 'tuple_file') {
        if (value.kind === 'scalar') names = { at, path: String(value.value) };
        if (names !== null && key.text === 'tuple_file') named.push(names);
      } else if (key.text === 'tuple_files' && value.kind === 'list') {
        for (const item of value.items) {
          const place = { file, start: item.start, end: item.end };
          if (item.kind === 'scalar') named.push({ at: place, path: String(item.value) });
        }
      } else if (key.text === 'continuation_token') {
        if (value.kind === 'scalar' && (value.value === null || value.value === '')) continue;
        builder.doubt(
          at,
          'the tuples were cut off here: there are more that are not in the file',
          'everything',
        );
      } else if (key.text === 'tuples') nodes.push({ file, node: value });
      else if (!/^(?:name|tests|tuple_files|test)$/.test(key.text)) {
        builder.remark(
          { file, start: key.start, end: key.end },
          `\`${shown(key.text)}\` of a store is not read`,
        );
      }
    }
  }
  const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  for (const { path, at } of named) {
    if (files.some((file) => last(file.path) === last(path))) continue;
    builder.report(
      'import-reference',
      `the tuples \`${shown(path)}\` are not among the files`,
      at,
      'name the file of the tuples as well',
    );
  }
  if (builder.problems.hasErrors()) return null;
  const [first, second] = models;
  if (first === undefined) {
    const file = files[0]!;
    builder.report(
      'import-reference',
      names === null ? 'there is no model' : `the model \`${shown(names.path)}\` is not among the files`,
      names?.at ?? { file, start: 0, end: Math.min(1, file.text.length) },
      'name the file of the model as well',
    );
    return null;
  }
  if (second !== undefined) {
    builder.report(
      'import-reference',
      'there is more than one model',
      second.at,
      'import one store at a time',
    );
    return null;
  }
  const model = first.read();
  if (model === null) return null;
  const tuples: Tuple[] = [];
  for (const { file, node } of nodes) readTuples(file, node, model, builder, tuples);
  if (builder.problems.hasErrors()) return null;
  if (tuples.length === 0) {
    builder.report(
      'import-unsupported',
      'without tuples nobody has anything: a model alone says only what could be',
      first.at,
      'import the store with its tuples, or a file of tuples, with the model',
    );
    return null;
  }
  return { model, tuples };
}

function wholeText(file: SourceFile): ModelText {
  const starts = lineStarts(file.text);
  return { file, text: file.text, spanOf: (line, from, to) => spanIn(file, starts, line, from, to) };
}

/** A model in a block of YAML: its lines are those of the file, indented. */
function blockText(file: SourceFile, node: Node & { kind: 'scalar' }, text: string): ModelText {
  const starts = lineStarts(file.text);
  const isBlock = file.text[node.start] === '|';
  if (!isBlock) {
    return { file, text, spanOf: () => ({ file, start: node.start, end: node.end }) };
  }
  let first = starts.findIndex((start) => start > node.start);
  if (first < 0) first = starts.length - 1;
  const lines = text.split('\n');
  return {
    file,
    text,
    spanOf(line, from, to) {
      const start = starts[first + line] ?? node.start;
      const end = starts[first + line + 1] ?? file.text.length;
      const content = lines[line] ?? '';
      const indent = content === '' ? 0 : Math.max(0, file.text.slice(start, end).indexOf(content));
      return spanIn(file, starts, first + line, from + indent, to + indent);
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function spanIn(file: SourceFile, starts: readonly number[], line: number, from: number, to: number): Span {
  const base = starts[Math.min(line, starts.length - 1)]!;
  const length = file.text.length;
  return { file, start: Math.min(base + from, length), end: Math.min(base + Math.max(to, from), length) };
}

function entry(node: Node, key: string): Node | null {
  return node.kind === 'map' ? (node.entries.find((each) => each.key.text === key)?.value ?? null) : null;
}

function readTuples(
  file: SourceFile,
  node: Node,
  model: Model,
  builder: ImportBuilder,
  tuples: Tuple[],
): void {
  if (node.kind !== 'list') {
    if (node.kind === 'scalar' && node.value === null) return;
    builder.report('import-syntax', '`tuples` must be a list', { file, start: node.start, end: node.end });
    return;
  }
  for (const item of node.items) {
    const tuple = tupleOf(file, entry(item, 'key') ?? entry(item, 'tuple_key') ?? item, builder);
    if (tuple !== null && checkTuple(tuple, model, builder)) tuples.push(tuple);
  }
}

function tupleOf(file: SourceFile, node: Node, builder: ImportBuilder): Tuple | null {
  const at: Span = { file, start: node.start, end: Math.min(node.end, lineEnd(file.text, node.start)) };
  const fail = (message: string, place: Span = at): null => {
    builder.report('import-syntax', message, place);
    return null;
  };
  if (node.kind !== 'map') return fail('a tuple is a mapping with `user`, `relation` and `object`');
  const unknown = node.entries.find(({ key }) => !/^(?:user|relation|object|condition)$/.test(key.text));
  if (unknown !== undefined) {
    return fail(`a tuple has no \`${shown(unknown.key.text)}\``, {
      file,
      start: unknown.key.start,
      end: unknown.key.end,
    });
  }
  const texts: string[] = [];
  for (const key of ['user', 'relation', 'object']) {
    const value = entry(node, key);
    if (value === null || value.kind !== 'scalar' || typeof value.value !== 'string') {
      return fail(`\`${key}\` of the tuple is missing, or no text`);
    }
    const problem = nameProblem(value.value);
    if (problem !== null) {
      builder.report('bad-name', `name \`${shown(value.value)}\` ${problem}`, {
        file,
        start: value.start,
        end: value.end,
      });
      return null;
    }
    texts.push(value.value);
  }
  const [user = '', relation = '', object = ''] = texts;
  const [, subject, userRelation = null] = /^([^:#]+:[^#]+)(?:#([^#:]+))?$/.exec(user) ?? [];
  if (subject === undefined)
    return fail(`user \`${shown(user)}\` is not of the form \`type:id\` or \`type:id#relation\``);
  if (!/^[^:#]+:[^#]+$/.test(object) || object.endsWith(':*')) {
    return fail(`object \`${shown(object)}\` is not of the form \`type:id\``);
  }
  const condition = entry(node, 'condition');
  const name = condition === null ? null : entry(condition, 'name');
  if (condition !== null && (name?.kind !== 'scalar' || typeof name.value !== 'string')) {
    return fail('the condition of the tuple has no `name`');
  }
  const named = name?.kind === 'scalar' && typeof name.value === 'string' ? name.value : null;
  return { object, relation, user: subject, userRelation, condition: named, at };
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

export const typeOf = (object: string): string => object.slice(0, object.indexOf(':'));

function checkTuple(tuple: Tuple, { types, conditions }: Model, builder: ImportBuilder): boolean {
  const fail = (message: string): false => {
    builder.report('import-reference', message, tuple.at);
    return false;
  };
  const relations = types.get(typeOf(tuple.object));
  if (relations === undefined) return fail(`the model has no type \`${shown(typeOf(tuple.object))}\``);
  const relation = relations.get(tuple.relation);
  if (relation === undefined) {
    return fail(`type \`${shown(typeOf(tuple.object))}\` has no relation \`${shown(tuple.relation)}\``);
  }
  if (tuple.condition !== null && !conditions.has(tuple.condition)) {
    return fail(`condition \`${shown(tuple.condition)}\` is not defined`);
  }
  const fits = (allowed: Restriction): boolean =>
    allowed.type === typeOf(tuple.user) &&
    allowed.relation === tuple.userRelation &&
    allowed.wildcard === tuple.user.endsWith(':*') &&
    allowed.condition === tuple.condition;
  if (relation.allowed.some(fits)) return true;
  const user = `${tuple.user}${tuple.userRelation === null ? '' : `#${tuple.userRelation}`}`;
  const under = tuple.condition === null ? '' : ` under condition \`${shown(tuple.condition)}\``;
  return fail(
    `\`${shown(user)}\` cannot be \`${shown(tuple.relation)}\` of \`${shown(tuple.object)}\`${under} by the model`,
  );
}
