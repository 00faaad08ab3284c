/** Names of objects in statements, and the objects that they mean. */

import type { Span } from '../../source/text.ts';
import { isInSchema, isShared, type ObjectKind, quoted, rowPrivileges } from './privileges.ts';
import type { Token } from './scan.ts';
import {
  addObject,
  addPublicSchema,
  findObject,
  inSchema,
  type Mentions,
  objectKey,
  pathName,
  type Routine,
  type ServerObject,
  type State,
} from './state.ts';
import { accept, type Cursor, isMark, readName, readPath, skipBrackets, spanHere } from './tokens.ts';

export interface Named {
  readonly schema: string | null;
  readonly name: string;
  readonly at: Span;
}

/** `acc.t`, or of a function `acc.f(integer)`, of which `base` is the part without arguments. */
export function readObjectName(
  state: State,
  cursor: Cursor,
  kind: ObjectKind,
): (Named & { readonly base: string; readonly hasArguments: boolean }) | null {
  const start = spanHere(cursor);
  if (kind === 'large-object') {
    const token = cursor.tokens[cursor.at];
    if (token?.kind !== 'number') return null;
    cursor.at += 1;
    return { schema: null, name: token.value, at: start, base: token.value, hasArguments: false };
  }
  const path = readPath(cursor);
  if (path === null) return null;
  const at = { ...start, end: cursor.tokens[cursor.at - 1]!.end };
  if (!isInSchema(kind)) {
    // Settings of extensions have names with dots; they are one name.
    const name = kind === 'parameter' ? path.join('.') : quoted(path.at(-1)!);
    const schema = kind === 'schema' ? path.at(-1)! : null;
    return { schema, name, at, base: name, hasArguments: false };
  }
  const inside = inSchema(state, path);
  const base = pathName(inside.schema, inside.name);
  if (kind !== 'function' || !isMark(cursor, '(')) {
    return { schema: inside.schema, name: base, at, base, hasArguments: false };
  }
  const from = cursor.at + 1;
  if (!skipBrackets(cursor)) return null;
  const tokens = cursor.tokens.slice(from, cursor.at - 1);
  return { schema: inside.schema, name: `${base}(${argumentsText(tokens)})`, at, base, hasArguments: true };
}

/** Arguments in one spelling, without what they are where nothing is given. */
function argumentsText(tokens: readonly Token[]): string {
  let text = '';
  let depth = 0;
  let isDefault = false;
  let glued = true;
  for (const { kind, value } of tokens) {
    const isOpening = kind === 'mark' && (value === '(' || value === '[');
    const isClosing = kind === 'mark' && (value === ')' || value === ']');
    if (isOpening) depth += 1;
    if (isClosing) depth -= 1;
    if (depth === 0 && kind === 'mark' && value === ',') isDefault = false;
    else if (
      depth === 0 &&
      ((kind === 'word' && value === 'default') || (kind === 'mark' && value === '='))
    ) {
      isDefault = true;
    }
    if (isDefault) continue;
    const isTight = kind === 'mark' && value !== '*';
    if (!glued && !isTight) text += ' ';
    text += kind === 'quoted' ? quoted(value) : value;
    if (kind === 'mark' && value === ',') text += ' ';
    glued = isOpening || (kind === 'mark' && (value === '.' || value === ','));
  }
  return text;
}

/** What a statement creates; a second time in another file of no known database it is not the same. */
export function createObject(
  state: State,
  kind: ObjectKind,
  { schema, name, at }: Named,
  base: string,
  routine: Routine | null = null,
): ServerObject {
  const known = findObject(state, kind, name);
  if (known?.created && known.created.file !== at.file && state.database === null && !isShared(kind)) {
    state.build.report(
      'import-mapping',
      `\`${name}\` is created in two files, and neither says of which database it is`,
      at,
      'dump with `pg_dump --create`, which writes the name of the database',
    );
  }
  // A type is written twice where its functions come between; what was said of it stays.
  if (known?.created) {
    // `CREATE OR REPLACE`: the last text is the one that runs.
    if (routine !== null) known.routine = routine;
    return known;
  }
  const object = addObject(state, kind, schema, name, at, true, routine);
  if (kind === 'function') addOverload(state, base, object);
  return object;
}

