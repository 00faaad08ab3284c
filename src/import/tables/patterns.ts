/**
 * Wildcards and ranges of permissions, split into regions: every permission that a file or a constraint names is one of
 * its own, and what remains of wildcards are disjoint regions (`../regions.ts`). What is left of a range of transactions,
 * from one to another in the order of their characters, is a region of its own: `ME21N…ME29N(other):use`.
 */

import { type Glob, literal, matchesGlob, splitRegions, starGlob } from '../regions.ts';
import { permissionName } from './relations.ts';

export const isPattern = (text: string): boolean => text.includes('*');

/** `ME2*` is about all permissions of what begins so, whatever the operation. */
export function patternOf(text: string): string {
  return text.includes(':') || !text.endsWith('*') ? permissionName(text) : `${text}:*`;
}

export function matches(pattern: string, text: string): boolean {
  return matchesGlob(starGlob(pattern), text);
}

export interface Ranged {
  readonly from: string;
  /** The end of a range, or null. */
  readonly to: string | null;
}

export interface Regions {
  /** The permissions that a plain name, a wildcard or a range gives. */
  of(grant: Ranged): readonly string[];
}

const objectOf = (permission: string): string => permission.slice(0, permission.lastIndexOf(':'));
const keyOf = ({ from, to }: Ranged): string => `${from}\u0000${to ?? ''}`;
const within = (from: string, to: string, text: string): boolean => from <= text && text <= to;

/** Null: the wildcards overlap in too many ways. */
export function regionsOf(named: Iterable<Ranged>, mentioned: readonly string[]): Regions | null {
  const grants = new Map<string, Ranged>();
  for (const { from, to } of named) grants.set(keyOf({ from, to }), { from, to });
  const singles = new Map<string, number>();
  const patterns: Glob[] = [];
  const ranges: (Ranged & { to: string; rest: string })[] = [];
  const add = (text: string, isRegion: boolean): void => {
    if (singles.has(text)) return;
    singles.set(text, patterns.length);
    patterns.push(isRegion ? starGlob(text) : literal(text));
  };
  for (const { from, to } of grants.values()) {
    if (to === null) add(patternOf(from), isPattern(from));
    else {
      for (const end of [from, to]) add(permissionName(end), false);
      const rest = `${from}…${to}(other):use`;
      add(rest, false);
      ranges.push({ from, to, rest });
    }
  }
  for (const text of mentioned) add(text, isPattern(text));
  if (![...singles.keys()].some(isPattern) && ranges.length === 0) {
    return { of: ({ from }) => [permissionName(from)] };
  }
  const split = splitRegions(patterns);
  if (split.kind === 'exceeded') return null;
  const names = split.regions.map(({ name }) => name);
  const rangeNames = new Set(ranges.map(({ rest }) => rest));
  const known = new Map<string, readonly string[]>();
  return {
    of(grant) {
      const key = keyOf(grant);
      const before = known.get(key);
      if (before !== undefined) return before;
      const { from, to } = grant;
      const found =
        to === null
          ? split.of[singles.get(patternOf(from))!]!.map((region) => names[region]!)
          : [
              ...names.filter((name) => !rangeNames.has(name) && within(from, to, objectOf(name))),
              ...ranges.filter((inner) => from <= inner.from && inner.to <= to).map(({ rest }) => rest),
            ];
      known.set(key, found);
      return found;
    },
  };
}

/** Whether what a grant gives and what `wanted` names may have something in common. */
export function meets({ from, to }: Ranged, wanted: string): boolean {
  if (to !== null) {
    const prefix = wanted.split('*', 1)[0]!;
    return isPattern(wanted)
      ? from.slice(0, prefix.length) <= prefix && prefix <= to
      : within(from, to, wanted);
  }
  if (from === wanted) return true;
  if (!isPattern(from)) return isPattern(wanted) && matches(wanted, from);
  if (!isPattern(wanted)) return matches(from, wanted);
  // Two patterns have something in common unless their beginnings or their ends contradict each other.
  const [a, b] = [from.split('*'), wanted.split('*')];
  const starts = a[0]!.startsWith(b[0]!) || b[0]!.startsWith(a[0]!);
  const ends = a.at(-1)!.endsWith(b.at(-1)!) || b.at(-1)!.endsWith(a.at(-1)!);
  return starts && ends;
}
