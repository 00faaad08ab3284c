/** Roles by id in a policy: what names them beside facts, and all of it under other ids. */

import type { Administration, AdministrativeRule, Officers, ReachGoal } from '../policy/administration.ts';
import type { Application, Constraint, Facts, Policy } from '../policy/model.ts';
import { renamedPossible } from '../policy/possible.ts';
import { withPeople } from '../repair/parts.ts';

export type Numbering = (role: number) => number;

/** Everything of `policy` that names roles by id, with the ids that `number` gives; names and declarations stay. */
export function renumberRoles(policy: Policy, number: Numbering): Policy {
  const { assignments, inheritance, grants, active, administration } = policy;
  const left = (facts: Facts): Facts => ({ ...facts, left: facts.left.map(number) });
  const right = (facts: Facts): Facts => ({ ...facts, right: facts.right.map(number) });
  return {
    ...policy,
    assignments: right(assignments),
    inheritance: left(right(inheritance)),
    grants: left(grants),
    active: right(active),
    possible: renamedPossible(policy.possible, { role: number }),
    constraints: policy.constraints.map((constraint) => withRoles(constraint, number)),
    applications: policy.applications.map((application) => withApplicationRoles(application, number)),
    administration: administration === null ? null : withAdministrationRoles(administration, number),
  };
}

/** What names the role beside assignments, inheritance, grants and activations, in words. */
export function namersOf(policy: Policy, role: number): readonly string[] {
  const names = <T>(part: T, renumber: (part: T, number: Numbering) => unknown): boolean => {
    let found = false;
    renumber(part, (one) => {
      found ||= one === role;
      return one;
    });
    return found;
  };
  return [
    ...policy.constraints
      .filter((constraint) => names(constraint, withRoles))
      .map(({ id }) => `constraint \`${id}\``),
    ...policy.applications
      .filter((application) => names(application, withApplicationRoles))
      .map(({ name }) => `application \`${name}\``),
    ...(policy.administration !== null && names(policy.administration, withAdministrationRoles)
      ? ['the administration']
      : []),
  ];
}

function withRoles(constraint: Constraint, number: Numbering): Constraint {
  switch (constraint.kind) {
    case 'exclusion':
      if (constraint.over === 'permission') return constraint;
      return {
        ...constraint,
        sets: constraint.sets.map((set) => ({ ...set, members: set.members.map(number) })),
      };
    case 'cardinality':
    case 'window':
      return { ...constraint, role: number(constraint.role) };
    case 'prerequisite':
      return { ...constraint, role: number(constraint.role), needs: constraint.needs.map(number) };
    case 'one-per-object':
      return constraint;
    default:
      return constraint satisfies never;
  }
}

function withApplicationRoles(application: Application, number: Numbering): Application {
  return {
    ...application,
    sessions: application.sessions.map((session) => ({ ...session, roles: session.roles.map(number) })),
    initiator: application.initiator.map(number),
    constraints: application.constraints.map((constraint) =>
      withPeople(constraint, (whom) =>
        whom.kind === 'users' ? whom : { kind: 'role', role: number(whom.role) },
      ),
    ),
  };
}

function withAdministrationRoles(administration: Administration, number: Numbering): Administration {
  const officers = ({ roles, users }: Officers): Officers => ({ roles: roles.map(number), users });
  const rule = (one: AdministrativeRule): AdministrativeRule => {
    const by = one.by === null ? null : officers(one.by);
    const roles = one.roles.map(number);
    if (one.kind === 'enrol') return { ...one, by, roles };
    return { ...one, by, roles, needs: one.needs.map(number), bars: one.bars.map(number) };
  };
  const goal = (one: ReachGoal): ReachGoal =>
    one.kind === 'roles' ? { ...one, roles: one.roles.map(number) } : one;
  return {
    ...administration,
    newcomers: administration.newcomers.map((some) => ({ ...some, roles: some.roles.map(number) })),
    areas: administration.areas.map((area) => ({
      ...area,
      officers: officers(area.officers),
      roles: area.roles.map(number),
    })),
    rules: administration.rules.map(rule),
    goals: administration.goals.map(goal),
    keeps: administration.keeps.map((keep) => ({
      ...keep,
      from: keep.from.map(number),
      roles: keep.roles.map(number),
    })),
  };
}
