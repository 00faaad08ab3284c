/**
 * The cheapest repairs of an instance by itself: authorise somebody for a step, drop a constraint, take on somebody new.
 *
 * The usual prices are a choice: to let a person known do one thing more is cheaper than to give up a rule, and that
 * is cheaper than a new person. Of users whom the instance does not tell apart, only the first few are offered, as
 * many as a repair can have use for; a repair that differs only in which of them it takes is told once.
 */

import type { Instance } from '../../workflow/instance.ts';
import { has } from '../bits.ts';
import { equalUsers } from '../classes.ts';
import { conflictOf } from '../conflict/find.ts';
import { solve } from '../pattern/solve.ts';
import { type Changes, type Repairs as Found, type RepairLimits, repairsOf } from './find.ts';

export type Change =
  /** `others`: how many users would do as well. */
  | { readonly kind: 'authorise'; readonly user: number; readonly step: number; readonly others: number }
  | { readonly kind: 'drop'; readonly constraint: number }
  /** Somebody new who may do these steps, in no team and no group. In `plan` he comes after the users known. */
  | { readonly kind: 'add-person'; readonly steps: readonly number[] };

/** Positive integers; null: not to be done. */
export interface Prices {
  readonly authorise: number | null;
  readonly drop: number | null;
  readonly addPerson: number | null;
}

export const usualPrices: Prices = { authorise: 2, drop: 3, addPerson: 4 };

export interface InstanceRepair {
  readonly changes: readonly Change[];
  readonly cost: number;
  /** Numbers from `instance.users` on are the people added, in the order of the changes. */
  readonly plan: Int32Array;
}

export type InstanceRepairs =
  | {
      readonly kind: 'repairs';
      readonly repairs: readonly InstanceRepair[];
      readonly isCapped: boolean;
      /** Whether every user was offered; those authorised for most steps come first. */
      readonly areAllOffered: boolean;
    }
  | Exclude<Found, { readonly kind: 'repairs' }>;

export interface InstanceRepairLimits extends RepairLimits {
  /** Kinds of users that are offered at most. */
  readonly offered?: number;
}

const usualOffered = 400;

/** For each core; it need not be minimal. */
const coreLimits = { conflicts: 500, undecided: 2 } as const;

export function cheapestRepairs(
  instance: Instance,
  prices: Prices = usualPrices,
  limits: InstanceRepairLimits = {},
): InstanceRepairs {
  const classes = offeredUsers(instance, limits.offered ?? usualOffered);
  const run = (copies: Copies, cost: number | undefined): InstanceRepairs => {
    const options = optionsOf(instance, prices, classes.users, copies);
    const found = repairsOf(options, { ...limits, ...(cost === undefined ? {} : { cost }) });
    if (found.kind !== 'repairs') return found;
    return {
      ...found,
      repairs: found.repairs.map((repair) => told(instance, options, repair)),
      areAllOffered: classes.areAll,
    };
  };
  const alone = run({ users: 1, persons: 1 }, limits.cost);
  if (alone.kind === 'unknown') return alone;
  const cost = alone.kind === 'repairs' ? alone.repairs[0]!.cost : limits.cost;
  const most = (price: number | null): number =>
    price === null ? 0 : Math.min(instance.steps, Math.floor((cost ?? Number.POSITIVE_INFINITY) / price));
  const largest = Math.max(1, ...classes.users.map((list) => list.length));
  const copies = {
    users: Math.max(1, Math.min(largest, most(prices.authorise))),
    persons: Math.max(1, most(prices.addPerson)),
  };
  return copies.users === 1 && copies.persons === 1 ? alone : run(copies, cost);
}

/** Of each kind of user so many, and so many new persons. */
interface Copies {
  readonly users: number;
  readonly persons: number;
}

type Option =
  | { readonly kind: 'authorise'; readonly user: number; readonly step: number; readonly group: number }
  | { readonly kind: 'drop'; readonly constraint: number }
  | { readonly kind: 'add-person'; readonly person: number };

interface Options extends Changes {
  readonly options: readonly Option[];
  readonly others: (group: number) => number;
}

