/** Everything that the files of one Cedar application say, put together. */

import { readJson } from '../../policy/json.ts';
import { shown } from '../../policy/names.ts';
import type { Node } from '../../policy/yaml.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder, ImportInput } from '../imported.ts';
import { plainValue } from '../plain-value.ts';
import { checkEntities, schemaJson, type Uid } from './engine.ts';
import { ancestorsOf, type Entity, parseUid, readEntities, readLinks } from './entities.ts';
import { type Link, type Policy, readPolicies, type Scope, uidName } from './policies.ts';
import { type Schema, schemaOf } from './schema.ts';
import type { Action, Thing } from './things.ts';

export interface World {
  readonly policies: readonly Policy[];
  /** Null: none were given, and conditions cannot be decided. */
  readonly entities: ReadonlyMap<string, Entity> | null;
  readonly principals: readonly Thing[];
  readonly actions: readonly Action[];
  readonly resources: readonly Thing[];
  /** Groups by name, with the groups that they are in. */
  readonly groups: ReadonlyMap<string, { readonly parents: readonly string[]; readonly at: Span }>;
  /** Groups that a principal is in at once. */
  readonly memberOf: ReadonlyMap<string, readonly string[]>;
}

export type FileKind = 'policies' | 'schema' | 'json-schema' | 'entities' | 'links';

