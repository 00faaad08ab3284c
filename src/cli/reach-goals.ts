/**
 * What `--goal` asks: the id of a goal that the policy states, or a goal in a few words.
 *
 *     'Clerk & Approver'                       one user holds all of these roles
 *     '2 users: Clerk & Approver'              two users do, between them
 *     'bob: Clerk & Approver'                  this user does
 *     'permissions: order:create & order:pay'  one user holds all of these permissions; also after '2 users:'
 *     'exclusions', 'activation'               somebody violates a static, or could violate a dynamic exclusion
 *     'own-approver: purchase'                 one user does two exclusive sessions of a run
 */

import type { ReachGoal } from '../policy/administration.ts';
import type { Names, Policy } from '../policy/model.ts';
import { suggester } from '../source/suggest.ts';
import { listed } from '../source/words.ts';
import { UsageError } from './usage.ts';

/** Every goal of the policy where nothing is wished. Throws a usage error for what is none. */
export function goalsOf(policy: Policy, wishes: readonly string[]): readonly ReachGoal[] {
  const stated = policy.administration?.goals ?? [];
  if (wishes.length === 0) return stated;
  return wishes.map((wish) => {
    const text = wish.trim().normalize('NFC');
    return stated.find(({ id }) => id === text) ?? goalIn(policy, text);
  });
}

function goalIn(policy: Policy, text: string): ReachGoal {
  const base = {
    id: text,
    place: policy.administration?.place ?? { file: 0, line: 1, column: 1 },
    severity: 'error',
    reason: null,
  } as const;
  if (text === 'exclusions' || text === 'activation') {
    const kind = text === 'exclusions' ? 'static' : 'dynamic';
    if (!policy.constraints.some((one) => one.kind === 'exclusion' && one[kind]))
      throw new UsageError(
        `\`--goal ${text}\`: nothing in ${policy.path} is exclusive ${kind === 'static' ? 'statically' : 'dynamically'}`,
      );
    return { ...base, kind: text };
  }
  const approver = after(text, 'own-approver');
  if (approver !== null) return { ...base, ...ownApprover(policy, approver) };
  const several = /^(\d{1,4}) users?\s*:(.*)$/s.exec(text);
  const users = several === null ? 1 : Number(several[1]);
  const rest = several === null ? text : several[2]!.trim();
  const permissions = after(rest, 'permissions');
  if (permissions !== null) {
    const ids = idsOf(policy, 'permission', permissions, policy.permissions);
    checkUsers(text, users, ids.length, 'permission');
    return { ...base, kind: 'permissions', permissions: ids, users };
  }
  const named = several === null ? userBefore(policy, rest) : null;
  const roles = idsOf(policy, 'role', named?.rest ?? rest, policy.roles);
  checkUsers(text, users, roles.length, 'role');
  return { ...base, kind: 'roles', roles, user: named?.user ?? null, users };
}

/** What follows `word:`. */
function after(text: string, word: string): string | null {
  const match = new RegExp(`^${word}\\s*:(.*)$`, 's').exec(text);
  return match === null ? null : match[1]!.trim();
}

/** Names may contain `:`: what is a role as a whole is no user's. */
function userBefore(policy: Policy, text: string): { readonly user: number; readonly rest: string } | null {
  if (policy.roles.ids.has(text)) return null;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    const user = policy.users.ids.get(text.slice(0, at).trim());
    if (user !== undefined) return { user, rest: text.slice(at + 1).trim() };
  }
  return null;
}

/** All wrong names at once. */
function idsOf(policy: Policy, sort: 'role' | 'permission', text: string, names: Names): readonly number[] {
  const parts = names.ids.has(text) ? [text] : text.split('&').map((part) => part.trim());
  if (parts.some((part) => part === ''))
    throw new UsageError(`\`--goal\`: a ${sort} is missing; write \`A & B\``);
  const wrong = parts.filter((part) => !names.ids.has(part));
  if (wrong.length > 0) {
    const ids = (policy.administration?.goals ?? []).map(({ id }) => id);
    const others = sort === 'role' && parts.length === 1 ? ids : [];
    const told = wrong.map((name) => {
      const hint = suggester().hint(name, [...names.list, ...others]);
      const what = others.length > 0 ? `goal or ${sort}` : sort;
      return `there is no ${what} \`${name}\` in ${policy.path}${hint === undefined ? '' : `; ${hint}`}`;
    });
    const stated = others.length > 0 ? `; its goals are ${listed(others.map((id) => `\`${id}\``))}` : '';
    throw new UsageError(
      `\`--goal\`: ${told.join('; ')}${told.length === 1 && !told[0]!.includes('did you mean') ? stated : ''}`,
    );
  }
  return [...new Set(parts)].map((part) => names.ids.get(part)!);
}

function checkUsers(text: string, users: number, most: number, what: string): void {
  if (users >= 1 && users <= most) return;
  throw new UsageError(
    users === 0
      ? `\`--goal ${text}\`: at least one user is needed`
      : most === 1
        ? `\`--goal ${text}\`: a single ${what} needs one user`
        : `\`--goal ${text}\`: ${most} ${what}s never need ${users} users; one for each suffices`,
  );
}

function ownApprover(
  policy: Policy,
  name: string,
): { readonly kind: 'own-approver' } & Pick<
  Extract<ReachGoal, { kind: 'own-approver' }>,
  'application' | 'pairs'
> {
  const names = policy.applications.map((application) => application.name);
  const application = names.indexOf(name);
  if (application < 0) {
    const otherwise =
      names.length === 0 ? 'it has none' : `it has ${listed(names.map((one) => `\`${one}\``))}`;
    const hint = suggester().hint(name, names, otherwise);
    throw new UsageError(`\`--goal\`: ${policy.path} has no application \`${name}\`; ${hint}`);
  }
  const { exclusions } = policy.applications[application]!;
  if (exclusions.length === 0)
    throw new UsageError(`\`--goal\`: no two sessions of \`${name}\` exclude each other`);
  return {
    kind: 'own-approver',
    application,
    pairs: exclusions.map(({ left, right }) => [left, right] as const),
  };
}
