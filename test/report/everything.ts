/** A report that has everything that a format may meet: every kind of finding, every standing, names with markup. */

import { gateOf } from '../../src/gate/gate.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import type { Report } from '../../src/report/report.ts';
import { envelopeOf } from '../../src/verdict/envelope.ts';
import { defaultFailOn, type FailOn } from '../../src/verdict/exit-code.ts';
import type { Gate } from '../../src/verdict/gate.ts';
import type { Trace } from '../../src/verdict/reach.ts';
import type { ReportedDiagnostic } from '../../src/verdict/verdict.ts';
import { at, fact, holds, outcomeOf, unknown, vacuous, violated } from './fixture.ts';

const file = '구매 정책/물품구매.policy.yaml';
const table = '구매 정책/access 2026.csv';

/** Markup of every format. */
export const hostile = '<img src=x onerror=alert(1)> @everyone #1 [x](http://x) `|* ]]>& %0A::error::';

export const policy: Policy = {
  ...buildPolicy({
    name: '물품구매',
    undeclared: 'declare',
    users: ['김연구', hostile],
    assignments: [
      ['김연구', '기안자'],
      ['김연구', '부장'],
    ],
    inheritance: [['부장', '결재자']],
    constraints: [
      {
        id: '기안-결재',
        kind: 'exclusion',
        relation: 'exclusive',
        sets: [{ members: ['기안자', '결재자'] }],
        reason: 'nobody may both create and approve',
        owner: 'finance',
      },
      { id: 'one-cfo', kind: 'cardinality', role: 'cfo', atMost: 1 },
    ],
    applications: [{ name: 'purchase', sessions: [{ name: 'Request', roles: ['기안자'] }], exclusions: [] }],
  }),
  path: file,
  files: [{ path: file, text: '', sha256: '' }],
};

const trace: Trace = {
  arrivals: [{ user: 'newcomer', kind: 'staff', roles: ['기안자'] }],
  steps: [
    {
      kind: 'perform',
      user: 'newcomer',
      application: 'purchase',
      session: 'Request',
      changes: [{ kind: 'performed', user: 'newcomer', application: 'purchase', session: 'Request' }],
    },
    {
      kind: 'assign',
      actor: 'hana',
      as: 'HR',
      user: 'newcomer',
      role: '결재자',
      rule: 'promote',
      location: at(file, 22),
      changes: [{ kind: 'assigned', user: 'newcomer', role: '결재자' }],
    },
  ],
  isShortest: true,
  finally: [{ user: 'newcomer', roles: ['기안자', '결재자'] }],
};

const verdicts = [
  violated({
    rule: 'static-sod',
    constraint: '기안-결재',
    file,
    subject: '김연구',
    sentence: `김연구 is both 결재자 and 기안자: 결재자 through 부장 (${table}:4), 기안자 directly (${table}:3)`,
    paths: [
      {
        element: '결재자',
        steps: [
          fact('assignment', '김연구', '부장', at(table, 4)),
          fact('inheritance', '부장', '결재자', at(file, 6)),
        ],
      },
      { element: '기안자', steps: [fact('assignment', '김연구', '기안자', at(table, 3))] },
    ],
    repairs: [
      {
        changes: [{ kind: 'remove', relation: 'assignment', left: '김연구', right: '부장' }],
        sentence: `remove \`김연구\` from \`부장\` (${table}:4)`,
        locations: [at(table, 4)],
      },
    ],
    locations: [at(table, 4), at(table, 3), at(file, 6)],
    fingerprint: '11111111111111111111111111111111',
    standing: { state: 'new' },
  }),
  violated({
    rule: 'static-sod',
    constraint: '기안-결재',
    file,
    subject: hostile,
    sentence: `${hostile} is both 결재자 and 기안자`,
    paths: [
      { element: '결재자', steps: [fact('assignment', hostile, '결재자', at(table, 9))] },
      { element: '기안자', steps: [fact('assignment', hostile, '기안자', at(table, 10))] },
    ],
    repairs: [],
    locations: [at(table, 9), at(table, 10)],
    fingerprint: '22222222222222222222222222222222',
    standing: { state: 'existing' },
  }),
  violated({
    property: 'P53',
    rule: 'reach',
    constraint: 'own-approver',
    file,
    scope: 'every reachable state',
    sentence: 'reachable in 2 steps: newcomer can hold 기안자 and 결재자',
    evidence: { kind: 'trace', trace },
    repairs: null,
    locations: [at(file, 22)],
    fingerprint: '33333333333333333333333333333333',
    standing: { state: 'existing-with-changes' },
  }),
  violated({
    rule: 'cardinality',
    constraint: 'one-cfo',
    file,
    severity: 'error',
    sentence: '`cfo` has 2 users, `김연구` and `이책임`, and may have 1',
    core: [{ kind: 'fact', fact: fact('assignment', '김연구', 'cfo', at(table, 12)) }],
    repairs: null,
    locations: [at(table, 12)],
    fingerprint: '44444444444444444444444444444444',
    standing: { state: 'existing', worsenedFrom: 'warning' },
  }),
  violated({
    rule: 'dead-role',
    constraint: null,
    file,
    severity: 'warning',
    sentence: '`감사` can never be held',
    locations: [at(file, 14)],
    fingerprint: '55555555555555555555555555555555',
    standing: {
      state: 'new',
      suppressed: {
        id: 'audit-later',
        expires: '2027-01-31',
        owner: 'audit@corp.example',
        reason: 'the role is filled next year',
        control: 'monthly review',
        ticket: 'SEC-12',
      },
    },
  }),
  violated({
    rule: 'adequate-exclusions',
    constraint: 'purchase',
    file,
    severity: 'note',
    scope: 'this application',
    sentence: 'one person may do `Request`, which is everything that `purchase` needs',
    locations: [at('구매 정책/purchase.app', 1)],
    fingerprint: '66666666666666666666666666666666',
    standing: { state: 'new' },
  }),
  { ...unknown('feasible', 'purchase', 'the time limit of 10 s was reached'), file },
  { ...holds('acyclic-hierarchy', null, '`부장` is above `결재자`'), file },
  { ...vacuous('dynamic-sod', '기안-결재', 'V1', 'there are no sessions'), file },
];

