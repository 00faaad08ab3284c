/**
 * Builders of the policy's columns: interned names and relations of ids, shared by the reader, `buildPolicy` and
 * importers. Columns grow by doubling because a table's number of rows is not known before it is read.
 */

import type { Facts, Names, Place } from './model.ts';

/** Collects the rows of one relation; `build` may be called once more rows will not come. */
export interface FactsBuilder {
  /** Number of rows so far. */
  size(): number;
  /** States that `left` is related to `right` at `line` (1-based) of file number `file`. */
  add(left: number, right: number, file: number, line: number): void;
  /** The rows so far, in order; the arrays are copies of exact length. */
  build(): Facts;
}

export function factsBuilder(capacity = 16): FactsBuilder {
  let left = new Int32Array(capacity);
  let right = new Int32Array(capacity);
  let file = new Int32Array(capacity);
  let line = new Int32Array(capacity);
  let size = 0;
  return {
    size: () => size,
    add(leftId, rightId, fileIndex, lineNumber) {
      if (size === left.length) {
        left = grown(left);
        right = grown(right);
        file = grown(file);
        line = grown(line);
      }
      left[size] = leftId;
      right[size] = rightId;
      file[size] = fileIndex;
      line[size] = lineNumber;
      size += 1;
    },
    build: () => ({
      left: left.slice(0, size),
      right: right.slice(0, size),
      file: file.slice(0, size),
      line: line.slice(0, size),
    }),
  };
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(Math.max(16, column.length * 2));
  next.set(column);
  return next;
}

/** Interns the names of one sort: 0-based dense ids in order of declaration, each with the place of the first. */
export interface NamesBuilder {
  /** Number of names so far. */
  size(): number;
  id(name: string): number | undefined;
  name(id: number): string;
  place(id: number): Place;
  /** The id of `name`, which is known to be new. */
  add(name: string, place: Place): number;
  /** The id of `name`, which is new at `place` unless it is known already. */
  intern(name: string, place: Place): number;
  /**
   * The names; those interned after `declare` was called last are dangling (all are declared if it never was).
   * It hands over what it has, without copies: intern nothing afterwards.
   */
  build(): Names;
  /** Made when they are first asked for. */
  places(): readonly Place[];
  /** The names so far, in order. */
  list(): readonly string[];
  /** Everything interned so far is declared; what follows is dangling. */
  declare(): void;
}

export function namesBuilder(): NamesBuilder {
  const list: string[] = [];
  // In columns, because hundreds of thousands of objects that nobody asks for would be moved about by each collection.
  let files = new Int32Array(16);
  let lines = new Int32Array(16);
  let columns = new Int32Array(16);
  let places: readonly Place[] = [];
  const placeOf = (id: number): Place => ({ file: files[id]!, line: lines[id]!, column: columns[id]! });
  // Made when a name is looked up: of a list of users most policies ask for none.
  let ids: Map<string, number> | null = null;
  const byName = (): Map<string, number> => {
    ids ??= new Map(list.map((name, id) => [name, id]));
    return ids;
  };
  let declared: number | null = null;
  const add = (name: string, { file, line, column }: Place): number => {
    const id = list.length;
    if (id === files.length) {
      files = grown(files);
      lines = grown(lines);
      columns = grown(columns);
    }
    ids?.set(name, id);
    list.push(name);
    files[id] = file;
    lines[id] = line;
    columns[id] = column;
    return id;
  };
  return {
    size: () => list.length,
    id: (name) => byName().get(name),
    name: (id) => list[id]!,
    place: placeOf,
    add,
    intern: (name, place) => byName().get(name) ?? add(name, place),
    build: () => ({
      list,
      get ids() {
        return byName();
      },
      declaredCount: declared ?? list.length,
    }),
    places() {
      if (places.length !== list.length) places = list.map((_name, id) => placeOf(id));
      return places;
    },
    list: () => list,
    declare() {
      declared = list.length;
    },
  };
}
