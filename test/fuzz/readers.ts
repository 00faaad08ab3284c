/** Every reader of files that users write or keep, in one shape, each with files that it reads gladly. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readChangeFile } from '../../src/change/read.ts';
import { checkPolicy } from '../../src/check/run.ts';
import { readSettings } from '../../src/config/read.ts';
import type { Certificate } from '../../src/evidence/certificate.ts';
import { manifestName, verdictsName } from '../../src/evidence/shape.ts';
import { evidenceFiles } from '../../src/evidence/write.ts';
import { readBaseline } from '../../src/gate/read-baseline.ts';
import { readSuppressionFiles } from '../../src/gate/read-suppressions.ts';
import { readArbac } from '../../src/import/arbac.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { readPolicyTests } from '../../src/policy-test/read.ts';
import { verifyEvidence } from '../../src/replay/verify.ts';
import type { Diagnostic, Result } from '../../src/source/diagnostic.ts';
import { decodeText, memoryFiles } from '../../src/source/files.ts';
import type { SourceFile } from '../../src/source/text.ts';
import { readInstance } from '../../src/workflow/formats/read.ts';

export interface Outcome {
  readonly kind: 'ok' | 'failed';
  readonly diagnostics: readonly Diagnostic[];
}

export interface Reader {
  readonly name: string;
  /** Which kind of nesting it could be led into. */
  readonly syntax: 'yaml' | 'json' | 'application' | 'other';
  readonly samples: readonly string[];
  readonly read: (bytes: Uint8Array) => Outcome;
}

const root = resolve(import.meta.dirname, '../..');
const scenario = (path: string): string => readFileSync(join(root, 'scenarios', path), 'utf8');

function outcomeOf(result: Result<unknown>): Outcome {
  return result.kind === 'ok'
    ? { kind: 'ok', diagnostics: result.warnings }
    : { kind: 'failed', diagnostics: result.diagnostics };
}

/** Reads text that is not reached through a reader of files. */
function ofText(read: (file: SourceFile) => Result<unknown>) {
  return (bytes: Uint8Array): Outcome => {
    const text = decodeText('file', bytes);
    return text.kind === 'failed'
      ? { kind: 'failed', diagnostics: [text.diagnostic] }
      : outcomeOf(read(text.file));
  };
}

const policy = `policy: p
include: [a.policy-part.yaml]
users: { kim: { roles: [clerk] }, lee: , "박 회계": { groups: [staff] } }
roles:
  clerk: { permissions: [invoice:create] }
  manager: { inherits: [clerk], permissions: ["invoice:approve"] } # a comment
groups: { staff: { members: [kim], roles: [clerk] } }
assignments:
  lee:
    - manager
constraints:
  - id: apart
    reason: "nobody approves their own"
    static: { pairs: [[clerk, manager]] }
  - { id: few, cardinality: { role: manager, at-most: 1 } }
  - { id: several, dynamic: { sets: [{ roles: [clerk, manager, staff], fewer-than: 3 }, { roles: [clerk, staff] }] } }
possible:
  - { id: d, reason: "it depends", reaches: permissions, assignments: { kim: [manager] }, grants: { clerk: ["x:y"] } }
  - { reason: r, inheritance: { manager: [staff] } }
operations: &all
  - { name: pay, permissions: [invoice:create, invoice:approve], at-least: 2 }
applications: [{ file: order.app, plans: { monday: { S1: kim, S2: lee } } }]
tables: [{ file: t.csv, assignments: { user: user, role: role }, new: [users], where: { state: [active] } }]
administration:
  areas: { central: { officers: manager, roles: [clerk, manager] } }
  assign: [{ role: clerk, lacks: [manager] }]
  goals: [{ roles: [clerk, manager] }]
`;
const part = `roles: { auditor: { inherits: [clerk] } }
assignments: { kim: [auditor] }
constraints:
  - id: window
    window: { role: auditor, open: [[1, 5], [8, 9]] }
`;
const table = 'user,role,state\nkim,clerk,active\n"lee ""L""",clerk,active\nold,clerk,gone\n';
const application = `APPLICATION order
SESSION (S1, clerk), (S2, manager) // two
INITIATOR clerk
SOD (S1, S2)
S1; if (S1 = 'x' and not (a < 1 + 2)) then S2 else while (b) do (S1 || S2)
`;

