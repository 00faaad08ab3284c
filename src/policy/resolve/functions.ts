/**
 * Functions: named sets of permissions, of which one suffices. A function is lowered to a permission of its own,
 * `function:NAME`, that every role has which has a permission of the set; each such grant stands at the place of the
 * grant that it comes from. So a risk over functions is an exclusion over permissions, or an operation, like any other.
 */

import type { Span } from '../../source/text.ts';
import { functionPermission, isFunctionPermission } from '../function-permission.ts';
import type { Facts, Place } from '../model.ts';
import { shown } from '../names.ts';
import { isPattern, matcher } from '../pattern.ts';
import type { Document } from './declarations.ts';
import type { Reading } from './reading.ts';

/** A function of the policy, or one that is imported. */
export interface FunctionDefinition {
  readonly name: string;
  readonly place: Place;
  readonly span: Span;
  /** Permissions and patterns of them, in NFC. */
  readonly permissions: readonly string[];
}

/** The functions that the policy and its parts define. */
export function definedFunctions(reading: Reading, { values }: Document): readonly FunctionDefinition[] {
  return (values.functions?.entries ?? []).map(({ key, value }) => ({
    name: key.text.normalize('NFC'),
    place: reading.place(key),
    span: reading.span(key),
    permissions: value.items.filter(({ given }) => given).map((leaf) => leaf.value.normalize('NFC')),
  }));
}

/** Declares the permission of each function, before anything speaks of it. */
export function declareFunctions(
  reading: Reading,
  functions: readonly FunctionDefinition[],
): ReadonlyMap<FunctionDefinition, number> {
  const first = new Map<string, FunctionDefinition>();
  const ids = new Map<FunctionDefinition, number>();
  const { permission } = reading.spaces;
  for (const definition of functions) {
    const { name, place, span } = definition;
    const earlier = first.get(name);
    if (earlier !== undefined) {
      reading.problems.report({
        code: 'duplicate-name',
        message: `function \`${shown(name)}\` is defined twice`,
        span,
        related: [{ message: 'first here', span: earlier.span }],
      });
      continue;
    }
    first.set(name, definition);
    if (name.includes(':')) {
      reading.problems.report({
        code: 'bad-name',
        message: `function \`${shown(name)}\` contains a colon`,
        span,
        hint: 'its permission is `function:NAME`, in which the last colon separates',
      });
      continue;
    }
    ids.set(
      definition,
      permission.declare(functionPermission(name), place, () => span),
    );
  }
  return ids;
}

/** Grants each function to the roles that have one of its permissions. All other grants must have been read. */
export function grantFunctions(reading: Reading, functions: ReadonlyMap<FunctionDefinition, number>): void {
  if (functions.size === 0) return;
  const isFunction = new Set(functions.values());
  const { names } = reading.spaces.permission;
  const size = names.size();
  const functionsOf: number[][] = Array.from({ length: size }, () => []);
  for (const [{ permissions }, id] of functions) {
    for (const written of new Set(permissions)) {
      if (!isPattern(written)) {
        const permission = names.id(written);
        if (permission !== undefined && !isFunction.has(permission)) addOnce(functionsOf[permission]!, id);
        continue;
      }
      const matches = matcher(written);
      for (let permission = 0; permission < size; permission += 1) {
        if (!isFunction.has(permission) && matches(names.name(permission))) {
          addOnce(functionsOf[permission]!, id);
        }
      }
    }
  }
  eachLowered(reading.grants.build(), functionsOf, (role, id, at) =>
    reading.grants.add(role, id, at.file, at.line),
  );
  const possible = reading.possible.rows('grants');
  eachLowered(possible, functionsOf, (role, id, at, row) =>
    reading.possible.add('grants', role, id, at, possible.doubt[row]!),
  );
}

/** Each role and function, once for each place. */
function eachLowered(
  grants: Facts,
  functionsOf: readonly (readonly number[])[],
  add: (role: number, id: number, at: { readonly file: number; readonly line: number }, row: number) => void,
): void {
  const seen = new Set<string>();
  for (let row = 0; row < grants.left.length; row += 1) {
    const functions = functionsOf[grants.right[row]!]!;
    if (functions.length === 0) continue;
    const role = grants.left[row]!;
    const at = { file: grants.file[row]!, line: grants.line[row]! };
    for (const id of functions) {
      const key = `${role} ${id} ${at.file} ${at.line}`;
      if (seen.has(key)) continue;
      seen.add(key);
      add(role, id, at, row);
    }
  }
}

function addOnce(list: number[], id: number): void {
  if (!list.includes(id)) list.push(id);
}

/** Permissions, and patterns of them, that the policy speaks of other than in grants. */
export function mentionedPermissions({ values }: Document): readonly string[] {
  const mentioned = new Set<string>();
  const add = (leaves: { readonly items: readonly { readonly value: string }[] } | undefined): void => {
    for (const { value } of leaves?.items ?? []) mentioned.add(value.normalize('NFC'));
  };
  for (const { value } of values.functions?.entries ?? []) add(value);
  for (const { values: operation } of values.operations?.items ?? []) add(operation.permissions);
  for (const { values: constraint } of values.constraints?.items ?? []) {
    for (const exclusion of [constraint.exclusive, constraint.static, constraint.dynamic]) {
      add(exclusion?.values.permissions);
      for (const pair of exclusion?.values['permission-pairs']?.items ?? []) add(pair);
      for (const side of exclusion?.values['permissions-between']?.items ?? []) add(side);
      for (const set of exclusion?.values.sets?.items ?? []) add(set.values.permissions);
    }
  }
  for (const { values: application } of values.applications?.items ?? []) {
    for (const { value } of application.needs?.entries ?? []) add(value);
  }
  // Functions are none of what an import could split.
  return [...mentioned].filter((written) => !isFunctionPermission(written));
}
