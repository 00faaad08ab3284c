/**
 * Inputs of operations: from the pools, and from facts that there are, whole or with one part changed. Those are the
 * near misses that the later guards are about.
 */

import type { Operation } from '../../src/logic/operation.ts';
import type { Component } from '../../src/logic/schema.ts';
import type { Inputs } from '../oracle/machine/rule.ts';
import type { Facts } from './facts.ts';
import { poolOf } from './names.ts';
import type { Random } from './random.ts';

/** Of each operation: a relation of the state whose rows hold values for some of its inputs, by name. */
const related: Readonly<
  Record<string, readonly (readonly [component: string, columns: readonly string[]])[]>
> = {
  AssignUser: [
    ['UA', ['u', 'r']],
    ['prereq', ['', 'r']],
    ['card', ['r', '']],
  ],
  DeassignUser: [['UA', ['u', 'r']]],
  GrantPermission: [
    ['PA', ['r', 'p']],
    ['mutexPS', ['p', '']],
    ['mutexPD', ['p', '']],
  ],
  RevokePermission: [['PA', ['r', 'p']]],
  AddInheritance: [
    ['RH', ['a', 'd']],
    ['RH', ['d', 'a']],
    ['mutexS', ['a', 'd']],
    ['mutexD', ['a', 'd']],
    ['window', ['d', '', '']],
    ['card', ['d', '']],
  ],
  DeleteInheritance: [['RH', ['a', 'd']]],
  AddMutexS: [['RH', ['x', 'y']]],
  AddMutexD: [['RH', ['x', 'y']]],
  DeleteMutexS: [['mutexS', ['x', 'y']]],
  DeleteMutexD: [['mutexD', ['x', 'y']]],
  DeleteMutexPS: [['mutexPS', ['x', 'y']]],
  DeleteMutexPD: [['mutexPD', ['x', 'y']]],
  DeleteSsdRoleMember: [['ssdRoles', ['n', 'r']]],
  DeleteDsdRoleMember: [['dsdRoles', ['n', 'r']]],
  SetSsdSetCardinality: [['ssdLimit', ['n', 'k']]],
  SetDsdSetCardinality: [['dsdLimit', ['n', 'k']]],
  DeleteCardinality: [['card', ['r', '']]],
  AddPrereq: [
    ['RH', ['r', 'q']],
    ['prereq', ['q', 'r']],
  ],
  DeletePrereq: [['prereq', ['r', 'q']]],
  DeleteWindow: [['window', ['r', '', '']]],
  CreateSession: [['UA', ['u', 'R']]],
  AddActiveRole: [
    ['su', ['s', 'u']],
    ['mutexD', ['r', '']],
    ['dsdRoles', ['', 'r']],
    ['window', ['r', '', '']],
  ],
  DropActiveRole: [
    ['su', ['s', 'u']],
    ['ar', ['s', 'r']],
  ],
  CheckAccess: [['ar', ['s', '']]],
  DeleteSession: [['su', ['s', '']]],
};

export function someInputs(operation: Operation, facts: Facts, random: Random): Inputs {
  const drawn: Record<string, string | readonly (string | readonly string[])[]> = Object.fromEntries(
    operation.inputs.map((component) => [component.name.slice(0, -1), drawnFor(component, random)]),
  );
  for (const [component, columns] of related[operation.name] ?? []) {
    const rows = facts[component]!;
    if (rows.length === 0 || random.chance(1 / 3)) continue;
    const row = random.pick(rows);
    for (const [column, name] of columns.entries()) {
      if (name === '') continue;
      const isSet = typeof drawn[name] !== 'string';
      drawn[name] = isSet ? [row[column]!, ...drawn[name]!].slice(0, 2).filter(isFirst) : row[column]!;
    }
  }
  if (operation.name === 'GrantPermission' && random.chance(4 / 5)) {
    [drawn.o, drawn.x] = String(drawn.p).split(':') as [string, string];
  }
  return drawn;
}

const isFirst = <T>(element: T, index: number, all: readonly T[]) => all.indexOf(element) === index;

function drawnFor(
  { sorts, shape }: Component,
  random: Random,
): string | readonly (string | readonly string[])[] {
  const one = () => sorts.map((sort) => random.pick(poolOf(sort)));
  if (shape === 'element') return one()[0]!;
  const rows = Array.from({ length: random.below(4) }, one);
  if (sorts.length === 1) return rows.flat().filter(isFirst);
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}
