/** Constraints (FORMAL.md A.2, Policy): resolved, expanded to sets, and well formed (I3). */

import type { Leaf, List, Located } from '../located.ts';
import type {
  Cardinality,
  Constraint,
  ExclusionSet,
  OnePerObject,
  Prerequisite,
  RoleWindow,
  Strictness,
} from '../model.ts';
import { shown } from '../names.ts';
import { constraintKinds, exclusionForms, type PolicyDocument } from '../shape.ts';
import { checkCell } from '../table.ts';
import { reportCycles } from './acyclic.ts';
import { oneKey } from './choice.ts';
import type { Document } from './declarations.ts';
import type { OpenFile } from './files.ts';
import {
  type Edges,
  leafId,
  leafIds,
  type Ranged,
  type Reading,
  type Resolved,
  reportUnknown,
  usePermission,
} from './reading.ts';
import { readColumns } from './tables.ts';
import { type Performed, readWithin } from './within.ts';

type ConstraintNode = Located<NonNullable<PolicyDocument['constraints']>[number]>;
type StaticExclusionNode = NonNullable<ConstraintNode['values']['exclusive']>;
type ExclusionNode = NonNullable<ConstraintNode['values']['dynamic']> | StaticExclusionNode;

/** Pairs that one constraint may expand to. */
const maxPairs = 1_000_000;
const maxTableBytes = 64 * 1024 * 1024;

export function readConstraints(
  reading: Reading,
  { values }: Document,
  open: OpenFile,
  performed: Performed,
): Constraint[] {
  reportRepeatedIds(reading, values);
  const constraints: Constraint[] = [];
  const prerequisites: Edges = { from: [], to: [], file: [], start: [], end: [] };
  for (const node of values.constraints?.items ?? []) {
    const constraint = readConstraint(reading, node, prerequisites, open, performed);
    if (constraint !== null) constraints.push(constraint);
  }
  reportCycles(reading, prerequisites, 'prerequisite-cycle', 'needs');
  return constraints;
}

/** Constraints of applications share the name space. */
function reportRepeatedIds(reading: Reading, { constraints, applications }: Document['values']): void {
  const nodes = [
    ...(constraints?.items ?? []),
    ...(applications?.items ?? []).flatMap((application) => application.values.constraints?.items ?? []),
  ];
  const ids = nodes.map(({ values }) => values.id).filter(({ given }) => given);
  const first = new Map<string, Leaf<string>>();
  for (const id of ids.sort((a, b) => a.start - b.start)) {
    const normal = id.value.normalize('NFC');
    const earlier = first.get(normal);
    if (earlier === undefined) {
      first.set(normal, id);
      continue;
    }
    reading.problems.report({
      code: 'duplicate-id',
      message: `constraint id \`${shown(normal)}\` is used twice`,
      span: reading.span(id),
      related: [{ message: 'first here', span: reading.span(earlier) }],
    });
  }
}

function readConstraint(
  reading: Reading,
  node: ConstraintNode,
  prerequisites: Edges,
  open: OpenFile,
  performed: Performed,
): Constraint | null {
  const kind = oneKey(reading, node, constraintKinds, 'what the constraint demands');
  if (kind === null) return null;
  const { values } = node;
  const base = {
    id: values.id.value.normalize('NFC'),
    place: reading.place(node),
    severity: values.severity?.value ?? 'error',
    reason: values.reason?.value ?? null,
    owner: values.owner?.value ?? null,
  } as const;
  switch (kind) {
    case 'exclusive':
    case 'static':
    case 'dynamic': {
      const exclusion = readExclusion(reading, values[kind]!, open);
      if (exclusion === null) return null;
      return {
        ...base,
        kind: 'exclusion',
        ...exclusion,
        static: kind !== 'dynamic',
        dynamic: kind !== 'static',
        strictness:
          kind === 'dynamic' ? null : readStrictness(reading, values[kind]!, exclusion.over, performed),
      };
    }
    case 'cardinality': {
      const { role, 'at-most': atMost } = values.cardinality!.values;
      return {
        ...base,
        kind,
        role: leafId(reading, 'role', role),
        atMost: atMost.value,
      } satisfies Cardinality;
    }
    case 'prerequisite': {
      const role = leafId(reading, 'role', values.prerequisite!.values.role);
      const needs = leafIds(reading, 'role', values.prerequisite!.values.needs);
      if (role >= 0) {
        for (const need of needs) {
          const { start, end } = reading.span(need);
          prerequisites.from.push(role);
          prerequisites.to.push(need.id);
          prerequisites.file.push(reading.place(need).file);
          prerequisites.start.push(start);
          prerequisites.end.push(end);
        }
      }
      return { ...base, kind, role, needs: needs.map(({ id }) => id) } satisfies Prerequisite;
    }
    case 'window': {
      const { role, open: intervals } = values.window!.values;
      const read = intervals.items.map(({ items, start, end }) => {
        const [from, to] = [items[0]!.value, items[1]!.value];
        if (from > to) {
          reading.problems.report({
            code: 'bad-interval',
            message: `interval [${from}, ${to}] ends before it begins`,
            span: reading.span({ start, end }),
            hint: `did you mean \`[${to}, ${from}]\`?`,
          });
        }
        return { from, to };
      });
      return { ...base, kind, role: leafId(reading, 'role', role), open: read } satisfies RoleWindow;
    }
    case 'one-per-object': {
      const { within, each } = values['one-per-object']!.values;
      return {
        ...base,
        kind,
        each: each?.value ?? 'user',
        within: readWithin(reading, performed, within),
      } satisfies OnePerObject;
    }
  }
}

