/** Malformed files of every format: an error with its place, and nothing of them is imported. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importFormats } from '../../src/import/format-names.ts';
import { dutyproof } from './command.ts';

/** For each format a file that begins well, with the line at which it goes wrong. */
const malformed: Readonly<Record<(typeof importFormats)[number], readonly [string, string, number]>> = {
  kubernetes: [
    'rbac.yaml',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: r, namespace: n }\nrules: 5\n',
    4,
  ],
  'aws-iam': [
    'policy.json',
    '{ "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": }] }\n',
    2,
  ],
  'azure-rbac': [
    'roles.json',
    '[{ "roleName": "Reader", "name": "r",\n   "permissions": [{ "actions": "read" }],\n   "assignableScopes": 7 }]\n',
    3,
  ],
  'gcp-iam': ['policy.yaml', 'bindings:\n- role: roles/owner\n  members: {}\n', 3],
  postgres: ['roles.sql', 'CREATE ROLE kim;\nGRANT clerk TO kim\n', 2],
  cedar: ['p.cedar', 'permit (principal, action, resource);\nforbid (principal, action;\n', 2],
  openfga: ['m.fga', 'model\n  schema 1.1\ntype user\ntype doc\n  relations\n    define viewer: [user\n', 6],
  casbin: [
    'model.conf',
    '[request_definition]\nr = sub, obj, act\n[policy_definition]\np = sub, obj, act\n[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = r.sub == (p.sub\n',
    8,
  ],
  midpoint: ['roles.xml', '<objects>\n  <role oid="1"><name>a</name>\n</objects>\n', 3],
  keycloak: ['realm.json', '{ "realm": "r",\n  "roles": { "realm": [{ "name": 5 }] } }\n', 2],
  hp: ['hp.txt', '1 2\n1 2 3\n', 2],
  grc: ['functions.csv', 'function,action\nPayment,"F110\n', 2],
  'sod-matrix': ['matrix.csv', 'Function,Pay,Enter\nPay,,H\nEnter,odd,\n', 3],
  csv: ['access.csv', 'user,role\nkim,"clerk\n', 2],
};

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'malformed-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test.each(importFormats)('%s', async (format) => {
  const [name, text, line] = malformed[format];
  writeFileSync(join(home, name), text);
  const { code, err, out } = await dutyproof(['import', name, '--from', format, '-o', `out-${format}`], {
    workingDirectory: home,
  });
  expect(err).toContain(`--> ${name}:${line}:`);
  expect(err).toMatch(/error\[[a-z-]+\]/);
  expect(out).toBe('');
  expect(code).toBe(2);
  expect(existsSync(join(home, `out-${format}`))).toBe(false);
});
