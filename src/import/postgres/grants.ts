/** `GRANT` and `REVOKE`, of privileges and of roles, and `ALTER DEFAULT PRIVILEGES`. */

import { type Change, give, take } from './acl.ts';
import { readTarget } from './names.ts';
import {
  columnPrivileges,
  grantTargets,
  isInSchema,
  isPrivilege,
  type ObjectKind,
  privilegesOf,
  publicAtFirst,
} from './privileges.ts';
import { grantRoles, readGrantor, readRole, revokeRoles } from './roles.ts';
import {
  type Acl,
  type DefaultPrivileges,
  publicItem,
  type ServerObject,
  type State,
  useRole,
} from './state.ts';
import { wrong } from './statement.ts';
import {
  accept,
  acceptMark,
  acceptOne,
  type Cursor,
  isAtEnd,
  isMark,
  peekWord,
  readList,
  readName,
  spanHere,
  spanOf,
} from './tokens.ts';

/** A name, or words of a privilege, with the columns in brackets. */
interface Entry {
  readonly words: readonly string[];
  /** Of one name: as it is written, for a role. */
  readonly name: string;
  readonly columns: readonly string[] | null;
}

/** Behind `GRANT` or `REVOKE`. */
export function grantOrRevoke(state: State, cursor: Cursor, gives: boolean): void {
  const option = gives ? null : readOption(cursor);
  const entries = readList(cursor, readEntry);
  if (entries === null) {
    wrong(state, cursor, 'privileges or roles');
    return;
  }
  if (accept(cursor, 'on')) {
    onObjects(state, cursor, entries, gives, option === 'grant');
    return;
  }
  if (!accept(cursor, gives ? 'to' : 'from')) {
    wrong(state, cursor, `\`ON\` or \`${gives ? 'TO' : 'FROM'}\``);
    return;
  }
  const roles = entries.map(({ name }) => name);
  if (gives) grantRoles(state, cursor, roles);
  else revokeRoles(state, cursor, roles, option === 'grant' ? null : option);
}

function readOption(cursor: Cursor): 'grant' | 'admin' | 'inherit' | 'set' | null {
  const word = peekWord(cursor);
  if (word !== 'grant' && word !== 'admin' && word !== 'inherit' && word !== 'set') return null;
  if (peekWord(cursor, 1) !== 'option' || peekWord(cursor, 2) !== 'for') return null;
  cursor.at += 3;
  return word;
}

const ends = ['on', 'to', 'from'];

function readEntry(cursor: Cursor): Entry | null {
  const name = readName(cursor);
  if (name === null) return null;
  const words = [name];
  while (!isAtEnd(cursor)) {
    const word = peekWord(cursor);
    if (word === null || ends.includes(word)) break;
    words.push(word);
    cursor.at += 1;
  }
  const columns = isMark(cursor, '(') ? readColumns(cursor) : null;
  return columns === undefined ? null : { words, name, columns };
}

/** Undefined where they are not well written. */
function readColumns(cursor: Cursor): readonly string[] | undefined {
  cursor.at += 1;
  const columns = readList(cursor, readName);
  return columns !== null && acceptMark(cursor, ')') ? columns : undefined;
}

function onObjects(
  state: State,
  cursor: Cursor,
  entries: readonly Entry[],
  gives: boolean,
  optionOnly: boolean,
): void {
  const objects = readObjects(state, cursor);
  if (objects === null) return;
  const end = readEnd(state, cursor, gives);
  if (end === null) return;
  for (const object of objects) {
    const privileges = expand(state, cursor, entries, object.kind);
    if (privileges === null) return;
    const by = end.grantor ?? state.authorization;
    const grantor = by === object.owner?.role ? null : by;
    if (by !== null) useRole(state, by, spanOf(cursor));
    change(state, cursor, object.acl, { ...end, grantor, privileges }, gives, optionOnly, end);
  }
}

interface End {
  readonly grantees: readonly (string | null)[];
  readonly grantor: string | null;
  readonly option: boolean;
  readonly cascade: boolean;
  readonly at: Change['at'];
}

