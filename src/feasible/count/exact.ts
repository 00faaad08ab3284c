/**
 * The exact number of plans: constraints are taken one by one, each as a sum of cases in which it says no more than
 * who may do a block of steps, which blocks are one, and which are apart. What is left are colourings.
 *
 * Cases do not overlap, except that "at least r users" is everything less "at most r − 1". Bounds on a user's load are
 * the last: whether two blocks are one is only asked where somebody with a bound could do both.
 */

import type { Constraint, Instance } from '../../workflow/instance.ts';
import { members } from '../bits.ts';
import { candidatesOf, maskOf } from '../candidates.ts';
import { colourings, type Tick } from './colourings.ts';

type Rest = Exclude<
  Constraint,
  { readonly kind: 'separation' | 'binding' | 'load' | 'unavailable' | 'forced' | 'forbidden' }
>;

/** Never changed once made. */
interface State {
  readonly blockOf: readonly number[];
  readonly rows: readonly Uint32Array[];
  /** How many steps a block has. */
  readonly weights: readonly number[];
  readonly apart: readonly ReadonlySet<number>[];
  readonly rest: readonly Rest[];
}

/** `tick` is called once per piece of work; once it answers true, the result is of no use. */
export function countExactly(instance: Instance, tick: Tick): bigint {
  const capacity = capacities(instance);
  const capped = maskOf(
    instance,
    [...capacity.keys()].filter((user) => capacity[user]! < instance.steps),
  );

  const rowFor = (row: Uint32Array, weight: number): Uint32Array =>
    weight < 2
      ? row
      : row.map((word, at) => {
          let bits = word;
          for (let left = word & capped[at]!; left !== 0; left &= left - 1) {
            const bit = 31 - Math.clz32(left & -left);
            if (capacity[at * 32 + bit]! < weight) bits &= ~(1 << bit);
          }
          return bits;
        });

  /** Null: there is no plan. */
  const joined = (state: State, a: number, b: number): State | null => {
    if (a === b) return state;
    const [keep, gone] = a < b ? [a, b] : [b, a];
    if (state.apart[keep]!.has(gone)) return null;
    const weight = state.weights[keep]! + state.weights[gone]!;
    const row = rowFor(and(state.rows[keep]!, state.rows[gone]!), weight);
    if (isEmpty(row)) return null;
    const to = (block: number): number => (block === gone ? keep : block > gone ? block - 1 : block);
    const spliced = <T>(list: readonly T[], own: T): T[] =>
      list.flatMap((item, block) => (block === gone ? [] : [block === keep ? own : item]));
    const near = new Set([...state.apart[keep]!, ...state.apart[gone]!]);
    return {
      blockOf: state.blockOf.map(to),
      rows: spliced(state.rows, row),
      weights: spliced(state.weights, weight),
      apart: spliced(state.apart, near).map((others) => new Set([...others].map(to))),
      rest: state.rest,
    };
  };

  const parted = (state: State, a: number, b: number): State | null => {
    if (a === b) return null;
    return {
      ...state,
      apart: state.apart.map((others, block) =>
        block === a ? new Set([...others, b]) : block === b ? new Set([...others, a]) : others,
      ),
    };
  };

  const only = (state: State, blocks: readonly number[], mask: Uint32Array): State | null => {
    const rows = state.rows.map((row, block) => (blocks.includes(block) ? and(row, mask) : row));
    return blocks.some((block) => isEmpty(rows[block]!)) ? null : { ...state, rows };
  };

  const blocksIn = (state: State, steps: readonly number[]): number[] => [
    ...new Set(steps.map((step) => state.blockOf[step]!)),
  ];

  const countIf = (state: State | null): bigint => (state === null ? 0n : count(state));

  const count = (state: State): bigint => {
    if (tick()) return 0n;
    const [constraint, ...rest] = state.rest;
    if (constraint === undefined) return withLoads(state);
    const without: State = { ...state, rest };
    switch (constraint.kind) {
      case 'dependent': {
        const left = state.blockOf[constraint.left]!;
        const right = state.blockOf[constraint.right]!;
        const named = maskOf(instance, constraint.leftUsers);
        const others = only(without, [left], not(named));
        const inside = only(without, [left], named);
        return (
          countIf(others) +
          countIf(inside === null ? null : only(inside, [right], maskOf(instance, constraint.rightUsers)))
        );
      }
      case 'team': {
        const [first, ...more] = blocksIn(state, constraint.steps);
        if (constraint.teams.length === 0) return 0n;
        if (first === undefined) return count(without);
        const moreSteps = constraint.steps.filter((step) => more.includes(state.blockOf[step]!));
        let sum = 0n;
        for (const { users, teams } of byTeams(state.rows[first]!, constraint.teams)) {
          const narrowed = only(without, [first], maskOf(instance, users));
          if (narrowed === null) continue;
          sum += count(
            more.length === 0
              ? narrowed
              : { ...narrowed, rest: [{ kind: 'team', steps: moreSteps, teams }, ...rest] },
          );
        }
        return sum;
      }
      case 'group-unless': {
        const { steps, bound } = constraint;
        const inside = only(without, blocksIn(state, steps), maskOf(instance, constraint.group));
        return (
          count({ ...state, rest: [{ kind: 'at-least', bound, steps }, ...rest] }) +
          countIf(inside && { ...inside, rest: [{ kind: 'at-most', bound: bound - 1, steps }, ...rest] })
        );
      }
      case 'at-least': {
        const { steps, bound } = constraint;
        const blocks = blocksIn(state, steps);
        if (blocks.length < bound) return 0n;
        if (bound < 1 || (bound === 1 && blocks.length > 0)) return count(without);
        if (blocks.length === bound) return countIf(allApart(without, blocks));
        const few = { kind: 'at-most', bound: bound - 1, steps } as const;
        return count(without) - count({ ...state, rest: [few, ...rest] });
      }
      case 'at-most': {
        const blocks = blocksIn(state, constraint.steps);
        if (blocks.length <= constraint.bound) return count(without);
        if (constraint.bound < 1 || cliqueIn(state, blocks) > constraint.bound) return 0n;
        const pair = openPair(state, blocks, null);
        if (pair === null) return 0n;
        return countIf(joined(state, ...pair)) + countIf(parted(state, ...pair));
      }
      default:
        return constraint satisfies never;
    }
  };

  const withLoads = (state: State): bigint => {
    const all = state.rows.map((_, block) => block);
    const pair = openPair(state, all, capped);
    if (pair === null) return colourings(state, tick);
    if (tick()) return 0n;
    const [one, two] = [joined(state, ...pair), parted(state, ...pair)];
    return (one === null ? 0n : withLoads(one)) + (two === null ? 0n : withLoads(two));
  };

  const allApart = (state: State, blocks: readonly number[]): State | null => {
    let result: State | null = state;
    for (const a of blocks) for (const b of blocks) if (a < b) result = result && parted(result, a, b);
    return result;
  };

  let start: State | null = {
    blockOf: instance.authorised.map((_, step) => step),
    rows: candidatesOf(instance),
    weights: instance.authorised.map(() => 1),
    apart: instance.authorised.map(() => new Set<number>()),
    rest: restOf(instance),
  };
  if (start.rows.some(isEmpty)) return 0n;
  for (const constraint of instance.constraints) {
    if (start === null) return 0n;
    if (constraint.kind !== 'separation' && constraint.kind !== 'binding') continue;
    const [a, b]: [number, number] = [start.blockOf[constraint.left]!, start.blockOf[constraint.right]!];
    start = constraint.kind === 'separation' ? parted(start, a, b) : joined(start, a, b);
  }
  return countIf(start);
}

