/** The facts that the policy and its parts themselves state: UA, RH, PA (FORMAL.md A.2). */

import type { Leaf, List } from '../located.ts';
import { shown } from '../names.ts';
import type { Document } from './declarations.ts';
import { addInheritance, idOf, leafIds, type Ranged, type Reading } from './reading.ts';

export function readFacts(reading: Reading, { values }: Document): void {
  if (values.users?.kind === 'mapping') {
    for (const { key, value } of values.users.entries) {
      if (value.kind === 'leaf') continue;
      const user = idOf(reading, 'user', key.text, key);
      assign(reading, user, value.values.roles);
      joinGroups(reading, user, value.values.groups);
    }
  }
  if (values.roles?.kind === 'mapping') {
    for (const { key, value } of values.roles.entries) {
      if (value.kind === 'leaf') continue;
      const role = idOf(reading, 'role', key.text, key);
      inherit(reading, role, value.values.inherits);
      for (const permission of leafIds(reading, 'permission', value.values.permissions)) {
        const { file, line } = reading.place(permission);
        reading.grants.add(role, permission.id, file, line);
      }
    }
  }
  for (const { key, value } of values.groups?.entries ?? []) {
    if (value.kind === 'leaf') continue;
    const group = idOf(reading, 'role', key.text, key);
    for (const member of leafIds(reading, 'user', value.values.members)) {
      addAssignment(reading, member.id, group, member);
    }
    inherit(reading, group, value.values.roles);
  }
  for (const { key, value } of values.assignments?.entries ?? []) {
    assign(reading, idOf(reading, 'user', key.text, key), value);
  }
}

function assign(reading: Reading, user: number, roles: List<Leaf<string>> | undefined): void {
  // The roles are looked up even where the user is unknown, so that both are reported.
  for (const role of leafIds(reading, 'role', roles)) {
    if (user >= 0) addAssignment(reading, user, role.id, role);
  }
}

function addAssignment(reading: Reading, user: number, role: number, at: Ranged): void {
  const { file, line } = reading.place(at);
  reading.assignments.add(user, role, file, line);
}

function inherit(reading: Reading, senior: number, juniors: List<Leaf<string>> | undefined): void {
  for (const junior of leafIds(reading, 'role', juniors)) {
    const { file, line } = reading.place(junior);
    const { start, end } = reading.span(junior);
    addInheritance(reading, senior, junior.id, { file, line, start, end });
  }
}

function joinGroups(reading: Reading, user: number, groups: List<Leaf<string>> | undefined): void {
  for (const leaf of groups?.items ?? []) {
    const span = reading.span(leaf);
    const id = reading.spaces.role.find(leaf.value, () => span);
    if (id >= 0 && reading.groups.has(id)) {
      addAssignment(reading, user, id, leaf);
      continue;
    }
    if (id < 0 && reading.incomplete.has('role')) continue;
    const { names } = reading.spaces.role;
    const known = [...reading.groups].map((group) => names.name(group));
    reading.problems.report({
      code: 'unknown-group',
      message:
        id < 0
          ? `group \`${shown(leaf.value)}\` is not declared`
          : `\`${shown(leaf.value)}\` is a role, not a group`,
      span,
      hint:
        id < 0
          ? reading.suggest.hint(leaf.value, known, 'declare it under `groups:`')
          : 'list it under `roles`, or declare it under `groups:`',
    });
  }
}

/** Warns of permissions that no role is granted, where no list says which permissions there are. */
export function reportUngranted(reading: Reading, functions: ReadonlySet<number>): void {
  if (reading.closedPermissions) return;
  const granted = new Set(reading.grants.build().right);
  const possible = new Set(reading.possible.rows('grants').right);
  const { names } = reading.spaces.permission;
  for (const { id, span } of reading.usedPermissions) {
    // A function is defined once for many policies, and nobody needs to have it.
    if (granted.has(id) || possible.has(id) || functions.has(id) || reading.listedPermissions.has(id))
      continue;
    reading.problems.report({
      code: 'ungranted-permission',
      message: `permission \`${shown(names.name(id))}\` is granted to no role`,
      span,
      hint: reading.problems.wants('ungranted-permission', span.file.path)
        ? reading.suggest.hint(
            names.name(id),
            [...granted].map((permission) => names.name(permission)),
          )
        : undefined,
    });
  }
}
