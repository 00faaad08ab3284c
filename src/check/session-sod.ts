/**
 * P26: exclusive sessions have different users, in every plan that the policy states and in every run whose sessions
 * are live (FORMAL.md B.8, I13; schema 8).
 *
 * One finding per exclusive pair: each pair is a separation of its own, with its own repair.
 */

import { runSessionSOD, sessionSOD } from '../../spec/session-sod.ts';
import { candidatesOf } from '../feasible/problem.ts';
import type { Index } from '../index/index.ts';
import type { Application, Plan, Policy } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import { listed } from '../source/words.ts';
import type { Change } from '../verdict/change.ts';
import {
  byExclusionName,
  exclusionElement,
  pairNames,
  placesOf,
  sessionElement,
  userNames,
} from './applications.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';

/** Suggestions for each of the two sessions. */
const mostSuggested = 4;

export const rule: Rule = {
  id: 'session-sod',
  properties: ['P26'],
  severity: 'error',
  claims: [sessionSOD, runSessionSOD],
  explanation: {
    title: 'exclusive sessions have different users',
    meaning:
      'An application lists pairs of sessions that different people must do, such as ordering and approving. A plan ' +
      'breaks this if it gives both sessions of a pair to one person; a run breaks it if one person has a live ' +
      'session of either. Roles cannot express this where both sessions need the same role.',
    violating: `# order.policy.yaml
policy: order
users: [kim, lee]
roles: [clerk]
assignments:
  kim: [clerk]
  lee: [clerk]
applications:
  - file: order.app
    plans:
      monday: { S1: kim, S2: kim }

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, clerk)
SOD (S1, S2)
S1; S2
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
    plans:
      monday: { S1: kim, S2: lee }

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, clerk)
SOD (S1, S2)
S1; S2
`,
    fix: 'Give one of the two sessions to another candidate; in a run, end one of the sessions.',
    references: ['Lee, Choi and Noh 1999, 3.3 (Fig. 9)'],
  },
  decide: function* ({ policy, index }: Context) {
    for (const [number, application] of policy.applications.entries()) {
      for (const plan of application.plans) yield* decidePlan(policy, index, application, plan);
      yield* decideRuns(policy, index, application, number);
    }
  },
};

function baseOf(
  policy: Policy,
  application: Application,
  of: string,
  scope: 'this plan' | 'this application',
) {
  return {
    property: 'P26',
    constraint: `${application.name}/${of}`,
    severity: severityOf(policy, rule),
    scope,
    evidence: { kind: 'recheck' },
  } as const;
}

function* decidePlan(policy: Policy, index: Index, application: Application, plan: Plan): Iterable<Decision> {
  const base = {
    ...baseOf(policy, application, plan.name, 'this plan'),
    claim: sessionSOD.schema.name,
    focus: { application: application.name, plan: plan.name },
  } as const;
  const locations = [index.location(plan.place)];
  if (application.exclusions.length === 0) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: 'V2',
      reason: `${application.name} separates no sessions, so any plan respects it`,
      locations,
    };
    return;
  }
  const given = new Map(plan.assignments.map((assignment) => [assignment.session, assignment]));
  const both = byExclusionName(application).filter(({ left, right }) => given.has(left) && given.has(right));
  const broken = both.filter(({ left, right }) => given.get(left)!.user === given.get(right)!.user);
  for (const exclusion of broken) {
    const [first, second] = pairNames(application, exclusion.left, exclusion.right);
    const user = given.get(exclusion.left)!.user;
    yield {
      ...base,
      kind: 'violated',
      bindings: [
        { variable: 's', sort: 'SNAME', value: first },
        { variable: 't', sort: 'SNAME', value: second },
      ],
      elements: [first, second],
      detail: () => {
        const core = [
          exclusionElement(index, application, exclusion),
          sessionElement(index, application, exclusion.left),
          sessionElement(index, application, exclusion.right),
        ];
        const places: Location[] = [exclusion.left, exclusion.right].map((session) =>
          index.location(given.get(session)!.place),
        );
        return {
          sentence: `${first} and ${second} of ${application.name} must be done by different people, but plan ${plan.name} gives both to ${policy.users.list[user]!}`,
          paths: [],
          core,
          locations: [...places, ...placesOf(core)],
          candidates: [
            ...reassignments(policy, index, application, plan, exclusion.left),
            ...reassignments(policy, index, application, plan, exclusion.right),
            { kind: 'drop-exclusion', application: application.name, left: first, right: second },
          ],
        };
      },
    };
  }
  if (broken.length > 0) return;
  const [witness] = both;
  if (witness === undefined) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: 'V1',
      reason: `plan ${plan.name} gives users to no two exclusive sessions of ${application.name}`,
      locations,
    };
    return;
  }
  const [first, second] = pairNames(application, witness.left, witness.right);
  const doer = (name: string): string => {
    const session = application.sessions[witness.left]!.name === name ? witness.left : witness.right;
    return policy.users.list[given.get(session)!.user]!;
  };
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [
        { variable: 's', sort: 'SNAME', value: first },
        { variable: 't', sort: 'SNAME', value: second },
      ],
      sentence: `${first} is done by ${doer(first)} and ${second} by ${doer(second)}`,
    },
    locations,
  };
}

