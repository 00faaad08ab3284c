/**
 * From an instance to the problems the engines solve. Every reduction keeps the answer, and a plan of the parts lifts
 * to a plan of the whole.
 *
 * - Unavailable users and forced or forbidden assignments become authorisations.
 * - Steps bound to each other become one.
 * - A step that only separations speak of, with more candidates than separated steps, can always be done last.
 * - Steps that no constraint connects are separate problems, unless the load of a user connects them.
 * - Users who may do the same steps (and equally many) are one class with a count.
 *
 * Teams, groups and dependent authorisations are not user-independent; `solve.ts` branches on them before it gets here.
 */

import type { Instance } from '../../workflow/instance.ts';
import type { Count, Problem } from './problem.ts';
import { bitCount, lowestBit } from './word.ts';

export interface Part {
  readonly problem: Problem;
  /** Per step of the problem the steps of the instance that it stands for. */
  readonly stepsOf: readonly (readonly number[])[];
  /** Per class its users, as many as it counts. */
  readonly usersOf: readonly Int32Array[];
}

/** Steps to be done last, in this order, each with its candidates and the steps it is separated from. */
export interface Postponed {
  readonly steps: readonly number[];
  readonly candidates: Int32Array;
  readonly separated: readonly number[];
}

export type Reduced =
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'parts'; readonly parts: readonly Part[]; readonly postponed: readonly Postponed[] };

/** Reads the user-independent constraints, loads and assignments of `instance`; the other kinds are passed over. */
export function reduceInstance(instance: Instance): Reduced {
  const rows = authorisations(instance);
  const group = boundSteps(instance);
  const k = Math.max(-1, ...group) + 1;
  const words = (instance.users + 31) >>> 5;
  const members = Array.from({ length: k }, (): number[] => []);
  for (let step = 0; step < instance.steps; step += 1) members[group[step]!]!.push(step);
  const candidates = members.map((steps) => {
    const row = rows[steps[0]!]!.slice();
    for (const step of steps) for (let word = 0; word < words; word += 1) row[word]! &= rows[step]![word]!;
    return row;
  });
  if (candidates.some((row) => row.every((word) => word === 0))) return { kind: 'infeasible' };

  const neighbours = Array.from({ length: k }, () => new Set<number>());
  const atMost: Count[] = [];
  const atLeast: Count[] = [];
  const capacity = loads(instance);
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'separation': {
        const left = group[constraint.left]!;
        const right = group[constraint.right]!;
        if (left === right) return { kind: 'infeasible' };
        neighbours[left]!.add(right);
        neighbours[right]!.add(left);
        break;
      }
      case 'at-most':
      case 'at-least': {
        const steps = [...new Set(constraint.steps.map((step) => group[step]!))].sort((a, b) => a - b);
        if (constraint.kind === 'at-most') {
          if (constraint.bound < 1 && steps.length > 0) return { kind: 'infeasible' };
          if (steps.length > constraint.bound) atMost.push({ bound: constraint.bound, steps });
        } else {
          if (steps.length < constraint.bound) return { kind: 'infeasible' };
          if (constraint.bound > 1) atLeast.push({ bound: constraint.bound, steps });
        }
        break;
      }
      default:
        break;
    }
  }

  const isGone = new Uint8Array(k);
  const postponed: Postponed[] = [];
  if (capacity === undefined) {
    const isCounted = new Uint8Array(k);
    for (const { steps } of [...atMost, ...atLeast]) for (const step of steps) isCounted[step] = 1;
    const degree = neighbours.map((set) => set.size);
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      for (let step = k - 1; step >= 0; step -= 1) {
        if (isGone[step] === 1 || isCounted[step] === 1) continue;
        if (!hasMoreThan(candidates[step]!, degree[step]!)) continue;
        isGone[step] = 1;
        isChanged = true;
        for (const other of neighbours[step]!) degree[other]! -= 1;
        postponed.push({
          steps: members[step]!,
          candidates: candidates[step]!,
          separated: [...neighbours[step]!]
            .filter((other) => isGone[other] === 0)
            .map((other) => members[other]![0]!),
        });
      }
    }
  }
  postponed.reverse();

  const parts = components(k, neighbours, atMost, atLeast, isGone, capacity !== undefined).map((steps) =>
    partOf(steps, members, candidates, neighbours, atMost, atLeast, capacity),
  );
  return { kind: 'parts', parts, postponed };
}

