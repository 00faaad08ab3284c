/** Roles, users, memberships, and what attributes and options of memberships allow. */

import type { Span } from '../../source/text.ts';
import { circleIn } from './closure.ts';
import { isPredefined } from './privileges.ts';
import { everybody, type Server } from './server.ts';
import { type Attribute, type Role, superuserRole } from './state.ts';

export function statePeople(server: Server): void {
  const { build, state, memberships, closure, users, superusers } = server;
  const circle = circleIn(memberships);
  if (circle !== null) {
    build.report(
      'import-syntax',
      `\`${circle.member}\` is a member of \`${circle.role}\`, and the other way round`,
      circle.at,
      'the server refuses such a circle',
    );
    return;
  }
  declareRoles(server);
  for (const { role, member, at, admin } of memberships) {
    if (admin) build.grant(member, grantOf(role), at);
  }
  for (const member of state.usedRoles.keys()) {
    const seen = new Set<string>();
    for (const { role, at } of closure.inherited(member)) {
      if (!seen.has(role)) build.inherit(member, role, at);
      seen.add(role);
    }
  }
  for (const user of users) {
    build.user(user.name, user.at);
    if (server.superusersApart && superusers.has(user.name)) {
      build.assign(user.name, apartRole, user.attributes.get('superuser')!);
      build.grant(apartRole, 'server:superuser', user.attributes.get('superuser')!);
      continue;
    }
    build.assign(user.name, user.name, user.login!);
    build.assign(user.name, everybody, user.login!);
    const inherited = closure.inherits(user.name);
    for (const [role, membership] of closure.sets(user.name)) {
      if (!inherited.has(role)) build.assign(user.name, role, membership!.at);
    }
  }
  if (users.length > 0) build.role(everybody, users[0]!.at);
  stateAttributes(server);
  stateRoleGranting(server);
}

/** Of superusers whom the import is to set apart: nothing but that they are superusers is said of them. */
const apartRole = '[SUPERUSER, set apart]';

function grantOf(role: string): string {
  return `role/${role}:grant`;
}

function declareRoles({ build, state }: Server): void {
  for (const { name, at } of state.roles.values()) {
    if (name.startsWith('[')) {
      build.report('import-unsupported', `roles called \`[…\` stand for attributes here: \`${name}\``, at);
    }
    build.role(name, at);
  }
  for (const [name, at] of state.usedRoles) {
    if (state.roles.has(name) || name === 'pg_database_owner') continue;
    if (isPredefined(name)) {
      build.role(name, at);
      build.grant(name, `server:${name}`, at);
    } else if (/^\d+$/.test(name)) {
      build.role(name, at);
      build.remark(at, `role ${name} is gone: only its number is left, and nobody can be a member of it`);
    } else {
      build.report(
        'import-reference',
        `role \`${name}\` is used and not created, so that nobody knows who is a member of it`,
        at,
        'import the output of `pg_dumpall --roles-only` as well',
      );
    }
  }
}

const attributes: readonly Attribute[] = ['superuser', 'createrole', 'createdb', 'replication', 'bypassrls'];

/**
 * Attributes are not inherited: whoever acts as the role has them. So users are assigned to a role that stands for the
 * attribute. A superuser needs none of the others.
 */
function stateAttributes({ build, state, closure, users, superusers, superusersApart }: Server): void {
  const held = new Map<Attribute, Span>();
  for (const user of users) {
    if (superusersApart && superusers.has(user.name)) continue;
    for (const attribute of attributes) {
      for (const name of closure.sets(user.name).keys()) {
        const at = state.roles.get(name)?.attributes.get(attribute);
        if (at === undefined) continue;
        build.assign(user.name, attributeRole(attribute), at);
        held.set(attribute, held.get(attribute) ?? at);
        break;
      }
    }
  }
  for (const [attribute, at] of held) build.grant(attributeRole(attribute), `server:${attribute}`, at);
}

export function attributeRole(attribute: Attribute): string {
  return attribute === 'superuser' ? superuserRole : `[${attribute.toUpperCase()}]`;
}

/**
 * Up to version 15, `CREATEROLE` lets grant every role that is no superuser; later it needs the admin option. And who
 * may both grant a role and act as it is told by a permission of its own, because no pattern can tell it.
 */
function stateRoleGranting({ build, state, closure, users, memberships, superusers, version }: Server): void {
  const creator = users.find((user) =>
    [...closure.sets(user.name).keys()].some((name) => creates(state.roles.get(name))),
  );
  if (creator !== undefined && (version === null || version <= 15)) {
    const name = [...closure.sets(creator.name).keys()].find((role) => creates(state.roles.get(role)))!;
    const at = state.roles.get(name)!.attributes.get('createrole')!;
    const doubt =
      version === null
        ? build.doubt(
            at,
            'up to version 15 `CREATEROLE` lets grant every role, and the version is not in the file',
          )
        : null;
    for (const role of state.usedRoles.keys()) {
      if (!superusers.has(role) && role !== 'pg_database_owner') {
        build.grant(attributeRole('createrole'), grantOf(role), at, doubt);
      }
    }
  }
  const granters = new Map<string, { readonly role: string; readonly at: Span }[]>();
  for (const { role, member, admin, at } of memberships) {
    if (!admin) continue;
    const list = granters.get(member);
    if (list === undefined) granters.set(member, [{ role, at }]);
    else list.push({ role, at });
  }
  for (const { name } of users) {
    const acts = closure.acts(name);
    const told = new Set<string>();
    for (const granter of acts) {
      for (const { role, at } of granters.get(granter) ?? []) {
        if (!acts.has(role) || told.has(role)) continue;
        told.add(role);
        build.grant(name, `role/${role}:grant-and-use`, at);
      }
    }
  }
}

function creates(role: Role | undefined): boolean {
  return role?.attributes.has('createrole') ?? false;
}
