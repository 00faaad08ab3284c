/**
 * P29: somebody may start the application, and there is a plan: one candidate for each session, different ones for
 * exclusive sessions, within what the policy demands of its plans (FORMAL.md B.10 `Feasible`, D.5 static; S10, S11).
 *
 * Exclusions alone are decided first: where they leave no plan, that is what is told, because fewer demands are easier
 * to mend. With constraints the search that knows all kinds decides.
 *
 * What holds carries its plan, which is checked without the solver. Beside it, what makes "feasible" say less than it
 * seems to is told as vacuous: no exclusion (V2), a body that never completes (V10), an initiator that keeps nobody
 * out (V11), sessions that can do nothing (V17), exclusions that no two candidates could ever violate (V19).
 */

import { feasible } from '../../spec/feasibility.ts';
import type { Spec } from '../application/tree.ts';
import { type Conflict, conflictOf, obviousConflict } from '../feasible/colouring/conflict.ts';
import type { Answer } from '../feasible/colouring/solve.ts';
import { type WorkflowConflict, workflowConflictOf } from '../feasible/conflict/workflow.ts';
import { nearestUsers } from '../feasible/nearest.ts';
import { type Problem, problemOf, startersOf, type Workflow, workflowOf } from '../feasible/problem.ts';
import { repairsOf, type Shortage } from '../feasible/repair/candidates.ts';
import { settle, settleWorkflow } from '../feasible/settle.ts';
import type { Index } from '../index/index.ts';
import type { Application, Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import type { Evidence } from '../verdict/verdict.ts';
import { pairNames, roleNames, sessionElement, sessionNames, whyNobody } from './applications.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { conflictNames, detailOf, shortageOf, workflowDetailOf, workflowShortageOf } from './shortage.ts';

export const rule: Rule = {
  id: 'feasible',
  properties: ['P29'],
  severity: 'error',
  claims: [feasible],
  explanation: {
    title: 'the application can be carried out by somebody',
    meaning:
      'A plan gives every session one user who holds all of its roles, and exclusive sessions different users, and ' +
      'respects the constraints that the policy states for the application. The application is feasible if there is ' +
      'a plan and somebody who may start it. If there is none, the conflict that is shown is minimal: without any ' +
      'one of its sessions, exclusions or constraints the rest could be carried out. The verdict ' +
      'is about today’s people and roles; it can be lost when somebody leaves. It takes all declared sessions ' +
      'together, whatever the branches of the body (profile `feasibility: static`).',
    violating: `# order.policy.yaml
policy: order
users: [kim, lee]
roles: [clerk]
assignments:
  kim: [clerk]
  lee: [clerk]
applications:
  - file: order.app

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, clerk), (S3, clerk)
SOD (S1, S2), (S2, S3), (S1, S3)
S1; S2; S3
`,
    compliant: `# order.policy.yaml
policy: order
users: [kim, lee]
roles: [clerk]
assignments:
  kim: [clerk]
  lee: [clerk]
applications:
  - file: order.app

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, clerk), (S3, clerk)
SOD (S1, S2), (S2, S3)
S1; S2; S3
`,
    fix: 'Give the roles of a session in the conflict to one more person, or drop an exclusion or constraint of it.',
    references: ['Lee, Choi and Noh 1999, 3.5 (Fig. 10) and 3.7 (Fig. 14)'],
  },
  decide: function* (context: Context) {
    for (const application of context.policy.applications) yield* decideApplication(context, application);
  },
};

function baseOf(policy: Policy, application: Application) {
  return {
    property: 'P29',
    claim: feasible.schema.name,
    constraint: application.name,
    severity: severityOf(policy, rule),
    focus: { application: application.name },
    scope: 'this application',
  } as const;
}

/**
 * No plan, because of a conflict of sessions and exclusions, or of constraints as well; some plan (null under S10 =
 * pairwise, which names none); or not known.
 */
type Outcome =
  | { readonly kind: 'conflict'; readonly conflict: Conflict }
  | { readonly kind: 'workflow-conflict'; readonly workflow: Workflow; readonly conflict: WorkflowConflict }
  | { readonly kind: 'plan'; readonly plan: Int32Array | null }
  | Extract<Answer, { kind: 'unknown' }>;

function outcomeOf({ policy, index, interrupted }: Context, application: Application): Outcome {
  const { instance } = problemOf(policy, index, application);
  if (policy.profile.feasibility === 'pairwise') {
    const conflict = obviousConflict(instance);
    return conflict === null ? { kind: 'plan', plan: null } : { kind: 'conflict', conflict };
  }
  const bare = settle(instance);
  if (bare.kind === 'infeasible') return { kind: 'conflict', conflict: conflictOf(instance) };
  if (application.constraints.length === 0) return bare.kind === 'feasible' ? planned(bare.plan) : bare;
  const workflow = workflowOf(policy, index, application);
  const answer = settleWorkflow(workflow.instance, interrupted);
  switch (answer.kind) {
    case 'feasible':
      return planned(answer.plan);
    case 'infeasible':
      return {
        kind: 'workflow-conflict',
        workflow,
        conflict: workflowConflictOf(workflow, interrupted),
      };
    case 'unknown':
      return answer;
    default:
      return answer satisfies never;
  }
}

function planned(plan: Int32Array): Outcome {
  return { kind: 'plan', plan };
}

/** What there is to tell of a conflict, for each kind in its own words. */
function conflictDetail(
  { policy, index }: Context,
  application: Application,
  outcome: Extract<Outcome, { kind: 'conflict' | 'workflow-conflict' }>,
): Detail {
  return outcome.kind === 'conflict'
    ? detailOf(policy, index, application, problemOf(policy, index, application), outcome.conflict)
    : workflowDetailOf(policy, index, application, outcome.workflow, outcome.conflict);
}

function conflictShortage(
  { policy, index }: Context,
  application: Application,
  outcome: Extract<Outcome, { kind: 'conflict' | 'workflow-conflict' }>,
): Shortage {
  if (outcome.kind === 'conflict')
    return shortageOf(application, problemOf(policy, index, application), outcome.conflict);
  const { roles, exclusions, constraints } = workflowShortageOf(
    application,
    outcome.workflow,
    outcome.conflict,
  );
  return { roles, exclusions, constraints: constraints.map(({ id }) => id) };
}

function* decideApplication(context: Context, application: Application): Iterable<Decision> {
  const { policy, index } = context;
  const base = baseOf(policy, application);
  const problem = problemOf(policy, index, application);
  const starters = startersOf(policy, index, application);
  const outcome = outcomeOf(context, application);
  const recheck = { evidence: { kind: 'recheck' } } as const;
  if (starters.length === 0) {
    yield {
      ...base,
      ...recheck,
      kind: 'violated',
      bindings: [],
      elements: [...new Set(roleNames(policy, application.initiator))].sort(),
      detail: () => closedGate(context, application, outcome),
    };
    return;
  }
  switch (outcome.kind) {
    case 'conflict':
    case 'workflow-conflict':
      yield {
        ...base,
        ...recheck,
        kind: 'violated',
        bindings: [],
        // Both have the sessions in the same order.
        elements: conflictNames(application, problem, outcome.conflict),
        detail: () => conflictDetail(context, application, outcome),
      };
      return;
    case 'unknown':
      yield {
        ...base,
        kind: 'unknown',
        reason: `no plan of ${application.name} was found before the ${outcome.reason}, and none was ruled out`,
        locations: [index.location(application.place)],
      };
      return;
    case 'plan':
      yield* feasibleApplication(policy, index, application, problem, starters, outcome.plan);
      return;
    default:
      return outcome satisfies never;
  }
}

/** Nobody may start: a reason of its own, besides which there may be no plan either. */
function closedGate(context: Context, application: Application, outcome: Outcome): Detail {
  const { policy, index } = context;
  const { initiator, name } = application;
  const lists = policy.profile.initiator === 'all' ? [initiator] : initiator.map((role) => [role]);
  const gate =
    initiator.length === 0
      ? `nobody can start ${name}: the policy has no users`
      : lists.length === 1
        ? `nobody may start ${name}: ${whyNobody(policy, index, initiator, 'its initiator')}`
        : `nobody may start ${name}: its initiator needs one of ${listed(roleNames(policy, initiator))}, and nobody has any`;
  const isConflict = outcome.kind === 'conflict' || outcome.kind === 'workflow-conflict';
  const conflict = policy.users.declaredCount > 0 && isConflict ? outcome : null;
  const more = conflict === null ? null : conflictDetail(context, application, conflict);
  const shortage = conflict === null ? null : conflictShortage(context, application, conflict);
  return {
    sentence: more === null ? gate : `${gate}; besides, ${more.sentence}`,
    paths: more?.paths ?? [],
    core: [],
    locations: [index.location(application.place)],
    candidates: repairsOf(policy, index, application, {
      roles: [...lists, ...(shortage?.roles ?? [])],
      exclusions: shortage?.exclusions ?? [],
      constraints: shortage?.constraints ?? [],
    }),
  };
}

function* feasibleApplication(
  policy: Policy,
  index: Index,
  application: Application,
  problem: Problem,
  starters: Int32Array,
  plan: Int32Array | null,
): Iterable<Decision> {
  const base = baseOf(policy, application);
  const locations = [index.location(application.place)];
  const vacuous = (vacuity: string, reason: string, places = locations): Decision => ({
    ...base,
    kind: 'vacuous',
    vacuity,
    reason,
    locations: places,
  });
  const { name } = application;
  const steps = plan === null ? null : stepsOf(policy, application, problem, plan);
  const starter = policy.users.list[starterOf(problem, starters, plan)]!;
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [{ variable: 'u', sort: 'USER', value: starter }],
      sentence:
        steps === null
          ? `${starter} may start ${name}, and every two exclusive sessions have different candidates`
          : `${starter} may start ${name}, with ${listed(steps.map(({ session, user }) => `${session} by ${user}`))}`,
    },
    evidence: steps === null ? { kind: 'recheck' } : ({ kind: 'plan', plan: steps } satisfies Evidence),
    locations,
  };
  // The printed test does not look at constraints.
  const isDemanding =
    application.exclusions.length > 0 ||
    (policy.profile.feasibility === 'static' && application.constraints.length > 0);
  if (!isDemanding) {
    yield vacuous('V2', `${name} separates no sessions, so this says no more than that each has a candidate`);
  }
  const gate = openGate(policy, application, starters);
  if (gate !== null) yield vacuous('V11', gate);
  if (!completes(application.tree.body)) {
    yield vacuous(
      'V10',
      `every path through ${name} ends in abort: there is a plan, but ${name} never completes`,
    );
  }
  const idle = idleSessions(policy, index, application);
  if (idle.length > 0) {
    const whose = idle.length === 1 ? 'none of its roles has' : 'none of their roles has';
    yield vacuous(
      'V17',
      `${listed(sessionNames(application, idle))} of ${name} can do nothing: ${whose} a permission, and feasibility looks at roles alone`,
      idle.map((session) => sessionLocation(index, application, session)),
    );
  }
  const untested = neverTested(policy, index, application, problem);
  if (untested !== null) yield vacuous('V19', untested);
}

