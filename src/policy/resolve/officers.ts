/** Who administers: a role, a list of roles, or roles and users. */

import type { Officers } from '../administration.ts';
import type { Fields, Leaf, List } from '../located.ts';
import { shown } from '../names.ts';
import { leafIds, type Reading, reportUnknown } from './reading.ts';

type Names = List<Leaf<string>>;

export type OfficersNode =
  | Leaf<string>
  | Names
  | Fields<{ readonly roles?: Names | undefined; readonly users?: Names | undefined }>;

const nobody: Officers = { roles: [], users: [] };

/** What is unknown has been reported. */
export function readOfficers(reading: Reading, node: OfficersNode): Officers {
  switch (node.kind) {
    case 'leaf':
      return node.given ? theRole(reading, node) : nobody;
    case 'list':
      return { roles: leafIds(reading, 'role', node).map(({ id }) => id), users: [] };
    case 'fields': {
      const { roles, users } = node.values;
      if (node.keys.size === 0) {
        reading.problems.report({
          code: 'conflicting-keys',
          message: 'nothing says who they are',
          span: reading.span(node),
          hint: 'give `roles`, `users`, or both',
        });
      }
      return {
        roles: leafIds(reading, 'role', roles).map(({ id }) => id),
        users: leafIds(reading, 'user', users).map(({ id }) => id),
      };
    }
    default:
      return node satisfies never;
  }
}

function theRole(reading: Reading, leaf: Leaf<string>): Officers {
  const span = () => reading.span(leaf);
  const role = reading.spaces.role.find(leaf.value, span);
  if (role >= 0) return { roles: [role], users: [] };
  if (reading.spaces.user.find(leaf.value, span) >= 0) {
    reading.problems.report({
      code: 'unknown-role',
      message: `\`${shown(leaf.value)}\` is a user, not a role`,
      span: span(),
      hint: `write \`{ users: [${shown(leaf.value)}] }\``,
    });
  } else reportUnknown(reading, 'role', leaf.value, span());
  return nobody;
}
