/** Certificates about an administration: what they claim follows from the inputs, and from nothing else. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Certificate, CertificateClaim } from '../../../src/evidence/certificate.ts';
import { goalOf, goalText, goalWords } from '../../../src/evidence/goal-text.ts';
import { readPolicy } from '../../../src/policy/read.ts';
import { verifyEvidence } from '../../../src/replay/verify.ts';
import { memoryFiles } from '../../../src/source/files.ts';

const policy = `policy: p
users: [hana, kim]
roles: { HR: , Clerk: { permissions: [order:create] }, Approver: { permissions: [order:approve] }, Chief: }
permissions: [order:create, order:approve]
assignments: { hana: [HR], kim: [Clerk] }
constraints: [{ id: x, exclusive: { roles: [Clerk, Approver] } }]
applications: [{ file: buy.app }]
administration:
  exclusions: not-enforced
  assign:
    - { by: HR, role: Clerk, lacks: [Approver] }
    - { by: HR, role: Approver, lacks: [Clerk] }
  goals:
    - { roles: [Clerk, Approver] }
    - { roles: [Clerk, Approver], user: kim }
    - { roles: [Clerk, Approver], users: 2 }
    - { permissions: ["order:create", "order:approve"] }
    - { exclusions: static }
    - { exclusions: dynamic }
    - { own-approver: { application: buy, sessions: [Request, Sign] } }
`;

const buy = `APPLICATION buy
SESSION
  (Request, Clerk), (Sign, Approver)
SOD
  (Request, Sign)
Request; Sign
`;

const arbac = `Roles HR Clerk Approver;
Users hana kim;
UA <hana, HR> <kim, Clerk>;
CR;
CA <HR, -Approver, Clerk> <HR, -Clerk, Approver>;
SPEC Approver;
`;

const files = { 'p.policy.yaml': policy, 'buy.app': buy, 'p.arbac': arbac };
type File = keyof typeof files;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function certificate(file: File, inputs: readonly File[], claims: readonly CertificateClaim[]): Certificate {
  return {
    schemaVersion: 1,
    kind: 'dutyproof certificate',
    base: '.',
    file,
    application: null,
    inputs: inputs.map((path) => ({ path, sha256: sha256(files[path]) })),
    claims: [...claims],
  };
}

function verified(one: unknown, changed: Partial<Record<File, string>> = {}) {
  const verification = verifyEvidence('x.certificate.json', {
    workingDirectory: '/',
    filesAt: () => memoryFiles({ ...files, ...changed, 'x.certificate.json': JSON.stringify(one) }),
  });
  if (verification.kind !== 'checked') return { result: verification.kind, told: verification.reason };
  return {
    result: verification.result,
    told: verification.verdicts
      .map(({ rule, constraint, status, reason }) => `${rule} ${constraint} ${status}: ${reason}`)
      .join('\n'),
  };
}

const never: CertificateClaim = {
  kind: 'unreachable',
  goal: { kind: 'roles', roles: ['Clerk', 'Approver'], user: null, users: 1 },
  invariant: [
    { kind: 'never-together', users: null, clauses: [{ held: ['Clerk', 'Approver'], lacked: [] }] },
  ],
};
const own: readonly File[] = ['p.policy.yaml', 'buy.app'];

describe('what cannot be reached', () => {
  test('in a policy and in an imported one; the goal is named', () => {
    const told =
      'reach Clerk & Approver holds: its invariant is true of every reachable state and excludes the goal';
    expect(verified(certificate('p.policy.yaml', own, [never]))).toEqual({ result: 'accepted', told });
    expect(verified(certificate('p.arbac', ['p.arbac'], [never]))).toEqual({ result: 'accepted', told });
  });

  test('of a policy that is another by now', () => {
    const changed = { 'p.policy.yaml': policy.replace(', lacks: [Clerk]', '') };
    expect(verified(certificate('p.policy.yaml', own, [never]), changed)).toEqual({
      result: 'rejected',
      told: 'reach Clerk & Approver holds: input `p.policy.yaml` has changed',
    });
  });

  test('a file of the policy is not among the inputs', () => {
    const { result, told } = verified(certificate('p.policy.yaml', ['p.policy.yaml'], [never]));
    expect(result).toBe('rejected');
    expect(told).toMatch(/the inputs do not list `buy.app`/);
  });

  test('what does not follow', () => {
    const wrong: (readonly [CertificateClaim, RegExp])[] = [
      [{ ...never, goal: { kind: 'roles', roles: ['Clerk'], user: null, users: 1 } }, /allows/],
      [{ ...never, goal: { kind: 'roles', roles: ['Clerk', 'Approver'], user: null, users: 2 } }, /allows/],
      [{ ...never, goal: { kind: 'permissions', permissions: ['order:create'], users: 1 } }, /allows/],
      [
        { ...never, goal: { kind: 'roles', roles: ['Clerk', 'Boss'], user: null, users: 1 } },
        /does not know `Boss`/,
      ],
      [
        { ...never, goal: { kind: 'own-approver', application: 'sell', pairs: [['Request', 'Sign']] } },
        /does not know `sell`/,
      ],
      [
        { ...never, goal: { kind: 'own-approver', application: 'buy', pairs: [['Request', 'Pay']] } },
        /does not know `Pay`/,
      ],
      [{ ...never, invariant: [{ kind: 'never', roles: ['Approver'] }] }, /part 1 can become false/],
    ];
    for (const [claim, reason] of wrong) {
      const { result, told } = verified(certificate('p.policy.yaml', own, [claim]));
      expect(result).toBe('rejected');
      expect(told).toMatch(reason);
    }
  });

  test('one wrong claim spoils the certificate', () => {
    const wrong: CertificateClaim = { ...never, invariant: [{ kind: 'never', roles: ['Clerk'] }] };
    expect(verified(certificate('p.policy.yaml', own, [never, wrong])).result).toBe('rejected');
  });

  test('what is no certificate', () => {
    const good = certificate('p.policy.yaml', own, [never]);
    for (const claim of [
      { ...never, more: 1 },
      { ...never, goal: { kind: 'roles', roles: [], user: null, users: 1 } },
      { ...never, goal: { kind: 'roles', roles: ['Clerk'], user: null, users: 0 } },
      { ...never, invariant: [{ kind: 'at-most', roles: ['Clerk'], count: -1 }] },
      { ...never, invariant: [{ kind: 'always', roles: ['Clerk'] }] },
    ])
      expect(verified({ ...good, claims: [claim] }).result).toBe('unusable');
  });
});

test('goals are spelled out in names, and read again', () => {
  const read = readPolicy('p.policy.yaml', memoryFiles(files));
  if (read.kind === 'failed') throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
  const { goals } = read.value.administration!;
  const words = goals.map((goal) => {
    const text = goalText(read.value, goal);
    expect(goalOf(read.value, text)).toEqual({
      ...goal,
      id: goalWords(text),
      place: read.value.administration!.place,
    });
    return goalWords(text);
  });
  expect(words).toEqual([
    'Clerk & Approver',
    'kim: Clerk & Approver',
    '2 users: Clerk & Approver',
    'permissions: order:create & order:approve',
    'exclusions',
    'activation',
    'own-approver: buy (Request and Sign)',
  ]);
});
