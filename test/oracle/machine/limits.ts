/** Cardinalities, prerequisites and windows (FORMAL.md C.1). */

import { invariants } from './invariants.ts';
import { norm } from './norm.ts';
import { rule } from './rule.ts';
import { add, drop, has, put, reach, remove } from './sets.ts';
import { viewOf } from './view.ts';

export const setCardinality = rule(
  { r: 'name', k: 'number' },
  {
    guards: ({ m, countedUsers }, { r, k }) => [
      ['UNKNOWN_ROLE', m.roles.includes(r)],
      ['VIOLATED_NOW', countedUsers(r).length <= k],
    ],
    effect: ({ m }, { r, k }) => ({ ...m, card: put(m.card, r, k) }),
  },
);

export const deleteCardinality = rule(
  { r: 'name' },
  {
    guards: ({ m }, { r }) => [['NO_SUCH_CARDINALITY', m.card.has(r)]],
    effect: ({ m }, { r }) => ({ ...m, card: drop(m.card, r) }),
  },
);

export const addPrereq = rule(
  { r: 'name', q: 'name' },
  {
    guards: ({ m, profile }, { r, q }) => [
      ['UNKNOWN_ROLE', m.roles.includes(r) && m.roles.includes(q)],
      ['CYCLE', !reach(m.prereq, [q]).has(r)],
      ['VIOLATED_NOW', invariants.I10(viewOf({ ...m, prereq: add(m.prereq, [r, q]) }, profile))],
    ],
    effect: ({ m }, { r, q }) => ({ ...m, prereq: add(m.prereq, [r, q]) }),
  },
);

export const deletePrereq = rule(
  { r: 'name', q: 'name' },
  {
    guards: ({ m }, { r, q }) => [['NO_SUCH_PREREQUISITE', has(m.prereq, r, q)]],
    effect: ({ m }, { r, q }) => ({ ...m, prereq: remove(m.prereq, [r, q]) }),
  },
);

export const setWindow = rule(
  { r: 'name', W: 'intervals' },
  {
    guards: ({ m }, { r, W }) => [
      ['UNKNOWN_ROLE', m.roles.includes(r)],
      ['BAD_WINDOW', W.length > 0 && W.every(([from, to]) => from <= to)],
    ],
    effect: ({ m, profile }, { r, W }) => norm({ ...m, window: put(m.window, r, W) }, profile),
  },
);

export const deleteWindow = rule(
  { r: 'name' },
  {
    guards: ({ m }, { r }) => [['NO_SUCH_WINDOW', m.window.has(r)]],
    effect: ({ m }, { r }) => ({ ...m, window: drop(m.window, r) }),
  },
);
