/** Hand-made outcomes for the reports: every status, Korean names, long names, hostile names. */

import type { CheckOutcome } from '../../src/check/run.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Policy, Severity } from '../../src/policy/model.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import type { Location } from '../../src/source/text.ts';
import type { Fact, FactRelation, Repair } from '../../src/verdict/change.ts';
import { envelopeOf } from '../../src/verdict/envelope.ts';
import { defaultFailOn } from '../../src/verdict/exit-code.ts';
import type { Standing } from '../../src/verdict/gate.ts';
import type {
  CoreElement,
  Counterexample,
  Envelope,
  Evidence,
  Path,
  PropertyId,
  Replayed,
  Scope,
  Verdict,
  Violated,
} from '../../src/verdict/verdict.ts';

export const at = (path: string, line: number): Location => ({ path, line, column: 1 });

export const fact = (
  relation: FactRelation,
  left: string,
  right: string,
  ...locations: Location[]
): Fact => ({
  relation,
  left,
  right,
  locations,
});

const base = {
  profile: defaultProfile,
  file: 'purchasing/purchasing.policy.yaml',
};

export function violated(parts: {
  readonly property?: PropertyId;
  readonly rule: string;
  readonly constraint: string | null;
  readonly severity?: Severity;
  readonly sentence: string;
  readonly scope?: Scope;
  readonly subject?: string;
  readonly paths?: readonly Path[];
  readonly core?: readonly CoreElement[];
  readonly repairs?: readonly Repair[] | null;
  readonly file?: string;
  readonly locations?: readonly Location[];
  readonly evidence?: Evidence;
  readonly fingerprint?: string;
  readonly standing?: Standing;
}): Violated {
  const counterexample: Counterexample = {
    schema: 'StaticSOD',
    bindings: [{ variable: 'u', sort: 'USER', value: parts.subject ?? 'kim' }],
    sentence: parts.sentence,
    paths: parts.paths ?? [],
    why: { label: 'StaticSOD', holds: false, formula: 'true', facts: [], children: [] },
  };
  return {
    ...base,
    status: 'violated',
    property: parts.property ?? 'P04',
    rule: parts.rule,
    constraint: parts.constraint,
    severity: parts.severity ?? 'error',
    scope: parts.scope ?? 'this policy',
    // These verdicts are for reports only; nobody replays them.
    counterexample: counterexample as Replayed<Counterexample>,
    core: parts.core ?? [],
    coreFingerprint: 'c0ffee0123456789',
    repairs: parts.repairs === undefined ? [] : parts.repairs,
    evidence: parts.evidence ?? { kind: 'recheck' },
    fingerprint: parts.fingerprint ?? '1a2b3c4d5e6f70819203',
    locations: parts.locations ?? [],
    ...(parts.file === undefined ? {} : { file: parts.file }),
    ...(parts.standing === undefined ? {} : { standing: parts.standing }),
  };
}

export function holds(
  rule: string,
  constraint: string | null,
  sentence: string,
  scope: Scope = 'this policy',
  evidence: Evidence = { kind: 'recheck' },
): Verdict {
  return {
    ...base,
    status: 'holds',
    property: 'P04',
    rule,
    constraint,
    severity: 'error',
    scope,
    witness: { bindings: [], sentence },
    evidence,
    fingerprint: '00',
    locations: [],
  };
}

export function vacuous(rule: string, constraint: string | null, vacuity: string, reason: string): Verdict {
  return {
    ...base,
    status: 'vacuous',
    property: 'P06',
    rule,
    constraint,
    severity: 'error',
    scope: 'this policy',
    vacuity,
    reason,
    fingerprint: '00',
    locations: [],
  };
}

export function unknown(rule: string, constraint: string | null, reason: string): Verdict {
  return {
    ...base,
    status: 'unknown',
    property: 'P29',
    rule,
    constraint,
    severity: 'error',
    reason,
    fingerprint: '00',
    locations: [],
  };
}

export function outcomeOf(policy: Policy, verdicts: readonly Verdict[]): CheckOutcome {
  return { policy, verdicts, repairsOmitted: 0, rulesOff: [], failures: [], extents: new Map() };
}

export function envelope(outcomes: readonly CheckOutcome[]): Envelope {
  return envelopeOf('check', defaultProfile, outcomes, defaultFailOn);
}

const policyFile = 'purchasing/purchasing.policy.yaml';

