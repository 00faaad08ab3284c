/**
 * Who is linked to whom by the `g` lines of one role manager, by domain, and how surely.
 *
 * Casbin follows ten links and no more; a link that lies further from somebody is possible, since it counts for others.
 * A name with a pattern in it (`*`, `/:id`) links what it matches only if code has told the role manager so: possible.
 */

import type { Span } from '../../source/text.ts';

export interface Link {
  readonly from: string;
  readonly to: string;
  /** '' without domains. */
  readonly domain: string;
  readonly at: Span;
  /** Why it is not known to hold; null if it is. */
  readonly doubt: string | null;
}

/** Of something that may be linked: null is certain. */
export type Reach = ReadonlyMap<string, string | null>;

export interface Links {
  readonly all: readonly Link[];
  /** What `from` is linked to in the domain, itself included. */
  reach(from: string, domain: string): Reach;
}

const maxLevels = 10;
const maxWork = 20_000_000;

export const isPatternName = (name: string): boolean => /\*|\/:|\{/.test(name);

const patternDoubt = 'patterns in `g` lines count only if code has added a matching function';
const depthDoubt = 'Casbin follows ten links and no more, and this one is further away from somebody';

/** `domains`: all that there are; `names`: all that a pattern could match. */
export function linksOf(lines: readonly Link[], domains: readonly string[], names: readonly string[]): Links {
  const all = byDepth(lines.flatMap((link) => expanded(link, domains, names)));
  const byDomain = new Map<string, Map<string, Link[]>>();
  for (const link of all) {
    const links = byDomain.get(link.domain) ?? new Map<string, Link[]>();
    byDomain.set(link.domain, links);
    const of = links.get(link.from);
    if (of === undefined) links.set(link.from, [link]);
    else of.push(link);
  }
  const cache = new Map<string, Reach>();
  return {
    all,
    reach(from, domain) {
      const key = `${domain}\n${from}`;
      const known = cache.get(key);
      if (known !== undefined) return known;
      const found = reachOf(from, byDomain.get(domain));
      if (cache.size > 200_000) cache.clear();
      cache.set(key, found);
      return found;
    },
  };
}

function expanded(link: Link, domains: readonly string[], names: readonly string[]): Link[] {
  const inDomains = isPatternName(link.domain)
    ? [link, ...matching(link.domain, domains).map((domain) => ({ ...link, domain, doubt: patternDoubt }))]
    : [link];
  if (!isPatternName(link.from)) return inDomains;
  return inDomains.flatMap((one) => [
    one,
    ...matching(link.from, names).map((from) => ({ ...one, from, doubt: patternDoubt })),
  ]);
}

/** More than any of the matching functions would find. */
function matching(pattern: string, names: readonly string[]): string[] {
  const parts = pattern.split(/\*+|:[^/]+|\{[^}]*\}/);
  return names.filter((name) => {
    if (name === pattern || !name.startsWith(parts[0]!)) return false;
    let at = parts[0]!.length;
    for (const part of parts.slice(1)) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return true;
  });
}

function reachOf(from: string, links: ReadonlyMap<string, readonly Link[]> | undefined): Reach {
  const reached = new Map<string, string | null>([[from, null]]);
  if (links === undefined) return reached;
  const certain = [from];
  for (const name of certain) {
    for (const { to, doubt } of links.get(name) ?? []) {
      if (doubt !== null || reached.has(to)) continue;
      reached.set(to, null);
      certain.push(to);
    }
  }
  const possible = [...certain];
  for (const name of possible) {
    for (const { to, doubt } of links.get(name) ?? []) {
      if (reached.has(to)) continue;
      reached.set(to, doubt ?? reached.get(name) ?? null);
      possible.push(to);
    }
  }
  return reached;
}

/** Links that are the eleventh or later on the shortest way from somebody are possible only. */
function byDepth(links: readonly Link[]): readonly Link[] {
  const byDomain = new Map<string, Map<string, string[]>>();
  for (const { from, to, domain } of links) {
    const next = byDomain.get(domain) ?? new Map<string, string[]>();
    byDomain.set(domain, next);
    const of = next.get(from);
    if (of === undefined) next.set(from, [to]);
    else of.push(to);
  }
  const far = new Map<string, Set<string>>();
  let work = 0;
  for (const [domain, next] of byDomain) {
    const found = new Set<string>();
    far.set(domain, found);
    if (isShallow(next)) continue;
    for (const start of next.keys()) {
      const level = new Map([[start, 0]]);
      const queue = [start];
      for (const name of queue) {
        work += 1;
        if (level.get(name)! >= maxLevels) found.add(name);
        for (const to of next.get(name) ?? []) {
          if (level.has(to)) continue;
          level.set(to, level.get(name)! + 1);
          queue.push(to);
        }
      }
      if (work > maxWork) {
        for (const name of next.keys()) found.add(name);
        break;
      }
    }
  }
  return links.map((link) =>
    link.doubt === null && far.get(link.domain)!.has(link.from) ? { ...link, doubt: depthDoubt } : link,
  );
}

/** Whether no way without a circle is longer than what Casbin follows: levels by removing what nothing leads to. */
function isShallow(next: ReadonlyMap<string, readonly string[]>): boolean {
  const incoming = new Map<string, number>();
  for (const [from, tos] of next) {
    if (!incoming.has(from)) incoming.set(from, 0);
    for (const to of tos) incoming.set(to, (incoming.get(to) ?? 0) + 1);
  }
  let level = [...incoming].filter(([, count]) => count === 0).map(([name]) => name);
  let removed = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxLevels) return false;
    const following: string[] = [];
    for (const name of level) {
      removed += 1;
      for (const to of next.get(name) ?? []) {
        const left = incoming.get(to)! - 1;
        incoming.set(to, left);
        if (left === 0) following.push(to);
      }
    }
    level = following;
  }
  return removed === incoming.size;
}