function sessionLocation(index: Index, application: Application, session: number) {
  const element = sessionElement(index, application, session);
  return element.kind === 'fact' ? index.location(application.place) : element.location;
}

/** The plan in the order in which the application declares its sessions. */
function stepsOf(
  policy: Policy,
  application: Application,
  problem: Problem,
  plan: Int32Array,
): readonly { readonly session: string; readonly user: string }[] {
  const user = new Map(problem.order.map((session, at) => [session, plan[at]!]));
  return application.sessions.map(({ name }, session) => ({
    session: name,
    user: policy.users.list[user.get(session)!]!,
  }));
}

/** Whoever does the first session, if they may start; else the first who may. */
function starterOf(problem: Problem, starters: Int32Array, plan: Int32Array | null): number {
  const first = plan?.[problem.order.indexOf(0)];
  return first !== undefined && starters.includes(first) ? first : starters[0]!;
}

/** Why the initiator keeps nobody out, or null where it does. */
function openGate(policy: Policy, application: Application, starters: Int32Array): string | null {
  if (application.initiator.length === 0) {
    return `${application.name} has no INITIATOR, so everybody may start it`;
  }
  if (starters.length < policy.users.declaredCount) return null;
  return `all ${counted(starters.length, 'user')} may start ${application.name}: its INITIATOR keeps nobody out`;
}

