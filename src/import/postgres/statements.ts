/** What each statement, command and comment of a dump says. */

import type { SourceFile, Span } from '../../source/text.ts';
import { alterDefaults, grantOrRevoke } from './grants.ts';
import {
  alterKnown,
  changePolicy,
  createKnown,
  createPolicy,
  createRule,
  createTrigger,
  dropKnown,
} from './objects.ts';
import { alterGroup, alterRole, createRole, dropRole } from './roles.ts';
import { type Piece, piecesOf } from './scan.ts';
import { addObject, type State } from './state.ts';
import { wrong } from './statement.ts';
import { accept, acceptOne, type Cursor, peekWord, readPath, spanOf } from './tokens.ts';

export function readFile(state: State, file: SourceFile): void {
  state.file = file;
  state.database = null;
  state.searchPath = null;
  state.authorization = null;
  state.session = null;
  state.commentOwner = null;
  const open: Open[] = [];
  for (const piece of piecesOf(file.text)) {
    // `psql` reads no further.
    if (piece.kind === 'command' && /^q(?:uit)?$/.test(piece.words[0] ?? '')) break;
    readPiece(state, piece, open);
  }
  for (const { title, at } of open) {
    state.build.report(
      'import-syntax',
      `the dump is cut off: it starts with \`${title}\`, and its last line is missing`,
      at,
      'dump again, or restore the end of the file',
    );
  }
}

/** A dump that has begun. */
interface Open {
  readonly title: string;
  readonly at: Span;
}

const titles = [
  'PostgreSQL database cluster dump',
  'PostgreSQL database dump',
  'dutyproof snapshot of PostgreSQL',
];

function readPiece(state: State, piece: Piece, open: Open[]): void {
  const at: Span = { file: state.file, start: piece.start, end: piece.end };
  switch (piece.kind) {
    case 'broken':
      state.build.report('import-syntax', `found ${piece.message}`, at, 'check that the file is whole');
      return;
    case 'comment':
      readComment(state, piece.text, at, open);
      return;
    case 'command':
      readCommand(state, piece.words, at);
      return;
    case 'statement':
      readStatement(state, {
        file: state.file,
        tokens: piece.tokens,
        start: piece.start,
        end: piece.end,
        at: 0,
      });
  }
}

/** Comments of dumps tell versions, the owners of what has no other statement, and whether the end is there. */
function readComment(state: State, text: string, at: Span, open: Open[]): void {
  if (titles.includes(text)) open.push({ title: text, at });
  if (text === titles[0] || text === titles[2]) state.isClusterDump = true;
  for (const title of titles) {
    if (text !== `${title} complete`) continue;
    const index = open.findLastIndex((dump) => dump.title === title);
    if (index >= 0) open.splice(index, 1);
  }
  const from = text.match(/^Dumped from database version (\d+)/);
  if (from !== null) state.version = Number(from[1]);
  const by = text.match(/^Dumped by pg_dump version (\d+)/);
  if (by !== null) state.dumpVersion = Number(by[1]);
  if (!text.startsWith('Name: ')) return;
  const owner = text.includes('; Type: ACL;') ? text.lastIndexOf('; Owner: ') : -1;
  const role = owner < 0 ? '-' : text.slice(owner + '; Owner: '.length);
  state.commentOwner = role === '-' ? null : { role, at };
}

/** Commands of `psql` that only change how things are shown, or guard a dump. */
const harmless = [
  '.',
  'restrict',
  'unrestrict',
  'echo',
  'set',
  'unset',
  'encoding',
  'pset',
  'timing',
  'x',
  't',
];

function readCommand(state: State, words: readonly string[], at: Span): void {
  const [name = '', ...rest] = words;
  if (name === 'connect' || name === 'c') {
    const target = rest.find((word) => !word.startsWith('-reuse-previous'));
    if (target === undefined || target === '-') return;
    state.database = databaseOf(target);
    state.authorization = null;
    state.session = null;
    state.searchPath = null;
    return;
  }
  if (name === 'unseen') {
    doubtAll(state, at, `${rest.join(' ').replaceAll('_', ' ')}: not visible to whoever took the snapshot`);
    return;
  }
  if (!harmless.includes(name)) {
    doubtAll(state, at, `what \`\\${name}\` does is not in the file`);
  }
}

/** `bank`, or `dbname='my bank'`. */
function databaseOf(target: string): string {
  const found = target.match(/dbname\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))/);
  return found === null ? target : (found[1] ?? found[2]!).replace(/\\(.)/g, '$1');
}

