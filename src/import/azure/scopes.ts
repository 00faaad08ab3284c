/**
 * Scopes are a tree, and what is assigned at one reaches all below. Below a management group are subscriptions, which only
 * its hierarchy names; everything else lies under its own path.
 */

import type { Selector } from '../regions/areas.ts';
import { anyNumber, literal } from '../regions/glob.ts';

export interface Hierarchy {
  /** By the scope of a management group, in small letters, what is directly below it. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

export function normalScope(scope: string): string {
  return scope.length > 1 ? scope.replace(/\/+$/, '') : scope;
}

export function isManagementGroup(scope: string): boolean {
  return /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i.test(scope);
}

/** The scope itself and all below it, as far as paths and the hierarchy say. */
export function atAndBelow(scope: string, { children }: Hierarchy): Selector {
  const all = new Set([scope]);
  for (const one of all) for (const child of children.get(one.toLowerCase()) ?? []) all.add(child);
  return {
    any: [...all].flatMap((one) => [literal(one), [...literal(one === '/' ? '/' : `${one}/`), anyNumber]]),
    except: [],
  };
}

export function only(scope: string): Selector {
  return { any: [literal(scope)], except: [] };
}
