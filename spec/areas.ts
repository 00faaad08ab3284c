/**
 * Who administers which role (FORMAL.md E.4).
 *
 * Wide roles belong to central officers, local roles of an application to its own. That each role has exactly one
 * owner is a property of its own (P15) and no invariant of the operations here: a new role has no owner yet.
 */

import {
  and,
  definePredicate,
  each,
  exists,
  member,
  or,
  related,
  scalar,
  universe,
} from '../src/logic/build.ts';
import { declare, relationBetween, schema, setOver } from '../src/logic/declare.ts';
import { core } from './core.ts';
import { ACTOR, APPL, ROLE } from './sorts.ts';

const part = declare({
  wide: setOver(ROLE, 'roles that are administered centrally'),
  local: relationBetween(APPL, ROLE, 'the roles of an application that its own officers administer'),
  cso: setOver(ACTOR, 'central officers'),
  dso: relationBetween(APPL, ACTOR, 'the officers of an application'),
});
export const { wide, local, cso, dso } = part.terms;

export const areas = schema({
  name: 'Areas',
  source: '002 §3.3; FORMAL E.4',
  meaning: 'Which roles are administered centrally, which by the officers of an application.',
  includes: [core],
  components: part.components,
});

const x = scalar('x', ACTOR);
const r = scalar('r', ROLE);
const a = scalar('a', APPL);

export const administers = definePredicate(
  'administers',
  [x, r],
  or(
    and(member(x, cso), member(r, wide)),
    exists([each(a, universe(APPL))], and(related(a, x, dso), related(a, r, local))),
  ),
);
