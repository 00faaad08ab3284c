/**
 * Whether a plan is one: every session has a candidate, exclusive sessions have different users (schema 10), and the
 * constraints that the policy states of the application are respected.
 */

import { demandOf } from '../policy/demand.ts';
import type { Application } from '../policy/model.ts';
import { respects } from '../workflow/check-plan.ts';
import { demandsOf } from './demands.ts';
import { isSubset, type Relations } from './recheck/relations.ts';

export type PlanFault =
  | { readonly kind: 'unknown-session'; readonly session: string }
  | { readonly kind: 'unknown-user'; readonly session: string; readonly user: string }
  | { readonly kind: 'session-without-user'; readonly session: string }
  | { readonly kind: 'session-with-two-users'; readonly session: string }
  | { readonly kind: 'no-candidate'; readonly session: string; readonly user: string }
  | { readonly kind: 'exclusive'; readonly left: string; readonly right: string; readonly user: string }
  /** `demand`: what the constraint demands, in words. */
  | { readonly kind: 'constraint'; readonly id: string; readonly demand: string };

/** All faults of `plan`; none means that it proves the application feasible, given that someone may start it. */
export function faultsOfPlan(
  relations: Relations,
  application: Application,
  plan: readonly { readonly session: string; readonly user: string }[],
): readonly PlanFault[] {
  const { users } = relations.policy;
  const faults: PlanFault[] = [];
  const chosen = new Map<string, string>();
  for (const { session, user } of plan) {
    const template = application.sessions.find(({ name }) => name === session);
    if (template === undefined) {
      faults.push({ kind: 'unknown-session', session });
      continue;
    }
    if (chosen.has(session)) faults.push({ kind: 'session-with-two-users', session });
    chosen.set(session, user);
    const id = users.ids.get(user);
    if (id === undefined || id >= users.declaredCount) {
      faults.push({ kind: 'unknown-user', session, user });
      continue;
    }
    if (!isSubset(template.roles, relations.rolesOf(id)))
      faults.push({ kind: 'no-candidate', session, user });
  }
  for (const { name } of application.sessions)
    if (!chosen.has(name)) faults.push({ kind: 'session-without-user', session: name });
  for (const exclusion of application.exclusions) {
    const left = application.sessions[exclusion.left]!.name;
    const right = application.sessions[exclusion.right]!.name;
    const user = chosen.get(left);
    if (user !== undefined && user === chosen.get(right))
      faults.push({ kind: 'exclusive', left, right, user });
  }
  // Only of a whole plan does it make sense to ask them.
  if (faults.length > 0) return faults;
  const userOf = application.sessions.map(({ name }) => users.ids.get(chosen.get(name)!)!);
  for (const constraint of application.constraints) {
    if (demandsOf(relations, constraint).every((demand) => respects(userOf, demand))) continue;
    faults.push({
      kind: 'constraint',
      id: constraint.id,
      demand: demandOf(relations.policy, application, constraint),
    });
  }
  return faults;
}

/** Users who may start `application` (S11). Everybody may where no initiator is stated. */
export function startersOf(relations: Relations, { initiator }: Application): readonly number[] {
  const all = relations.policy.profile.initiator === 'all';
  return relations.users.filter((user) => mayStart(relations.rolesOf(user), initiator, all));
}

/** The first of them, or null. */
export function starterOf(relations: Relations, { initiator }: Application): number | null {
  const all = relations.policy.profile.initiator === 'all';
  return relations.users.find((user) => mayStart(relations.rolesOf(user), initiator, all)) ?? null;
}

function mayStart(held: ReadonlySet<number>, initiator: readonly number[], all: boolean): boolean {
  if (initiator.length === 0) return true;
  return all ? isSubset(initiator, held) : initiator.some((role) => held.has(role));
}

/** One sentence for people. */
export function describeFault(fault: PlanFault): string {
  switch (fault.kind) {
    case 'unknown-session':
      return `the application has no session \`${fault.session}\``;
    case 'unknown-user':
      return `the policy has no user \`${fault.user}\`, whom the plan gives \`${fault.session}\``;
    case 'session-without-user':
      return `the plan gives \`${fault.session}\` to nobody`;
    case 'session-with-two-users':
      return `the plan gives \`${fault.session}\` twice`;
    case 'no-candidate':
      return `\`${fault.user}\` lacks a role that \`${fault.session}\` needs`;
    case 'exclusive':
      return `\`${fault.user}\` has both \`${fault.left}\` and \`${fault.right}\`, which are exclusive`;
    case 'constraint':
      return `it breaks \`${fault.id}\`: ${fault.demand}`;
  }
}
