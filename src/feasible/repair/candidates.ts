/**
 * What might make an infeasible application feasible: give people the roles that they lack, take somebody on, or drop
 * an exclusion or constraint of the conflict (FORMAL.md G, P27–P29). Candidates only; whether they help, and break nothing else, is
 * for the caller to decide.
 */

import type { Index } from '../../index/index.ts';
import type { Application, Policy } from '../../policy/model.ts';
import type { Change } from '../../verdict/change.ts';
import { freshUser } from '../fresh-user.ts';
import { nearestUsers } from '../nearest.ts';
import { candidatesOf } from '../problem.ts';

/** What is short of people: lists of roles (of sessions, or of the initiator), and the demands that make it so. */
export interface Shortage {
  readonly roles: readonly (readonly number[])[];
  /** Session positions in the application. */
  readonly exclusions: readonly { readonly left: number; readonly right: number }[];
  /** Ids of the application's constraints. */
  readonly constraints?: readonly string[];
}

const perList = 4;
const inAll = 12;
/** New people, and exclusions to drop: a conflict may have hundreds. */
const mostNew = 6;
const mostDropped = 12;
/** Whoever lacks more roles than this is not suggested: that is a new job, not a repair. */
const mostMissing = 2;

export function repairsOf(
  policy: Policy,
  index: Index,
  application: Application,
  shortage: Shortage,
): readonly Change[] {
  const lists = distinct(shortage.roles);
  const changes = new Map<string, Change>();
  const offer = (change: Change): void => {
    changes.set(JSON.stringify(change), change);
  };
  const participants = participantsOf(policy, index, application);
  for (const roles of lists) {
    for (const { user, missing } of nearestUsers(policy, index, roles, participants, perList)) {
      if (missing.length > mostMissing || changes.size >= inAll) continue;
      for (const role of missing) {
        offer({
          kind: 'add',
          relation: 'assignment',
          left: policy.users.list[user]!,
          right: policy.roles.list[role]!,
        });
      }
    }
  }
  const taken = new Set(policy.users.list);
  for (const roles of lists.slice(0, mostNew)) {
    const user = freshUser(taken);
    taken.add(user);
    offer({ kind: 'add-user', user, roles: roles.map((role) => policy.roles.list[role]!) });
  }
  for (const { left, right } of shortage.exclusions.slice(0, mostDropped)) {
    offer({
      kind: 'drop-exclusion',
      application: application.name,
      left: application.sessions[left]!.name,
      right: application.sessions[right]!.name,
    });
  }
  for (const constraint of (shortage.constraints ?? []).slice(0, mostDropped))
    offer({ kind: 'drop-constraint', constraint });
  return [...changes.values()];
}

/** Candidates of some session, up to a bound: who works with the application already is suggested first. */
function participantsOf(policy: Policy, index: Index, application: Application): ReadonlySet<number> {
  const participants = new Set<number>();
  for (const { roles } of application.sessions) {
    if (roles.length === 0) continue;
    for (const user of candidatesOf(policy, index, roles).subarray(0, 20)) participants.add(user);
  }
  return participants;
}

function distinct(lists: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...new Map(lists.map((list) => [[...list].sort((a, b) => a - b).join(' '), list])).values()];
}
