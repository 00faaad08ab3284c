/**
 * Judges the verdicts of the rule `reach`: nothing is decided again, a trace is replayed and an invariant checked. Of a
 * goal that the policy states there has to be a verdict.
 */

import type { ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import { fingerprintOf } from '../../verdict/fingerprint.ts';
import { checkOf, type VerdictCheck, type VerdictData } from '../verdict-check.ts';
import { claimOfGoal, confirmInvariant, confirmTrace } from './confirm.ts';

export const reachRule = 'reach';

/** `others`: what else is said; that something says nothing is said beside that it holds. */
export function checkReach(
  policy: Policy,
  verdict: VerdictData,
  others: readonly VerdictData[],
): VerdictCheck {
  const rejected = (why: string): VerdictCheck => checkOf(verdict, 'rejected', why);
  const goal = policy.administration?.goals.find(({ id }) => id === verdict.constraint);
  if (goal === undefined) return rejected('the policy does not state its goal');
  if (verdict.property !== 'P53') return rejected('it is about another property');
  if (verdict.fingerprint !== fingerprintOfGoal(goal, verdict))
    return rejected('its fingerprint is not that of its goal');
  const claimed = { claim: claimOfGoal(goal), constraint: goal.id };
  switch (verdict.status) {
    case 'violated': {
      const { evidence, counterexample } = verdict;
      if (counterexample.schema !== claimed.claim) return rejected('it claims something else than its goal');
      if (evidence.kind !== 'trace') return rejected('its evidence is no trace');
      const { bindings, sentence, paths } = counterexample;
      const outcome = confirmTrace(policy, { ...claimed, bindings }, evidence.trace, () => ({
        sentence,
        paths,
        core: verdict.core,
      }));
      if (outcome.kind === 'confirmed')
        return checkOf(
          verdict,
          'accepted',
          'the specification performs its operations, and is false of the state that they lead to',
        );
      return rejected(
        outcome.reason.kind === 'evidence'
          ? `its trace leads nowhere: ${outcome.reason.why}`
          : 'its trace is about others than it names',
      );
    }
    case 'holds': {
      if (verdict.evidence.kind !== 'invariant') return rejected('its evidence is no invariant');
      const check = confirmInvariant(policy, claimed, verdict.evidence.parts);
      return check.kind === 'accepted'
        ? checkOf(
            verdict,
            'accepted',
            'its invariant is true at the start, is kept by every operation, and excludes the goal',
          )
        : checkOf(verdict, check.kind, `its invariant does not show it: ${check.reason}`);
    }
    case 'unknown':
      return checkOf(verdict, 'accepted', 'it claims nothing');
    case 'vacuous':
      return others.some((one) => isHeld(one, goal))
        ? checkOf(verdict, 'accepted', 'it claims no more than the verdict that the goal holds')
        : rejected('no verdict says that its goal holds');
    case 'bounded':
      return rejected('the rule gives no such verdict');
    default:
      return verdict satisfies never;
  }
}

const isHeld = ({ rule, status, constraint }: VerdictData, { id }: ReachGoal): boolean =>
  rule === reachRule && status === 'holds' && constraint === id;

const fingerprintOfGoal = (goal: ReachGoal, verdict: VerdictData): string =>
  fingerprintOf({
    rule: reachRule,
    claim: claimOfGoal(goal),
    constraint: goal.id,
    bindings: [],
    elements: verdict.status === 'vacuous' ? [verdict.vacuity] : [],
  });

/** Goals that are stated and of which nothing is said. */
export function goalsWithout(
  { path, administration }: Policy,
  verdicts: readonly VerdictData[],
): readonly VerdictCheck[] {
  const answered = new Set(
    verdicts.flatMap(({ rule, constraint }) => (rule === reachRule ? [constraint] : [])),
  );
  return (administration?.goals ?? [])
    .filter(({ id }) => !answered.has(id))
    .map(({ id }) => ({
      file: path,
      rule: reachRule,
      constraint: id,
      status: null,
      fingerprint: null,
      result: 'rejected',
      reason: 'no verdict answers the goal',
    }));
}
