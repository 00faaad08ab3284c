/**
 * The number of ways to give every block one of its users, blocks that are apart different ones (list colourings).
 *
 * Taking an edge away counts too much, and what is too much is the colourings in which its ends are one: done for all
 * edges, the number is a sum over the ways to split the blocks into connected groups, of the product over the groups
 * of how many users all its blocks share, times a weight that depends on the edges inside alone. Users are only ever
 * counted, so it does not matter how many they are; and groups that share nobody are not looked at, which are most
 * where people may do few things. Parts that no edge connects multiply.
 */

import { popcount as bits, size } from '../bits.ts';

export interface Graph {
  readonly rows: readonly Uint32Array[];
  /** `apart[a]` holds the blocks that need another user than block a. */
  readonly apart: readonly ReadonlySet<number>[];
}

/** Called once per piece of work; true ends the count, whose result is then of no use. */
export type Tick = () => boolean;

/** Blocks of one part that fit into the bits of a number. */
const mostInPart = 30;

export function colourings(graph: Graph, tick: Tick): bigint {
  const apart = graph.apart.map(
    (others, a) => new Set([...others].filter((b) => share(graph.rows[a]!, graph.rows[b]!))),
  );
  let product = 1n;
  for (const part of partsOf(apart)) {
    const own = partOf({ rows: graph.rows, apart }, part);
    product *= part.length > mostInPart ? byEdge(own, tick) : ofPart(own, tick);
    if (product === 0n) return 0n;
  }
  return product;
}

/** A part that is too large, by one of its edges: without it, less with its ends as one. */
function byEdge(graph: Graph, tick: Tick): bigint {
  if (tick()) return 0n;
  let best: { readonly a: number; readonly b: number; readonly largest: number } | null = null;
  for (const [a, others] of graph.apart.entries()) {
    for (const b of others) {
      if (b < a) continue;
      const largest = Math.max(...partsOf(withoutEdge(graph, a, b).apart).map((part) => part.length));
      if (best === null || largest < best.largest) best = { a, b, largest };
    }
  }
  if (best === null) return graph.rows.reduce((product, row) => product * BigInt(size(row)), 1n);
  const { a, b } = best;
  const joint = graph.rows[a]!.map((word, at) => word & graph.rows[b]![at]!);
  const others = graph.rows.map((_, block) => block).filter((block) => block !== b);
  const joined = partOf(
    {
      rows: graph.rows.map((row, block) => (block === a ? joint : row)),
      apart: graph.apart.map((set, block) => {
        if (block === a) return new Set([...set, ...graph.apart[b]!].filter((other) => other !== a));
        return set.has(b) ? new Set([...set, a]) : set;
      }),
    },
    others,
  );
  return colourings(withoutEdge(graph, a, b), tick) - colourings(joined, tick);
}

function withoutEdge({ rows, apart }: Graph, a: number, b: number): Graph {
  return {
    rows,
    apart: apart.map((set, block) => {
      const gone = block === a ? b : block === b ? a : -1;
      return set.has(gone) ? new Set([...set].filter((other) => other !== gone)) : set;
    }),
  };
}

function partOf({ rows, apart }: Graph, part: readonly number[]): Graph {
  const position = new Map(part.map((block, at) => [block, at]));
  return {
    rows: part.map((block) => rows[block]!),
    apart: part.map((block) => new Set([...apart[block]!].flatMap((other) => position.get(other) ?? []))),
  };
}

function partsOf(apart: readonly ReadonlySet<number>[]): readonly (readonly number[])[] {
  const isSeen = new Uint8Array(apart.length);
  const parts: number[][] = [];
  for (let start = 0; start < apart.length; start += 1) {
    if (isSeen[start] === 1) continue;
    isSeen[start] = 1;
    const part = [start];
    for (let at = 0; at < part.length; at += 1) {
      for (const other of apart[part[at]!]!) {
        if (isSeen[other] === 1) continue;
        isSeen[other] = 1;
        part.push(other);
      }
    }
    parts.push(part.sort((a, b) => a - b));
  }
  return parts;
}

function share(left: Uint32Array, right: Uint32Array): boolean {
  return left.some((word, at) => (word & right[at]!) !== 0);
}

