/**
 * Runs a policy test: reads its policy, makes its changes, asks what it asks, and compares.
 *
 * Only what a test asks is decided: a test of access alone never runs the catalogue.
 */

import { posix } from 'node:path';
import { changePolicy } from '../change/apply.ts';
import { type CheckOptions, checkPolicy } from '../check/run.ts';
import { indexPolicy } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import { shown } from '../policy/names.ts';
import { problemCollector } from '../policy/problems.ts';
import type { Diagnostic, Result } from '../source/diagnostic.ts';
import type { FileReader } from '../source/files.ts';
import { compareAccess } from './access.ts';
import { unknownNames } from './names.ts';
import { compareOperations } from './operations.ts';
import type { Answer, Difference, Exercise, TestOutcome } from './outcome.ts';
import { compareFeasible, comparePlan, type Patience } from './plans.ts';
import { asksForVerdicts, expectationsOf, type PolicyTest } from './test.ts';
import { compareVerdicts } from './verdicts.ts';

export interface RunContext {
  readonly files: FileReader;
  /** Reads a policy by its shown path; asked once for each test. */
  readonly readPolicy: (path: string) => Result<Policy>;
  /** For `check`. */
  readonly check?: Pick<CheckOptions, 'signal' | 'timeLimit' | 'onProgress'>;
  /** For each application whose feasibility is asked. */
  readonly feasible?: Patience;
  /** Milliseconds since some moment; absent: no time is taken. */
  readonly now?: () => number;
}

const defaultPatience: Patience = { time: 60_000 };

export async function runPolicyTest(test: PolicyTest, context: RunContext): Promise<TestOutcome> {
  const now = context.now ?? (() => 0);
  const started = now();
  const base = { test, expectations: expectationsOf(test), exercised: [], differences: [], failures: 0 };
  const since = (): number => (now() - started) / 1000;
  const unreadable = (diagnostics: readonly Diagnostic[], policy: Policy | null): TestOutcome => ({
    ...base,
    status: 'unreadable',
    diagnostics,
    policy,
    seconds: since(),
  });

  const path = policyPathOf(test, context.files);
  if (path.kind === 'outside') return unreadable([path.diagnostic], null);
  const read = context.readPolicy(path.path);
  if (read.kind === 'failed') return unreadable(read.diagnostics, null);
  const changed = changePolicy(read.value, test.changes);
  const diagnostics = [...changed.diagnostics, ...unknownNames(changed.policy, test)];
  if (diagnostics.some(({ severity }) => severity === 'error')) return unreadable(diagnostics, read.value);

  const { answers, failures } = await answersOf(test, changed.policy, context);
  const differences = answers.flatMap((answer) => answer.differences);
  return {
    ...base,
    status: statusOf(differences, failures),
    differences,
    diagnostics,
    policy: read.value,
    exercised: [...exercisedByChanges(test), ...answers.flatMap((answer) => answer.exercised)],
    failures,
    seconds: since(),
  };
}

function statusOf(differences: readonly Difference[], failures: number): TestOutcome['status'] {
  if (failures > 0 || differences.some(({ decided }) => decided)) return 'failed';
  return differences.length > 0 ? 'undecided' : 'passed';
}

async function answersOf(
  test: PolicyTest,
  policy: Policy,
  context: RunContext,
): Promise<{ readonly answers: readonly Answer[]; readonly failures: number }> {
  const answers: Answer[] = [];
  let failures = 0;
  if (asksForVerdicts(test)) {
    const outcome = await checkPolicy(policy, {
      ...context.check,
      // Nobody reads repairs of what a test expects.
      repairs: { perConstraint: 0, inAll: 0 },
    });
    failures = outcome.failures.length;
    answers.push(compareVerdicts(test, outcome));
  }
  const index = indexPolicy(policy);
  answers.push(...test.access.map((expectation) => compareAccess(policy, index, expectation)));
  answers.push(...test.plans.map((expectation) => comparePlan(policy, expectation)));
  for (const expectation of test.feasible)
    answers.push(await compareFeasible(policy, index, expectation, context.feasible ?? defaultPatience));
  answers.push(compareOperations(policy, test.operations));
  return { answers, failures };
}

/** What a change names is exercised by it: the outcome depends on it. */
function exercisedByChanges({ changes }: PolicyTest): readonly Exercise[] {
  const role = ({ text }: { readonly text: string }): Exercise => ({ kind: 'role', name: text });
  const permission = ({ text }: { readonly text: string }): Exercise => ({ kind: 'permission', name: text });
  return changes.flatMap((change): readonly Exercise[] => {
    switch (change.kind) {
      case 'assign':
      case 'revoke':
        return [role(change.role)];
      case 'grant':
      case 'ungrant':
        return [role(change.role), permission(change.permission)];
      case 'inherit':
      case 'disinherit':
        return [role(change.senior), role(change.junior)];
      case 'add-user':
      case 'move':
      case 'exclude':
        return change.roles.map(role);
      case 'add-role':
        return [
          ...[change.name, ...change.inherits, ...change.seniors].map(role),
          ...change.permissions.map(permission),
        ];
      case 'remove-role':
        return [role(change.name)];
      case 'remove-user':
      case 'drop-constraint':
        return [];
      default:
        return change satisfies never;
    }
  });
}

type PolicyPath =
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'outside'; readonly diagnostic: Diagnostic };

/**
 * Tests may lie in a directory of their own, so that their policy may lie above them; it lies in the working directory or
 * below, or in the directory of the tests or below.
 */
function policyPathOf({ policy, span }: PolicyTest, files: FileReader): PolicyPath {
  const directory = posix.dirname(span.file.path);
  const isAbsolute = /^([A-Za-z]:)?[\\/]/.test(policy.text);
  const path = posix.normalize(posix.join(directory, policy.text));
  const within = (one: string, root: string): boolean =>
    root === '.' ? !isOutside(one) : one === root || one.startsWith(`${root}/`);
  const real = files.real(path);
  const isReached =
    real === null ||
    [directory, '.'].some((root) => {
      const place = files.real(root);
      return place !== null && real.startsWith(place.endsWith('/') ? place : `${place}/`);
    });
  if (!isAbsolute && (within(path, '.') || within(path, directory)) && isReached)
    return { kind: 'inside', path };
  const problems = problemCollector();
  problems.report({
    code: 'path-outside',
    message: isAbsolute
      ? `path \`${shown(policy.text)}\` is absolute`
      : `path \`${shown(policy.text)}\` leads out of the project`,
    span: policy.span,
    hint: 'name the policy relative to the file of tests, in the working directory or below',
  });
  return { kind: 'outside', diagnostic: problems.all([span.file])[0]! };
}

const isOutside = (path: string): boolean => path === '..' || path.startsWith('../');
