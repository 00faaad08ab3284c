/**
 * Keycloak: exports of realms in JSON, whole or in parts (`REALM-realm.json`, `REALM-users-0.json`).
 *
 * Realm roles are called as they are, client roles `CLIENT/ROLE`, groups by their path, `/sales/south`; with several
 * realms, all of them with `REALM|` in front. Composites are inheritance, and a subgroup inherits its parent.
 *
 * Keycloak knows no permissions besides roles: applications look for roles in tokens. So each role is a permission,
 * `CLIENT:ROLE` or `realm:ROLE`, the roles of administrators (`realm-management:manage-users`) among them; and what a
 * resource server's policies say is granted to roles where they are as simple as that, and is decided for each user
 * otherwise (`keycloak/authorization.ts`).
 *
 * Who signs up gets the default roles and groups: `(any new user)` stands for that. Where an export has no users, one
 * user stands for the members of each group. A disabled user cannot do anything, and has no roles here. What mappers of
 * identity providers and clients add at a login is possible. Scope mappings limit tokens, not users.
 */

import { readJson } from '../policy/json.ts';
import { nameProblem, shown } from '../policy/names.ts';
import type { Result } from '../source/diagnostic.ts';
import type { Span } from '../source/text.ts';
import { authorisedRoles, type FactSet, factSet } from './facts.ts';
import {
  type ImportBuilder,
  type Imported,
  type Importer,
  type ImportInput,
  importBuilder,
} from './imported.ts';
import { type Person, readAuthorizationSettings } from './keycloak/authorization.ts';
import { entries, field, items, spanOf, type Text, text, texts, truth, type Value } from './keycloak/json.ts';

