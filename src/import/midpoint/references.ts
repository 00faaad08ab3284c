/** References to objects (`targetRef`): by oid, or by a filter as far as it names what it selects. */

import { shown } from '../../policy/names.ts';
import type { Kind, MidpointObject, Objects } from './objects.ts';
import { child, type Element, textOf } from './xml.ts';

export type Target =
  | { readonly kind: 'object'; readonly object: MidpointObject }
  /** Not in the files. */
  | { readonly kind: 'missing'; readonly oid: string; readonly type: string }
  /** `what` says what it selects. */
  | { readonly kind: 'filter'; readonly what: string; readonly type: string };

/** Null: it refers to nothing. */
export function targetOf(reference: Element, objects: Objects): Target | null {
  const type = localName(reference.attributes.get('type') ?? '');
  const oid = reference.attributes.get('oid');
  if (oid !== undefined) {
    const object = objects.byOid.get(oid);
    return object === undefined ? { kind: 'missing', oid, type } : { kind: 'object', object };
  }
  const filter = child(reference, 'filter');
  if (filter === undefined) return null;
  const [property, value, what] = readFilter(filter);
  const found = objects.all.filter(
    (object) =>
      object.kind !== 'user' &&
      isOfType(object.kind, type) &&
      textOf(object.element, property) === value &&
      property !== '',
  );
  // With several, or with one that could be elsewhere, it is not known which are meant.
  if (property === 'name' && found.length === 1) return { kind: 'object', object: found[0]! };
  return { kind: 'filter', what, type };
}

/** `name = "x"` in words, and in the older form of elements. */
function readFilter(filter: Element): readonly [property: string, value: string, what: string] {
  const text = textOf(filter, 'text');
  if (text !== undefined) {
    const found = /^\s*(?:\w+:)?(\w+)\s*=\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*$/.exec(text);
    return [found?.[1] ?? '', found?.[2] ?? found?.[3] ?? '', text.replaceAll(/\s+/g, ' ')];
  }
  const equal = child(filter, 'equal');
  const path = localName(textOf(equal, 'path') ?? '');
  const value = textOf(equal, 'value') ?? '';
  return equal !== undefined && child(equal, 'matching') === undefined
    ? [path, value, `${path} = "${value}"`]
    : ['', '', filter.children.map(({ name }) => name).join(', ')];
}

export function localName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf(':'), name.lastIndexOf('#')) + 1);
}

const typeOfKind: Readonly<Record<Kind, string>> = {
  user: 'UserType',
  role: 'RoleType',
  org: 'OrgType',
  service: 'ServiceType',
  archetype: 'ArchetypeType',
};

export function isOfType(kind: Kind, type: string): boolean {
  return type === '' || typeOfKind[kind] === type || isGeneral(type);
}

function isGeneral(type: string): boolean {
  return /^(?:AbstractRole|AssignmentHolder|Focus|Object)Type$/.test(type);
}

/** Objects that midPoint itself brings; without a change of them, they bring no role of anybody else. */
export function isInitial(oid: string): boolean {
  return oid.startsWith('00000000-0000-0000-0000-');
}

export const superuser = '00000000-0000-0000-0000-000000000004';

export function describe(target: Target): string {
  switch (target.kind) {
    case 'object':
      return `\`${target.object.name}\``;
    case 'missing':
      return `object \`${shown(target.oid)}\``;
    case 'filter':
      return `whatever \`${shown(target.what)}\` selects`;
  }
}
