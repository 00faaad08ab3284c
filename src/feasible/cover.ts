/**
 * Can one person do sessions that are not exclusive and together cover everything? (FORMAL.md G, P35; L14c)
 *
 * A smallest independent set of sessions whose atoms cover all atoms of the application. coNP-complete to refute;
 * branch and bound on the atom that the fewest sessions still give. Atoms that the same sessions give are one, and an
 * atom given by all sessions that give another one is covered with it. The answer depends on the order of sessions
 * alone, not on the order of atoms.
 */

import { has, members, size } from './bits.ts';
import type { ExclusivePair } from './colouring/instance.ts';
import { defaultLimits, type Limits, type UnknownReason } from './colouring/solve.ts';

export type Cover =
  /** Ascending; no session can be left out. */
  | { readonly kind: 'cover'; readonly sessions: readonly number[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** `atoms[i]`: what session i can do, as numbers. Their union is what must be covered; if it is empty, nothing must. */
export function smallestCover(
  atoms: readonly Iterable<number>[],
  exclusions: readonly ExclusivePair[],
  limits: Limits = defaultLimits,
): Cover {
  const count = atoms.length;
  const words = (count + 31) >>> 5;
  const excluded = Array.from({ length: count }, () => new Uint32Array(words));
  for (const { left, right } of exclusions) {
    excluded[left]![right >>> 5]! |= 1 << (right & 31);
    excluded[right]![left >>> 5]! |= 1 << (left & 31);
  }
  const available = new Uint32Array(words);
  for (let session = 0; session < count; session += 1) {
    if (!has(excluded[session]!, session)) available[session >>> 5]! |= 1 << (session & 31);
  }

  let best: readonly number[] | null = null;
  let steps = 0;
  let stopped: UnknownReason | null = null;

  const extend = (open: readonly Uint32Array[], free: Uint32Array, chosen: readonly number[]): void => {
    if (stopped !== null) return;
    steps += 1;
    if (limits.steps !== undefined && steps > limits.steps) stopped = 'step limit';
    else if (steps % 256 === 0) {
      if (limits.deadline !== undefined && performance.now() > limits.deadline) stopped = 'time limit';
      else if (limits.interrupted?.() === true) stopped = 'interrupted';
    }
    if (open.length === 0) {
      if (best === null || chosen.length < best.length) best = chosen;
      return;
    }
    const left = open.map((givers) => and(givers, free));
    if (best !== null && chosen.length + apart(left) >= best.length) return;
    let fewest = left[0]!;
    for (const givers of left) if (size(givers) < size(fewest)) fewest = givers;
    const remaining = free.slice();
    for (const session of members(fewest)) {
      remaining[session >>> 5]! &= ~(1 << (session & 31));
      extend(
        open.filter((givers) => !has(givers, session)),
        without(remaining, excluded[session]!),
        [...chosen, session],
      );
    }
  };
  extend(giversOf(atoms, words), available, []);
  // A cover found before the limit is one, even if it may not be the smallest.
  if (best !== null) return { kind: 'cover', sessions: irredundant(best, atoms) };
  return stopped === null ? { kind: 'none' } : { kind: 'unknown', reason: stopped };
}

/** For each atom the sessions that give it, without repetition and without supersets of another, smallest first. */
function giversOf(atoms: readonly Iterable<number>[], words: number): readonly Uint32Array[] {
  const byAtom = new Map<number, Uint32Array>();
  for (const [session, own] of atoms.entries()) {
    for (const atom of own) {
      const givers = byAtom.get(atom) ?? new Uint32Array(words);
      byAtom.set(atom, givers);
      givers[session >>> 5]! |= 1 << (session & 31);
    }
  }
  const distinct = [...new Map([...byAtom.values()].map((givers) => [givers.join(' '), givers])).values()];
  distinct.sort((a, b) => size(a) - size(b) || compare(a, b));
  const kept: Uint32Array[] = [];
  for (const givers of distinct) if (!kept.some((smaller) => contains(givers, smaller))) kept.push(givers);
  return kept;
}

/** Drops sessions, last first, that the others make unnecessary. */
function irredundant(sessions: readonly number[], atoms: readonly Iterable<number>[]): readonly number[] {
  const total = new Set(sessions.flatMap((session) => [...atoms[session]!])).size;
  let kept = [...sessions].sort((a, b) => a - b);
  for (const session of [...kept].reverse()) {
    const fewer = kept.filter((other) => other !== session);
    if (new Set(fewer.flatMap((other) => [...atoms[other]!])).size === total) kept = fewer;
  }
  return kept;
}

/** A lower bound: atoms that no two of which one session gives each need a session of their own. */
function apart(open: readonly Uint32Array[]): number {
  const used = new Uint32Array(open[0]!.length);
  let count = 0;
  for (const givers of open) {
    if (givers.some((word, at) => (word & used[at]!) !== 0)) continue;
    for (let at = 0; at < used.length; at += 1) used[at]! |= givers[at]!;
    count += 1;
  }
  return count;
}

function and(left: Uint32Array, right: Uint32Array): Uint32Array {
  return left.map((word, at) => word & right[at]!);
}

function without(left: Uint32Array, right: Uint32Array): Uint32Array {
  return left.map((word, at) => word & ~right[at]!);
}

function contains(whole: Uint32Array, part: Uint32Array): boolean {
  return part.every((word, at) => (word & ~whole[at]!) === 0);
}

function compare(left: Uint32Array, right: Uint32Array): number {
  for (let at = 0; at < left.length; at += 1) {
    if (left[at] !== right[at]) return left[at]! - right[at]!;
  }
  return 0;
}
