/**
 * What a verdict says of a goal of administration, confirmed from its evidence: a trace is replayed through the
 * specification and only then becomes a counterexample, an invariant is checked from the raw facts.
 */

import { reachClaims } from '../../../spec/reachability.ts';
import { printFormula } from '../../notation/index.ts';
import type { ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import { lowerFormula } from '../../profile/lower.ts';
import type { Fact } from '../../verdict/change.ts';
import type { ReplayFailure } from '../../verdict/failure.ts';
import type { InvariantPart, ReachStep, StateChange, Trace } from '../../verdict/reach.ts';
import { stepSentence } from '../../verdict/reach-words.ts';
import type { Binding, Counterexample, Replayed, WhyTree } from '../../verdict/verdict.ts';
import type { ReplayOutcome, Told } from '../replay.ts';
import { checkInvariant, type InvariantCheck } from './check-invariant.ts';
import { replayTrace } from './replay-trace.ts';

/** The claim that a verdict about this goal makes. */
export const claimOfGoal = ({ kind }: ReachGoal): string => reachClaims[kind].schema.name;

/** Those of whom the trace says in the end that they are in the forbidden state. */
export function bindingsOfTrace({ finally: people }: Trace): readonly Binding[] {
  return people.map(({ user }) => ({ variable: 'suspects', sort: 'USER', value: user }));
}

/** `told` is asked only where the specification confirms the trace. */
export function confirmTrace(
  policy: Policy,
  violation: {
    readonly claim: string;
    readonly constraint: string | null;
    readonly bindings: readonly Binding[];
  },
  trace: Trace,
  told: () => Told,
): ReplayOutcome {
  const goal = goalNamed(policy, violation);
  if (goal === null) return refused({ kind: 'unknown-claim' });
  if (JSON.stringify(valuesOf(violation.bindings)) !== JSON.stringify(valuesOf(bindingsOfTrace(trace))))
    return refused({ kind: 'unbound', variable: 'suspects' });
  const check = replayTrace(policy, goal, trace);
  if (check.kind === 'refused') {
    const where = check.step === null ? '' : `step ${check.step}: `;
    return refused({ kind: 'evidence', why: `${where}${check.reason}` });
  }
  const { sentence, paths } = told();
  const counterexample: Counterexample = {
    schema: violation.claim,
    bindings: violation.bindings,
    sentence,
    paths,
    why: whyOf(policy, goal, trace),
  };
  return { kind: 'confirmed', counterexample: counterexample as Replayed<Counterexample> };
}

export function confirmInvariant(
  policy: Policy,
  verdict: { readonly claim: string; readonly constraint: string | null },
  parts: readonly InvariantPart[],
): InvariantCheck {
  const goal = goalNamed(policy, verdict);
  if (goal === null) return { kind: 'rejected', reason: 'what it is about does not exist' };
  return checkInvariant(policy, goal, parts);
}

function goalNamed(
  { administration }: Policy,
  { claim, constraint }: { readonly claim: string; readonly constraint: string | null },
): ReachGoal | null {
  const goal = administration?.goals.find(({ id }) => id === constraint);
  return goal === undefined || claimOfGoal(goal) !== claim ? null : goal;
}

const refused = (reason: ReplayFailure['reason']): ReplayOutcome => ({ kind: 'refused', reason });

const valuesOf = (bindings: readonly Binding[]): readonly string[][] =>
  bindings.map(({ variable, sort, value }) => [variable, sort, value]);

// --- why --------------------------------------------------------------------------------------------------------

/** The formula that is false in the end, and below it the operations that led there. */
function whyOf(policy: Policy, goal: ReachGoal, trace: Trace): WhyTree {
  const { schema, formula } = reachClaims[goal.kind];
  return {
    label: schema.name,
    holds: false,
    formula: printFormula(lowerFormula(formula, policy.profile)),
    facts: [],
    children: trace.steps.map((step) => ({
      label: stepSentence(step),
      holds: true,
      formula: step.changes.map(changeFormula).join(' ∧ '),
      facts: factsOf(step),
      children: [],
    })),
  };
}

/** What is so after the step. */
function changeFormula(change: StateChange): string {
  switch (change.kind) {
    case 'assigned':
      return `(${change.user} ↦ ${change.role}) ∈ UA′`;
    case 'revoked':
      return `(${change.user} ↦ ${change.role}) ∉ UA′`;
    case 'joined':
      return `${change.user} ∈ users′`;
    case 'performed':
      return `(${change.user} ↦ ${change.session}) ∈ performed′`;
    default:
      return change satisfies never;
  }
}

/** What is assigned, by the rule at its place. */
function factsOf(step: ReachStep): readonly Fact[] {
  if (step.kind === 'perform') return [];
  return step.changes.flatMap((change): readonly Fact[] =>
    change.kind === 'assigned'
      ? [{ relation: 'assignment', left: change.user, right: change.role, locations: [step.location] }]
      : [],
  );
}
