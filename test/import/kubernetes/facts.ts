/** What imported facts say of requests: found by the names of permissions alone. */

import type { Imported } from '../../../src/import/imported.ts';
import type { Request } from './oracle.ts';

/** `NAMESPACE/GROUP/RESOURCE[NAME]:VERB` in its parts, or a URL. */
interface Parts {
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  /** Null where there are no brackets. */
  readonly name: string | null;
  readonly verb: string;
}

const decoded = (text: string): string =>
  text.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function partsOf(permission: string): Parts | null {
  if (permission.startsWith('/')) return null;
  const [, namespace, group, resource, name, verb] = /^([^/]*)\/([^/]*)\/([^[]*)(?:\[(.*)\])?:([^:]*)$/.exec(
    permission,
  )!;
  return { namespace: namespace!, group: group!, resource: resource!, name: name ?? null, verb: verb! };
}

/** Whether a user may, by certain facts or also by possible ones. */
export function judge(imported: Imported, withPossible: boolean): (request: Request) => boolean {
  const counts = (fact: { readonly doubt: number | null }): boolean => withPossible || fact.doubt === null;
  const permissions = new Set([
    ...imported.grants.map(({ right }) => right),
    ...imported.permissions.map(({ name }) => name),
  ]);
  const ofUrl = [...permissions].filter((permission) => permission.startsWith('/'));
  const urls = [...new Set(ofUrl.map((permission) => permission.slice(0, permission.lastIndexOf(':'))))];
  const endOf = new Map<string, string[]>();
  // The ways that lead to a permission, side by side.
  const ways = new Set<string>();
  for (const permission of permissions) {
    const parts = partsOf(permission);
    if (parts === null) continue;
    const { group, resource, verb, namespace, name } = parts;
    let way = '';
    for (const side of [group, resource, verb, namespace, name]) {
      way += ` ${side === null ? '' : `<${side === '%63ore' ? '%core' : decoded(side)}`}`;
      if (side?.startsWith('(') === true) way += '>';
      ways.add(way);
    }
    endOf.set(way, [...(endOf.get(way) ?? []), permission]);
  }
  const held = new Map<string, Set<string>>();
  const heldBy = (user: string): Set<string> => {
    const known = held.get(user);
    if (known !== undefined) return known;
    const roles = new Set(
      imported.assignments.filter((fact) => fact.left === user && counts(fact)).map(({ right }) => right),
    );
    for (const role of roles) {
      for (const fact of imported.inheritance) if (fact.left === role && counts(fact)) roles.add(fact.right);
    }
    const found = new Set(
      imported.grants.filter((fact) => roles.has(fact.left) && counts(fact)).map(({ right }) => right),
    );
    held.set(user, found);
    return found;
  };

  const regionOf = (request: Request): string | null => {
    if (request.kind === 'url') {
      const object = urls.includes(request.url)
        ? request.url
        : urls
            .filter((text) => text.endsWith('(other)') && request.url.startsWith(text.slice(0, -7)))
            .sort((a, b) => b.length - a.length)[0];
      if (object === undefined) return null;
      return [`${object}:${request.verb}`, `${object}:(other)`].find((text) => permissions.has(text)) ?? null;
    }
    const { subresource, group, resource, verb, namespace, name } = request;
    const whole = subresource === '' ? resource : `${resource}/${subresource}`;
    const literal = (text: string): string => `<${text}`;
    const rest = (text: string): string => `<${text}>`;
    // The literal if it is there, or else what stands for the rest.
    const sides = [
      [
        group === '' ? literal('core') : group === 'core' ? literal('%core') : literal(group),
        rest('(other)'),
      ],
      [literal(whole), ...(subresource === '' ? [] : [rest(`(other)/${subresource}`)]), rest('(other)')],
      [literal(verb), rest('(other)')],
      [...(namespace === '' ? [] : [literal(namespace)]), rest('(cluster)')],
      name === '' ? [''] : [literal(name), rest('(other)'), ''],
    ];
    let way = '';
    for (const side of sides) {
      const next = side.map((text) => `${way} ${text}`).find((text) => ways.has(text));
      if (next === undefined) return null;
      way = next;
    }
    const [end, ...more] = endOf.get(way)!;
    if (more.length > 0) throw new Error(`regions overlap: ${end} ${more.join(' ')}`);
    return end!;
  };
  return (request) => {
    const region = regionOf(request);
    return region !== null && heldBy(request.user).has(region);
  };
}

/** The request by itself as the name of a permission. */
export function nameOf(request: Request): string {
  if (request.kind === 'url') return `${request.url}:${request.verb}`;
  const { namespace, group, resource, subresource, name, verb } = request;
  const whole = subresource === '' ? resource : `${resource}/${subresource}`;
  const within = `${namespace === '' ? '(cluster)' : namespace}/${group === '' ? 'core' : group}/${whole}`;
  return `${within}${name === '' ? '' : `[${name}]`}:${verb}`;
}