/** The plan of the instance (user of each step), from the classes and blocks found for each part. */
export function liftPlan(
  instance: Instance,
  reduced: { readonly parts: readonly Part[]; readonly postponed: readonly Postponed[] },
  found: readonly { readonly classOf: Int32Array; readonly blockOf: Int32Array }[],
): Int32Array {
  const plan = new Int32Array(instance.steps).fill(-1);
  for (const [index, part] of reduced.parts.entries()) {
    const { classOf, blockOf } = found[index]!;
    const given = new Map<number, number>();
    const taken = new Map<number, number>();
    for (let step = 0; step < part.problem.steps; step += 1) {
      let user = given.get(blockOf[step]!);
      if (user === undefined) {
        const next = taken.get(classOf[step]!) ?? 0;
        taken.set(classOf[step]!, next + 1);
        user = part.usersOf[classOf[step]!]![next]!;
        given.set(blockOf[step]!, user);
      }
      for (const original of part.stepsOf[step]!) plan[original] = user;
    }
  }
  for (const { steps, candidates, separated } of reduced.postponed) {
    const barred = new Set(separated.map((step) => plan[step]!));
    const user = firstOutside(candidates, barred);
    for (const step of steps) plan[step] = user;
  }
  return plan;
}

function firstOutside(row: Int32Array, barred: ReadonlySet<number>): number {
  for (let word = 0; word < row.length; word += 1) {
    for (let bits = row[word]!; bits !== 0; bits &= bits - 1) {
      const user = (word << 5) + lowestBit(bits);
      if (!barred.has(user)) return user;
    }
  }
  throw new Error('a postponed step has nobody left');
}

function hasMoreThan(row: Int32Array, bound: number): boolean {
  let count = 0;
  for (let word = 0; word < row.length && count <= bound; word += 1) count += bitCount(row[word]!);
  return count > bound;
}

/** Authorisations after unavailable users and forced or forbidden assignments. */
function authorisations(instance: Instance): Int32Array[] {
  const rows = instance.authorised.map((row) => new Int32Array(row));
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'unavailable':
        for (const user of constraint.users) for (const row of rows) row[user >>> 5]! &= ~(1 << (user & 31));
        break;
      case 'forbidden':
        rows[constraint.step]![constraint.user >>> 5]! &= ~(1 << (constraint.user & 31));
        break;
      case 'forced': {
        const row = rows[constraint.step]!;
        const bit = row[constraint.user >>> 5]! & (1 << (constraint.user & 31));
        row.fill(0);
        row[constraint.user >>> 5] = bit;
        break;
      }
      default:
        break;
    }
  }
  return rows;
}

/** Per step the number of its class under binding and at-most-1; numbers from 0 in order of first steps. */
function boundSteps(instance: Instance): Int32Array {
  const root = Int32Array.from({ length: instance.steps }, (_, step) => step);
  const find = (step: number): number => {
    let at = step;
    while (root[at] !== at) at = root[at]!;
    return at;
  };
  const join = (a: number, b: number) => {
    const [low, high] = [find(a), find(b)].sort((x, y) => x - y);
    root[high!] = low!;
  };
  for (const constraint of instance.constraints) {
    if (constraint.kind === 'binding') join(constraint.left, constraint.right);
    if (constraint.kind === 'at-most' && constraint.bound === 1) {
      for (const step of constraint.steps) join(constraint.steps[0]!, step);
    }
  }
  const numbers = new Map<number, number>();
  return root.map((_, step) => {
    const own = find(step);
    const number = numbers.get(own) ?? numbers.size;
    numbers.set(own, number);
    return number;
  });
}

/** Per user how many steps he may do; absent without such a constraint. */
function loads(instance: Instance): Int32Array | undefined {
  let capacity: Int32Array | undefined;
  for (const constraint of instance.constraints) {
    if (constraint.kind !== 'load') continue;
    capacity ??= new Int32Array(instance.users).fill(instance.steps);
    const own = capacity;
    const lower = (user: number) => {
      own[user] = Math.min(own[user]!, Math.max(0, constraint.bound));
    };
    if (constraint.users === undefined) for (let user = 0; user < instance.users; user += 1) lower(user);
    else for (const user of constraint.users) lower(user);
  }
  return capacity;
}

