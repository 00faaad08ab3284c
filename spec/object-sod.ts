/**
 * Object separation of duty (FORMAL.md G.1; property P19).
 *
 * Whoever has done something to an object leaves the rest to others: of an application's operations on one object a
 * user may have one at most. Read of roles it is a property of the design, and neither version implies the other: a
 * role without users breaks only the second, a user with two harmless roles only the first. A policy asks for either,
 * because few processes are cut so finely; what a user or role has follows S1.
 */

import { and, each, equal, forall, image, intersection, member, scalar, subset } from '../src/logic/build.ts';
import { claim, declare, predicate, schema, setOver } from '../src/logic/declare.ts';
import { appAtoms, application, sessionTemplate } from './application.ts';
import { core, object, objs, permsOfUser, prms, roles, users } from './core.ts';
import { OBJ, PRM, ROLE, USER } from './sorts.ts';
import { appPermsOfRole } from './strict-sod.ts';

const part = declare({
  onePerUser: setOver(OBJ, 'objects on which a user may have one operation of the application'),
  onePerRole: setOver(OBJ, 'objects on which a role may have one operation of the application'),
});
export const { onePerUser, onePerRole } = part.terms;

export const objectSeparation = schema({
  name: 'ObjectSeparation',
  source: 'Gligor, Gavrila and Ferraiolo 1998; FORMAL G.1 P19',
  meaning: 'The objects of which the application in focus allows one operation to each.',
  includes: [core, application, sessionTemplate],
  components: part.components,
  predicates: [
    predicate('onePerUser', subset(onePerUser, objs)),
    predicate('onePerRole', subset(onePerRole, objs)),
  ],
});

const u = scalar('u', USER);
const r = scalar('r', ROLE);
const p = scalar('p', PRM);
const q = scalar('q', PRM);

const onOneObject = equal(image(object, p), image(object, q));

export const objectSOD = claim({
  property: 'P19',
  name: 'ObjectSOD',
  source: 'Gligor, Gavrila and Ferraiolo 1998; FORMAL G.1 P19',
  meaning: 'No user has two operations of the application on one object.',
  includes: [core, application, sessionTemplate, objectSeparation],
  formula: forall(
    [each(u, users), each(p, prms), each(q, prms)],
    equal(p, q),
    and(
      member(image(object, p), onePerUser),
      onOneObject,
      member(p, intersection(appAtoms(), permsOfUser(u))),
      member(q, intersection(appAtoms(), permsOfUser(u))),
    ),
  ),
});

export const roleObjectSOD = claim({
  property: 'P19',
  name: 'RoleObjectSOD',
  source: 'Gligor, Gavrila and Ferraiolo 1998; FORMAL G.1 P19',
  meaning: 'No role has two operations of the application on one object.',
  includes: [core, application, sessionTemplate, objectSeparation],
  formula: forall(
    [each(r, roles), each(p, prms), each(q, prms)],
    equal(p, q),
    and(
      member(image(object, p), onePerRole),
      onOneObject,
      member(p, appPermsOfRole(r)),
      member(q, appPermsOfRole(r)),
    ),
  ),
});