/** Other candidates for `session`, whom none of its exclusive sessions has. */
export function reassignments(
  policy: Policy,
  index: Index,
  application: Application,
  plan: Plan,
  session: number,
): readonly Change[] {
  const users = new Map(plan.assignments.map((assignment) => [assignment.session, assignment.user]));
  const taken = new Set([users.get(session)]);
  for (const { left, right } of application.exclusions) {
    if (left === session) taken.add(users.get(right));
    if (right === session) taken.add(users.get(left));
  }
  const { name, roles } = application.sessions[session]!;
  const changes: Change[] = [];
  for (const user of candidatesOf(policy, index, roles)) {
    if (changes.length === mostSuggested) break;
    if (taken.has(user)) continue;
    changes.push({
      kind: 'reassign',
      application: application.name,
      plan: plan.name,
      session: name,
      user: policy.users.list[user]!,
    });
  }
  return changes;
}

function* decideRuns(
  policy: Policy,
  index: Index,
  application: Application,
  number: number,
): Iterable<Decision> {
  const runs = new Map<string, number[]>();
  for (const [session, { of }] of policy.sessions.entries()) {
    if (of === null || of.application !== number) continue;
    const known = runs.get(of.run);
    if (known === undefined) runs.set(of.run, [session]);
    else known.push(session);
  }
  for (const [run, live] of runs) yield* decideRun(policy, index, application, run, live);
}

function* decideRun(
  policy: Policy,
  index: Index,
  application: Application,
  run: string,
  live: readonly number[],
): Iterable<Decision> {
  const base = {
    ...baseOf(policy, application, run, 'this application'),
    claim: runSessionSOD.schema.name,
    focus: { application: application.name },
  } as const;
  const locations = [index.location(policy.sessions[live[0]!]!.place)];
  if (application.exclusions.length === 0) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: 'V2',
      reason: `${application.name} separates no sessions, so any run respects it`,
      locations,
    };
    return;
  }
  const liveOf = (session: number): readonly number[] =>
    live.filter((one) => policy.sessions[one]!.of!.session === session);
  const usersOf = (session: number): ReadonlySet<number> =>
    new Set(liveOf(session).map((one) => policy.sessions[one]!.user));
  const exclusions = byExclusionName(application);
  let violations = 0;
  for (const exclusion of exclusions) {
    const left = usersOf(exclusion.left);
    const right = usersOf(exclusion.right);
    const common = [...left].filter((user) => right.has(user));
    if (common.length === 0) continue;
    violations += 1;
    const [first, second] = pairNames(application, exclusion.left, exclusion.right);
    yield {
      ...base,
      kind: 'violated',
      bindings: [
        { variable: 'i', sort: 'IID', value: run },
        { variable: 's', sort: 'SNAME', value: first },
        { variable: 't', sort: 'SNAME', value: second },
      ],
      elements: [first, second],
      detail: () => {
        const core = [
          exclusionElement(index, application, exclusion),
          sessionElement(index, application, exclusion.left),
          sessionElement(index, application, exclusion.right),
        ];
        const theirs = [...liveOf(exclusion.left), ...liveOf(exclusion.right)].filter((one) =>
          common.includes(policy.sessions[one]!.user),
        );
        const who = listed(userNames(policy, common).sort());
        return {
          sentence: `${first} and ${second} of ${application.name} must be done by different people, but in run ${run} ${who} ${common.length === 1 ? 'has' : 'have'} sessions of both: ${listed(theirs.map((one) => policy.sessions[one]!.name))}`,
          paths: [],
          core,
          locations: [...theirs.map((one) => index.location(policy.sessions[one]!.place)), ...placesOf(core)],
          candidates: [
            ...theirs.map((one): Change => ({ kind: 'end-session', session: policy.sessions[one]!.name })),
            { kind: 'drop-exclusion', application: application.name, left: first, right: second },
          ],
        };
      },
    };
  }
  if (violations > 0) return;
  const witness = exclusions.find(({ left, right }) => usersOf(left).size > 0 && usersOf(right).size > 0);
  if (witness === undefined) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: 'V1',
      reason: `no two exclusive sessions of ${application.name} are live in run ${run}`,
      locations,
    };
    return;
  }
  const [first, second] = pairNames(application, witness.left, witness.right);
  const swapped = application.sessions[witness.left]!.name !== first;
  const doers = (session: number): string => listed(userNames(policy, [...usersOf(session)]).sort());
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [
        { variable: 'i', sort: 'IID', value: run },
        { variable: 's', sort: 'SNAME', value: first },
        { variable: 't', sort: 'SNAME', value: second },
      ],
      sentence: `in run ${run} ${first} is done by ${doers(swapped ? witness.right : witness.left)} and ${second} by ${doers(swapped ? witness.left : witness.right)}`,
    },
    locations,
  };
}