/** Told once for what it is about: a thousand of them say no more. */
function doubtAll(state: State, at: Span, reason: string): void {
  if (state.told.has(reason)) return;
  state.told.add(reason);
  state.build.doubt(at, reason, 'everything');
}

/** What changes data, looks, or the session, and not who may do what. */
const passed = new Set([
  'analyze',
  'begin',
  'checkpoint',
  'close',
  'cluster',
  'comment',
  'commit',
  'deallocate',
  'declare',
  'end',
  'fetch',
  'listen',
  'lock',
  'notify',
  'refresh',
  'reindex',
  'savepoint',
  'show',
  'start',
  'table',
  'truncate',
  'vacuum',
  'values',
]);

/** Behind `CREATE`, `ALTER` and `DROP`: what has no privileges of its own, and gives none. */
const passedKinds = new Set([
  'access',
  'cast',
  'collation',
  'conversion',
  'event',
  'extension',
  'index',
  'operator',
  'policy',
  'publication',
  'rule',
  'statistics',
  'subscription',
  'temp',
  'temporary',
  'text',
  'transform',
  'trigger',
  'unique',
]);

function readStatement(state: State, cursor: Cursor): void {
  const verb = peekWord(cursor);
  cursor.at = 1;
  switch (verb) {
    case 'create':
      create(state, cursor);
      return;
    case 'alter':
      alter(state, cursor);
      return;
    case 'drop':
      drop(state, cursor);
      return;
    case 'grant':
    case 'revoke':
      grantOrRevoke(state, cursor, verb === 'grant');
      return;
    case 'set':
    case 'reset':
      setting(state, cursor);
      return;
    case 'select':
      select(state, cursor);
      return;
    case 'insert':
    case 'update':
    case 'delete':
      change(state, cursor);
      return;
    case 'copy':
      if (cursor.tokens.some(({ kind, value }) => kind === 'word' && value === 'from')) change(state, cursor);
      return;
    case 'reassign':
      unsupported(state, cursor);
      return;
    case 'abort':
    case 'rollback':
      state.build.report(
        'import-unsupported',
        'statements are taken back, as no dump does',
        spanOf(cursor),
        'import a dump of the server as it is now',
      );
      return;
    case 'discard':
      if (!accept(cursor, 'all')) return;
      state.authorization = null;
      state.session = null;
      state.searchPath = null;
      return;
    case 'security':
      doubtAll(state, spanOf(cursor), 'a security label is given, and what it allows is not known');
      return;
    case 'import':
      doubtAll(state, spanOf(cursor), 'a schema is imported from another server');
      return;
    default:
      if (verb !== null && passed.has(verb)) return;
      if (verb === null) {
        wrong(state, { ...cursor, at: 0 }, 'a statement');
        return;
      }
      doubtAll(state, spanOf(cursor), `what \`${verb.toUpperCase().slice(0, 30)}\` does is not known`);
  }
}

function create(state: State, cursor: Cursor): void {
  accept(cursor, 'or', 'replace');
  const from = cursor.at;
  if (accept(cursor, 'user', 'mapping')) return;
  const who = acceptOne(cursor, ['role', 'user', 'group']);
  if (who !== null) {
    createRole(state, cursor, who === 'user');
    return;
  }
  if (accept(cursor, 'policy')) {
    createPolicy(state, cursor);
    return;
  }
  if (accept(cursor, 'rule')) {
    createRule(state, cursor);
    return;
  }
  if (accept(cursor, 'constraint', 'trigger') || accept(cursor, 'trigger')) {
    createTrigger(state, cursor);
    return;
  }
  if (accept(cursor, 'global') || accept(cursor, 'local')) return;
  if (peekWord(cursor) === 'extension') {
    const told = 'what extensions bring is not in a dump, but for privileges that were changed';
    if (!state.told.has(told)) state.build.remark(spanOf(cursor), told);
    state.told.add(told);
    return;
  }
  if (createKnown(state, cursor)) return;
  cursor.at = from;
  const kind = peekWord(cursor) ?? '';
  if (passedKinds.has(kind)) return;
  doubtAll(state, spanOf(cursor), `what \`CREATE ${kind.toUpperCase().slice(0, 30)}\` gives is not known`);
}

function alter(state: State, cursor: Cursor): void {
  if (accept(cursor, 'default', 'privileges')) {
    alterDefaults(state, cursor);
    return;
  }
  if (accept(cursor, 'user', 'mapping') || accept(cursor, 'system')) return;
  if (accept(cursor, 'policy')) {
    changePolicy(state, cursor, false);
    return;
  }
  if (accept(cursor, 'group')) {
    alterGroup(state, cursor);
    return;
  }
  if (acceptOne(cursor, ['role', 'user']) !== null) {
    alterRole(state, cursor);
    return;
  }
  if (alterKnown(state, cursor)) return;
  const kind = peekWord(cursor) ?? '';
  if (passedKinds.has(kind)) return;
  doubtAll(state, spanOf(cursor), `what \`ALTER ${kind.toUpperCase().slice(0, 30)}\` changes is not known`);
}

