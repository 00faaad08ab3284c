/** Policies of Cedar with their scopes, and templates with their links, each with its place. */

import { shown } from '../../policy/names.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { policyJson, property, templateJson, type Uid } from './engine.ts';
import { type Statement, spanInStatement, statementsOf } from './statements.ts';

export type Scope =
  | { readonly op: 'all' }
  | { readonly op: '=='; readonly uid: string }
  | { readonly op: 'in'; readonly uids: readonly string[] }
  | { readonly op: 'is'; readonly type: string; readonly in: string | null };

export interface Policy {
  /** What the engine knows it by. */
  readonly key: string;
  /** Its `@id`, or its position as Cedar counts. */
  readonly name: string;
  readonly effect: 'permit' | 'forbid';
  readonly principal: Scope;
  readonly action: Scope;
  readonly resource: Scope;
  readonly conditional: boolean;
  /** What it reads of the context of a request. */
  readonly context: 'nothing' | 'attributes' | 'anything';
  readonly attributes: ReadonlySet<string>;
  /** Entities that its conditions name: a scope needs no more of them than their names. */
  readonly named: ReadonlySet<string>;
  /** For the engine. */
  readonly json: unknown;
  readonly text: string;
  readonly at: Span;
}

interface Template {
  readonly name: string;
  readonly json: unknown;
  readonly statement: Statement;
  readonly file: SourceFile;
}

export interface Link {
  readonly template: string;
  readonly values: ReadonlyMap<string, Uid>;
  readonly at: Span;
}

export function uidName({ type, id }: Uid): string {
  return `${type}::${JSON.stringify(id)}`;
}

export function uidOf(json: unknown): Uid | null {
  const entity = property(json, '__entity') ?? json;
  const [type, id] = [property(entity, 'type'), property(entity, 'id')];
  return typeof type === 'string' && typeof id === 'string' ? { type, id } : null;
}

export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly uids: Map<string, Uid>;
  /** Whether there are templates, linked or not. */
  readonly templates: boolean;
}

export function readPolicies(
  files: readonly SourceFile[],
  links: readonly Link[],
  builder: ImportBuilder,
): PolicySet {
  const policies: Policy[] = [];
  const templates = new Map<string, Template>();
  const uids = new Map<string, Uid>();
  let count = 0;
  for (const file of files) {
    const { statements, tooDeep } = statementsOf(file);
    if (tooDeep !== null) {
      builder.report('nesting-too-deep', 'brackets are nested too deeply', {
        file,
        start: tooDeep,
        end: tooDeep + 1,
      });
      continue;
    }
    for (const statement of statements) {
      const position = `policy${count}`;
      count += 1;
      const read = policyJson(statement.text);
      if (read.kind === 'ok') {
        policies.push(policyOf(read.value, position, file, statement, uids));
        continue;
      }
      const template = templateJson(statement.text);
      if (template.kind === 'ok') {
        const name = idOf(template.value) ?? position;
        for (const key of new Set([name, position]))
          templates.set(key, { name, json: template.value, statement, file });
        continue;
      }
      builder.report(
        'import-syntax',
        shown(read.message),
        spanInStatement(file, statement, read.start, read.end),
      );
    }
  }
  const used = new Set<Template>();
  for (const [index, link] of links.entries()) {
    const template = templates.get(link.template);
    if (template === undefined) {
      builder.report('import-reference', `there is no template \`${shown(link.template)}\``, link.at);
      continue;
    }
    used.add(template);
    const missing = new Set<string>();
    const json = filled(template.json, link.values, missing);
    for (const slot of missing) {
      builder.report('import-reference', `the link says nothing of \`${shown(slot)}\``, link.at);
    }
    const made = policyOf(json, `link${index}`, template.file, template.statement, uids);
    policies.push({ ...made, name: `${template.name}, linked`, at: link.at });
  }
  for (const template of new Set(templates.values())) {
    if (used.has(template)) continue;
    builder.remark(
      spanInStatement(template.file, template.statement, null, null),
      `template \`${shown(template.name)}\` is linked nowhere, and gives nothing to anybody`,
      'if there are links, import their file as well',
    );
  }
  return { policies, uids, templates: templates.size > 0 };
}