const weakenings: Gate['weakenings'] = [
  {
    kind: 'constraint-removed',
    severity: 'error',
    file,
    constraint: 'pay-approve',
    sentence: 'the constraint `pay-approve` is gone',
    example: '`김연구` may be both `지급자` and `결재자`',
    locations: [at(file, 20)],
    fingerprint: '77777777777777777777777777777777',
  },
  {
    kind: 'rule-off',
    severity: 'warning',
    file,
    constraint: null,
    sentence: 'the rule `activatable` is switched off',
    example: null,
    locations: [at(file, 2)],
    fingerprint: '88888888888888888888888888888888',
    suppressed: { id: 'noise', expires: '2026-12-31', owner: 'finance', reason: 'notes are not read here' },
  },
];

const problems: readonly ReportedDiagnostic[] = [
  {
    code: 'stale-finding',
    severity: 'error',
    message: 'the baseline knows a finding that is not there any more',
    path: 'dutyproof.baseline.json',
    range: { start: { line: 7, column: 5 }, end: { line: 7, column: 12 } },
    hint: 'run `dutyproof baseline prune`',
    related: [],
  },
];

const removed = [
  {
    policy: '물품구매',
    fingerprint: '99999999999999999999999999999999',
    coreFingerprint: '00',
    rule: 'static-sod',
    constraint: '기안-결재',
    severity: 'error',
    sentence: '`이책임` is both `결재자` and `기안자`',
  },
] as const;

export const unread: ReportedDiagnostic = {
  code: 'unknown-role',
  severity: 'error',
  message: 'the role `결제자` is not declared',
  path: file,
  range: { start: { line: 9, column: 12 }, end: { line: 9, column: 15 } },
  hint: 'did you mean `결재자`?',
  related: [{ message: 'declared here', location: at(file, 5) }],
};

export const gated = outcomeOf(policy, verdicts);

export interface Parts {
  readonly outcomes?: Report['outcomes'];
  readonly gate?: Gate | null;
  readonly diagnostics?: readonly ReportedDiagnostic[];
  readonly failOn?: FailOn;
  readonly interrupted?: string | null;
}

export const gate: Gate = gateOf([gated], { against: 'main', weakenings, removed, problems });

/** Without parts: all of it. */
export function reportOf({
  outcomes = [gated],
  gate: compared = gate,
  diagnostics = [],
  failOn = defaultFailOn,
  interrupted = null,
}: Parts = {}): Report {
  return {
    envelope: envelopeOf('diff', defaultProfile, outcomes, failOn, diagnostics, compared),
    outcomes,
    diagnostics: [],
    interrupted,
    failOn,
    repeat: (verdict) => `dutyproof check '${verdict.file}' --only ${verdict.rule}`,
  };
}
