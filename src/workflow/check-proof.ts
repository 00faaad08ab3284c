/**
 * Checks a proof that an instance has no plan. Naive on purpose, and shares nothing with the search: its own reading of
 * the constraints, its own union of bound steps, its own propagation. Only what the alternatives of a constraint that
 * names users are is said once, in `alternatives.ts`.
 *
 * What has to be believed: a plan makes "same user" an equivalence; a block of steps with the same user needs a user
 * authorised for all of them who may do so many; blocks with different users need different ones; and the constraints.
 * From these, every line of the log is verified, and the last must be the empty clause.
 */

import { alternatives } from './alternatives.ts';
import type { Instance } from './instance.ts';
import { type Proof, type Rule, rules } from './proof.ts';

export type Checked =
  | { readonly kind: 'proved' }
  /** `line` is the index of the line that does not follow, absent if the shape of the proof is wrong. */
  | { readonly kind: 'not proved'; readonly line?: number; readonly why: string };

export function checkProof(instance: Instance, proof: Proof): Checked {
  switch (proof.kind) {
    case 'evident':
      return isEvident(factsOf(instance))
        ? { kind: 'proved' }
        : { kind: 'not proved', why: 'the instance does not say so plainly' };
    case 'clauses':
      return checkLines(instance, proof.lines);
    case 'branch': {
      const constraint = instance.constraints[proof.constraint];
      const names = ['team', 'group-unless', 'dependent'];
      if (constraint === undefined || !names.includes(constraint.kind)) {
        return { kind: 'not proved', why: 'this constraint has no alternatives' };
      }
      const ways = alternatives(instance, constraint);
      if (ways.length !== proof.proofs.length)
        return { kind: 'not proved', why: 'an alternative is missing' };
      for (const [at, way] of ways.entries()) {
        const checked = checkProof(way, proof.proofs[at]!);
        if (checked.kind === 'not proved') return checked;
      }
      return { kind: 'proved' };
    }
    default:
      return proof satisfies never;
  }
}

/** What an instance says, in plain sets. */
interface Facts {
  readonly steps: number;
  readonly candidates: readonly ReadonlySet<number>[];
  /** Per step the first of the steps bound to it. */
  readonly bound: readonly number[];
  readonly separated: readonly (readonly [number, number])[];
  readonly atMost: readonly { readonly bound: number; readonly steps: readonly number[] }[];
  readonly atLeast: readonly { readonly bound: number; readonly steps: readonly number[] }[];
  readonly mayDo: (user: number, count: number) => boolean;
}

function factsOf(instance: Instance): Facts {
  const users = Array.from({ length: instance.users }, (_, user) => user);
  const candidates = instance.authorised.map(
    (row) => new Set(users.filter((user) => ((row[Math.floor(user / 32)]! >>> (user % 32)) & 1) === 1)),
  );
  const bound = candidates.map((_, step) => step);
  const bind = (a: number, b: number) => {
    const [from, to] = bound[a]! < bound[b]! ? [bound[b]!, bound[a]!] : [bound[a]!, bound[b]!];
    for (let step = 0; step < bound.length; step += 1) if (bound[step] === from) bound[step] = to;
  };
  const separated: [number, number][] = [];
  const atMost: { bound: number; steps: readonly number[] }[] = [];
  const atLeast: { bound: number; steps: readonly number[] }[] = [];
  const loads = new Map<number, number>();
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'separation':
        separated.push([constraint.left, constraint.right]);
        break;
      case 'binding':
        bind(constraint.left, constraint.right);
        break;
      case 'at-most':
        atMost.push(constraint);
        if (constraint.bound === 1) for (const step of constraint.steps) bind(constraint.steps[0]!, step);
        break;
      case 'at-least':
        atLeast.push(constraint);
        break;
      case 'load':
        for (const user of constraint.users ?? users) {
          loads.set(user, Math.min(loads.get(user) ?? constraint.bound, constraint.bound));
        }
        break;
      case 'unavailable':
        for (const user of constraint.users) for (const set of candidates) set.delete(user);
        break;
      case 'forbidden':
        candidates[constraint.step]!.delete(constraint.user);
        break;
      case 'forced': {
        const isAuthorised = candidates[constraint.step]!.has(constraint.user);
        candidates[constraint.step]!.clear();
        if (isAuthorised) candidates[constraint.step]!.add(constraint.user);
        break;
      }
      // These only take plans away: refuting the rest refutes the whole.
      case 'team':
      case 'group-unless':
      case 'dependent':
        break;
      default:
        constraint satisfies never;
    }
  }
  return {
    steps: instance.steps,
    candidates,
    bound,
    separated,
    atMost,
    atLeast,
    mayDo: (user, count) => count <= (loads.get(user) ?? count),
  };
}