function change(
  state: State,
  cursor: Cursor,
  acl: Acl,
  what: Change,
  gives: boolean,
  optionOnly: boolean,
  { option, cascade }: End,
): void {
  if (gives) {
    give(acl, what, option);
    return;
  }
  if (take(acl, what, optionOnly, cascade)) return;
  state.build.remark(
    spanOf(cursor),
    'the server refuses to take a grant option that others hold privileges by, without `CASCADE`; nothing is taken',
  );
}

/** `TO roles [WITH GRANT OPTION] [GRANTED BY role]`, `FROM roles [GRANTED BY role] [CASCADE]`. */
function readEnd(state: State, cursor: Cursor, gives: boolean): End | null {
  const at = spanOf(cursor);
  if (!accept(cursor, gives ? 'to' : 'from')) {
    wrong(state, cursor, `\`${gives ? 'TO' : 'FROM'}\``);
    return null;
  }
  const names = readList(cursor, (rest) => {
    const place = spanHere(rest);
    const name = readRole(state, rest);
    if (name === null) return null;
    // In quotes too: no role can be called so.
    if (name === 'public') return { name: null };
    useRole(state, name, place);
    return { name };
  });
  if (names === null) {
    wrong(state, cursor, 'the name of a role');
    return null;
  }
  const option = gives && accept(cursor, 'with', 'grant', 'option');
  const grantor = readGrantor(state, cursor);
  const cascade = acceptOne(cursor, ['cascade', 'restrict']) === 'cascade';
  if (grantor === undefined || !isAtEnd(cursor)) {
    wrong(state, cursor, 'the end of the statement');
    return null;
  }
  return { grantees: names.map(({ name }) => name), grantor, option, cascade, at };
}

/** What is behind `ON`; null after a problem was reported. */
function readObjects(state: State, cursor: Cursor): readonly ServerObject[] | null {
  if (accept(cursor, 'all')) return readAllInSchemas(state, cursor);
  let kind: ObjectKind = 'table';
  for (const [words, target] of grantTargets) {
    // A table may be called `language`: then something else follows than a name.
    if (!accept(cursor, ...words)) continue;
    kind = target;
    break;
  }
  const lists = readList(cursor, (rest) => readTarget(state, rest, kind));
  if (lists !== null) return lists.flat();
  if (!state.build.problems.hasErrors()) wrong(state, cursor, 'the name of an object');
  return null;
}

const plurals: Readonly<Record<string, ObjectKind>> = {
  tables: 'table',
  sequences: 'sequence',
  functions: 'function',
  procedures: 'function',
  routines: 'function',
  types: 'type',
  schemas: 'schema',
};

function readPlural(cursor: Cursor): ObjectKind | null {
  if (accept(cursor, 'large', 'objects')) return 'large-object';
  const word = peekWord(cursor);
  if (word === null || !Object.hasOwn(plurals, word)) return null;
  cursor.at += 1;
  return plurals[word]!;
}

function readAllInSchemas(state: State, cursor: Cursor): readonly ServerObject[] | null {
  const kind = readPlural(cursor);
  if (kind === null || !isInSchema(kind) || !accept(cursor, 'in', 'schema')) {
    wrong(state, cursor, '`TABLES`, `SEQUENCES`, `FUNCTIONS` … `IN SCHEMA`');
    return null;
  }
  const schemas = readList(cursor, readName);
  if (schemas === null) {
    wrong(state, cursor, 'the name of a schema');
    return null;
  }
  return schemas.flatMap((schema) => {
    const within = [...state.objects.values()].filter(
      (object) => object.kind === kind && object.database === state.database && object.schema === schema,
    );
    const told = `all of ${state.database} ${schema}`;
    const isKnown = within.length > 0 && within.every(({ created }) => created !== null);
    if (!isKnown && !state.told.has(told)) {
      state.told.add(told);
      state.build.doubt(
        spanOf(cursor),
        `what else is in schema \`${schema}\`, and so what this gives, is not in the file`,
        'permissions',
      );
    }
    return within;
  });
}

