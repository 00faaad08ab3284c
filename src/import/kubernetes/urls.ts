/**
 * URLs that are no resources, cut at the literals and the beginnings (`/healthz/*`) that rules name: each literal, and
 * for each beginning whatever starts so and is not named otherwise. Such requests lie in no namespace, so only what is
 * held everywhere counts.
 */

import type { MentionedUrl } from './mentioned.ts';
import type { Held } from './regions.ts';

export interface UrlRegion {
  readonly url: string;
  /** The rest of what begins so. */
  readonly isRest: boolean;
  readonly held: readonly Held[];
}

/** Null where there would be more than `most` rules in them. */
export function urlRegions(
  held: readonly Held[],
  mentioned: readonly MentionedUrl[],
  most: number,
): readonly UrlRegion[] | null {
  const literals = new Map<string, Set<Held>>();
  const beginnings = new Map<string, Set<Held>>();
  for (const item of held) {
    if (item.scope !== null) continue;
    for (const { text } of item.rule.urls) {
      const map = text.endsWith('*') ? beginnings : literals;
      const key = text.endsWith('*') ? beginningOf(text) : text;
      const holders = map.get(key) ?? new Set();
      holders.add(item);
      map.set(key, holders);
    }
  }
  for (const { url } of mentioned) {
    for (const text of url.adds) if (!literals.has(text)) literals.set(text, new Set());
  }

  const lengths = [...new Set([...beginnings.keys()].map((key) => key.length))].sort((a, b) => a - b);
  const beginningAs = (url: string): Set<Held> => {
    const holders = new Set<Held>();
    for (const length of lengths) {
      if (length > url.length) break;
      for (const item of beginnings.get(url.slice(0, length)) ?? []) holders.add(item);
    }
    return holders;
  };
  const regions: UrlRegion[] = [];
  let left = most;
  const add = (url: string, isRest: boolean, holders: ReadonlySet<Held>): boolean => {
    left -= holders.size;
    if (left < 0) return false;
    if (holders.size > 0) regions.push({ url, isRest, held: [...holders] });
    return true;
  };
  for (const [url, named] of literals) {
    if (!add(url, false, new Set([...named, ...beginningAs(url)]))) return null;
  }
  for (const url of beginnings.keys()) if (!add(url, true, beginningAs(url))) return null;
  return regions;
}

/** All stars at the end are one; a URL starts with a slash. */
function beginningOf(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '*') end -= 1;
  return text.slice(0, end) || '/';
}
