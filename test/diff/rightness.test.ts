/** Changes that would be easy to take for nothing: each is told, and stops a gate by the default `--fail-on`. */

import { describe, expect, test } from 'vitest';
import { diffPolicies } from '../../src/diff/diff.ts';
import { buildPolicy, type ConstraintInput, type PolicyInput } from '../../src/policy/build.ts';
import { defaultFailOn, weakeningFails } from '../../src/verdict/exit-code.ts';
import type { Weakening } from '../../src/verdict/gate.ts';

const apart: ConstraintInput = {
  id: 'apart',
  kind: 'exclusion',
  relation: 'static',
  sets: [{ members: ['creator', 'approver'] }],
};

const base: PolicyInput = {
  name: 'p',
  users: ['ann', 'bob', 'cho'],
  roles: ['creator', 'approver', 'auditor'],
  permissions: ['o:create', 'o:approve', 'o:read'],
  assignments: [
    ['ann', 'creator'],
    ['bob', 'approver'],
    ['cho', 'auditor'],
  ],
  grants: [
    ['creator', 'o:create'],
    ['approver', 'o:approve'],
    ['auditor', 'o:read'],
  ],
  constraints: [apart],
  operations: [{ name: 'pay', permissions: ['o:create', 'o:approve'] }],
  applications: [
    {
      name: 'app',
      sessions: [
        { name: 'Make', roles: ['creator'] },
        { name: 'Approve', roles: ['approver'] },
        { name: 'Audit', roles: ['auditor'] },
      ],
      exclusions: [['Make', 'Approve']],
      constraints: [
        { id: 'two', kind: 'at-least', bound: 2, sessions: ['Make', 'Audit'] },
        { id: 'one', kind: 'binding', sessions: ['Approve', 'Audit'] },
      ],
      initiator: ['creator'],
    },
  ],
};

/** Every name of the one as the other. */
function renamed(input: PolicyInput, from: string, to: string): PolicyInput {
  return JSON.parse(JSON.stringify(input).replaceAll(`"${from}"`, `"${to}"`)) as PolicyInput;
}

const [app] = base.applications!;
const withApp = (change: Partial<NonNullable<PolicyInput['applications']>[number]>): PolicyInput => ({
  ...base,
  applications: [{ ...app!, ...change }],
});
const withSessions = (input: PolicyInput, constraints: ConstraintInput[]): PolicyInput => ({
  ...input,
  constraints,
});

const stopping = (before: PolicyInput, now: PolicyInput): readonly Weakening['kind'][] => [
  ...new Set(
    diffPolicies(buildPolicy(before), buildPolicy(now))
      .weakenings.filter((weakening) => weakeningFails(weakening, defaultFailOn))
      .map(({ kind }) => kind),
  ),
];

const state = (constraint: ConstraintInput): PolicyInput => ({ ...base, constraints: [apart, constraint] });
const cardinality: ConstraintInput = { id: 'few', kind: 'cardinality', role: 'approver', atMost: 1 };
const prerequisite: ConstraintInput = {
  id: 'first',
  kind: 'prerequisite',
  role: 'approver',
  needs: ['auditor'],
};
const window: ConstraintInput = { id: 'hours', kind: 'window', role: 'approver', open: [[9, 17]] };

const without = (input: PolicyInput, id: string): PolicyInput => ({
  ...input,
  constraints: (input.constraints ?? []).filter((one) => one.id !== id),
});