function readStrictness(
  reading: Reading,
  { values, keys }: StaticExclusionNode,
  over: Over,
  performed: Performed,
): Strictness | null {
  if (values.strictness === undefined) return null;
  if (over === 'permission') {
    reading.problems.report({
      code: 'conflicting-keys',
      message: '`strictness` goes with roles, not with permissions',
      span: reading.span(keys.get('strictness')!),
      hint: 'remove it: a permission is one operation already',
    });
  }
  const { degree, within } = values.strictness.values;
  return { degree: degree.value, within: readWithin(reading, performed, within) };
}

interface Sets {
  readonly over: 'role' | 'permission';
  readonly sets: readonly ExclusionSet[];
}

function readExclusion(reading: Reading, node: ExclusionNode, open: OpenFile): Sets | null {
  const form = oneKey(reading, node, exclusionForms, 'what excludes what');
  const limitKey = node.keys.get('fewer-than');
  if (limitKey !== undefined && form !== null && form !== 'roles') {
    reading.problems.report({
      code: 'conflicting-keys',
      message: `\`fewer-than\` goes with \`roles\`, not with \`${form}\``,
      span: reading.span(limitKey),
      hint: 'remove it: pairs and permissions exclude each other one by one',
    });
  }
  if (form === null) return null;
  const { values } = node;
  switch (form) {
    case 'roles':
      return { over: 'role', sets: [roleSet(reading, values.roles!, values['fewer-than'])] };
    case 'permissions':
      return {
        over: 'permission',
        sets: [permissionSet(reading, values.permissions!)],
      };
    case 'pairs':
      return { over: 'role', sets: listedPairs(reading, 'role', values.pairs!) };
    case 'permission-pairs':
      return { over: 'permission', sets: listedPairs(reading, 'permission', values['permission-pairs']!) };
    case 'between':
      return { over: 'role', sets: pairsBetween(reading, 'role', values.between!) };
    case 'permissions-between':
      return {
        over: 'permission',
        sets: pairsBetween(reading, 'permission', values['permissions-between']!),
      };
    case 'sets':
      return listedSets(reading, values.sets!);
    case 'table':
      return { over: 'role', sets: tablePairs(reading, values.table!, open) };
  }
}

type Over = 'role' | 'permission';

function roleSet(reading: Reading, roles: List<Leaf<string>>, limit: Leaf<number> | undefined): ExclusionSet {
  const members = distinctIds(reading, 'role', roles);
  const most = roles.items.length;
  if (limit !== undefined && most >= 2 && (limit.value < 2 || limit.value > most)) {
    reading.problems.report({
      code: 'bad-limit',
      message:
        limit.value > most
          ? `fewer than ${limit.value} of ${most} roles are always held`
          : `fewer than ${limit.value} forbids each of the roles by itself`,
      span: reading.span(limit),
      hint: most === 2 ? 'of two roles, write 2' : `of ${most} roles, write a number from 2 to ${most}`,
    });
  }
  return { members, limit: limit?.value ?? 2 };
}

function permissionSet(reading: Reading, permissions: List<Leaf<string>>): ExclusionSet {
  return { members: distinctIds(reading, 'permission', permissions), limit: 2 };
}

/** Sets of roles, or sets of permissions: of both, it would be two constraints. */
function listedSets(reading: Reading, list: NonNullable<ExclusionNode['values']['sets']>): Sets | null {
  let over: Over | null = null;
  const sets: ExclusionSet[] = [];
  for (const node of list.items) {
    const kind = oneKey(reading, node, ['roles', 'permissions'] as const, 'what excludes what');
    if (kind === null) continue;
    const { roles, permissions, 'fewer-than': limit } = node.values;
    const own: Over = kind === 'roles' ? 'role' : 'permission';
    over ??= own;
    if (own !== over) {
      reading.problems.report({
        code: 'conflicting-keys',
        message: 'one constraint is about roles or about permissions, not about both',
        span: reading.span(node.keys.get(kind)!),
        hint: 'make it two constraints',
      });
    } else if (own === 'role') sets.push(roleSet(reading, roles!, limit));
    else {
      if (node.keys.has('fewer-than')) {
        reading.problems.report({
          code: 'conflicting-keys',
          message: '`fewer-than` goes with `roles`, not with `permissions`',
          span: reading.span(node.keys.get('fewer-than')!),
          hint: 'remove it: permissions exclude each other one by one',
        });
      }
      sets.push(permissionSet(reading, permissions!));
    }
  }
  return { over: over ?? 'role', sets };
}

