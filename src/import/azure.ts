/**
 * Azure role-based access control: role definitions and role assignments (`az role definition list`, `az role assignment
 * list`, the REST interface, PowerShell), deny assignments, and, where they are given, groups with their members and the
 * hierarchy of management groups; JSON or YAML.
 *
 *     permission  SCOPE:Provider/type/action, operations on data as SCOPE:data/Provider/…; a scope stands for what is below it
 *                 and not told apart from it
 *     role        a role at a scope, `Contributor at /subscriptions/…`
 *     group       a group; one whose members no file names has one user who stands for them
 *     user        a user, a service principal or a managed identity
 *
 * `notActions` narrows the role that has it, and denies nothing: another role may give what it leaves out. What is assigned
 * at a scope reaches all below (`azure/scopes.ts`); where the subscriptions of a management group are in no file,
 * it may reach any. A condition makes an assignment possible only, and a role that no file defines may allow anything. Deny
 * assignments win. Neither scopes nor operations depend on case.
 */

import { shown } from '../policy/names.ts';
import type { Span } from '../source/text.ts';
import {
  everyOperation,
  isRoleDefinition,
  lastPart,
  type Operations,
  ownerOf,
  permissionBlocks,
  property,
  propertyText,
  type RoleDefinition,
  readRoleDefinition,
} from './azure/roles.ts';
import { atAndBelow, type Hierarchy, isManagementGroup, normalScope, only } from './azure/scopes.ts';
import {
  type Bundle,
  type Group,
  type Held,
  type Holder,
  type Limit,
  type Statement,
  stateFacts,
} from './cloud/facts.ts';
import {
  field,
  isFalse,
  isMap,
  isTrue,
  items,
  maps,
  name,
  refuse,
  spanOf,
  text,
  textOf,
  type Value,
  valuesOf,
} from './cloud/values.ts';
import { type ImportBuilder, type Importer, importBuilder } from './imported.ts';
import type { Selector } from './regions/areas.ts';
import { anyNumber, glob } from './regions/glob.ts';

export const azureImporter: Importer = {
  format: 'azure-rbac',
  title: 'Azure RBAC: role definitions, role and deny assignments (JSON, YAML)',
  mapKeys: {},
  detects({ text: written }) {
    const has = (...keys: string[]): boolean =>
      keys.every((key) => new RegExp(`(?:^|[\\s"'{,-])${key}["']?\\s*:`, 'i').test(written));
    if (has('roleDefinitionId', 'scope') && (has('principalId') || has('objectId'))) return true;
    if (has('assignableScopes') && (has('actions') || has('dataActions'))) return true;
    return (
      has('denyAssignmentName') ||
      (has('children') && /Microsoft\.Management\/managementGroups/i.test(written))
    );
  },
  read({ files, mentioned }) {
    const builder = importBuilder(files);
    const sorted = sort(
      builder,
      files.flatMap((file) => {
        const values = valuesOf(file, builder);
        if (values.length === 0 && builder.problems.count(file.path) === 0) {
          builder.report('import-syntax', 'there is nothing in this file', { file, start: 0, end: 0 });
        }
        return values.flatMap((value) => elements(builder, value));
      }),
    );
    const hierarchy = hierarchyOf(builder, sorted.managementGroups);
    const definitions = definitionsOf(builder, sorted.definitions);
    const principals = principalsOf(builder, sorted.groups);

    const bundles = new Map<string, Bundle>();
    const bundleOf = (definition: RoleDefinition, scope: string): Bundle => {
      const key = `${definition.id} ${scope.toLowerCase()}`;
      const known = bundles.get(key);
      if (known !== undefined) return known;
      const sameName = [...definitions.values()].filter((one) => one.name === definition.name).length > 1;
      const bundle = {
        name: `${definition.name}${sameName ? ` (${definition.id})` : ''} at ${scope}`,
        at: definition.at,
        statements: definition.allows.flatMap((allows) =>
          statementsAt(builder, 'allow', allows, scope, hierarchy),
        ),
      };
      bundles.set(key, bundle);
      return bundle;
    };
    const held = new Map<string, Held[]>();
    for (const value of sorted.assignments) {
      const read = readAssignment(builder, value, definitions, principals);
      if (read === null) continue;
      const { principal, definition, scope, doubt } = read;
      const list = held.get(principal) ?? [];
      list.push({ bundle: bundleOf(definition, scope), at: spanOf(value), doubt });
      held.set(principal, list);
    }
    const denials = sorted.denials.flatMap(
      (value) => readDenial(builder, value, hierarchy, principals) ?? [],
    );
    state(builder, files[0]!, principals, held, denials, (holders, groups) =>
      stateFacts(builder, files, holders, groups, { mentioned, ignoreCase: 'everything', joinsBelow: true }),
    );
    return builder.result();
  },
};