/** One part of at most `mostInPart` blocks; sets of blocks are masks. */
function ofPart({ rows, apart }: Graph, tick: Tick): bigint {
  const near = apart.map((others) => [...others].reduce((mask, other) => mask | (1 << other), 0));
  const counts = rows.map(size);
  const covers = rows.map((row) =>
    rows.reduce((mask, other, at) => (isWithin(other, row) ? mask | (1 << at) : mask), 0),
  );
  const known = new Map<number, bigint>();
  const weights = new Map<number, bigint>();

  /** Colourings of the blocks in `mask`. */
  const count = (mask: number): bigint => {
    if (mask === 0) return 1n;
    const before = known.get(mask);
    if (before !== undefined) return before;
    if (tick()) return 0n;
    const first = reach(near, mask, mask & -mask);
    const result = first === mask ? connected(mask) : count(first) * count(mask & ~first);
    known.set(mask, result);
    return result;
  };

  const connected = (mask: number): bigint => {
    const block = leastNear(near, mask);
    const around = near[block]! & mask;
    const rest = mask & ~(1 << block);
    // Whatever its neighbours have, all different, is taken from its users.
    if ((around & ~covers[block]!) === 0 && isClique(near, around)) {
      return BigInt(counts[block]! - bits(around)) * count(rest);
    }
    let sum = 0n;
    /** All connected groups with `group`: blocks of `open` may join it, those of `out` may not. */
    const grow = (group: number, row: Uint32Array, open: number, out: number): void => {
      const left = count(mask & ~group);
      if (left !== 0n) sum += weight(group) * BigInt(size(row)) * left;
      let barred = out;
      for (let more = open; more !== 0; more &= more - 1) {
        if (tick()) return;
        const bit = more & -more;
        const next = 31 - Math.clz32(bit);
        const joint = row.map((word, at) => word & rows[next]![at]!);
        if (joint.some((word) => word !== 0)) {
          const wide = group | bit;
          grow(wide, joint, (more | near[next]!) & mask & ~(wide | barred), barred);
        }
        barred |= bit;
      }
    };
    const start = 1 << block;
    grow(start, rows[block]!, around, start);
    return sum;
  };

  /** Sum over the connected ways to span `group` by edges, each 1 or −1 by how many they are. */
  const weight = (group: number): bigint => {
    const start = group & -group;
    if (group === start) return 1n;
    const before = weights.get(group);
    if (before !== undefined) return before;
    // All ways, connected or not, cancel out; those in which the first block's part is smaller are taken off.
    let sum = 0n;
    const rest = group & ~start;
    for (let others = (rest - 1) & rest; ; others = (others - 1) & rest) {
      const inner = start | others;
      if (isIndependent(near, group & ~inner) && reach(near, inner, start) === inner) sum -= weight(inner);
      if (others === 0) break;
    }
    weights.set(group, sum);
    return sum;
  };

  return count((1 << rows.length) - 1);
}

/** The blocks of `mask` that edges inside it connect to `start`. */
function reach(near: readonly number[], mask: number, start: number): number {
  let found = start;
  for (let fresh = start; fresh !== 0; ) {
    let next = 0;
    for (let left = fresh; left !== 0; left &= left - 1) next |= near[31 - Math.clz32(left & -left)]!;
    fresh = next & mask & ~found;
    found |= fresh;
  }
  return found;
}

/** The block of `mask` with fewest neighbours in it. */
function leastNear(near: readonly number[], mask: number): number {
  let best = -1;
  let least = 32;
  for (let left = mask; left !== 0; left &= left - 1) {
    const block = 31 - Math.clz32(left & -left);
    const degree = bits(near[block]! & mask);
    if (degree >= least) continue;
    best = block;
    least = degree;
  }
  return best;
}

function isClique(near: readonly number[], mask: number): boolean {
  for (let left = mask; left !== 0; left &= left - 1) {
    const bit = left & -left;
    if ((mask & ~bit & ~near[31 - Math.clz32(bit)]!) !== 0) return false;
  }
  return true;
}

function isIndependent(near: readonly number[], mask: number): boolean {
  for (let left = mask; left !== 0; left &= left - 1) {
    if ((near[31 - Math.clz32(left & -left)]! & mask) !== 0) return false;
  }
  return true;
}

function isWithin(part: Uint32Array, whole: Uint32Array): boolean {
  return part.every((word, at) => (word & ~whole[at]!) === 0);
}