export const keycloak: Importer = {
  format: 'keycloak',
  title: 'Keycloak realm exports (JSON)',
  mapKeys: {},
  detects: ({ text: content }) =>
    /^\s*[[{]/.test(content) &&
    /"realm"\s*:\s*"/.test(content) &&
    /"(?:roles|users|clients|groups|defaultRole|defaultRoles)"\s*:\s*[[{]/.test(content),
  read,
};

interface Realm {
  readonly name: string;
  readonly parts: readonly Value[];
}

interface Reading {
  readonly realm: Realm;
  readonly prefix: string;
  readonly builder: ImportBuilder;
  readonly facts: FactSet;
  /** Names here by what they are in the realm: `realm NAME`, `client CLIENT NAME`, `group PATH`. */
  readonly names: Map<string, string>;
  /** Values of `names`. */
  readonly taken: Set<string>;
  readonly hasRoles: boolean;
  /** Disabled users, too. */
  readonly seen: Set<string>;
  readonly users: Map<string, { readonly at: Span; readonly groups: Set<string> }>;
}

function read({ files }: ImportInput): Result<Imported> {
  const builder = importBuilder(files);
  const parts: { readonly name: Text; readonly value: Value }[] = [];
  for (const file of files) {
    const node = readJson(file, builder.problems);
    if (node === null) continue;
    const whole: Value = { node, file, builder };
    for (const value of node.kind === 'list' ? items(whole) : [whole]) {
      const name = text(field(value, 'realm'));
      if (name !== undefined) parts.push({ name, value });
      else if (value.node.kind === 'map')
        builder.report('import-syntax', 'an export says of which `realm` it is', spanOf(value));
    }
  }
  const realms = new Map<string, Value[]>();
  for (const { name, value } of parts) realms.set(name.text, [...(realms.get(name.text) ?? []), value]);
  if (realms.size === 0 && !builder.problems.hasErrors()) {
    builder.report('import-syntax', 'there is no realm', { file: files[0]!, start: 0, end: 0 });
  }
  if (builder.problems.hasErrors()) return builder.result();
  const facts = factSet();
  for (const [name, of] of realms) {
    readRealm({
      realm: { name, parts: of },
      prefix: realms.size > 1 ? `${name}|` : '',
      builder,
      facts,
      names: new Map(),
      taken: new Set(),
      seen: new Set(),
      hasRoles: of.some((part) => field(part, 'roles') !== undefined),
      users: new Map(),
    });
  }
  if (!builder.problems.hasErrors()) facts.tell(builder);
  return builder.result();
}

function readRealm(reading: Reading): void {
  const { realm, builder, facts } = reading;
  const { parts } = realm;
  for (const part of parts) declareRoles(reading, field(part, 'roles'));
  for (const part of parts)
    for (const group of items(field(part, 'groups'))) declareGroup(reading, group, '');
  for (const part of parts) readComposites(reading, field(part, 'roles'));
  for (const part of parts) for (const group of items(field(part, 'groups'))) readGroup(reading, group, '');
  for (const part of parts) {
    noOld(reading, part, ['applications', 'oauthClients', 'applicationScopeMappings']);
    for (const user of items(field(part, 'users'))) readUser(reading, user);
    for (const user of items(field(part, 'federatedUsers'))) readUser(reading, user);
  }
  standIns(reading);
  for (const part of parts) readMappers(reading, part);
  if (builder.problems.hasErrors()) return;
  const roles = authorisedRoles(facts);
  const people = [...reading.users].map(
    ([name, { groups }]): Person => ({ name, groups, roles: roles.get(name) ?? new Map() }),
  );
  for (const part of parts) {
    for (const client of items(field(part, 'clients'))) {
      const id = text(field(client, 'clientId'));
      const settings = field(client, 'authorizationSettings');
      if (id === undefined || settings === undefined) continue;
      const { names, prefix } = reading;
      const of = { text: `${prefix}${id.text}`, at: id.at };
      const naming = {
        // `CLIENT/ROLE`, or a role of the realm; exports of a single client name its own roles alone.
        role: (one: string): string | null => {
          const slash = one.indexOf('/');
          const ofClient =
            slash < 0 ? undefined : names.get(`client ${one.slice(0, slash)} ${one.slice(slash + 1)}`);
          return ofClient ?? names.get(`realm ${one}`) ?? names.get(`client ${id.text} ${one}`) ?? null;
        },
        group: (path: string): string | null => names.get(`group ${path}`) ?? null,
        user: (one: string): string => `${prefix}${one}`,
      };
      readAuthorizationSettings(settings, of, people, naming, facts, builder);
    }
  }
}

/** A name of the realm that may be a name here; null, and reported, where it may not. */
function goodName({ builder }: Reading, name: Text | undefined, value: Value, what: string): Text | null {
  if (name === undefined) {
    builder.report('import-syntax', `${what} has no name`, spanOf(value));
    return null;
  }
  const problem = nameProblem(name.text);
  if (problem === null) return name;
  builder.report('bad-name', `name \`${shown(name.text)}\` ${problem}`, name.at);
  return null;
}

/** The name here; what could be taken for something else says what it is. */
function declare(reading: Reading, key: string, name: string, at: Span, alias: string): string | null {
  const { names, taken, builder, prefix } = reading;
  if (names.has(key)) {
    builder.report('import-syntax', `\`${shown(name)}\` is there twice`, at);
    return null;
  }
  const own = `${prefix}${taken.has(`${prefix}${name}`) ? `${name} (${alias})` : name}`;
  if (taken.has(own)) {
    builder.report('import-unsupported', `two roles or groups would be called \`${shown(own)}\``, at);
    return null;
  }
  names.set(key, own);
  taken.add(own);
  return own;
}

function declareRoles(reading: Reading, roles: Value | undefined): void {
  if (roles === undefined) return;
  const { builder, facts, prefix } = reading;
  noOld(reading, roles, ['application']);
  const clients = new Set(entries(field(roles, 'client')).map(({ key }) => key.text));
  const declareOne = (role: Value, client: string | null): void => {
    const name = goodName(reading, text(field(role, 'name')), role, 'a role');
    if (name === null) return;
    const key = client === null ? `realm ${name.text}` : `client ${client} ${name.text}`;
    const called = client === null ? name.text : `${client}/${name.text}`;
    const own = declare(reading, key, called, name.at, client === null ? 'realm role' : 'client role');
    if (own === null) return;
    builder.role(own, name.at);
    const object = client ?? (clients.has('realm') ? '(realm)' : 'realm');
    facts.add('grant', own, `${prefix}${object}:${name.text}`, name.at, null);
  };
  for (const role of items(field(roles, 'realm'))) declareOne(role, null);
  for (const { key, value } of entries(field(roles, 'client'))) {
    if (goodName(reading, key, value, 'a client') === null) continue;
    for (const role of items(value)) declareOne(role, key.text);
  }
}

function readComposites(reading: Reading, roles: Value | undefined): void {
  if (roles === undefined) return;
  const readOne = (role: Value, client: string | null): void => {
    const name = text(field(role, 'name'))?.text ?? '';
    const own = reading.names.get(client === null ? `realm ${name}` : `client ${client} ${name}`);
    const composites = field(role, 'composites');
    // Lists of roles, unlike exports of realms, leave out what a composite consists of.
    if (composites === undefined && truth(field(role, 'composite'), false)) {
      reading.builder.doubt(
        spanOf(role),
        `role \`${shown(name)}\` is a composite, and of which roles is not in the files`,
        'everything',
      );
    }
    if (composites !== undefined) noOld(reading, composites, ['application']);
    if (own !== undefined && composites !== undefined)
      relate(reading, 'inherit', own, field(composites, 'realm'), field(composites, 'client'));
  };
  for (const role of items(field(roles, 'realm'))) readOne(role, null);
  for (const { key, value } of entries(field(roles, 'client')))
    for (const role of items(value)) readOne(role, key.text);
}

/** Of clients that were called applications: Keycloak still takes it, and here it must not be passed over. */
function noOld({ builder }: Reading, value: Value, names: readonly string[]): void {
  for (const name of names) {
    const found = field(value, name);
    if (found === undefined) continue;
    const message = `\`${name}\` is of an old version of Keycloak, and is not read`;
    builder.report('import-unsupported', message, spanOf(found), 'export the realm from a version of today');
  }
}

/** To the realm roles that a list names, and to the client roles of a mapping. */
function relate(
  reading: Reading,
  kind: 'inherit' | 'assign',
  left: string,
  realm: Value | undefined,
  client: Value | undefined,
): void {
  const { facts } = reading;
  for (const role of texts(realm)) {
    const found = roleNamed(reading, `realm ${role.text}`, role);
    if (found !== null && found !== left) facts.add(kind, left, found, role.at, null);
  }
  for (const { key, value } of entries(client)) {
    for (const role of texts(value)) {
      const found = roleNamed(reading, `client ${key.text} ${role.text}`, role);
      if (found !== null && (found !== left || kind === 'assign'))
        facts.add(kind, left, found, role.at, null);
    }
  }
}

function roleNamed(
  { names, builder, hasRoles }: Reading,
  key: string,
  { text: name, at }: Text,
): string | null {
  const found = names.get(key);
  if (found !== undefined) return found;
  builder.report(
    'import-reference',
    `role \`${shown(name)}\` is not in the files`,
    at,
    hasRoles ? undefined : 'import the export of the realm too, not of its users alone',
  );
  return null;
}

function pathOf(reading: Reading, group: Value, parent: string): Text | null {
  const name = goodName(reading, text(field(group, 'name')), group, 'a group');
  return name === null ? null : { text: `${parent}/${name.text}`, at: name.at };
}

function declareGroup(reading: Reading, group: Value, parent: string): void {
  const path = pathOf(reading, group, parent);
  if (path === null) return;
  const own = declare(reading, `group ${path.text}`, path.text, path.at, 'group');
  if (own === null) return;
  reading.builder.group(own, path.at);
  for (const below of items(field(group, 'subGroups'))) declareGroup(reading, below, path.text);
}

function readGroup(reading: Reading, group: Value, parent: string): void {
  const { names, facts } = reading;
  const name = text(field(group, 'name'));
  const path = `${parent}/${name?.text ?? ''}`;
  const own = names.get(`group ${path}`);
  if (own === undefined || name === undefined) return;
  noOld(reading, group, ['applicationRoles']);
  const count = field(group, 'subGroupCount')?.node;
  if (count?.kind === 'scalar' && Number(count.value) > items(field(group, 'subGroups')).length) {
    reading.builder.doubt(
      name.at,
      `the subgroups of \`${shown(path)}\` are not all in the files`,
      'everything',
    );
  }
  relate(reading, 'inherit', own, field(group, 'realmRoles'), field(group, 'clientRoles'));
  const above = names.get(`group ${parent}`);
  if (above !== undefined) facts.add('inherit', own, above, name.at, null);
  for (const below of items(field(group, 'subGroups'))) readGroup(reading, below, path);
}

function readUser(reading: Reading, user: Value): void {
  const { builder, users, seen, prefix } = reading;
  // Of users of a federated store, Keycloak keeps the roles by their ids.
  const called = text(field(user, 'username')) ?? text(field(user, 'id'));
  const name = goodName(reading, called, user, 'a user');
  if (name === null) return;
  const own = `${prefix}${name.text}`;
  if (seen.has(own)) {
    builder.report('import-syntax', `user \`${shown(name.text)}\` is there twice`, name.at);
    return;
  }
  seen.add(own);
  builder.user(own, name.at);
  if (!truth(field(user, 'enabled'), true)) {
    builder.remark(name.at, `user \`${shown(name.text)}\` is disabled, and has no roles now`);
    return;
  }
  const groups = new Set<string>();
  users.set(own, { at: name.at, groups });
  noOld(reading, user, ['applicationRoles']);
  relate(reading, 'assign', own, field(user, 'realmRoles'), field(user, 'clientRoles'));
  for (const path of texts(field(user, 'groups'))) joinGroup(reading, own, path, groups);
}

function joinGroup({ names, facts, builder }: Reading, user: string, path: Text, groups: Set<string>): void {
  const group = names.get(`group ${path.text}`);
  if (group === undefined) {
    builder.report('import-reference', `group \`${shown(path.text)}\` is not in the files`, path.at);
    return;
  }
  groups.add(group);
  facts.add('assign', user, group, path.at, null);
}

/** Users that no file names. */
function standIns(reading: Reading): void {
  const { realm, builder, facts, names, prefix, users, seen } = reading;
  const anyNew = `${prefix}(any new user)`;
  const groups = new Set<string>();
  let isNeeded = false;
  const isNew = (at: Span): void => {
    if (!isNeeded) {
      builder.user(anyNew, at);
      users.set(anyNew, { at, groups });
    }
    isNeeded = true;
  };
  const hasUsers = seen.size > 0;
  for (const part of realm.parts) {
    const role = field(part, 'defaultRole');
    const name = role === undefined ? undefined : text(field(role, 'name'));
    for (const one of [...(name === undefined ? [] : [name]), ...texts(field(part, 'defaultRoles'))]) {
      const found = roleNamed(reading, `realm ${one.text}`, one);
      isNew(one.at);
      if (found !== null) facts.add('assign', anyNew, found, one.at, null);
    }
    for (const client of items(field(part, 'clients'))) {
      const id = text(field(client, 'clientId'))?.text ?? '';
      for (const one of texts(field(client, 'defaultRoles'))) {
        const found = roleNamed(reading, `client ${id} ${one.text}`, one);
        isNew(one.at);
        if (found !== null) facts.add('assign', anyNew, found, one.at, null);
      }
    }
    for (const path of texts(field(part, 'defaultGroups'))) {
      isNew(path.at);
      joinGroup(reading, anyNew, path, groups);
    }
  }
  if (hasUsers) return;
  for (const part of realm.parts) {
    const stand = (group: Value, parent: string): void => {
      const name = text(field(group, 'name'));
      const path = `${parent}/${name?.text ?? ''}`;
      const own = names.get(`group ${path}`);
      if (own === undefined || name === undefined) return;
      const member = `${prefix}(a member of ${path})`;
      builder.user(member, name.at);
      users.set(member, { at: name.at, groups: new Set([own]) });
      facts.add('assign', member, own, name.at, null);
      for (const below of items(field(group, 'subGroups'))) stand(below, path);
    };
    for (const group of items(field(part, 'groups'))) stand(group, '');
  }
}

/** What is added at a login, and what limits tokens. */
function readMappers(reading: Reading, part: Value): void {
  const { builder, facts, names, users } = reading;
  const add = (mapper: Value): void => {
    const config = field(mapper, 'config');
    const role = config === undefined ? undefined : text(field(config, 'role'));
    const group = config === undefined ? undefined : text(field(config, 'group'));
    const called = text(field(mapper, 'name'))?.text ?? '';
    const why = `mapper \`${shown(called)}\` may add it at a login`;
    const found = [
      ...(role === undefined ? [] : [mappedRole(names, role.text)]),
      ...(group === undefined ? [] : [names.get(`group ${group.text}`)]),
    ];
    for (const target of found) {
      if (target === undefined)
        builder.doubt(spanOf(mapper), `${why}, and what it adds is not in the files`, 'everything');
      else for (const user of users.keys()) facts.add('assign', user, target, spanOf(mapper), why);
    }
  };
  /** Tokens tell one role by the name of another. */
  const rename = (mapper: Value): void => {
    const config = field(mapper, 'config');
    if (config === undefined) return;
    const [from, to] = ['role', 'new.role.name'].map((key) => {
      const role = text(field(config, key));
      return role === undefined ? undefined : mappedRole(names, role.text);
    });
    const why = `mapper \`${shown(text(field(mapper, 'name'))?.text ?? '')}\` gives a role the name of another in tokens`;
    if (from === undefined || to === undefined) builder.doubt(spanOf(mapper), why, 'everything');
    else if (from !== to) facts.add('inherit', from, to, spanOf(mapper), why);
  };
  for (const mapper of items(field(part, 'identityProviderMappers'))) add(mapper);
  const ofClients = [...items(field(part, 'clients')), ...items(field(part, 'clientScopes'))];
  for (const client of ofClients) {
    for (const mapper of items(field(client, 'protocolMappers'))) {
      const id = text(field(mapper, 'protocolMapper'))?.text ?? '';
      if (/^(?:oidc-hardcoded-role-mapper|saml-hardcode-role-mapper)$/.test(id)) add(mapper);
      else if (/^(?:oidc|saml)-role-name-mapper$/.test(id)) rename(mapper);
      else if (writesRoles(mapper, id)) {
        builder.doubt(
          spanOf(mapper),
          `mapper \`${shown(id)}\` may write any roles into tokens of a client`,
          'everything',
        );
      }
    }
  }
  const components = field(part, 'components');
  for (const { key, value } of entries(components)) {
    if (key.text !== 'org.keycloak.storage.UserStorageProvider') continue;
    for (const provider of items(value)) {
      builder.remark(
        spanOf(provider),
        'users of a federated store that have never signed in are not in an export',
      );
      const inner = field(provider, 'subComponents');
      for (const { value: mappers } of entries(inner)) {
        for (const mapper of items(mappers)) {
          const id = text(field(mapper, 'providerId'))?.text ?? '';
          if (!/(?:role|group)-(?:ldap-)?mapper/.test(id)) continue;
          builder.doubt(
            spanOf(mapper),
            `mapper \`${shown(id)}\` takes roles or groups from a federated store`,
            'everything',
          );
        }
      }
    }
  }
  for (const name of ['scopeMappings', 'clientScopeMappings']) {
    const found = field(part, name);
    const isEmpty =
      found === undefined || (found.node.kind === 'list' ? items(found) : entries(found)).length === 0;
    if (!isEmpty)
      builder.remark(
        spanOf(found),
        'scope mappings limit what tokens of a client hold, and not what users have',
      );
  }
}

/** Mappers that are scripts, and those that fill the claims of roles with something else than roles. */
function writesRoles(mapper: Value, id: string): boolean {
  if (/script/.test(id)) return true;
  const config = field(mapper, 'config');
  const claim = config === undefined ? undefined : text(field(config, 'claim.name'));
  return (
    claim !== undefined &&
    /^(?:realm_access|resource_access)\b/.test(claim.text) &&
    !/^oidc-usermodel-(?:realm|client)-role-mapper$/.test(id)
  );
}

/** `ROLE` or `CLIENT.ROLE`. */
function mappedRole(names: ReadonlyMap<string, string>, role: string): string | undefined {
  const own = names.get(`realm ${role}`);
  for (let dot = role.indexOf('.'); own === undefined && dot >= 0; dot = role.indexOf('.', dot + 1)) {
    const found = names.get(`client ${role.slice(0, dot)} ${role.slice(dot + 1)}`);
    if (found !== undefined) return found;
  }
  return own;
}
