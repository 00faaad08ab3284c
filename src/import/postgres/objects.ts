/** `CREATE …`, `ALTER …` and `DROP …` of what privileges are given on. */

import type { Span } from '../../source/text.ts';
import { createObject, mentionsOf, readObjectName, readOwner, readTarget } from './names.ts';
import { isInSchema, type ObjectKind, rowPrivileges } from './privileges.ts';
import { piecesOf, type Token } from './scan.ts';
import {
  addObject,
  findObject,
  inSchema,
  type Mentions,
  objectKey,
  pathName,
  type Routine,
  type ServerObject,
  type State,
  useRole,
} from './state.ts';
import { wrong } from './statement.ts';
import {
  accept,
  acceptOne,
  type Cursor,
  isMark,
  peekWord,
  readList,
  readName,
  readPath,
  skipBrackets,
  spanHere,
  spanOf,
} from './tokens.ts';

/** Words behind `CREATE`, `ALTER`, `DROP`; longest first. */
const kinds: readonly (readonly [words: readonly string[], kind: ObjectKind])[] = [
  [['materialized', 'view'], 'table'],
  [['foreign', 'table'], 'table'],
  [['foreign', 'data', 'wrapper'], 'foreign-data-wrapper'],
  [['large', 'object'], 'large-object'],
  [['recursive', 'view'], 'table'],
  [['unlogged', 'table'], 'table'],
  [['trusted', 'procedural', 'language'], 'language'],
  [['trusted', 'language'], 'language'],
  [['procedural', 'language'], 'language'],
  [['unlogged', 'sequence'], 'sequence'],
  [['table'], 'table'],
  [['view'], 'table'],
  [['sequence'], 'sequence'],
  [['function'], 'function'],
  [['procedure'], 'function'],
  [['routine'], 'function'],
  [['aggregate'], 'function'],
  [['schema'], 'schema'],
  [['database'], 'database'],
  [['type'], 'type'],
  [['domain'], 'type'],
  [['language'], 'language'],
  [['server'], 'foreign-server'],
  [['tablespace'], 'tablespace'],
];

function readKind(cursor: Cursor): { readonly kind: ObjectKind; readonly words: readonly string[] } | null {
  for (const [words, kind] of kinds) if (accept(cursor, ...words)) return { kind, words };
  return null;
}

/** Behind `CREATE [OR REPLACE]`; false: it is of another kind. */
export function createKnown(state: State, cursor: Cursor): boolean {
  const found = readKind(cursor);
  if (found === null) return false;
  const { kind, words } = found;
  accept(cursor, 'if', 'not', 'exists');
  // `CREATE SCHEMA AUTHORIZATION r`: the schema is called as the role.
  const isNamedAsOwner = kind === 'schema' && peekWord(cursor) === 'authorization';
  if (isNamedAsOwner) cursor.at += 1;
  const named = readObjectName(state, cursor, kind);
  if (named === null) {
    wrong(state, cursor, `the name of a ${kind.replaceAll('-', ' ')}`);
    return true;
  }
  const rest = cursor.tokens.slice(cursor.at);
  const object = createObject(
    state,
    kind,
    named,
    named.base,
    kind === 'function' ? routineOf(state, rest, words[0] === 'aggregate') : null,
  );
  if (kind === 'database') createDatabase(state, object, rest);
  if (kind === 'schema') {
    const at = spanHere(cursor);
    const owner = isNamedAsOwner ? named.schema : accept(cursor, 'authorization') ? readName(cursor) : null;
    if (owner !== null) own(state, object, { role: owner, at });
    if (peekWord(cursor) === 'create' || peekWord(cursor) === 'grant') {
      state.build.report(
        'import-unsupported',
        'a schema is created together with what is in it, as no dump does',
        spanOf(cursor),
        'create it by statements of their own',
      );
    }
  }
  if (words.includes('view')) passView(state, object, rest, named.at, words[0] === 'materialized');
  else if (kind === 'table') passParents(state, object, rest, named.at);
  return true;
}

function own(state: State, object: ServerObject, owner: { readonly role: string; readonly at: Span }): void {
  useRole(state, owner.role, owner.at);
  object.owner = owner;
}

function createDatabase(state: State, object: ServerObject, rest: readonly Token[]): void {
  const at = rest.findIndex(({ kind, value }) => kind === 'word' && value === 'owner');
  if (at < 0) return;
  const name = rest[rest[at + 1]?.value === '=' ? at + 2 : at + 1];
  if (name === undefined) return;
  const span = { file: state.file, start: name.start, end: name.end };
  own(state, object, { role: name.value, at: span });
}

