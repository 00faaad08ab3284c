/**
 * Operational separation of duty in every plan: whoever is chosen within candidates and exclusions, nobody is given
 * sessions that hold the whole application (P23b).
 *
 * plan-operational-sod judges plans that the policy states; adequate-exclusions forgets who may do what. Here users who
 * are candidates of the same sessions are one question, and a user whose sessions do not hold everything is none. Asked
 * for with `separation: every-plan`. An application that has no plan at all says nothing.
 */

import { everyPlanSOD } from '../../spec/every-plan.ts';
import { type SeparationProblem, separationQuestion, suspectClasses } from '../encode/separation.ts';
import { instanceOf } from '../feasible/colouring/instance.ts';
import { settle } from '../feasible/settle.ts';
import type { Index } from '../index/index.ts';
import type { Application, Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import type { Binding } from '../verdict/verdict.ts';
import {
  atomPath,
  atomsOf,
  byNameOrder,
  newExclusions,
  placesOf,
  rolePaths,
  sessionElement,
  sessionNames,
} from './applications.ts';
import { ask, type RefutedQuestion, refutationOf } from './refute.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { sortedByName } from './words.ts';

/** Derivations of more permissions than this are not shown. */
const mostDerived = 12;

export const rule: Rule = {
  id: 'every-plan-sod',
  properties: ['P23b'],
  severity: 'error',
  claims: [everyPlanSOD],
  explanation: {
    title: 'no plan gives one person everything',
    meaning:
      'Who does which session is often decided while the application runs. This rule looks at all plans that respect ' +
      'the candidates and the exclusive sessions: if one of them gives a single user sessions that together hold ' +
      'every permission of the application, then nothing but chance keeps that user from doing everything. Ask for ' +
      'it with `separation: every-plan` where the policy names the application.',
    violating: `# order.policy.yaml
policy: order
users: [kim, lee, park]
roles:
  clerk: { permissions: [order:enter] }
  manager: { permissions: [order:approve] }
assignments:
  kim: [clerk, manager]
  lee: [clerk]
  park: [manager]
applications:
  - file: order.app
    separation: every-plan

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, clerk), (S3, manager)
SOD (S1, S2)
S1; S2; S3
`,
    compliant: `# order.policy.yaml
policy: order
users: [kim, lee, park]
roles:
  clerk: { permissions: [order:enter] }
  manager: { permissions: [order:approve] }
assignments:
  kim: [clerk]
  lee: [clerk]
  park: [manager]
applications:
  - file: order.app
    separation: every-plan

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, clerk), (S3, manager)
SOD (S1, S3), (S2, S3)
S1; S2; S3
`,
    fix: 'Make two of the user’s sessions exclusive, or take from the user a role that one of them needs.',
    references: ['Lee, Choi and Noh 1999, 2.3.3 (Fig. 5) and 3.4 (Table 1)'],
  },
  decide: function* (context: Context) {
    for (const application of context.policy.applications)
      if (application.everyPlan) yield* decideApplication(context, application);
  },
};

function* decideApplication(context: Context, application: Application): Iterable<Decision> {
  const { policy, index } = context;
  const base = {
    property: 'P23b',
    claim: everyPlanSOD.schema.name,
    constraint: application.name,
    severity: severityOf(policy, rule),
    focus: { application: application.name },
    scope: 'this application',
  } as const;
  const locations = [index.location(application.place)];
  const vacuous = (vacuity: string, reason: string): Decision => ({
    ...base,
    kind: 'vacuous',
    vacuity,
    reason,
    locations,
  });
  const unknown = (reason: string): Decision => ({
    ...base,
    kind: 'unknown',
    reason: `whether a plan gives one person all of ${application.name} was not decided before the ${reason}`,
    locations,
  });
  const order = byNameOrder(application);
  const problem = problemOf(policy, index, application, order);
  if (problem.permissions === 0) {
    yield vacuous(
      'V6',
      `the sessions of ${application.name} have no permissions, so there is nothing to separate`,
    );
    return;
  }
  const some = planWith(policy, problem, []);
  if (some.kind === 'infeasible') {
    yield vacuous('V1', `${application.name} has no plan at all`);
    return;
  }
  const refuted: RefutedQuestion[] = [];
  let isViolated = false;
  for (const users of suspectClasses(problem)) {
    const first = users[0]!;
    const asked = ask(separationQuestion(problem, first).cnf, context);
    if (asked.kind === 'unknown') {
      yield unknown(asked.reason);
      return;
    }
    if (asked.kind === 'refuted') {
      refuted.push({ about: policy.users.list[first]!, lines: asked.lines });
      continue;
    }
    const sessions = neededSessions(context, problem, first);
    const found = planWith(policy, problem, sessions, first);
    if (found.kind !== 'feasible') {
      yield unknown('step limit');
      return;
    }
    isViolated = true;
    const own = sessions.map((at) => order[at]!);
    for (const user of users) {
      // They may do the same sessions, so one can do what the other does in a plan.
      const plan = order.map((session, at) => ({ session, user: exchanged(found.plan[at]!, first, user) }));
      yield {
        ...base,
        kind: 'violated',
        bindings: bindingsOf(policy, application, own, plan),
        // With which sessions is one of many ways.
        elements: [policy.users.list[user]!],
        evidence: { kind: 'recheck' },
        detail: () => detailOf(policy, index, application, problem, user, own),
      };
    }
  }
  if (isViolated) return;
  if (some.kind === 'unknown') {
    yield unknown(some.reason);
    return;
  }
  yield {
    ...base,
    kind: 'holds',
    witness: witnessOf(policy, application, problem),
    evidence: refutationOf(refuted),
    locations,
  };
}

function exchanged(user: number, one: number, other: number): number {
  if (user === one) return other;
  return user === other ? one : user;
}

/**
 * Sessions that hold everything and that some plan gives `user`, who can have everything: those that are left when one
 * after the other, last first, is given to somebody else where that can be. So they are the same in whatever order the
 * policy is written.
 */
function neededSessions(context: Context, problem: SeparationProblem, user: number): readonly number[] {
  let left = problem;
  const own = problem.candidates.flatMap((users, session) => (users.includes(user) ? [session] : []));
  for (const session of own.toReversed()) {
    const without = {
      ...left,
      candidates: left.candidates.map((users, at) =>
        at === session ? users.filter((other) => other !== user) : users,
      ),
    };
    if (ask(separationQuestion(without, user).cnf, context).kind === 'satisfiable') left = without;
  }
  return irredundant(
    problem,
    own.filter((session) => left.candidates[session]!.includes(user)),
  );
}

/** Sessions are numbered in the order of their names, and so are candidates: the answer must not depend on another. */
function problemOf(
  policy: Policy,
  index: Index,
  application: Application,
  order: readonly number[],
): SeparationProblem {
  const sessions = order.map((session) => application.sessions[session]!);
  const at = new Map(order.map((session, place) => [session, place]));
  const atoms = sessions.map(({ roles }) => atomsOf(index, roles));
  const position = new Map<number, number>();
  for (const own of atoms) for (const atom of own) if (!position.has(atom)) position.set(atom, position.size);
  return {
    atoms: atoms.map((own) => new Set([...own].map((atom) => position.get(atom)!))),
    permissions: position.size,
    candidates: sessions.map(({ roles }) =>
      sortedByName(index.usersWithAll(roles, policy.profile.membership), policy.users.list),
    ),
    exclusions: application.exclusions.map(({ left, right }) => [at.get(left)!, at.get(right)!]),
  };
}

/** A plan in which `user` does `sessions`. */
function planWith(policy: Policy, problem: SeparationProblem, sessions: readonly number[], user = -1) {
  return settle(
    instanceOf(
      problem.candidates.map((users, session) =>
        sessions.includes(session) ? [user] : users.toSorted((a, b) => a - b),
      ),
      problem.exclusions.map(([left, right]) => ({ left, right })),
      policy.users.list.length,
    ),
  );
}

/** Drops sessions, last first, that the others make unnecessary. */
function irredundant(
  { atoms, permissions }: SeparationProblem,
  sessions: readonly number[],
): readonly number[] {
  let kept = sessions;
  for (const session of sessions.toReversed()) {
    const fewer = kept.filter((other) => other !== session);
    if (new Set(fewer.flatMap((other) => [...atoms[other]!])).size === permissions) kept = fewer;
  }
  return kept;
}

/** Who does a session is two bindings: τ relates the one to the other. The sessions that matter come first. */
function bindingsOf(
  policy: Policy,
  { sessions }: Application,
  first: readonly number[],
  plan: readonly { readonly session: number; readonly user: number }[],
): readonly Binding[] {
  const isFirst = ({ session }: { readonly session: number }): boolean => first.includes(session);
  return [...plan.filter(isFirst), ...plan.filter((one) => !isFirst(one))].flatMap(
    ({ session, user }): Binding[] => [
      { variable: 'tau', sort: 'SNAME', value: sessions[session]!.name },
      { variable: 'tau', sort: 'USER', value: policy.users.list[user]! },
    ],
  );
}

function witnessOf(policy: Policy, application: Application, problem: SeparationProblem) {
  const heldBy = new Map<number, Set<number>>();
  for (const [session, users] of problem.candidates.entries()) {
    for (const user of users) {
      const held = heldBy.get(user) ?? new Set<number>();
      heldBy.set(user, held);
      for (const atom of problem.atoms[session]!) held.add(atom);
    }
  }
  const people = sortedByName(heldBy.keys(), policy.users.list);
  const nearest = people.reduce((a, b) => (heldBy.get(b)!.size > heldBy.get(a)!.size ? b : a));
  const who = policy.users.list[nearest]!;
  const all = counted(problem.permissions, 'permission');
  const held = heldBy.get(nearest)!.size;
  return {
    bindings: [{ variable: 'u', sort: 'USER', value: who }],
    sentence:
      held === problem.permissions
        ? `${who} may do sessions that hold all ${all} of ${application.name}, but no plan gives ${who} all of these`
        : `the sessions that ${who} may do hold ${held} of the ${all} of ${application.name}, and nobody’s hold more`,
  };
}

function detailOf(
  policy: Policy,
  index: Index,
  application: Application,
  problem: SeparationProblem,
  user: number,
  sessions: readonly number[],
): Detail {
  const names = sessionNames(application, sessions);
  const roles = sessions.flatMap((session) => application.sessions[session]!.roles);
  const core = sessions.map((session) => sessionElement(index, application, session));
  const atoms = new Set(
    sessions.flatMap((session) => [...atomsOf(index, application.sessions[session]!.roles)]),
  );
  const what =
    problem.permissions === 1
      ? `the only permission of ${application.name}, ${policy.permissions.list[[...atoms][0]!]!}`
      : `every permission of ${application.name}`;
  return {
    sentence: `a plan may give ${policy.users.list[user]!} ${listed(names, Number.POSITIVE_INFINITY)}, which ${names.length === 1 ? 'holds' : 'together hold'} ${what}`,
    paths: [
      ...rolePaths(policy, index, [user], roles),
      ...sortedByName(atoms, policy.permissions.list)
        .slice(0, mostDerived)
        .flatMap((atom) => atomPath(policy, index, roles, atom) ?? []),
    ],
    core,
    locations: [...placesOf(core), index.location(application.place)],
    candidates: [
      ...newExclusions(application, names),
      ...removals(
        policy,
        index,
        { relation: 'assignment', subjects: [user], closed: policy.profile.membership === 'authorised' },
        { over: 'role', elements: [...new Set(roles)] },
      ),
    ],
  };
}