describe('is stopped', () => {
  test.each<readonly [string, PolicyInput, PolicyInput, Weakening['kind']]>([
    ['a constraint is gone', base, without(base, 'apart'), 'constraint-removed'],
    [
      'a role is renamed and its exclusion dropped',
      base,
      without(renamed(base, 'approver', 'signer'), 'apart'),
      'constraint-removed',
    ],
    [
      'a role is left empty, and a new one has its permissions without its exclusion',
      base,
      {
        ...base,
        roles: [...base.roles!, 'maker'],
        assignments: [
          ['ann', 'maker'],
          ['bob', 'approver'],
        ],
        grants: base.grants!.map(([role, permission]) => [role === 'creator' ? 'maker' : role, permission]),
      },
      'constraint-weakened',
    ],
    [
      'a permission is renamed and its exclusion dropped',
      withSessions(base, [{ ...apart, over: 'permission', sets: [{ members: ['o:create', 'o:approve'] }] }]),
      withSessions(renamed(base, 'o:approve', 'o:sign'), []),
      'constraint-removed',
    ],
    [
      'a role is renamed and its cardinality dropped',
      state(cardinality),
      without(renamed(state(cardinality), 'approver', 'signer'), 'few'),
      'constraint-removed',
    ],
    [
      'a role is renamed and its prerequisite dropped',
      state(prerequisite),
      without(renamed(state(prerequisite), 'approver', 'signer'), 'first'),
      'constraint-removed',
    ],
    [
      'a role is renamed and its window dropped',
      state(window),
      without(renamed(state(window), 'approver', 'signer'), 'hours'),
      'constraint-removed',
    ],
    [
      'a weaker one under the same id',
      base,
      withSessions(base, [{ ...apart, relation: 'dynamic' } as ConstraintInput]),
      'constraint-weakened',
    ],
    [
      'about other roles under the same id',
      base,
      withSessions(base, [{ ...apart, sets: [{ members: ['creator', 'auditor'] }] } as ConstraintInput]),
      'constraint-weakened',
    ],
    [
      'a greater limit',
      withSessions(base, [
        { ...apart, sets: [{ members: ['creator', 'approver', 'auditor'] }] } as ConstraintInput,
      ]),
      withSessions(base, [
        { ...apart, sets: [{ members: ['creator', 'approver', 'auditor'], limit: 3 }] } as ConstraintInput,
      ]),
      'constraint-weakened',
    ],
    ['a lower severity', base, withSessions(base, [{ ...apart, severity: 'note' }]), 'severity-lowered'],
    ['a rule is off', base, { ...base, rules: { 'static-sod': 'off' } }, 'rule-off'],
    ['a rule counts as a note', base, { ...base, rules: { 'static-sod': 'note' } }, 'severity-lowered'],
    ['another reading', base, { ...base, profile: { membership: 'assigned' } }, 'reading-changed'],
    ['a pair of an application is gone', base, withApp({ exclusions: [] }), 'application-loosened'],
    [
      'a session is renamed and its pair dropped',
      base,
      renamed(withApp({ exclusions: [] }), 'Approve', 'Sign'),
      'application-loosened',
    ],
    [
      'a session and its role are renamed and its pair dropped',
      base,
      renamed(renamed(withApp({ exclusions: [] }), 'Approve', 'Sign'), 'approver', 'signer'),
      'application-loosened',
    ],
    [
      'a session is renamed, gets another role, and its pair is dropped',
      withApp({ constraints: [] }),
      withApp({
        sessions: [app!.sessions[0]!, { name: 'Sign', roles: ['auditor'] }, app!.sessions[2]!],
        exclusions: [],
        constraints: [],
      }),
      'application-loosened',
    ],
    [
      'all sessions of a constraint are renamed and it is dropped',
      withApp({ constraints: [app!.constraints![1]!] }),
      renamed(renamed(withApp({ constraints: [] }), 'Approve', 'Sign'), 'Audit', 'Control'),
      'application-loosened',
    ],
    [
      'a constraint of an application is gone',
      base,
      withApp({ constraints: [app!.constraints![0]!] }),
      'application-loosened',
    ],
    [
      'an application is renamed and its pair dropped',
      base,
      withApp({ name: 'application', exclusions: [] }),
      'application-loosened',
    ],
    ['an operation is gone', base, { ...base, operations: [] }, 'constraint-removed'],
    [
      'an operation takes more than before to be harmful',
      base,
      { ...base, operations: [{ name: 'pay', permissions: ['o:create', 'o:approve', 'o:read'] }] },
      'constraint-weakened',
    ],
    [
      'what must differ on each object is asked of a smaller operation',
      withSessions(base, [apart, { id: 'once', kind: 'one-per-object', each: 'user', within: 'pay' }]),
      {
        ...withSessions(base, [apart, { id: 'once', kind: 'one-per-object', each: 'user', within: 'pay' }]),
        operations: [{ name: 'pay', permissions: ['o:create'] }],
      },
      'constraint-weakened',
    ],
  ])('%s', (_name, before, now, kind) => {
    expect(stopping(before, now)).toContain(kind);
  });
});

test.each<readonly [string, PolicyInput]>([
  ['a role with all that is said of it', renamed(state(cardinality), 'approver', 'signer')],
  ['a session', renamed(state(cardinality), 'Audit', 'Control')],
  ['an application', renamed(state(cardinality), 'app', 'application')],
  ['a permission', renamed(state(cardinality), 'o:approve', 'o:sign')],
  ['a constraint', renamed(state(cardinality), 'few', 'at-most-one')],
])('to rename %s stops nobody', (_name, now) => {
  expect(stopping(state(cardinality), now)).toEqual([]);
});