interface Sorted {
  readonly definitions: Value[];
  readonly assignments: Value[];
  readonly denials: Value[];
  readonly groups: Value[];
  readonly managementGroups: Value[];
}

/** The elements of a list, also of one in pages of the REST interface. */
function elements(builder: ImportBuilder, value: Value): Value[] {
  tellCut(builder, value);
  const page = field(value, 'value');
  return page !== null && field(value, 'id') === null ? items(page) : items(value);
}

/** A page that is not the last: what follows may say anything. */
function tellCut(builder: ImportBuilder, value: Value): void {
  const next = field(value, 'nextLink', '@odata.nextLink', 'members@odata.nextLink');
  if (next === null || textOf(next) === '') return;
  builder.doubt(
    spanOf(next),
    'the list was cut off here: there is more that is not in the file',
    'everything',
  );
}

function sort(builder: ImportBuilder, values: readonly Value[]): Sorted {
  const sorted: Sorted = { definitions: [], assignments: [], denials: [], groups: [], managementGroups: [] };
  for (const value of values) {
    const type = textOf(field(value, 'type', 'Type')) ?? '';
    if (!isMap(value)) refuse(builder, value, 'a role definition or an assignment must be a mapping');
    else if (
      /denyAssignments$/i.test(type) ||
      property(value, 'denyAssignmentName', 'DenyAssignmentName') !== null
    ) {
      sorted.denials.push(value);
    } else if (/managementGroups$/i.test(type)) sorted.managementGroups.push(value);
    else if (property(value, 'roleDefinitionId', 'RoleDefinitionId') !== null) sorted.assignments.push(value);
    else if (isRoleDefinition(value)) sorted.definitions.push(value);
    else if (field(value, 'members') !== null && field(value, 'id') !== null) sorted.groups.push(value);
    else {
      refuse(
        builder,
        value,
        'neither a role definition nor a role assignment, a deny assignment, a group with `members` or a management group',
      );
    }
  }
  return sorted;
}

function hierarchyOf(builder: ImportBuilder, values: readonly Value[]): Hierarchy {
  const children = new Map<string, string[]>();
  const visit = (value: Value): void => {
    const id = text(builder, value, ['id'], true);
    const owner = field(value, 'properties') ?? value;
    const below = maps(builder, owner, 'children');
    if (id === null) return;
    // A management group without `children` was not expanded, and tells nothing.
    if (field(owner, 'children') !== null) {
      children.set(
        normalScope(id).toLowerCase(),
        below.flatMap((child) => text(builder, child, ['id'], true) ?? []).map(normalScope),
      );
    }
    for (const child of below)
      if (isManagementGroup(normalScope(textOf(field(child, 'id')) ?? ''))) visit(child);
  };
  for (const value of values) visit(value);
  return { children };
}

function definitionsOf(builder: ImportBuilder, values: readonly Value[]): Map<string, RoleDefinition> {
  const definitions = new Map<string, RoleDefinition>();
  for (const value of values) {
    const read = readRoleDefinition(builder, value);
    if (read === null) continue;
    const known = definitions.get(read.id);
    if (known !== undefined && contents(known) !== contents(read)) {
      refuse(builder, value, `role \`${shown(read.name)}\` is defined twice, and not in the same way`);
    }
    definitions.set(read.id, read);
  }
  return definitions;
}

function contents({ name, allows }: RoleDefinition): string {
  return JSON.stringify([name, allows.map(({ operations, doubt }) => [operations, doubt !== null])]);
}

