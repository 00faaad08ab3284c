/** The reference machine: all operations of FORMAL.md C.1, C.2 and Tick, total, and with a log that only grows. */

import type { Profile } from '../../../src/profile/profile.ts';
import { dsd, mutexD, mutexPD, mutexPS, mutexS, ssd } from './exclusions.ts';
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
import type { Inputs, Rule } from './rule.ts';
import {
  addActiveRole,
  checkAccess,
  createSession,
  deleteSession,
  dropActiveRole,
  tick,
} from './sessions.ts';
import type { Machine } from './state.ts';
import { addUser, assignUser, deassignUser, deleteUser } from './users.ts';
import { type View, viewOf } from './view.ts';

export const rules: Readonly<Record<string, Rule>> = {
  AddUser: addUser,
  DeleteUser: deleteUser,
  AddRole: addRole,
  DeleteRole: deleteRole,
  AssignUser: assignUser,
  DeassignUser: deassignUser,
  GrantPermission: grantPermission,
  RevokePermission: revokePermission,
  AddInheritance: addInheritance,
  DeleteInheritance: deleteInheritance,
  AddMutexS: mutexS.add,
  AddMutexD: mutexD.add,
  AddMutexPS: mutexPS.add,
  AddMutexPD: mutexPD.add,
  DeleteMutexS: mutexS.remove,
  DeleteMutexD: mutexD.remove,
  DeleteMutexPS: mutexPS.remove,
  DeleteMutexPD: mutexPD.remove,
  CreateSsdSet: ssd.create,
  CreateDsdSet: dsd.create,
  DeleteSsdSet: ssd.remove,
  DeleteDsdSet: dsd.remove,
  AddSsdRoleMember: ssd.addMember,
  AddDsdRoleMember: dsd.addMember,
  DeleteSsdRoleMember: ssd.removeMember,
  DeleteDsdRoleMember: dsd.removeMember,
  SetSsdSetCardinality: ssd.setLimit,
  SetDsdSetCardinality: dsd.setLimit,
  SetCardinality: setCardinality,
  DeleteCardinality: deleteCardinality,
  AddPrereq: addPrereq,
  DeletePrereq: deletePrereq,
  SetWindow: setWindow,
  DeleteWindow: deleteWindow,
  AddObject: addObject,
  AddOperation: addOperation,
  DefineRole: defineRole,
  CreateSession: createSession,
  DeleteSession: deleteSession,
  AddActiveRole: addActiveRole,
  DropActiveRole: dropActiveRole,
  CheckAccess: checkAccess,
  Tick: tick,
};

/** `ok`, or the first guard that fails as `G7 CARDINALITY_EXCEEDED`. */
export type Report = string;

export interface Event {
  readonly time: number | null;
  readonly operation: string;
  readonly inputs: Inputs;
  readonly report: Report;
}

export interface System {
  readonly machine: Machine;
  readonly log: readonly Event[];
}

export function reportOf(view: View, operation: string, inputs: Inputs): Report {
  const guards = rules[operation]!.guards(view, inputs);
  const failed = guards.findIndex(([, holds]) => !holds);
  return failed === -1 ? 'ok' : `G${failed + 1} ${guards[failed]![0]}`;
}

export const answerOf = (view: View, operation: string, inputs: Inputs): boolean | null =>
  rules[operation]!.answer?.(view, inputs) ?? null;

/** Total: a refused operation changes the log and nothing else. */
export function perform(
  { machine, log }: System,
  profile: Profile,
  operation: string,
  inputs: Inputs,
): System {
  const view = viewOf(machine, profile);
  const report = reportOf(view, operation, inputs);
  const after = report === 'ok' ? rules[operation]!.effect(view, inputs) : machine;
  return { machine: after, log: [...log, { time: machine.now, operation, inputs, report }] };
}
