/**
 * Decremental and dynamic resiliency (Wang and Li; FORMAL.md P37) as a game. Before each round the adversary makes
 * users absent: decremental, at most t in all, who never come back; dynamic, at most t in each round, who may come back
 * for the next. Then the planner has a step done that is ready, by a user who is there. He wins when all steps are done
 * and every constraint holds; he loses a round in which he has no move.
 *
 * No set of absent users is ever guessed. Dynamic: the adversary wins a round iff at most t users have a winning move,
 * for these he makes absent. Decremental: whoever has a winning move has it too when others are absent besides, since
 * an adversary who has spent more can do less; so a winning absence contains him, and it grows by such users until no
 * move wins or t are spent.
 *
 * Positions are kept once per class of interchangeable users: which steps are done, by which user of which class in
 * order of first appearance, and who of those is absent, and how many others of each class.
 */

import type { Instance } from '../../workflow/instance.ts';
import { has } from '../bits.ts';
import { type Classes, classesOf } from '../classes.ts';
import { brokenAt, brokenFromStart, type Rule, type Rules, rulesOf } from '../partial.ts';
import { type Budget, budgetOf, type ResilienceLimits, type StopReason, stopOf } from './budget.ts';
import { staticResilience } from './static.ts';

export type Absences = 'decremental' | 'dynamic';

export interface GameLimits extends ResilienceLimits {
  /** Rounds of the adversary's strategy to be told. */
  readonly depth?: number;
}

/** What the adversary does. */
export type Strategy =
  /** These are absent from now on; without them there is no plan. Before the first round only. */
  | { readonly kind: 'fatal'; readonly absent: readonly number[] }
  /** These are absent from now on; nobody else can ever do the step. */
  | { readonly kind: 'starve'; readonly absent: readonly number[]; readonly step: number }
  /** Whoever has done one of these steps is absent from then on; too few users may do them all for that. */
  | { readonly kind: 'wear out'; readonly steps: readonly number[] }
  /** These are absent in this round (decremental: from now on, besides those before); then whatever the planner does. */
  | { readonly kind: 'round'; readonly absent: readonly number[]; readonly answers: readonly Reply[] }
  /** Deeper than asked for. */
  | { readonly kind: 'cut' };

/** A move of the planner: any of `alike` users like this one takes the step. */
export interface Reply {
  readonly step: number;
  readonly user: number;
  readonly alike: number;
  readonly next: Strategy;
}

export type GameResilience =
  /** `positions`: how many were judged. */
  | { readonly kind: 'resilient'; readonly positions: number }
  | { readonly kind: 'not resilient'; readonly strategy: Strategy; readonly positions: number }
  /** `unreachable`: steps that wait for each other, so that they are never ready. */
  | { readonly kind: 'cyclic'; readonly unreachable: readonly number[] }
  | { readonly kind: 'unknown'; readonly reason: StopReason; readonly positions: number };

/** `order`: the first step of a pair is done before the second. */
export function gameResilience(
  instance: Instance,
  order: readonly (readonly [number, number])[],
  t: number,
  absences: Absences,
  limits: GameLimits = {},
): GameResilience {
  const before = Array.from({ length: instance.steps }, (): number[] => []);
  for (const [first, second] of order) before[second]!.push(first);
  const unreachable = neverReady(before);
  if (unreachable.length > 0) return { kind: 'cyclic', unreachable };

  const budget = budgetOf(limits);
  // Who wins the game has a plan without whoever may be absent from the first round on.
  const fixed = staticResilience(instance, t, { ...limits, sets: 1 });
  if (fixed.kind === 'fatal') {
    const [fatal] = fixed.fatal.sets;
    return {
      kind: 'not resilient',
      strategy: { kind: 'fatal', absent: fatal?.users ?? [] },
      positions: 0,
    };
  }
  const rules = rulesOf(instance);
  if (brokenFromStart(rules) !== undefined) {
    return { kind: 'not resilient', strategy: { kind: 'fatal', absent: [] }, positions: 0 };
  }
  const game: Game = {
    instance,
    before,
    after: before.map((_, step) => [...before.keys()].filter((other) => before[other]!.includes(step))),
    separated: before.map((_, step) => separatedFrom(rules, step)),
    t: Math.min(t, instance.users),
    absences,
    rules,
    classes: classesOf(instance),
    budget,
    plan: new Int32Array(instance.steps).fill(-1),
    taken: new Int32Array(instance.users),
    absent: new Set(),
    known: new Map(),
    stop: undefined,
  };
  const isWon = wins(game);
  const positions = game.known.size;
  if (game.stop !== undefined) return { kind: 'unknown', reason: game.stop, positions };
  if (isWon) return { kind: 'resilient', positions };
  return { kind: 'not resilient', strategy: strategyOf(game, limits.depth ?? 2), positions };
}

