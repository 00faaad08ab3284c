/**
 * Permissions (FORMAL.md C.1).
 *
 * The permission of an operation on an object exists from its first grant on; its name says which it is.
 */

import {
  and,
  difference,
  each,
  equal,
  forall,
  image,
  implies,
  member,
  not,
  product,
  related,
  scalar,
  union,
} from '../../src/logic/build.ts';
import { becomes, guard, inputs, one, operation, update } from '../../src/logic/operation.ts';
import {
  geq,
  object,
  objs,
  operation as operationOf,
  ops,
  PA,
  permsOfUser,
  prms,
  roles,
  rolesOfUser,
  users,
} from '../core.ts';
import { okPD, okPS } from '../exclusion.ts';
import { activeRoles, permsOfSession, sessions } from '../sessions.ts';
import { OBJ, OP, PRM, ROLE, SID, USER } from '../sorts.ts';

const addedObject = inputs({ o: one(OBJ, 'which object') });

export const addObject = operation({
  name: 'AddObject',
  source: 'FORMAL C.1',
  meaning: 'An object becomes known.',
  inputs: addedObject.components,
  guards: [guard('OBJECT_EXISTS', 'no-op', not(member(addedObject.terms.o, objs)))],
  steps: [update(becomes(objs, union(objs, addedObject.terms.o)))],
});

const addedOperation = inputs({ x: one(OP, 'which operation') });

export const addOperation = operation({
  name: 'AddOperation',
  source: 'FORMAL C.1',
  meaning: 'An operation becomes known.',
  inputs: addedOperation.components,
  guards: [guard('OPERATION_EXISTS', 'no-op', not(member(addedOperation.terms.x, ops)))],
  steps: [update(becomes(ops, union(ops, addedOperation.terms.x)))],
});

const granted = inputs({
  r: one(ROLE, 'to which role'),
  p: one(PRM, 'the name of the permission'),
  o: one(OBJ, 'on which object'),
  x: one(OP, 'to do what'),
});
const { r, p, o, x } = granted.terms;
const q = scalar('q', PRM);
const u = scalar('u', USER);
const s = scalar('s', SID);

export const grantPermission = operation({
  name: 'GrantPermission',
  source: 'ANSI 359; FORMAL C.1',
  meaning: 'A role is granted a permission.',
  inputs: granted.components,
  guards: [
    guard('UNKNOWN_ROLE', 'safety', member(r, roles)),
    guard('UNKNOWN_OBJECT', 'safety', member(o, objs)),
    guard('UNKNOWN_OPERATION', 'safety', member(x, ops)),
    guard(
      'PERMISSION_MISMATCH',
      'safety',
      and(
        implies(member(p, prms), and(equal(image(object, p), o), equal(image(operationOf, p), x))),
        forall(
          [each(q, prms)],
          equal(q, p),
          and(equal(image(object, q), o), equal(image(operationOf, q), x)),
        ),
      ),
    ),
    guard('ALREADY_GRANTED', 'no-op', not(related(r, p, PA))),
    guard(
      'PSOD_VIOLATION',
      'safety',
      forall([each(u, users)], okPS(union(permsOfUser(u), p)), member(r, rolesOfUser(u))),
    ),
    guard(
      'PSOD_ACTIVE',
      'safety',
      forall([each(s, sessions)], okPD(union(permsOfSession(s), p)), member(r, image(geq(), activeRoles(s)))),
    ),
  ],
  steps: [
    update(
      becomes(prms, union(prms, p)),
      becomes(object, union(object, product(p, o))),
      becomes(operationOf, union(operationOf, product(p, x))),
      becomes(PA, union(PA, product(r, p))),
    ),
  ],
});

const revoked = inputs({ r: one(ROLE, 'from which role'), p: one(PRM, 'which permission') });

export const revokePermission = operation({
  name: 'RevokePermission',
  source: 'ANSI 359; FORMAL C.1',
  meaning: 'A permission is taken from a role.',
  inputs: revoked.components,
  guards: [guard('NOT_GRANTED', 'no-op', related(revoked.terms.r, revoked.terms.p, PA))],
  steps: [update(becomes(PA, difference(PA, product(revoked.terms.r, revoked.terms.p))))],
});
