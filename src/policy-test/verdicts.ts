/** Compares the verdicts of a policy with those that a test expects. */

import type { CheckOutcome } from '../check/run.ts';
import { locate } from '../source/text.ts';
import { listed } from '../source/words.ts';
import { defaultFailOn, exitCodeOf } from '../verdict/exit-code.ts';
import type { Verdict, Violated } from '../verdict/verdict.ts';
import {
  type Answer,
  type Difference,
  type Exercise,
  exercisedBy,
  factReasons,
  type Reason,
  sentenceReason,
} from './outcome.ts';
import { type Expectation, namedStatuses, type PolicyTest } from './test.ts';

export function compareVerdicts(test: PolicyTest, { verdicts, failures }: CheckOutcome): Answer {
  const violated = verdicts.filter((verdict) => verdict.status === 'violated');
  return {
    differences: [
      ...exitDifferences(test, exitCodeOf(verdicts, failures, defaultFailOn), verdicts),
      ...violationDifferences(test, violated, verdicts),
      ...statusDifferences(test, verdicts),
    ],
    exercised: violated.flatMap(exercisedByViolation),
  };
}

function exitDifferences(
  { exit }: PolicyTest,
  code: number,
  verdicts: readonly Verdict[],
): readonly Difference[] {
  if (exit === null || exit.code === code) return [];
  const reasons = verdicts
    .filter(({ status }) => status === 'violated' || status === 'unknown')
    .slice(0, 3)
    .map(told);
  return [
    {
      expected: `exit code ${exit.code}`,
      actual: `exit code ${code}`,
      location: locate(exit.span),
      reasons,
      decided: code !== 3,
    },
  ];
}

function violationDifferences(
  { violated: expected }: PolicyTest,
  violated: readonly Violated[],
  verdicts: readonly Verdict[],
): readonly Difference[] {
  if (expected === null) return [];
  const left = new Set(violated);
  const missing: Difference[] = [];
  for (const expectation of expected.list) {
    const found = [...left].find((verdict) => meets(verdict, expectation));
    if (found !== undefined) left.delete(found);
    else missing.push(missingViolation(expectation, verdicts));
  }
  return [
    ...missing,
    ...[...left].map(
      (verdict): Difference => ({
        expected: expected.list.length === 0 ? 'no violation' : 'no other violation',
        actual: `a violation of ${nameOfVerdict(verdict)}`,
        location: locate(expected.span),
        reasons: [
          sentenceReason(verdict.counterexample.sentence),
          ...factReasons(verdict.counterexample.paths.flatMap(({ steps }) => steps)),
        ],
        decided: true,
      }),
    ),
  ];
}

function missingViolation(expectation: Expectation, verdicts: readonly Verdict[]): Difference {
  const same = verdicts.filter(
    (verdict) =>
      verdict.rule === expectation.rule.text &&
      (expectation.constraint === null || verdict.constraint === expectation.constraint.text),
  );
  return {
    expected: `a violation of ${nameOf(expectation)}`,
    actual: same.length === 0 ? 'no verdict' : `${listed([...new Set(same.map(statusWords))])}`,
    location: locate(expectation.span),
    reasons: same.slice(0, 3).map(told),
    decided: !same.some(({ status }) => status === 'unknown'),
  };
}

function statusDifferences(test: PolicyTest, verdicts: readonly Verdict[]): readonly Difference[] {
  return namedStatuses.flatMap((status) =>
    test.named[status].flatMap((expectation): readonly Difference[] => {
      const same = verdicts.filter((verdict) => meets(verdict, expectation));
      if (same.some((verdict) => verdict.status === status)) return [];
      return [
        {
          expected: `${nameOf(expectation)} ${statusVerbs[status]}`,
          actual: same.length === 0 ? 'no verdict' : listed([...new Set(same.map(statusWords))]),
          location: locate(expectation.span),
          reasons: same.slice(0, 3).map(told),
          decided: !same.some((verdict) => verdict.status === 'unknown'),
        },
      ];
    }),
  );
}

const statusVerbs = { holds: 'holds', vacuous: 'says nothing', unknown: 'is not known' } as const;

function statusWords({ status }: Verdict): string {
  switch (status) {
    case 'violated':
      return 'it is violated';
    case 'bounded':
      return 'it holds up to a bound';
    case 'holds':
      return 'it holds';
    case 'vacuous':
      return 'it says nothing';
    case 'unknown':
      return 'it is not known';
    default:
      return status satisfies never;
  }
}

/** Why the verdict is as it is, in a sentence. */
function told(verdict: Verdict): Reason {
  const { locations } = verdict;
  switch (verdict.status) {
    case 'violated':
      return sentenceReason(verdict.counterexample.sentence, locations);
    case 'holds':
      return sentenceReason(verdict.witness.sentence, locations);
    case 'vacuous':
    case 'unknown':
      return sentenceReason(verdict.reason, locations);
    case 'bounded':
      return sentenceReason(verdict.bound, locations);
    default:
      return verdict satisfies never;
  }
}

function meets(verdict: Verdict, { rule, constraint, subject }: Expectation): boolean {
  return (
    verdict.rule === rule.text &&
    (constraint === null || verdict.constraint === constraint.text) &&
    (subject === null || subjectOf(verdict) === subject.text)
  );
}

function subjectOf(verdict: Verdict): string | null {
  return verdict.status === 'violated' ? (verdict.counterexample.bindings[0]?.value ?? null) : null;
}

function nameOf({ rule, constraint, subject }: Expectation): string {
  return named(rule.text, constraint?.text ?? null, subject?.text ?? null);
}

function nameOfVerdict(verdict: Verdict): string {
  return named(verdict.rule, verdict.constraint, subjectOf(verdict));
}

function named(rule: string, constraint: string | null, subject: string | null): string {
  const of = constraint === null ? '' : ` of \`${constraint}\``;
  const by = subject === null ? '' : ` by \`${subject}\``;
  return `\`${rule}\`${of}${by}`;
}

function exercisedByViolation({ constraint, counterexample }: Violated): readonly Exercise[] {
  const bound = counterexample.bindings.flatMap(({ sort, value }): readonly Exercise[] => {
    if (sort === 'ROLE') return [{ kind: 'role', name: value }];
    return sort === 'PRM' ? [{ kind: 'permission', name: value }] : [];
  });
  return [
    ...(constraint === null ? [] : [{ kind: 'constraint', name: constraint } as const]),
    ...bound,
    ...exercisedBy(counterexample.paths.flatMap(({ steps }) => steps)),
  ];
}
