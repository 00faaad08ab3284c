/** Exclusions: pairs, and named sets (FORMAL.md C.1, ANSI 359). */

import { invariants } from './invariants.ts';
import { both, rule } from './rule.ts';
import { add, drop, has, put, remove, without } from './sets.ts';
import type { Machine, NamedSet } from './state.ts';
import { viewOf } from './view.ts';

const pairs = (
  mutex: 'mutexS' | 'mutexD' | 'mutexPS' | 'mutexPD',
  unknown: 'UNKNOWN_ROLE' | 'UNKNOWN_PERMISSION',
  invariant: 'I5' | 'I6' | 'I7' | 'I8',
) => {
  const declared = (m: Machine) => (unknown === 'UNKNOWN_ROLE' ? m.roles : [...m.permissions.keys()]);
  const stated = (m: Machine, x: string, y: string): Machine => ({
    ...m,
    [mutex]: add(m[mutex], ...both(x, y)),
  });
  return {
    add: rule(
      { x: 'name', y: 'name' },
      {
        guards: ({ m, profile }, { x, y }) => [
          [unknown, declared(m).includes(x) && declared(m).includes(y)],
          ['REFLEXIVE', x !== y],
          ['VIOLATED_NOW', invariants[invariant](viewOf(stated(m, x, y), profile))],
        ],
        effect: ({ m }, { x, y }) => stated(m, x, y),
      },
    ),
    remove: rule(
      { x: 'name', y: 'name' },
      {
        guards: ({ m }, { x, y }) => [['NO_SUCH_EXCLUSION', has(m[mutex], x, y)]],
        effect: ({ m }, { x, y }) => ({ ...m, [mutex]: remove(m[mutex], ...both(x, y)) }),
      },
    ),
  };
};

export const mutexS = pairs('mutexS', 'UNKNOWN_ROLE', 'I5');
export const mutexD = pairs('mutexD', 'UNKNOWN_ROLE', 'I6');
export const mutexPS = pairs('mutexPS', 'UNKNOWN_PERMISSION', 'I7');
export const mutexPD = pairs('mutexPD', 'UNKNOWN_PERMISSION', 'I8');

const none: NamedSet = { roles: [], limit: 0 };

const namedSets = (kind: 'ssd' | 'dsd', invariant: 'I5' | 'I6') => {
  const stated = (m: Machine, n: string, set: NamedSet): Machine => ({ ...m, [kind]: put(m[kind], n, set) });
  const of = (m: Machine, n: string) => m[kind].get(n) ?? none;
  const isSensible = ({ roles, limit }: NamedSet) => 2 <= limit && limit <= roles.length;
  const entered = (m: Machine, n: string, r: string) => ({ ...of(m, n), roles: [...of(m, n).roles, r] });
  const left = (m: Machine, n: string, r: string) => ({ ...of(m, n), roles: without(of(m, n).roles, r) });
  return {
    create: rule(
      { n: 'name', T: 'names', k: 'number' },
      {
        guards: ({ m, profile }, { n, T, k }) => [
          ['SET_EXISTS', !m[kind].has(n)],
          ['UNKNOWN_ROLE', T.every((role) => m.roles.includes(role))],
          ['BAD_CARDINALITY', isSensible({ roles: T, limit: k })],
          ['VIOLATED_NOW', invariants[invariant](viewOf(stated(m, n, { roles: T, limit: k }), profile))],
        ],
        effect: ({ m }, { n, T, k }) => stated(m, n, { roles: T, limit: k }),
      },
    ),
    remove: rule(
      { n: 'name' },
      {
        guards: ({ m }, { n }) => [['UNKNOWN_SET', m[kind].has(n)]],
        effect: ({ m }, { n }) => ({ ...m, [kind]: drop(m[kind], n) }),
      },
    ),
    addMember: rule(
      { n: 'name', r: 'name' },
      {
        guards: ({ m, profile }, { n, r }) => [
          ['UNKNOWN_SET', m[kind].has(n)],
          ['UNKNOWN_ROLE', m.roles.includes(r)],
          ['ALREADY_MEMBER', !of(m, n).roles.includes(r)],
          ['VIOLATED_NOW', invariants[invariant](viewOf(stated(m, n, entered(m, n, r)), profile))],
        ],
        effect: ({ m }, { n, r }) => stated(m, n, entered(m, n, r)),
      },
    ),
    removeMember: rule(
      { n: 'name', r: 'name' },
      {
        guards: ({ m }, { n, r }) => [
          ['UNKNOWN_SET', m[kind].has(n)],
          ['NOT_MEMBER', of(m, n).roles.includes(r)],
          ['SET_UNDERFLOW', isSensible(left(m, n, r))],
        ],
        effect: ({ m }, { n, r }) => stated(m, n, left(m, n, r)),
      },
    ),
    setLimit: rule(
      { n: 'name', k: 'number' },
      {
        guards: ({ m, profile }, { n, k }) => [
          ['UNKNOWN_SET', m[kind].has(n)],
          ['BAD_CARDINALITY', isSensible({ ...of(m, n), limit: k })],
          ['VIOLATED_NOW', invariants[invariant](viewOf(stated(m, n, { ...of(m, n), limit: k }), profile))],
        ],
        effect: ({ m }, { n, k }) => stated(m, n, { ...of(m, n), limit: k }),
      },
    ),
  };
};

export const ssd = namedSets('ssd', 'I5');
export const dsd = namedSets('dsd', 'I6');
