/**
 * What `feasible` is asked about: an instance with the user's names for its parts.
 *
 * An application of a policy and a benchmark instance are the same question; only names, places and who may start
 * come from elsewhere.
 */

import { precedenceOf } from '../application/precedence.ts';
import type { Index } from '../index/index.ts';
import type { Application, People, Place, Policy, SessionConstraint } from '../policy/model.ts';
import { type Location, locate, type SourceFile } from '../source/text.ts';
import { counted, listed } from '../source/words.ts';
import type { ReadInstance } from '../workflow/formats/reader.ts';
import type { Constraint, Instance } from '../workflow/instance.ts';
import { startersOf, workflowOf } from './problem.ts';

export interface Subject {
  /** Path of the policy, or of the instance. */
  readonly file: string;
  /** The application's name; null for an instance. */
  readonly application: string | null;
  readonly place: Location;
  readonly instance: Instance;
  /** Steps in the order in which they are declared. */
  readonly order: readonly number[];
  /** Whoever may start, ascending; null where everybody may. */
  readonly starters: Int32Array | null;
  /** Pairs of steps of which the first comes before the second in every run that has both. */
  readonly precedence: readonly (readonly [number, number])[];
  readonly step: (step: number) => string;
  readonly user: (user: number) => string;
  /** A constraint as half a sentence: "S1 and S2 need different users". */
  readonly constraint: (constraint: number) => string;
  /** The user's id of a constraint; null for an exclusion of the application, and in instances. */
  readonly constraintId: (constraint: number) => string | null;
  /** What a step needs: "roles clerk and cashier"; null where nothing is said. */
  readonly needs: (step: number) => string | null;
  readonly stepPlace: (step: number) => Location | null;
  readonly constraintPlace: (constraint: number) => Location | null;
}

export function subjectOfInstance(file: SourceFile, { instance, places }: ReadInstance): Subject {
  const step = (at: number): string => `s${at + 1}`;
  const user = (at: number): string => `u${at + 1}`;
  return {
    file: file.path,
    application: null,
    place: { path: file.path, line: 1, column: 1 },
    instance,
    order: Array.from({ length: instance.steps }, (_, at) => at),
    starters: null,
    precedence: [],
    step,
    user,
    constraint: (at) => told(instance.constraints[at]!, step, user),
    constraintId: () => null,
    needs: () => null,
    stepPlace: () => null,
    constraintPlace: (at) => {
      const span = places[at];
      return span === undefined ? null : locate(span);
    },
  };
}

export function subjectOfApplication(policy: Policy, index: Index, application: Application): Subject {
  const { order, instance, sources } = workflowOf(policy, index, application);
  const place = ({ file, line, column }: Place): Location => ({
    path: policy.files[file]?.path ?? policy.path,
    line,
    column,
  });
  const step = (at: number): string => application.sessions[order[at]!]!.name;
  const user = (id: number): string => policy.users.list[id] ?? `user ${id}`;
  const stated = (at: number): SessionConstraint | null => {
    const source = sources[at]!;
    return source.kind === 'constraint' ? application.constraints[source.index]! : null;
  };
  const stepNamed = new Map(order.map((session, at) => [application.sessions[session]!.name, at]));
  const declared = order.map((session, at) => ({ session, at }));
  return {
    file: policy.path,
    application: application.name,
    place: place(application.place),
    instance,
    order: declared.sort((a, b) => a.session - b.session).map(({ at }) => at),
    starters: application.initiator.length === 0 ? null : startersOf(policy, index, application),
    precedence: precedenceOf(application.tree.body).flatMap(([first, second]) => {
      const pair = [stepNamed.get(first), stepNamed.get(second)] as const;
      return pair[0] === undefined || pair[1] === undefined ? [] : [[pair[0], pair[1]] as const];
    }),
    step,
    user,
    constraint: (at) => {
      const constraint = stated(at);
      const people = (group: People): string | null =>
        group.kind === 'role' ? (policy.roles.list[group.role] ?? null) : null;
      return told(
        instance.constraints[at]!,
        step,
        user,
        constraint === null ? [] : groupsOf(constraint).map(people),
      );
    },
    constraintId: (at) => stated(at)?.id ?? null,
    needs: (at) => {
      const { roles } = application.sessions[order[at]!]!;
      if (roles.length === 0) return null;
      return `${roles.length === 1 ? 'role' : 'roles'} ${listed(roles.map((role) => policy.roles.list[role] ?? '?'))}`;
    },
    stepPlace: (at) => place(application.sessions[order[at]!]!.place),
    constraintPlace: (at) => {
      const source = sources[at]!;
      return place(
        source.kind === 'exclusion'
          ? application.exclusions[source.index]!.place
          : application.constraints[source.index]!.place,
      );
    },
  };
}

/** The groups of people in the order in which `told` names them. */
function groupsOf(constraint: SessionConstraint): readonly People[] {
  switch (constraint.kind) {
    case 'team':
      return constraint.teams;
    case 'group-unless':
      return [constraint.group];
    case 'dependent':
      return [constraint.leftUsers, constraint.rightUsers];
    case 'load':
      return constraint.users === null ? [] : [constraint.users];
    case 'unavailable':
      return [constraint.users];
    default:
      return [];
  }
}

/** `roles[i]`: how the i-th group of people is called, where it is more than a list. */
function told(
  constraint: Constraint,
  step: (step: number) => string,
  user: (user: number) => string,
  roles: readonly (string | null)[] = [],
): string {
  const steps = (list: readonly number[]): string => listed(list.map(step));
  const group = (at: number, users: readonly number[]): string =>
    roles[at] ?? (users.length === 0 ? 'nobody' : listed(users.map(user)));
  switch (constraint.kind) {
    case 'separation':
      return `${steps([constraint.left, constraint.right])} need different people`;
    case 'binding':
      return `${steps([constraint.left, constraint.right])} need the same person`;
    case 'at-most':
      return `at most ${counted(constraint.bound, 'person', 'people')} may do ${steps(constraint.steps)}`;
    case 'at-least':
      return `at least ${counted(constraint.bound, 'person', 'people')} must do ${steps(constraint.steps)}`;
    case 'team':
      return `${steps(constraint.steps)} must be done by one team: ${constraint.teams.map((team, at) => group(at, team)).join('; or ')}`;
    case 'group-unless':
      return `${steps(constraint.steps)} need ${counted(constraint.bound, 'person', 'people')}, or nobody but ${group(0, constraint.group)}`;
    case 'dependent':
      return `if ${step(constraint.left)} is done by one of ${group(0, constraint.leftUsers)}, then ${step(constraint.right)} by one of ${group(1, constraint.rightUsers)}`;
    case 'load':
      return `${constraint.users === undefined ? 'nobody' : `none of ${group(0, constraint.users)}`} may do more than ${counted(constraint.bound, 'step')}`;
    case 'unavailable':
      return `${group(0, constraint.users)} ${constraint.users.length === 1 && roles[0] == null ? 'is' : 'are'} unavailable`;
    case 'forced':
      return `${step(constraint.step)} must be done by ${user(constraint.user)}`;
    case 'forbidden':
      return `${step(constraint.step)} must not be done by ${user(constraint.user)}`;
    default:
      return constraint satisfies never;
  }
}
