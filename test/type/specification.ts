/** Compiled, never run: mistakes in a specification that must not compile. */

import { PA, prms, RH, roles, rolesOfUser, UA, users } from '../../spec/core.ts';
import { free, freeN } from '../../spec/exclusion.ts';
import { card, mutexPS, mutexS, ssdLimit, ssdRoles, window } from '../../spec/policy.ts';
import { ar, su } from '../../spec/sessions.ts';
import {
  choose,
  chooseFormula,
  closure,
  converse,
  count,
  defineTerm,
  domain,
  each,
  equal,
  existsFunction,
  falsity,
  forall,
  forallSubset,
  functionVariable,
  image,
  intersection,
  join,
  member,
  numberOf,
  product,
  range,
  related,
  relationVariable,
  scalar,
  setOf,
  subset,
  truth,
  union,
} from '../../src/logic/build.ts';
import { claim } from '../../src/logic/declare.ts';
import type { Term } from '../../src/logic/terms.ts';

const u = scalar('u', 'USER');
const r = scalar('r', 'ROLE');
const p = scalar('p', 'PRM');
const R = relationVariable('R', ['ROLE']);
const M = relationVariable('M', ['ROLE', 'ROLE']);
const tau = functionVariable('tau', 'SNAME', 'USER');

// Joins and images.
export const userPermissions: Term<readonly ['USER', 'PRM']> = join(UA, PA);
export const sessionUsersRoles: Term<readonly ['SID', 'ROLE']> = join(su, UA);
export const intervals: Term<readonly ['NUMBER', 'NUMBER']> = image(window, r);
export const threeColumns: Term<readonly ['USER', 'ROLE', 'PRM']> = product(users, PA);
// @ts-expect-error the last column of UA is not the first of su
join(UA, su);
// @ts-expect-error the domain of PA is roles
image(PA, u);
// @ts-expect-error a relation is no set
image(UA, M);
// @ts-expect-error only a homogeneous relation has a transitive closure
closure(UA);
// @ts-expect-error a ternary relation has no converse
converse(window);
// @ts-expect-error permissions are not in the range of UA
subset(range(UA), prms);

// Set operators need equal columns.
export const both: Term<readonly ['ROLE', 'ROLE']> = union(RH, mutexS);
// @ts-expect-error exclusions of roles and of permissions
union(mutexS, mutexPS);
// @ts-expect-error a set and a relation
intersection(roles, RH);
// @ts-expect-error users and roles
equal(domain(UA), range(UA));

// Members.
member(u, users);
// @ts-expect-error a permission is no role
member(p, roles);
// @ts-expect-error the columns are the other way round
related(r, u, UA);
// @ts-expect-error a session's active roles are not permissions
related(scalar('s', 'SID'), p, ar);

// Quantifiers range over elements; relations are quantified by their own constructors.
forall([each(u, users)], truth);
forallSubset(R, roles, truth);
// @ts-expect-error a user does not range over roles
each(u, roles);
// @ts-expect-error a relation variable is no scalar
each(M, RH);
// @ts-expect-error a subset of users is no set of roles
forallSubset(R, users, truth);
// @ts-expect-error a plan goes from session names
existsFunction(tau, roles, product(roles, users), truth);
// @ts-expect-error comprehensions bind scalars
setOf(M, RH, truth);

// Switches: every value, no other, of one shape.
export const membership: Term<readonly ['ROLE']> = choose('membership', {
  authorised: rolesOfUser(u),
  assigned: image(UA, u),
});
// @ts-expect-error the value `assigned` is missing
choose('membership', { authorised: rolesOfUser(u) });
// @ts-expect-error `inherited` is no value of the switch
choose('membership', { authorised: rolesOfUser(u), inherited: image(UA, u) });
// @ts-expect-error the two readings have different sorts
choose('membership', { authorised: rolesOfUser(u), assigned: users });
// @ts-expect-error there is no such switch
choose('inheritance', { authorised: rolesOfUser(u), assigned: image(UA, u) });
// @ts-expect-error the value `user` is missing
chooseFormula('dynamic-scope', { session: truth });
// @ts-expect-error a term is no formula
chooseFormula('dynamic-scope', { session: truth, user: users });

// Definitions are applied to arguments of their sorts, all of them.
const permissionsOf = defineTerm('permissions_of', [u], image(PA, image(UA, u)));
export const applied: Term<readonly ['PRM']> = permissionsOf(u);
// @ts-expect-error a role is no user
permissionsOf(r);
// @ts-expect-error the argument is missing
permissionsOf();
// @ts-expect-error one argument too many
permissionsOf(u, u);
// @ts-expect-error exclusions of permissions do not fit a set of roles
free(roles, mutexPS);
// @ts-expect-error a set of roles is no set of names
freeN(roles, ssdLimit, ssdLimit);
freeN(roles, ssdRoles, ssdLimit);

// Numbers.
count(window);
numberOf(image(card, r));
// @ts-expect-error a role is no number
numberOf(r);

// A claim needs its source, its meaning and what it includes.
// @ts-expect-error nothing says what it means
claim({ property: 'P99', name: 'Nothing', source: 'FORMAL', includes: [], formula: falsity });
