/**
 * Cardinality (FORMAL.md I9; property P11).
 *
 * The source limits the users that can be *assigned* to a role, so assigned users count by default (S16). Authorised
 * users are counted through the hierarchy whatever S1 says: the two switches are about different sentences.
 */

import {
  choose,
  compare,
  converse,
  count,
  defineTerm,
  domain,
  each,
  forall,
  image,
  member,
  numberOf,
  scalar,
  setOf,
} from '../src/logic/build.ts';
import { claim } from '../src/logic/declare.ts';
import { authorisedRoles, core, UA, users } from './core.ts';
import { card, policy } from './policy.ts';
import { ROLE, USER } from './sorts.ts';

const u = scalar('u', USER);
const r = scalar('r', ROLE);

/** The users that the cardinality of r counts. */
export const countedUsers = defineTerm(
  'counted_users',
  [r],
  choose('cardinality', {
    assigned: image(converse(UA), r),
    authorised: setOf(u, users, member(r, authorisedRoles(u))),
  }),
);

export const cardinalityLimit = claim({
  property: 'P11',
  name: 'CardinalityLimit',
  source: '003 §2.1; FORMAL I9',
  meaning: 'No role has more users than its cardinality.',
  includes: [core, policy],
  formula: forall([each(r, domain(card))], compare(count(countedUsers(r)), '<=', numberOf(image(card, r)))),
});
