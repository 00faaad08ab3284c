/**
 * What constraints speak of, as boxes that wildcards are split along: a pattern is cut at its slashes into sides.
 *
 * A side that is half a literal (`prod-*`) adds one that is like it (`prod-(other)`): what no file names is all alike, since
 * no rule can speak of half a name. `*` may reach over slashes; where a pattern has few parts, every way to cut it counts.
 * To split more than is needed changes no verdict.
 */

import { matcher } from '../../policy/pattern.ts';
import { isNamespaceName } from './decode.ts';
import {
  clusterWide,
  groupName,
  nameName,
  other,
  type ResourceAtom,
  resourceName,
  unescaped,
  verbName,
} from './names.ts';

export interface Side<Value = string | null> {
  /** Literals to split along. */
  readonly adds: readonly string[];
  /** Whether it speaks of this region. */
  fits(value: Value): boolean;
}

export interface Box {
  readonly namespace: Side;
  readonly group: Side;
  readonly resource: Side<ResourceAtom['resource']>;
  /** As it is written. */
  readonly resourcePattern: string;
  readonly verb: Side;
  readonly name: Side;
}

export interface MentionedUrl {
  readonly url: Side;
  readonly verb: Side;
}

export interface Mentioned {
  readonly boxes: readonly Box[];
  readonly urls: readonly MentionedUrl[];
  /** Whether a permission with this operation is spoken of, as far as can be told from it alone. */
  mayMatch(operation: string): boolean;
  /** Whether a permission is spoken of. */
  matches(permission: string, operation: string): boolean;
}

export function readMentioned(patterns: readonly string[]): Mentioned {
  const boxes: Box[] = [];
  const urls: MentionedUrl[] = [];
  // By operation, which most patterns name.
  const matchers = new Map<string | null, ((permission: string) => boolean)[]>();
  const all = new Set(patterns);
  for (const pattern of all) {
    const colon = pattern.lastIndexOf(':');
    const operation = colon < 0 || pattern.includes('*', colon) ? null : pattern.slice(colon + 1);
    const ofOperation = matchers.get(operation) ?? [];
    ofOperation.push(matcher(pattern));
    matchers.set(operation, ofOperation);

    const object = colon < 0 ? pattern : pattern.slice(0, colon);
    const verb = sideOf(colon < 0 ? '*' : pattern.slice(colon + 1), verbName);
    if (/^[/*]/.test(object)) urls.push({ url: urlSide(object), verb });
    // Whoever also speaks of the object by no name needs no example of a name.
    const isUnnamedToo =
      object.endsWith('[*]') && all.has(`${object.slice(0, -3)}${pattern.slice(object.length)}`);
    for (const cut of cutsOf(object)) {
      const box = boxOf(isUnnamedToo ? cut.slice(0, -3) : cut, verb);
      if (box !== null) boxes.push(box);
    }
  }
  return {
    boxes,
    urls,
    mayMatch: (operation) => matchers.has(operation) || matchers.has(null),
    matches: (permission, operation) =>
      [operation, null].some((key) => matchers.get(key)?.some((matches) => matches(permission))),
  };
}

function boxOf(object: string, verb: Side): Box | null {
  const [namespace, group, ...rest] = object.split('/');
  if (namespace === undefined || group === undefined || rest.length === 0) return null;
  const [, resource, name] = /^([^[\]]*)(?:\[(.*)\])?$/s.exec(rest.join('/')) ?? [null, '*', undefined];
  const within = sideOf(namespace, (value: string | null) => value ?? clusterWide);
  const ofGroup = sideOf(group, groupName);
  return {
    namespace: {
      ...within,
      adds: within.adds.filter((text) => isNamespaceName(text) || text.includes(other)),
    },
    group: {
      ...ofGroup,
      // The core group is another word in the API.
      adds: [
        ...ofGroup.adds.filter((text) => text !== 'core'),
        ...(isAny(group) || !ofGroup.fits('') ? [] : ['']),
      ],
    },
    resource: sideOf(resource!, resourceName),
    resourcePattern: resource!,
    verb,
    name: name === undefined ? { adds: [], fits: () => true } : nameSide(name),
  };
}

function nameSide(name: string): Side {
  const side = sideOf(name, nameName);
  return isAny(name) ? { ...side, adds: [other] } : side;
}

/** A star at the start of a pattern may hold the slash. */
function urlSide(object: string): Side {
  const side = sideOf(object, (url: string | null) => url ?? other);
  const adds = side.adds.map((url) => (url.startsWith('/') ? url : `/${url}`));
  return { ...side, adds: object.includes('*') ? adds : adds.filter((url) => !url.endsWith(other)) };
}

function isAny(part: string): boolean {
  return /^\*+$/.test(part);
}

function sideOf<Value>(part: string, nameOf: (value: Value) => string): Side<Value> {
  if (isAny(part)) return { adds: [], fits: () => true };
  const fits = matcher(part);
  const adds = part.includes('*') ? [part.replace(/\*+/g, ''), part.replace(/\*+/g, other)] : [part];
  return {
    adds: part === other || part === clusterWide || part.startsWith(`${other}/`) ? [] : adds.map(unescaped),
    fits: (value) => fits(nameOf(value)),
  };
}

/** Resources with this subresource that a pattern of resources fits, one for each way in which it may. */
export function fittingResources(pattern: string, sub: string): readonly string[] {
  if (!pattern.includes('*') || isAny(pattern)) return [];
  const head = pattern.split('/')[0]!;
  const star = head.indexOf('*');
  const starts = [head.replace(/\*+/g, other), ...(star < 0 ? [] : [`${head.slice(0, star)}${other}`])];
  const fits = matcher(pattern);
  return starts.map((start) => `${start}/${sub}`).filter(fits);
}

const leastParts = 3;
/** With a subresource. */
const mostParts = 4;
const mostCuts = 64;

/** What the second part of a pattern is if it is a group of the API: then no star before it holds another one. */
const groupLike = /\.|^(?:core|apps|autoscaling|batch|extensions|policy)$/;

/** The ways to put slashes into the stars of a pattern that has too few of them. */
function cutsOf(object: string): readonly string[] {
  const written = object.split('/');
  const parts = written.length;
  if (parts > leastParts || (parts === leastParts && groupLike.test(written[1]!))) return [object];
  let texts = [object];
  const cuts: string[] = parts === leastParts ? [object] : [];
  for (let more = parts; more < mostParts; more += 1) {
    texts = [
      ...new Set(
        texts.flatMap((text) =>
          [...text.matchAll(/\*/g)]
            .slice(0, mostCuts)
            .map(({ index }) => `${text.slice(0, index)}*/*${text.slice(index + 1)}`),
        ),
      ),
    ].slice(0, mostCuts);
    if (more + 1 >= leastParts) cuts.push(...texts);
  }
  return cuts;
}
