/**
 * Core RBAC: permissions, roles, users, the hierarchy, and what follows from them (FORMAL.md A.2, B.0–B.2).
 *
 * Schemas 1 and 2 of the source are records; here, where identity is by name (A.0), each is the part of the state
 * that gives a name its content: `object` and `operation` for a permission, `PA` for a role. Core includes both, so a
 * role whose permissions change stays the same role.
 *
 * Membership (S1) is authorised by default: the source orders roles by permission inclusion, so a senior can do what
 * its juniors can, and reading only UA is unsound for separation of duty (fixture X3).
 */

import {
  and,
  choose,
  closure,
  defineTerm,
  domain,
  domainRestriction,
  each,
  equal,
  forall,
  identity,
  image,
  intersection,
  isEmpty,
  member,
  product,
  relationVariable,
  scalar,
  setOf,
  subset,
  union,
} from '../src/logic/build.ts';
import { declare, predicate, relationBetween, schema, setOver, totalFunction } from '../src/logic/declare.ts';
import { OBJ, OP, PRM, ROLE, USER } from './sorts.ts';

const permissionPart = declare({
  objs: setOver(OBJ, 'objects'),
  ops: setOver(OP, 'operations'),
  prms: setOver(PRM, 'atomic permissions'),
  object: totalFunction(PRM, OBJ, 'what a permission is about'),
  operation: totalFunction(PRM, OP, 'what a permission allows to do'),
});
export const { objs, ops, prms, object, operation } = permissionPart.terms;

const permissionReferences = [
  predicate('object', subset(image(object, prms), objs)),
  predicate('operation', subset(image(operation, prms), ops)),
];

const p = scalar('p', PRM);
const q = scalar('q', PRM);

/** A second name for an operation on an object would escape what is said of the first. */
export const oneNameEach = predicate(
  'one name each',
  forall(
    [each(p, prms), each(q, prms)],
    equal(p, q),
    and(equal(image(object, p), image(object, q)), equal(image(operation, p), image(operation, q))),
  ),
);

/** Schema 1. A bundle of operations on one object is the set of its atoms, so that splitting it means nothing (L30). */
export const permission = schema({
  name: 'Permission',
  source: '003 schema 1 (Fig. 2); FORMAL B.1',
  meaning: 'A permission is one operation on one object.',
  components: permissionPart.components,
  predicates: [
    predicate('object is total', equal(domain(object), prms)),
    predicate('operation is total', equal(domain(operation), prms)),
    ...permissionReferences,
    oneNameEach,
  ],
});

const rolePart = declare({
  roles: setOver(ROLE, 'roles and groups'),
  PA: relationBetween(ROLE, PRM, 'permission assignment'),
});
export const { roles, PA } = rolePart.terms;

const roleReferences = [predicate('PA', subset(PA, product(roles, prms)))];

/** Schema 2. Users are no part of a role, because `users_of_role` is a function. */
export const role = schema({
  name: 'Role',
  source: '003 schema 2 (Fig. 2); FORMAL B.2',
  meaning: 'A role consists of the permissions it can perform.',
  includes: [permission],
  components: rolePart.components,
  predicates: roleReferences,
});

const corePart = declare({
  users: setOver(USER, 'users'),
  UA: relationBetween(USER, ROLE, 'user assignment'),
  RH: relationBetween(ROLE, ROLE, 'role hierarchy: senior to immediate junior'),
});
export const { users, UA, RH } = corePart.terms;

const userReferences = [
  predicate('UA', subset(UA, product(users, roles))),
  predicate('RH', subset(RH, product(roles, roles))),
];

/** I2. */
export const acyclic = isEmpty(intersection(closure(RH), identity(ROLE)));

export const core = schema({
  name: 'Core',
  source: 'FORMAL A.2',
  meaning: 'Users and roles, who is assigned what, and which role is senior to which.',
  includes: [permission, role],
  components: corePart.components,
  predicates: [...userReferences, predicate('I2', acyclic)],
});

/** I1 for Core. */
export const coreReferences = [...permissionReferences, ...roleReferences, ...userReferences];

const u = scalar('u', USER);
const r = scalar('r', ROLE);
const R = relationVariable('R', [ROLE]);

/** r geq q: r is senior to q or the same role. */
export const geq = defineTerm('geq', [], union(closure(RH), domainRestriction(roles, identity(ROLE))));

export const assignedRoles = defineTerm('assigned_roles', [u], image(UA, u));

export const authorisedRoles = defineTerm('authorised_roles', [u], image(geq(), image(UA, u)));

/** S1. */
export const rolesOfUser = defineTerm(
  'roles_of_user',
  [u],
  choose('membership', { authorised: authorisedRoles(u), assigned: assignedRoles(u) }),
);

export const usersOfRole = defineTerm('users_of_role', [r], setOf(u, users, member(r, rolesOfUser(u))));

/** The permissions that roles have of their own or through their juniors: PA⦇geq⦇R⦈⦈. */
export const permsOfRoles = defineTerm('perms_of_roles', [R], image(PA, image(geq(), R)));

/** Follows S1: under `assigned` a user has only what its own roles were granted. */
export const permsOfUser = defineTerm('perms_of_user', [u], image(PA, rolesOfUser(u)));
