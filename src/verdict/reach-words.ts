/** What `reach` says in sentences: what a goal asks, what was found, and why there is no way. */

import type { ReachGoal } from '../policy/administration.ts';
import type { Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import type { HeldAndLacked, InvariantPart, ReachStep, Trace, UserRole } from './reach.ts';

/** Half a sentence about the state that must not be: "one user holds Clerk and Approver". */
export function asksOf(policy: Policy, goal: ReachGoal): string {
  switch (goal.kind) {
    case 'roles': {
      const roles = listed(goal.roles.map((role) => policy.roles.list[role]!));
      if (goal.user !== null) return `${policy.users.list[goal.user]!} holds ${roles}`;
      return holding(goal.users, roles);
    }
    case 'permissions': {
      const names = goal.permissions.map((permission) => policy.permissions.list[permission]!);
      return holding(goal.users, `${names.length === 1 ? 'permission' : 'permissions'} ${listed(names)}`);
    }
    case 'exclusions':
      return 'somebody violates a static exclusion';
    case 'activation':
      return 'somebody could activate roles that exclude each other dynamically';
    case 'own-approver':
      return `one user does ${sessionsOf(policy, goal)}`;
    default:
      return goal satisfies never;
  }
}

function holding(users: number, what: string): string {
  return users === 1 ? `one user holds ${what}` : `${users} users hold ${what} between them`;
}

function sessionsOf(policy: Policy, goal: Extract<ReachGoal, { kind: 'own-approver' }>): string {
  const { name, sessions } = policy.applications[goal.application]!;
  const [first, ...others] = goal.pairs;
  if (first === undefined || others.length > 0) return `two exclusive sessions of a run of ${name}`;
  return `both ${sessions[first[0]]!.name} and ${sessions[first[1]]!.name} in a run of ${name}`;
}

/** "reachable in 3 steps: bob can hold Clerk and Approver". */
export function reachableSentence(policy: Policy, goal: ReachGoal, trace: Trace): string {
  const steps = trace.steps.length;
  const so = resultOf(policy, goal, trace, steps > 0);
  return steps === 0
    ? `so already, before any change: ${so}`
    : `reachable in ${counted(steps, 'step')}: ${so}`;
}

/** What is then so, about the people of the trace. `isLater`: they can; else they do. */
function resultOf(policy: Policy, goal: ReachGoal, { finally: people }: Trace, isLater: boolean): string {
  const who = listed(people.map(({ user }) => user));
  const between = people.length > 1 ? ' between them' : '';
  const hold = isLater ? 'can hold' : people.length > 1 ? 'hold' : 'holds';
  switch (goal.kind) {
    case 'roles':
      return `${who} ${hold} ${listed(goal.roles.map((role) => policy.roles.list[role]!))}${between}`;
    case 'permissions':
      return `${who} ${hold} ${listed(goal.permissions.map((one) => policy.permissions.list[one]!))}${between}`;
    case 'exclusions':
      return `${who} ${isLater ? 'can come to violate' : 'violates'} a static exclusion${withRoles(people)}`;
    case 'activation':
      return `${who} ${isLater ? 'can come to be able to' : 'can'} activate roles that exclude each other dynamically${withRoles(people)}`;
    case 'own-approver':
      return `${who} can do ${sessionsOf(policy, goal)}`;
    default:
      return goal satisfies never;
  }
}

function withRoles(people: Trace['finally']): string {
  const roles = people[0]?.roles ?? [];
  return roles.length === 0 ? '' : `, with ${listed(roles)}`;
}

/** "hana (HR) assigns kim Approver by promote". */
export function stepSentence(step: ReachStep): string {
  if (step.kind === 'perform') return `${step.user} does ${step.session} of ${step.application}`;
  const actor = step.as === null ? step.actor : `${step.actor} (${step.as})`;
  const whom = step.user === step.actor ? 'themselves' : step.user;
  switch (step.kind) {
    case 'assign':
      return `${actor} assigns ${whom} ${step.role} by ${step.rule}`;
    case 'revoke':
      return `${actor} revokes ${step.role} from ${whom} by ${step.rule}`;
    case 'enrol':
      return `${actor} enrols ${whom} as ${step.role} by ${step.rule}`;
    default:
      return step satisfies never;
  }
}

/** How many combinations of one part are spelt out. */
const mostClauses = 4;

/** An invariant as sentences, each of which is true of every reachable state. */
export function becauseOf(invariant: readonly InvariantPart[]): readonly string[] {
  // Nothing has to be known besides: the goal itself is out of every rule's reach.
  if (invariant.length === 0) return ['no single change leads there from where it is not so yet'];
  return invariant.flatMap(sentencesOf);
}

function sentencesOf(part: InvariantPart): readonly string[] {
  switch (part.kind) {
    case 'never':
      return [neverSentence(part.roles)];
    case 'at-most':
      return [atMostSentence(part.roles, part.count)];
    case 'never-together':
      return shortened(part.clauses, (clause) => clauseSentence(part.users, clause));
    case 'one-of': {
      const sets = part.sets.map((set) => (set.length === 0 ? 'none' : listed(set)));
      const whose = part.users === null ? 'everybody' : listed(part.users);
      return [`of ${listed(part.roles)}, ${whose} has at any time exactly ${alternatives(sets)}`];
    }
    case 'joint':
      return shortened(part.clauses, jointSentence);
    default:
      return part satisfies never;
  }
}

function shortened<T>(clauses: readonly T[], tell: (clause: T) => string): readonly string[] {
  const rest = clauses.length - mostClauses;
  const told = clauses.slice(0, mostClauses).map(tell);
  return rest > 0 ? [...told, `and ${counted(rest, 'more combination')} of this kind`] : told;
}

function neverSentence(roles: readonly string[]): string {
  return roles.length <= 2
    ? `no one is ever assigned ${alternatives(roles)}`
    : `no one is ever assigned any of these ${roles.length} roles: ${listed(roles)}`;
}

function atMostSentence(roles: readonly string[], count: number): string {
  const one = count + 1;
  if (count === 0) return neverSentence(roles);
  if (one === roles.length)
    return one === 2
      ? `no one is ever assigned both ${listed(roles)}`
      : `no one is ever assigned all of ${listed(roles)}`;
  return `no one is ever assigned ${one} of these ${roles.length} roles: ${listed(roles)}`;
}

function clauseSentence(users: readonly string[] | null, { held, lacked }: HeldAndLacked): string {
  const who = users === null ? 'no one' : `none of ${listed(users, 3)}`;
  const whose = users === null ? 'everybody' : `each of ${listed(users, 3)}`;
  if (held.length === 0) return `${whose} is always assigned ${alternatives(lacked)}`;
  const without = lacked.length === 0 ? '' : ` without ${alternatives(lacked)}`;
  return `${who} is ever assigned ${held.length === 2 && lacked.length === 0 ? 'both ' : ''}${listed(held, 8)}${without}`;
}

function jointSentence({
  held,
  lacked,
}: {
  readonly held: readonly UserRole[];
  readonly lacked: readonly UserRole[];
}): string {
  const facts = [
    ...held.map(({ user, role }) => `${user} is assigned ${role}`),
    ...lacked.map(({ user, role }) => `${user} is not assigned ${role}`),
  ];
  return `${facts.length === 1 ? 'it is never so that' : 'never at once:'} ${listed(facts, 8)}`;
}

/** "A", "A or B", "A, B or C". */
function alternatives(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  const shown = names.length > 8 ? [...names.slice(0, 8), `one of ${names.length - 8} more`] : names;
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)!}`;
}
