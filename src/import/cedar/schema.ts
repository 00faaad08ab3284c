/** What a schema of Cedar says of actions and of the types of attributes. */

import { property, type Uid } from './engine.ts';
import { uidName, uidOf } from './policies.ts';

export interface SchemaAction {
  readonly uid: Uid;
  readonly groups: readonly Uid[];
  /** Null: it is asked of nothing, being a group. */
  readonly principals: ReadonlySet<string> | null;
  readonly resources: ReadonlySet<string> | null;
}

export interface Schema {
  readonly actions: ReadonlyMap<string, SchemaAction>;
  /** Types of entities with the shapes of their attributes and tags. */
  readonly types: ReadonlyMap<string, { readonly shape: unknown; readonly tags: unknown }>;
  readonly common: ReadonlyMap<string, unknown>;
}

const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

export function schemaOf(json: unknown): Schema {
  const actions = new Map<string, SchemaAction>();
  const types = new Map<string, { shape: unknown; tags: unknown }>();
  const common = new Map<string, unknown>();
  for (const [namespace, definition] of entries(json)) {
    const within = (name: string): string => (namespace === '' ? name : `${namespace}::${name}`);
    for (const [name, value] of entries(property(definition, 'commonTypes'))) common.set(within(name), value);
    for (const [name, value] of entries(property(definition, 'entityTypes'))) {
      types.set(within(name), { shape: property(value, 'shape'), tags: property(value, 'tags') });
    }
    for (const [id, value] of entries(property(definition, 'actions'))) {
      const uid = { type: within('Action'), id };
      const applies = property(value, 'appliesTo');
      const names = (key: string): ReadonlySet<string> | null => {
        const list = property(applies, key);
        return Array.isArray(list) ? new Set(list.map(String)) : null;
      };
      const groups = property(value, 'memberOf');
      actions.set(uidName(uid), {
        uid,
        groups: (Array.isArray(groups) ? (groups as unknown[]) : [])
          .map((group) => uidOf({ type: uid.type, ...(group as object) }))
          .filter((group) => group !== null),
        principals: names('principalTypes'),
        resources: names('resourceTypes'),
      });
    }
  }
  return { actions, types, common };
}

const constructors: Readonly<Record<string, string>> = {
  ipaddr: 'ip',
  decimal: 'decimal',
  datetime: 'datetime',
  duration: 'duration',
};

/**
 * A value with its entities and extension values written out, as a schema of this type lets one leave them implicit: the
 * engine is asked without the schema, because it would refuse requests that the entities allow.
 */
export function explicit(value: unknown, type: unknown, schema: Schema): unknown {
  if (typeof value !== 'object' && typeof value !== 'string') return value;
  const kind = property(type, 'type');
  switch (kind) {
    case 'Entity': {
      const uid = uidOf(value);
      return uid === null ? value : { __entity: uid };
    }
    case 'Set':
      return Array.isArray(value)
        ? value.map((each: unknown) => explicit(each, property(type, 'element'), schema))
        : value;
    case 'Record': {
      const attributes = property(type, 'attributes');
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(
        entries(value).map(([key, each]) => [key, explicit(each, property(attributes, key), schema)]),
      );
    }
    case 'Extension':
      return extension(value, property(type, 'name'));
    default: {
      // Named types are resolved once each: what they name is no name again, or a circle that no schema may have.
      const known = typeof kind === 'string' ? schema.common.get(kind) : undefined;
      return known === undefined || known === type ? extension(value, kind) : explicit(value, known, schema);
    }
  }
}

/** A value of a type that Cedar has besides its own, if `name` is one. */
function extension(value: unknown, name: unknown): unknown {
  const fn = constructors[String(name).replace(/^__cedar::/, '')];
  if (fn === undefined) return value;
  if (typeof value === 'string') return { __extn: { fn, arg: value } };
  return property(value, '__extn') === undefined && property(value, 'fn') !== undefined
    ? { __extn: value }
    : value;
}
