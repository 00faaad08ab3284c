/** Cycles of a relation that must be acyclic: for each knot of elements that reach each other, a shortest cycle. */

/**
 * Edges (from[i], to[i]) over ids below `size`. Returns, for each strongly connected component that has a cycle, the
 * indexes of the edges of a shortest cycle through its smallest element that lies on one. Linear but for the search
 * in each component.
 */
export function findCycles(size: number, from: readonly number[], to: readonly number[]): number[][] {
  const { offsets, edges } = outgoing(size, from);
  const component = components(size, offsets, edges, to);
  const inside = (edge: number): boolean => component[from[edge]!] === component[to[edge]!];
  const done = new Set<number>();
  const cycles: number[][] = [];
  const starts = from
    .map((_, edge) => edge)
    .filter(inside)
    .sort((a, b) => from[a]! - from[b]!);
  for (const edge of starts) {
    const start = from[edge]!;
    if (done.has(component[start]!)) continue;
    done.add(component[start]!);
    cycles.push(shortestCycle(start, offsets, edges, to, inside));
  }
  return cycles;
}

/** The strongly connected component of each id, over the same edges. */
export function componentsOf(size: number, from: readonly number[], to: readonly number[]): Int32Array {
  const { offsets, edges } = outgoing(size, from);
  return components(size, offsets, edges, to);
}

/** Edges by source, in compressed rows. */
function outgoing(size: number, from: readonly number[]): { offsets: Int32Array; edges: Int32Array } {
  const offsets = new Int32Array(size + 1);
  for (const source of from) offsets[source + 1]! += 1;
  for (let id = 0; id < size; id += 1) offsets[id + 1]! += offsets[id]!;
  const next = offsets.slice();
  const edges = new Int32Array(from.length);
  from.forEach((source, edge) => {
    edges[next[source]!] = edge;
    next[source]! += 1;
  });
  return { offsets, edges };
}

/** Tarjan's algorithm with a stack of its own, because hierarchies may be deep. */
function components(size: number, offsets: Int32Array, edges: Int32Array, to: readonly number[]): Int32Array {
  const component = new Int32Array(size).fill(-1);
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const cursor = offsets.slice(0, size);
  const open: number[] = [];
  let clock = 0;
  let found = 0;
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1) continue;
    const path = [root];
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      if (order[node] === -1) {
        order[node] = clock;
        low[node] = clock;
        clock += 1;
        open.push(node);
      }
      if (cursor[node]! < offsets[node + 1]!) {
        const target = to[edges[cursor[node]!]!]!;
        cursor[node]! += 1;
        if (order[target] === -1) path.push(target);
        else if (component[target] === -1) low[node] = Math.min(low[node]!, order[target]!);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== order[node]) continue;
      let member: number;
      do {
        member = open.pop()!;
        component[member] = found;
      } while (member !== node);
      found += 1;
    }
  }
  return component;
}

function shortestCycle(
  start: number,
  offsets: Int32Array,
  edges: Int32Array,
  to: readonly number[],
  inside: (edge: number) => boolean,
): number[] {
  // The edge by which each element was reached first, and the element before it.
  const reached = new Map<number, { readonly edge: number; readonly before: number }>();
  let frontier = [start];
  while (frontier.length > 0) {
    const next: number[] = [];
    for (const node of frontier) {
      for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
        const edge = edges[at]!;
        const target = to[edge]!;
        if (!inside(edge) || reached.has(target)) continue;
        reached.set(target, { edge, before: node });
        if (target === start) return traced(start, reached);
        next.push(target);
      }
    }
    frontier = next;
  }
  throw new Error('an edge inside a component lies on a cycle');
}

function traced(
  start: number,
  reached: ReadonlyMap<number, { readonly edge: number; readonly before: number }>,
): number[] {
  const cycle: number[] = [];
  let at = start;
  do {
    const { edge, before } = reached.get(at)!;
    cycle.push(edge);
    at = before;
  } while (at !== start);
  return cycle.reverse();
}
