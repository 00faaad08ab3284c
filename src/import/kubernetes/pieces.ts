/**
 * The first cut of the space of requests: by group and resource. A rule for `*` lies in the pieces of all groups or
 * resources that others name, and in the rest; one for the subresource `scale` of any resource in all pieces with that subresource.
 */

import { type Box, fittingResources } from './mentioned.ts';
import type { ResourceAtom } from './names.ts';
import type { Held } from './regions.ts';

export interface Piece {
  readonly group: string | null;
  readonly resource: ResourceAtom['resource'];
  readonly held: readonly Held[];
  /** What is mentioned and reaches into it. */
  readonly boxes: readonly Box[];
}

/** Rules for one group, or for all. */
interface Level {
  readonly literals: Map<string, Held[]>;
  readonly bySubresource: Map<string, Held[]>;
  readonly everything: Held[];
}

/** Pieces in which somebody has a rule; null where there would be more than `most` rules in them. */
export function piecesOf(
  held: readonly Held[],
  boxes: readonly Box[],
  most: number,
): readonly Piece[] | null {
  const all = newLevel();
  const levels = new Map<string, Level>();
  let toPut = most;
  for (const item of held) {
    const { groups, resources } = item.rule;
    toPut -= Math.max(1, groups.length) * Math.max(1, resources.length);
    if (toPut < 0) return null;
    for (const group of new Set(groups.map(({ text }) => text))) {
      if (group === '*') continue;
      const level = levels.get(group) ?? newLevel();
      levels.set(group, level);
      if (!isAny(groups)) put(level, item);
    }
    if (isAny(groups)) put(all, item);
  }
  for (const { group } of boxes) {
    for (const name of group.adds) if (!levels.has(name)) levels.set(name, newLevel());
  }

  const pieces: Piece[] = [];
  let left = most;
  const add = (group: string | null, level: Level): boolean => {
    const reaching = boxes.filter((box) => box.group.fits(group));
    const everything = [...level.everything, ...all.everything];
    const put = (resource: Piece['resource'], within: readonly Held[]): boolean => {
      left -= within.length;
      if (left < 0) return false;
      if (within.length === 0) return true;
      pieces.push({
        group,
        resource,
        held: within,
        boxes: reaching.filter((box) => box.resource.fits(resource)),
      });
      return true;
    };
    const withSubresource = (sub: string): readonly Held[] => [
      ...(level.bySubresource.get(sub) ?? []),
      ...(all.bySubresource.get(sub) ?? []),
    ];
    const literals = new Set([...level.literals.keys(), ...all.literals.keys()]);
    const subresources = new Set([...level.bySubresource.keys(), ...all.bySubresource.keys()]);
    for (const { resource, resourcePattern } of reaching) {
      for (const name of resource.adds) literals.add(name);
      for (const sub of subresources) {
        for (const name of fittingResources(resourcePattern, sub)) literals.add(name);
      }
    }
    for (const resource of literals) {
      const named = [...(level.literals.get(resource) ?? []), ...(all.literals.get(resource) ?? [])];
      const slash = resource.indexOf('/');
      const like = slash < 0 ? [] : withSubresource(resource.slice(slash + 1));
      // One that names the resource may name its subresource, too.
      const once = like.length === 0 ? named : [...new Set([...named, ...like])];
      if (!put(resource, [...once, ...everything])) return false;
    }
    for (const sub of subresources) {
      if (!put({ sub }, [...withSubresource(sub), ...everything])) return false;
    }
    return put(null, everything);
  };
  for (const [group, level] of levels) if (!add(group, level)) return null;
  return add(null, newLevel()) ? pieces : null;
}

function newLevel(): Level {
  return { literals: new Map(), bySubresource: new Map(), everything: [] };
}

function isAny(side: Held['rule']['groups']): boolean {
  return side.some(({ text }) => text === '*');
}

function put(level: Level, item: Held): void {
  const { resources } = item.rule;
  const takesAll = isAny(resources);
  if (takesAll) level.everything.push(item);
  for (const text of new Set(resources.map((resource) => resource.text))) {
    if (text === '*') continue;
    const isLike = text.startsWith('*/');
    const map = isLike ? level.bySubresource : level.literals;
    const key = isLike ? text.slice(2) : text;
    const items = map.get(key) ?? [];
    // One with `*` has it already.
    if (!takesAll) items.push(item);
    map.set(key, items);
  }
}