function neverReady(before: readonly (readonly number[])[]): number[] {
  const left = new Set(before.keys());
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const step of left) {
      if (before[step]!.some((other) => left.has(other))) continue;
      left.delete(step);
      isChanged = true;
    }
  }
  return [...left];
}

function separatedFrom({ ofStep }: Rules, step: number): Set<number> | undefined {
  const near = new Set<number>();
  for (const rule of ofStep[step]!) {
    if (rule.kind !== 'separation') return undefined;
    near.add(rule.left === step ? rule.right : rule.left);
  }
  return near;
}

interface Game {
  readonly instance: Instance;
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
  /** Per step that only separations speak of the steps separated from it. */
  readonly separated: readonly (ReadonlySet<number> | undefined)[];
  readonly t: number;
  readonly absences: Absences;
  readonly rules: Rules;
  readonly classes: Classes;
  readonly budget: Budget;
  /** Users of the steps done, -1 for the others. */
  readonly plan: Int32Array;
  /** Per user how many steps he has done. */
  readonly taken: Int32Array;
  /** Who is gone for good. */
  readonly absent: Set<number>;
  /** Positions judged: whether the planner wins. */
  readonly known: Map<string, boolean>;
  stop: StopReason | undefined;
}

/** A user who may take a step, for himself and those like him. */
interface Option {
  readonly user: number;
  readonly alike: number;
}

/** Per step that is open who may take it now or later, as far as no rule is broken by that; for steps done, nobody. */
type Options = readonly (readonly Option[])[];

/** Whether the planner wins from here, the adversary to move. Nothing is said when `stop` is set. */
function wins(g: Game): boolean {
  const key = positionOf(g);
  const known = g.known.get(key);
  if (known !== undefined) return known;
  g.stop = stopOf(g.budget);
  if (g.stop !== undefined) return false;
  const options = optionsOf(g);
  const isWon =
    g.plan.every((user) => user >= 0) ||
    (starved(g, options) === undefined &&
      worn(g) === undefined &&
      !isLost(g, options, firstSteps(g, options)));
  if (g.stop === undefined) g.known.set(key, isWon);
  return isWon;
}

/** How many more users may be absent at the same time. */
function spare(g: Game): number {
  return g.t - g.absent.size;
}

function isLost(g: Game, options: Options, first: ReadonlySet<number>): boolean {
  if (first.size === 0) return false;
  switch (g.absences) {
    case 'dynamic':
      return winners(g, options, first, true) !== undefined;
    case 'decremental': {
      const added = growing(g, options, first);
      for (const user of added ?? []) g.absent.delete(user);
      return added !== undefined;
    }
    default:
      return g.absences satisfies never;
  }
}

/**
 * The users with a winning move, if they are no more than may be absent. With `isShort`, none are told when it is clear
 * that there are so few.
 */
function winners(
  g: Game,
  options: Options,
  first: ReadonlySet<number>,
  isShort: boolean,
): readonly Option[] | undefined {
  const steps = new Map<number, { readonly option: Option; readonly steps: number[] }>();
  for (const step of readySteps(g)) {
    if (!first.has(step)) continue;
    for (const option of options[step]!) {
      const known = steps.get(option.user);
      if (known === undefined) steps.set(option.user, { option, steps: [step] });
      else known.steps.push(step);
    }
  }
  const moves = [...steps.values()].sort((a, b) => b.option.alike - a.option.alike);
  let open = moves.reduce((total, { option }) => total + option.alike, 0);
  const found: Option[] = [];
  let count = 0;
  for (const { option, steps } of moves) {
    if (isShort && open <= g.t) return [];
    const isWinner = steps.some((step) => wonBy(g, step, option.user));
    if (g.stop !== undefined) return undefined;
    if (isWinner) {
      found.push(option);
      count += option.alike;
      if (count > g.t) return undefined;
    } else open -= option.alike;
  }
  return found;
}

