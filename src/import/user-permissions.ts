/**
 * Lists of who has which permission, as the data sets of role mining from HP Labs are: two words on each line, a user and
 * a permission. Each user has a role of their own.
 *
 * With a file of roles beside it (`role: 1`, `permissions: 1, 2`, perhaps `users: 3, 4`), the roles are those, and a user
 * is assigned to each role of which the user has all permissions. Such a cover must be exact: what users have by their
 * roles is what the list says, no more and no less, or it is an error with what is missing or too much.
 *
 * Permissions that name no operation are `PERMISSION:use`.
 */

import { nameProblem, shown } from '../policy/names.ts';
import type { Result } from '../source/diagnostic.ts';
import type { SourceFile, Span } from '../source/text.ts';
import {
  type ImportBuilder,
  type Imported,
  type Importer,
  type ImportInput,
  importBuilder,
} from './imported.ts';

export const userPermissions: Importer = {
  format: 'hp',
  title: 'lists of users and permissions (HP Labs)',
  mapKeys: {},
  // Two words on a line can be anything; numbers are how these lists come.
  detects: ({ text }) => isCover(text) || /^(?:[ \t]*\d+[ \t]+\d+[ \t]*\r?\n){10}/.test(text),
  read,
};

function isCover(text: string): boolean {
  return /^\s*role:[^\n]*\r?\n\s*permissions:/.test(text);
}

interface Role {
  readonly name: string;
  readonly at: Span;
  readonly permissions: Map<string, Span>;
  readonly users: Map<string, Span>;
}

function read({ files }: ImportInput): Result<Imported> {
  const builder = importBuilder(files);
  const lists = files.filter(({ text }) => !isCover(text));
  const covers = files.filter((file) => !lists.includes(file));
  const has = new Map<string, Map<string, Span>>();
  for (const file of lists) readList(file, has, builder);
  const roles = covers.flatMap((file) => readCover(file, builder));
  const [cover] = covers;
  if (cover !== undefined && lists.length === 0) {
    const at = { file: cover, start: 0, end: Math.min(1, cover.text.length) };
    builder.report('import-reference', 'roles without the list of users and permissions that they cover', at);
  }
  if (builder.problems.hasErrors()) return builder.result();
  if (has.size === 0) {
    builder.report('import-syntax', 'nobody has any permission', { file: files[0]!, start: 0, end: 0 });
    return builder.result();
  }
  for (const [user, permissions] of has) builder.user(user, [...permissions.values()][0]!);
  if (cover === undefined) ownRoles(has, builder);
  else assignRoles(has, roles, builder);
  return builder.result();
}

function readList(file: SourceFile, has: Map<string, Map<string, Span>>, builder: ImportBuilder): void {
  for (const { text, start } of linesOf(file.text)) {
    const at = { file, start, end: start + text.length };
    const found = /^(\S+)\s+(\S+)$/.exec(text);
    if (found === null) {
      builder.report('import-syntax', 'a line is a user and a permission', at);
      continue;
    }
    const [, user, permission] = found;
    if (!isGood(user!, at, builder) || !isGood(permission!, at, builder)) continue;
    const of = has.get(user!) ?? new Map<string, Span>();
    has.set(user!, of);
    if (!of.has(permission!)) of.set(permission!, at);
  }
}

function readCover(file: SourceFile, builder: ImportBuilder): Role[] {
  const roles: Role[] = [];
  for (const { text, start } of linesOf(file.text)) {
    const at = { file, start, end: start + text.length };
    const found = /^(role|permissions|users):(.*)$/.exec(text);
    if (found === null) {
      builder.report('import-syntax', 'a line is `role: NAME`, `permissions: …` or `users: …`', at);
      continue;
    }
    const [, key, rest] = found;
    const names = rest!.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
    if (names.some((name) => !isGood(name, at, builder))) continue;
    const last = roles.at(-1);
    if (key === 'role') {
      const [name] = names;
      if (name === undefined || names.length > 1) builder.report('import-syntax', 'a role has one name', at);
      else if (roles.some((role) => role.name === name)) {
        builder.report('import-syntax', `role \`${shown(name)}\` is there twice`, at);
      } else roles.push({ name, at, permissions: new Map(), users: new Map() });
    } else if (last === undefined) {
      builder.report('import-syntax', '`role: NAME` comes first', at);
    } else for (const name of names) last[key === 'users' ? 'users' : 'permissions'].set(name, at);
  }
  for (const { name, at, permissions } of roles) {
    // Everybody would have it.
    if (permissions.size === 0)
      builder.report('import-syntax', `role \`${shown(name)}\` has no permissions`, at);
  }
  return roles;
}

function isGood(name: string, at: Span, { report }: ImportBuilder): boolean {
  const problem = nameProblem(name);
  if (problem !== null) report('bad-name', `name \`${shown(name)}\` ${problem}`, at);
  return problem === null;
}

/** Without blank lines and comments, without white space at the ends. */
function* linesOf(text: string): Generator<{ readonly text: string; readonly start: number }> {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    const trimmed = line.trim();
    if (trimmed !== '' && !trimmed.startsWith('#'))
      yield { text: trimmed, start: at + line.indexOf(trimmed) };
    at = end + 1;
  }
}

function permissionOf(name: string): string {
  return /^.+:[^:]+$/.test(name) ? name : `${name}:use`;
}

function ownRoles(has: ReadonlyMap<string, ReadonlyMap<string, Span>>, builder: ImportBuilder): void {
  for (const [user, permissions] of has) {
    const role = `role of ${user}`;
    builder.assign(user, role, [...permissions.values()][0]!);
    for (const [permission, at] of permissions) builder.grant(role, permissionOf(permission), at);
  }
}

function assignRoles(
  has: ReadonlyMap<string, ReadonlyMap<string, Span>>,
  roles: readonly Role[],
  builder: ImportBuilder,
): void {
  const named = (name: string): string => `role ${name}`;
  const covered = new Map<string, Set<string>>();
  for (const { name, at, permissions, users } of roles) {
    builder.role(named(name), at);
    for (const [permission, place] of permissions)
      builder.grant(named(name), permissionOf(permission), place);
    for (const [user, of] of has) {
      const lacking = [...permissions.keys()].filter((permission) => !of.has(permission));
      const listed = users.get(user);
      if (lacking.length > 0) {
        if (listed === undefined) continue;
        builder.report(
          'import-reference',
          `role \`${shown(name)}\` gives user \`${shown(user)}\` too much: ${some(lacking)}`,
          listed,
          'the list of permissions does not have it',
        );
        continue;
      }
      builder.assign(user, named(name), listed ?? at);
      const by = covered.get(user) ?? new Set<string>();
      covered.set(user, by);
      for (const permission of permissions.keys()) by.add(permission);
    }
    for (const [user, place] of users) {
      if (!has.has(user))
        builder.report('import-reference', `user \`${shown(user)}\` has no permission`, place);
    }
  }
  for (const [user, of] of has) {
    const missing = [...of.keys()].filter((permission) => covered.get(user)?.has(permission) !== true);
    const [first] = missing;
    if (first === undefined) continue;
    builder.report(
      'import-reference',
      `no role gives user \`${shown(user)}\` what the list says: ${some(missing)}`,
      of.get(first)!,
    );
  }
}

function some(permissions: readonly string[]): string {
  const shownOnes = permissions.slice(0, 5).map((permission) => `\`${shown(permission)}\``);
  const more = permissions.length - shownOnes.length;
  return `${shownOnes.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
