/**
 * Whether the administration of a policy lets anybody make a change: who may use a rule for this role on this user, as the
 * policy is before the change. Only assigning and revoking are governed by rules.
 */

import type { AdministrativeRule } from '../policy/administration.ts';
import type { Policy } from '../policy/model.ts';
import { isSubset, type Relations, relationsOf } from '../replay/recheck/relations.ts';
import { listed } from '../source/words.ts';
import type { PolicyChange } from './change.ts';

/** A sentence, names in backticks; null where the administration says nothing about such a change. */
export function authoritySentence(policy: Policy, change: PolicyChange): string | null {
  const { administration } = policy;
  if (administration === null || (change.kind !== 'assign' && change.kind !== 'revoke')) return null;
  const user = policy.users.ids.get(change.user.text);
  const role = policy.roles.ids.get(change.role.text);
  if (user === undefined || role === undefined) return null;
  const relations = relationsOf(policy);
  const rules = administration.rules.filter(
    (rule) => rule.kind === change.kind && rule.roles.includes(role) && isMet(relations, rule, user),
  );
  const what = `${change.kind} \`${change.role.text}\` ${change.kind === 'assign' ? 'to' : 'from'} \`${change.user.text}\``;
  if (rules.length === 0) return `no rule of the administration lets anybody ${what}`;
  if (rules.some(({ by }) => by === null) && administration.administrators === null)
    return `anybody may ${what}`;
  const officers = relations.users.filter(
    (one) =>
      (administration.administrators?.includes(one) ?? true) &&
      rules.some(({ by }) => mayUse(relations, by, one)),
  );
  if (officers.length === 0) return `nobody may ${what}: nobody is an officer of its rules`;
  const names = listed(
    officers.map((one) => `\`${policy.users.list[one]!}\``),
    4,
  );
  return `${names} may ${what}`;
}

function isMet(relations: Relations, rule: AdministrativeRule, user: number): boolean {
  if (rule.kind === 'enrol') return false;
  const held = relations.rolesOf(user);
  return isSubset(rule.needs, held) && !rule.bars.some((role) => held.has(role));
}

function mayUse(relations: Relations, by: AdministrativeRule['by'], user: number): boolean {
  if (by === null || by.users.includes(user)) return true;
  return by.roles.length > 0 && by.roles.some((role) => relations.rolesOf(user).has(role));
}
