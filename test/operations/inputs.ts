/**
 * Inputs of operations: from the pools, and often from a walk along facts that there are. The walks lead to the near
 * misses that later guards are about: a role that excludes one the user has, a role that needs another.
 */

import type { Operation } from '../../src/logic/operation.ts';
import type { Component } from '../../src/logic/schema.ts';
import type { Inputs } from '../oracle/machine/rule.ts';
import type { Facts } from './facts.ts';
import { partsOf, poolOf } from './names.ts';
import type { Random } from './random.ts';

/** From where to where: components one after the other, `~` turned round; the ends are values of the inputs. */
interface Walk {
  readonly from: string;
  readonly to: string;
  readonly along: readonly string[];
}

const walks = (from: string, to: string, ...paths: readonly string[]): readonly Walk[] =>
  paths.map((path) => ({ from, to, along: path.split(' ') }));

const directed: Readonly<Record<string, readonly Walk[]>> = {
  AssignUser: walks('u', 'r', 'UA', 'UA mutexS', 'UA ~ssdRoles ssdRoles', 'UA PA mutexPS ~PA', 'UA ~prereq'),
  DeassignUser: walks('u', 'r', 'UA', 'UA', 'UA prereq', 'su ar', 'hr ~allOf'),
  GrantPermission: walks(
    'r',
    'p',
    'PA',
    'PA mutexPS',
    'PA mutexPD',
    '~ar ar PA mutexPD',
    '~UA UA PA mutexPS',
  ),
  RevokePermission: walks('r', 'p', 'PA'),
  AddInheritance: [
    ...walks(
      'a',
      'd',
      'RH',
      '~RH',
      '~UA UA mutexS',
      'ar mutexD',
      '~ar ar mutexD',
      '~ar ar ~dsdRoles dsdRoles',
    ),
    ...walks('a', 'd', '~UA UA PA mutexPS ~PA', '~ar ar PA mutexPD ~PA'),
    ...walks('', 'a', 'ar', 'UA'),
    ...walks('d', '', 'window', 'card'),
  ],
  DeleteInheritance: walks('a', 'd', 'RH', '~UA UA prereq', '~UA UA prereq'),
  AddMutexS: walks('x', 'y', '~UA UA', 'RH'),
  AddMutexD: walks('x', 'y', '~ar ar', '~su su', 'RH'),
  AddMutexPS: walks('x', 'y', '~PA PA', '~PA ~UA UA PA'),
  AddMutexPD: walks('x', 'y', '~PA PA', '~PA ~ar ar PA'),
  DeleteMutexS: walks('x', 'y', 'mutexS'),
  DeleteMutexD: walks('x', 'y', 'mutexD'),
  DeleteMutexPS: walks('x', 'y', 'mutexPS'),
  DeleteMutexPD: walks('x', 'y', 'mutexPD'),
  CreateSsdSet: walks('T', 'T', '~UA UA', 'RH', '~UA UA RH'),
  CreateDsdSet: walks('T', 'T', '~ar ar', '~ar ~su su ar', '~ar ar RH'),
  AddSsdRoleMember: walks('n', 'r', 'ssdRoles', 'ssdRoles ~UA UA'),
  AddDsdRoleMember: walks('n', 'r', 'dsdRoles', 'dsdRoles ~ar ar', 'dsdRoles ~ar ~su su ar'),
  DeleteSsdRoleMember: walks('n', 'r', 'ssdRoles'),
  DeleteDsdRoleMember: walks('n', 'r', 'dsdRoles'),
  SetSsdSetCardinality: walks('n', '', 'ssdLimit'),
  SetDsdSetCardinality: walks('n', '', 'dsdLimit'),
  DeleteCardinality: walks('r', '', 'card'),
  SetCardinality: walks('', 'r', 'UA'),
  AddPrereq: walks('r', 'q', 'RH', '~UA UA', '~prereq'),
  DeletePrereq: walks('r', 'q', 'prereq'),
  SetWindow: walks('', 'r', 'ar'),
  DeleteWindow: walks('r', '', 'window'),
  DefineRole: walks('r', 'K', '~UA hr', '~pend hr'),
  CreateSession: walks('u', 'R', 'UA', 'UA RH', '~su ar mutexD', '~su ar ~dsdRoles dsdRoles'),
  AddActiveRole: walks(
    's',
    'r',
    'ar',
    'su UA',
    'su UA',
    'su UA RH',
    'ar mutexD',
    'ar ~dsdRoles dsdRoles',
    'ar PA mutexPD ~PA',
    'ar PA mutexPD ~PA',
    'su ~su ar mutexD',
    'su ~su ar mutexD',
  ),
  DropActiveRole: walks('s', 'r', 'ar'),
  CheckAccess: walks('s', 'p', 'ar PA', 'ar RH PA'),
  DeleteSession: walks('s', '', 'su', 'instRun'),
};

