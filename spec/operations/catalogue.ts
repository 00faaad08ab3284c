/** All operations, in the order of FORMAL.md C. */

import type { Operation } from '../../src/logic/operation.ts';
import {
  addDsdRoleMember,
  addMutexD,
  addMutexPD,
  addMutexPS,
  addMutexS,
  addSsdRoleMember,
  createDsdSet,
  createSsdSet,
  deleteDsdRoleMember,
  deleteDsdSet,
  deleteMutexD,
  deleteMutexPD,
  deleteMutexPS,
  deleteMutexS,
  deleteSsdRoleMember,
  deleteSsdSet,
  setDsdSetCardinality,
  setSsdSetCardinality,
} from './exclusions.ts';
import { addInheritance, deleteInheritance } from './hierarchy.ts';
import {
  addPrereq,
  deleteCardinality,
  deletePrereq,
  deleteWindow,
  setCardinality,
  setWindow,
} from './limits.ts';
import { addObject, addOperation, grantPermission, revokePermission } from './permissions.ts';
import { addRole, defineRole, deleteRole } from './roles.ts';
import { addActiveRole, checkAccess, createSession, deleteSession, dropActiveRole } from './sessions.ts';
import { tick } from './time.ts';
import { addUser, assignUser, deassignUser, deleteUser } from './users.ts';

export const operations: readonly Operation[] = [
  addUser,
  deleteUser,
  addRole,
  deleteRole,
  assignUser,
  deassignUser,
  grantPermission,
  revokePermission,
  addInheritance,
  deleteInheritance,
  addMutexS,
  addMutexD,
  addMutexPS,
  addMutexPD,
  deleteMutexS,
  deleteMutexD,
  deleteMutexPS,
  deleteMutexPD,
  createSsdSet,
  createDsdSet,
  deleteSsdSet,
  deleteDsdSet,
  addSsdRoleMember,
  addDsdRoleMember,
  deleteSsdRoleMember,
  deleteDsdRoleMember,
  setSsdSetCardinality,
  setDsdSetCardinality,
  setCardinality,
  deleteCardinality,
  addPrereq,
  deletePrereq,
  setWindow,
  deleteWindow,
  addObject,
  addOperation,
  defineRole,
  createSession,
  deleteSession,
  addActiveRole,
  dropActiveRole,
  checkAccess,
  tick,
];
