/**
 * Whether administrators can bring about what must not be (P53): one decision for each goal that the policy states.
 *
 * Where no administration is stated nothing is said. What is found is shown only with evidence that is confirmed, by
 * replay as for every rule (`run.ts`). A check must end: what is not decided soon is left to `dutyproof reach`, which
 * takes its time and proposes repairs.
 */

import { reachClaims } from '../../spec/reachability.ts';
import type { Administration, ReachGoal } from '../policy/administration.ts';
import type { Place, Policy } from '../policy/model.ts';
import { answerQuestion } from '../reach/question.ts';
import { vacuityOf } from '../reach/vacuity.ts';
import { bindingsOfTrace, claimOfGoal } from '../replay/administration/confirm.ts';
import type { Location } from '../source/text.ts';
import { counted } from '../source/words.ts';
import type { InvariantPart, Trace } from '../verdict/reach.ts';
import { asksOf, becauseOf, reachableSentence } from '../verdict/reach-words.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';

/** What a goal may take, in milliseconds. */
const mostTime = 10_000;

export const rule: Rule = {
  id: 'reach',
  properties: ['P53'],
  severity: 'error',
  claims: Object.values(reachClaims),
  explanation: {
    title: 'administration never leads where it must not',
    meaning: [
      'A policy may be sound today and not tomorrow: administrators assign and revoke roles. Where it states under',
      '`administration:` who may do that, and which states must never be reached, this rule asks whether some sequence',
      'of these operations leads there, however long it is and whoever acts. It is violated by the operations one after',
      'the other, a shortest such sequence where one is known; it holds by a statement that is true at the start, that',
      'every operation keeps, and that excludes the state. Both are confirmed independently before they are told.',
    ].join(' '),
    violating: `policy: office
users: [hana, kim, lee]
roles:
  hr:
  clerk:
  approver:
assignments:
  hana: [hr]
  kim: [clerk]
  lee: [approver]
administration:
  assign:
    - { id: promote, by: hr, role: approver }
  goals:
    - { id: apart, roles: [clerk, approver] }
`,
    compliant: `policy: office
users: [hana, kim, lee]
roles:
  hr:
  clerk:
  approver:
assignments:
  hana: [hr]
  kim: [clerk]
  lee: [approver]
administration:
  assign:
    - { id: promote, by: hr, role: approver, lacks: [clerk] }
  goals:
    - { id: apart, roles: [clerk, approver] }
`,
    fix: 'Add a condition to a rule that the operations use, or take it from those who have it; `dutyproof reach --repair` tells which changes do.',
    references: [
      'Sandhu, Bhamidipati, Munawer, The ARBAC97 model for role-based administration of roles, 1999 (URA97)',
      'Li, Tripunitara, Security analysis in role-based access control, 2006',
    ],
  },
  decide,
  undecided: (policy, reason) =>
    (policy.administration?.goals ?? []).map((goal) => ({
      ...baseOf(policy, goal),
      kind: 'unknown',
      reason,
      locations: [locationOf(policy, goal.place)],
    })),
};

function* decide(context: Context): Generator<Decision> {
  const { administration } = context.policy;
  if (administration === null) return;
  const idle = onceIdle(context.policy, administration);
  for (const goal of administration.goals) {
    const decision = decideGoal(context, administration, goal);
    yield decision;
    const reason = decision.kind === 'holds' ? idle() : null;
    if (reason !== null)
      yield {
        ...baseOf(context.policy, goal),
        kind: 'vacuous',
        scope: 'every reachable state',
        vacuity: 'V12',
        reason: `no goal is put to the test: ${reason}`,
        locations: [locationOf(context.policy, administration.place)],
      };
  }
}

/** Why nothing can change, or null where something can; worked out when it is first asked. */
function onceIdle(policy: Policy, administration: Administration): () => string | null {
  let known: { readonly reason: string | null } | null = null;
  return () => {
    known ??= { reason: nothingChanges({ ...policy, administration: { ...administration, keeps: [] } }) };
    return known.reason;
  };
}

