/**
 * Backtracking for list colouring: gives every vertex a colour of its list, neighbours different ones.
 *
 * At each node, to a fixpoint: a vertex with a single colour takes it away from its neighbours; a vertex with more
 * colours than neighbours that could take one, or with a colour that no neighbour could take, needs no thought and
 * is coloured when the rest is; an edge between disjoint lists is no edge. This alone decides forests. Every clique of a
 * greedy cover is tested for a system of distinct representatives (bipartite matching; Hall), which decides cliques.
 * What remains falls into components that are solved apart; in each the vertex with the shortest list is branched on,
 * and of colours that occur in the same remaining lists only one is tried. States are copied, not undone: they are a
 * few hundred words.
 */

import { lowest, popcount } from '../bits.ts';
import type { Limits, UnknownReason } from './solve.ts';

/** Colours are 0 … `users` − 1; lists and neighbours ascending, symmetric, irreflexive. */
export interface Colouring {
  readonly users: number;
  readonly lists: readonly (readonly number[])[];
  readonly neighbours: readonly (readonly number[])[];
}

export type Outcome =
  | { readonly kind: 'feasible'; readonly colouring: Int32Array }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** Status of a vertex at a node. `outside`: it was settled above, or belongs to another component. */
const outside = 0;
const open = 1;
const given = 2;
const postponed = 3;

interface Node {
  readonly status: Uint8Array;
  /** Row per vertex. */
  readonly lists: Uint32Array;
  /** Colour of a `given` vertex. */
  readonly colour: Int32Array;
  /** Postponed vertices in order. */
  readonly order: number[];
}

/** How many nodes pass between two looks at the clock. */
const pollInterval = 256;

