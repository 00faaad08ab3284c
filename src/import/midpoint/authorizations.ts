/**
 * Authorizations as permissions.
 *
 * An action of the model is one for each type of object, `model/UserType:modify`; what is allowed only for some objects
 * or items is a permission of its own, `model/UserType (orgRelation):modify`, which whoever may do it for all objects has
 * too. Actions of other kinds are `ui:usersAll`. An account that a role brings is `resource/NAME:account`.
 */

import { nameProblem, shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { localName } from './references.ts';
import { child, children, type Element, textOf } from './xml.ts';

export interface Authorization {
  readonly isDenial: boolean;
  readonly permissions: readonly Scope[];
  readonly at: Span;
}

export interface Scope {
  /** `model`, `ui`, …; `all` is everything. */
  readonly area: string;
  /** Of objects, in `model`; null: of any. */
  readonly type: string | null;
  /** What it is restricted by; empty: by nothing. */
  readonly restriction: string;
  readonly action: string;
}

const unrestricted = new Set(['type', 'name', 'description', 'documentation', 'id']);
const ofAuthorization = new Set([
  'item',
  'exceptItem',
  'target',
  'phase',
  'limitations',
  'relation',
  'orderConstraints',
]);

/** Types that stand for others. */
const wider: Readonly<Record<string, readonly string[]>> = {
  FocusType: ['UserType', 'RoleType', 'OrgType', 'ServiceType', 'ArchetypeType', 'AbstractRoleType'],
  AbstractRoleType: ['RoleType', 'OrgType', 'ServiceType', 'ArchetypeType'],
};

export function readAuthorization(element: Element, { report }: ImportBuilder): Authorization | null {
  const decision = textOf(element, 'decision') ?? 'allow';
  if (decision !== 'allow' && decision !== 'deny') {
    report(
      'import-syntax',
      `\`${shown(decision)}\` is no decision`,
      child(element, 'decision')!.at,
      'allow or deny',
    );
    return null;
  }
  const whole = element.children.flatMap(({ name, text }) =>
    ofAuthorization.has(name) ? [name === 'phase' ? `phase ${shown(text)}` : name] : [],
  );
  const objects = children(element, 'object').map((object) => ({
    types: children(object, 'type').map(({ text }) => localName(text)),
    restriction: object.children.flatMap(({ name, text }) =>
      unrestricted.has(name) ? [] : [name === 'special' ? `special ${shown(text)}` : name],
    ),
  }));
  const permissions: Scope[] = [];
  for (const action of children(element, 'action')) {
    const problem = nameProblem(action.text);
    if (problem !== null) {
      report('bad-name', `action \`${shown(action.text)}\` ${problem}`, action.at);
      continue;
    }
    const { area, name } = actionOf(action.text);
    const scopes = objects.length === 0 ? [{ types: [], restriction: [] }] : objects;
    for (const { types, restriction } of scopes) {
      const by = [...new Set([...restriction, ...whole])].join(', ');
      const of = area === 'model' && types.length > 0 ? types : [null];
      for (const type of of) permissions.push({ area, type, restriction: by, action: name });
    }
  }
  return { isDenial: decision === 'deny', permissions, at: element.at };
}

function actionOf(uri: string): { readonly area: string; readonly name: string } {
  const hash = uri.lastIndexOf('#');
  const found = /\/authorization(?:-([\w-]+?))?-\d+$/.exec(uri.slice(0, Math.max(hash, 0)));
  const name = uri.slice(hash + 1);
  if (found === null)
    return { area: hash > 0 ? uri.slice(0, hash) : 'action', name: name === '' ? uri : name };
  return found[1] === undefined && name === 'all'
    ? { area: 'all', name: 'all' }
    : { area: found[1] ?? 'midpoint', name };
}

const other = '(other)';

export function permissionName({ area, type, restriction, action }: Scope): string {
  const object = area === 'model' ? `model/${type ?? other}` : area;
  return `${object}${restriction === '' ? '' : ` (${restriction})`}:${action}`;
}

/** What a permission that a constraint names speaks of; null where it has a pattern in it. */
export function scopeOf(permission: string): Scope | null {
  const found = /^([^():]+|[^()]*:[^()]*)(?: \((.*)\))?:([^:]+)$/.exec(permission);
  if (found === null || permission.includes('*')) return null;
  const [, object, restriction, action] = found;
  const isModel = object!.startsWith('model/');
  return {
    area: isModel ? 'model' : object!,
    type: isModel ? object!.slice('model/'.length) : null,
    restriction: restriction ?? '',
    action: action!,
  };
}

/** All permissions that there are, each for one type at most. */
export function universeOf(scopes: readonly Scope[]): readonly Scope[] {
  const types = new Set<string>([other]);
  for (const { area, type } of scopes) if (area === 'model' && type !== null) types.add(type);
  const all = new Map<string, Scope>();
  const add = (scope: Scope): void => {
    if (!all.has(permissionName(scope))) all.set(permissionName(scope), scope);
  };
  for (const scope of scopes) {
    if (scope.area === 'model' && scope.type === null) for (const type of types) add({ ...scope, type });
    else add(scope);
    // A part of what can be done is not all of it.
    if (scope.restriction !== '' && scope.area === 'model' && scope.type !== null)
      add({ ...scope, restriction: '' });
  }
  if (scopes.some(({ area }) => area === 'all'))
    add({ area: other, type: null, restriction: '', action: other });
  return [...all.values()];
}

/** Whether an authorization for `one` is about the permission: `part`, about some of it. */
export function covers(one: Scope, permission: Scope): 'whole' | 'part' | 'none' {
  const whole = one.restriction === '' || one.restriction === permission.restriction;
  const how = whole ? 'whole' : 'part';
  if (one.area === 'all') return how;
  if (one.area !== permission.area) return 'none';
  if (one.action !== permission.action && !(one.area === 'ui' && one.action === 'all')) return 'none';
  if (one.area !== 'model' || one.type === null || one.type === permission.type || one.type === 'ObjectType')
    return how;
  return permission.type !== null && (wider[one.type] ?? []).includes(permission.type) ? how : 'none';
}