/** What names users first, for it makes rows smaller; then what joins blocks. */
function restOf(instance: Instance): readonly Rest[] {
  const order = ['dependent', 'team', 'group-unless', 'at-least', 'at-most'];
  const rest = instance.constraints.flatMap((constraint): Rest[] => {
    switch (constraint.kind) {
      case 'dependent':
        // A step that depends on itself has lost those users already.
        return constraint.left === constraint.right ? [] : [constraint];
      case 'team':
      case 'group-unless':
      case 'at-least':
      case 'at-most':
        return [constraint];
      default:
        return [];
    }
  });
  return rest.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** Per user how many steps he may do. */
function capacities(instance: Instance): Int32Array {
  const capacity = new Int32Array(instance.users).fill(instance.steps);
  for (const constraint of instance.constraints) {
    if (constraint.kind !== 'load') continue;
    const lower = (user: number): void => {
      capacity[user] = Math.min(capacity[user]!, constraint.bound);
    };
    if (constraint.users === undefined) for (let user = 0; user < instance.users; user += 1) lower(user);
    else for (const user of constraint.users) lower(user);
  }
  return capacity;
}

/** The users of `row`, by the teams that they are in; those in no team are left out. */
function byTeams(
  row: Uint32Array,
  teams: readonly (readonly number[])[],
): readonly { readonly users: readonly number[]; readonly teams: readonly (readonly number[])[] }[] {
  const groups = new Map<string, { users: number[]; teams: readonly (readonly number[])[] }>();
  for (const user of members(row)) {
    const own = teams.filter((team) => team.includes(user));
    if (own.length === 0) continue;
    const key = own.map((team) => teams.indexOf(team)).join(' ');
    const group = groups.get(key) ?? { users: [], teams: own };
    groups.set(key, group);
    group.users.push(user);
  }
  return [...groups.values()];
}

/** Two of `blocks` that are not known to be apart, though somebody (in `mask`, if any) could do both. */
function openPair(
  { rows, apart }: State,
  blocks: readonly number[],
  mask: Uint32Array | null,
): [number, number] | null {
  for (const [at, a] of blocks.entries()) {
    for (const b of blocks.slice(at + 1)) {
      if (apart[a]!.has(b)) continue;
      const other = rows[b]!;
      const isShared = rows[a]!.some((word, index) => (word & other[index]! & (mask?.[index] ?? -1)) !== 0);
      if (isShared) return [a, b];
    }
  }
  return null;
}

/** Size of some set of blocks that are pairwise apart, or share nobody. */
function cliqueIn({ rows, apart }: State, blocks: readonly number[]): number {
  const chosen: number[] = [];
  for (const block of blocks) {
    const row = rows[block]!;
    const isApart = (other: number): boolean =>
      apart[block]!.has(other) || rows[other]!.every((word, at) => (word & row[at]!) === 0);
    if (chosen.every(isApart)) chosen.push(block);
  }
  return chosen.length;
}

function and(left: Uint32Array, right: Uint32Array): Uint32Array {
  return left.map((word, at) => word & right[at]!);
}

function not(mask: Uint32Array): Uint32Array {
  return mask.map((word) => ~word);
}

function isEmpty(row: Uint32Array): boolean {
  return row.every((word) => word === 0);
}