interface Principals {
  /** By id. */
  readonly known: Map<string, { readonly id: string; name: string; isGroup: boolean; readonly at: Span }>;
  /** Of the groups that a file lists: the ids of all members, also through groups. */
  readonly members: ReadonlyMap<string, { readonly ids: ReadonlySet<string>; readonly at: Span }>;
}

/** Whether a file lists the group, and all groups in it. */
function isWhole({ known, members }: Principals, group: string): boolean {
  const own = members.get(group);
  return own !== undefined && [...own.ids].every((id) => known.get(id)?.isGroup !== true || members.has(id));
}

function principalsOf(builder: ImportBuilder, values: readonly Value[]): Principals {
  const known: Principals['known'] = new Map();
  const direct = new Map<string, { readonly ids: readonly string[]; readonly at: Span }>();
  const add = (value: Value, isGroup: boolean): string | null => {
    const id = text(builder, value, ['id'], true)?.toLowerCase() ?? null;
    if (id === null) return null;
    const name = text(
      builder,
      value,
      isGroup ? ['displayName'] : ['userPrincipalName', 'displayName'],
      false,
    );
    const before = known.get(id);
    if (before === undefined || name !== null) {
      known.set(id, {
        id,
        name: name ?? id,
        isGroup: isGroup || before?.isGroup === true,
        at: spanOf(value),
      });
    } else if (isGroup) before.isGroup = true;
    return id;
  };
  for (const value of values) {
    const id = add(value, true);
    if (id === null) continue;
    tellCut(builder, value);
    const ids = maps(builder, value, 'members').flatMap((member) => {
      const isGroup = /group$/i.test(textOf(field(member, '@odata.type')) ?? '');
      return add(member, isGroup) ?? [];
    });
    const known = direct.get(id);
    direct.set(id, { ids: [...(known?.ids ?? []), ...ids], at: known?.at ?? spanOf(value) });
  }
  const members = [...direct].map(([id, { at }]) => {
    const all = new Set([id]);
    for (const one of all) for (const member of direct.get(one)?.ids ?? []) all.add(member);
    return [id, { ids: all, at }] as const;
  });
  return { known, members: new Map(members) };
}

function readAssignment(
  builder: ImportBuilder,
  value: Value,
  definitions: Map<string, RoleDefinition>,
  principals: Principals,
): {
  readonly principal: string;
  readonly definition: RoleDefinition;
  readonly scope: string;
  readonly doubt: number | null;
} | null {
  const principal = propertyText(
    builder,
    value,
    ['principalId', 'PrincipalId', 'ObjectId'],
    true,
  )?.toLowerCase();
  const written = propertyText(builder, value, ['roleDefinitionId', 'RoleDefinitionId'], true);
  const scope = propertyText(builder, value, ['scope', 'Scope'], true);
  if (principal === undefined || written === null || scope === null) return null;
  if (!scope.startsWith('/'))
    return refuse(builder, property(value, 'scope', 'Scope')!, 'a scope begins with `/`');
  const type = propertyText(builder, value, ['principalType', 'PrincipalType', 'ObjectType'], false);
  const name =
    nonEmpty(builder, property(value, 'principalName', 'SignInName')) ??
    nonEmpty(builder, property(value, 'DisplayName'));
  const before = principals.known.get(principal);
  if (before === undefined) {
    principals.known.set(principal, {
      id: principal,
      name: name ?? principal,
      isGroup: /group$/i.test(type ?? ''),
      at: spanOf(value),
    });
  } else {
    if (before.name === before.id && name !== null) before.name = name;
    if (/group$/i.test(type ?? '')) before.isGroup = true;
  }

  const id = lastPart(written);
  let definition = definitions.get(id);
  if (definition === undefined) {
    const roleName = nonEmpty(builder, property(value, 'roleDefinitionName', 'RoleDefinitionName')) ?? id;
    const at = spanOf(value);
    const doubt = builder.doubt(
      at,
      `role \`${shown(roleName)}\` is assigned, and no file says what it allows`,
    );
    definition = { id, name: roleName, at, allows: [{ operations: everyOperation, doubt, at }] };
    definitions.set(id, definition);
  }
  const condition = property(value, 'condition', 'Condition');
  const kind = textOf(field(value, 'type', 'Type')) ?? '';
  const doubt =
    nonEmpty(builder, condition) !== null
      ? builder.doubt(
          spanOf(condition!),
          'this assignment applies only under a condition, which depends on the request',
        )
      : /eligib/i.test(kind)
        ? builder.doubt(
            spanOf(value),
            'this assignment applies only while somebody who is eligible has activated it',
          )
        : /requests$/i.test(kind)
          ? builder.doubt(spanOf(value), 'this is a request, and what became of it is in no file')
          : null;
  return { principal, definition, scope: normalScope(scope), doubt };
}