const english: Policy = {
  ...buildPolicy({
    name: 'purchasing',
    undeclared: 'declare',
    users: ['kim', 'lee', 'park'],
    assignments: [
      ['kim', 'creator'],
      ['kim', 'manager'],
      ['lee', 'payer'],
    ],
    inheritance: [['manager', 'approver']],
    constraints: [
      {
        id: 'create-approve',
        kind: 'exclusion',
        relation: 'exclusive',
        sets: [{ members: ['creator', 'approver', 'payer'] }],
        reason: 'nobody may both create and approve',
        owner: 'finance',
      },
      { id: 'one-cfo', kind: 'cardinality', role: 'cfo', atMost: 1 },
    ],
    applications: [
      {
        name: 'purchase_order',
        sessions: [
          { name: 'S1', roles: ['creator'] },
          { name: 'S3', roles: ['payer'] },
          { name: 'S4', roles: ['payer', 'creator'] },
        ],
        exclusions: [['S3', 'S4']],
      },
    ],
  }),
  path: policyFile,
};

export const findings: CheckOutcome = outcomeOf(english, [
  violated({
    rule: 'static-sod',
    constraint: 'create-approve',
    sentence: '`kim` is both `creator` and `approver`',
    paths: [
      { element: 'creator', steps: [fact('assignment', 'kim', 'creator', at('purchasing/access.csv', 12))] },
      {
        element: 'approver',
        steps: [
          fact('assignment', 'kim', 'manager', at(policyFile, 9)),
          fact('inheritance', 'manager', 'approver', at(policyFile, 14)),
        ],
      },
    ],
    repairs: [
      {
        changes: [{ kind: 'remove', relation: 'assignment', left: 'kim', right: 'creator' }],
        sentence: 'remove `kim` from `creator`',
        locations: [at('purchasing/access.csv', 12)],
      },
      {
        changes: [{ kind: 'remove', relation: 'assignment', left: 'kim', right: 'manager' }],
        sentence: 'remove `kim` from `manager`',
        locations: [at(policyFile, 9)],
      },
    ],
  }),
  violated({
    property: 'P29',
    rule: 'feasible',
    constraint: 'purchase_order',
    scope: 'this application',
    subject: 'S3',
    sentence:
      '`purchase_order` cannot run: `S3` and `S4` need different people, and only `lee` can do both; nobody else has `payer`',
    core: [
      {
        kind: 'session',
        application: 'purchase_order',
        session: 'S3',
        location: at('purchasing/purchase-order.app', 2),
      },
      {
        kind: 'session',
        application: 'purchase_order',
        session: 'S4',
        location: at('purchasing/purchase-order.app', 3),
      },
      {
        kind: 'exclusion',
        application: 'purchase_order',
        left: 'S3',
        right: 'S4',
        location: at('purchasing/purchase-order.app', 5),
      },
    ],
    repairs: [
      {
        changes: [{ kind: 'add', relation: 'assignment', left: 'park', right: 'payer' }],
        sentence: 'assign `park` to `payer`',
        locations: [at(policyFile, 8)],
      },
    ],
  }),
  violated({
    rule: 'cardinality',
    constraint: 'one-cfo',
    severity: 'warning',
    sentence: '`cfo` has 2 users, `kim` and `lee`, and may have 1',
    core: [
      { kind: 'fact', fact: fact('assignment', 'kim', 'cfo', at(policyFile, 9)) },
      { kind: 'fact', fact: fact('assignment', 'lee', 'cfo', at(policyFile, 10)) },
    ],
    repairs: null,
  }),
  violated({
    rule: 'adequate-exclusions',
    constraint: 'purchase_order',
    severity: 'note',
    scope: 'this application',
    sentence: 'one person may do `S1` and `S3`, which is everything that `purchase_order` needs',
    repairs: [],
  }),
  unknown('feasible', 'quarterly', 'the time limit of 10 s was reached after 3,000,000 steps'),
  holds('static-sod', 'pay-approve', '`lee` holds `payer` and not `approver`'),
  holds('acyclic-hierarchy', null, '`manager` is above `approver`, and not the other way round'),
  holds('candidates', 'purchase_order', '`kim` can do `S1`', 'this application'),
  vacuous('dynamic-sod', 'create-approve', 'V1', 'there are no sessions'),
]);

const korean: Policy = {
  ...buildPolicy({
    name: '물품구매-계층',
    undeclared: 'declare',
    users: ['김연구', '이책임', '박회계', '최부장'],
    applications: [
      {
        name: '물품구매',
        sessions: [
          { name: 'S1', roles: ['연구원'] },
          { name: 'S2', roles: ['책임연구원'] },
          { name: '승인', roles: ['accountant', '회계책임자'] },
        ],
        exclusions: [['S1', 'S2']],
      },
    ],
  }),
  profile: { ...defaultProfile, membership: 'assigned', feasibility: 'pairwise' },
  path: '구매/물품구매.policy.yaml',
};

export const feasible: CheckOutcome = outcomeOf(korean, [
  holds('feasible', '물품구매', '`물품구매` can run', 'this application', {
    kind: 'plan',
    plan: [
      { session: 'S1', user: '김연구' },
      { session: 'S2', user: '이책임' },
      { session: '승인', user: 'Maximilian von und zu Hohenstein' },
    ],
  }),
]);
