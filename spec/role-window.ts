/**
 * Role windows (FORMAL.md A.3 openAt, I11; property P13).
 *
 * Over the active roles and their juniors, else activating a senior would bypass the window of a junior. A policy that
 * states no time has an empty `now`: then nothing is said, rather than everything refused.
 */

import {
  and,
  compare,
  definePredicate,
  each,
  exists,
  forall,
  image,
  implies,
  isEmpty,
  member,
  not,
  numberOf,
  related,
  scalar,
  universe,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { core, geq, roles } from './core.ts';
import { now, policy, window } from './policy.ts';
import { activeRoles, sess, sessions } from './sessions.ts';
import { NUMBER, ROLE, SID } from './sorts.ts';

const s = scalar('s', SID);
const r = scalar('r', ROLE);
const t = scalar('t', NUMBER);
const a = scalar('a', NUMBER);
const b = scalar('b', NUMBER);

/** A role without a window is open at any time. */
export const openAt = definePredicate(
  'openAt',
  [r, t],
  implies(
    not(isEmpty(image(window, r))),
    exists(
      [each(a, universe(NUMBER)), each(b, universe(NUMBER))],
      and(compare(numberOf(a), '<=', numberOf(t)), compare(numberOf(t), '<=', numberOf(b))),
      related(a, b, image(window, r)),
    ),
  ),
);

export const roleWindowOpen = claim({
  property: 'P13',
  name: 'RoleWindowOpen',
  source: '003 §2.1; FORMAL A.3, I11',
  meaning: 'Whatever a session has active, with its juniors, may be active now.',
  includes: [core, policy, sess],
  formula: forall(
    [each(s, sessions), each(r, roles)],
    forall([each(t, now)], openAt(r, t)),
    member(r, image(geq(), activeRoles(s))),
  ),
});
