/** A policy as `.arbac` text. What the format lacks is a mistake of the test and throws. */

import type { AdministrativeRule, Officers, ReachGoal } from '../../src/policy/administration.ts';
import type { Policy } from '../../src/policy/model.ts';

export function printArbac(policy: Policy): string {
  const { administration } = policy;
  if (administration === null || policy.inheritance.left.length > 0) throw new Error('the format lacks it');
  const role = (id: number): string => policy.roles.list[id]!;
  const user = (id: number): string => policy.users.list[id]!;
  const administrator = (by: Officers | null): string => {
    if (by === null) return 'TRUE';
    if (by.users.length > 0 || by.roles.length > 1) throw new Error('the format lacks such officers');
    return by.roles.length === 0 ? 'FALSE' : role(by.roles[0]!);
  };
  const condition = (rule: AdministrativeRule): string => {
    if (rule.kind === 'enrol') return 'NEW';
    const literals = [...rule.needs.map(role), ...rule.bars.map((bar) => `-${role(bar)}`)];
    return literals.length === 0 ? 'TRUE' : literals.join('&');
  };
  const goal = (one: ReachGoal): string => {
    if (one.kind !== 'roles' || one.roles.length !== 1) throw new Error('the format lacks such goals');
    return `SPEC ${one.user === null ? '' : `${user(one.user)} `}${role(one.roles[0]!)};`;
  };
  const entries = (list: readonly (readonly string[])[]): string =>
    list.map((parts) => `<${parts.join(',')}>`).join(' ');
  const { rules, newcomers, administrators, goals } = administration;
  const assigning = rules.filter(({ kind }) => kind !== 'revoke');
  const revoking = rules.filter(({ kind }) => kind === 'revoke');
  return [
    `Roles ${policy.roles.list.join(' ')};`,
    `Users ${policy.users.list.join(' ')};`,
    `NEWUSERS ${entries(newcomers.map(({ name, roles }) => [name, roles.map(role).join('&')]))};`,
    `UA ${entries([...policy.assignments.left].map((id, row) => [user(id), role(policy.assignments.right[row]!)]))};`,
    `CR ${entries(revoking.map((rule) => [administrator(rule.by), role(rule.roles[0]!)]))};`,
    `CA ${entries(assigning.map((rule) => [administrator(rule.by), condition(rule), role(rule.roles[0]!)]))};`,
    ...(administrators === null ? [] : [`ADMIN ${administrators.map(user).join(' ')};`]),
    ...goals.map(goal),
    '',
  ].join('\n');
}
