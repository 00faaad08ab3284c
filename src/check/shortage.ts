/**
 * Why an application cannot be carried out, told: the conflict of the solver in the words of people.
 *
 * Shared by the printed test (P28) and feasibility (P29): what the former finds are conflicts of one or two sessions.
 */

import { members, union } from '../feasible/bits.ts';
import type { Conflict } from '../feasible/colouring/conflict.ts';
import type { WorkflowConflict } from '../feasible/conflict/workflow.ts';
import type { Problem, Workflow } from '../feasible/problem.ts';
import { repairsOf } from '../feasible/repair/candidates.ts';
import type { Index } from '../index/index.ts';
import { demandOf } from '../policy/demand.ts';
import type { Application, Policy } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import {
  constraintElement,
  exclusionElement,
  pairNames,
  placesOf,
  rolePaths,
  sessionElement,
  sessionNames,
  userNames,
  whyNobody,
} from './applications.ts';
import type { Detail } from './rule.ts';

/** More people than this are counted, not named. */
const mostNamed = 6;
/** Derivations of more people than this are not shown. */
const mostDerived = 4;

/** More exclusions or sessions than this are counted, not spelt out. */
const mostSpelt = 10;

function shown(parts: readonly string[]): string {
  if (parts.length <= mostSpelt) return parts.join(', ');
  return `${parts.slice(0, mostSpelt).join(', ')}, … (${parts.length - mostSpelt} more)`;
}

/** Names of the conflict's sessions, in order. */
export function conflictNames(
  application: Application,
  problem: Problem,
  conflict: Pick<Conflict, 'sessions'>,
): string[] {
  return sessionNames(
    application,
    conflict.sessions.map((session) => problem.order[session]!),
  );
}

/** The conflict in the application's own terms: its sessions, their roles, its exclusions. */
export function shortageOf(application: Application, problem: Problem, conflict: Conflict) {
  const sessions = conflict.sessions.map((session) => problem.order[session]!);
  const exclusions = conflict.exclusions.flatMap((pair) => {
    const left = problem.order[pair.left]!;
    const right = problem.order[pair.right]!;
    const found = application.exclusions.find(
      (one) => (one.left === left && one.right === right) || (one.left === right && one.right === left),
    );
    return found === undefined ? [] : [found];
  });
  return { sessions, exclusions, roles: sessions.map((session) => application.sessions[session]!.roles) };
}

/** What is told of a conflict between `application`'s sessions: sentence, derivations, core, places, repairs. */
export function detailOf(
  policy: Policy,
  index: Index,
  application: Application,
  problem: Problem,
  conflict: Conflict,
): Detail {
  const { sessions, exclusions, roles } = shortageOf(application, problem, conflict);
  const people = peopleOf(problem, conflict.sessions);
  const core = [
    ...exclusions.map((exclusion) => exclusionElement(index, application, exclusion)),
    ...sessions.map((session) => sessionElement(index, application, session)),
  ];
  return {
    sentence: sentenceOf(policy, index, application, problem, conflict),
    paths: rolePaths(policy, index, people.slice(0, mostDerived), roles.flat()),
    core,
    locations: placesOf(core),
    candidates: repairsOf(policy, index, application, { roles, exclusions }),
  };
}

