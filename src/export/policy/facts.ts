/**
 * Names and facts in the policy language: few of them in the policy itself, many in tables, where each row says in the
 * column `source` where the fact was found. A policy of which a relation is in tables has all of that relation there.
 */

import { conditionsOf, objectsOf } from '../../application/walk.ts';
import type { Facts, Place, Policy, Possible, PossibleFacts } from '../../policy/model.ts';
import { csvTexts } from '../csv.ts';
import type { ExportedFile } from '../exported.ts';
import type { FileNames } from '../file-names.ts';
import { list, map, type Yaml } from '../yaml.ts';
import { type Naming, placeText } from './names.ts';

/** How many names or facts of one kind stand in the policy before they get a table. */
const mostInline = 300;

export type Entry = readonly [string, Yaml | undefined];

/** Tables while they are written. */
export interface Tables {
  readonly files: ExportedFile[];
  readonly nodes: Yaml[];
  /** Writes rows to `stem`.csv, or to several files; `node` is what the policy says of each. */
  add(
    stem: string,
    header: readonly string[],
    rows: number,
    row: (index: number) => readonly string[],
    node: readonly Entry[],
  ): void;
}

export function startTables(names: FileNames): Tables {
  const files: ExportedFile[] = [];
  const nodes: Yaml[] = [];
  return {
    files,
    nodes,
    add(stem, header, rows, row, node) {
      if (rows === 0) return;
      for (const text of csvTexts(header, rows, row)) {
        const path = names.take(stem, '.csv');
        files.push({ path, text });
        nodes.push(map([['file', path], ...node]));
      }
    },
  };
}

/** Keys of the policy for all its names, facts and doubts. */
export function factEntries(naming: Naming, tables: Tables): readonly Entry[] {
  const { policy } = naming;
  const { users, roles } = policy;
  const groupIds = idsBelow(roles.declaredCount).filter((role) => roles.isGroup[role]!);
  const roleIds = idsBelow(roles.declaredCount).filter((role) => !roles.isGroup[role]!);
  const isGroup = (role: number): boolean => roles.isGroup[role]!;

  const usersInline = users.declaredCount <= mostInline;
  const rolesInline = roleIds.length <= mostInline && groupIds.length <= mostInline;
  const assignmentsInline = policy.assignments.left.length <= mostInline;
  // The language has no word for what a group itself is granted, nor for facts of roles that nothing declares; a table
  // has, and reading it tells of the latter.
  const inheritanceInline = rolesInline && isFew(policy.inheritance, (role) => role < roles.declaredCount);
  const grantsInline =
    rolesInline && isFew(policy.grants, (role) => role < roles.declaredCount && !isGroup(role));

  const listed = permissionsToList(policy);
  const permissionsInline = listed.areAll && listed.ids.length <= mostInline;
  if (!usersInline) nameTable(naming, tables, 'users', 'user', idsBelow(users.declaredCount));
  if (!rolesInline) {
    nameTable(naming, tables, 'roles', 'role', roleIds);
    nameTable(naming, tables, 'groups', 'group', groupIds);
  }
  if (!permissionsInline) nameTable(naming, tables, 'permissions', 'permission', listed.ids);
  if (!assignmentsInline) factTable(naming, tables, 'assignments', policy.assignments);
  if (!inheritanceInline) factTable(naming, tables, 'inheritance', policy.inheritance);
  if (!grantsInline) factTable(naming, tables, 'grants', policy.grants);

  const juniors = inheritanceInline ? rowsByLeft(policy.inheritance) : new Map<number, number[]>();
  const granted = grantsInline ? rowsByLeft(policy.grants) : new Map<number, number[]>();
  const assigned = assignmentsInline ? rowsByLeft(policy.assignments) : new Map<number, number[]>();
  const members = new Map<number, number[]>();
  const direct = new Map<number, number[]>();
  for (const [user, held] of assigned) {
    for (const role of held) {
      // A member of a group stands with the group, where groups stand in the policy.
      if (isGroup(role) && rolesInline && role < roles.declaredCount) push(members, role, user);
      else push(direct, user, role);
    }
  }
  const rolesNode = map(
    roleIds.map((role) => [
      naming.role(role),
      nonEmpty([
        ['inherits', named(juniors.get(role), naming.roles)],
        ['permissions', named(granted.get(role), naming.permissions)],
      ]),
    ]),
  );
  const groupsNode = map(
    groupIds.map((group) => [
      naming.role(group),
      nonEmpty([
        ['members', named(members.get(group), naming.users)],
        ['roles', named(juniors.get(group), naming.roles)],
      ]),
    ]),
  );
  return [
    [
      'users',
      usersInline && users.declaredCount > 0 ? naming.users(idsBelow(users.declaredCount)) : undefined,
    ],
    [
      'roles',
      !rolesInline || roleIds.length === 0
        ? undefined
        : juniors.size + granted.size === 0
          ? naming.roles(roleIds)
          : rolesNode,
    ],
    ['groups', rolesInline && groupIds.length > 0 ? groupsNode : undefined],
    ['permissions', permissionsInline && listed.ids.length > 0 ? naming.permissions(listed.ids) : undefined],
    [
      'assignments',
      direct.size === 0
        ? undefined
        : map([...direct].map(([user, held]) => [naming.user(user), naming.roles(held)])),
    ],
    ['possible', policy.possible === null ? undefined : possibleNode(naming, tables, policy.possible)],
  ];
}