/** Whether some path through `body` ends without `abort`, whatever its conditions (FORMAL.md D.4). */
function completes(body: Spec): boolean {
  switch (body.kind) {
    case 'session':
    case 'skip':
    case 'while':
      return true;
    case 'abort':
      return false;
    case 'sequence':
    case 'parallel':
      return body.parts.every(completes);
    case 'if':
      return completes(body.then) || body.otherwise === null || completes(body.otherwise);
    default:
      return body satisfies never;
  }
}

/** Sessions whose roles grant nothing; none where the policy says nothing of permissions at all. */
function idleSessions(policy: Policy, index: Index, application: Application): readonly number[] {
  if (policy.grants.left.length === 0) return [];
  return application.sessions.flatMap(({ roles }, session) =>
    roles.every((role) => index.permissionsOf(role).length === 0) ? [session] : [],
  );
}

/** Where no two exclusive sessions share a candidate: how little it would take that they do. */
function neverTested(
  policy: Policy,
  index: Index,
  application: Application,
  problem: Problem,
): string | null {
  const { exclusions } = problem.instance;
  if (exclusions.length === 0) return null;
  const disjoint = exclusions.every(({ left, right }) => {
    const own = new Set(problem.candidates[left]!);
    return !problem.candidates[right]!.some((user) => own.has(user));
  });
  if (!disjoint) return null;
  const nearest = exclusions
    .map(({ left, right }) => {
      const pair = [problem.order[left]!, problem.order[right]!] as const;
      const roles = pair.flatMap((session) => application.sessions[session]!.roles);
      const participants = new Set(
        [...problem.candidates[left]!, ...problem.candidates[right]!].slice(0, 50),
      );
      return { pair, to: nearestUsers(policy, index, roles, participants, 1)[0] };
    })
    .reduce((a, b) => ((b.to?.missing.length ?? Infinity) < (a.to?.missing.length ?? Infinity) ? b : a));
  const never = `no two exclusive sessions of ${application.name} share a candidate, so its exclusions are never put to the test`;
  if (nearest.to === undefined) return never;
  const [first, second] = pairNames(application, ...nearest.pair);
  const roles = listed(roleNames(policy, nearest.to.missing));
  return `${never}; they would be if ${policy.users.list[nearest.to.user]!} got ${roles} and could do both ${first} and ${second}`;
}
