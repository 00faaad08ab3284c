/**
 * The relations of all objects that tuples speak of, as a graph: each node is one relation of one object, and says from
 * which tuples and other nodes its users come.
 */

import type { Span } from '../../source/text.ts';
import type { Model, Rewrite } from './model.ts';
import { type Store, type Tuple, typeOf } from './store.ts';

/** Users of tuples, and usersets whose members they are; `tuple` is where it is said. */
export type Direct =
  | { readonly kind: 'users'; readonly users: readonly number[]; readonly tuple: Tuple }
  | { readonly kind: 'node'; readonly node: number; readonly tuple: Tuple };

export type Source =
  | { readonly kind: 'direct'; readonly from: readonly Direct[] }
  | { readonly kind: 'node'; readonly node: number }
  | { readonly kind: 'union' | 'intersection'; readonly children: readonly Source[] }
  | { readonly kind: 'difference'; readonly base: Source; readonly subtract: Source };

export interface GraphNode {
  /** `type:id`. */
  readonly object: string;
  readonly relation: string;
  readonly source: Source;
  /** Where the model defines the relation. */
  readonly at: Span;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** `type:id`; `type:(anyone else)` stands for those that no tuple names, where a wildcard includes them. */
  readonly users: readonly { readonly name: string; readonly at: Span }[];
  /** Nodes that tuples name as users: groups. */
  readonly usersets: ReadonlySet<number>;
}

export interface TooLarge {
  readonly kind: 'too-large';
  readonly nodes: number;
}

export const mostNodes = 400_000;

export function nodeName(object: string, relation: string): string {
  return `${object}#${relation}`;
}

export function graphOf({ model, tuples }: Store): Graph | TooLarge {
  const objects = new Map<string, string>();
  for (const { object, user } of tuples) {
    for (const name of [object, user]) if (!name.endsWith(':*')) objects.set(name, typeOf(name));
  }
  const ids = new Map<string, number>();
  const list: { object: string; relation: string; rewrite: Rewrite; at: Span }[] = [];
  for (const [object, type] of objects) {
    for (const [relation, { rewrite, at }] of model.types.get(type) ?? []) {
      ids.set(nodeName(object, relation), list.length);
      list.push({ object, relation, rewrite, at });
    }
  }
  if (list.length > mostNodes) return { kind: 'too-large', nodes: list.length };

  const users = usersOf(model, tuples);
  const byNode = new Map<string, Tuple[]>();
  const usersets = new Set<number>();
  for (const tuple of tuples) {
    const key = nodeName(tuple.object, tuple.relation);
    const others = byNode.get(key);
    if (others === undefined) byNode.set(key, [tuple]);
    else others.push(tuple);
    if (tuple.userRelation !== null) {
      const node = ids.get(nodeName(tuple.user, tuple.userRelation));
      if (node !== undefined) usersets.add(node);
    }
  }
  const direct = (tuple: Tuple): Direct | null => {
    if (tuple.userRelation !== null) {
      const node = ids.get(nodeName(tuple.user, tuple.userRelation));
      return node === undefined ? null : { kind: 'node', node, tuple };
    }
    const type = typeOf(tuple.user);
    if (tuple.user.endsWith(':*')) return { kind: 'users', users: users.ofType.get(type) ?? [], tuple };
    const id = users.ids.get(tuple.user);
    return id === undefined ? null : { kind: 'users', users: [id], tuple };
  };
  const tuplesOf = (object: string, relation: string): readonly Tuple[] =>
    byNode.get(nodeName(object, relation)) ?? [];
  const sourceOf = (object: string, relation: string, rewrite: Rewrite): Source => {
    switch (rewrite.kind) {
      case 'this':
        return {
          kind: 'direct',
          from: tuplesOf(object, relation)
            .map(direct)
            .filter((each) => each !== null),
        };
      case 'computed':
        return { kind: 'node', node: ids.get(nodeName(object, rewrite.relation))! };
      case 'from': {
        const from: Direct[] = [];
        for (const tuple of tuplesOf(object, rewrite.tupleset)) {
          // What leads on is an object; of a userset or a wildcard nothing is the parent.
          const node =
            tuple.userRelation === null ? ids.get(nodeName(tuple.user, rewrite.relation)) : undefined;
          if (node !== undefined) from.push({ kind: 'node', node, tuple });
        }
        return { kind: 'direct', from };
      }
      case 'union':
      case 'intersection':
        return {
          kind: rewrite.kind,
          children: rewrite.children.map((child) => sourceOf(object, relation, child)),
        };
      case 'difference':
        return {
          kind: 'difference',
          base: sourceOf(object, relation, rewrite.base),
          subtract: sourceOf(object, relation, rewrite.subtract),
        };
      default: {
        const never: never = rewrite;
        return never;
      }
    }
  };
  const nodes = list.map(({ object, relation, rewrite, at }) => ({
    object,
    relation,
    at,
    source: sourceOf(object, relation, rewrite),
  }));
  return { nodes, users: users.list, usersets };
}

/**
 * Whom tuples name as users, and for each wildcard one user that stands for all others of the type. An object that is
 * only ever a parent (`X from parent`), and has relations itself, is no user.
 */
function usersOf(model: Model, tuples: readonly Tuple[]) {
  const parents = new Set<string>();
  for (const [type, relations] of model.types) {
    const visit = (rewrite: Rewrite): void => {
      if (rewrite.kind === 'from') parents.add(`${type}#${rewrite.tupleset}`);
      if (rewrite.kind === 'union' || rewrite.kind === 'intersection') rewrite.children.forEach(visit);
      if (rewrite.kind === 'difference') [rewrite.base, rewrite.subtract].forEach(visit);
    };
    for (const { rewrite } of relations.values()) visit(rewrite);
  }
  const ids = new Map<string, number>();
  const list: { name: string; at: Span }[] = [];
  const ofType = new Map<string, number[]>();
  const add = (name: string, type: string, at: Span): void => {
    if (ids.has(name)) return;
    ids.set(name, list.length);
    const others = ofType.get(type);
    if (others === undefined) ofType.set(type, [list.length]);
    else others.push(list.length);
    list.push({ name, at });
  };
  for (const { user, userRelation, object, relation, at } of tuples) {
    if (userRelation !== null) continue;
    const type = typeOf(user);
    const isParent = parents.has(`${typeOf(object)}#${relation}`) && (model.types.get(type)?.size ?? 0) > 0;
    if (user.endsWith(':*')) add(`${type}:(anyone else)`, type, at);
    else if (!isParent) add(user, type, at);
  }
  return { ids, list, ofType };
}
