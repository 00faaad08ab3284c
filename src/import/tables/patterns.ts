/**
 * Wildcards and ranges of permissions, split into regions: every permission that a file or a constraint names is one of
 * its own, and the rest of a wildcard is one named `ME2(other):use`. A wildcard has all regions within it.
 */

import { permissionName } from './relations.ts';

/** Whether `pattern` (`*`: any characters) matches all of `text`; linear, but for the last `*`. */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let in_ = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (in_ < pattern.length && pattern[in_] === '*') {
      star = in_;
      resume = at;
      in_ += 1;
    } else if (in_ < pattern.length && pattern[in_] === text[at]) {
      in_ += 1;
      at += 1;
    } else if (star >= 0) {
      in_ = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (in_ < pattern.length && pattern[in_] === '*') in_ += 1;
  return in_ === pattern.length;
}

export const isPattern = (text: string): boolean => text.includes('*');

/** `ME2*` is about all permissions of what begins so, whatever the operation. */
export function patternOf(text: string): string {
  return text.includes(':') || !text.endsWith('*') ? permissionName(text) : `${text}:*`;
}

/** The name of what is in a wildcard or range and has no name of its own. */
export function restOf(from: string, to: string | null): string {
  return to === null ? permissionName(from.replaceAll('*', '(other)')) : `${from}…${to}(other):use`;
}

const object = (permission: string): string => permission.slice(0, permission.lastIndexOf(':'));

export interface Regions {
  /** The permissions that a wildcard, a range or a plain name gives. */
  of(from: string, to: string | null): readonly string[];
}

export interface Ranged {
  readonly from: string;
  readonly to: string | null;
}

export function regionsOf(named: Iterable<Ranged>, mentioned: readonly string[]): Regions {
  const literals = new Set<string>();
  const wild = new Map<string, Ranged>();
  for (const { from, to } of [...named, ...mentioned.map((text) => ({ from: text, to: null }))]) {
    if (to === null && !isPattern(from)) literals.add(permissionName(from));
    else wild.set(`${from}\u0000${to ?? ''}`, { from, to });
  }
  const sorted = [...literals];
  const known = new Map<string, readonly string[]>();
  const covers = ({ from, to }: Ranged, other: Ranged): boolean => {
    if (to !== null)
      return other.to !== null ? from <= other.from && other.to <= to : within(from, to, other.from);
    // A pattern that matches the other as it is written matches all that it matches.
    return (
      matches(patternOf(from), patternOf(other.from)) &&
      (other.to === null || (from.endsWith('*') && other.to.startsWith(from.slice(0, -1))))
    );
  };
  return {
    of(from, to) {
      if (to === null && !isPattern(from)) return [permissionName(from)];
      const key = `${from}\u0000${to ?? ''}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const inside = (permission: string): boolean =>
        to === null ? matches(patternOf(from), permission) : within(from, to, object(permission));
      const found = [
        ...sorted.filter(inside),
        ...[...wild.values()]
          .filter((other) => covers({ from, to }, other))
          .map((other) => restOf(other.from, other.to)),
      ];
      const all = [...new Set([...found, restOf(from, to)])];
      known.set(key, all);
      return all;
    },
  };
}

function within(from: string, to: string, text: string): boolean {
  return from <= text && text <= to;
}

/** Whether what `have` allows and what `wanted` names may have something in common. */
export function meets(have: Ranged, wanted: string): boolean {
  if (have.to !== null) {
    const prefix = wanted.split('*', 1)[0]!;
    return isPattern(wanted)
      ? have.from.slice(0, prefix.length) <= prefix && prefix <= have.to
      : within(have.from, have.to, wanted);
  }
  return have.from === wanted || overlap(have.from, wanted);
}

/** Two patterns overlap unless their fixed beginnings or ends contradict each other. */
function overlap(left: string, right: string): boolean {
  if (!isPattern(left)) return matches(right, left);
  if (!isPattern(right)) return matches(left, right);
  const [a, b] = [left.split('*'), right.split('*')];
  const starts = a[0]!.startsWith(b[0]!) || b[0]!.startsWith(a[0]!);
  const ends = a.at(-1)!.endsWith(b.at(-1)!) || b.at(-1)!.endsWith(a.at(-1)!);
  return starts && ends;
}