export function search(problem: Colouring, limits: Limits): Outcome {
  const count = problem.lists.length;
  if (count === 0) return { kind: 'feasible', colouring: new Int32Array(0) };
  const width = Math.max(1, (problem.users + 31) >>> 5);
  const neighbours = problem.neighbours;
  const colouring = new Int32Array(count).fill(-1);
  const cliques = cliqueCover(neighbours);
  const pool: Node[] = [];
  let steps = 0;
  let stopped: UnknownReason | null = null;

  const nodeAt = (depth: number): Node => {
    const known = pool[depth];
    if (known !== undefined) return known;
    const node: Node = {
      status: new Uint8Array(count),
      lists: new Uint32Array(count * width),
      colour: new Int32Array(count),
      order: [],
    };
    pool.push(node);
    return node;
  };

  const spent = (): boolean => {
    if (stopped !== null) return true;
    steps += 1;
    if (limits.steps !== undefined && steps > limits.steps) stopped = 'step limit';
    else if (steps % pollInterval === 0) {
      if (limits.deadline !== undefined && performance.now() > limits.deadline) stopped = 'time limit';
      else if (limits.interrupted?.() === true) stopped = 'interrupted';
    }
    return stopped !== null;
  };

  const common = new Uint32Array(width);

  /** False where some list is empty. */
  const propagate = (node: Node): boolean => {
    const { status, lists, colour, order } = node;
    for (let changed = true; changed; ) {
      changed = false;
      for (let vertex = 0; vertex < count; vertex += 1) {
        if (status[vertex] !== open) continue;
        const row = vertex * width;
        let colours = 0;
        for (let word = 0; word < width; word += 1) colours += popcount(lists[row + word]!);
        if (colours === 0) return false;
        common.fill(0);
        let degree = 0;
        for (const other of neighbours[vertex]!) {
          if (status[other] !== open) continue;
          const otherRow = other * width;
          let shared = 0;
          for (let word = 0; word < width; word += 1) {
            const theirs = lists[otherRow + word]!;
            shared |= theirs & lists[row + word]!;
            common[word]! |= theirs;
          }
          if (shared !== 0) degree += 1;
        }
        if (colours > degree) {
          status[vertex] = postponed;
          order.push(vertex);
          changed = true;
          continue;
        }
        let own = -1;
        for (let word = 0; word < width && own < 0; word += 1) {
          const free = lists[row + word]! & ~common[word]!;
          if (free !== 0) own = (word << 5) + lowest(free);
        }
        if (own < 0 && colours > 1) continue;
        if (own < 0) own = firstColour(lists, row, width);
        status[vertex] = given;
        colour[vertex] = own;
        withdraw(node, vertex, own);
        changed = true;
      }
    }
    return true;
  };

  const withdraw = (node: Node, vertex: number, own: number): void => {
    const word = own >>> 5;
    const mask = ~(1 << (own & 31));
    for (const other of neighbours[vertex]!) {
      if (node.status[other] === open) node.lists[other * width + word]! &= mask;
    }
  };

  /** False where the open vertices of some clique cannot all get different colours. */
  const cliquesMatch = (node: Node): boolean => {
    for (const clique of cliques) {
      const left = clique.filter((vertex) => node.status[vertex] === open);
      if (left.length > 2 && !matches(node.lists, width, problem.users, left)) return false;
    }
    return true;
  };

  /** The open vertices, by connectedness over edges whose lists meet. */
  const components = (node: Node): number[][] => {
    const { status, lists } = node;
    const seen = new Uint8Array(count);
    const result: number[][] = [];
    for (let start = 0; start < count; start += 1) {
      if (status[start] !== open || seen[start] === 1) continue;
      const component = [start];
      seen[start] = 1;
      for (let at = 0; at < component.length; at += 1) {
        const vertex = component[at]!;
        for (const other of neighbours[vertex]!) {
          if (status[other] !== open || seen[other] === 1) continue;
          if (!meet(lists, vertex * width, other * width, width)) continue;
          seen[other] = 1;
          component.push(other);
        }
      }
      result.push(component.sort((a, b) => a - b));
    }
    return result.sort((a, b) => a.length - b.length);
  };

  /** Colours everything open at `pool[depth]`, into `colouring`. */
  const solve = (depth: number): boolean => {
    if (spent()) return false;
    const node = nodeAt(depth);
    node.order.length = 0;
    if (!propagate(node) || !cliquesMatch(node)) return false;
    for (const component of components(node)) if (!branch(depth, component)) return false;
    for (let vertex = 0; vertex < count; vertex += 1) {
      if (node.status[vertex] === given) colouring[vertex] = node.colour[vertex]!;
    }
    for (let at = node.order.length - 1; at >= 0; at -= 1) {
      const vertex = node.order[at]!;
      // Only what was settled after it counts: open ones and later ones; what came before left its list already.
      node.status[vertex] = open;
      common.fill(0);
      for (const other of neighbours[vertex]!) {
        if (node.status[other] === open || node.status[other] === given) {
          const taken = colouring[other]!;
          common[taken >>> 5]! |= 1 << (taken & 31);
        }
      }
      colouring[vertex] = firstOutside(node.lists, vertex * width, common);
    }
    return true;
  };

  const branch = (depth: number, component: readonly number[]): boolean => {
    const node = nodeAt(depth);
    const vertex = mostConstrained(node, component);
    for (const own of coloursToTry(node, component, vertex)) {
      const next = nodeAt(depth + 1);
      next.status.fill(outside);
      for (const member of component) next.status[member] = open;
      next.lists.set(node.lists);
      next.status[vertex] = outside;
      withdraw(next, vertex, own);
      if (solve(depth + 1)) {
        colouring[vertex] = own;
        return true;
      }
      if (stopped !== null) return false;
    }
    return false;
  };

  /** Shortest list, then most open neighbours, then lowest number. */
  const mostConstrained = (node: Node, component: readonly number[]): number => {
    let best = -1;
    let fewest = Number.POSITIVE_INFINITY;
    let most = -1;
    for (const vertex of component) {
      let colours = 0;
      for (let word = 0; word < width; word += 1) colours += popcount(node.lists[vertex * width + word]!);
      if (colours > fewest) continue;
      let degree = 0;
      for (const other of neighbours[vertex]!) if (node.status[other] === open) degree += 1;
      if (colours < fewest || degree > most) {
        best = vertex;
        fewest = colours;
        most = degree;
      }
    }
    return best;
  };

  /** One colour per class of interchangeable ones, those first that the fewest neighbours could take. */
  const coloursToTry = (node: Node, component: readonly number[], vertex: number): readonly number[] => {
    const row = vertex * width;
    const seen = new Set<string>();
    const found: { readonly colour: number; readonly wanted: number }[] = [];
    for (let word = 0; word < width; word += 1) {
      for (let rest = node.lists[row + word]!; rest !== 0; rest &= rest - 1) {
        const bit = lowest(rest);
        let signature = '';
        for (const other of component) {
          if ((node.lists[other * width + word]! & (1 << bit)) !== 0) signature += `${other},`;
        }
        if (seen.has(signature)) continue;
        seen.add(signature);
        let wanted = 0;
        for (const other of neighbours[vertex]!) {
          if (node.status[other] !== open) continue;
          if ((node.lists[other * width + word]! & (1 << bit)) !== 0) wanted += 1;
        }
        found.push({ colour: (word << 5) + bit, wanted });
      }
    }
    found.sort((a, b) => a.wanted - b.wanted || a.colour - b.colour);
    return found.map(({ colour }) => colour);
  };

  const root = nodeAt(0);
  root.status.fill(open);
  for (const [vertex, list] of problem.lists.entries()) {
    for (const colour of list) root.lists[vertex * width + (colour >>> 5)]! |= 1 << (colour & 31);
  }
  if (solve(0)) return { kind: 'feasible', colouring };
  return stopped === null ? { kind: 'infeasible' } : { kind: 'unknown', reason: stopped };
}

