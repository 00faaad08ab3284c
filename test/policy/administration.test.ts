import { describe, expect, test } from 'vitest';
import type { Administration, AdministrativeRule } from '../../src/policy/administration.ts';
import type { Policy } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from './render.ts';

const application = `APPLICATION purchase
SESSION
  (Request, Clerk), (Approve, Approver), (Pay, Payer)
SOD
  (Approve, Request), (Approve, Pay)
Request; Approve; Pay
`;

const names = `policy: p
users: [hana, kim, lee]
roles: [HR, SO, Clerk, Payer, Approver, Auditor]
groups: { staff: { members: [kim] } }
permissions: [order:create, order:approve]
`;

function read(text: string): Policy {
  const result = readPolicy(
    'p.policy.yaml',
    memoryFiles({ 'p.policy.yaml': `${names}${text}`, 'purchase.app': application }),
  );
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

function administrationOf(policy: Policy): Administration {
  if (policy.administration === null) throw new Error('there is no administration');
  return policy.administration;
}

/** `kind id: roles by roles+users | needs -bars` in names. */
function told({ roles, users }: Policy, rule: AdministrativeRule): string {
  const role = (id: number): string => roles.list[id]!;
  const by =
    rule.by === null
      ? 'anybody'
      : [...rule.by.roles.map(role), ...rule.by.users.map((user) => users.list[user]!)].join('+');
  const condition =
    rule.kind === 'enrol'
      ? ''
      : [...rule.needs.map(role), ...rule.bars.map((bar) => `-${role(bar)}`)].join(' ');
  return `${rule.kind} ${rule.id}: ${rule.roles.map(role).join(' ')} by ${by}${condition === '' ? '' : ` if ${condition}`}`;
}

describe('an administration with everything', () => {
  const policy = read(`applications: [{ file: purchase.app }]
constraints: [{ id: x, exclusive: { roles: [Clerk, Approver] } }]
administration:
  administrators: [hana, kim]
  exclusions: not-enforced
  users: any-number
  newcomers:
    - { name: trainee, roles: [Clerk], at-most: 2 }
    - { name: guest, roles: [] }
  areas:
    central: { officers: { roles: [SO], users: [lee] }, roles: [Auditor] }
    departments:
      payments: { officers: [Payer, HR], roles: [Clerk, Payer] }
  assign:
    - { id: hire, by: HR, role: staff, holds: [Clerk], lacks: [Approver, Auditor] }
    - { roles: [Payer, Auditor, Clerk], lacks: [Approver] }
    - { area: payments }
    - { area: central, by: anybody }
    - { by: { users: [hana] }, roles: [Approver, Auditor] }
  revoke:
    - { role: Clerk, holds: [Clerk] }
  enrol:
    - { by: [HR, SO], role: Clerk }
  goals:
    - { id: g, severity: warning, reason: because, roles: [Clerk, Approver], user: lee }
    - { roles: [Clerk, Approver], users: 2 }
    - { permissions: ["order:create", "order:approve"] }
    - { exclusions: static }
    - { exclusions: dynamic }
    - { own-approver: purchase }
    - { own-approver: { application: purchase, sessions: [Pay, Request] } }
  keep:
    - { id: career, from: [Clerk], roles: [Approver] }
    - { roles: [Auditor] }
`);
  const administration = administrationOf(policy);
  const line = (needle: string): number =>
    policy.files[0]!.text.split('\n').findIndex((text) => text.includes(needle)) + 1;

  test('rules are split by area, and say who may use them', () => {
    expect(administration.rules.map((rule) => told(policy, rule))).toEqual([
      'assign hire: staff by HR if Clerk -Approver -Auditor',
      'assign assign 2: Payer Clerk by Payer+HR if -Approver',
      'assign assign 2: Auditor by SO+lee if -Approver',
      'assign assign 3: Clerk Payer by Payer+HR',
      'assign assign 4: Auditor by anybody',
      'assign assign 5: Approver Auditor by hana',
      'revoke revoke 1: Clerk by Payer+HR if Clerk',
      'enrol enrol 1: Clerk by HR+SO',
    ]);
  });

  test('every part has its place', () => {
    expect(administration.place).toEqual({ file: 0, line: line('administration:'), column: 1 });
    expect(administration.rules.map(({ place }) => place.line)).toEqual(
      ['id: hire', 'roles: [Payer, A', 'roles: [Payer, A', 'area: payments', 'area: central', 'users: [hana]']
        .map(line)
        .concat([line('holds: [Clerk] }'), line('by: [HR, SO]')]),
    );
    expect(administration.areas.map(({ place }) => place.line)).toEqual([
      line('central:'),
      line('payments:'),
    ]);
    expect(administration.rules[0]!.place.column).toBe(7);
    expect(administration.goals.map(({ place }) => place.line)[6]).toBe(line('[Pay, Request]'));
  });

  test('goals are resolved, and go by their own words where they have no id', () => {
    expect(administration.goals.map(({ place, ...goal }) => goal)).toEqual([
      { kind: 'roles', id: 'g', severity: 'warning', reason: 'because', roles: [2, 4], user: 2, users: 1 },
      {
        kind: 'roles',
        id: 'Clerk and Approver, 2 users',
        severity: 'error',
        reason: null,
        roles: [2, 4],
        user: null,
        users: 2,
      },
      {
        kind: 'permissions',
        id: 'order:create and order:approve',
        severity: 'error',
        reason: null,
        permissions: [0, 1],
        users: 1,
      },
      { kind: 'exclusions', id: 'static exclusions', severity: 'error', reason: null },
      { kind: 'activation', id: 'dynamic exclusions', severity: 'error', reason: null },
      {
        kind: 'own-approver',
        id: 'own approver of purchase',
        severity: 'error',
        reason: null,
        application: 0,
        pairs: [
          [0, 1],
          [1, 2],
        ],
      },
      {
        kind: 'own-approver',
        id: 'own approver of purchase: Request and Pay',
        severity: 'error',
        reason: null,
        application: 0,
        pairs: [[0, 2]],
      },
    ]);
  });

  test('who there is and who may act', () => {
    expect(administration).toMatchObject({
      administrators: [0, 1],
      enforcesExclusions: false,
      population: 'any-number',
      newcomers: [
        { name: 'trainee', roles: [2], atMost: 2 },
        { name: 'guest', roles: [], atMost: null },
      ],
      areas: [
        { name: null, officers: { roles: [1], users: [2] }, roles: [5] },
        { name: 'payments', officers: { roles: [3, 0], users: [] }, roles: [2, 3] },
      ],
      keeps: [
        { id: 'career', from: [2], roles: [4] },
        { id: 'keep 2', from: [], roles: [5] },
      ],
    });
  });
});

describe('what is not said', () => {
  test('nothing of an administration', () => {
    expect(read('').administration).toBeNull();
  });

  test('who may act, whether exclusions are enforced, who there is besides', () => {
    expect(administrationOf(read('administration: {}\n'))).toMatchObject({
      administrators: null,
      enforcesExclusions: true,
      population: 'fixed',
      newcomers: [],
      areas: [],
      rules: [],
      goals: [],
      keeps: [],
    });
  });

  test.each([
    ['exclusive: { roles: [Clerk, Payer] }', 1],
    ['static: { permissions: ["order:create", "order:approve"] }', 1],
    ['dynamic: { roles: [Clerk, Payer] }', 0],
  ])('the goals, where the policy has `%s`', (exclusion, goals) => {
    const policy = read(`constraints: [{ id: x, ${exclusion} }]\nadministration: {}\n`);
    expect(administrationOf(policy).goals.map(({ id, kind }) => ({ id, kind }))).toEqual(
      goals === 0 ? [] : [{ id: 'static exclusions', kind: 'exclusions' }],
    );
  });
});

test('a permission that nothing grants is reported in a goal as that of any other use', () => {
  const text = 'policy: p\nadministration:\n  goals: [{ permissions: ["order:create", "order:pay"] }]\n';
  const result = readPolicy('p.policy.yaml', memoryFiles({ 'p.policy.yaml': text }));
  expect(result.kind === 'ok' && result.warnings.map(({ code }) => code)).toEqual([
    'ungranted-permission',
    'ungranted-permission',
  ]);
});