function offeredUsers(
  instance: Instance,
  most: number,
): { readonly users: readonly (readonly number[])[]; readonly areAll: boolean } {
  const classes = equalUsers(instance);
  if (classes.length <= most) return { users: classes, areAll: true };
  const reach = new Map(
    classes.map((list) => [list, instance.authorised.filter((row) => has(row, list[0]!)).length]),
  );
  const sorted = [...classes].sort((a, b) => reach.get(b)! - reach.get(a)! || a[0]! - b[0]!);
  return { users: sorted.slice(0, most), areAll: false };
}

/** The changes of `instance` as options of `repairsOf`. */
function optionsOf(
  instance: Instance,
  prices: Prices,
  classes: readonly (readonly number[])[],
  copies: Copies,
): Options {
  const options: Option[] = [];
  const costs: number[] = [];
  const offer = (price: number | null, option: Option): void => {
    if (price === null) return;
    options.push(option);
    costs.push(price);
  };
  for (const [group, users] of classes.entries()) {
    for (const user of users.slice(0, copies.users)) {
      for (const [step, row] of instance.authorised.entries()) {
        if (!has(row, user)) offer(prices.authorise, { kind: 'authorise', user, step, group });
      }
    }
  }
  for (let constraint = 0; constraint < instance.constraints.length; constraint += 1) {
    offer(prices.drop, { kind: 'drop', constraint });
  }
  for (let person = 0; person < copies.persons; person += 1) {
    offer(prices.addPerson, { kind: 'add-person', person });
  }
  const apply = (chosen: readonly number[]): Changed => change(instance, options, chosen, copies.persons);
  return {
    costs,
    options,
    others: (group) => classes[group]!.length - 1,
    apply: (chosen) => apply(chosen).instance,
    coreOf: (chosen) => {
      const changed = apply(chosen);
      const { steps, constraints } = conflictOf(changed.instance, coreLimits);
      const inConflict = new Set(constraints.map((index) => changed.constraints[index]!));
      const isChosen = new Set(chosen);
      return options.flatMap((option, index) => {
        if (isChosen.has(index)) return [];
        switch (option.kind) {
          case 'authorise':
            return steps.includes(option.step) ? [index] : [];
          case 'drop':
            return inConflict.has(option.constraint) ? [index] : [];
          case 'add-person':
            return [index];
          default:
            return option satisfies never;
        }
      });
    },
    alike: (chosen) => alike(options, classes, copies, chosen),
  };
}

interface Changed {
  readonly instance: Instance;
  /** Indices of the constraints that stay. */
  readonly constraints: readonly number[];
}

function change(
  instance: Instance,
  options: readonly Option[],
  chosen: readonly number[],
  persons: number,
): Changed {
  const users = instance.users + persons;
  const words = (users + 31) >>> 5;
  const authorised = instance.authorised.map((row) => {
    const wide = new Uint32Array(words);
    wide.set(row);
    return wide;
  });
  const allow = (step: number, user: number): void => {
    authorised[step]![user >>> 5]! |= 1 << (user & 31);
  };
  const dropped = new Set<number>();
  for (const index of chosen) {
    const option = options[index]!;
    switch (option.kind) {
      case 'authorise':
        allow(option.step, option.user);
        break;
      case 'drop':
        dropped.add(option.constraint);
        break;
      case 'add-person':
        for (let step = 0; step < instance.steps; step += 1) allow(step, instance.users + option.person);
        break;
      default:
        option satisfies never;
    }
  }
  const constraints = instance.constraints.flatMap((_, index) => (dropped.has(index) ? [] : [index]));
  return {
    instance: {
      steps: instance.steps,
      users,
      authorised,
      constraints: constraints.map((index) => instance.constraints[index]!),
    },
    constraints,
  };
}