/** Makes users absent until no move wins, and returns them; if the planner wins all the same, takes that back. */
function growing(g: Game, options: Options, first: ReadonlySet<number>): readonly number[] | undefined {
  const added: number[] = [];
  let now = options;
  for (;;) {
    const winner = winningUser(g, now, first);
    if (winner === undefined && g.stop === undefined) return added;
    if (winner === undefined || spare(g) === 0) {
      for (const user of added) g.absent.delete(user);
      return undefined;
    }
    g.absent.add(winner);
    added.push(winner);
    now = optionsOf(g);
  }
}

function winningUser(g: Game, options: Options, first: ReadonlySet<number>): number | undefined {
  for (const step of readySteps(g)) {
    if (!first.has(step)) continue;
    for (const { user } of options[step]!) {
      if (wonBy(g, step, user)) return user;
      if (g.stop !== undefined) return undefined;
    }
  }
  return undefined;
}

function wonBy(g: Game, step: number, user: number): boolean {
  g.plan[step] = user;
  g.taken[user]! += 1;
  const isWon = wins(g);
  g.plan[step] = -1;
  g.taken[user]! -= 1;
  return isWon;
}

function readySteps(g: Game): number[] {
  const ready: number[] = [];
  for (let step = 0; step < g.plan.length; step += 1) {
    if (g.plan[step]! < 0 && g.before[step]!.every((other) => g.plan[other]! >= 0)) ready.push(step);
  }
  return ready;
}

function optionsOf(g: Game): Options {
  const used: number[] = [];
  const usedOf = new Map<number, number>();
  for (const user of new Set(g.plan)) {
    if (user < 0) continue;
    if (!g.absent.has(user)) used.push(user);
    usedOf.set(g.classes.of[user]!, (usedOf.get(g.classes.of[user]!) ?? 0) + 1);
  }
  for (const user of g.absent) {
    if (g.taken[user] === 0) usedOf.set(g.classes.of[user]!, (usedOf.get(g.classes.of[user]!) ?? 0) + 1);
  }
  const fresh: Option[] = [];
  for (const [index, users] of g.classes.users.entries()) {
    const alike = users.length - (usedOf.get(index) ?? 0);
    if (alike === 0) continue;
    const user = users.find((member) => g.taken[member] === 0 && !g.absent.has(member));
    if (user !== undefined) fresh.push({ user, alike });
  }
  const all = [...used.map((user) => ({ user, alike: 1 })), ...fresh];
  return Array.from({ length: g.plan.length }, (_, step) => {
    if (g.plan[step]! >= 0) return [];
    const own = all.filter(({ user }) => {
      if (!has(g.rules.allowed[step]!, user)) return false;
      g.plan[step] = user;
      const broken = brokenAt(g.rules, g.plan, step);
      g.plan[step] = -1;
      return broken === undefined;
    });
    return own;
  });
}

function total(options: readonly Option[]): number {
  let count = 0;
  for (const { alike } of options) count += alike;
  return count;
}

/** A step that nobody can do when the adversary makes all absent who can: they only become fewer. */
function starved(g: Game, options: Options): number | undefined {
  const most = spare(g);
  const step = options.findIndex((own, at) => g.plan[at]! < 0 && total(own) <= most);
  return step < 0 ? undefined : step;
}

/**
 * Steps of which so few users may do so many, as many as can be absent, that the adversary need only send away whoever
 * does one: each of those users is absent when there is still a step to do.
 */
