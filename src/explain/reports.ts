/** What operations report when they refuse, in a person's words, and what to do about it. */

import type { Purpose } from '../logic/operation.ts';

export interface Refusal {
  readonly summary: string;
  readonly help: string;
}

export const purposes: Readonly<Record<Purpose, string>> = {
  safety: 'without it some invariant could break',
  'no-op': 'without it the operation would change nothing; the guard only says so',
  report: 'without it a later guard refuses the same; it decides which report the caller gets',
  authority: 'who may, not what is consistent',
  reading: 'a reading of the sources demands it, or it keeps what the caller did not mean to lose',
};

export const refusals: Readonly<Record<string, Refusal>> = {
  USER_EXISTS: { summary: 'the user is known already', help: 'Names are identities: choose another one.' },
  UNKNOWN_USER: { summary: 'the user is not known', help: 'Add the user first (AddUser).' },
  ROLE_EXISTS: { summary: 'the role is known already', help: 'Names are identities: choose another one.' },
  UNKNOWN_ROLE: { summary: 'the role is not known', help: 'Add the role first (AddRole).' },
  ROLE_IN_USE: {
    summary: 'a session of an application needs the role, or its initiator does',
    help: 'Take the role out of the application, or withdraw the application, before the role is deleted.',
  },
  SET_UNDERFLOW: {
    summary: 'a named set of exclusive roles would keep fewer roles than its limit',
    help: 'Such a set could never be violated again. Lower its limit or delete the set first.',
  },
  ALREADY_ASSIGNED: { summary: 'the user is assigned to the role already', help: 'There is nothing to do.' },
  HR_MANAGED_ROLE: {
    summary: 'the role follows from HR data',
    help: 'Nobody assigns or takes such a role by hand: what HR says of the user decides. DefineRole changes what the role asks for.',
  },
  NOT_ROLE_ADMIN: {
    summary: 'who asks does not administer the role',
    help: 'Central officers administer wide roles, the officers of an application its local ones.',
  },
  PREREQ_MISSING: {
    summary: 'the user lacks a role that this role requires',
    help: 'Assign the prerequisite roles first.',
  },
  CARDINALITY_EXCEEDED: {
    summary: 'a role would have more users than it may have',
    help: 'Take the role from somebody, or raise the limit (SetCardinality).',
  },
  SSOD_VIOLATION: {
    summary: 'a user would hold statically exclusive roles',
    help: 'Roles that come with a role through inheritance count. Take the conflicting role from the user first, or give the role to somebody else.',
  },
  PSOD_VIOLATION: {
    summary: 'a user would have exclusive permissions',
    help: 'Permissions count whatever roles they come through. Take the role that grants the other one from the user first.',
  },
  NOT_ASSIGNED: {
    summary: 'the user is not assigned to the role',
    help: 'A role that a user only inherits is taken by taking the senior role.',
  },
  STILL_IN_USE: {
    summary: 'other assignments or active roles rest on what would be revoked',
    help: 'Revoke those first. With `revocation: cascade` they would be revoked too.',
  },
  UNKNOWN_OBJECT: { summary: 'the object is not known', help: 'Add it first (AddObject).' },
  UNKNOWN_OPERATION: { summary: 'the operation is not known', help: 'Add it first (AddOperation).' },
  UNKNOWN_PERMISSION: {
    summary: 'the permission is not known',
    help: 'A permission is known from its first grant on (GrantPermission).',
  },
  PERMISSION_MISMATCH: {
    summary: 'the name of the permission belongs to another operation or object',
    help: 'A permission is one operation on one object, for good. Choose another name.',
  },
  ALREADY_GRANTED: { summary: 'the role has the permission already', help: 'There is nothing to do.' },
  PSOD_ACTIVE: {
    summary: 'a session could use exclusive permissions',
    help: 'Drop an active role of the session first (DropActiveRole), or end the session.',
  },
  NOT_GRANTED: {
    summary: 'the role does not have the permission itself',
    help: 'A permission that a role inherits is revoked from the junior role that grants it.',
  },
  CYCLE: {
    summary: 'a role would be senior to itself, or require itself',
    help: 'Take away a link of the cycle that would arise, or leave this one out.',
  },
  INHERITANCE_EXISTS: { summary: 'the link is there already', help: 'There is nothing to do.' },
  LIMITED_HIERARCHY: {
    summary: 'the senior role has an immediate junior already',
    help: 'With `hierarchy: limited` a role has one immediate junior at most.',
  },
  DSOD_ACTIVE: {
    summary: 'active roles that exist would come to exclude each other',
    help: 'An active role counts with everything it inherits. Drop the active roles or end the sessions first.',
  },
  OUTSIDE_WINDOW: {
    summary: 'a role would be active outside its time',
    help: 'Roles that the active role inherits have windows too. Wait, or change the window (SetWindow).',
  },
  NO_SUCH_INHERITANCE: {
    summary: 'there is no such immediate link',
    help: 'A senior role that is one only through others has no link of its own.',
  },
  REFLEXIVE: { summary: 'nothing excludes itself', help: 'Name two different ones.' },
  VIOLATED_NOW: {
    summary: 'the constraint would be violated from the start',
    help: 'A constraint comes into force only where the state satisfies it. `dutyproof check` tells who violates it.',
  },
  NO_SUCH_EXCLUSION: { summary: 'the two do not exclude each other', help: 'There is nothing to do.' },
  SET_EXISTS: { summary: 'a set has that name already', help: 'Choose another name, or change the set.' },
  BAD_CARDINALITY: {
    summary: 'the limit does not fit the set',
    help: 'The first forbidden number is at least 2 and at most the number of the roles in the set.',
  },
  UNKNOWN_SET: {
    summary: 'there is no set of that name',
    help: 'Static and dynamic sets have names of their own.',
  },
  ALREADY_MEMBER: { summary: 'the role is in the set already', help: 'There is nothing to do.' },
  NOT_MEMBER: { summary: 'the role is not in the set', help: 'There is nothing to do.' },
  NO_SUCH_CARDINALITY: { summary: 'the role has no limit', help: 'There is nothing to do.' },
  NO_SUCH_PREREQUISITE: {
    summary: 'the role does not require the other itself',
    help: 'There is nothing to do.',
  },
  BAD_WINDOW: {
    summary: 'the window has no interval, or one that ends before it begins',
    help: 'A role without intervals may be active at any time: DeleteWindow says so.',
  },
  NO_SUCH_WINDOW: { summary: 'the role has no window', help: 'There is nothing to do.' },
  OBJECT_EXISTS: { summary: 'the object is known already', help: 'There is nothing to do.' },
  OPERATION_EXISTS: { summary: 'the operation is known already', help: 'There is nothing to do.' },
  BAD_DEFINITION: {
    summary: 'the definition of the role is not well formed',
    help: 'A role needs all of some values of different attributes, or one of at least two values of the same attribute, not both.',
  },
  SESSION_EXISTS: { summary: 'the session is known already', help: 'Choose another name.' },
  NOT_AUTHORISED: {
    summary: 'the user does not have the role',
    help: 'Only roles that the user has, directly or through a senior role, can be active.',
  },
  DSOD_VIOLATION: {
    summary: 'dynamically exclusive roles would be active together',
    help: 'Drop the conflicting role first. With `dynamic-scope: user` all sessions of the user count.',
  },
  UNKNOWN_SESSION: { summary: 'the session is not known', help: 'It may have ended.' },
  APPLICATION_SESSION: {
    summary: 'the session belongs to a run of an application',
    help: 'The run-time opens and ends such sessions; users do not.',
  },
  NOT_OWNER: {
    summary: 'the session is not that of the user who asks',
    help: 'Users change their own sessions only.',
  },
  ALREADY_ACTIVE: { summary: 'the role is active in the session already', help: 'There is nothing to do.' },
  OUTSIDE_TEMPLATE: {
    summary: 'the session of an application does not need the role',
    help: 'In such a session only the roles of its template can be active.',
  },
  NOT_ACTIVE: {
    summary: 'the role is not active in the session itself',
    help: 'A role that is active through a senior one is dropped with it.',
  },
  BAD_STEP: { summary: 'the moment is not later than now', help: 'Time only passes.' },
};