function firstColour(lists: Uint32Array, row: number, width: number): number {
  for (let word = 0; word < width; word += 1) {
    const bits = lists[row + word]!;
    if (bits !== 0) return (word << 5) + lowest(bits);
  }
  throw new Error('an empty list has no colour');
}

function firstOutside(lists: Uint32Array, row: number, taken: Uint32Array): number {
  for (let word = 0; word < taken.length; word += 1) {
    const bits = lists[row + word]! & ~taken[word]!;
    if (bits !== 0) return (word << 5) + lowest(bits);
  }
  throw new Error('a postponed vertex has no colour left');
}

function meet(lists: Uint32Array, left: number, right: number, width: number): boolean {
  for (let word = 0; word < width; word += 1) {
    if ((lists[left + word]! & lists[right + word]!) !== 0) return true;
  }
  return false;
}

/** Cliques of at least three vertices that together cover every edge which lies in a triangle they were grown from. */
function cliqueCover(neighbours: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const sets = neighbours.map((list) => new Set(list));
  const covered = new Set<number>();
  const key = (a: number, b: number): number => Math.min(a, b) * neighbours.length + Math.max(a, b);
  const cliques: number[][] = [];
  for (const [first, list] of neighbours.entries()) {
    for (const second of list) {
      if (second < first || covered.has(key(first, second))) continue;
      const clique = [first, second];
      for (const third of list) if (clique.every((member) => sets[member]!.has(third))) clique.push(third);
      for (const a of clique) for (const b of clique) if (a < b) covered.add(key(a, b));
      if (clique.length > 2) cliques.push(clique);
    }
  }
  return cliques;
}

/** Whether every vertex of `clique` can get a colour of its own (Kuhn's augmenting paths). */
function matches(lists: Uint32Array, width: number, users: number, clique: readonly number[]): boolean {
  const holder = new Int32Array(users).fill(-1);
  const visited = new Int32Array(users).fill(-1);
  const augment = (vertex: number, round: number): boolean => {
    for (let word = 0; word < width; word += 1) {
      for (let rest = lists[vertex * width + word]!; rest !== 0; rest &= rest - 1) {
        const colour = (word << 5) + lowest(rest);
        if (visited[colour] === round) continue;
        visited[colour] = round;
        if (holder[colour]! < 0 || augment(holder[colour]!, round)) {
          holder[colour] = vertex;
          return true;
        }
      }
    }
    return false;
  };
  return clique.every((vertex, round) => augment(vertex, round));
}
