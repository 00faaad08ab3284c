/**
 * The constraints of an application as components of the specification's state (spec/workflow.ts), from raw facts.
 *
 * A list of pairs is all its pairs. Whoever a constraint speaks of is a set of people of its own, named after the
 * constraint; those with a role stay a role, because who they are is for the specification to say (S1).
 */

import type { Application, People, SessionConstraint } from '../policy/model.ts';

type Tuple = readonly number[];

const components = [
  'listed',
  'holding',
  'separated',
  'bound',
  'scope',
  'atMost',
  'atLeast',
  'teams',
  'group',
  'enough',
  'dependent',
  'load',
  'loadOfAll',
  'unavailable',
  'forced',
  'forbidden',
] as const;

type Component = (typeof components)[number];

export interface PlanConstraints {
  /** Names of the constraints on sets of sessions. */
  readonly constraints: readonly string[];
  /** Names of the sets of people. */
  readonly people: readonly string[];
  readonly relations: Readonly<Record<string, readonly Tuple[]>>;
}

/** `userAt` is the index of a user in the state, or -1; `numberAt` that of a number. */
export function planConstraintsOf(
  application: Application | undefined,
  userAt: (user: number) => number,
  numberAt: (value: number) => number,
): PlanConstraints {
  const constraints: string[] = [];
  const people: string[] = [];
  const relations = new Map<Component, Tuple[]>(components.map((name) => [name, []]));
  const add = (component: Component, ...tuple: number[]): void => {
    relations.get(component)!.push(tuple);
  };
  const addUser = (component: Component, left: number, user: number): void => {
    const at = userAt(user);
    if (at >= 0) add(component, left, at);
  };
  const addPeople = (name: string, whom: People): number => {
    const set = people.push(name) - 1;
    if (whom.kind === 'role') add('holding', set, whom.role);
    else for (const user of new Set(whom.users)) addUser('listed', set, user);
    return set;
  };
  const addScope = (id: string, sessions: readonly number[]): number => {
    const constraint = constraints.push(id) - 1;
    for (const session of sessions) add('scope', constraint, session);
    return constraint;
  };
  const addPairs = (component: Component, sessions: readonly number[]): void => {
    for (const left of sessions)
      for (const right of sessions) if (left !== right) add(component, left, right);
  };

  const state = (constraint: SessionConstraint): void => {
    const { id } = constraint;
    switch (constraint.kind) {
      case 'separation':
        addPairs('separated', constraint.sessions);
        break;
      case 'binding':
        addPairs('bound', constraint.sessions);
        break;
      case 'at-most':
        add('atMost', addScope(id, constraint.sessions), numberAt(constraint.bound));
        break;
      case 'at-least':
        add('atLeast', addScope(id, constraint.sessions), numberAt(constraint.bound));
        break;
      case 'team': {
        const scope = addScope(id, constraint.sessions);
        for (const [at, team] of constraint.teams.entries())
          add('teams', scope, addPeople(`${id} team ${at + 1}`, team));
        break;
      }
      case 'group-unless': {
        const scope = addScope(id, constraint.sessions);
        add('group', scope, addPeople(`${id} group`, constraint.group));
        add('enough', scope, numberAt(constraint.bound));
        break;
      }
      case 'dependent': {
        const left = addPeople(`${id} if`, constraint.leftUsers);
        const right = addPeople(`${id} then`, constraint.rightUsers);
        add('dependent', constraint.left, left, constraint.right, right);
        break;
      }
      case 'load':
        if (constraint.users === null) add('loadOfAll', numberAt(constraint.bound));
        else add('load', addPeople(id, constraint.users), numberAt(constraint.bound));
        break;
      case 'unavailable':
        add('unavailable', addPeople(id, constraint.users));
        break;
      case 'forced':
      case 'forbidden':
        addUser(constraint.kind, constraint.session, constraint.user);
        break;
      default:
        constraint satisfies never;
    }
  };
  for (const constraint of application?.constraints ?? []) state(constraint);
  return { constraints, people, relations: Object.fromEntries(relations) };
}

/** Numbers that constraints of applications mention. */
export function boundsOf({ constraints }: Application): number[] {
  return constraints.flatMap((constraint) => ('bound' in constraint ? [constraint.bound] : []));
}

/** Roles whose users constraints of an application are about. */
export function rolesMeant({ constraints }: Application): number[] {
  return constraints.flatMap(peopleIn).flatMap((people) => (people.kind === 'role' ? [people.role] : []));
}

/**
 * For each user whom constraints of an application name, which of their lists name them: users with equal lists and
 * roles are interchangeable in its plans.
 */
export function listsOf({ constraints }: Application): ReadonlyMap<number, string> {
  const lists = new Map<number, string>();
  let last = 0;
  const addList = (users: readonly number[]): void => {
    last += 1;
    for (const user of new Set(users)) lists.set(user, `${lists.get(user) ?? ''} ${last}`);
  };
  for (const constraint of constraints) {
    if ('user' in constraint) addList([constraint.user]);
    for (const people of peopleIn(constraint)) if (people.kind === 'users') addList(people.users);
  }
  return lists;
}

/** Every set of people that a constraint speaks of. */
export function peopleIn(constraint: SessionConstraint): readonly People[] {
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
    case 'separation':
    case 'binding':
    case 'at-most':
    case 'at-least':
    case 'forced':
    case 'forbidden':
      return [];
    default:
      return constraint satisfies never;
  }
}
