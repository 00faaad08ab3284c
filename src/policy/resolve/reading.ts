/**
 * What is known while a policy is read: name spaces, columns, files and problems, and how a written name becomes an
 * id. Every `…Id` function returns -1 for a name that is unknown, after reporting it.
 */

import type { Span } from '../../source/text.ts';
import { type FactsBuilder, factsBuilder } from '../facts.ts';
import type { Leaf, List } from '../located.ts';
import { type NameSpace, nameSpace, shown } from '../names.ts';
import { type PossibleBuilder, possibleBuilder } from '../possible.ts';
import type { Documents, Ranged } from './documents.ts';

export type { Ranged } from './documents.ts';

/** Sorts of names that a policy declares. */
export type Sort = 'user' | 'role' | 'permission';

/** Edges of a relation that must be acyclic, with the place of each. */
export interface Edges {
  readonly from: number[];
  readonly to: number[];
  readonly file: number[];
  readonly start: number[];
  readonly end: number[];
}

export interface Reading extends Documents {
  readonly spaces: Readonly<Record<Sort, NameSpace>>;
  readonly groups: Set<number>;
  readonly assignments: FactsBuilder;
  readonly inheritance: FactsBuilder;
  readonly grants: FactsBuilder;
  /** What may hold besides. */
  readonly possible: PossibleBuilder;
  /** The rows of `inheritance`, with offsets. */
  readonly hierarchy: Edges;
  /** Whether `permissions:` lists all permissions. */
  readonly closedPermissions: boolean;
  /** Permissions that tables declare. */
  readonly listedPermissions: Set<number>;
  /** Sorts whose declarations could not be read in full, so that unknown names are no news. */
  readonly incomplete: Set<Sort>;
  /** Where permissions are used other than in grants. */
  readonly usedPermissions: { readonly id: number; readonly span: Span }[];
}

export function startReading(
  documents: Documents,
  closedPermissions: boolean,
  incomplete: Set<Sort>,
): Reading {
  const { problems } = documents;
  return {
    ...documents,
    spaces: { user: nameSpace(problems), role: nameSpace(problems), permission: nameSpace(problems) },
    groups: new Set(),
    assignments: factsBuilder(),
    inheritance: factsBuilder(),
    grants: factsBuilder(),
    possible: possibleBuilder(),
    hierarchy: { from: [], to: [], file: [], start: [], end: [] },
    closedPermissions,
    listedPermissions: new Set(),
    incomplete,
    usedPermissions: [],
  };
}

const declareIt: Readonly<Record<Sort, string>> = {
  user: 'declare it under `users:`',
  role: 'declare it under `roles:`',
  permission: 'declare it under `permissions:`',
};

/** The id of a name written in a document. */
export function idOf(reading: Reading, sort: Sort, name: string, range: Ranged): number {
  const space = reading.spaces[sort];
  const span = (): Span => reading.span(range);
  const id = space.find(name, span);
  if (id >= 0) return id;
  if (sort === 'permission' && !reading.closedPermissions) {
    return space.declare(name, reading.place(range), span);
  }
  reportUnknown(reading, sort, name, span());
  return -1;
}

/** `also` is another remedy than declaring the name, as the end of a hint. */
export function reportUnknown(reading: Reading, sort: Sort, name: string, span: Span, also = ''): void {
  if (reading.incomplete.has(sort)) return;
  const code = `unknown-${sort}` as const;
  reading.problems.report({
    code,
    message: `${sort} \`${shown(name)}\` is not declared`,
    span,
    hint: reading.problems.wants(code, span.file.path)
      ? reading.suggest.hint(name, reading.spaces[sort].names.list(), `${declareIt[sort]}${also}`)
      : undefined,
  });
}

/** The id of a leaf's name, or -1 where it was not given or is unknown. */
export function leafId(reading: Reading, sort: Sort, leaf: Leaf<string>): number {
  return leaf.given ? idOf(reading, sort, leaf.value, leaf) : -1;
}

export interface Resolved extends Ranged {
  readonly id: number;
}

/** The known names of a list, each once; a repeated one is reported as `repeated-entry`. */
export function leafIds(reading: Reading, sort: Sort, list: List<Leaf<string>> | undefined): Resolved[] {
  const found = new Map<number, Resolved>();
  for (const leaf of list?.items ?? []) {
    const id = leafId(reading, sort, leaf);
    if (id < 0) continue;
    const first = found.get(id);
    if (first === undefined) {
      found.set(id, { id, start: leaf.start, end: leaf.end });
      continue;
    }
    reading.problems.report({
      code: 'repeated-entry',
      message: `${sort} \`${shown(leaf.value)}\` is listed twice`,
      span: reading.span(leaf),
      related: [{ message: 'first here', span: reading.span(first) }],
    });
  }
  return [...found.values()];
}

/** Permissions that something other than a grant speaks of. */
export function usedPermissionIds(reading: Reading, list: List<Leaf<string>> | undefined): Resolved[] {
  const resolved = leafIds(reading, 'permission', list);
  for (const permission of resolved) usePermission(reading, permission);
  return resolved;
}

export function usePermission(reading: Reading, permission: Resolved): void {
  reading.usedPermissions.push({ id: permission.id, span: reading.span(permission) });
}

/** States that `senior` inherits `junior`. */
export function addInheritance(
  reading: Reading,
  senior: number,
  junior: number,
  at: { readonly file: number; readonly line: number; readonly start: number; readonly end: number },
): void {
  reading.inheritance.add(senior, junior, at.file, at.line);
  const { hierarchy } = reading;
  hierarchy.from.push(senior);
  hierarchy.to.push(junior);
  hierarchy.file.push(at.file);
  hierarchy.start.push(at.start);
  hierarchy.end.push(at.end);
}