function components(
  k: number,
  neighbours: readonly ReadonlySet<number>[],
  atMost: readonly Count[],
  atLeast: readonly Count[],
  isGone: Uint8Array,
  isOne: boolean,
): number[][] {
  const adjacent = neighbours.map((set) => new Set(set));
  for (const { steps } of [...atMost, ...atLeast]) {
    for (const step of steps) {
      adjacent[steps[0]!]!.add(step);
      adjacent[step]!.add(steps[0]!);
    }
  }
  const seen = isGone.slice();
  const found: number[][] = [];
  for (let start = 0; start < k; start += 1) {
    if (seen[start] === 1) continue;
    seen[start] = 1;
    const part = [start];
    for (let at = 0; at < part.length; at += 1) {
      for (const other of adjacent[part[at]!]!) {
        if (seen[other] === 1) continue;
        seen[other] = 1;
        part.push(other);
      }
    }
    found.push(part.sort((a, b) => a - b));
  }
  return isOne && found.length > 1 ? [found.flat().sort((a, b) => a - b)] : found;
}

function partOf(
  steps: readonly number[],
  members: readonly (readonly number[])[],
  candidates: readonly Int32Array[],
  neighbours: readonly ReadonlySet<number>[],
  atMost: readonly Count[],
  atLeast: readonly Count[],
  capacity: Int32Array | undefined,
): Part {
  const k = steps.length;
  const position = new Map(steps.map((step, at) => [step, at]));
  const separations: number[] = [];
  for (const [at, step] of steps.entries()) {
    for (const other of neighbours[step]!) {
      const there = position.get(other);
      if (there !== undefined && there > at) separations.push(at, there);
    }
  }
  const within = (counts: readonly Count[]) =>
    counts
      .filter((count) => position.has(count.steps[0]!))
      .map((count) => ({ bound: count.bound, steps: count.steps.map((step) => position.get(step)!) }));
  const weight = Int32Array.from(steps.map((step) => members[step]!.length));
  const rows = steps.map((step) => candidates[step]!);
  const { usersOf, representatives } = classes(rows, k, capacity);
  const words = Math.max(1, (usersOf.length + 31) >>> 5);
  const packed = new Int32Array(k * words);
  for (const [index, user] of representatives.entries()) {
    const cap = capacity?.[user] ?? Number.POSITIVE_INFINITY;
    for (let at = 0; at < k; at += 1) {
      if (((rows[at]![user >>> 5]! >>> (user & 31)) & 1) === 1 && weight[at]! <= cap) {
        packed[at * words + (index >> 5)]! |= 1 << (index & 31);
      }
    }
  }
  const problem: Problem = {
    steps: k,
    classes: usersOf.length,
    words,
    rows: packed,
    multiplicity: Int32Array.from(usersOf.map((users) => users.length)),
    separations: Int32Array.from(separations),
    atMost: within(atMost),
    atLeast: within(atLeast),
    ...(capacity === undefined
      ? {}
      : { load: { capacity: Int32Array.from(representatives.map((user) => capacity[user]!)), weight } }),
  };
  return { problem, stepsOf: steps.map((step) => members[step]!), usersOf };
}

/** Users who may do the same of the steps, and as many; at most k of each class, in the order of their first users. */
function classes(
  rows: readonly Int32Array[],
  k: number,
  capacity: Int32Array | undefined,
): { readonly usersOf: readonly Int32Array[]; readonly representatives: readonly number[] } {
  const words = rows[0]!.length;
  const classOf = new Int32Array(words << 5);
  let size = 1;
  /** Splits every class by a property of its members; 0 stays with those who may do nothing. */
  const split = (targets: Map<number, number>, user: number) => {
    const from = classOf[user]!;
    let to = targets.get(from);
    if (to === undefined) {
      to = size;
      size += 1;
      targets.set(from, to);
    }
    classOf[user] = to;
  };
  for (const row of rows) {
    const targets = new Map<number, number>();
    for (let word = 0; word < words; word += 1) {
      for (let bits = row[word]!; bits !== 0; bits &= bits - 1) split(targets, (word << 5) + lowestBit(bits));
    }
  }
  if (capacity !== undefined) {
    const byCapacity = new Map<number, Map<number, number>>();
    for (let user = 0; user < capacity.length; user += 1) {
      if (classOf[user] === 0) continue;
      const targets = byCapacity.get(capacity[user]!) ?? new Map<number, number>();
      byCapacity.set(capacity[user]!, targets);
      split(targets, user);
    }
  }
  const lists = new Map<number, number[]>();
  for (let user = 0; user < classOf.length; user += 1) {
    const own = classOf[user]!;
    if (own === 0) continue;
    const list = lists.get(own);
    if (list === undefined) lists.set(own, [user]);
    else if (list.length < k) list.push(user);
  }
  const usersOf = [...lists.values()].map((list) => Int32Array.from(list));
  return { usersOf, representatives: usersOf.map((list) => list[0]!) };
}
