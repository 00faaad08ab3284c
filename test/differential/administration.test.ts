/**
 * Reach against trying everything: the same answers, traces that are as short as can be and that the specification's
 * operations perform, and invariants that the checker accepts.
 */

import { describe, expect, test } from 'vitest';
import type { ReachGoal } from '../../src/policy/administration.ts';
import type { Policy } from '../../src/policy/model.ts';
import type { ReachAnswer } from '../../src/reach/answer.ts';
import { askReach } from '../../src/reach/ask.ts';
import { checkInvariant } from '../../src/replay/administration/check-invariant.ts';
import { replayTrace } from '../../src/replay/administration/replay-trace.ts';
import { administeredPolicy } from '../oracle/administered-arbitrary.ts';
import { type Explored, explore } from '../oracle/administration.ts';

const cases = Number(process.env.DUTYPROOF_CASES ?? 3000);
const mostStates = 2000;
/** Milliseconds for each. */
const patience = 3000;

type Decided = Exclude<Explored, { kind: 'too large' }>;

/** What is wrong with an answer, or null. */
function faultOf(policy: Policy, goal: ReachGoal, answer: ReachAnswer, expected: Decided): string | null {
  if (answer.kind === 'unknown') return answer.reason;
  if (answer.kind !== expected.kind) return `${answer.kind} instead of ${expected.kind}`;
  switch (answer.kind) {
    case 'reachable': {
      const { trace } = answer;
      const { length } = trace.steps;
      const least = expected.kind === 'reachable' ? expected.steps : 0;
      if (trace.isShortest ? length !== least : length < least) return `${length} steps instead of ${least}`;
      const checked = replayTrace(policy, goal, trace);
      return checked.kind === 'confirmed' ? null : `trace: ${checked.reason} at ${checked.step}`;
    }
    case 'unreachable': {
      const checked = checkInvariant(policy, goal, answer.invariant);
      return checked.kind === 'accepted' ? null : `invariant: ${checked.reason}`;
    }
    default:
      return answer satisfies never;
  }
}

/** What a case is about, to be counted. */
function traitsOf(policy: Policy, goal: ReachGoal, answer: ReachAnswer, expected: Decided): string[] {
  const { newcomers, population, rules, administrators, enforcesExclusions } = policy.administration!;
  const has = (trait: string, isSo: boolean): string[] => (isSo ? [trait] : []);
  return [
    expected.kind,
    `${goal.kind} ${expected.kind}`,
    ...has('several users', policy.users.list.length > 1),
    ...has('two together', 'users' in goal && goal.users > 1),
    ...has('hierarchy', policy.inheritance.left.length > 0),
    ...has('exclusions upheld', policy.constraints.length > 0 && enforcesExclusions),
    ...has('newcomers', newcomers.length > 0),
    ...has('any number', population === 'any-number'),
    ...has(
      'enrolment',
      rules.some(({ kind }) => kind === 'enrol'),
    ),
    ...has('few administrators', administrators !== null),
    ...has('at least three steps', expected.kind === 'reachable' && expected.steps >= 3),
    ...has('several people', answer.kind === 'reachable' && peopleIn(answer) > 1),
    ...has('shown to be shortest', answer.kind === 'reachable' && answer.trace.isShortest),
  ];
}

const peopleIn = ({ trace }: Extract<ReachAnswer, { kind: 'reachable' }>): number =>
  new Set(trace.steps.flatMap((step) => (step.kind === 'perform' ? [step.user] : [step.user, step.actor])))
    .size;

describe(`${cases} random administrations`, () => {
  const counts = new Map<string, number>();
  const count = (trait: string): void => {
    counts.set(trait, (counts.get(trait) ?? 0) + 1);
  };

  test('answers are right, and proved', () => {
    const faults: string[] = [];
    for (let seed = 1; seed <= cases; seed += 1) {
      const policy = administeredPolicy(seed);
      const goal = policy.administration!.goals[0]!;
      const expected = explore(policy, goal, mostStates);
      if (expected.kind === 'too large') {
        count('too large');
        continue;
      }
      const until = performance.now() + patience;
      const answer = askReach(policy, goal, { interrupted: () => performance.now() > until });
      const fault = faultOf(policy, goal, answer, expected);
      if (fault !== null) faults.push(`seed ${seed}, ${goal.kind}: ${fault}`);
      for (const trait of traitsOf(policy, goal, answer, expected)) count(trait);
    }
    expect(faults).toEqual([]);
  });

  test.runIf(cases >= 3000)('there is enough of everything', () => {
    const least: Readonly<Record<string, number>> = {
      reachable: 1000,
      unreachable: 1000,
      'several users': 1500,
      'two together': 300,
      hierarchy: 1000,
      'exclusions upheld': 500,
      newcomers: 300,
      'any number': 300,
      enrolment: 300,
      'few administrators': 300,
      'several people': 200,
      'at least three steps': 100,
      'shown to be shortest': 1000,
      ...Object.fromEntries(
        ['roles', 'permissions', 'exclusions', 'activation', 'own-approver'].flatMap((kind) => [
          [`${kind} reachable`, 60],
          [`${kind} unreachable`, 80],
        ]),
      ),
    };
    const short = Object.entries(least).filter(([trait, wanted]) => (counts.get(trait) ?? 0) < wanted);
    expect(short.map(([trait]) => `${trait}: ${counts.get(trait) ?? 0}`)).toEqual([]);
    expect(counts.get('too large') ?? 0).toBeLessThan(cases / 10);
  });
});
