/**
 * Which role is held where: bindings resolved to roles, and roles to those whose rules they borrow.
 *
 * A ClusterRole is held in the whole cluster, or in the namespaces that bind it there, each as a role of its own. One that
 * nobody binds is shown as it would be in the whole cluster, so that a role can be judged before it is bound.
 */

import { shown } from '../../policy/names.ts';
import type { Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { aggregate } from './aggregation.ts';
import { builtinRole, everything, selectsBuiltin } from './builtin.ts';
import { groupRole, roleName } from './names.ts';
import type { Binding, Objects, Role, Rule } from './objects.ts';
import type { Held } from './regions.ts';

/** A role where it is held. */
export interface Placed {
  readonly name: string;
  readonly at: Span;
  readonly borrows: readonly { readonly name: string; readonly at: Span }[];
}

export interface Resolved {
  readonly placed: readonly Placed[];
  readonly held: readonly Held[];
}

/** What is not certain of a role, by the index of the doubt. */
interface Possible {
  readonly rules: readonly Rule[];
  readonly doubt: number;
}

/** Null after it was reported that there is too much. */
export function resolve(
  { roles: written, bindings }: Objects,
  build: ImportBuilder,
  mostPlaced: number,
): Resolved | null {
  const roles = withoutRepeated(written, build);
  const defined = [...roles.values()];
  withoutRepeated(bindings, build);
  const possible = new Map<Role, Possible[]>();
  const addPossible = (role: Role, item: Possible): void => {
    possible.set(role, [...(possible.get(role) ?? []), item]);
  };

  // What is bound and not defined here is either known of every cluster, or not known at all.
  const keepsOwn = new Set<Role>();
  const bound: { readonly role: Role; readonly scope: string | null }[] = [];
  for (const binding of bindings) {
    const role = roles.get(keyOfRef(binding)) ?? undefinedRole(binding, build, keepsOwn, addPossible);
    roles.set(keyOfRef(binding), role);
    bound.push({ role, scope: binding.namespace });
  }

  const all = [...roles.values()];
  const aggregation = aggregate(all, defined, keepsOwn);
  if (aggregation === null) return tooMuch(build, all[0]?.name.at);
  const { loans } = aggregation;

  const placed = new Map<string, { readonly role: Role; readonly scope: string | null }>();
  const place = (role: Role, scope: string | null): boolean => {
    const open = [role];
    while (open.length > 0) {
      const next = open.pop()!;
      const name = nameOf(next, scope);
      if (placed.has(name)) continue;
      placed.set(name, { role: next, scope });
      for (const { lender } of loans.get(next) ?? []) open.push(lender);
    }
    return placed.size <= mostPlaced;
  };
  for (const { role, scope } of bound) if (!place(role, scope)) return tooMuch(build, role.name.at);
  const isBound = new Set([...placed.values()].map(({ role }) => role));
  for (const role of all) {
    if (!isBound.has(role) && !place(role, role.namespace)) return tooMuch(build, role.name.at);
  }
  const ofCluster = new Set(
    defined.flatMap(({ namespace, name }) => (namespace === null ? [name.text] : [])),
  );
  for (const role of all) {
    const isPartial = role.selectors?.some((selector) => selectsBuiltin(selector, ofCluster)) === true;
    const from =
      (aggregation.selectNothing.has(role) || isPartial) && role.rules.length === 0
        ? 'from roles that are not in these files'
        : aggregation.selectUnseen.has(role)
          ? 'from all roles that lack some label, also those that are not in these files'
          : null;
    if (from === null || keepsOwn.has(role)) continue;
    const borrowers = aggregation.circles.get(role) ?? [role];
    if (!borrowers.some((borrower) => isBound.has(borrower))) continue;
    const called = shown(roleName(null, 'ClusterRole', role.name.text));
    const doubt = build.doubt(role.name.at, `what \`${called}\` allows: it is aggregated ${from}`);
    for (const borrower of borrowers) addPossible(borrower, { rules: everything(role.name.at), doubt });
  }
  for (const [role, items] of aggregation.written) {
    const ofRole = roleName(role.namespace, 'ClusterRole', role.name.text);
    const { writer } = items[0]!;
    const doubt = build.doubt(
      writer.name.at,
      `whether \`${shown(ofRole)}\` has the rules that are written in ${writer === role ? 'it' : `\`${shown(writer.name.text)}\``}: they are not those of the roles that it is aggregated from in these files`,
    );
    addPossible(role, { rules: items.map(({ rule }) => rule), doubt });
  }

  const held: Held[] = [];
  const result: Placed[] = [];
  let edges = 0;
  for (const [name, { role, scope }] of placed) {
    const lenders = loans.get(role) ?? [];
    edges += lenders.length;
    if (edges > mostPlaced) return tooMuch(build, role.name.at);
    result.push({
      name,
      at: role.name.at,
      borrows: lenders.map(({ lender, at }) => ({ name: nameOf(lender, scope), at })),
    });
    if (!loans.has(role) || keepsOwn.has(role)) {
      for (const rule of role.rules) held.push({ role: name, scope, rule, doubt: null });
    }
    for (const { rules, doubt } of possible.get(role) ?? []) {
      for (const rule of rules) held.push({ role: name, scope, rule, doubt });
    }
  }
  const masters = bindings.flatMap(({ subjects }) => subjects).find(isMasters);
  if (masters !== undefined) {
    for (const rule of everything(masters.at)) {
      held.push({ role: groupRole(masters.name), scope: null, rule, doubt: null });
    }
  }
  return { placed: result, held };
}

/** Nobody asks RBAC about members of this group: they may do everything. */
function isMasters({ kind, name }: Binding['subjects'][number]): boolean {
  return kind === 'Group' && name === 'system:masters';
}

function nameOf({ namespace, name }: Role, scope: string | null): string {
  return namespace === null
    ? roleName(scope, 'ClusterRole', name.text)
    : roleName(namespace, 'Role', name.text);
}

function keyOf(namespace: string | null, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function keyOfRef({ namespace, role }: Binding): string {
  return keyOf(role.kind === 'Role' ? namespace : null, role.name);
}

/** The bound role as every cluster has it, or one that may allow everything. */
function undefinedRole(
  { namespace, role: { kind, name, at } }: Binding,
  build: ImportBuilder,
  keepsOwn: Set<Role>,
  addPossible: (role: Role, item: Possible) => void,
): Role {
  const within = kind === 'Role' ? namespace : null;
  const called = roleName(within, kind, name);
  const builtin = builtinRole(within, name, at);
  if (builtin !== null) {
    keepsOwn.add(builtin.role);
    build.remark(
      at,
      `\`${shown(called)}\` is not defined in these files, and taken to be what every cluster has by this name`,
    );
    if (builtin.possible.length > 0) {
      const doubt = build.doubt(
        at,
        `which release the cluster has, and so all that \`${shown(called)}\` allows`,
      );
      addPossible(builtin.role, { rules: builtin.possible, doubt });
    }
    return builtin.role;
  }
  const role: Role = {
    namespace: within,
    name: { text: name, at },
    labels: new Map(),
    rules: [],
    selectors: null,
  };
  const doubt = build.doubt(at, `what \`${shown(called)}\` allows: these files bind it and do not define it`);
  addPossible(role, { rules: everything(at), doubt });
  return role;
}

/** By key; what is defined twice must be the same both times. */
function withoutRepeated<Item extends Role | Binding>(
  items: readonly Item[],
  build: ImportBuilder,
): Map<string, Item> {
  const first = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item.namespace, item.name.text);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, item);
    else if (contentOf(earlier) !== contentOf(item)) {
      const kind = `${item.namespace === null ? 'Cluster' : ''}Role${'rules' in item ? '' : 'Binding'}`;
      build.problems.report({
        code: 'import-syntax',
        message: `${kind} \`${shown(item.name.text)}\` is defined twice, in different ways`,
        span: item.name.at,
        related: [{ message: 'first here', span: earlier.name.at }],
        hint: 'import one cluster at a time',
      });
    }
  }
  return first;
}

/** What an object says, without its places. */
function contentOf(object: Role | Binding): string {
  return JSON.stringify(object, (key, value: unknown) =>
    key === 'at' ? undefined : value instanceof Map ? [...value].sort() : value,
  );
}

function tooMuch(build: ImportBuilder, at: Span | undefined): null {
  const message = 'there are too many roles and bindings for each other';
  if (at !== undefined)
    build.report('import-unsupported', message, at, 'import parts of the cluster by themselves');
  return null;
}
