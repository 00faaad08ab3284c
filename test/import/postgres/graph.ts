/** Generated servers: roles, memberships and grants, as data and as the statements that make them. */

import fc from 'fast-check';

export interface GraphRole {
  readonly login: boolean;
  readonly inherit: boolean;
  readonly superuser: boolean;
  readonly bypass: boolean;
}

export interface GraphEdge {
  readonly member: number;
  readonly role: number;
  readonly admin: boolean;
  /** Of version 16 and later; before, the member's attribute counts, and `SET ROLE` is always allowed. */
  readonly inherit: boolean;
  readonly set: boolean;
}

export interface GraphGrant {
  readonly table: number;
  /** Null: everybody. */
  readonly role: number | null;
  readonly privilege: string;
  readonly onColumn: boolean;
  readonly option: boolean;
  readonly revoked: boolean;
}

export interface Graph {
  readonly roles: readonly GraphRole[];
  readonly edges: readonly GraphEdge[];
  readonly tables: readonly { readonly owner: number; readonly rowSecurity: boolean }[];
  readonly grants: readonly GraphGrant[];
  /** Version 16 or later. */
  readonly stated: boolean;
}

export const tablePrivileges = ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'];
export const columnPrivileges = ['select', 'insert', 'update', 'references'];

const rare = (weight: number): fc.Arbitrary<boolean> =>
  fc.oneof({ weight, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

export function graphs(stated: boolean): fc.Arbitrary<Graph> {
  return fc.integer({ min: 2, max: 6 }).chain((count) => {
    const index = fc.nat({ max: count - 1 });
    return fc.record({
      roles: fc.array(
        fc.record({ login: fc.boolean(), inherit: fc.boolean(), superuser: rare(12), bypass: rare(5) }),
        { minLength: count, maxLength: count },
      ),
      // Members have greater numbers, so that there is no circle.
      edges: fc
        .array(
          fc.record({
            member: index,
            role: index,
            admin: rare(3),
            inherit: fc.boolean(),
            set: fc.boolean(),
          }),
          { maxLength: 9 },
        )
        .map((edges) => {
          const once = new Map(edges.map((edge) => [`${edge.member} ${edge.role}`, edge]));
          return [...once.values()].filter(({ member, role }) => member > role);
        }),
      tables: fc.array(fc.record({ owner: index, rowSecurity: rare(3) }), { minLength: 1, maxLength: 2 }),
      grants: fc.array(
        fc.record({
          table: fc.nat({ max: 1 }),
          role: fc.oneof({ weight: 5, arbitrary: index }, { weight: 1, arbitrary: fc.constant(null) }),
          privilege: fc.constantFrom(...tablePrivileges),
          onColumn: fc.boolean(),
          option: rare(4),
          revoked: rare(5),
        }),
        { maxLength: 8 },
      ),
      stated: fc.constant(stated),
    });
  });
}

export const roleName = (prefix: string, role: number): string => `${prefix}r${role}`;
export const tableName = (prefix: string, table: number): string => `${prefix}s.t${table}`;

/** Grants that stay meaningful: of tables that exist, on columns only what columns have, no option for everybody. */
export function usableGrants({ grants, tables }: Graph): readonly GraphGrant[] {
  return grants
    .filter(({ table }) => table < tables.length)
    .map((grant) => ({
      ...grant,
      onColumn: grant.onColumn && columnPrivileges.includes(grant.privilege),
      option: grant.option && grant.role !== null,
    }));
}

export function statementsOf(graph: Graph, prefix: string): readonly string[] {
  const { roles, edges, tables, stated } = graph;
  const name = (role: number): string => roleName(prefix, role);
  const lines: string[] = [];
  for (const [index, role] of roles.entries()) {
    const option = (isOn: boolean, word: string): string => `${isOn ? '' : 'NO'}${word}`;
    lines.push(
      `CREATE ROLE ${name(index)}`,
      `ALTER ROLE ${name(index)} WITH ${option(role.superuser, 'SUPERUSER')} ${option(role.inherit, 'INHERIT')} ` +
        `${option(role.login, 'LOGIN')} ${option(role.bypass, 'BYPASSRLS')}`,
    );
  }
  for (const { role, member, admin, inherit, set } of edges) {
    const options = admin ? ['ADMIN OPTION'] : [];
    if (stated) options.push(`INHERIT ${inherit}`.toUpperCase(), `SET ${set}`.toUpperCase());
    lines.push(
      `GRANT ${name(role)} TO ${name(member)}${options.length > 0 ? ` WITH ${options.join(', ')}` : ''}`,
    );
  }
  lines.push(`CREATE SCHEMA ${prefix}s`);
  for (const [index, { owner, rowSecurity }] of tables.entries()) {
    const table = tableName(prefix, index);
    lines.push(
      `CREATE TABLE ${table} (a integer, b integer)`,
      `ALTER TABLE ${table} OWNER TO ${name(owner)}`,
    );
    if (rowSecurity) lines.push(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  }
  const grants = usableGrants(graph);
  const what = ({ privilege, onColumn, table }: GraphGrant): string =>
    `${privilege.toUpperCase()}${onColumn ? ' (b)' : ''} ON TABLE ${tableName(prefix, table)}`;
  const who = ({ role }: GraphGrant): string => (role === null ? 'PUBLIC' : name(role));
  for (const grant of grants)
    lines.push(`GRANT ${what(grant)} TO ${who(grant)}${grant.option ? ' WITH GRANT OPTION' : ''}`);
  for (const grant of grants) if (grant.revoked) lines.push(`REVOKE ${what(grant)} FROM ${who(grant)}`);
  return lines;
}