function drop(state: State, cursor: Cursor): void {
  if (accept(cursor, 'owned')) {
    unsupported(state, cursor);
    return;
  }
  if (accept(cursor, 'user', 'mapping')) return;
  if (accept(cursor, 'policy')) {
    changePolicy(state, cursor, true);
    return;
  }
  if (acceptOne(cursor, ['role', 'user', 'group']) !== null) {
    dropRole(state, cursor);
    return;
  }
  if (dropKnown(state, cursor)) return;
  const kind = peekWord(cursor) ?? '';
  if (passedKinds.has(kind)) return;
  doubtAll(state, spanOf(cursor), `what \`DROP ${kind.toUpperCase().slice(0, 30)}\` takes away is not known`);
}

function unsupported(state: State, cursor: Cursor): void {
  state.build.report(
    'import-unsupported',
    'this changes everything that a role owns, as no dump does',
    spanOf(cursor),
    'import a dump of the server as it is now',
  );
}

/** `SET SESSION AUTHORIZATION`, `SET ROLE` and `SET search_path` matter to the statements that follow. */
function setting(state: State, cursor: Cursor): void {
  const isReset = peekWord({ ...cursor, at: 0 }) === 'reset';
  const isLocal = acceptOne(cursor, ['local', 'session']) === 'local';
  accept(cursor, 'session');
  const what = acceptOne(cursor, ['authorization', 'role']);
  if (isLocal && (what !== null || peekWord(cursor) === 'search_path')) {
    state.build.report(
      'import-unsupported',
      'this is set for a transaction alone, as no dump does',
      spanOf(cursor),
      'leave out `LOCAL`, and reset it afterwards',
    );
    return;
  }
  if (what !== null) {
    const token = cursor.tokens[cursor.at];
    const isName = token?.kind === 'word' || token?.kind === 'quoted' || token?.kind === 'string';
    const isNone = token?.kind === 'word' && (token.value === 'default' || token.value === 'none');
    const name = isReset || !isName || isNone ? null : token.value;
    // Without a role, it is the user of the session again.
    if (what === 'authorization') state.session = name;
    state.authorization = name ?? state.session;
    return;
  }
  if (isReset && accept(cursor, 'all')) state.searchPath = null;
  if (!accept(cursor, 'search_path')) return;
  cursor.at += 1;
  const path = cursor.tokens.slice(cursor.at).filter(({ kind }) => kind !== 'mark' && kind !== 'number');
  state.searchPath = path.map(({ value }) => value).filter((name) => name !== '' && name !== 'pg_catalog');
}

/** Calls that dumps make; others may do anything. */
const calls = [
  'setval',
  'set_config',
  'lo_create',
  'lo_open',
  'lowrite',
  'lo_close',
  'lo_put',
  'lo_from_bytea',
];
const callPrefixes = ['pg_restore_', 'pg_clear_', 'binary_upgrade_'];

function select(state: State, cursor: Cursor): void {
  const path = readPath(cursor);
  const name = path?.at(-1) ?? '';
  const [, argument, , value] = cursor.tokens.slice(cursor.at);
  const isServers = path?.length === 1 || path?.[0] === 'pg_catalog';
  if (!isServers || !(calls.includes(name) || callPrefixes.some((prefix) => name.startsWith(prefix)))) {
    doubtAll(state, spanOf(cursor), 'what a query calls may change who may do what');
    return;
  }
  if (name === 'set_config' && argument?.value === 'search_path') {
    state.searchPath = (value?.value ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
  if (name === 'lo_create' && argument !== undefined) {
    const at = { file: state.file, start: argument.start, end: argument.end };
    addObject(state, 'large-object', null, argument.value, at, true);
  }
}

/** Rows of tables are data, but those of the catalogue. */
function change(state: State, cursor: Cursor): void {
  acceptOne(cursor, ['into', 'from']);
  accept(cursor, 'only');
  const path = readPath(cursor) ?? [];
  const name = path.at(-1) ?? '';
  const isCatalogue = path.length > 1 ? path[0] === 'pg_catalog' : name.startsWith('pg_');
  // Old dumps mark template databases so.
  if (!isCatalogue || name === 'pg_database' || name === 'pg_largeobject') return;
  doubtAll(state, spanOf(cursor), 'rows of the catalogue are changed by hand');
}
