/**
 * Violations as a failing test of a Casbin policy, for Node (`node FILE`, with the package `casbin`): it asks for the roles
 * and permissions that a user has through all others, which is what Casbin's own constraints do not do.
 */

import type { Policy } from '../policy/model.ts';
import { casbinNames, modelText, policyLines } from './casbin/text.ts';
import type { Exported, Exporter } from './exported.ts';
import { fileNames } from './file-names.ts';
import { type Finding, findingsOf, saidOf, testedRules } from './findings.ts';
import { oneLine } from './lines.ts';

export const casbinTestExporter: Exporter = {
  format: 'casbin-test',
  title: 'a failing test for Casbin (Node) for each violation',
  rules: testedRules,
  ofViolations: true,
  write(policy, verdicts): Exported {
    const { findings, remarks } = findingsOf(policy, verdicts);
    return { ...casbinTests(policy, findings), remarks };
  },
};

/** Tests of `findings` on what `policy` says, which may be repaired already. */
export function casbinTests(policy: Policy, findings: readonly Finding[]): Exported {
  const files = fileNames();
  const names = casbinNames(policy);
  const test = files.take(policy.name, '.casbin-test.mjs');
  const model = files.take(policy.name, '.casbin-test.model.conf');
  const csv = files.take(policy.name, '.casbin-test.policy.csv');
  const text = [
    `// ${oneLine(`${policy.name} (${policy.path}), written by dutyproof: node ${test}`)}`,
    '',
    "import assert from 'node:assert/strict';",
    "import test from 'node:test';",
    "import { fileURLToPath } from 'node:url';",
    "import { newEnforcer } from 'casbin';",
    '',
    'const beside = (name) => fileURLToPath(new URL(encodeURIComponent(name), import.meta.url));',
    `const casbin = await newEnforcer(beside(${JSON.stringify(model)}), beside(${JSON.stringify(csv)}));`,
    '',
    '/** Those of the roles that the user has, directly or not. */',
    'async function rolesAmong(user, roles) {',
    '  const held = new Set(await casbin.getImplicitRolesForUser(user));',
    '  return roles.filter((role) => held.has(role));',
    '}',
    '',
    '/** Those of the permissions that the user has. */',
    'async function permissionsAmong(user, permissions) {',
    '  const held = [];',
    '  for (const permission of permissions) if (await casbin.enforce(user, ...permission)) held.push(permission);',
    '  return held;',
    '}',
    ...findings.flatMap((finding) => {
      const { user, over, elements, limit } = finding;
      const asked =
        over === 'role'
          ? `rolesAmong(${JSON.stringify(names.user(user))}, ${JSON.stringify(elements.map((name) => names.role(name)))})`
          : `permissionsAmong(${JSON.stringify(names.user(user))}, ${JSON.stringify(elements.map((name) => names.permission(name)))})`;
      return [
        '',
        ...saidOf(finding).map((line) => `// ${line}`),
        `test(${JSON.stringify(saidOf(finding).slice(0, 2).join('; '))}, async () => {`,
        `  const held = await ${asked};`,
        `  assert.ok(held.length < ${limit}, \`\${JSON.stringify(held)} must not be held together\`);`,
        '});',
      ];
    }),
    '',
  ].join('\n');
  return {
    files: [
      { path: test, text },
      { path: model, text: modelText },
      { path: csv, text: `${policyLines(policy, names).join('\n')}\n` },
    ],
    remarks: [],
  };
}
