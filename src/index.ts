/**
 * dutyproof as a library: read or build a policy, check it, and look at the verdicts.
 *
 * ```ts
 * import { checkPolicy, nodeFiles, readPolicy } from 'dutyproof';
 *
 * const read = readPolicy('hr.policy.yaml', nodeFiles());
 * if (read.kind === 'ok') {
 *   const { verdicts } = await checkPolicy(read.value);
 *   for (const verdict of verdicts) {
 *     if (verdict.status === 'violated') console.log(verdict.counterexample.sentence);
 *   }
 * }
 * ```
 *
 * While an application runs, `mayTake(run, user, step)` says whether a user may take a session so that everybody can
 * still finish; `startRun(workflowOf(policy, indexPolicy(policy), application).instance)` begins a run.
 *
 * Nothing here prints, exits or throws for what a policy says: mistakes of users are `Diagnostic`s, answers are
 * `Verdict`s, and both are plain data.
 */

export type { ApplicationTree } from './application/tree.ts';
export { type Changed, changePolicy } from './change/apply.ts';
export type { PolicyChange } from './change/change.ts';
export { readChangeFile } from './change/read.ts';
export { catalogue } from './check/catalogue.ts';
export type { Explanation, Rule } from './check/rule.ts';
export { type CheckOptions, type CheckOutcome, checkPolicy, type ProgressEvent } from './check/run.ts';
export { type Coverage, coverageOf, percentOf } from './coverage/coverage.ts';
export { lcov } from './coverage/lcov.ts';
export { type Judged, writeEvidence } from './evidence/write.ts';
export { type Best, bestPlan } from './feasible/best/best.ts';
export type { Weights } from './feasible/best/weights.ts';
export { type Count, countPlans } from './feasible/count/count.ts';
export {
  type Answer as WorkflowAnswer,
  type Limits as WorkflowLimits,
  solve as solveWorkflow,
} from './feasible/pattern/solve.ts';
export { plansOf } from './feasible/plans/all.ts';
export { workflowOf } from './feasible/problem.ts';
export { criticality, idleUsers, type Person } from './feasible/resilience/people.ts';
export { resilienceLevel, type StaticResilience, staticResilience } from './feasible/resilience/static.ts';
export { type MayTake, mayTake, type Refusal, type Run, startRun, take } from './feasible/run/run.ts';
export { readArbac } from './import/arbac.ts';
export type { Edit } from './incremental/edit.ts';
export { type OpenPolicy, openPolicy, type Rechecked, type Refused } from './incremental/open.ts';
export { indexPolicy } from './index/index.ts';
export type * from './policy/administration.ts';
export {
  type ApplicationInput,
  buildPolicy,
  type ConstraintInput,
  type PolicyInput,
  type SessionInput,
} from './policy/build.ts';
export type {
  AdministrationInput,
  AdministrativeRuleInput,
  OfficersInput,
  ReachGoalInput,
} from './policy/build-administration.ts';
export { type Discovery, discoverPolicies } from './policy/discover.ts';
export type * from './policy/model.ts';
export { type ReadOptions, readPolicy } from './policy/read.ts';
export { shuffled } from './policy/shuffled.ts';
export type {
  Difference as TestDifference,
  Reason as TestReason,
  TestOutcome,
} from './policy-test/outcome.ts';
export { type ReadTestOptions, readPolicyTests } from './policy-test/read.ts';
export { type RunContext, runPolicyTest } from './policy-test/run.ts';
export type { PolicyTest } from './policy-test/test.ts';
export {
  defaultProfile,
  type Profile,
  type SwitchName,
  type SwitchValue,
  switches,
} from './profile/profile.ts';
export type * from './query/answer.ts';
export { type QueryOptions, query } from './query/query.ts';
export { type Question, readQuestion, type Words as QuestionWords } from './query/question.ts';
export type { InputCheck } from './replay/evidence.ts';
export type { CheckResult, VerdictCheck } from './replay/verdict-check.ts';
export { type Verification, type VerifyOptions, verifyEvidence } from './replay/verify.ts';
export type { Diagnostic, Result } from './source/diagnostic.ts';
export {
  type DirectoryEntry,
  type DirectoryReader,
  type FileContent,
  type FileReader,
  memoryFiles,
  nodeFiles,
} from './source/files.ts';
export type { Location, SourceFile, Span } from './source/text.ts';
export type { Change, Fact, FactRelation, Repair } from './verdict/change.ts';
export { envelopeOf, type Part } from './verdict/envelope.ts';
export { defaultFailOn, exitCodeOf, type FailOn } from './verdict/exit-code.ts';
export type { ReplayFailure } from './verdict/failure.ts';
export type * from './verdict/feasible.ts';
export type * from './verdict/verdict.ts';
export { violationOf } from './workflow/check-plan.ts';
export { type Checked, checkProof } from './workflow/check-proof.ts';
export { readInstance } from './workflow/formats/read.ts';
export {
  type Constraint as WorkflowConstraint,
  type Instance as WorkflowInstance,
  instanceOf as workflowInstance,
} from './workflow/instance.ts';
export type { Proof } from './workflow/proof.ts';
