/**
 * Areas of permissions (some operations on some objects, each by patterns) as disjoint permissions `object:operation`.
 *
 * Operations are split first; then, for each operation, objects are split along the areas that speak of this operation
 * alone. So what is told apart is only what some area tells apart, and not every object by every operation.
 *
 * Each permission is named by one of its members, so that a pattern of `mentioned` matches the name if and only if it
 * matches all of the permission (`regions.ts`).
 */

import { defaultBound, type Split, splitRegions } from '../regions.ts';
import { anyNumber, type Glob, sourceOf, starGlob } from './glob.ts';

/** What any of `any` matches, and none of `except`. */
export interface Selector {
  readonly any: readonly Glob[];
  readonly except: readonly Glob[];
}

export interface Area {
  readonly objects: Selector;
  /** No pattern may have a `:` of its own: the last one separates object and operation. */
  readonly operations: Selector;
}

export type AreaSplit =
  | {
      readonly kind: 'split';
      readonly permissions: readonly string[];
      /** For each area, in ascending order, the permissions that it consists of. */
      readonly of: readonly (readonly number[])[];
    }
  | { readonly kind: 'exceeded'; readonly bound: number };

export interface AreaOptions {
  /** Permissions and patterns of them (`*`) along which areas are split, too. */
  readonly mentioned?: readonly string[];
  /** Of what case does not count. */
  readonly ignoreCase?: 'nothing' | 'operations' | 'everything';
  readonly bound?: number;
  /** Whether an object stands also for what is below it (`X` for `X/(other)`), where nothing tells them apart. */
  readonly joinsBelow?: boolean;
}

export function splitAreas(areas: readonly Area[], options: AreaOptions = {}): AreaSplit {
  const { mentioned = [], ignoreCase = 'nothing', bound = defaultBound, joinsBelow = false } = options;
  const all = [...areas, ...mentioned.flatMap(areasOfPattern)];
  const split = (
    selectors: readonly { readonly selector: Selector; readonly isMentioned: boolean }[],
    isFolded: boolean,
  ) => selected(selectors, isFolded, bound);
  const joined = joinsBelow ? withBelow : (split: Selected) => split;

  const operations = split(
    all.map((area, at) => ({ selector: area.operations, isMentioned: at >= areas.length })),
    ignoreCase !== 'nothing',
  );
  if (operations === null) return { kind: 'exceeded', bound };
  const areasOf: number[][] = operations.names.map(() => []);
  operations.of.forEach((regions, area) => {
    for (const region of regions) areasOf[region]!.push(area);
  });

  // Operations of which the same areas speak have the same objects.
  const objectsBy = new Map<string, ReturnType<typeof split>>();
  const permissions: string[] = [];
  const of: number[][] = areas.map(() => []);
  for (const [operation, name] of operations.names.entries()) {
    const speaking = areasOf[operation]!;
    if (!speaking.some((area) => area < areas.length)) continue;
    const key = speaking.join();
    if (!objectsBy.has(key)) {
      const objects = split(
        speaking.map((area) => ({ selector: all[area]!.objects, isMentioned: area >= areas.length })),
        ignoreCase === 'everything',
      );
      objectsBy.set(key, objects === null ? null : joined(objects));
    }
    const objects = objectsBy.get(key)!;
    if (objects === null) return { kind: 'exceeded', bound };
    const ids = new Map<number, number>();
    objects.of.forEach((regions, at) => {
      const area = speaking[at]!;
      if (area >= areas.length) return;
      for (const region of regions) {
        const id = ids.get(region) ?? permissions.push(`${objects.names[region]}:${name}`) - 1;
        ids.set(region, id);
        of[area]!.push(id);
      }
    });
    if (permissions.length > maxPermissions) return { kind: 'exceeded', bound: maxPermissions };
  }
  return { kind: 'split', permissions, of: of.map((list) => list.sort((a, b) => a - b)) };
}

const maxPermissions = 2_000_000;

interface Selected {
  readonly names: readonly string[];
  readonly of: readonly (readonly number[])[];
}

/** The split with `X/(other)` in `X` wherever every selector that has one has both. */
function withBelow({ names, of }: Selected): Selected {
  const selectorsOf: number[][] = names.map(() => []);
  of.forEach((regions, selector) => {
    for (const region of regions) selectorsOf[region]!.push(selector);
  });
  const ids = new Map(names.map((name, id) => [name, id]));
  const above = (id: number): number | undefined => {
    const at = names[id]!.endsWith('/(other)') ? ids.get(names[id]!.slice(0, -'/(other)'.length)) : undefined;
    return at !== undefined && selectorsOf[at]!.join() === selectorsOf[id]!.join() ? at : undefined;
  };
  const isJoined = names.map((_, id) => above(id) !== undefined);
  return { names, of: of.map((regions) => regions.filter((id) => !isJoined[id])) };
}

/** The regions of all selectors, and for each selector its own; nothing has no name. */
function selected(
  selectors: readonly { readonly selector: Selector; readonly isMentioned: boolean }[],
  ignoreCase: boolean,
  bound: number,
): Selected | null {
  const ids = new Map<string, number>();
  const patterns: Glob[] = [];
  const isPreferred: boolean[] = [];
  const idOf = (pattern: Glob, isMentioned: boolean): number => {
    const key = sourceOf(pattern);
    const id = ids.get(key) ?? patterns.push(pattern) - 1;
    ids.set(key, id);
    isPreferred[id] = isPreferred[id] === true || isMentioned;
    return id;
  };
  // Many areas have the very same selector, e.g. all that is below one place.
  const ofSelector = new Map<Selector, { readonly any: number[]; readonly except: number[] }>();
  for (const { selector, isMentioned } of selectors) {
    if (ofSelector.has(selector)) continue;
    ofSelector.set(selector, {
      any: selector.any.map((pattern) => idOf(pattern, isMentioned)),
      except: selector.except.map((pattern) => idOf(pattern, isMentioned)),
    });
  }
  const result: Split = splitRegions(patterns, { ignoreCase, bound, prefers: (at) => isPreferred[at]! });
  if (result.kind === 'exceeded') return null;
  const regionsOf = new Map<Selector, readonly number[]>();
  for (const [selector, { any, except }] of ofSelector) {
    const regions = new Set(any.flatMap((id) => result.of[id]!));
    for (const id of except) for (const region of result.of[id]!) regions.delete(region);
    const named = [...regions].filter((region) => result.regions[region]!.name !== '');
    regionsOf.set(
      selector,
      named.sort((a, b) => a - b),
    );
  }
  return {
    names: result.regions.map(({ name }) => name),
    of: selectors.map(({ selector }) => regionsOf.get(selector)!),
  };
}

/**
 * A pattern of whole permissions as areas: the `:` that separates object and operation is the last one written, or any
 * that a `*` behind it stands for.
 */
export function areasOfPattern(pattern: string): Area[] {
  const tokens = starGlob(pattern);
  const colon = tokens.lastIndexOf(0x3a);
  const parts: (readonly [Glob, Glob])[] = [];
  if (colon >= 0) parts.push([tokens.slice(0, colon), tokens.slice(colon + 1)]);
  for (let at = colon + 1; at < tokens.length; at += 1) {
    if (tokens[at] === anyNumber) parts.push([tokens.slice(0, at + 1), tokens.slice(at)]);
  }
  return parts.map(([object, operation]) => ({
    objects: { any: [object], except: [] },
    operations: { any: [operation], except: [] },
  }));
}
