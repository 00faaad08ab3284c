/**
 * The resources that files speak of, and what lies below each. What is granted on a resource reaches all below it.
 *
 * Projects, folders and organizations are called as in the hierarchy (`projects/p`), all else by its full name. A project
 * has two names, its id and its number; both are taken as the one under which a policy is attached.
 */

import type { Selector } from '../regions/areas.ts';
import { anyNumber, type Glob, literal } from '../regions/glob.ts';

export interface Resources {
  /** By name, what is known to be above; null: in no file. */
  readonly above: ReadonlyMap<string, ReadonlySet<string> | null>;
  /** Other names of the same. */
  readonly aliases: ReadonlyMap<string, string>;
}

export function resourceName(text: string): string {
  return text.replace(/^\/\/cloudresourcemanager\.googleapis\.com\//, '');
}

export function isContainer(name: string): boolean {
  return /^(?:projects|folders|organizations)\/[^/]+$/.test(name);
}

/** Whether the name itself says that it lies below. */
function isBelowByName(name: string, container: string): boolean {
  return (
    name.startsWith(`${container}/`) ||
    (isContainer(container) && name.startsWith('//') && `${name}/`.includes(`/${container}/`))
  );
}

function under(name: string): Glob[] {
  return [literal(name), [...literal(`${name}/`), anyNumber]];
}

/** Resources that constraints speak of, as far as their names are given. */
export function mentionedResources(mentioned: readonly string[]): string[] {
  return mentioned.flatMap((pattern) => {
    const [name = ''] = pattern.slice(0, Math.max(0, pattern.lastIndexOf(':'))).split('*');
    const whole = name.replace(/\/+$/, '');
    return isContainer(whole) || /^\/\/[^/]+/.test(whole) ? [resourceName(whole)] : [];
  });
}

function namesOf(name: string, { aliases }: Resources): string[] {
  return [name, ...[...aliases].flatMap(([alias, of]) => (of === name ? [alias] : []))];
}

/** What is at and below the resource for certain, and what may be, since nothing says what is above it. */
export interface Below {
  readonly certain: Selector;
  readonly possible: Selector | null;
}

const found = new WeakMap<Resources, Map<string, Below>>();

/** Found once for each resource. */
export function atAndBelow(name: string, resources: Resources): Below {
  const all = found.get(resources) ?? new Map<string, Below>();
  found.set(resources, all);
  const below = all.get(name) ?? findBelow(name, resources);
  all.set(name, below);
  return below;
}

function findBelow(name: string, resources: Resources): Below {
  const names = namesOf(name, resources);
  const certain = new Set(names);
  const possible = new Set<string>();
  for (const [other, above] of resources.above) {
    if (other === name) continue;
    if (names.some((one) => above?.has(one) === true || isBelowByName(other, one))) certain.add(other);
    else if (isUnnamed(name) || (above === null && mayBeBelow(other, name))) possible.add(other);
  }
  const selector = (all: ReadonlySet<string>): Selector => ({
    any: [...all].flatMap((one) => namesOf(one, resources)).flatMap(under),
    except: [],
  });
  return { certain: selector(certain), possible: possible.size === 0 ? null : selector(possible) };
}

/** What a policy is of that does not say so: anything may be below it. */
export function unnamed(path: string): string {
  return `resource of ${path}`;
}

function isUnnamed(name: string): boolean {
  return name.startsWith('resource of ');
}

const ranks = ['organizations/', 'folders/', 'projects/'];

function mayBeBelow(name: string, container: string): boolean {
  if (!isContainer(container)) return false;
  const rank = (one: string): number => {
    const at = isContainer(one) ? ranks.findIndex((prefix) => one.startsWith(prefix)) : -1;
    return at < 0 ? ranks.length : at;
  };
  // A folder may lie in a folder.
  return rank(name) > rank(container) || (rank(name) === 1 && rank(container) === 1);
}