/** Words of a body that let it do more than it names. */
const opaque = new Set([
  'alter',
  'call',
  'copy',
  'create',
  'do',
  'drop',
  'execute',
  'grant',
  'import',
  'load',
  'lo_export',
  'lo_import',
  'prepare',
  'pg_ls_dir',
  'reassign',
  'revoke',
  'refresh',
]);
const opaquePrefixes = [
  'query_to_',
  'cursor_to_',
  'table_to_',
  'schema_to_',
  'database_to_',
  'dblink',
  'pg_read_',
];

function routineOf(state: State, tokens: readonly Token[], isAggregate: boolean): Routine {
  const isWord = (index: number, word: string): boolean =>
    tokens[index]?.kind === 'word' && tokens[index].value === word;
  let definer: Span | null = null;
  let language = isAggregate ? '' : 'sql';
  const bodies: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (isWord(at, 'security') && isWord(at + 1, 'definer')) {
      definer = { file: state.file, start: tokens[at]!.start, end: tokens[at + 1]!.end };
    } else if (isWord(at, 'language')) language = tokens[at + 1]?.value ?? '';
    else if (isWord(at, 'as') && tokens[at + 1]?.kind === 'string') bodies.push(tokens[at + 1]!.value);
  }
  const understands = language === 'sql' || language === 'plpgsql';
  return { definer, mentions: understands ? bodyMentions(bodies, tokens) : null };
}

/** A body in quotes, or statements of the definition itself. */
function bodyMentions(bodies: readonly string[], tokens: readonly Token[]): Mentions | null {
  const all = [mentionsOf(tokens)];
  for (const body of bodies) {
    for (const piece of piecesOf(`${body}\n;`)) {
      if (piece.kind === 'broken' || piece.kind === 'command') return null;
      if (piece.kind === 'statement') all.push(mentionsOf(piece.tokens));
    }
  }
  const found = new Map<string, Set<string>>();
  for (const [name, uses] of all.flatMap((mentions) => [...mentions])) {
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (bodies.length > 0 && opaque.has(last)) return null;
    if (opaquePrefixes.some((prefix) => last.startsWith(prefix))) return null;
    found.set(name, new Set([...(found.get(name) ?? []), ...uses]));
  }
  return found;
}

/** A view reads, and passes on what is written, with the rights of its owner, unless it says otherwise. */
function passView(
  state: State,
  view: ServerObject,
  tokens: readonly Token[],
  at: Span,
  isMaterialized: boolean,
): void {
  const invoker = tokens.findIndex(({ value }) => value === 'security_invoker');
  const text = tokens.findIndex(({ kind, value }) => kind === 'word' && value === 'as');
  if (invoker >= 0 && invoker < text && isOn(tokens[invoker + 2])) return;
  view.passesOn.push({
    at,
    what: 'view',
    on: isMaterialized ? ['select'] : rowPrivileges,
    gives: 'same',
    mentions: mentionsOf(tokens.slice(text + 1), hasNoSearchPath(state)),
  });
}

function isOn(token: Token | undefined): boolean {
  return ['true', 'on', '1'].includes(token?.value ?? '');
}

/** Rows of a part are read and written through the whole, with the privileges on the whole. */
function passParents(state: State, table: ServerObject, tokens: readonly Token[], at: Span): void {
  const cursor: Cursor = { file: state.file, tokens, start: 0, end: 0, at: 0 };
  if (accept(cursor, 'partition', 'of')) {
    const path = readPath(cursor);
    if (path !== null) passPart(state, path, table.name, at);
    return;
  }
  if (isMark(cursor, '(')) skipBrackets(cursor);
  if (!accept(cursor, 'inherits')) return;
  cursor.at += 1;
  for (const path of readList(cursor, readPath) ?? []) passPart(state, path, table.name, at);
}

function passPart(state: State, whole: readonly string[], part: string, at: Span): void {
  const { schema, name } = inSchema(state, whole);
  const table = findObject(state, 'table', pathName(schema, name));
  table?.passesOn.push({
    at,
    what: 'partition',
    on: [...rowPrivileges, 'truncate'],
    gives: 'same',
    mentions: new Map([[part, new Set<string>()]]),
  });
}

/** Behind `CREATE [OR REPLACE] RULE`. Its actions are done with the rights of the owner of the relation. */
export function createRule(state: State, cursor: Cursor): void {
  const at = spanHere(cursor);
  readName(cursor);
  accept(cursor, 'as');
  accept(cursor, 'on');
  const event = acceptOne(cursor, ['select', 'insert', 'update', 'delete']);
  if (event === null || !accept(cursor, 'to')) {
    wrong(state, cursor, 'what the rule is on');
    return;
  }
  const [relation] = readTarget(state, cursor, 'table') ?? [];
  if (relation === undefined) {
    wrong(state, cursor, 'the name of a table');
    return;
  }
  const mentions = mentionsOf(cursor.tokens.slice(cursor.at), hasNoSearchPath(state));
  relation.passesOn.push({ at, what: 'rule', on: [event], gives: 'used', mentions });
}

