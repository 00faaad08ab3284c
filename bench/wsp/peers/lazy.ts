/**
 * Patterns alone as clauses, users as lemmas on demand: how a general solver is used well on this problem. It finds a
 * pattern; blocks without a candidate and sets of blocks with too few users come back as clauses, until it finds a
 * pattern that has users, or none.
 */

import type { Instance } from '../../../src/workflow/instance.ts';

type Clause = readonly number[];

export interface Patterns {
  readonly variables: number;
  readonly clauses: readonly Clause[];
  /** The variable "a and b have the same user". */
  readonly same: (a: number, b: number) => number;
}

export function patternsOf(instance: Instance): Patterns {
  const k = instance.steps;
  const names = new Int32Array(k * k);
  let variables = 0;
  for (let a = 0; a < k; a += 1) {
    for (let b = a + 1; b < k; b += 1) {
      variables += 1;
      names[a * k + b] = variables;
      names[b * k + a] = variables;
    }
  }
  const same = (a: number, b: number) => names[a * k + b]!;
  const clauses: Clause[] = [];
  for (let a = 0; a < k; a += 1) {
    for (let b = a + 1; b < k; b += 1) {
      if (commonOf(instance, [a, b]).every((word) => word === 0)) clauses.push([-same(a, b)]);
      for (let c = b + 1; c < k; c += 1) {
        const [ab, ac, bc] = [same(a, b), same(a, c), same(b, c)];
        clauses.push([-ab, -bc, ac], [-ab, -ac, bc], [-ac, -bc, ab]);
      }
    }
  }
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'separation':
        clauses.push([-same(constraint.left, constraint.right)]);
        break;
      case 'binding':
        clauses.push([same(constraint.left, constraint.right)]);
        break;
      case 'at-most':
        for (const group of subsets(constraint.steps, constraint.bound + 1)) {
          clauses.push(group.flatMap((a, at) => group.slice(at + 1).map((b) => same(a, b))));
        }
        break;
      default:
        throw new Error(`no encoding of ${constraint.kind}`);
    }
  }
  return { variables, clauses, same };
}

/** Users for the pattern, or clauses that it violates. */
export function usersFor(
  instance: Instance,
  { same }: Patterns,
  isTrue: (variable: number) => boolean,
):
  | { readonly kind: 'plan'; readonly plan: Int32Array }
  | { readonly kind: 'lemmas'; readonly lemmas: Clause[] } {
  const blocks: number[][] = [];
  for (let step = 0; step < instance.steps; step += 1) {
    const block = blocks.find(([first = 0]) => isTrue(same(first, step)));
    if (block === undefined) blocks.push([step]);
    else block.push(step);
  }
  const joined = ([first = 0, ...rest]: readonly number[]) => rest.map((step) => -same(first, step));
  const lemmas = blocks
    .filter((block) => commonOf(instance, block).every((word) => word === 0))
    .map((block) => joined(withoutCommon(instance, block)));
  if (lemmas.length > 0) return { kind: 'lemmas', lemmas };

  const candidates = blocks.map((block) => usersIn(commonOf(instance, block)));
  const blockOf = new Map<number, number>();
  for (const index of blocks.keys()) {
    const asked = new Set<number>();
    if (augment(candidates, blockOf, index, asked)) continue;
    const short = [index, ...[...asked].map((user) => blockOf.get(user)!)];
    const clause = short.flatMap((at) => joined(blocks[at]!));
    for (const [at, one] of short.entries()) {
      for (const other of short.slice(at + 1)) clause.push(same(blocks[one]![0]!, blocks[other]![0]!));
    }
    return { kind: 'lemmas', lemmas: [clause] };
  }
  const plan = new Int32Array(instance.steps);
  for (const [user, index] of blockOf) for (const step of blocks[index]!) plan[step] = user;
  return { kind: 'plan', plan };
}

/** `asked` are the users wanted, all taken when no way is found. */
function augment(
  candidates: readonly (readonly number[])[],
  blockOf: Map<number, number>,
  index: number,
  asked: Set<number>,
): boolean {
  for (const user of candidates[index]!) {
    if (asked.has(user)) continue;
    asked.add(user);
    const holder = blockOf.get(user);
    if (holder === undefined || augment(candidates, blockOf, holder, asked)) {
      blockOf.set(user, index);
      return true;
    }
  }
  return false;
}

function commonOf(instance: Instance, steps: readonly number[]): Uint32Array {
  const common = instance.authorised[steps[0]!]!.slice();
  for (const step of steps) {
    const row = instance.authorised[step]!;
    for (let word = 0; word < common.length; word += 1) common[word]! &= row[word]!;
  }
  return common;
}

/** A few steps of the block that already have nobody in common: greedily the one that leaves fewest. */
function withoutCommon(instance: Instance, block: readonly number[]): number[] {
  const chosen: number[] = [];
  const left = (steps: readonly number[]) => usersIn(commonOf(instance, steps)).length;
  while (chosen.length === 0 || left(chosen) > 0) {
    const rest = block.filter((step) => !chosen.includes(step));
    const counts = rest.map((step) => left([...chosen, step]));
    chosen.push(rest[counts.indexOf(Math.min(...counts))]!);
  }
  return chosen;
}

function usersIn(row: Uint32Array): number[] {
  const users: number[] = [];
  for (const [index, word] of row.entries()) {
    for (let bits = word; bits !== 0; bits = (bits & (bits - 1)) >>> 0) {
      users.push((index << 5) + 31 - Math.clz32(bits & -bits));
    }
  }
  return users;
}

function subsets(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}
