/** Compiled, never run: what the phantom sorts must accept and refuse. */
import { equal, image, join, relation, scalar, union } from '../../src/logic/build.ts';

const UA = relation({ name: 'UA', sorts: ['USER', 'ROLE'], shape: 'relation', meaning: '' });
const PA = relation({ name: 'PA', sorts: ['ROLE', 'PRM'], shape: 'relation', meaning: '' });
const u = scalar('u', 'USER');
const r = scalar('r', 'ROLE');

export const permissions = image(join(UA, PA), u);
export const same = equal(permissions, permissions);

// @ts-expect-error ROLE does not meet USER
join(PA, UA);
// @ts-expect-error a role is not in the domain of UA
image(UA, r);
// @ts-expect-error columns differ
union(UA, PA);
// @ts-expect-error a set of permissions is not a set of roles
equal(permissions, r);