/** Behind `CREATE TRIGGER`. */
export function createTrigger(state: State, cursor: Cursor): void {
  const at = spanHere(cursor);
  const { tokens } = cursor;
  const on = tokens.findIndex(
    ({ kind, value }, index) => index > cursor.at && kind === 'word' && value === 'on',
  );
  if (on < 0) {
    wrong(state, cursor, '`ON` with the name of a table');
    return;
  }
  cursor.at = on + 1;
  const [table] = readTarget(state, cursor, 'table') ?? [];
  while (cursor.at < tokens.length && peekWord(cursor) !== 'execute') cursor.at += 1;
  cursor.at += 1;
  acceptOne(cursor, ['function', 'procedure']);
  const path = readPath(cursor);
  if (table === undefined || path === null) {
    wrong(state, cursor, 'a table and a function');
    return;
  }
  const { schema, name } = inSchema(state, path);
  state.triggers.push({ at, table, routine: objectKey('function', state.database, pathName(schema, name)) });
}

/** Behind `CREATE POLICY`. */
export function createPolicy(state: State, cursor: Cursor): void {
  const at = spanHere(cursor);
  const name = readName(cursor);
  if (name === null || !accept(cursor, 'on')) {
    wrong(state, cursor, '`ON` with the name of a table');
    return;
  }
  const [table] = readTarget(state, cursor, 'table') ?? [];
  if (table === undefined) {
    wrong(state, cursor, 'the name of a table');
    return;
  }
  let permissive = true;
  let command = 'all';
  let roles: readonly string[] | null = null;
  if (accept(cursor, 'as')) permissive = acceptOne(cursor, ['permissive', 'restrictive']) !== 'restrictive';
  if (accept(cursor, 'for')) command = readName(cursor) ?? 'all';
  if (accept(cursor, 'to')) {
    const isPublic = peekWord(cursor) === 'public';
    const names = readList(cursor, readName);
    if (names === null) {
      wrong(state, cursor, 'the name of a role');
      return;
    }
    if (!isPublic) {
      roles = names;
      for (const role of names) useRole(state, role, at);
    }
  }
  const everyRow = isTrue(cursor, 'using') && isTrue(cursor, 'check');
  table.policies.push({ name, at, permissive, command, roles, everyRow });
}

/** Behind `ALTER POLICY` and `DROP POLICY`: one that is changed may let fewer rows through, or others. */
export function changePolicy(state: State, cursor: Cursor, drops: boolean): void {
  if (drops) accept(cursor, 'if', 'exists');
  const name = readName(cursor);
  const [table] = name !== null && accept(cursor, 'on') ? (readTarget(state, cursor, 'table') ?? []) : [];
  if (table === undefined) {
    wrong(state, cursor, 'a policy, and `ON` with the name of a table');
    return;
  }
  const index = table.policies.findIndex((policy) => policy.name === name);
  if (index < 0) return;
  if (drops) table.policies.splice(index, 1);
  else if (accept(cursor, 'rename')) renamed(state, cursor);
  else table.policies[index] = { ...table.policies[index]!, everyRow: false };
}

/** Whether what is in brackets behind the word is `true`, or it is not there. */
function isTrue({ tokens, at }: Cursor, word: string): boolean {
  const index = tokens.findIndex(
    (token, position) => position >= at && token.kind === 'word' && token.value === word,
  );
  if (index < 0) return true;
  return (
    tokens[index + 1]?.value === '(' &&
    tokens[index + 2]?.value === 'true' &&
    tokens[index + 3]?.value === ')'
  );
}

/** Behind `ALTER`; false: it is of another kind. */
export function alterKnown(state: State, cursor: Cursor): boolean {
  const found = readKind(cursor);
  if (found === null) return false;
  accept(cursor, 'if', 'exists');
  accept(cursor, 'only');
  const objects = readTarget(state, cursor, found.kind);
  if (objects === null) {
    if (!state.build.problems.hasErrors()) wrong(state, cursor, 'a name');
    return true;
  }
  if (isMark(cursor, '*')) cursor.at += 1;
  for (const object of objects) {
    for (const action of actionsOf(cursor, object)) alter(state, action, object);
  }
  return true;
}