function addOverload(state: State, base: string, object: ServerObject): void {
  const key = objectKey('function', state.database, base);
  const overloads = state.overloads.get(key);
  if (overloads === undefined) state.overloads.set(key, [object]);
  else overloads.push(object);
}

/** What a name in `GRANT`, `ALTER … OWNER TO` and the like means; what no statement created is added as it is. */
export function readTarget(state: State, cursor: Cursor, kind: ObjectKind): readonly ServerObject[] | null {
  const named = readObjectName(state, cursor, kind);
  if (named === null) return null;
  const known = findObject(state, kind, named.name);
  if (known !== undefined) return [known];
  if (kind === 'function') {
    const overloads = state.overloads.get(objectKey('function', state.database, named.base)) ?? [];
    if (overloads.length === 1) return overloads;
    if (overloads.length > 1) {
      state.build.report(
        'import-reference',
        `there are ${overloads.length} functions \`${named.base}\`, and none has these arguments`,
        named.at,
        'write the arguments as in `CREATE FUNCTION`',
      );
      return null;
    }
  }
  if (kind === 'schema' && named.schema === 'public') return [addPublicSchema(state, named.at)];
  const object = addObject(state, kind, named.schema, named.name, named.at, false);
  if (kind === 'function') addOverload(state, named.base, object);
  if (state.commentOwner !== null) object.owner = state.commentOwner;
  return [object];
}

/** Names a role behind `OWNER TO` and the like. */
export function readOwner(cursor: Cursor): { readonly role: string; readonly at: Span } | null {
  if (!accept(cursor, 'owner', 'to')) return null;
  const at = spanHere(cursor);
  const role = readName(cursor);
  return role === null ? null : { role, at };
}

/**
 * Paths that tokens speak of, `acc.t`, and single words, unless they mean nothing because every name has its schema. What a
 * statement does to a table stands before its name; who changes rows by a condition also learns of them.
 */
export function mentionsOf(tokens: readonly Token[], pathsOnly = false): Mentions {
  const found = new Map<string, Set<string>>();
  const upserts = tokens.some(
    ({ kind, value }, at) => kind === 'word' && value === 'conflict' && tokens[at - 1]?.value === 'on',
  );
  const mention = (name: string, uses: readonly string[]): void => {
    const known = found.get(name) ?? new Set();
    found.set(name, known);
    for (const use of uses) known.add(use);
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    if (token.kind !== 'word' && token.kind !== 'quoted') continue;
    const uses = usesBefore(tokens, at, upserts);
    let path = quoted(token.value);
    if (!pathsOnly) mention(path, uses);
    while (tokens[at + 1]?.kind === 'mark' && tokens[at + 1]!.value === '.') {
      const next = tokens[at + 2];
      if (next?.kind !== 'word' && next?.kind !== 'quoted') break;
      path += `.${quoted(next.value)}`;
      mention(path, uses);
      at += 2;
    }
  }
  return found;
}

function usesBefore(tokens: readonly Token[], at: number, upserts: boolean): readonly string[] {
  const word = (back: number): string => (tokens[at - back]?.kind === 'word' ? tokens[at - back]!.value : '');
  const skip = word(1) === 'only' || word(1) === 'table' ? 1 : 0;
  const [last, before] = [word(1 + skip), word(2 + skip)];
  if (last === 'into' && before === 'insert') return upserts ? ['insert', 'update', 'select'] : ['insert'];
  if (last === 'into' && before === 'merge') return rowPrivileges;
  if (last === 'update') return ['update', 'select'];
  if (last === 'from' && before === 'delete') return ['delete', 'select'];
  if (last === 'truncate' || word(1) === 'truncate') return ['truncate'];
  return ['select'];
}
