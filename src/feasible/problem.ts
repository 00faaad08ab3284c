/**
 * From a policy's application to an instance: candidates of each session and who may start (FORMAL.md B.9, C.3).
 *
 * `problemOf` has the exclusions alone, as list colouring; `workflowOf` has the constraints of the policy as well, as
 * a problem of workflow satisfiability. Sessions and exclusions stand in the order of their names, so that conflicts do not depend on the order of
 * declaration (L32). Kept per index, because several rules ask the same.
 */

import type { Index } from '../index/index.ts';
import type { Application, People, Policy, SessionConstraint } from '../policy/model.ts';
import {
  type Constraint,
  type Instance as WorkflowInstance,
  instanceOf as workflowInstanceOf,
} from '../workflow/instance.ts';
import { type ExclusivePair, type Instance, instanceOf } from './colouring/instance.ts';

export interface Problem {
  /** `order[i]` is the position in `application.sessions` of the instance's session i. */
  readonly order: readonly number[];
  /** Candidates of the instance's session i: declared users, ascending. */
  readonly candidates: readonly Int32Array[];
  readonly instance: Instance;
}

/** What a constraint of an instance comes from: an index into `exclusions` or `constraints` of the application. */
export type Source =
  | { readonly kind: 'exclusion'; readonly index: number }
  | { readonly kind: 'constraint'; readonly index: number };

export interface Workflow {
  /** As in `Problem`. */
  readonly order: readonly number[];
  /** Its users are the declared users of the policy, by their ids. */
  readonly instance: WorkflowInstance;
  /** Where `instance.constraints[i]` comes from. One constraint of the policy may be several here. */
  readonly sources: readonly Source[];
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

/** Constraints stand after the exclusions, in the order of their ids. */
export function workflowOf(policy: Policy, index: Index, application: Application): Workflow {
  const { sessions, exclusions, constraints } = application;
  const order = orderOf(application);
  const position = new Map(order.map((session, at) => [session, at]));
  const pairs = exclusions.map(({ left, right }, at) => {
    const [from, to] = ascending(position.get(left)!, position.get(right)!);
    return { from, to, at };
  });
  pairs.sort((a, b) => a.from - b.from || a.to - b.to);
  const stated = constraints.map((constraint, at) => ({ constraint, at }));
  stated.sort((a, b) => (a.constraint.id < b.constraint.id ? -1 : 1));
  const sourced = [
    ...pairs.map(({ from, to, at }) => ({
      constraint: { kind: 'separation', left: from, right: to } satisfies Constraint,
      source: { kind: 'exclusion', index: at } satisfies Source,
    })),
    ...stated.flatMap(({ constraint, at }) =>
      constraintsOf(policy, index, (session) => position.get(session)!, constraint).map((one) => ({
        constraint: one,
        source: { kind: 'constraint', index: at } satisfies Source,
      })),
    ),
  ];
  return {
    order,
    instance: workflowInstanceOf(
      policy.users.declaredCount,
      order.map((session) => candidatesOf(policy, index, sessions[session]!.roles)),
      sourced.map(({ constraint }) => constraint),
    ),
    sources: sourced.map(({ source }) => source),
  };
}

/** The user's rules in the order of the instance, each with its constraints there. */
export function rulesOf(
  sources: readonly Source[],
): readonly { readonly source: Source; readonly constraints: readonly number[] }[] {
  const rules = new Map<string, { readonly source: Source; readonly constraints: number[] }>();
  for (const [at, source] of sources.entries()) {
    const key = `${source.kind} ${source.index}`;
    const rule = rules.get(key) ?? { source, constraints: [] };
    rules.set(key, rule);
    rule.constraints.push(at);
  }
  return [...rules.values()];
}

/** A constraint of the policy about the instance's steps. Lists that speak of pairs become all their pairs. */
function constraintsOf(
  policy: Policy,
  index: Index,
  step: (session: number) => number,
  constraint: SessionConstraint,
): Constraint[] {
  const steps = (sessions: readonly number[]): number[] => sessions.map(step).sort((a, b) => a - b);
  const people = (whom: People): number[] => [...usersOf(policy, index, whom)];
  switch (constraint.kind) {
    case 'separation':
    case 'binding': {
      const { kind } = constraint;
      const all = steps(constraint.sessions);
      return all.flatMap((left, at) => all.slice(at + 1).map((right) => ({ kind, left, right })));
    }
    case 'at-most':
    case 'at-least':
      return [{ kind: constraint.kind, bound: constraint.bound, steps: steps(constraint.sessions) }];
    case 'team':
      return [{ kind: 'team', steps: steps(constraint.sessions), teams: constraint.teams.map(people) }];
    case 'group-unless': {
      const { kind, bound, sessions, group } = constraint;
      return [{ kind, bound, steps: steps(sessions), group: people(group) }];
    }
    case 'dependent':
      return [
        {
          kind: 'dependent',
          left: step(constraint.left),
          right: step(constraint.right),
          leftUsers: people(constraint.leftUsers),
          rightUsers: people(constraint.rightUsers),
        },
      ];
    case 'load': {
      const { kind, bound, users } = constraint;
      return [users === null ? { kind, bound } : { kind, bound, users: people(users) }];
    }
    case 'unavailable':
      return [{ kind: 'unavailable', users: people(constraint.users) }];
    case 'forced':
    case 'forbidden': {
      const { kind, session, user } = constraint;
      if (user < policy.users.declaredCount) return [{ kind, step: step(session), user }];
      // Whom nothing declares is no user of the instance: then nobody can do the session, or nobody is kept from it.
      return kind === 'forced' ? [{ kind: 'team', steps: [step(session)], teams: [] }] : [];
    }
    default:
      return constraint satisfies never;
  }
}

/** The declared users whom a constraint means, ascending. */
export function usersOf(policy: Policy, index: Index, people: People): Iterable<number> {
  switch (people.kind) {
    case 'users':
      return people.users.filter((user) => user < policy.users.declaredCount).sort((a, b) => a - b);
    case 'role':
      return candidatesOf(policy, index, [people.role]);
    default:
      return people satisfies never;
  }
}

/** Sessions in the order of their names. */
function orderOf({ sessions }: Application): number[] {
  const order = sessions.map((_, session) => session);
  return order.sort((a, b) => (sessions[a]!.name < sessions[b]!.name ? -1 : 1));
}

function ascending(a: number, b: number): readonly [number, number] {
  return a < b ? [a, b] : [b, a];
}

function build(policy: Policy, index: Index, application: Application): Problem {
  const { sessions } = application;
  const order = orderOf(application);
  const position = new Map(order.map((session, at) => [session, at]));
  const exclusions = application.exclusions.map(({ left, right }): ExclusivePair => {
    const [from, to] = ascending(position.get(left)!, position.get(right)!);
    return { left: from, right: to };
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
