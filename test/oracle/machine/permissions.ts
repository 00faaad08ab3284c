/** Permissions (FORMAL.md C.1). A permission is an object and an operation; the name that is given must be its name. */

import { rule } from './rule.ts';
import { add, has, put, remove } from './sets.ts';

export const addObject = rule(
  { o: 'name' },
  {
    guards: ({ m }, { o }) => [['OBJECT_EXISTS', !m.objects.includes(o)]],
    effect: ({ m }, { o }) => ({ ...m, objects: [...m.objects, o] }),
  },
);

export const addOperation = rule(
  { x: 'name' },
  {
    guards: ({ m }, { x }) => [['OPERATION_EXISTS', !m.operations.includes(x)]],
    effect: ({ m }, { x }) => ({ ...m, operations: [...m.operations, x] }),
  },
);

export const grantPermission = rule(
  { r: 'name', p: 'name', o: 'name', x: 'name' },
  {
    guards: (view, { r, p, o, x }) => {
      const { m, rolesOfUser, permsOfUser, permsOfSession, down, activeIn, okPS, okPD } = view;
      const known = m.permissions.get(p);
      const named = [...m.permissions].flatMap(([name, { object, operation }]) =>
        object === o && operation === x ? [name] : [],
      );
      const users = m.users.filter((user) => rolesOfUser(user).has(r));
      const sessions = [...m.sessions.keys()].filter((session) => down(activeIn(session)).has(r));
      return [
        ['UNKNOWN_ROLE', m.roles.includes(r)],
        ['UNKNOWN_OBJECT', m.objects.includes(o)],
        ['UNKNOWN_OPERATION', m.operations.includes(x)],
        [
          'PERMISSION_MISMATCH',
          (known === undefined || (known.object === o && known.operation === x)) &&
            named.every((name) => name === p),
        ],
        ['ALREADY_GRANTED', !has(m.PA, r, p)],
        ['PSOD_VIOLATION', users.every((user) => okPS(new Set([...permsOfUser(user), p])))],
        ['PSOD_ACTIVE', sessions.every((session) => okPD(new Set([...permsOfSession(session), p])))],
      ];
    },
    effect: ({ m }, { r, p, o, x }) => ({
      ...m,
      permissions: put(m.permissions, p, { object: o, operation: x }),
      PA: add(m.PA, [r, p]),
    }),
  },
);

export const revokePermission = rule(
  { r: 'name', p: 'name' },
  {
    guards: ({ m }, { r, p }) => [['NOT_GRANTED', has(m.PA, r, p)]],
    effect: ({ m }, { r, p }) => ({ ...m, PA: remove(m.PA, [r, p]) }),
  },
);
