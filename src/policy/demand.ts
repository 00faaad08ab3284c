/** What a constraint of an application demands, in words: "S1 and S2 need the same person". */

import type { Application, People, Policy, SessionConstraint } from './model.ts';

/** More names than this are counted. */
const mostNamed = 6;

export function demandOf(policy: Policy, application: Application, constraint: SessionConstraint): string {
  const session = (at: number): string => application.sessions[at]!.name;
  const sessions = (of: readonly number[]): string => series(of.map(session), 'and');
  switch (constraint.kind) {
    case 'separation':
      return `${sessions(constraint.sessions)} need different people`;
    case 'binding':
      return `${sessions(constraint.sessions)} need the same person`;
    case 'at-most':
    case 'at-least': {
      const quantity = constraint.kind === 'at-most' ? 'at most' : 'at least';
      return `${sessions(constraint.sessions)} need ${quantity} ${persons(constraint.bound)}`;
    }
    case 'team': {
      const teams = constraint.teams.map((team) => all(policy, team)).join(', or ');
      const need = constraint.sessions.length === 1 ? 'needs somebody' : 'need people';
      return `${sessions(constraint.sessions)} ${need} of one team: ${teams}`;
    }
    case 'group-unless': {
      const who = all(policy, constraint.group);
      const many = persons(constraint.bound);
      return `${sessions(constraint.sessions)} need ${who} alone, or at least ${many}`;
    }
    case 'dependent': {
      const premise = `if ${any(policy, constraint.leftUsers)} does ${session(constraint.left)}`;
      return `${premise}, ${any(policy, constraint.rightUsers)} must do ${session(constraint.right)}`;
    }
    case 'load': {
      const bound = `${constraint.bound} session${constraint.bound === 1 ? '' : 's'}`;
      if (constraint.users === null) return `nobody may do more than ${bound}`;
      return `${eachOf(policy, constraint.users)} may do at most ${bound}`;
    }
    case 'unavailable':
      return `${all(policy, constraint.users)} may do nothing`;
    case 'forced':
      return `${policy.users.list[constraint.user]!} must do ${session(constraint.session)}`;
    case 'forbidden':
      return `${policy.users.list[constraint.user]!} must not do ${session(constraint.session)}`;
    default:
      return constraint satisfies never;
  }
}

function persons(count: number): string {
  return count === 1 ? 'one person' : `${count} people`;
}

function all(policy: Policy, people: People): string {
  return people.kind === 'role'
    ? `the users of ${policy.roles.list[people.role]!}`
    : series(namesOf(policy, people.users), 'and');
}

function eachOf(policy: Policy, people: People): string {
  const isOne = people.kind === 'users' && people.users.length === 1;
  return isOne ? all(policy, people) : `each of ${all(policy, people)}`;
}

function any(policy: Policy, people: People): string {
  return people.kind === 'role'
    ? `a user of ${policy.roles.list[people.role]!}`
    : series(namesOf(policy, people.users), 'or');
}

function namesOf(policy: Policy, users: readonly number[]): string[] {
  return users.map((user) => policy.users.list[user]!);
}

/** "a", "a and b", "a, b and 5 more"; "nobody" of none. */
function series(names: readonly string[], word: 'and' | 'or'): string {
  const shown =
    names.length > mostNamed ? [...names.slice(0, mostNamed), `${names.length - mostNamed} more`] : names;
  if (shown.length <= 1) return shown[0] ?? 'nobody';
  return `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1)!}`;
}
