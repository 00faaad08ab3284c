/**
 * Imports: what files of other systems say, added to what the policy says. The names of an import are declared by it, so
 * that the policy may speak of them; a hierarchy with a cycle is let through, because another system may have one, and
 * is then found by the rule that forbids it.
 */

import type { Imported, ImportedFact, Importer } from '../../import/imported.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { Leaf, List, Located } from '../located.ts';
import type { Constraint, Operation, Place } from '../model.ts';
import { nameProblem, shown } from '../names.ts';
import type { PossibleRelation } from '../possible.ts';
import type { PolicyDocument } from '../shape.ts';
import { oneKey } from './choice.ts';
import type { Document } from './declarations.ts';
import { lastUpTo, lineStartsOf } from './documents.ts';
import type { OpenFile } from './files.ts';
import { type FunctionDefinition, mentionedPermissions } from './functions.ts';
import type { Reading, Sort } from './reading.ts';

type ImportNode = Located<NonNullable<PolicyDocument['imports']>[number]>;

const maxBytes = 64 * 1024 * 1024;
const advice = 'export less at once, or split the file';

/** What imports add besides names and facts. */
export interface ReadImports {
  readonly constraints: readonly Constraint[];
  readonly operations: readonly Operation[];
  readonly functions: readonly FunctionDefinition[];
}

export interface ImportOptions {
  /** What `imports:` may name; none if absent. */
  readonly importers?: readonly Importer[];
  /** Permissions and patterns of them that something outside of the policy speaks of. */
  readonly mentioned?: readonly string[];
}

/** Reads all imports of the document into `reading`. */
export function readImports(
  reading: Reading,
  document: Document,
  open: OpenFile,
  { importers = [], mentioned: also = [] }: ImportOptions,
): ReadImports {
  const constraints: Constraint[] = [];
  const operations: Operation[] = [];
  const functions: FunctionDefinition[] = [];
  const mentioned = [...new Set([...mentionedPermissions(document), ...also])];
  const ids = writtenIds(document);
  for (const node of document.values.imports?.items ?? []) {
    const read = readImport(reading, node, open, importers, mentioned);
    if (read === null) {
      for (const sort of ['user', 'role', 'permission'] as const) reading.incomplete.add(sort);
      continue;
    }
    reportTaken(reading, ids, read.imported);
    const added = addImported(reading, read.imported, read.index);
    constraints.push(...added.constraints);
    operations.push(...added.operations);
    functions.push(...added.functions);
  }
  return { constraints, operations, functions };
}

interface Read {
  readonly imported: Imported;
  /** Indexes of the files in the policy. */
  readonly index: ReadonlyMap<SourceFile, number>;
}

function readImport(
  reading: Reading,
  node: ImportNode,
  open: OpenFile,
  importers: readonly Importer[],
  mentioned: readonly string[],
): Read | null {
  const kind = oneKey(reading, node, ['file', 'files'], 'which files are imported');
  if (kind === null) return null;
  const { values } = node;
  const paths: readonly Leaf<string>[] =
    kind === 'file' ? [values.file!] : (values.files as List<Leaf<string>>).items;
  const opened = paths.map((path) => open(path, maxBytes, advice));
  const index = new Map<SourceFile, number>();
  for (const file of opened) if (file !== null) index.set(file.file, file.index);
  if (opened.includes(null)) return null;
  const files = [...index.keys()];
  const importer = importerFor(reading, node, files, importers);
  if (importer === null) return null;
  const map = readMap(reading, node, importer);
  if (map === null) return null;
  const result = importer.read({ files, mentioned, map });
  reading.problems.include(result.kind === 'ok' ? result.warnings : result.diagnostics);
  return result.kind === 'ok' ? { imported: result.value, index } : null;
}

/** The format that is named, or the first that knows one of the files by its content. */
function importerFor(
  reading: Reading,
  { values, start, end }: ImportNode,
  files: readonly SourceFile[],
  importers: readonly Importer[],
): Importer | null {
  const formats = importers.map(({ format }) => format);
  const { from } = values;
  if (from !== undefined) {
    if (!from.given) return null;
    const named = importers.find(({ format }) => format === from.value);
    if (named !== undefined) return named;
    reading.problems.report({
      code: 'import-unknown-format',
      message: `there is no format \`${shown(from.value)}\``,
      span: reading.span(from),
      hint: reading.suggest.hint(from.value, formats, `the formats are ${formats.join(', ')}`),
    });
    return null;
  }
  // A table whose header says too little is a table still: its importer tells what to map.
  const isTables = files.every(({ path }) => /\.csv$/i.test(path));
  const detected =
    importers.find((importer) => files.some((file) => importer.detects(file))) ??
    (isTables ? importers.find(({ format }) => format === 'csv') : undefined);
  if (detected !== undefined) return detected;
  reading.problems.report({
    code: 'import-unknown-format',
    message: `it is not told from the content what ${files.map(({ path }) => `\`${shown(path)}\``).join(', ')} ${files.length === 1 ? 'is' : 'are'}`,
    span: reading.span(values.file ?? values.files ?? { start, end }),
    hint: `name the system: ${formats.join(', ')}`,
  });
  return null;
}

function readMap(
  reading: Reading,
  { values }: ImportNode,
  importer: Importer,
): ReadonlyMap<string, string> | null {
  const map = new Map<string, string>();
  let isKnown = true;
  const keys = Object.keys(importer.mapKeys);
  for (const { key, value } of values.map?.entries ?? []) {
    map.set(key.text, value.value);
    if (keys.includes(key.text)) continue;
    isKnown = false;
    reading.problems.report({
      code: 'import-mapping',
      message: `an import from ${importer.format} has no \`${shown(key.text)}\` to map`,
      span: reading.span(key),
      hint:
        keys.length === 0
          ? 'there is nothing to map'
          : reading.suggest.hint(key.text, keys, `there are ${keys.join(', ')}`),
    });
  }
  return isKnown ? map : null;
}

