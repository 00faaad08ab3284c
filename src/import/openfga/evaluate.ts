/**
 * Who is in which node, for certain and possibly.
 *
 * A tuple under a condition may count or not. Without `but not`, the least sets that the graph demands are what OpenFGA
 * answers, with and without these tuples. `but not` takes away: what is certain is computed with the most that can be
 * taken away, what is possible with the least, in turn until neither changes (the alternating fixpoint, which is also
 * what is right where a relation takes itself away).
 */

import type { Graph, Source } from './graph.ts';

export interface Membership {
  readonly certain: readonly ReadonlySet<number>[];
  /** A superset of `certain`. */
  readonly possible: readonly ReadonlySet<number>[];
}

type Sets = readonly ReadonlySet<number>[];

export function membership(graph: Graph): Membership {
  const dependents = dependentsOf(graph);
  const empty: Sets = graph.nodes.map(() => new Set<number>());
  let certain = empty;
  for (;;) {
    const possible = least(graph, dependents, certain, true);
    const next = least(graph, dependents, possible, false);
    // What is certain only grows, so that sizes tell.
    if (next.every((set, node) => set.size === certain[node]!.size)) return { certain: next, possible };
    certain = next;
  }
}

/** The least sets that satisfy all nodes, where what is taken away is read off `taken`. */
function least(
  graph: Graph,
  dependents: readonly (readonly number[])[],
  taken: Sets,
  conditional: boolean,
): Sets {
  const sets: Set<number>[] = graph.nodes.map(() => new Set());
  const queue = graph.nodes.map((_, node) => node);
  const queued = new Uint8Array(graph.nodes.length).fill(1);
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at]!;
    queued[node] = 0;
    const before = sets[node]!.size;
    for (const user of usersOf(graph.nodes[node]!.source, sets, taken, conditional)) sets[node]!.add(user);
    if (sets[node]!.size === before) continue;
    for (const next of dependents[node]!) {
      if (queued[next] === 1) continue;
      queued[next] = 1;
      queue.push(next);
    }
  }
  return sets;
}

function usersOf(source: Source, sets: Sets, taken: Sets, conditional: boolean): ReadonlySet<number> {
  switch (source.kind) {
    case 'node':
      return sets[source.node]!;
    case 'direct': {
      const found = new Set<number>();
      for (const part of source.from) {
        if (part.tuple.condition !== null && !conditional) continue;
        for (const user of part.kind === 'users' ? part.users : sets[part.node]!) found.add(user);
      }
      return found;
    }
    case 'union': {
      const found = new Set<number>();
      for (const child of source.children) {
        for (const user of usersOf(child, sets, taken, conditional)) found.add(user);
      }
      return found;
    }
    case 'intersection': {
      const [first, ...rest] = source.children.map((child) => usersOf(child, sets, taken, conditional));
      return new Set([...first!].filter((user) => rest.every((other) => other.has(user))));
    }
    case 'difference': {
      const away = usersOf(source.subtract, taken, sets, !conditional);
      return new Set([...usersOf(source.base, sets, taken, conditional)].filter((user) => !away.has(user)));
    }
    default: {
      const never: never = source;
      return never;
    }
  }
}

/** Which nodes read a node, other than to take away. */
function dependentsOf({ nodes }: Graph): readonly (readonly number[])[] {
  const dependents: number[][] = nodes.map(() => []);
  for (const [reader, { source }] of nodes.entries()) {
    for (const node of new Set(nodesIn(source))) dependents[node]!.push(reader);
  }
  return dependents;
}

export function nodesIn(source: Source): readonly number[] {
  switch (source.kind) {
    case 'node':
      return [source.node];
    case 'direct':
      return source.from.flatMap((part) => (part.kind === 'node' ? [part.node] : []));
    case 'union':
    case 'intersection':
      return source.children.flatMap(nodesIn);
    case 'difference':
      return [...nodesIn(source.base), ...nodesIn(source.subtract)];
    default: {
      const never: never = source;
      return never;
    }
  }
}
