/** Role definitions in the shapes of the REST interface, of `az role definition list` and of PowerShell. */

import { shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import {
  field,
  isMap,
  list,
  maps,
  refuse,
  spanOf,
  text,
  textOf,
  texts,
  type Value,
} from '../cloud/values.ts';
import type { ImportBuilder } from '../imported.ts';
import type { Selector } from '../regions/areas.ts';
import { anyNumber, type Glob, glob, literal } from '../regions/glob.ts';

/** Some operations, at whatever scope. */
export interface Operations {
  readonly operations: Selector;
  readonly doubt: number | null;
  readonly at: Span;
}

export interface RoleDefinition {
  readonly id: string;
  readonly name: string;
  readonly at: Span;
  readonly allows: readonly Operations[];
}

/** What stands in `properties`, or, as the tools flatten it, beside. */
export function property(value: Value, ...keys: readonly string[]): Value | null {
  const properties = field(value, 'properties');
  return (properties === null ? null : field(properties, ...keys)) ?? field(value, ...keys);
}

/** `properties` where they have one of the keys, and the value itself otherwise. */
export function ownerOf(value: Value, ...keys: readonly string[]): Value {
  const properties = field(value, 'properties');
  return properties !== null && field(properties, ...keys) !== null ? properties : value;
}

export function propertyText(
  builder: ImportBuilder,
  value: Value,
  keys: readonly string[],
  isNeeded: boolean,
): string | null {
  return text(builder, ownerOf(value, ...keys), keys, isNeeded);
}

/** The GUID at the end of an id, which is one for a role wherever it is looked at. */
export function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).toLowerCase();
}

/** Operations on data have their own name space; here they begin with `data/`. */
export const data = 'data/';
const allData: Glob = [...literal(data), anyNumber];

export const everyOperation: Selector = { any: [[anyNumber]], except: [] };

/** `actions` without `notActions`, `dataActions` without `notDataActions`: what is left out is not denied. */
export function operationsOf(builder: ImportBuilder, value: Value, doubt: number | null): Operations[] {
  const patterns = (...keys: string[]): string[] => {
    const found = field(value, ...keys);
    return found === null ? [] : texts(builder, found, keys[0]!).map((one) => one.text.replaceAll(':', '.'));
  };
  const actions = patterns('actions', 'Actions');
  const dataActions = patterns('dataActions', 'DataActions');
  const at = spanOf(value);
  const result: Operations[] = [];
  if (actions.length > 0) {
    const except = [...patterns('notActions', 'NotActions').map(glob), allData];
    result.push({ operations: { any: actions.map(glob), except }, doubt, at });
  }
  if (dataActions.length > 0) {
    const prefixed = (all: readonly string[]): Glob[] => all.map((one) => glob(`${data}${one}`));
    const except = prefixed(patterns('notDataActions', 'NotDataActions'));
    result.push({ operations: { any: prefixed(dataActions), except }, doubt, at });
  }
  return result;
}

/** The blocks of permissions of a definition or a denial. */
export function permissionBlocks(builder: ImportBuilder, value: Value): Operations[] {
  const permissions = property(value, 'permissions', 'Permissions');
  if (permissions === null) return operationsOf(builder, value, null);
  const owner = ownerOf(value, 'permissions', 'Permissions');
  return maps(builder, owner, 'permissions', 'Permissions').flatMap((block) => {
    const condition = field(block, 'condition', 'Condition');
    const isEmpty = condition === null || textOf(condition) === '';
    const doubt = isEmpty
      ? null
      : builder.doubt(
          spanOf(condition),
          'a part of a role applies only under a condition, which depends on the request',
        );
    return operationsOf(builder, block, doubt);
  });
}

export function isRoleDefinition(value: Value): boolean {
  const hasScopes = property(value, 'assignableScopes', 'AssignableScopes') !== null;
  const hasName = property(value, 'roleName', 'RoleName', 'Name') !== null;
  return (
    hasScopes &&
    (hasName || property(value, 'permissions') !== null) &&
    property(value, 'principalId') === null
  );
}

export function readRoleDefinition(builder: ImportBuilder, value: Value): RoleDefinition | null {
  const name = propertyText(builder, value, ['roleName', 'RoleName', 'Name'], true);
  if (name === null) return null;
  // A definition that is written to be created has no id yet.
  const id = propertyText(builder, value, ['id', 'Id', 'name'], false) ?? name;
  for (const scope of list(
    builder,
    field(value, 'properties') ?? value,
    'assignableScopes',
    'AssignableScopes',
  )) {
    if (textOf(scope) === null) refuse(builder, scope, '`assignableScopes` must be a list of texts');
  }
  if (
    property(value, 'permissions', 'Permissions', 'actions', 'Actions', 'dataActions', 'DataActions') === null
  ) {
    return refuse(builder, value, `role \`${shown(name)}\` has no \`permissions\``);
  }
  return { id: lastPart(id), name, at: spanOf(value), allows: permissionBlocks(builder, value) };
}

export function isItem(value: Value): boolean {
  return isMap(value);
}
