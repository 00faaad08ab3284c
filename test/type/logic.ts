/** Compiled, never run: what the phantom sorts must accept and refuse, also where terms are nested. */
import {
  closure,
  converse,
  equal,
  image,
  intersection,
  join,
  member,
  product,
  relation,
  scalar,
  union,
} from '../../src/logic/build.ts';
import type { Term } from '../../src/logic/terms.ts';

const UA = relation({ name: 'UA', sorts: ['USER', 'ROLE'], shape: 'relation', meaning: '' });
const RH = relation({ name: 'RH', sorts: ['ROLE', 'ROLE'], shape: 'relation', meaning: '' });
const PA = relation({ name: 'PA', sorts: ['ROLE', 'PRM'], shape: 'relation', meaning: '' });
const window = relation({ name: 'W', sorts: ['ROLE', 'NUMBER', 'NUMBER'], shape: 'relation', meaning: '' });
const u = scalar('u', 'USER');
const r = scalar('r', 'ROLE');
const p = scalar('p', 'PRM');
const n = scalar('n', 'NUMBER');

export const permissions = image(join(UA, PA), u);
export const same = equal(permissions, permissions);

// Sorts are inferred without being asked for: what is named first has no annotation to lean on.
const threefold = join(join(UA, union(RH, closure(RH))), PA);
export const userPermissions: Term<readonly ['USER', 'PRM']> = threefold;
const through = image(PA, image(RH, image(UA, u)));
export const permissionsOfUser: Term<readonly ['PRM']> = through;
const ends = image(image(window, r), n);
export const numbers: Term<readonly ['NUMBER']> = ends;
const wide = product(product(u, r), PA);
export const fourColumns: Term<readonly ['USER', 'ROLE', 'ROLE', 'PRM']> = wide;
const middle = join(image(product(UA, PA), u), converse(PA));
export const roleRoles: Term<readonly ['ROLE', 'ROLE', 'ROLE']> = middle;
const fromSet = join(join(u, UA), PA);
export const setOfPermissions: Term<readonly ['PRM']> = fromSet;

// @ts-expect-error ROLE does not meet USER
join(PA, UA);
// @ts-expect-error a role is not in the domain of UA
image(UA, r);
// @ts-expect-error columns differ
union(UA, PA);
// @ts-expect-error a set of permissions is not a set of roles
equal(permissions, r);
// @ts-expect-error two sets have nothing left when they are composed
join(u, u);
// @ts-expect-error a set has no image
image(u, u);

// Nested terms are as strict as named ones.
// @ts-expect-error the columns are the other way round
union(product(u, r), product(r, u));
// @ts-expect-error permissions and roles of users
equal(join(UA, PA), join(UA, RH));
// @ts-expect-error the composition starts at users
image(join(UA, join(RH, PA)), r);
// @ts-expect-error the image holds permissions, not roles
image(PA, image(PA, r));
// @ts-expect-error the first column that is left is a number
image(image(window, r), r);
// @ts-expect-error the closure is of roles
image(closure(join(RH, RH)), u);
// @ts-expect-error only a homogeneous relation has a transitive closure
closure(join(UA, PA));
// @ts-expect-error the third column of the one is the first of the other
intersection(product(UA, u), product(u, UA));
// @ts-expect-error a user is no role
member(u, image(UA, u));
// @ts-expect-error two numbers, and two users
union(image(window, r), product(u, u));
// @ts-expect-error a set and a relation
union(image(join(UA, PA), u), PA);
// @ts-expect-error what is left starts with a role
image(image(product(UA, PA), u), p);
