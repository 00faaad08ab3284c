/**
 * Nodes as roles: `doc:1#viewer` grants the permission `doc:1:viewer`. Where a node is no more than a union, its members
 * come by assignment and by inheritance, so that findings show the way; the members of all others (`and`, `but not`,
 * circles) are worked out, and assigned.
 */

import { componentsOf } from '../../policy/cycles.ts';
import { nameProblem, shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { type Membership, nodesIn } from './evaluate.ts';
import { type Graph, nodeName, type Source } from './graph.ts';
import type { Tuple } from './store.ts';

export function emitGraph(graph: Graph, { certain, possible }: Membership, builder: ImportBuilder): void {
  const { nodes, users, usersets } = graph;
  for (const { name, at } of users) builder.user(name, at);
  const alone = isAlone(graph);
  const doubts = doubtsOf(builder);
  const used = nodes.map((_, node) => possible[node]!.size > 0);

  for (const [node, { object, relation, source, at }] of nodes.entries()) {
    if (!used[node] && !usersets.has(node)) continue;
    const name = nodeName(object, relation);
    const problem = nameProblem(name);
    if (problem !== null) {
      builder.report('bad-name', `name \`${shown(name)}\` ${problem}`, at);
      continue;
    }
    if (usersets.has(node)) builder.group(name, at);
    else builder.role(name, at);
    builder.grant(name, `${object}:${relation}`, at);
    if (isUnion(source) && alone(node)) {
      for (const part of leaves(source)) {
        if (part.kind === 'node') {
          if (used[part.node]) inherit(part.node, name, part.tuple, at);
          continue;
        }
        const doubt = part.tuple.condition === null ? null : doubts.condition(part.tuple);
        for (const user of part.users) builder.assign(users[user]!.name, name, part.tuple.at, doubt);
      }
      continue;
    }
    for (const user of possible[node]!) {
      const isCertain = certain[node]!.has(user);
      const doubt = isCertain ? null : doubts.of(why(node, user), at, name);
      builder.assign(users[user]!.name, name, at, doubt);
    }
  }

  function inherit(from: number, to: string, tuple: Tuple | null, at: Span): void {
    const { object, relation } = nodes[from]!;
    const doubt = tuple === null || tuple.condition === null ? null : doubts.condition(tuple);
    builder.inherit(nodeName(object, relation), to, tuple?.at ?? at, doubt);
  }

  /** A tuple under a condition because of which it is not certain that the user is in the node; null: none is found. */
  function why(start: number, user: number): Tuple | null {
    const seen = new Set([start]);
    const queue = [start];
    for (let at = 0; at < queue.length; at += 1) {
      const { source } = nodes[queue[at]!]!;
      const tuple = conditionalIn(source, user);
      if (tuple !== null) return tuple;
      for (const next of nodesIn(source)) {
        const isOpen = possible[next]!.has(user) && !certain[next]!.has(user);
        if (!isOpen || seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    return null;
  }

  function conditionalIn(source: Source, user: number): Tuple | null {
    for (const part of leaves(source)) {
      if (part.tuple === null || part.tuple.condition === null) continue;
      if (part.kind === 'node' ? possible[part.node]!.has(user) : part.users.includes(user))
        return part.tuple;
    }
    return null;
  }
}

function doubtsOf(builder: ImportBuilder) {
  const made = new Map<string, number>();
  const once = (key: string, at: Span, reason: string): number => {
    const known = made.get(key) ?? builder.doubt(at, reason);
    made.set(key, known);
    return known;
  };
  const condition = (tuple: Tuple): number => {
    const user = `${tuple.user}${tuple.userRelation === null ? '' : `#${tuple.userRelation}`}`;
    const name = shown(tuple.condition!);
    return once(
      `${user} ${tuple.relation} ${tuple.object} ${name}`,
      tuple.at,
      `\`${shown(user)}\` is \`${shown(tuple.relation)}\` of \`${shown(tuple.object)}\` only under condition \`${name}\`, which depends on the request`,
    );
  };
  return {
    condition,
    of(tuple: Tuple | null, at: Span, name: string): number {
      return tuple === null
        ? once(name, at, `whether somebody is in \`${shown(name)}\` depends on itself, by way of \`but not\``)
        : condition(tuple);
    },
  };
}

type Part =
  | { readonly kind: 'node'; readonly node: number; readonly tuple: Tuple | null }
  | { readonly kind: 'users'; readonly users: readonly number[]; readonly tuple: Tuple };

function isUnion(source: Source): boolean {
  if (source.kind === 'union') return source.children.every(isUnion);
  return source.kind === 'direct' || source.kind === 'node';
}

/** All that a source comes from, whatever becomes of it. */
function leaves(source: Source): readonly Part[] {
  switch (source.kind) {
    case 'node':
      return [{ kind: 'node', node: source.node, tuple: null }];
    case 'direct':
      return source.from;
    case 'union':
    case 'intersection':
      return source.children.flatMap(leaves);
    case 'difference':
      return [...leaves(source.base), ...leaves(source.subtract)];
    default: {
      const never: never = source;
      return never;
    }
  }
}

/** Whether a node is in no circle: circles have no place in a hierarchy. */
function isAlone({ nodes }: Graph): (node: number) => boolean {
  const [from, to]: [number[], number[]] = [[], []];
  const loops = new Set<number>();
  for (const [node, { source }] of nodes.entries()) {
    for (const next of nodesIn(source)) {
      from.push(node);
      to.push(next);
      if (next === node) loops.add(node);
    }
  }
  const component = componentsOf(nodes.length, from, to);
  const sizes = new Map<number, number>();
  for (const id of component) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  return (node) => !loops.has(node) && sizes.get(component[node]!) === 1;
}