export function fileKind({ text }: SourceFile): FileKind | null {
  const start = text.slice(0, 100_000);
  if (/^\s*\[/.test(start)) {
    if (/"(?:template_id|templateId)"\s*:/.test(start)) return 'links';
    return /"uid"\s*:/.test(start) && /"(?:parents|attrs)"\s*:/.test(start) ? 'entities' : null;
  }
  if (/^\s*\{/.test(start))
    return /"entityTypes"\s*:/.test(start) && /"actions"\s*:/.test(start) ? 'json-schema' : null;
  const code = start.replaceAll(/\/\/[^\n]*/g, '').replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""');
  if (/(?:^|[\s;)])(?:permit|forbid)\s*\(\s*(?:principal\b|\))/.test(code)) return 'policies';
  return /^[ \t]*(?:@\w+\([^)\n]*\)[ \t]*)?(?:entity[ \t]+\w|action[ \t]+[\w"][^;{]*?[ \t\n](?:in|appliesTo)\b|namespace[ \t]+[\w:]+\s*\{|type[ \t]+\w+[ \t]*=)/m.test(
    code,
  )
    ? 'schema'
    : null;
}

export function readWorld({ files, mentioned }: ImportInput, builder: ImportBuilder): World | null {
  const texts: SourceFile[] = [];
  const parsed: { readonly file: SourceFile; readonly root: Node; readonly kind: FileKind }[] = [];
  let schema: Schema | null = null;
  let rawSchema: unknown = null;
  for (const file of files) {
    const kind = fileKind(file);
    const at = { file, start: 0, end: Math.min(1, file.text.length) };
    if (kind === 'policies' || (kind === null && !/^\s*[[{]/.test(file.text))) texts.push(file);
    else if (kind === 'schema') {
      if (schema !== null) builder.report('import-reference', 'there is more than one schema', at);
      schema = readSchema(file.text, at, builder);
      rawSchema = file.text;
    } else {
      const root = readJson(file, builder.problems);
      if (root === null) continue;
      const shape = kind ?? (root.kind === 'list' ? 'entities' : 'json-schema');
      if (shape !== 'json-schema') parsed.push({ file, root, kind: shape });
      else {
        if (schema !== null) builder.report('import-reference', 'there is more than one schema', at);
        rawSchema = plainValue(root);
        schema = readSchema(rawSchema, at, builder);
      }
    }
  }
  if (builder.problems.hasErrors()) return null;
  const entities = new Map<string, Entity>();
  const links: Link[] = [];
  for (const { file, root, kind } of parsed) {
    if (kind === 'links') links.push(...readLinks(file, root, builder));
    else readEntities(file, root, schema, entities, builder);
  }
  const { policies, uids, templates } = readPolicies(texts, links, builder);
  const given = parsed.some(({ kind }) => kind === 'entities');
  if (builder.problems.hasErrors()) return null;
  if (policies.length === 0) {
    const file = files[0]!;
    const at = { file, start: 0, end: Math.min(1, file.text.length) };
    builder.report(
      'import-reference',
      templates ? 'there are templates only, and no link of them' : 'there is no policy',
      at,
      `name the file of the ${templates ? 'links' : 'policies'} as well`,
    );
    return null;
  }
  if (given && !check(entities, rawSchema, builder)) return null;
  const ancestors = ancestorsOf(entities, builder);
  if (builder.problems.hasErrors()) return null;
  const actions = actionsOf(policies, entities, schema, uids, mentioned);
  return given
    ? closedWorld(policies, entities, ancestors, actions, schema, uids, mentioned)
    : openWorld(policies, actions, uids, mentioned);
}

function readSchema(schema: unknown, at: Span, builder: ImportBuilder): Schema | null {
  const json = schemaJson(schema);
  if (json.kind === 'ok') return schemaOf(json.value);
  const place =
    json.start === null || typeof schema !== 'string'
      ? at
      : { ...at, ...units(schema, json.start, json.end ?? json.start) };
  builder.report('import-syntax', `the schema is not well-formed: ${shown(json.message)}`, place);
  return null;
}

function units(text: string, start: number, end: number): { start: number; end: number } {
  const bytes = new TextEncoder().encode(text);
  const decode = (to: number): number => new TextDecoder().decode(bytes.subarray(0, to)).length;
  return {
    start: Math.min(decode(start), text.length),
    end: Math.min(Math.max(decode(end), decode(start)), text.length),
  };
}

/** The engine must be able to read the entities; where a schema is given, it is told what does not conform to it. */
function check(entities: ReadonlyMap<string, Entity>, schema: unknown, builder: ImportBuilder): boolean {
  const all = [...entities.values()];
  const [first] = all;
  if (first === undefined) return true;
  const json = all.map((entity) => entity.json);
  const failure = checkEntities(json, null);
  if (failure !== null) {
    // The one that is at fault is found by asking for each.
    const guilty = all.find((entity) => checkEntities([entity.json], null) !== null) ?? first;
    builder.report('import-syntax', shown(failure.message), guilty.at);
    return false;
  }
  const against = schema === null ? null : checkEntities(json, schema);
  if (against !== null) {
    builder.remark(
      first.at,
      `the entities do not conform to the schema, and are taken as they are: ${shown(against.message)}`,
    );
  }
  return true;
}

const isAction = (type: string): boolean => type === 'Action' || type.endsWith('::Action');

function actionsOf(
  policies: readonly Policy[],
  entities: ReadonlyMap<string, Entity>,
  schema: Schema | null,
  uids: ReadonlyMap<string, Uid>,
  mentioned: readonly string[],
): readonly Action[] {
  const parents = new Map<string, readonly string[]>();
  const known = new Map<string, { uid: Uid; at: Span }>();
  const at = policies[0]!.at;
  for (const [name, { uid, parents: groups, at: place }] of entities) {
    if (!isAction(uid.type)) continue;
    parents.set(name, groups);
    known.set(name, { uid, at: place });
  }
  for (const [name, { uid, groups }] of schema?.actions ?? []) {
    parents.set(name, groups.map(uidName));
    if (!known.has(name)) known.set(name, { uid, at });
  }
  if (schema === null) {
    for (const policy of policies) {
      for (const name of scopeUids(policy.action)) {
        const uid = uids.get(name)!;
        if (!known.has(name)) known.set(name, { uid, at: policy.at });
      }
    }
    const types = new Set([...known.values()].map(({ uid }) => uid.type));
    const type = types.size === 0 ? 'Action' : [...types][0]!;
    for (const permission of mentioned) {
      const id = permission.slice(permission.lastIndexOf(':') + 1);
      if (id === '' || id.includes('*') || [...known.values()].some(({ uid }) => uid.id === id)) continue;
      known.set(uidName({ type, id }), { uid: { type, id }, at });
    }
    // Where any action will do, there are more than those that are named.
    if (policies.some(({ action }) => action.op === 'all')) {
      const other = { type, id: '(other)' };
      known.set(uidName(other), { uid: other, at });
    }
  }
  const above = (name: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const queue = [...(parents.get(name) ?? [])];
    while (queue.length > 0) {
      const next = queue.pop()!;
      if (found.has(next)) continue;
      found.add(next);
      queue.push(...(parents.get(next) ?? []));
    }
    return found;
  };
  const inSchema = (name: string): boolean => {
    const action = schema?.actions.get(name);
    // A group of actions is asked of nothing.
    return schema === null || (action !== undefined && action.principals !== null);
  };
  return [...known]
    .filter(([name]) => inSchema(name))
    .map(([name, { uid, at: place }]) => ({
      name,
      uid,
      type: uid.type,
      ancestors: above(name),
      // Groups of actions are in a schema, or among the entities; where neither is given, they are not known.
      open: schema === null && parents.size === 0,
      at: place,
      principals: schema?.actions.get(name)?.principals ?? null,
      resources: schema?.actions.get(name)?.resources ?? null,
    }));
}

function scopeUids(scope: Scope): readonly string[] {
  switch (scope.op) {
    case 'all':
      return [];
    case '==':
      return [scope.uid];
    case 'in':
      return scope.uids;
    case 'is':
      return scope.in === null ? [] : [scope.in];
    default: {
      const never: never = scope;
      return never;
    }
  }
}

/** Requests are decided on the entities: nothing else is. */
function closedWorld(
  policies: readonly Policy[],
  entities: ReadonlyMap<string, Entity>,
  ancestors: ReadonlyMap<string, ReadonlySet<string>>,
  actions: readonly Action[],
  schema: Schema | null,
  uids: ReadonlyMap<string, Uid>,
  mentioned: readonly string[],
): World {
  const types = (side: 'principals' | 'resources'): ReadonlySet<string> | null =>
    schema === null ? null : new Set(actions.flatMap((action) => [...(action[side] ?? [])]));
  const [ofPrincipals, ofResources] = [types('principals'), types('resources')];
  const isParent = new Set([...entities.values()].flatMap(({ parents }) => parents));
  const things = [...entities]
    .filter(([, { uid }]) => !isAction(uid.type))
    .map(([name, { uid, at }]) => ({
      name,
      uid,
      type: uid.type,
      ancestors: ancestors.get(name) ?? new Set<string>(),
      open: false,
      at,
    }));
  const at = policies[0]!.at;
  const others = (all: ReadonlySet<string> | null, known: readonly Thing[]): readonly Thing[] =>
    [...(all ?? new Set(known.map(({ type }) => type!)))].flatMap((type) => {
      const uid = { type, id: '(other)' };
      const name = uidName(uid);
      if (entities.has(name)) return [];
      return [{ name, uid, type, ancestors: new Set<string>(), open: false, at }];
    });
  // Who is not in the store may ask, and be asked for, all the same: nothing but the name is known of it.
  const absent = (names: Iterable<string>, allowed: ReadonlySet<string> | null): readonly Thing[] =>
    [...new Set(names)].flatMap((name) => {
      const uid = uids.get(name) ?? parseUid(name);
      if (uid === null || entities.has(name) || isAction(uid.type) || uid.id === '(other)') return [];
      if (allowed !== null && !allowed.has(uid.type)) return [];
      return [{ name, uid, type: uid.type, ancestors: new Set<string>(), open: false, at }];
    });
  const alone = (scope: Scope): readonly string[] => (scope.op === '==' ? [scope.uid] : []);
  // Without a schema, what others are in is a group, and no principal.
  const asking = [
    ...things.filter(({ name, type }) =>
      ofPrincipals === null ? !isParent.has(name) : ofPrincipals.has(type),
    ),
    ...absent(
      policies.flatMap(({ principal }) => alone(principal)),
      ofPrincipals,
    ),
  ];
  const asked = [
    ...things.filter(({ type }) => ofResources === null || ofResources.has(type)),
    ...absent(
      [
        ...policies.flatMap(({ resource }) => scopeUids(resource)),
        ...mentioned.map((permission) => permission.slice(0, permission.lastIndexOf(':'))),
      ],
      ofResources,
    ),
  ];
  const groups = new Map<string, { parents: readonly string[]; at: Span }>();
  const memberOf = new Map<string, readonly string[]>();
  for (const { name, ancestors: above, at: place } of asking) {
    memberOf.set(name, entities.get(name)?.parents ?? []);
    for (const group of above) {
      const entity = entities.get(group);
      if (!groups.has(group)) groups.set(group, { parents: entity?.parents ?? [], at: entity?.at ?? place });
    }
  }
  return {
    policies,
    entities,
    principals: [...asking, ...others(ofPrincipals, asking)],
    actions,
    resources: [...asked, ...others(ofResources, asked)],
    groups,
    memberOf,
  };
}

/** Without entities: what policies name, and somebody and something for each group. */
function openWorld(
  policies: readonly Policy[],
  actions: readonly Action[],
  uids: ReadonlyMap<string, Uid>,
  mentioned: readonly string[],
): World {
  const principals = new Map<string, Thing>();
  const resources = new Map<string, Thing>();
  const groups = new Map<string, { parents: readonly string[]; at: Span }>();
  const memberOf = new Map<string, readonly string[]>();
  for (const policy of policies) {
    const add = (things: Map<string, Thing>, scope: Scope, somebody: string, something: string): void => {
      const { at } = policy;
      const put = (name: string, uid: Uid | null, type: string | null, within: string | null): void => {
        if (things.has(name)) return;
        const ancestors = new Set(within === null ? [] : [within]);
        things.set(name, { name, uid, type, ancestors, open: uid !== null || within !== null, at });
        if (things !== principals) return;
        if (within !== null) groups.set(within, { parents: [], at });
        memberOf.set(name, within === null ? [] : [within]);
      };
      switch (scope.op) {
        case 'all':
          put(`(${something})`, null, null, null);
          return;
        case '==':
          put(scope.uid, uids.get(scope.uid)!, uids.get(scope.uid)!.type, null);
          return;
        case 'in':
          for (const group of scope.uids) put(`(${somebody} ${group})`, null, null, group);
          return;
        case 'is':
          if (scope.in === null) put(`(any ${scope.type})`, null, scope.type, null);
          else put(`(a ${scope.type} in ${scope.in})`, null, scope.type, scope.in);
          return;
        default: {
          const never: never = scope;
          throw new Error(`no scope ${never}`);
        }
      }
    };
    // A group in the place of a resource is one of the things in it.
    add(principals, policy.principal, 'a member of', 'anyone');
    add(resources, policy.resource, 'what is in', 'other');
    if (policy.resource.op === 'in') {
      for (const uid of policy.resource.uids) {
        const thing = {
          name: uid,
          uid: uids.get(uid)!,
          type: uids.get(uid)!.type,
          ancestors: new Set<string>(),
          open: true,
          at: policy.at,
        };
        if (!resources.has(uid)) resources.set(uid, thing);
      }
    }
  }
  // Somebody of a type that policies name may be a member of a group that they name.
  const everyType = policies.flatMap(({ principal }) =>
    principal.op === 'is' && principal.in === null ? [principal.type] : [],
  );
  for (const type of new Set(everyType)) {
    for (const [group, { at: place }] of groups) {
      const name = `(a ${type} in ${group})`;
      if (principals.has(name)) continue;
      principals.set(name, { name, uid: null, type, ancestors: new Set([group]), open: true, at: place });
      memberOf.set(name, [group]);
    }
  }
  const [{ at }] = policies as [Policy];
  for (const permission of mentioned) {
    const name = permission.slice(0, permission.lastIndexOf(':'));
    const uid = parseUid(name);
    if (uid === null || resources.has(name)) continue;
    resources.set(name, { name, uid, type: uid.type, ancestors: new Set(), open: true, at });
  }
  return {
    policies,
    entities: null,
    principals: [...principals.values()],
    actions,
    resources: [...resources.values()],
    groups,
    memberOf,
  };
}
