/** Superusers may do everything: they act as every role, and have what no role has. */

import type { Imported } from '../imported.ts';
import type { Server } from './server.ts';
import { superuserRole } from './state.ts';

/** `facts` are all others. */
export function stateSuperusers({ build, superusers, state }: Server, facts: Imported): void {
  const isHeld = facts.assignments.some(({ right }) => right === superuserRole);
  if (!isHeld) return;
  const [name] = superusers;
  const at =
    (name === undefined ? undefined : state.roles.get(name)!.attributes.get('superuser')) ??
    facts.assignments.find(({ right }) => right === superuserRole)!.at;
  const roles = new Set<string>();
  for (const { name: role } of facts.roles) roles.add(role);
  for (const { left, right } of facts.inheritance) roles.add(left).add(right);
  for (const { right } of facts.assignments) roles.add(right);
  for (const { left } of facts.grants) roles.add(left);
  roles.delete(superuserRole);
  for (const role of roles) build.inherit(superuserRole, role, at);
  const held = new Set<string>();
  for (const { left, right, doubt } of facts.grants) {
    if (doubt === null && left !== superuserRole) held.add(right);
  }
  const added = new Set<string>();
  for (const { right } of [...facts.grants]) {
    if (!held.has(right) && !added.has(right)) build.grant(superuserRole, right, at);
    added.add(right);
  }
}