/** The privileges that the entries mean on a kind of object; null after a problem was reported. */
function expand(
  state: State,
  cursor: Cursor,
  entries: readonly Entry[],
  kind: ObjectKind,
): Change['privileges'] | null {
  const privileges: { privilege: string; column: string | null }[] = [];
  for (const { words, columns } of entries) {
    const text = words.join('-');
    const name = text === 'temp' ? 'temporary' : text;
    const isAll = name === 'all' || name === 'all-privileges';
    if (name === 'maintain') state.maintains = true;
    if (!isAll && !isPrivilege(kind, name)) {
      state.build.report(
        'import-unsupported',
        `\`${words.join(' ').toUpperCase()}\` is no privilege that is known on a ${kind.replaceAll('-', ' ')}`,
        spanOf(cursor),
      );
      return null;
    }
    const meant = isAll ? (columns === null ? privilegesOf(kind, true) : columnPrivileges) : [name];
    for (const privilege of meant) {
      for (const column of columns ?? [null]) privileges.push({ privilege, column });
    }
  }
  return privileges;
}

/** Behind `ALTER DEFAULT PRIVILEGES`. */
export function alterDefaults(state: State, cursor: Cursor): void {
  let owners: readonly (string | null)[] | null = [state.authorization];
  let schemas: readonly (string | null)[] | null = [null];
  while (peekWord(cursor) === 'for' || peekWord(cursor) === 'in') {
    if (accept(cursor, 'for')) {
      acceptOne(cursor, ['role', 'user']);
      owners = readList(cursor, readName);
    } else if (accept(cursor, 'in', 'schema')) schemas = readList(cursor, readName);
    else {
      wrong(state, cursor, '`IN SCHEMA`');
      return;
    }
    if (owners === null || schemas === null) {
      wrong(state, cursor, 'a name');
      return;
    }
  }
  const gives = acceptOne(cursor, ['grant', 'revoke']);
  if (gives === null) {
    wrong(state, cursor, '`GRANT` or `REVOKE`');
    return;
  }
  const optionOnly = gives === 'revoke' && readOption(cursor) === 'grant';
  const entries = readList(cursor, readEntry);
  if (entries === null || !accept(cursor, 'on')) {
    wrong(state, cursor, 'privileges and `ON`');
    return;
  }
  const kind = readPlural(cursor);
  if (kind === null) {
    wrong(state, cursor, '`TABLES`, `SEQUENCES`, `FUNCTIONS`, `TYPES` or `SCHEMAS`');
    return;
  }
  const end = readEnd(state, cursor, gives === 'grant');
  if (end === null) return;
  const privileges = expand(state, cursor, entries, kind);
  if (privileges === null) return;
  for (const owner of owners) {
    if (owner === null) {
      state.build.report(
        'import-unsupported',
        'these are default privileges of whoever runs the text, which no text says',
        spanOf(cursor),
        'write `FOR ROLE` with the name of the role',
      );
      return;
    }
    useRole(state, owner, spanOf(cursor));
    for (const schema of schemas) {
      const { acl } = defaultsOf(state, owner, schema, kind, end.at);
      change(state, cursor, acl, { ...end, grantor: null, privileges }, gives === 'grant', optionOnly, end);
    }
  }
}

function defaultsOf(
  state: State,
  owner: string,
  schema: string | null,
  kind: ObjectKind,
  at: Change['at'],
): DefaultPrivileges {
  const { database } = state;
  const key = [database ?? '', owner, schema ?? '', kind].join('\n');
  const known = state.defaults.get(key);
  if (known !== undefined) return known;
  const acl: Acl = new Map();
  // Those of a schema are added to those of the whole database.
  if (schema === null) {
    acl.set(
      null,
      publicAtFirst(kind).map((privilege) => publicItem(privilege, at)),
    );
  }
  const added: DefaultPrivileges = { owner, schema, database, kind, at, acl };
  state.defaults.set(key, added);
  return added;
}