/** Ids of constraints and names of operations, with where they are taken. */
function writtenIds({ values }: Document): Map<string, string> {
  const ids = new Map<string, string>();
  for (const { values: constraint } of values.constraints?.items ?? [])
    ids.set(constraint.id.value.normalize('NFC'), 'the policy');
  for (const { values: operation } of values.operations?.items ?? [])
    ids.set(operation.name.value.normalize('NFC'), 'the policy');
  return ids;
}

function reportTaken(reading: Reading, ids: Map<string, string>, imported: Imported): void {
  for (const { id, at } of [...imported.constraints, ...imported.operations]) {
    const normal = id.normalize('NFC');
    const taken = ids.get(normal);
    ids.set(normal, at.file.path);
    if (taken === undefined) continue;
    reading.problems.report({
      code: 'duplicate-id',
      message: `the constraint \`${shown(normal)}\` is imported, and its id is taken by one of ${taken === 'the policy' ? taken : `\`${shown(taken)}\``}`,
      span: at,
    });
  }
}

function addImported(
  reading: Reading,
  imported: Imported,
  index: ReadonlyMap<SourceFile, number>,
): ReadImports {
  const placeOf = placer(index);
  const refused = new Set<string>();
  const id = (sort: Sort, name: string, at: Span): number => {
    const space = reading.spaces[sort];
    const known = space.known(name);
    if (known !== undefined) return known;
    const key = `${sort} ${name}`;
    if (refused.has(key)) return -1;
    const found = space.find(name, () => at);
    if (found >= 0) return found;
    const reason =
      nameProblem(name) ??
      (sort === 'permission' && !/^.+:[^:]+$/.test(name) ? 'is not of the form `object:operation`' : null);
    if (reason === null) return space.declare(name, placeOf(at), () => at);
    refused.add(key);
    reading.problems.report({ code: 'bad-name', message: `${sort} \`${shown(name)}\` ${reason}`, span: at });
    return -1;
  };
  for (const { name, at } of imported.users) id('user', name, at);
  for (const { name, at } of imported.roles) id('role', name, at);
  for (const { name, at } of imported.groups) reading.groups.add(id('role', name, at));
  for (const { name, at } of imported.permissions) id('permission', name, at);

  const doubts = imported.doubts.map(({ at, reason, reaches }) =>
    reading.possible.doubt({ place: placeOf(at), reason, reaches }),
  );
  const add = (
    relation: PossibleRelation,
    sorts: readonly [Sort, Sort],
    facts: readonly ImportedFact[],
  ): void => {
    for (const { left, right, at, doubt } of facts) {
      const [from, to] = [id(sorts[0], left, at), id(sorts[1], right, at)];
      if (from < 0 || to < 0) continue;
      const { file, line } = placeOf(at);
      if (doubt === null) reading[relation].add(from, to, file, line);
      else reading.possible.add(relation, from, to, { file, line }, doubts[doubt]!);
    }
  };
  add('assignments', ['user', 'role'], imported.assignments);
  add('inheritance', ['role', 'role'], imported.inheritance);
  add('grants', ['role', 'permission'], imported.grants);

  const constraints = imported.constraints.map((constraint): Constraint => {
    const { at } = constraint;
    const base = {
      id: constraint.id.normalize('NFC'),
      place: placeOf(at),
      severity: constraint.severity,
      reason: constraint.reason,
      owner: constraint.owner,
    };
    switch (constraint.kind) {
      case 'exclusion': {
        const { over } = constraint;
        return {
          ...base,
          kind: 'exclusion',
          over,
          static: constraint.static,
          dynamic: constraint.dynamic,
          sets: constraint.sets.map(({ members, limit }) => ({
            members: members.map((member) => id(over, member, at)),
            limit,
          })),
          strictness: null,
        };
      }
      case 'cardinality':
        return {
          ...base,
          kind: 'cardinality',
          role: id('role', constraint.role, at),
          atMost: constraint.atMost,
        };
      case 'prerequisite':
        return {
          ...base,
          kind: 'prerequisite',
          role: id('role', constraint.role, at),
          needs: constraint.needs.map((need) => id('role', need, at)),
        };
      default:
        return constraint satisfies never;
    }
  });
  const operations = imported.operations.map(
    (operation): Operation => ({
      name: operation.id.normalize('NFC'),
      permissions: operation.permissions.map((permission) => id('permission', permission, operation.at)),
      atLeast: null,
      enforced: false,
      severity: operation.severity,
      reason: operation.reason,
      owner: operation.owner,
      place: placeOf(operation.at),
    }),
  );
  const functions = imported.functions.map(({ name, at, permissions }) => ({
    name: name.normalize('NFC'),
    place: placeOf(at),
    span: at,
    permissions: permissions.map((permission) => permission.normalize('NFC')),
  }));
  return { constraints, operations, functions };
}

/** Places of spans: lines are counted once for each file. */
function placer(index: ReadonlyMap<SourceFile, number>): (span: Span) => Place {
  const starts = new Map<SourceFile, readonly number[]>();
  return ({ file, start }) => {
    const lines = starts.get(file) ?? lineStartsOf(file.text);
    starts.set(file, lines);
    const line = lastUpTo(lines, start);
    return { file: index.get(file)!, line: line + 1, column: start - lines[line]! + 1 };
  };
}
