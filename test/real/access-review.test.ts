/**
 * A real access export, as it is, through the column mapping: exactly the one known conflict. The files are public data
 * that this repository does not hold; without them the test is skipped.
 */

import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { nodeFiles } from '../../src/source/files.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/grc-access-review');
const files = ['okta-access-export.csv', 'hr-list.csv'];
const isPresent = files.every((file) => existsSync(join(data, file)));

const policy = `policy: okta-2026-q2
roles: [ap-creator, ap-approver, iam-admin, audit-log-reader, dev-deploy, prod-deploy]
tables:
  - file: okta-access-export.csv
    assignments: { user: user, role: role }
    where: { system: okta, status: active }
    new: [users, roles]
constraints:
  - id: ap
    exclusive: { roles: [ap-creator, ap-approver] }
    reason: whoever creates an invoice cannot approve it
  - id: iam-audit
    exclusive: { roles: [iam-admin, audit-log-reader] }
    reason: an administrator who reads the audit log can mask own actions
  - id: deploy
    exclusive: { roles: [dev-deploy, prod-deploy] }
    reason: production needs a separate approver
`;

test.skipIf(!isPresent)(
  `the public access export has exactly one conflict${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'dutyproof-real-'));
    try {
      for (const file of files) copyFileSync(join(data, file), join(directory, file));
      writeFileSync(join(directory, 'okta.policy.yaml'), policy);
      const read = readPolicy('okta.policy.yaml', nodeFiles(directory));
      if (read.kind === 'failed') throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
      expect([read.value.users.list.length, read.value.assignments.left.length]).toEqual([8, 9]);
      const { verdicts, failures } = await checkPolicy(read.value);
      expect(failures).toEqual([]);
      const violated = verdicts.filter((verdict) => verdict.status === 'violated');
      expect(violated.map(({ rule, constraint }) => `${rule} ${constraint}`)).toEqual(['static-sod ap']);
      expect(violated[0]!.counterexample.bindings[0]!.value).toBe('ap.both@acme.com');
      expect(violated[0]!.locations[0]).toMatchObject({ path: 'okta-access-export.csv', line: 9 });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);