/** Users who may do all of the steps, and whatever is bound to them. */
function candidatesOf(facts: Facts, steps: readonly number[]): number[] {
  const classes = new Set(steps.map((step) => facts.bound[step]!));
  const all = facts.bound.flatMap((own, step) => (classes.has(own) ? [step] : []));
  return [...facts.candidates[all[0]!]!].filter(
    (user) => facts.mayDo(user, all.length) && all.every((step) => facts.candidates[step]!.has(user)),
  );
}

function isEvident(facts: Facts): boolean {
  const classes = (steps: readonly number[]) => new Set(steps.map((step) => facts.bound[step]!)).size;
  return (
    facts.bound.some((_, step) => candidatesOf(facts, [step]).length === 0) ||
    facts.separated.some(([a, b]) => facts.bound[a] === facts.bound[b]) ||
    facts.atMost.some(({ bound, steps }) => bound < 1 && steps.length > 0) ||
    facts.atLeast.some(({ bound, steps }) => classes(steps) < bound)
  );
}

function checkLines(instance: Instance, lines: readonly (readonly number[])[]): Checked {
  const facts = factsOf(instance);
  if (isEvident(facts)) return { kind: 'proved' };
  const k = instance.steps;
  const propagation = propagationOf(k);
  for (const [a, b] of facts.separated) propagation.addUnit(a, b, false);
  for (const [step, own] of facts.bound.entries()) if (own !== step) propagation.addUnit(own, step, true);
  for (const [index, line] of lines.entries()) {
    const rule = rules[line[0] ?? -1];
    const clause = line.slice(1);
    const isWellFormed = clause.every((literal) => {
      const pair = Math.abs(literal) - 1;
      return Number.isInteger(literal) && pair >= 0 && Math.floor(pair / k) < pair % k && pair < k * k;
    });
    if (rule === undefined || !isWellFormed) return { kind: 'not proved', line: index, why: 'not a clause' };
    const follows = rule === 'learned' ? propagation.implies(clause) : isLemma(facts, rule, clause);
    if (!follows) return { kind: 'not proved', line: index, why: `no ${rule} clause` };
    if (rule === 'learned' && clause.length === 0) return { kind: 'proved' };
    propagation.addClause(clause);
  }
  return { kind: 'not proved', why: 'the empty clause is missing' };
}

/** Whether the clause cannot be false: assume that it is, and look at the blocks and the differences that this makes. */
function isLemma(facts: Facts, rule: Exclude<Rule, 'learned'>, clause: readonly number[]): boolean {
  const k = facts.steps;
  const block = Array.from({ length: k }, (_, step) => facts.bound[step]!);
  const different = new Set<number>();
  const mentioned = new Set<number>();
  for (const literal of clause) {
    const a = Math.floor((Math.abs(literal) - 1) / k);
    const b = (Math.abs(literal) - 1) % k;
    mentioned.add(a).add(b);
    if (literal > 0) different.add(a * k + b).add(b * k + a);
    else {
      const from = block[b]!;
      for (let step = 0; step < k; step += 1) if (block[step] === from) block[step] = block[a]!;
    }
  }
  const membersOf = (step: number) => block.flatMap((own, at) => (own === block[step] ? [at] : []));
  const isClique = (steps: readonly number[]) =>
    steps.every((a, at) => steps.slice(at + 1).every((b) => different.has(a * k + b)));
  switch (rule) {
    case 'candidates':
      return [...mentioned].some((step) => candidatesOf(facts, membersOf(step)).length === 0);
    case 'at-least':
      return facts.atLeast.some(({ bound, steps }) => new Set(steps.map((step) => block[step])).size < bound);
    case 'at-most':
      return facts.atMost.some(({ bound, steps }) => {
        // The log names one step of each bound class.
        const classes = new Set(steps.map((step) => facts.bound[step]!));
        const within = [...mentioned].filter((step) => classes.has(facts.bound[step]!));
        return within.length > bound && isClique(within);
      });
    case 'hall': {
      const leaders = [...mentioned].filter((a) => [...mentioned].some((b) => different.has(a * k + b)));
      const users = new Set(leaders.flatMap((step) => candidatesOf(facts, membersOf(step))));
      // A single block of a part without differences needs no leader: it is the case `candidates`.
      return leaders.length > users.size && isClique(leaders);
    }
    default:
      return rule satisfies never;
  }
}

