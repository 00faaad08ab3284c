/** Plans and feasibility of applications, as `check` and `feasible` judge them. */

import { ask } from '../feasible/ask.ts';
import { nameOf, subjectOfApplication } from '../feasible/subject.ts';
import type { Task } from '../feasible/task.ts';
import { verdictsOf } from '../feasible/tell/verdicts.ts';
import type { Index } from '../index/index.ts';
import type { Application, Policy } from '../policy/model.ts';
import { describeFault, faultsOfPlan, type PlanFault, starterOf } from '../replay/plan.ts';
import { relationsOf } from '../replay/recheck/relations.ts';
import { type Location, locate } from '../source/text.ts';
import type { FeasibleVerdict } from '../verdict/feasible.ts';
import { type Answer, type Exercise, type Reason, sentenceReason } from './outcome.ts';
import type { FeasibleExpectation, PlanExpectation } from './test.ts';

export function comparePlan(policy: Policy, expectation: PlanExpectation): Answer {
  const { application: name, assign, expect } = expectation;
  const application = applicationOf(policy, name.text);
  const relations = relationsOf(policy);
  const rows = assign.map(({ session, user }) => ({ session: session.text, user: user.text }));
  const faults = faultsOfPlan(relations, application, rows);
  const reasons = faults.map((fault) => sentenceReason(describeFault(fault)));
  if (starterOf(relations, application) === null)
    reasons.push(sentenceReason(`nobody may start \`${name.text}\``));
  const actual = reasons.length === 0 ? 'accepted' : 'refused';
  return {
    exercised:
      actual === 'accepted'
        ? rolesOf(policy, application)
        : faults.flatMap((fault) => exercisedByFault(policy, application, fault)),
    differences:
      actual === expect
        ? []
        : [
            {
              expected: `the plan of \`${name.text}\` is ${expect}`,
              actual,
              location: locate(expectation.span),
              reasons,
              decided: true,
            },
          ],
  };
}

export interface Patience {
  /** Milliseconds. */
  readonly time: number;
  readonly signal?: AbortSignal;
  readonly tell?: (doing: string) => void;
}

export async function compareFeasible(
  policy: Policy,
  index: Index,
  expectation: FeasibleExpectation,
  patience: Patience,
): Promise<Answer> {
  const { application: name, expect } = expectation;
  const application = applicationOf(policy, name.text);
  const verdict = await decide(policy, index, application, patience);
  return {
    exercised: exercisedByVerdict(policy, application, verdict),
    differences:
      verdict.answer === expect
        ? []
        : [
            {
              expected: `\`${name.text}\` is ${expect}`,
              actual: verdict.answer,
              location: locate(expectation.span),
              reasons: reasonsOf(verdict),
              decided: verdict.answer !== 'unknown',
            },
          ],
  };
}

async function decide(
  policy: Policy,
  index: Index,
  application: Application,
  { time, signal, tell }: Patience,
): Promise<FeasibleVerdict> {
  const subject = subjectOfApplication(policy, index, application);
  const task: Task = {
    instance: subject.instance,
    rules: subject.rules,
    starters: subject.starters,
    proof: false,
    explain: false,
    repairs: null,
    count: false,
    best: null,
    algorithm: 'complete',
    resilient: null,
    next: null,
    precedence: subject.precedence,
  };
  const answer = await ask(task, {
    time,
    ...(signal === undefined ? {} : { signal }),
    ...(tell === undefined ? {} : { tell: (doing: string) => tell(`${nameOf(subject)}: ${doing}`) }),
  });
  const verdict = verdictsOf(subject, policy.profile, task, answer, 0).find(
    (one): one is FeasibleVerdict => one.rule === 'feasible',
  );
  if (verdict === undefined) throw new Error(`no verdict about ${application.name}`);
  return verdict;
}

function reasonsOf(verdict: FeasibleVerdict): readonly Reason[] {
  switch (verdict.answer) {
    case 'feasible':
      return [
        sentenceReason(
          `the plan ${verdict.plan.map(({ session, user }) => `\`${session}\` by \`${user}\``).join(', ')}`,
        ),
      ];
    case 'infeasible': {
      const { sentence, sessions, constraints } = verdict.conflict;
      const places = [...sessions, ...constraints]
        .map(({ location }) => location)
        .filter((location): location is Location => location !== null);
      return [sentenceReason(sentence, places)];
    }
    case 'unknown':
      return [sentenceReason(verdict.reason)];
    default:
      return verdict satisfies never;
  }
}

function exercisedByVerdict(
  policy: Policy,
  application: Application,
  verdict: FeasibleVerdict,
): readonly Exercise[] {
  switch (verdict.answer) {
    case 'feasible':
      return rolesOf(policy, application);
    case 'infeasible':
      return [
        ...verdict.conflict.sessions.flatMap(({ name }) => rolesOf(policy, application, name)),
        ...verdict.conflict.constraints.flatMap(({ id }): readonly Exercise[] =>
          id === null ? [] : [{ kind: 'constraint', name: id }],
        ),
      ];
    case 'unknown':
      return [];
    default:
      return verdict satisfies never;
  }
}

function exercisedByFault(policy: Policy, application: Application, fault: PlanFault): readonly Exercise[] {
  switch (fault.kind) {
    case 'no-candidate':
      return rolesOf(policy, application, fault.session);
    case 'constraint':
      return [{ kind: 'constraint', name: fault.id }];
    case 'exclusive':
    case 'unknown-session':
    case 'unknown-user':
    case 'session-without-user':
    case 'session-with-two-users':
      return [];
    default:
      return fault satisfies never;
  }
}

/** The roles that a session of the application needs, or any of its sessions. */
function rolesOf(policy: Policy, { sessions }: Application, session?: string): readonly Exercise[] {
  return sessions
    .filter(({ name }) => session === undefined || name === session)
    .flatMap(({ roles }) => roles.map((role) => ({ kind: 'role', name: policy.roles.list[role]! }) as const));
}

function applicationOf({ applications }: Policy, name: string): Application {
  const found = applications.find((application) => application.name === name);
  if (found === undefined) throw new Error(`the policy has no application ${name}`);
  return found;
}