const idOf = (json: unknown): string | null => {
  const id = property(property(json, 'annotations'), 'id');
  return typeof id === 'string' ? id : null;
};

function policyOf(
  json: unknown,
  position: string,
  file: SourceFile,
  statement: Statement,
  uids: Map<string, Uid>,
): Policy {
  const named = new Set<string>();
  const name = (uid: Uid): string => {
    const text = uidName(uid);
    uids.set(text, uid);
    return text;
  };
  const scope = (key: string): Scope => scopeOf(property(json, key), name);
  const conditions = property(json, 'conditions');
  const context = { kind: 'nothing' as Policy['context'], attributes: new Set<string>() };
  visit(conditions, context, (uid) => named.add(name(uid)));
  return {
    key: position,
    name: idOf(json) ?? position,
    effect: property(json, 'effect') === 'forbid' ? 'forbid' : 'permit',
    principal: scope('principal'),
    action: scope('action'),
    resource: scope('resource'),
    conditional: Array.isArray(conditions) && conditions.length > 0,
    context: context.kind,
    attributes: context.attributes,
    named,
    json,
    text: statement.text,
    at: spanInStatement(file, statement, null, null),
  };
}

function scopeOf(json: unknown, name: (uid: Uid) => string): Scope {
  const op = property(json, 'op');
  const uid = uidOf(property(json, 'entity'));
  switch (op) {
    case '==':
      return uid === null ? { op: 'all' } : { op: '==', uid: name(uid) };
    case 'in': {
      const list = property(json, 'entities');
      const uids = Array.isArray(list) ? list.map(uidOf) : [uid];
      return { op: 'in', uids: uids.filter((each) => each !== null).map(name) };
    }
    case 'is': {
      const inside = uidOf(property(property(json, 'in'), 'entity'));
      return {
        op: 'is',
        type: String(property(json, 'entity_type')),
        in: inside === null ? null : name(inside),
      };
    }
    default:
      return { op: 'all' };
  }
}

/** What an expression reads of the context, and which entities it names. */
function visit(
  expression: unknown,
  context: { kind: Policy['context']; attributes: Set<string> },
  name: (uid: Uid) => void,
): void {
  const queue: unknown[] = [expression];
  while (queue.length > 0) {
    const next = queue.pop();
    if (Array.isArray(next)) {
      queue.push(...(next as unknown[]));
      continue;
    }
    if (typeof next !== 'object' || next === null) continue;
    if (property(next, 'Var') === 'context') context.kind = 'anything';
    const access = property(next, '.');
    const attribute = property(access, 'attr');
    if (property(property(access, 'left'), 'Var') === 'context' && typeof attribute === 'string') {
      context.attributes.add(attribute);
      if (context.kind === 'nothing') context.kind = 'attributes';
      continue;
    }
    const entity = property(next, '__entity');
    const uid = entity === undefined ? null : uidOf(next);
    if (uid !== null) name(uid);
    queue.push(...Object.values(next));
  }
}

/** The template's JSON with its slots filled. */
function filled(json: unknown, values: ReadonlyMap<string, Uid>, missing: Set<string>): unknown {
  const entityOf = (slot: string): Uid => {
    const value = values.get(slot);
    if (value === undefined) missing.add(slot);
    return value ?? { type: 'Missing', id: slot };
  };
  if (Array.isArray(json)) return json.map((each: unknown) => filled(each, values, missing));
  if (typeof json !== 'object' || json === null) return json;
  const slot = property(json, 'Slot');
  if (typeof slot === 'string') return { Value: { __entity: entityOf(slot) } };
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) =>
      key === 'slot' && typeof value === 'string'
        ? ['entity', entityOf(value)]
        : [key, filled(value, values, missing)],
    ),
  );
}

/** One line of a policy, for messages. */
export function excerpt({ text }: Policy): string {
  const line = text
    .replaceAll(/\/\/[^\n]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const cut = line.length > 160 ? `${line.slice(0, 157)}…` : line;
  // What cannot be seen is escaped piece by piece, because a long piece would be cut.
  return (cut.match(/.{1,60}/gsu) ?? []).map(shown).join('');
}