const nothingChanges = (policy: Policy): string | null =>
  vacuityOf(policy, { interrupted: () => false }).nothingChanges;

function decideGoal(
  { policy, interrupted }: Context,
  administration: Administration,
  goal: ReachGoal,
): Decision {
  const isOver = interrupted ?? (() => false);
  const { answer, cutShort } = answerQuestion(
    { policy, goal, wantsRepairs: false },
    { time: mostTime, interrupted: isOver },
  );
  const base = baseOf(policy, goal);
  const place = locationOf(policy, goal.place);
  switch (answer.kind) {
    case 'reachable':
      return violated(policy, goal, answer.trace);
    case 'unreachable':
      return {
        ...base,
        kind: 'holds',
        scope: 'every reachable state',
        witness: {
          bindings: [],
          sentence: unreachableSentence(policy, administration, goal, answer.invariant),
        },
        evidence: { kind: 'invariant', parts: answer.invariant },
        locations: [place],
      };
    case 'unknown':
      return {
        ...base,
        kind: 'unknown',
        reason: `it was not decided whether ${asksOf(policy, goal)}: ${reasonOf(answer.reason, cutShort, isOver())}`,
        locations: [place],
      };
    default:
      return answer satisfies never;
  }
}

function reasonOf(reason: string, cutShort: boolean, isOver: boolean): string {
  if (!cutShort) return reason;
  return isOver
    ? 'the run was ended before'
    : `that takes more than ${counted(mostTime / 1000, 'second')}; \`dutyproof reach\` looks longer`;
}

function baseOf(policy: Policy, goal: ReachGoal) {
  return {
    property: 'P53',
    claim: claimOfGoal(goal),
    constraint: goal.id,
    severity: severityOf(policy, rule, goal),
    focus: {},
  } as const;
}

function violated(policy: Policy, goal: ReachGoal, trace: Trace): Decision {
  return {
    ...baseOf(policy, goal),
    kind: 'violated',
    scope: 'every reachable state',
    bindings: bindingsOfTrace(trace),
    elements: [],
    evidence: { kind: 'trace', trace },
    detail: () => ({
      sentence: reachableSentence(policy, goal, trace),
      paths: [],
      core: [],
      locations: distinct([...rulesOf(trace).reverse(), locationOf(policy, goal.place)]),
      // What mends it is a change of rules, not of facts.
      candidates: [],
    }),
  };
}

/** Where the rules stand that are used, in the order of the steps. */
const rulesOf = ({ steps }: Trace): Location[] =>
  steps.flatMap((step) => (step.kind === 'perform' ? [] : [step.location]));

function distinct(locations: readonly Location[]): readonly Location[] {
  const byPlace = new Map(
    locations.map((one) => [JSON.stringify([one.path, one.line, one.column]), one] as const),
  );
  return [...byPlace.values()];
}

/** How many sentences of an invariant are told. */
const mostReasons = 3;

/** What never comes about, by how many rules it does not, and why. */
function unreachableSentence(
  policy: Policy,
  { rules }: Administration,
  goal: ReachGoal,
  invariant: readonly InvariantPart[],
): string {
  const places = new Set(rules.map(({ place: { file, line, column } }) => `${file} ${line} ${column}`));
  const reasons = becauseOf(policy, invariant);
  const rest = reasons.length - mostReasons;
  const told = [...reasons.slice(0, mostReasons), ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
  const by =
    places.size === 0 ? '' : ` with ${places.size === 1 ? 'the one rule' : `the ${places.size} rules`}`;
  return `not reachable${by}: ${asksOf(policy, goal)}, because ${told}`;
}

function locationOf(policy: Policy, { file, line, column }: Place): Location {
  return { path: policy.files[file]?.path ?? policy.path, line, column };
}
