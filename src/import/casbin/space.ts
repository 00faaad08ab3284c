/** What the columns of a request are for, and how permissions and roles are called after their values. */

import type { Expression } from './expression.ts';

export interface Space {
  readonly subject: string;
  /** Of role links, or called so. */
  readonly domain: string | null;
  /** Null: there is only one thing to do. */
  readonly action: string | null;
  /** All others. */
  readonly objects: readonly string[];
  /** Set apart from those of other matchers. */
  readonly suffix: string;
}

const domainNames = new Set(['dom', 'domain', 'tenant', 'namespace']);
const actionNames = new Set(['act', 'action', 'method', 'op', 'operation', 'verb']);
const subjectNames = new Set(['sub', 'subject', 'user']);

const objectNames = new Set(['obj', 'object', 'res', 'resource']);

/**
 * Columns are told by what the matcher does with them, then by their names, then by their order. Columns of which
 * only attributes are looked at (`r.ctx.Hour`), or nothing, are no part of permissions.
 */
export function spaceOf(
  columns: readonly string[],
  matcher: Expression,
  managers: ReadonlySet<string>,
  suffix: string,
): Space {
  const found = { subject: null as string | null, domain: null as string | null };
  const calls: (Expression & { readonly kind: 'call' })[] = [];
  const isUsed = new Set<string>();
  eachPart(matcher, (part) => {
    if (part.kind === 'column' && part.of.startsWith('r')) isUsed.add(part.name);
    if (part.kind === 'call' && managers.has(part.name)) calls.push(part);
  });
  // `g` before `g2`: the first role manager is that of subjects.
  calls.sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const { args } of calls) {
    const [first, , third] = args;
    if (first?.kind === 'column' && first.of.startsWith('r')) found.subject ??= first.name;
    if (third?.kind === 'column' && third.of.startsWith('r')) found.domain ??= third.name;
  }
  // Role links between objects alone do not make objects subjects.
  const named = columns.find((name) => subjectNames.has(name));
  if (named !== undefined && found.subject !== null && actionNames.has(found.subject)) found.subject = named;
  const subject = named ?? found.subject ?? columns[0]!;
  const isPart = (name: string): boolean =>
    isUsed.has(name) || objectNames.has(name) || actionNames.has(name) || domainNames.has(name);
  const rest = columns.filter((name) => name !== subject && isPart(name));
  const domain = found.domain ?? rest.find((name) => domainNames.has(name)) ?? null;
  const others = rest.filter((name) => name !== domain);
  const action = others.find((name) => actionNames.has(name)) ?? (others.length > 1 ? others.at(-1)! : null);
  return { subject, domain, action, objects: others.filter((name) => name !== action), suffix };
}

export function permissionName(
  space: Space,
  objects: readonly string[],
  domain: string | null,
  action: string | null,
): string {
  const object = objects.length === 0 ? 'any' : objects.join('/');
  return `${object}${domain === null ? '' : `@${domain}`}${space.suffix}:${action ?? 'access'}`;
}

/** The values of the columns that a permission, or a pattern of them, speaks of; in every way that it can be read. */
export function columnsOf(space: Space, permission: string): readonly ReadonlyMap<string, string>[] {
  const colon = permission.lastIndexOf(':');
  if (colon < 0) return permission.includes('*') ? [all(space)] : [];
  let object = permission.slice(0, colon);
  if (space.suffix !== '' && object.endsWith(space.suffix)) object = object.slice(0, -space.suffix.length);
  const values = new Map<string, string>();
  if (space.action !== null) values.set(space.action, permission.slice(colon + 1));
  if (space.domain !== null) {
    const at = object.lastIndexOf('@');
    if (at < 0 && !object.endsWith('*')) return [];
    values.set(space.domain, at < 0 ? '*' : object.slice(at + 1));
    if (at >= 0) object = object.slice(0, at);
  }
  const ways = splits(object, space.objects.length);
  return ways.map((parts) => {
    const way = new Map(values);
    for (const [index, part] of parts.entries()) way.set(space.objects[index]!, part);
    return way;
  });
}

function all(space: Space): ReadonlyMap<string, string> {
  const columns = [...space.objects, space.domain, space.action].filter((name) => name !== null);
  return new Map(columns.map((name) => [name, '*']));
}

function splits(text: string, count: number): readonly (readonly string[])[] {
  if (count === 0) return [[]];
  if (count === 1) return [[text]];
  const ways: string[][] = [];
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) {
    for (const rest of splits(text.slice(at + 1), count - 1)) ways.push([text.slice(0, at), ...rest]);
    if (ways.length > 64) break;
  }
  // One star can stand for several columns.
  const star = text.indexOf('*');
  if (star >= 0) ways.push([text.slice(0, star + 1), ...Array<string>(count - 1).fill('*')]);
  return ways;
}

export function eachPart(expression: Expression, visit: (part: Expression) => void): void {
  visit(expression);
  switch (expression.kind) {
    case 'or':
    case 'and':
    case 'equal':
      eachPart(expression.left, visit);
      eachPart(expression.right, visit);
      return;
    case 'not':
      eachPart(expression.body, visit);
      return;
    case 'in':
      eachPart(expression.left, visit);
      for (const item of expression.items) eachPart(item, visit);
      return;
    case 'call':
      for (const item of expression.args) eachPart(item, visit);
      return;
    case 'list':
      for (const item of expression.items) eachPart(item, visit);
      return;
    case 'text':
    case 'truth':
    case 'column':
    case 'opaque':
      return;
  }
}