const files = {
  'p.policy.yaml': policy,
  'a.policy-part.yaml': part,
  't.csv': table,
  'order.app': application,
};

/** A file of the policy in place of its own. */
function inPolicy(path: keyof typeof files) {
  return (bytes: Uint8Array): Outcome =>
    outcomeOf(readPolicy('p.policy.yaml', memoryFiles({ ...files, [path]: bytes })));
}

const policyTests = `tests:
  - name: as it is
    policy: p.policy.yaml
    exit: 1
    violated: [{ rule: static-sod, constraint: apart, subject: kim }]
    access: [{ user: kim, permission: invoice:create, expect: allowed, roles: [clerk] }]
    feasible: [{ application: order, expect: feasible }]
    plans: [{ application: order, assign: { S1: kim, S2: lee }, expect: accepted }]
  - policy: p.policy.yaml
    changes:
      - assign: { user: lee, role: clerk }
    operations:
      - do: { AssignUser: { u: kim, r: clerk } }
        expect: ok
`;
const changes = `changes:
  - assign: { user: kim, role: manager }
  - add-role: { name: auditor, inherits: [clerk], permissions: ["invoice:read"] }
  - exclude: { roles: [auditor, clerk], id: apart }
  - remove-user: lee
`;

const hash = '0123456789abcdef0123456789abcdef';
const baseline = `${JSON.stringify(
  {
    schemaVersion: 1,
    findings: [
      {
        policy: 'p',
        fingerprint: hash,
        coreFingerprint: hash,
        rule: 'static-sod',
        constraint: 'apart',
        severity: 'error',
        sentence: 'kim is both clerk and manager',
      },
    ],
  },
  null,
  2,
)}\n`;

const suppressions = `suppressions:
  - id: kim-stands-in
    rule: static-sod
    constraint: apart
    owner: audit
    reason: "until the vacancy is filled"
    expires: 2027-01-31
`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const small: Readonly<Record<string, string>> = {
  'small.policy.yaml':
    'policy: small\nusers: [kim]\nroles: [clerk, manager]\nassignments: { kim: [clerk, manager] }\nconstraints: [{ id: c, static: { roles: [clerk, manager] } }]\n',
};

const evidence = await (async () => {
  const read = readPolicy('small.policy.yaml', memoryFiles(small));
  if (read.kind === 'failed') throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
  const written = evidenceFiles('check', [await checkPolicy(read.value)], '.');
  return new Map(written.map(({ name, text }) => [name, text]));
})();

const decoder = new TextDecoder();

/** What the checker says, with no place: that it can be used at all is "ok". */
function verified(path: string, more: Readonly<Record<string, string | Uint8Array>>): Outcome {
  const verification = verifyEvidence(path, {
    workingDirectory: '/',
    filesAt: () => memoryFiles({ ...files, ...small, ...more }),
    budget: 10_000,
  });
  if (verification.kind === 'checked') return { kind: 'ok', diagnostics: [] };
  const { reason } = verification;
  return { kind: 'failed', diagnostics: [{ code: 'unusable', severity: 'error', message: reason }] };
}

const certificate: Certificate = {
  schemaVersion: 1,
  kind: 'dutyproof certificate',
  base: '.',
  file: 'p.policy.yaml',
  application: 'order',
  inputs: Object.entries(files).map(([path, text]) => ({ path, sha256: sha256(text) })),
  claims: [
    {
      kind: 'feasible',
      plan: [
        { session: 'S1', user: 'kim' },
        { session: 'S2', user: 'lee' },
      ],
    },
  ],
};

