/**
 * From a policy's application to an instance: candidates of each session and who may start (FORMAL.md B.9, C.3).
 *
 * Sessions and exclusions stand in the order of their names, so that conflicts do not depend on the order of
 * declaration (L32). Kept per index, because several rules ask the same.
 */

import type { Index } from '../index/index.ts';
import type { Application, Policy } from '../policy/model.ts';
import { type ExclusivePair, type Instance, instanceOf } from './colouring/instance.ts';

export interface Problem {
  /** `order[i]` is the position in `application.sessions` of the instance's session i. */
  readonly order: readonly number[];
  /** Candidates of the instance's session i: declared users, ascending. */
  readonly candidates: readonly Int32Array[];
  readonly instance: Instance;
}

const known = new WeakMap<Index, Map<Application, Problem>>();

export function problemOf(policy: Policy, index: Index, application: Application): Problem {
  const problems = known.get(index) ?? new Map<Application, Problem>();
  known.set(index, problems);
  const found = problems.get(application);
  if (found !== undefined) return found;
  const problem = build(policy, index, application);
  problems.set(application, problem);
  return problem;
}

function build(policy: Policy, index: Index, application: Application): Problem {
  const { sessions } = application;
  const order = sessions.map((_, session) => session);
  order.sort((a, b) => (sessions[a]!.name < sessions[b]!.name ? -1 : 1));
  const position = new Map(order.map((session, at) => [session, at]));
  const exclusions = application.exclusions.map(({ left, right }): ExclusivePair => {
    const from = position.get(left)!;
    const to = position.get(right)!;
    return from < to ? { left: from, right: to } : { left: to, right: from };
  });
  exclusions.sort((a, b) => a.left - b.left || a.right - b.right);
  const candidates = order.map((session) => candidatesOf(policy, index, sessions[session]!.roles));
  return {
    order,
    candidates,
    instance: instanceOf(candidates, exclusions, policy.users.declaredCount),
  };
}

/** Schema 9: declared users who have all of `roles` (S1), ascending. */
export function candidatesOf(policy: Policy, index: Index, roles: readonly number[]): Int32Array {
  return index.usersWithAll(roles, policy.profile.membership);
}

/** gate(u) of FORMAL.md C.3: declared users who may start the application (S11), ascending. */
export function startersOf(policy: Policy, index: Index, application: Application): Int32Array {
  const { initiator } = application;
  if (initiator.length < 2 || policy.profile.initiator === 'all')
    return candidatesOf(policy, index, initiator);
  const starters = new Set<number>();
  for (const role of initiator) for (const user of candidatesOf(policy, index, [role])) starters.add(user);
  return Int32Array.from(starters).sort();
}