/** Tables are altered in several ways at once, with commas between them. */
function actionsOf(cursor: Cursor, { kind }: ServerObject): readonly Cursor[] {
  const actions = [{ ...cursor }];
  let depth = 0;
  for (let at = cursor.at; kind === 'table' && at < cursor.tokens.length; at += 1) {
    const { kind: of, value } = cursor.tokens[at]!;
    if (of !== 'mark') continue;
    if (value === '(' || value === '[') depth += 1;
    else if (value === ')' || value === ']') depth -= 1;
    else if (value === ',' && depth === 0) {
      const last = actions.pop()!;
      actions.push({ ...last, tokens: cursor.tokens.slice(0, at) }, { ...cursor, at: at + 1 });
    }
  }
  return actions;
}

function alter(state: State, cursor: Cursor, object: ServerObject): void {
  const owner = readOwner(cursor);
  if (owner !== null) {
    own(state, object, owner);
    return;
  }
  const on = acceptOne(cursor, ['enable', 'disable']);
  if (on !== null) {
    if (accept(cursor, 'row', 'level', 'security'))
      object.rowSecurity = on === 'enable' ? spanOf(cursor) : null;
    return;
  }
  if (accept(cursor, 'attach', 'partition') || accept(cursor, 'inherit')) {
    attach(state, cursor, object);
    return;
  }
  if (accept(cursor, 'rename') && !accept(cursor, 'constraint')) {
    renamed(state, cursor);
    return;
  }
  if (accept(cursor, 'set', 'schema')) {
    renamed(state, cursor);
    return;
  }
  if (object.kind === 'function') {
    alterRoutine(state, cursor, object);
    return;
  }
  const { tokens } = cursor;
  const invoker = tokens.findIndex(({ value }) => value === 'security_invoker');
  if (invoker >= 0 && (peekWord(cursor) === 'reset' || !isOn(tokens[invoker + 2]))) {
    state.build.doubt(
      spanOf(cursor),
      `\`${object.name}\` comes to read and write with the rights of its owner`,
      'permissions',
    );
    return;
  }
  const named = tokens.findIndex(
    ({ value }, index) => index >= cursor.at && value === 'sequence' && tokens[index + 1]?.value === 'name',
  );
  if (named < 0 || object.kind !== 'table') return;
  cursor.at = named + 2;
  const sequence = readObjectName(state, cursor, 'sequence');
  if (sequence === null) {
    wrong(state, cursor, 'the name of a sequence');
    return;
  }
  addObject(state, 'sequence', sequence.schema, sequence.name, sequence.at, true).ownedWith = object;
}

function attach(state: State, cursor: Cursor, object: ServerObject): void {
  const isPartition = cursor.tokens[cursor.at - 1]!.value === 'partition';
  const at = spanHere(cursor);
  const path = readPath(cursor);
  if (path === null) {
    wrong(state, cursor, 'the name of a table');
    return;
  }
  const { schema, name } = inSchema(state, path);
  if (!isPartition) {
    passPart(state, path, object.name, at);
    return;
  }
  object.passesOn.push({
    at,
    what: 'partition',
    on: [...rowPrivileges, 'truncate'],
    gives: 'same',
    mentions: new Map([[pathName(schema, name), new Set<string>()]]),
  });
}

function alterRoutine(state: State, cursor: Cursor, { routine }: ServerObject): void {
  const { tokens } = cursor;
  for (let at = cursor.at; at < tokens.length; at += 1) {
    if (routine === null || tokens[at]!.value !== 'security') continue;
    const token = tokens[at]!;
    routine.definer =
      tokens[at + 1]?.value === 'definer' ? { file: state.file, start: token.start, end: token.end } : null;
  }
}

function renamed(state: State, cursor: Cursor): void {
  state.build.report(
    'import-unsupported',
    'something gets another name, as no dump says',
    spanOf(cursor),
    'import a dump of the server as it is now',
  );
}

/** Behind `DROP`; false: it is of another kind. */
export function dropKnown(state: State, cursor: Cursor): boolean {
  const found = readKind(cursor);
  if (found === null) return false;
  const { kind } = found;
  accept(cursor, 'if', 'exists');
  const list = readList(cursor, (rest) => readObjectName(state, rest, kind));
  if (list === null) {
    wrong(state, cursor, 'a name');
    return true;
  }
  for (const { name, schema } of list) {
    if (!state.objects.delete(objectKey(kind, state.database, name))) continue;
    // What was created before and lies within goes too, or the server refuses.
    if (kind !== 'schema') continue;
    for (const [key, object] of state.objects) {
      if (isInSchema(object.kind) && object.schema === schema && object.database === state.database) {
        state.objects.delete(key);
      }
    }
  }
  return true;
}

function hasNoSearchPath({ searchPath }: State): boolean {
  return searchPath !== null && searchPath.length === 0;
}
