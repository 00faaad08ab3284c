/**
 * P28: feasibility as the source prints it (FORMAL.md B.10, schema 10): every session has a candidate, and every two
 * exclusive sessions have two different ones.
 *
 * Necessary, not sufficient; kept beside P29 because it is what the source computes, and because its conflicts are
 * the easiest to act on. Decided only where there are exclusions: otherwise it says what P27 says.
 */

import { feasiblePair } from '../../spec/feasibility.ts';
import { size, union } from '../feasible/bits.ts';
import { type Conflict, obviousConflict } from '../feasible/colouring/conflict.ts';
import { type Problem, problemOf } from '../feasible/problem.ts';
import type { Application, Policy } from '../policy/model.ts';
import { pairNames } from './applications.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { conflictNames, detailOf } from './shortage.ts';

export const rule: Rule = {
  id: 'pairwise-feasible',
  properties: ['P28'],
  severity: 'error',
  claims: [feasiblePair],
  explanation: {
    title: 'exclusive sessions have different candidates, pairwise',
    meaning:
      'Exclusive sessions of one application must be done by different people. This is the test that the source ' +
      'prints: every session has somebody who may do it, and for every two exclusive sessions there are two ' +
      'different such people. It is necessary and not sufficient: three mutually exclusive sessions and two people ' +
      'pass it, and there is no plan. Whether there is one is what the rule `feasible` decides.',
    violating: `# payment.policy.yaml
policy: payment
users: [kim, lee]
roles: [clerk]
assignments:
  kim: [clerk]
applications:
  - file: payment.app

# payment.app
APPLICATION payment
SESSION (S1, clerk), (S2, clerk)
SOD (S1, S2)
S1; S2
`,
    compliant: `# payment.policy.yaml
policy: payment
users: [kim, lee]
roles: [clerk]
assignments:
  kim: [clerk]
  lee: [clerk]
applications:
  - file: payment.app

# payment.app
APPLICATION payment
SESSION (S1, clerk), (S2, clerk)
SOD (S1, S2)
S1; S2
`,
    fix: 'Give one more person the roles of one of the two sessions.',
    references: ['Lee, Choi and Noh 1999, 3.5 (Fig. 10) and 3.7.2'],
  },
  decide: function* ({ policy, index }: Context) {
    for (const application of policy.applications) {
      if (application.exclusions.length === 0) continue;
      const base = {
        property: 'P28',
        claim: feasiblePair.schema.name,
        constraint: application.name,
        severity: severityOf(policy, rule),
        focus: { application: application.name },
        scope: 'this application',
        evidence: { kind: 'recheck' },
      } as const;
      const problem = problemOf(policy, index, application);
      const conflict: Conflict | null = obviousConflict(problem.instance);
      if (conflict !== null) {
        yield {
          ...base,
          kind: 'violated',
          bindings: [],
          elements: conflictNames(application, problem, conflict),
          detail: () => detailOf(policy, index, application, problem, conflict),
        } satisfies Decision;
        continue;
      }
      yield {
        ...base,
        kind: 'holds',
        witness: { bindings: [], sentence: scarcestPair(policy, application, problem) },
        locations: [index.location(application.place)],
      } satisfies Decision;
    }
  },
};

/** The exclusive pair with the fewest candidates, and two different ones of them. */
function scarcestPair(policy: Policy, application: Application, problem: Problem): string {
  const { exclusions, candidates } = problem.instance;
  const supply = ({ left, right }: (typeof exclusions)[number]): number =>
    size(union([candidates[left]!, candidates[right]!]));
  const pair = exclusions.reduce((a, b) => (supply(b) < supply(a) ? b : a));
  const left = problem.candidates[pair.left]!;
  const right = problem.candidates[pair.right]!;
  const [user, other] = left[0] !== right[0] ? [left[0]!, right[0]!] : distinctPair(left, right);
  const [first, second] = pairNames(application, problem.order[pair.left]!, problem.order[pair.right]!);
  return `${first} can be done by ${policy.users.list[user]!} and ${second} by ${policy.users.list[other]!}`;
}

/** Two lists with the same first user, at least one of them longer. */
function distinctPair(left: Int32Array, right: Int32Array): readonly [number, number] {
  return right.length > 1 ? [left[0]!, right[1]!] : [left[1]!, right[0]!];
}
