/** The hierarchy (FORMAL.md C.1). */

import { invariants } from './invariants.ts';
import { norm } from './norm.ts';
import { rule } from './rule.ts';
import { has, reach, remove } from './sets.ts';
import type { Machine } from './state.ts';
import { nothingElseFalls } from './users.ts';
import { viewOf } from './view.ts';

const linked = (m: Machine, a: string, d: string): Machine => ({ ...m, RH: [...m.RH, [a, d]] });
const unlinked = (m: Machine, a: string, d: string): Machine => ({ ...m, RH: remove(m.RH, [a, d]) });

export const addInheritance = rule(
  { a: 'name', d: 'name' },
  {
    guards: ({ m, profile }, { a, d }) => {
      const after = viewOf(linked(m, a, d), profile);
      return [
        ['UNKNOWN_ROLE', m.roles.includes(a) && m.roles.includes(d)],
        ['CYCLE', !reach(m.RH, [d]).has(a)],
        ['INHERITANCE_EXISTS', !has(m.RH, a, d)],
        ['LIMITED_HIERARCHY', profile.hierarchy === 'general' || !m.RH.some(([senior]) => senior === a)],
        ['SSOD_VIOLATION', invariants.I5(after)],
        ['PSOD_VIOLATION', invariants.I7(after)],
        ['DSOD_ACTIVE', invariants.I6(after)],
        ['PSOD_ACTIVE', invariants.I8(after)],
        ['OUTSIDE_WINDOW', invariants.I11(after)],
        ['CARDINALITY_EXCEEDED', invariants.I9(after)],
      ];
    },
    effect: ({ m }, { a, d }) => linked(m, a, d),
  },
);

export const deleteInheritance = rule(
  { a: 'name', d: 'name' },
  {
    guards: (view, { a, d }) => [
      ['NO_SUCH_INHERITANCE', has(view.m.RH, a, d)],
      ['STILL_IN_USE', nothingElseFalls(view, unlinked(view.m, a, d))],
    ],
    effect: ({ m, profile }, { a, d }) => norm(unlinked(m, a, d), profile),
  },
);