/** The choices that take other users of the same kinds, or other numbers for the people who are new. */
function alike(
  options: readonly Option[],
  classes: readonly (readonly number[])[],
  copies: Copies,
  chosen: readonly number[],
): readonly (readonly number[])[] {
  const numbers = new Map(options.map((option, index) => [nameOf(option), index]));
  const used = new Map<number, Set<number>>();
  for (const index of chosen) {
    const option = options[index]!;
    if (option.kind === 'drop') continue;
    const group = option.kind === 'authorise' ? option.group : -1;
    const member = option.kind === 'authorise' ? option.user : option.person;
    used.set(group, (used.get(group) ?? new Set()).add(member));
  }
  let images: readonly (readonly Option[])[] = [chosen.map((index) => options[index]!)];
  for (const [group, members] of used) {
    const all =
      group < 0
        ? Array.from({ length: copies.persons }, (_, person) => person)
        : classes[group]!.slice(0, copies.users);
    const own = [...members];
    images = images.flatMap((image) =>
      arrangements(all, own.length).map((names) => {
        const to = new Map(own.map((member, at) => [member, names[at]!]));
        return image.map((option): Option => {
          if (option.kind === 'authorise' && option.group === group) {
            return { ...option, user: to.get(option.user)! };
          }
          return option.kind === 'add-person' && group < 0
            ? { ...option, person: to.get(option.person)! }
            : option;
        });
      }),
    );
  }
  return images.map((image) => image.map((option) => numbers.get(nameOf(option))!));
}

function nameOf(option: Option): string {
  switch (option.kind) {
    case 'authorise':
      return `${option.user} does ${option.step}`;
    case 'drop':
      return `drop ${option.constraint}`;
    case 'add-person':
      return `person ${option.person}`;
    default:
      return option satisfies never;
  }
}

/** All ways to take `count` of `items` in some order. */
function arrangements(items: readonly number[], count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return items.flatMap((item) =>
    arrangements(
      items.filter((other) => other !== item),
      count - 1,
    ).map((rest) => [item, ...rest]),
  );
}

/** A repair as it is told: new people are only authorised for what they are needed for. */
function told(
  instance: Instance,
  options: Options,
  repair: { readonly changes: readonly number[]; readonly cost: number; readonly plan: Int32Array },
): InstanceRepair {
  const chosen = repair.changes.map((index) => options.options[index]!);
  const persons = chosen.flatMap((option) => (option.kind === 'add-person' ? [option.person] : []));
  const narrowed = narrow(options.apply(repair.changes), instance.users, persons, repair.plan);
  return {
    cost: repair.cost,
    changes: chosen.map((option): Change => {
      switch (option.kind) {
        case 'authorise': {
          const { kind, user, step, group } = option;
          return { kind, user, step, others: options.others(group) };
        }
        case 'drop':
          return option;
        case 'add-person':
          return { kind: 'add-person', steps: narrowed.steps.get(option.person)! };
        default:
          return option satisfies never;
      }
    }),
    plan: narrowed.plan.map((user) =>
      user < instance.users ? user : instance.users + persons.indexOf(user - instance.users),
    ),
  };
}

/** What the plan leaves to each new person, and of that only what has to be theirs. */
function narrow(
  changed: Instance,
  known: number,
  persons: readonly number[],
  plan: Int32Array,
): { readonly steps: ReadonlyMap<number, readonly number[]>; readonly plan: Int32Array } {
  let authorised = changed.authorised;
  let kept = plan;
  for (const person of persons) {
    const user = known + person;
    const only = (step: number): Uint32Array => {
      const row = authorised[step]!.slice();
      if (kept[step] !== user) row[user >>> 5]! &= ~(1 << (user & 31));
      return row;
    };
    authorised = authorised.map((_, step) => only(step));
    for (let step = 0; step < changed.steps; step += 1) {
      if (!has(authorised[step]!, user)) continue;
      const fewer = authorised.map((row) => row.slice());
      fewer[step]![user >>> 5]! &= ~(1 << (user & 31));
      const answer = solve({ ...changed, authorised: fewer }, { conflicts: 1000 });
      if (answer.kind !== 'feasible') continue;
      authorised = fewer;
      kept = answer.plan;
    }
  }
  return {
    plan: kept,
    steps: new Map(
      persons.map((person) => [
        person,
        authorised.flatMap((row, step) => (has(row, known + person) ? [step] : [])),
      ]),
    ),
  };
}
