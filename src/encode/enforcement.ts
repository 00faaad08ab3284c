/**
 * P25e as clauses: can a few people be given roles, within the exclusions, with which they hold all permissions?
 *
 * Permission after permission is put to a person who holds a role that grants it; what the roles of a person bring with
 * them must respect every exclusion. Roles are given directly: a senior brings more and grants nothing that its juniors
 * do not grant by themselves. People are alike, so they are numbered in the order in which they first get a permission.
 * Left out are roles that nobody may hold, a role where another grants as much and brings no more, and a permission
 * that comes along with another one.
 *
 * Permissions no two of which one person can hold come first, and that they cannot is said outright: it follows from
 * the other clauses, but only role by role, and of exclusions that enforce what they should it is the whole reason.
 */

import { type Cnf, cnfBuilder, type Literal } from './cnf.ts';
import { best, isWithin, type NumberSet } from './sets.ts';

export interface GrantingRole {
  /** Of the permissions 0 … permissions - 1, those that the role itself is granted. */
  readonly grants: NumberSet;
  /** Of the roles that exclusions name, those that whoever has the role has with it. */
  readonly brings: NumberSet;
}

/** Fewer than `limit` of `members`. */
export interface RoleExclusion {
  readonly members: readonly number[];
  readonly limit: number;
}

export interface EnforcementProblem {
  readonly permissions: number;
  readonly roles: readonly GrantingRole[];
  readonly exclusions: readonly RoleExclusion[];
  /** The number of people. */
  readonly people: number;
}

/** Satisfiable iff the people can; `rolesGiven` reads off what each is given, those who need nothing left out. */
export interface EnforcementQuestion {
  readonly cnf: Cnf;
  readonly rolesGiven: (isTrue: (variable: number) => boolean) => readonly (readonly number[])[];
}

export function enforcementQuestion(problem: EnforcementProblem): EnforcementQuestion {
  const { exclusions, people } = problem;
  const roles = usableRoles(problem);
  const { order, isApart } = decisivePermissions(problem, roles);
  const builder = cnfBuilder();
  const { variable, clause } = builder;
  const slots = Array.from({ length: people }, (_, slot) => slot);
  const has = slots.map(() => roles.map(variable));
  // The permission at position m can only go to one of the first m + 1 people.
  const gets = order.map((_, position) => slots.slice(0, position + 1).map(variable));
  for (const [position, permission] of order.entries()) {
    const own = gets[position]!;
    clause(...own);
    for (const [slot, literal] of own.entries()) {
      const granting = roles.flatMap((role, at) =>
        problem.roles[role]!.grants.has(permission) ? [has[slot]![at]!] : [],
      );
      clause(-literal, ...granting);
      if (slot === 0) continue;
      const before = gets.slice(0, position).flatMap((earlier) => earlier[slot - 1] ?? []);
      clause(-literal, ...before);
    }
  }
  for (const [position, permission] of order.entries())
    for (const [earlier, other] of order.slice(0, position).entries())
      if (isApart(permission, other))
        for (const [slot, literal] of gets[earlier]!.entries()) clause(-literal, -gets[position]![slot]!);
  const named = [...new Set(exclusions.flatMap(({ members }) => members))];
  for (const slot of slots) {
    const brought = new Map<number, Literal>(named.map((role) => [role, variable()]));
    for (const [at, role] of roles.entries())
      for (const other of problem.roles[role]!.brings) clause(-has[slot]![at]!, brought.get(other)!);
    for (const { members, limit } of exclusions)
      builder.atMost(
        limit - 1,
        members.map((role) => brought.get(role)!),
      );
  }
  return {
    cnf: builder.build(),
    rolesGiven: (isTrue) =>
      needed(
        problem,
        slots.map((slot) => roles.filter((_, at) => isTrue(has[slot]![at]!))),
      ),
  };
}

/** Whether somebody may hold the role: what it brings respects every exclusion by itself. */
export function isAssignable({ brings }: GrantingRole, exclusions: readonly RoleExclusion[]): boolean {
  return exclusions.every(
    ({ members, limit }) => members.filter((member) => brings.has(member)).length < limit,
  );
}

/** Roles that somebody may hold and that no other role can stand for. */
function usableRoles({ roles, exclusions }: EnforcementProblem): number[] {
  const alive = roles.flatMap((role, at) =>
    role.grants.size > 0 && isAssignable(role, exclusions) ? [at] : [],
  );
  const kept = best(
    alive.map((role) => roles[role]!),
    (one, other) => isWithin(other.grants, one.grants) && isWithin(one.brings, other.brings),
  );
  return kept.map((at) => alive[at]!);
}

interface Decisive {
  /** Permissions no two of which one person can hold, then the others, the rarest first. */
  readonly order: readonly number[];
  /** Whether no roles of one person can grant both. */
  readonly isApart: (one: number, other: number) => boolean;
}

/** A permission that every role grants that grants a rarer one is left out. */
function decisivePermissions(problem: EnforcementProblem, roles: readonly number[]): Decisive {
  const givers = Array.from(
    { length: problem.permissions },
    (_, permission) => new Set(roles.filter((role) => problem.roles[role]!.grants.has(permission))),
  );
  const rarest = best(givers, isWithin).sort((a, b) => givers[a]!.size - givers[b]!.size || a - b);
  const exclude = exclusionOf(problem);
  const apart = new Map(
    rarest.map((one) => [
      one,
      new Set(
        rarest.filter((other) =>
          [...givers[one]!].every((role) => [...givers[other]!].every((another) => exclude(role, another))),
        ),
      ),
    ]),
  );
  const isApart = (one: number, other: number): boolean => apart.get(one)!.has(other);
  const clique: number[] = [];
  for (const permission of rarest.toSorted((a, b) => apart.get(b)!.size - apart.get(a)!.size))
    if (clique.every((other) => isApart(permission, other))) clique.push(permission);
  return { order: [...clique, ...rarest.filter((permission) => !clique.includes(permission))], isApart };
}

/** Whether a single exclusion keeps one person from having both roles. */
function exclusionOf({ roles, exclusions }: EnforcementProblem): (one: number, other: number) => boolean {
  const partners = new Map<number, Set<number>>();
  for (const { members, limit } of exclusions) {
    if (limit !== 2) continue;
    for (const member of members) {
      const own = partners.get(member) ?? new Set<number>();
      partners.set(member, own);
      for (const other of members) if (other !== member) own.add(other);
    }
  }
  const forbidden = roles.map(
    ({ brings }) => new Set([...brings].flatMap((role) => [...(partners.get(role) ?? [])])),
  );
  return (one, other) => [...roles[other]!.brings].some((role) => forbidden[one]!.has(role));
}

/** The roles given without those, last ones first, that nothing depends on; nobody is left without roles. */
function needed(
  { roles, permissions }: EnforcementProblem,
  given: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const counts = new Int32Array(permissions);
  const count = (role: number, by: number): void => {
    for (const permission of roles[role]!.grants) counts[permission]! += by;
  };
  for (const own of given) for (const role of own) count(role, 1);
  return [...given]
    .reverse()
    .map((own) =>
      [...own].reverse().filter((role) => {
        const isNeeded = [...roles[role]!.grants].some((permission) => counts[permission] === 1);
        if (!isNeeded) count(role, -1);
        return isNeeded;
      }),
    )
    .map((own) => [...own].reverse())
    .filter((own) => own.length > 0)
    .reverse();
}
