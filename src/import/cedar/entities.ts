/** Entities of Cedar in JSON, with their places, ancestors and what their attributes refer to; and links of templates. */

import { nameProblem, shown } from '../../policy/names.ts';
import type { Node } from '../../policy/yaml.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { plainValue } from '../plain-value.ts';
import { property, type Uid } from './engine.ts';
import { type Link, uidName, uidOf } from './policies.ts';
import { explicit, type Schema } from './schema.ts';

export interface Entity {
  readonly uid: Uid;
  readonly parents: readonly string[];
  /** For the engine. */
  readonly json: unknown;
  /** Entities that its attributes and tags name. */
  readonly refers: readonly string[];
  readonly at: Span;
}

export function readEntities(
  file: SourceFile,
  root: Node,
  schema: Schema | null,
  entities: Map<string, Entity>,
  builder: ImportBuilder,
): void {
  if (root.kind !== 'list') return;
  for (const item of root.items) {
    const at = { file, start: item.start, end: Math.min(item.end, lineEnd(file.text, item.start)) };
    const value = plainValue(item);
    const uid = uidOf(property(value, 'uid'));
    const listed = property(value, 'parents') ?? [];
    const parents = Array.isArray(listed) ? listed.map(uidOf) : [null];
    if (uid === null || parents.includes(null)) {
      builder.report(
        'import-syntax',
        uid === null ? 'an entity has no `uid` with `type` and `id`' : 'a parent is no `{ type, id }`',
        at,
      );
      continue;
    }
    const name = uidName(uid);
    const problem = nameProblem(name);
    if (problem !== null) {
      builder.report('bad-name', `name \`${shown(name)}\` ${problem}`, at);
      continue;
    }
    if (entities.has(name)) {
      builder.report('import-syntax', `entity \`${shown(name)}\` is there twice`, at);
      continue;
    }
    const types = schema?.types.get(uid.type);
    const attrs =
      schema === null ? property(value, 'attrs') : explicit(property(value, 'attrs'), types?.shape, schema);
    const tags = property(value, 'tags');
    const json = {
      uid: { __entity: uid },
      attrs: attrs ?? {},
      parents: parents.map((parent) => ({ __entity: parent })),
      ...(tags === undefined ? {} : { tags: schema === null ? tags : tagsOf(tags, types?.tags, schema) }),
    };
    const refers = new Set<string>();
    references([json.attrs, tags], refers);
    entities.set(name, {
      uid,
      parents: parents.filter((parent) => parent !== null).map(uidName),
      json,
      refers: [...refers],
      at,
    });
  }
}

function tagsOf(tags: unknown, type: unknown, schema: Schema): unknown {
  if (typeof tags !== 'object' || tags === null) return tags;
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, explicit(value, type, schema)]));
}

function references(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const entity = property(value, '__entity');
  const uid = entity === undefined ? null : uidOf(value);
  if (uid !== null) found.add(uidName(uid));
  for (const each of Object.values(value)) references(each, found);
}

/** All ancestors by entity, itself not among them; circles are reported. */
export function ancestorsOf(
  entities: ReadonlyMap<string, Entity>,
  builder: ImportBuilder,
): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, ReadonlySet<string>>();
  for (const [name, { at }] of entities) {
    const found = new Set<string>();
    const queue = [...entities.get(name)!.parents];
    while (queue.length > 0) {
      const next = queue.pop()!;
      if (found.has(next)) continue;
      found.add(next);
      const known = all.get(next);
      if (known !== undefined) for (const each of known) found.add(each);
      else queue.push(...(entities.get(next)?.parents ?? []));
    }
    if (found.has(name)) {
      builder.report('import-syntax', `entity \`${shown(name)}\` is its own ancestor`, at);
      return all;
    }
    all.set(name, found);
  }
  return all;
}

/** Links of templates, as the command line of Cedar keeps them, or as its library has them. */
export function readLinks(file: SourceFile, root: Node, builder: ImportBuilder): readonly Link[] {
  if (root.kind !== 'list') return [];
  return root.items.flatMap((item): Link[] => {
    const at = { file, start: item.start, end: Math.min(item.end, lineEnd(file.text, item.start)) };
    const value = plainValue(item);
    const template = property(value, 'template_id') ?? property(value, 'templateId');
    const slots = property(value, 'args') ?? property(value, 'values');
    if (typeof template !== 'string' || typeof slots !== 'object' || slots === null) {
      builder.report('import-syntax', 'a link has no `template_id` and `args`', at);
      return [];
    }
    const values = new Map<string, Uid>();
    for (const [slot, given] of Object.entries(slots) as [string, unknown][]) {
      const uid = typeof given === 'string' ? parseUid(given) : uidOf(given);
      if (uid === null) {
        builder.report(
          'import-syntax',
          `\`${shown(slot)}\` of a link is no entity`,
          at,
          'write it as `Type::"id"`',
        );
        return [];
      }
      values.set(slot, uid);
    }
    return [{ template, values, at }];
  });
}

/** `Type::"id"`. */
export function parseUid(text: string): Uid | null {
  const [, type, quoted] = /^([A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)::("(?:[^"\\]|\\.)*")$/.exec(text) ?? [];
  if (type === undefined || quoted === undefined) return null;
  try {
    return { type, id: JSON.parse(quoted) as string };
  } catch {
    return null;
  }
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
