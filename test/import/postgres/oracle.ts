/** What a generated server allows, by plain definitions over its data: a second opinion of the reader. */

import { type Graph, usableGrants } from './graph.ts';

/** Roles whose rights somebody who logged in as `user` may use: after any `SET ROLE`, those that are inherited. */
export function mayAct({ roles, edges, stated }: Graph, user: number): ReadonlySet<number> {
  const follows = (edge: Graph['edges'][number], kind: 'set' | 'inherit'): boolean => {
    if (stated) return edge[kind];
    return kind === 'set' || roles[edge.member]!.inherit;
  };
  const closure = (from: readonly number[], kind: 'set' | 'inherit'): number[] => {
    const found = new Set(from);
    for (let before = -1; before !== found.size; ) {
      before = found.size;
      for (const edge of edges) if (found.has(edge.member) && follows(edge, kind)) found.add(edge.role);
    }
    return [...found];
  };
  const set = closure([user], 'set');
  if (set.some((role) => roles[role]!.superuser)) return new Set(roles.keys());
  return new Set(closure(set, 'inherit'));
}

export function isSuper({ roles, edges, stated }: Graph, user: number): boolean {
  const found = new Set([user]);
  for (const role of found) {
    for (const edge of edges) if (edge.member === role && (!stated || edge.set)) found.add(edge.role);
  }
  return [...found].some((role) => roles[role]!.superuser);
}

/** Whether it may be done to the table (`column` false) or to its column `b`; rows are not looked at. */
export function may(graph: Graph, user: number, table: number, privilege: string, column: boolean): boolean {
  if (isSuper(graph, user)) return true;
  const acting = mayAct(graph, user);
  if (acting.has(graph.tables[table]!.owner)) return true;
  const grants = usableGrants(graph);
  return grants.some(
    (grant, index) =>
      grant.table === table &&
      grant.privilege === privilege &&
      (grant.role === null || acting.has(grant.role)) &&
      (column || !grant.onColumn) &&
      !isRevoked(graph, index),
  );
}

/** Revocations come behind all grants; one of a whole table is also one of its columns. */
function isRevoked(graph: Graph, index: number): boolean {
  const grants = usableGrants(graph);
  const grant = grants[index]!;
  return grants.some(
    (other) =>
      other.revoked &&
      other.table === grant.table &&
      other.role === grant.role &&
      other.privilege === grant.privilege &&
      (!other.onColumn || grant.onColumn),
  );
}