/** The same of a conflict with constraints of the policy, which name more than exclusions can. */
export function workflowDetailOf(
  policy: Policy,
  index: Index,
  application: Application,
  workflow: Workflow,
  conflict: WorkflowConflict,
): Detail {
  const { sessions, exclusions, constraints, roles } = workflowShortageOf(application, workflow, conflict);
  const able = conflict.sessions.map((step) => members(workflow.instance.authorised[step]!));
  const people = [...new Set(able.flat())].sort((a, b) => a - b);
  const core = [
    ...constraints.map((constraint) => constraintElement(index, application, constraint)),
    ...exclusions.map((exclusion) => exclusionElement(index, application, exclusion)),
    ...sessions.map((session) => sessionElement(index, application, session)),
  ];
  const names = sessionNames(application, sessions);
  const demands = [
    ...constraints.map((constraint) => `${demandOf(policy, application, constraint)} (${constraint.id})`),
    ...exclusions.map(({ left, right }) => {
      const [first, second] = pairNames(application, left, right);
      return `different people must do ${first} and ${second}`;
    }),
  ];
  const can = able.map((users, at) =>
    users.length === 0
      ? `nobody can do ${names[at]!}`
      : `only ${listed(userNames(policy, users), mostNamed)} can do ${names[at]!}`,
  );
  const whole = `${listed(names, Number.POSITIVE_INFINITY)} of ${application.name}`;
  const more = conflict.minimal ? '' : '; it was too hard to find out which of these could be left out';
  return {
    sentence: `no plan exists for ${whole}: ${shown(demands)}, but ${shown(can)}${more}`,
    paths: rolePaths(policy, index, people.slice(0, mostDerived), roles.flat()),
    core,
    locations: placesOf(core),
    candidates: repairsOf(policy, index, application, {
      roles,
      exclusions,
      constraints: constraints.map(({ id }) => id),
    }),
  };
}

/** The conflict in the application's own terms; whoever does sessions that belong together needs the roles of all. */
export function workflowShortageOf(application: Application, workflow: Workflow, conflict: WorkflowConflict) {
  const sessions = conflict.sessions.map((step) => workflow.order[step]!);
  const constraints = conflict.constraints.map((at) => application.constraints[at]!);
  const rolesOf = (session: number): readonly number[] => application.sessions[session]!.roles;
  const together = constraints.flatMap((constraint) => {
    if (constraint.kind !== 'binding' && constraint.kind !== 'at-most') return [];
    const within = constraint.sessions.filter((session) => sessions.includes(session));
    return [[...new Set(within.flatMap(rolesOf))]];
  });
  return {
    sessions,
    exclusions: conflict.exclusions.map((at) => application.exclusions[at]!),
    constraints,
    roles: [...together, ...sessions.map(rolesOf)],
  };
}

/** Ids of everybody who may do one of `sessions`, ascending; representatives only where classes are large. */
function peopleOf(problem: Problem, sessions: readonly number[]): readonly number[] {
  const { candidates, users } = problem.instance;
  return members(union(sessions.map((session) => candidates[session]!))).map((at) => users[at]!);
}

function sentenceOf(
  policy: Policy,
  index: Index,
  application: Application,
  problem: Problem,
  conflict: Conflict,
): string {
  const names = conflictNames(application, problem, conflict);
  const whole = `${listed(names, Number.POSITIVE_INFINITY)} of ${application.name}`;
  const people = peopleOf(problem, conflict.sessions);
  const [first] = conflict.sessions;
  switch (conflict.kind) {
    case 'too-few-people': {
      if (names.length === 1) {
        const { roles } = application.sessions[problem.order[first!]!]!;
        return `nobody can do ${whole}: ${whyNobody(policy, index, roles)}`;
      }
      const must = `${whole} must be done by ${names.length === 2 ? 'different people' : `${names.length} different people`}`;
      const who = listed(userNames(policy, people), mostNamed);
      const are = people.length === 1 ? 'is' : 'are';
      return `${must}, but only ${who} ${are} authorised for ${names.length === 2 ? 'both' : 'them'}`;
    }
    case 'other': {
      const pairs = conflict.exclusions.map(
        ({ left, right }) =>
          `${application.sessions[problem.order[left]!]!.name} and ${application.sessions[problem.order[right]!]!.name}`,
      );
      const can = conflict.sessions.map((session, at) => {
        const able = peopleOf(problem, [session]);
        return `only ${listed(userNames(policy, able), mostNamed)} can do ${names[at]!}`;
      });
      const told = `different people must do ${shown(pairs)}, but ${shown(can)}`;
      const more = conflict.minimal ? '' : '; it was too hard to find out which of these could be left out';
      return `no plan exists for ${whole}: ${told}${more}`;
    }
    default:
      return conflict.kind satisfies never;
  }
}
