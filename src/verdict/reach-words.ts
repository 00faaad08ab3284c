/** What `reach` says in sentences: what a goal asks, what was found, and why there is no way. */

import type { ReachGoal } from '../policy/administration.ts';
import { markNamed } from '../policy/marks.ts';
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
export function becauseOf(policy: Policy, invariant: readonly InvariantPart[]): readonly string[] {
  // Nothing has to be known besides: the goal itself is out of every rule's reach.
  if (invariant.length === 0) return ['no single change leads there from where it is not so yet'];
  const markOf = markNamed(policy);
  return invariant.flatMap((part) => sentencesOf(part, markOf));
}

function sentencesOf(part: InvariantPart, markOf: MarkOf): readonly string[] {
  switch (part.kind) {
    case 'never':
      return neverSentences(part.roles, markOf);
    case 'at-most':
      return [atMostSentence(part.roles, part.count)];
    case 'never-together':
      return shortened(part.clauses, (clause) => clauseSentence(part.users, clause, markOf));
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

type MarkOf = ReturnType<typeof markNamed>;

/** Names of one part by what they are: roles, sessions that are done (in words), and not having joined. */
function sorted(names: readonly string[], markOf: MarkOf) {
  const marks = names.map((name) => ({ name, mark: markOf(name) }));
  return {
    roles: marks.flatMap(({ name, mark }) => (mark === null ? [name] : [])),
    done: marks.flatMap(({ mark }) =>
      mark?.kind === 'performed' ? [`${mark.session} of ${mark.application}`] : [],
    ),
    isAbsent: marks.some(({ mark }) => mark?.kind === 'absent'),
  };
}

function neverSentences(names: readonly string[], markOf: MarkOf): readonly string[] {
  const { roles, done } = sorted(names, markOf);
  return [
    ...(roles.length > 0 ? [neverSentence(roles)] : []),
    ...(done.length > 0 ? [`no one can ever do ${alternatives(done)}`] : []),
  ];
}

function clauseSentence(
  users: readonly string[] | null,
  { held, lacked }: HeldAndLacked,
  markOf: MarkOf,
): string {
  const has = sorted(held, markOf);
  const misses = sorted(lacked, markOf);
  const among = users === null ? null : listed(users, 3);
  const without = [
    ...(misses.roles.length > 0 ? [` without ${alternatives(misses.roles)}`] : []),
    ...(misses.done.length > 0 ? [` before doing ${alternatives(misses.done)}`] : []),
    ...(has.isAbsent ? [' before joining'] : []),
  ].join('');
  if (held.length === 0)
    return `${among === null ? 'everybody' : `each of ${among}`} is always assigned ${alternatives(lacked)}`;
  const whoever = among === null ? 'no one' : `none of ${among}`;
  const doing = has.done.length === 0 ? '' : ` has done ${listed(has.done)}`;
  if (has.roles.length === 0) return `${whoever}${doing === '' ? ' is there' : doing}${without}`;
  const both = has.roles.length === 2 && without === '' ? 'both ' : '';
  return `${whoever}${doing === '' ? '' : ` who${doing}`} is ever assigned ${both}${listed(has.roles, 8)}${without}`;
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