function isFew({ left }: Facts, hasPlace: (left: number) => boolean): boolean {
  return left.length <= mostInline && left.every(hasPlace);
}

const idsBelow = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}

/** Each fact once. */
function rowsByLeft({ left, right }: Facts): Map<number, number[]> {
  const sets = new Map<number, Set<number>>();
  left.forEach((id, row) => {
    const known = sets.get(id);
    if (known === undefined) sets.set(id, new Set([right[row]!]));
    else known.add(right[row]!);
  });
  return new Map([...sets].map(([id, members]) => [id, [...members]]));
}

function named(
  ids: readonly number[] | undefined,
  write: (ids: readonly number[]) => Yaml,
): Yaml | undefined {
  return ids === undefined ? undefined : write(ids);
}

/** Null where there is nothing to say. */
function nonEmpty(entries: readonly Entry[]): Yaml {
  return entries.some(([, value]) => value !== undefined) ? map(entries) : null;
}

interface ListedPermissions {
  readonly ids: readonly number[];
  /** Whether the policy may say that there are no others: no application tests an object that no permission is of. */
  readonly areAll: boolean;
}

/** The permissions that would be lost, or warned of, because no role is granted them: then all are listed. */
function permissionsToList({ permissions, applications, grants, possible }: Policy): ListedPermissions {
  const granted = new Set([...grants.right, ...(possible?.grants.right ?? [])]);
  const ids = idsBelow(permissions.declaredCount);
  if (ids.every((id) => granted.has(id))) return { ids: [], areAll: false };
  const objects = new Set(permissions.list.map((one) => one.slice(0, one.lastIndexOf(':'))));
  const areAll = applications.every(({ tree }) =>
    conditionsOf(tree.body)
      .flatMap(objectsOf)
      .every(({ text }) => objects.has(text)),
  );
  return { ids, areAll };
}

type NameKind = 'users' | 'roles' | 'groups' | 'permissions';

function nameTable(
  naming: Naming,
  tables: Tables,
  kind: NameKind,
  column: string,
  ids: readonly number[],
): void {
  const { policy } = naming;
  const sort = kind === 'groups' ? 'roles' : kind;
  const name = { users: naming.user, roles: naming.role, permissions: naming.permission }[sort];
  const places: readonly Place[] = policy.declared[sort];
  tables.add(
    kind,
    [column, 'source'],
    ids.length,
    (index) => [name(ids[index]!), placeText(policy, places[ids[index]!]!)],
    [[kind, map([[column, column]])]],
  );
}