type Drawn = Record<string, string | readonly (string | readonly string[])[]>;

export function someInputs(operation: Operation, facts: Facts, random: Random): Inputs {
  const drawn: Drawn = Object.fromEntries(
    operation.inputs.map((component) => [component.name.slice(0, -1), drawnFor(component, random)]),
  );
  const choices = directed[operation.name] ?? [];
  if (choices.length > 0 && random.chance(3 / 4)) {
    const walk = random.pick(choices);
    const ends = walked(walk, facts, random);
    if (ends !== null) place(drawn, walk, ends);
  }
  const { u, s, p, R } = drawn;
  if (typeof p === 'string' && 'o' in drawn && random.chance(4 / 5)) {
    const { object, operation: operationOf } = partsOf(p);
    return { ...drawn, o: object, x: operationOf };
  }
  if (drawn.V !== undefined && random.chance(1 / 2)) return { ...drawn, V: [] };
  // What is activated is mostly assigned, and who asks is mostly whose session it is.
  if (R !== undefined && random.chance(2 / 3)) {
    const roles = facts.UA!.filter(([user]) => user === u).map(([, role]) => role!);
    return { ...drawn, R: roles.filter(() => random.chance(2 / 3)) };
  }
  const owner = facts.su!.find(([session]) => session === s)?.[1];
  return u !== undefined && owner !== undefined && random.chance(4 / 5) ? { ...drawn, u: owner } : drawn;
}

function place(drawn: Drawn, { from, to }: Walk, [head, end]: readonly [string, string]): void {
  if (from === to) drawn[from] = [head, end].filter(isFirst);
  else {
    if (from !== '') drawn[from] = head;
    if (to !== '') drawn[to] = typeof drawn[to] === 'string' ? end : [end];
  }
}

function walked({ along }: Walk, facts: Facts, random: Random): readonly [string, string] | null {
  let ends: readonly [string, string] | null = null;
  for (const part of along) {
    const isTurned = part.startsWith('~');
    const rows = facts[isTurned ? part.slice(1) : part]!.map(([a, b]) => (isTurned ? [b!, a!] : [a!, b!]));
    const here: readonly (readonly string[])[] = ends === null ? rows : rows.filter(([a]) => a === ends![1]);
    if (here.length === 0) return null;
    const [head, end] = random.pick(here);
    ends = [ends?.[0] ?? head!, end!];
  }
  return ends;
}

const isFirst = <T>(element: T, index: number, all: readonly T[]) => all.indexOf(element) === index;

function drawnFor(
  { sorts, shape, name }: Component,
  random: Random,
): string | readonly (string | readonly string[])[] {
  // Limits of sets are small.
  const one = () =>
    name === 'k?' ? [String(1 + random.below(3))] : sorts.map((sort) => random.pick(poolOf(sort)));
  if (shape === 'element') return one()[0]!;
  const rows = Array.from({ length: random.below(4) }, one);
  if (sorts.length === 1) return rows.flat().filter(isFirst);
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}