export const readers: readonly Reader[] = [
  {
    name: 'policy',
    syntax: 'yaml',
    samples: [policy, scenario('delegated-officers/central.policy.yaml')],
    read: inPolicy('p.policy.yaml'),
  },
  { name: 'part of a policy', syntax: 'yaml', samples: [part], read: inPolicy('a.policy-part.yaml') },
  { name: 'table', syntax: 'other', samples: [table], read: inPolicy('t.csv') },
  { name: 'application', syntax: 'application', samples: [application], read: inPolicy('order.app') },
  {
    name: 'suppressions',
    syntax: 'yaml',
    samples: [suppressions],
    read: (bytes) =>
      outcomeOf(readSuppressionFiles(['s.yaml'], memoryFiles({ 's.yaml': bytes }), ['static-sod'])),
  },
  {
    name: 'policy tests',
    syntax: 'yaml',
    samples: [policyTests],
    read: (bytes) => outcomeOf(readPolicyTests('t.yaml', memoryFiles({ 't.yaml': bytes }))),
  },
  {
    name: 'changes',
    syntax: 'yaml',
    samples: [changes],
    read: (bytes) => outcomeOf(readChangeFile('c.yaml', memoryFiles({ 'c.yaml': bytes }))),
  },
  {
    name: 'baseline',
    syntax: 'json',
    samples: [baseline],
    read: (bytes) => outcomeOf(readBaseline('b.json', memoryFiles({ 'b.json': bytes }))),
  },
  {
    name: 'settings',
    syntax: 'yaml',
    samples: [
      'policies: [a, b]\nformat: [pretty, "sarif=a.sarif"]\nfail-on: error # and worse\ntime-limit: 60\nseed: 1\n',
    ],
    read: (bytes) => outcomeOf(readSettings('d.yaml', memoryFiles({ 'd.yaml': bytes }))),
  },
  {
    name: '.arbac',
    syntax: 'other',
    samples: [
      '/* all */ Roles HR Clerk target ; // and\nUsers hana kim;\nNEWUSERS <trainee, Clerk>;\nUA <hana,HR>\n <kim,Clerk>;\nCR <HR,Clerk>;\nCA <HR,Clerk & -target,target> <HR,NEW,Clerk>;\nADMIN hana;\nSPEC kim target;\n',
    ],
    read: ofText(readArbac),
  },
  {
    name: 'workflow instance in rows',
    syntax: 'other',
    samples: [
      '#Steps: 3\n#Users: 2\n#Constraints: 4\nAuthorizations:\nuser 1: 0 1 1\nuser 2: 1 1 0\nConstraints:\nsod scope 1 2\nbod scope 2 3\nat most 2 scope 1 2 3\nat least 2 scope 1 3\n',
    ],
    read: ofText(readInstance),
  },
  {
    name: 'workflow instance in lists',
    syntax: 'other',
    samples: [
      '#Steps: 5\n#Users: 6\n#Constraints: 4\nAuthorisations u1 s1 s2\nSeparation-of-duty s1 s2\nBinding-of-duty s3 s4\nAt-most-k 2 s1 s3 s5\nAt-least-k 2 s1 s3\nOne-team s1 s2 (u1 u2) (u3 u4)\nWang-li s1 s2 (u1 u2) (u3 u4)\nSuper-user-at-least 3 s1 s2 s3 (u1 u2)\nAssignment-dependent s1 s2 (u1 u2) (u3)\n',
    ],
    read: ofText(readInstance),
  },
  {
    name: 'manifest of evidence',
    syntax: 'json',
    samples: [evidence.get(manifestName)!],
    read: (bytes) => verified('evidence', { ...Object.fromEntries(evidence), [manifestName]: bytes }),
  },
  {
    name: 'verdicts of evidence',
    syntax: 'json',
    samples: [evidence.get(verdictsName)!],
    read: (bytes) => {
      const manifest = JSON.parse(evidence.get(manifestName)!) as Record<string, unknown>;
      const verdicts = { path: verdictsName, sha256: sha256(decoder.decode(bytes)) };
      return verified('evidence', {
        [manifestName]: JSON.stringify({ ...manifest, verdicts }),
        [verdictsName]: bytes,
      });
    },
  },
  {
    name: 'certificate',
    syntax: 'json',
    samples: [JSON.stringify(certificate, null, 1)],
    read: (bytes) => verified('x.certificate.json', { 'x.certificate.json': bytes }),
  },
];