/** What the tools leave empty is not there. */
function nonEmpty(builder: ImportBuilder, value: Value | null): string | null {
  return value === null || textOf(value) === '' ? null : name(builder, value, 'name');
}

/** The operations at the scope and below; perhaps anywhere, below a management group of which more is not known. */
function statementsAt(
  builder: ImportBuilder,
  effect: Statement['effect'],
  { operations, doubt, at }: Operations,
  scope: string,
  hierarchy: Hierarchy,
): Statement[] {
  const statement = (objects: Selector, why: number | null): Statement => ({
    effect,
    area: { objects, operations },
    doubt: why,
    at,
  });
  const certain = statement(atAndBelow(scope, hierarchy), doubt);
  if (!hasUnknown(scope, hierarchy)) return [certain];
  const why =
    doubt ??
    builder.doubt(
      at,
      `which subscriptions are below \`${shown(scope)}\` is in no file, and what holds there may hold in any`,
    );
  return [certain, statement({ any: [glob('/?*')], except: [] }, why)];
}

function hasUnknown(scope: string, { children }: Hierarchy): boolean {
  const all = new Set([scope]);
  for (const one of all) {
    if (!isManagementGroup(one)) continue;
    const below = children.get(one.toLowerCase());
    if (below === undefined) return true;
    for (const child of below) all.add(child);
  }
  return false;
}

interface Denial {
  readonly statements: readonly Statement[];
  readonly at: Span;
  readonly of: readonly string[];
  readonly except: readonly string[];
}

/** Azure writes everybody as the id of nobody. */
const everybody = '00000000-0000-0000-0000-000000000000';

function readDenial(
  builder: ImportBuilder,
  value: Value,
  hierarchy: Hierarchy,
  principals: Principals,
): Denial | null {
  const scope = propertyText(builder, value, ['scope', 'Scope'], true);
  const ids = (...keys: string[]): string[] =>
    maps(builder, ownerOf(value, ...keys), ...keys).flatMap((one) => {
      const id = text(builder, one, ['id', 'ObjectId'], true)?.toLowerCase();
      if (id === undefined) return [];
      const isGroup = /group$/i.test(textOf(field(one, 'type', 'ObjectType')) ?? '');
      const known = principals.known.get(id);
      if (isGroup && known !== undefined) known.isGroup = true;
      else if (isGroup) {
        const name = nonEmpty(builder, field(one, 'displayName', 'DisplayName')) ?? id;
        principals.known.set(id, { id, name, isGroup, at: spanOf(one) });
      }
      return [id];
    });
  const of = ids('principals', 'Principals');
  const except = ids('excludePrincipals', 'ExcludePrincipals');
  if (scope === null) return null;
  const condition = property(value, 'condition', 'Condition');
  const why =
    nonEmpty(builder, condition) === null
      ? null
      : builder.doubt(
          spanOf(condition!),
          'this deny assignment applies only under a condition, which depends on the request',
        );
  const here = property(value, 'doNotApplyToChildScopes', 'DoNotApplyToChildScopes');
  const isHereOnly = isTrue(here);
  if (here !== null && !isHereOnly && !isFalse(here)) {
    refuse(builder, here, '`doNotApplyToChildScopes` must be true or false');
  }
  const statements = permissionBlocks(builder, value).flatMap((block): Statement[] => {
    const operations = { ...block, doubt: block.doubt ?? why };
    const at = normalScope(scope);
    return isHereOnly
      ? [
          {
            effect: 'deny',
            area: { objects: only(at), operations: block.operations },
            doubt: operations.doubt,
            at: block.at,
          },
        ]
      : statementsAt(builder, 'deny', operations, at, hierarchy);
  });
  return { statements, at: spanOf(value), of, except };
}

