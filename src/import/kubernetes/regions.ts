/**
 * Rules to grants of disjoint permissions.
 *
 * Requests are points in a space of namespace, group, resource, verb and name, and a rule is a box in it, each side of
 * which is a literal or everything. The space is cut side by side, and each piece only along the literals of rules that
 * reach into it (and of what is mentioned): so `*` beside a hundred namespaces is not split a hundred times where nobody
 * but its holder reaches. Each region lies in a box or outside of it, never half.
 *
 * Every step of the work leads to a grant, so that the bound on grants bounds the time.
 */

import type { Mentioned } from './mentioned.ts';
import { other, otherNames, resourcePermission, urlPermission, verbName } from './names.ts';
import type { Leaf, Rule } from './objects.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { urlRegions } from './urls.ts';

/** A rule as somebody has it: a role, in a namespace or everywhere. */
export interface Held {
  readonly role: string;
  /** Null: everywhere. */
  readonly scope: string | null;
  readonly rule: Rule;
  /** Index of a doubt; null: certain. */
  readonly doubt: number | null;
}

export interface Grant {
  readonly role: string;
  readonly permission: string;
  readonly at: Leaf['at'];
  readonly doubt: number | null;
}

export interface Bounds {
  readonly grants: number;
  /** How much is looked at. */
  readonly steps: number;
  /** Leave out what is not mentioned. */
  readonly onlyMentioned: boolean;
}

/** A rule together with the verb of it that counts. */
interface Holder {
  readonly held: Held;
  readonly verb: Leaf;
}

export interface Split {
  readonly grants: readonly Grant[];
  /** Regions that nobody has and that tell what the name of another one means. */
  readonly empty: readonly { readonly permission: string; readonly at: Leaf['at'] }[];
}

/** Null where there would be more than the bounds allow. */
export function splitRules(
  held: readonly Held[],
  mentioned: Mentioned,
  { grants: mostGrants, steps, onlyMentioned }: Bounds,
): Split | null {
  const grants: Grant[] = [];
  const empty: { permission: string; at: Leaf['at'] }[] = [];
  let stepsLeft = steps;
  const emit = (permission: string, operation: string, holders: readonly Holder[]): boolean => {
    stepsLeft -= 1;
    if (stepsLeft < 0) return false;
    if (onlyMentioned && !mentioned.matches(permission, operation)) return true;
    if (grants.length + holders.length > mostGrants) return false;
    for (const { held: by, verb } of holders) {
      grants.push({ role: by.role, permission, at: verb.at, doubt: by.doubt });
    }
    return true;
  };
  const emitPiece = ({ group, resource, held: within, boxes }: Piece): boolean => {
    for (const [verb, holders] of byVerb(
      within,
      boxes.flatMap((box) => box.verb.adds),
    )) {
      const operation = verbName(verb);
      if (onlyMentioned && !mentioned.mayMatch(operation)) continue;
      const ofVerb = boxes.filter((box) => box.verb.fits(verb));
      for (const [namespace, here] of byNamespace(
        holders,
        ofVerb.flatMap((box) => box.namespace.adds),
      )) {
        const regions = byName(
          here,
          ofVerb.flatMap((box) => (box.namespace.fits(namespace) ? box.name.adds : [])),
        );
        const isApart = regions.some(([name]) => name === '');
        if (isApart && !regions.some(([name]) => name === null)) {
          const permission = resourcePermission({ namespace, group, resource, verb, name: otherNames });
          empty.push({ permission, at: here[0]!.verb.at });
        }
        for (const [literal, holding] of regions) {
          const name = literal === '' ? null : literal === null && isApart ? otherNames : literal;
          const permission = resourcePermission({ namespace, group, resource, verb, name });
          if (!emit(permission, operation, holding)) return false;
        }
      }
    }
    return true;
  };

  const pieces = piecesOf(held, mentioned.boxes, onlyMentioned ? steps : mostGrants);
  if (pieces === null) return null;
  for (const piece of pieces) if (!emitPiece(piece)) return null;
  const urls = urlRegions(held, mentioned.urls, onlyMentioned ? steps : mostGrants);
  if (urls === null) return null;
  for (const { url, isRest, held: within } of urls) {
    const name = `${url}${isRest ? other : ''}`;
    const spoken = mentioned.urls.flatMap((item) => (item.url.fits(name) ? item.verb.adds : []));
    for (const [verb, holders] of byVerb(within, spoken)) {
      if (!emit(urlPermission(url, isRest, verb), verbName(verb), holders)) return null;
    }
  }
  return { grants, empty };
}

type Regions<Item> = readonly (readonly [literal: string | null, items: readonly Item[]])[];

/**
 * Items by the literals that they have, each together with those that have all; and the rest, which only those have.
 * Regions that nobody has are left out.
 */
function regionsOf<Item>(
  literals: ReadonlyMap<string, readonly Item[]>,
  spoken: readonly string[],
  everything: readonly Item[],
): Regions<Item> {
  const regions: (readonly [string | null, readonly Item[]])[] = [];
  for (const [literal, items] of literals) regions.push([literal, [...items, ...everything]]);
  if (everything.length === 0) return regions;
  for (const literal of new Set(spoken)) {
    if (!literals.has(literal)) regions.push([literal, everything]);
  }
  regions.push([null, everything]);
  return regions;
}

function byVerb(held: readonly Held[], spoken: readonly string[]): Regions<Holder> {
  const literals = new Map<string, Holder[]>();
  const everything: Holder[] = [];
  for (const item of held) {
    const star = item.rule.verbs.find(({ text }) => text === '*');
    if (star !== undefined) everything.push({ held: item, verb: star });
    const seen = new Set<string>();
    for (const verb of item.rule.verbs) {
      if (verb.text === '*' || seen.has(verb.text)) continue;
      seen.add(verb.text);
      const holders = literals.get(verb.text) ?? [];
      // One with `*` has the verb already.
      if (star === undefined) holders.push({ held: item, verb });
      literals.set(verb.text, holders);
    }
  }
  return regionsOf(literals, spoken, everything);
}

function byNamespace(holders: readonly Holder[], spoken: readonly string[]): Regions<Holder> {
  const literals = new Map<string, Holder[]>();
  const everything: Holder[] = [];
  for (const holder of holders) {
    const { scope } = holder.held;
    if (scope === null) everything.push(holder);
    else literals.set(scope, pushed(literals.get(scope), holder));
  }
  return regionsOf(literals, spoken, everything);
}

function byName(holders: readonly Holder[], spoken: readonly string[]): Regions<Holder> {
  const literals = new Map<string, Holder[]>();
  const everything: Holder[] = [];
  for (const holder of holders) {
    const { names } = holder.held.rule;
    if (names.length === 0) everything.push(holder);
    for (const text of new Set(names.map((name) => name.text))) {
      literals.set(text, pushed(literals.get(text), holder));
    }
  }
  return regionsOf(literals, spoken, everything);
}

/** In place, because there may be many. */
function pushed<Item>(items: Item[] | undefined, item: Item): Item[] {
  if (items === undefined) return [item];
  items.push(item);
  return items;
}