/** Members of a set; one that stands twice would have to exclude itself. */
function distinctIds(reading: Reading, over: Over, list: List<Leaf<string>>): number[] {
  const found = new Map<number, Ranged>();
  for (const leaf of list.items) {
    const id = leafId(reading, over, leaf);
    if (id < 0) continue;
    if (over === 'permission') usePermission(reading, { id, start: leaf.start, end: leaf.end });
    const first = found.get(id);
    if (first === undefined) found.set(id, leaf);
    else reportReflexive(reading, over, leaf.value, leaf, first);
  }
  return [...found.keys()];
}

function reportReflexive(reading: Reading, over: Over, name: string, at: Ranged, first: Ranged): void {
  reading.problems.report({
    code: 'reflexive-exclusion',
    message: `${over} \`${shown(name)}\` would exclude itself`,
    span: reading.span(at),
    related: [{ message: 'it is also here', span: reading.span(first) }],
  });
}

/** Collects unordered pairs, each once. */
function pairCollector(): { add(a: number, b: number): boolean; sets(): ExclusionSet[] } {
  const pairs = new Map<string, ExclusionSet>();
  return {
    add(a, b) {
      const members = a < b ? [a, b] : [b, a];
      const key = members.join(' ');
      if (pairs.has(key)) return false;
      pairs.set(key, { members, limit: 2 });
      return true;
    },
    sets: () => [...pairs.values()],
  };
}

function listedPairs(reading: Reading, over: Over, list: List<List<Leaf<string>>>): ExclusionSet[] {
  const pairs = pairCollector();
  for (const { items, start, end } of list.items) {
    const [left, right] = [items[0]!, items[1]!];
    const ids = [left, right].map((leaf) => leafId(reading, over, leaf));
    const [a, b] = [ids[0]!, ids[1]!];
    if (over === 'permission') {
      if (a >= 0) usePermission(reading, { id: a, start: left.start, end: left.end });
      if (b >= 0) usePermission(reading, { id: b, start: right.start, end: right.end });
    }
    if (a < 0 || b < 0) continue;
    if (a === b) reportReflexive(reading, over, right.value, right, left);
    else if (!pairs.add(a, b)) {
      reading.problems.report({
        code: 'repeated-entry',
        message: `the pair of \`${shown(left.value)}\` and \`${shown(right.value)}\` is listed twice`,
        span: reading.span({ start, end }),
      });
    }
  }
  return pairs.sets();
}

function pairsBetween(reading: Reading, over: Over, sides: List<List<Leaf<string>>>): ExclusionSet[] {
  const side = (list: List<Leaf<string>>): Resolved[] => {
    const ids = leafIds(reading, over, list);
    if (over === 'permission') for (const permission of ids) usePermission(reading, permission);
    return ids;
  };
  const left = side(sides.items[0]!);
  const right = side(sides.items[1]!);
  const onTheLeft = new Map(left.map((member) => [member.id, member]));
  for (const member of right) {
    const twin = onTheLeft.get(member.id);
    if (twin !== undefined) {
      reportReflexive(reading, over, reading.spaces[over].names.name(member.id), member, twin);
    }
  }
  if (left.length * right.length > maxPairs) {
    reading.problems.report({
      code: 'too-many-pairs',
      message: `${left.length} times ${right.length} pairs are more than ${maxPairs.toLocaleString('en')}`,
      span: reading.span(sides),
    });
    return [];
  }
  const pairs = pairCollector();
  for (const { id: a } of left) for (const { id: b } of right) if (a !== b) pairs.add(a, b);
  return pairs.sets();
}

function tablePairs(
  reading: Reading,
  table: NonNullable<ExclusionNode['values']['table']>,
  open: OpenFile,
): ExclusionSet[] {
  const opened = open(table.values.file, maxTableBytes, 'split the table over several constraints');
  if (opened === null) return [];
  const { file } = opened;
  const { problems } = reading;
  const pairs = pairCollector();
  const wrong = new Set<string>();
  const roleId = (cell: string, start: number, end: number): number => {
    const span = { file, start, end };
    const id = reading.spaces.role.find(cell, () => span);
    if (id >= 0 || wrong.has(cell)) return id;
    wrong.add(cell);
    if (checkCell(file, cell, start, end, problems)) reportUnknown(reading, 'role', cell, span);
    return -1;
  };
  const { left, right } = table.values.columns.values;
  readColumns(reading, table, file, [left, right], (cells, starts, ends) => {
    const a = roleId(cells[0]!, starts[0]!, ends[0]!);
    const b = roleId(cells[1]!, starts[1]!, ends[1]!);
    if (a < 0 || b < 0) return;
    if (a !== b) {
      pairs.add(a, b);
      return;
    }
    problems.report({
      code: 'reflexive-exclusion',
      message: `role \`${shown(cells[1]!)}\` would exclude itself`,
      span: { file, start: starts[1]!, end: ends[1]! },
      related: [{ message: 'it is also here', span: { file, start: starts[0]!, end: ends[0]! } }],
    });
  });
  return pairs.sets();
}