const anything: Selector = { any: [[anyNumber]], except: [] };

function state(
  builder: ImportBuilder,
  file: Span['file'],
  principals: Principals,
  held: ReadonlyMap<string, readonly Held[]>,
  denials: readonly Denial[],
  done: (holders: readonly Holder[], groups: readonly Group[]) => void,
): void {
  const names = new Map<string, number>();
  for (const { name } of principals.known.values()) names.set(name, (names.get(name) ?? 0) + 1);
  const nameOf = (id: string): string => {
    const name = principals.known.get(id)!.name;
    return names.get(name)! > 1 ? `${name} (${id})` : name;
  };
  const isGroup = (id: string): boolean => principals.known.get(id)?.isGroup ?? false;
  const ids = [...principals.known.keys()];
  const groups = new Map(
    ids
      .filter(isGroup)
      .map((id) => [id, { name: nameOf(id), at: principals.known.get(id)!.at, held: held.get(id) ?? [] }]),
  );
  const groupsOf = (id: string) =>
    [...groups].flatMap(([group, one]) => {
      const members = principals.members.get(group);
      return members?.ids.has(id) === true ? [{ id: group, group: one, at: members.at, doubt: null }] : [];
    });

  /** Whether one of the ids is the principal or a group of it; a group that no file lists may have anybody. */
  const meets = (
    all: readonly string[],
    id: string,
    own: ReadonlySet<string>,
    isStandIn: boolean,
  ): 'yes' | 'no' | 'perhaps' => {
    if (all.some((one) => one === everybody || one === id || own.has(one))) return 'yes';
    if (isStandIn) return 'no';
    return all.some((one) => isGroup(one) && !isWhole(principals, one)) ? 'perhaps' : 'no';
  };
  const doubts = new Map<Denial, number>();
  const doubtOf = (denial: Denial): number => {
    const known = doubts.get(denial);
    if (known !== undefined) return known;
    const doubt = builder.doubt(
      denial.at,
      'whom this deny assignment is about depends on groups whose members are in no file',
    );
    doubts.set(denial, doubt);
    return doubt;
  };
  const limitsOf = (id: string, own: ReadonlySet<string>, isStandIn: boolean): Limit[] => {
    const statements = denials.flatMap((denial) => {
      const isAbout = meets(denial.of, id, own, isStandIn);
      const isExcepted = meets(denial.except, id, own, isStandIn);
      if (isAbout === 'no' || isExcepted === 'yes') return [];
      if (isAbout === 'yes' && isExcepted === 'no') return denial.statements;
      return denial.statements.map((one) => ({ ...one, doubt: one.doubt ?? doubtOf(denial) }));
    });
    if (statements.length === 0) return [];
    const all: Statement = {
      effect: 'allow',
      area: { objects: anything, operations: everyOperation },
      doubt: null,
      at: { file, start: 0, end: 0 },
    };
    return [{ statements: [all, ...statements], reachesAll: true }];
  };

  const holders: Holder[] = [];
  for (const id of ids) {
    const { at } = principals.known.get(id)!;
    if (!isGroup(id)) {
      const memberships = groupsOf(id);
      const own = new Set(memberships.map((one) => one.id));
      holders.push({
        kind: 'user',
        name: nameOf(id),
        at,
        held: held.get(id) ?? [],
        groups: memberships,
        limits: limitsOf(id, own, false),
      });
      continue;
    }
    if (isWhole(principals, id)) continue;
    // A stand-in is a member of this group and of the groups that it is known to be in, and nothing besides.
    const memberships = [
      { id, group: groups.get(id)!, at, doubt: null },
      ...groupsOf(id).filter((one) => one.id !== id),
    ];
    const own = new Set(memberships.map((one) => one.id));
    holders.push({
      kind: 'user',
      name: `a member of ${nameOf(id)}`,
      at,
      held: [],
      groups: memberships,
      limits: limitsOf(id, own, true),
    });
  }
  done(holders, [...groups.values()]);
}