interface Propagation {
  readonly addUnit: (a: number, b: number, isSame: boolean) => void;
  readonly addClause: (clause: readonly number[]) => void;
  /** Whether assuming the clause false leads to a contradiction by units and transitivity. */
  readonly implies: (clause: readonly number[]) => boolean;
}

function propagationOf(k: number): Propagation {
  /** Per ordered pair 0 open, 1 same, -1 different. */
  const relation = new Int8Array(k * k);
  const trail: number[] = [];
  const clauses: number[][] = [];
  const watchers = new Map<number, number[]>();
  let isRefuted = false;
  let rootRead = 0;

  const truthOf = (literal: number) => (literal > 0 ? relation[literal - 1]! : -relation[-literal - 1]!);
  /** False: it is false already. */
  const assume = (literal: number): boolean => {
    const value = truthOf(literal);
    if (value !== 0) return value > 0;
    const pair = Math.abs(literal) - 1;
    const sign = literal > 0 ? 1 : -1;
    relation[pair] = sign;
    relation[(pair % k) * k + Math.floor(pair / k)] = sign;
    trail.push(literal);
    return true;
  };
  const named = (a: number, b: number) => 1 + Math.min(a, b) * k + Math.max(a, b);

  /** Everything that follows from the trail from `from` on. False: a contradiction. */
  const follow = (from: number): boolean => {
    for (let head = from; head < trail.length; head += 1) {
      const literal = trail[head]!;
      const pair = Math.abs(literal) - 1;
      const a = Math.floor(pair / k);
      const b = pair % k;
      for (let c = 0; c < k; c += 1) {
        if (c === a || c === b) continue;
        const toA = relation[a * k + c]!;
        const toB = relation[b * k + c]!;
        // Same and same is same; same and different is different; different and different says nothing.
        if (toA !== 0 && (literal > 0 || toA > 0)) {
          const sign = literal > 0 ? toA : -1;
          if (!assume(sign * named(b, c))) return false;
        }
        if (toB !== 0 && (literal > 0 || toB > 0)) {
          const sign = literal > 0 ? toB : -1;
          if (!assume(sign * named(a, c))) return false;
        }
      }
      if (!visit(-literal)) return false;
    }
    return true;
  };

  const visit = (literal: number): boolean => {
    const list = watchers.get(literal);
    if (list === undefined) return true;
    let kept = 0;
    for (let at = 0; at < list.length; at += 1) {
      const index = list[at]!;
      const clause = clauses[index]!;
      if (clause[0] === literal) {
        clause[0] = clause[1]!;
        clause[1] = literal;
      }
      let place = 2;
      if (truthOf(clause[0]!) <= 0) while (place < clause.length && truthOf(clause[place]!) < 0) place += 1;
      else place = clause.length;
      if (place < clause.length) {
        const found = clause[place]!;
        clause[1] = found;
        clause[place] = literal;
        watch(found, index);
        continue;
      }
      list[kept] = index;
      kept += 1;
      if (!assume(clause[0]!)) {
        for (let rest = at + 1; rest < list.length; rest += 1) {
          list[kept] = list[rest]!;
          kept += 1;
        }
        list.length = kept;
        return false;
      }
    }
    list.length = kept;
    return true;
  };

  const watch = (literal: number, index: number) => {
    const list = watchers.get(literal);
    if (list === undefined) watchers.set(literal, [index]);
    else list.push(index);
  };

  const settle = () => {
    if (!isRefuted && !follow(rootRead)) isRefuted = true;
    rootRead = trail.length;
  };

  return {
    addUnit: (a, b, isSame) => {
      if (a === b ? !isSame : !assume(isSame ? named(a, b) : -named(a, b))) isRefuted = true;
      settle();
    },
    addClause: (clause) => {
      // Watches must be literals that are not false for good.
      const own = [...new Set(clause)].sort((x, y) => truthOf(y) - truthOf(x));
      if (own.length === 0) isRefuted = true;
      else if (own.length === 1 || truthOf(own[1]!) < 0) {
        if (!assume(own[0]!)) isRefuted = true;
        settle();
      } else {
        clauses.push(own);
        watch(own[0]!, clauses.length - 1);
        watch(own[1]!, clauses.length - 1);
      }
    },
    implies: (clause) => {
      if (isRefuted) return true;
      const before = trail.length;
      const isContradiction = !clause.every((literal) => assume(-literal)) || !follow(before);
      for (let at = trail.length - 1; at >= before; at -= 1) {
        const pair = Math.abs(trail[at]!) - 1;
        relation[pair] = 0;
        relation[(pair % k) * k + Math.floor(pair / k)] = 0;
      }
      trail.length = before;
      return isContradiction;
    },
  };
}