const columns = {
  assignments: ['user', 'role'],
  inheritance: ['senior', 'junior'],
  grants: ['role', 'permission'],
} as const;

type Relation = keyof typeof columns;

function sidesOf(
  naming: Naming,
  relation: Relation,
): readonly [(id: number) => string, (id: number) => string] {
  switch (relation) {
    case 'assignments':
      return [naming.user, naming.role];
    case 'inheritance':
      return [naming.role, naming.role];
    case 'grants':
      return [naming.role, naming.permission];
    default:
      return relation satisfies never;
  }
}

function factTable(
  naming: Naming,
  tables: Tables,
  relation: Relation,
  facts: Facts,
  doubts: { readonly of: Int32Array; readonly id: (doubt: number) => string } | null = null,
): void {
  const [left, right] = columns[relation];
  const [nameLeft, nameRight] = sidesOf(naming, relation);
  const source = placeWriter(naming.policy);
  const row = (index: number): string[] => [nameLeft(facts.left[index]!), nameRight(facts.right[index]!)];
  const where = (index: number): string => source(facts.file[index]!, facts.line[index]!);
  const node: Entry = [
    relation,
    map([
      [left, left],
      [right, right],
    ]),
  ];
  if (doubts === null) {
    tables.add(relation, [left, right, 'source'], facts.left.length, (at) => [...row(at), where(at)], [node]);
    return;
  }
  const { of, id } = doubts;
  tables.add(
    `possible-${relation}`,
    [left, right, 'doubt', 'source'],
    facts.left.length,
    (at) => [...row(at), id(of[at]!), where(at)],
    [node, ['possible', 'doubt']],
  );
}

/** Paths are looked at once: there may be millions of rows. */
function placeWriter(policy: Policy): (file: number, line: number) => string {
  const paths = policy.files.map((_, file) => placeText(policy, { file, line: 0 }).slice(0, -1));
  return (file, line) => `${paths[file] ?? '?:'}${line}`;
}

function possibleNode(naming: Naming, tables: Tables, possible: Possible): Yaml {
  const { policy } = naming;
  const relations = ['assignments', 'inheritance', 'grants'] as const;
  const total = relations.reduce((sum, relation) => sum + possible[relation].left.length, 0);
  const inline = total <= mostInline;
  const id = (doubt: number): string => `doubt-${doubt + 1}`;
  if (!inline) {
    for (const relation of relations) {
      const facts: PossibleFacts = possible[relation];
      factTable(naming, tables, relation, facts, { of: facts.doubt, id });
    }
  }
  const factsOf = relations.map((relation) => (inline ? byDoubt(possible[relation]) : new Map()));
  return list(
    possible.doubts.map((doubt, index) => ({
      kind: 'commented',
      comment: placeText(policy, doubt.place),
      value: map([
        ['id', inline ? undefined : id(index)],
        ['reason', doubt.reason],
        ['reaches', doubt.reaches === 'facts' ? undefined : doubt.reaches],
        ...relations.map((relation, at): Entry => {
          const own = factsOf[at]!.get(index);
          if (own === undefined) return [relation, undefined];
          const [nameLeft, nameRight] = sidesOf(naming, relation);
          return [
            relation,
            map(
              [...own].map(([left, rights]: [number, Set<number>]) => [
                nameLeft(left),
                list([...rights].map(nameRight)),
              ]),
            ),
          ];
        }),
      ]),
    })),
  );
}

/** For each doubt, the right sides by left sides, each fact once. */
function byDoubt({ left, right, doubt }: PossibleFacts): Map<number, Map<number, Set<number>>> {
  const all = new Map<number, Map<number, Set<number>>>();
  left.forEach((id, row) => {
    const own = all.get(doubt[row]!) ?? new Map<number, Set<number>>();
    all.set(doubt[row]!, own);
    const rights = own.get(id) ?? new Set<number>();
    own.set(id, rights);
    rights.add(right[row]!);
  });
  return all;
}
