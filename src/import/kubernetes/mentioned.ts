/**
 * What constraints speak of, as boxes that wildcards are split along: a pattern is cut at its slashes, each part that is
 * a literal is a literal of its kind, and `*` alone is any.
 *
 * A part that is half a literal (`prod-*`) stands for one that is like it: everything that no file names is alike, since
 * no rule can speak of half a name. `*` may reach over slashes; where a pattern has too few parts, every way to cut
 * it counts. To split more than is needed changes no verdict.
 */

import { matcher } from '../../policy/pattern.ts';
import { isNamespaceName } from './decode.ts';
import { clusterWide, other, unescaped } from './names.ts';

/** Null: any. */
export interface Box {
  readonly namespace: string | null;
  readonly group: string | null;
  readonly resource: string | null;
  readonly verb: string | null;
  readonly name: string | null;
}

export interface MentionedUrl {
  readonly url: string;
  readonly verb: string | null;
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
  const boxes = new Map<string, Box>();
  const urls = new Map<string, MentionedUrl>();
  // By operation, which most patterns name.
  const matchers = new Map<string | null, ((permission: string) => boolean)[]>();
  for (const pattern of new Set(patterns)) {
    const colon = pattern.lastIndexOf(':');
    const operation = colon < 0 || pattern.includes('*', colon) ? null : pattern.slice(colon + 1);
    matchers.set(operation, [...(matchers.get(operation) ?? []), matcher(pattern)]);
    const object = colon < 0 ? pattern : pattern.slice(0, colon);
    const written = colon < 0 ? '*' : pattern.slice(colon + 1);
    for (const verb of likenesses(written === '%' ? '' : written)) {
      if (/^[/*]/.test(object) && !object.endsWith(other)) {
        for (const url of likenesses(object)) {
          if (url?.startsWith('/')) urls.set(`${url} ${verb}`, { url, verb });
        }
      }
      for (const box of boxesOf(object, verb)) boxes.set(JSON.stringify(box), box);
    }
  }
  return {
    boxes: [...boxes.values()],
    urls: [...urls.values()],
    mayMatch: (operation) => matchers.has(operation) || matchers.has(null),
    matches: (permission, operation) =>
      [operation, null].some((key) => matchers.get(key)?.some((matches) => matches(permission))),
  };
}

const leastParts = 3;
const mostCuts = 64;

function boxesOf(object: string, verb: string | null): readonly Box[] {
  const boxes: Box[] = [];
  for (const text of cutsOf(object)) {
    const [namespace, group, ...rest] = text.split('/');
    if (namespace === undefined || group === undefined || rest.length === 0) continue;
    const [, resource, name] = /^([^[\]]*)(?:\[(.*)\])?$/s.exec(rest.join('/')) ?? [null, '*', undefined];
    for (const within of likenesses(namespace)) {
      const isAny = within === null || within === clusterWide;
      if (!isAny && !isNamespaceName(within) && !within.includes(other)) continue;
      for (const ofGroup of likenesses(group === 'core' ? '' : group)) {
        for (const ofResource of likenesses(resource!)) {
          for (const named of name === undefined ? [null] : likenesses(name)) {
            boxes.push({
              namespace: isAny ? null : within,
              group: ofGroup,
              resource: ofResource,
              verb,
              name: named,
            });
          }
        }
      }
    }
  }
  return boxes;
}

/** The ways to put slashes into the stars of a pattern that has too few of them. */
function cutsOf(object: string): readonly string[] {
  let texts = [object];
  for (let parts = object.split('/').length; parts < leastParts; parts += 1) {
    texts = [
      ...new Set(
        texts.flatMap((text) =>
          [...text.matchAll(/\*/g)]
            .slice(0, mostCuts)
            .map(({ index }) => `${text.slice(0, index)}*/*${text.slice(index + 1)}`),
        ),
      ),
    ].slice(0, mostCuts);
  }
  return texts;
}

/** Null for any; a literal; or those that a literal with stars is like. */
function likenesses(part: string): readonly (string | null)[] {
  if (/^\*+$/.test(part) || part.startsWith(other)) return [null];
  if (!part.includes('*')) return [unescaped(part)];
  return [unescaped(part.replace(/\*+/g, '')), unescaped(part.replace(/\*+/g, other))];
}