function worn(g: Game): readonly number[] | undefined {
  for (const rule of g.rules.all) {
    const sharing = sharingOf(rule);
    if (sharing === undefined) continue;
    const { steps, bound } = sharing;
    const doers = new Set<number>();
    let open = 0;
    for (const step of steps) {
      const user = g.plan[step]!;
      if (user < 0) open += 1;
      else doers.add(user);
    }
    let left = bound;
    for (const user of doers) if (g.absent.has(user)) left -= 1;
    if (open > bound - doers.size && left <= spare(g)) return steps;
  }
  return undefined;
}

/** Steps that at most `bound` users may share. */
function sharingOf(rule: Rule): { readonly steps: readonly number[]; readonly bound: number } | undefined {
  switch (rule.kind) {
    case 'binding':
      return { steps: [...new Set([rule.left, rule.right])], bound: 1 };
    case 'at-most':
      return rule;
    default:
      return undefined;
  }
}

/**
 * The open steps that can be at stake. The others can be left to the end and are then always done, in reverse of the
 * order in which they drop out here: only separations speak of them, nothing at stake waits for them, and they have more
 * users than can be absent or have done a separated step before. Doing one of them early is never needed.
 */
function firstSteps(g: Game, options: Options): ReadonlySet<number> {
  const most = spare(g);
  const left = new Set(options.keys());
  for (const step of left) if (g.plan[step]! >= 0) left.delete(step);
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const step of left) {
      const near = g.separated[step];
      if (near === undefined || g.after[step]!.some((other) => left.has(other))) continue;
      let count = 0;
      for (const other of near) if (left.has(other)) count += 1;
      if (total(options[step]!) <= most + count) continue;
      left.delete(step);
      isChanged = true;
    }
  }
  return left;
}

/** The position without the names of interchangeable users. */
function positionOf(g: Game): string {
  const names = new Map<number, number>();
  const counts = new Map<number, number>();
  const parts: number[] = [];
  for (const user of g.plan) {
    if (user < 0) {
      parts.push(-1);
      continue;
    }
    let name = names.get(user);
    if (name === undefined) {
      const index = g.classes.of[user]!;
      const place = counts.get(index) ?? 0;
      counts.set(index, place + 1);
      name = (index * g.plan.length + place) * 2 + (g.absent.has(user) ? 1 : 0);
      names.set(user, name);
    }
    parts.push(name);
  }
  if (g.absent.size > 0) {
    const gone = [...g.absent].filter((user) => g.taken[user] === 0).map((user) => g.classes.of[user]!);
    parts.push(...gone.sort((a, b) => a - b));
  }
  return parts.join();
}

/** How the adversary wins from a position that the planner loses. */
function strategyOf(g: Game, depth: number): Strategy {
  if (depth === 0) return { kind: 'cut' };
  const options = optionsOf(g);
  const step = starved(g, options);
  if (step !== undefined) return { kind: 'starve', absent: everybody(g, options[step]!), step };
  const steps = worn(g);
  if (steps !== undefined) return { kind: 'wear out', steps };
  const isLasting = g.absences === 'decremental';
  const first = firstSteps(g, options);
  const added = isLasting
    ? growing(g, options, first)
    : everybody(g, winners(g, options, first, false) ?? []);
  if (added === undefined || g.stop !== undefined) return { kind: 'cut' };
  if (!isLasting) for (const user of added) g.absent.add(user);
  const left = optionsOf(g);
  if (!isLasting) for (const user of added) g.absent.delete(user);
  const answers: Reply[] = [];
  for (const ready of readySteps(g)) {
    for (const { user, alike } of left[ready]!) {
      g.plan[ready] = user;
      g.taken[user]! += 1;
      answers.push({ step: ready, user, alike, next: strategyOf(g, depth - 1) });
      g.plan[ready] = -1;
      g.taken[user]! -= 1;
    }
  }
  if (isLasting) for (const user of added) g.absent.delete(user);
  return { kind: 'round', absent: [...added].sort((a, b) => a - b), answers };
}

/** All the users for whom options stand. */
function everybody(g: Game, options: readonly Option[]): number[] {
  return options
    .flatMap(({ user, alike }) =>
      alike === 1
        ? [user]
        : g.classes.users[g.classes.of[user]!]!.filter(
            (other) => g.taken[other] === 0 && !g.absent.has(other),
          ),
    )
    .sort((a, b) => a - b);
}
