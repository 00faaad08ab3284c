/** Generated servers, read from their statements, against plain definitions. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessOf, imported } from './postgres/access.ts';
import {
  columnPrivileges,
  type Graph,
  graphs,
  roleName,
  statementsOf,
  tableName,
  tablePrivileges,
} from './postgres/graph.ts';
import { isSuper, may, mayAct } from './postgres/oracle.ts';

const textOf = (graph: Graph): string =>
  statementsOf(graph, '')
    .map((statement) => `${statement};\n`)
    .join('');

describe.each([
  ['as until version 15', false],
  ['with options of memberships', true],
])('roles and privileges %s', (_, stated) => {
  it('are those of the definition', () => {
    const fired = { allowed: 0, refused: 0, byRowsOnly: 0, bySetOnly: 0, superuser: 0, byColumn: 0 };
    fc.assert(
      fc.property(graphs(stated), (graph) => {
        const facts = imported([textOf(graph)], { version: stated ? '16' : '15' });
        for (const [user, { login }] of graph.roles.entries()) {
          const name = roleName('', user);
          expect(facts.users.some((each) => each.name === name)).toBe(login);
          if (!login) continue;
          const sure = accessOf(facts, name, false);
          const possible = accessOf(facts, name, true);
          if (isSuper(graph, user)) fired.superuser += 1;
          const acting = mayAct(graph, user);
          const inherited = reachable(facts.inheritance, name);
          for (const role of graph.roles.keys()) {
            expect(sure.roles.has(roleName('', role))).toBe(acting.has(role));
            if (acting.has(role) && !inherited.has(roleName('', role))) fired.bySetOnly += 1;
          }
          for (const [table, { rowSecurity, owner }] of graph.tables.entries()) {
            for (const privilege of tablePrivileges) {
              const permission = `table/${tableName('', table)}:${privilege}`;
              const expected = may(graph, user, table, privilege, false);
              expect(possible.permissions.has(permission)).toBe(expected);
              fired[expected ? 'allowed' : 'refused'] += 1;
              const isGuarded = rowSecurity && ['select', 'insert', 'update', 'delete'].includes(privilege);
              if (!isGuarded || isSuper(graph, user) || acting.has(owner)) {
                expect(sure.permissions.has(permission)).toBe(expected);
              } else if (expected && !sure.permissions.has(permission)) fired.byRowsOnly += 1;
              if (!columnPrivileges.includes(privilege)) continue;
              const hasColumn = facts.grants.some(({ right }) =>
                right.startsWith(`table/${tableName('', table)}(b):`),
              );
              if (!hasColumn) continue;
              const onColumn = may(graph, user, table, privilege, true);
              expect(possible.permissions.has(`table/${tableName('', table)}(b):${privilege}`)).toBe(
                onColumn,
              );
              if (onColumn && !expected) fired.byColumn += 1;
            }
          }
        }
      }),
      { numRuns: Number(process.env.DUTYPROOF_CASES ?? 300) },
    );
    for (const count of Object.values(fired)) expect(count).toBeGreaterThan(5);
  });
});

function reachable(
  facts: readonly { readonly left: string; readonly right: string }[],
  from: string,
): Set<string> {
  const found = new Set([from]);
  for (const role of found) for (const { left, right } of facts) if (left === role) found.add(right);
  return found;
}
