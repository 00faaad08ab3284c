/**
 * What `feasible` is asked about: an instance with the user's names for its parts.
 *
 * An application of a policy and a benchmark instance are the same question; only names, places and who may start
 * come from elsewhere.
 */

import { precedenceOf } from '../application/precedence.ts';
import type { Index } from '../index/index.ts';
import { demandOf } from '../policy/demand.ts';
import type { Application, Place, Policy, SessionConstraint } from '../policy/model.ts';
import { type Location, locate, type SourceFile } from '../source/text.ts';
import { counted, listed } from '../source/words.ts';
import type { ReadInstance } from '../workflow/formats/reader.ts';
import type { Constraint, Instance } from '../workflow/instance.ts';
import { rulesOf, startersOf, workflowOf } from './problem.ts';
import { type NamedRoleModel, roleModelOf } from './repair/role-model.ts';

/** What an application's names and rules come from. */
export interface PolicySource {
  readonly policy: Policy;
  readonly application: Application;
  /** Made when it is first asked for: only repairs need it. */
  readonly roleModel: () => NamedRoleModel;
}

export interface Subject {
  /** Path of the policy, or of the instance. */
  readonly file: string;
  /** The application's name; null for an instance. */
  readonly application: string | null;
  readonly place: Location;
  readonly instance: Instance;
  /** Null for an instance. */
  readonly source: PolicySource | null;
  /** The user's rules, each by the constraints of the instance that it stands for. */
  readonly rules: readonly (readonly number[])[];
  /** Steps in the order in which they are declared. */
  readonly order: readonly number[];
  /** Whoever may start, ascending; null where everybody may. */
  readonly starters: Int32Array | null;
  /** Pairs of steps of which the first comes before the second in every run that has both. */
  readonly precedence: readonly (readonly [number, number])[];
  readonly step: (step: number) => string;
  readonly user: (user: number) => string;
  readonly userNamed: (name: string) => number | null;
  readonly userNames: () => Iterable<string>;
  /** A constraint as half a sentence: "S1 and S2 need different users". */
  readonly constraint: (constraint: number) => string;
  /** The user's id of a constraint; null for an exclusion of the application, and in instances. */
  readonly constraintId: (constraint: number) => string | null;
  /** What a step needs: "roles clerk and cashier"; null where nothing is said. */
  readonly needs: (step: number) => string | null;
  readonly stepPlace: (step: number) => Location | null;
  readonly constraintPlace: (constraint: number) => Location | null;
}

/** What it is called: the application, or the file of an instance without its directories. */
export function nameOf({ application, file }: Subject): string {
  return application ?? file.slice(file.lastIndexOf('/') + 1);
}

export function subjectOfInstance(file: SourceFile, { instance, places }: ReadInstance): Subject {
  const step = (at: number): string => `s${at + 1}`;
  const user = (at: number): string => `u${at + 1}`;
  return {
    file: file.path,
    application: null,
    place: { path: file.path, line: 1, column: 1 },
    instance,
    source: null,
    rules: instance.constraints.map((_, at) => [at]),
    order: Array.from({ length: instance.steps }, (_, at) => at),
    starters: null,
    precedence: [],
    step,
    user,
    userNamed: (name) => {
      const number = Number(/^u(\d{1,9})$/i.exec(name)?.[1] ?? Number.NaN);
      return number >= 1 && number <= instance.users ? number - 1 : null;
    },
    userNames: () => ['u1', `u${instance.users}`],
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
  const workflow = workflowOf(policy, index, application);
  const { order, instance, sources } = workflow;
  let model: NamedRoleModel | null = null;
  const roleModel = (): NamedRoleModel => {
    model ??= roleModelOf(policy, index, application, workflow);
    return model;
  };
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
    source: { policy, application, roleModel },
    rules: rulesOf(sources).map(({ constraints }) => constraints),
    order: declared.sort((a, b) => a.session - b.session).map(({ at }) => at),
    starters: application.initiator.length === 0 ? null : startersOf(policy, index, application),
    precedence: precedenceOf(application.tree.body).flatMap(([first, second]) => {
      const pair = [stepNamed.get(first), stepNamed.get(second)] as const;
      return pair[0] === undefined || pair[1] === undefined ? [] : [[pair[0], pair[1]] as const];
    }),
    step,
    user,
    userNamed: (name) => {
      const id = policy.users.ids.get(name.normalize('NFC'));
      return id === undefined || id >= policy.users.declaredCount ? null : id;
    },
    userNames: () => policy.users.list,
    constraint: (at) => {
      const constraint = stated(at);
      return constraint === null
        ? told(instance.constraints[at]!, step, user)
        : demandOf(policy, application, constraint);
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

/** A constraint of an instance, in the words of `policy/demand.ts`. */
function told(
  constraint: Constraint,
  step: (step: number) => string,
  user: (user: number) => string,
): string {
  const steps = (list: readonly number[]): string => listed(list.map(step));
  const group = (users: readonly number[]): string =>
    users.length === 0 ? 'nobody' : listed(users.map(user));
  switch (constraint.kind) {
    case 'separation':
      return `${steps([constraint.left, constraint.right])} need different people`;
    case 'binding':
      return `${steps([constraint.left, constraint.right])} need the same person`;
    case 'at-most':
    case 'at-least':
      return `${steps(constraint.steps)} need ${constraint.kind === 'at-most' ? 'at most' : 'at least'} ${persons(constraint.bound)}`;
    case 'team':
      return `${steps(constraint.steps)} need people of one team: ${constraint.teams.map(group).join(', or ')}`;
    case 'group-unless':
      return `${steps(constraint.steps)} need ${group(constraint.group)} alone, or at least ${persons(constraint.bound)}`;
    case 'dependent':
      return `if one of ${group(constraint.leftUsers)} does ${step(constraint.left)}, one of ${group(constraint.rightUsers)} must do ${step(constraint.right)}`;
    case 'load': {
      const bound = counted(constraint.bound, 'step');
      if (constraint.users === undefined) return `nobody may do more than ${bound}`;
      return `each of ${group(constraint.users)} may do at most ${bound}`;
    }
    case 'unavailable':
      return `${group(constraint.users)} may do nothing`;
    case 'forced':
      return `${user(constraint.user)} must do ${step(constraint.step)}`;
    case 'forbidden':
      return `${user(constraint.user)} must not do ${step(constraint.step)}`;
    default:
      return constraint satisfies never;
  }
}

const persons = (count: number): string => (count === 1 ? 'one person' : `${count} people`);
