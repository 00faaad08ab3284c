/**
 * What is imported of public files, written as a policy of our own and read again, is the same policy, doubts included. The
 * repository does not hold the files; without them the test is skipped.
 */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readPoliciesFrom } from '../../src/cli/read-policies.ts';
import { writePolicy } from '../../src/export/policy.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles, nodeFiles } from '../../src/source/files.ts';
import { canonical } from '../export/canonical.ts';
import { rendered } from '../policy/render.ts';

const data = resolve(import.meta.dirname, '../../../shared/data');
const kubernetes = 'kubernetes/k8s-default-2017-08';
const cases: readonly (readonly string[])[] = [
  ['cedar/github_example/policies.cedar', 'cedar/github_example/entities.json'],
  ['cedar/tax_preparer/policies.cedar', 'cedar/tax_preparer/entities.json'],
  ['casbin/rbac_model.conf', 'casbin/rbac_policy.csv'],
  ['casbin/rbac_with_domains_model.conf', 'casbin/rbac_with_domains_policy.csv'],
  ['grc-access-review/okta-access-export.csv'],
  ['kubernetes/argo-cd-builtin-policy.csv'],
  ['midpoint/evolveum_roles.xml'],
  ['midpoint/request-access/captain.xml'],
  ['openfga/banking.store.fga.yaml'],
  ['kubernetes/argo-cd-ha-install.rbac.yaml'],
  ['cluster-roles', 'cluster-role-bindings', 'namespace-roles', 'namespace-role-bindings'].map(
    (name) => `${kubernetes}/${name}.yaml`,
  ),
];
const isPresent = existsSync(data);
const silent = { tell() {}, clear() {} };

test.skipIf(!isPresent)(
  `imported policies are written and read without loss${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    let doubts = 0;
    const reader = nodeFiles(data);
    for (const paths of cases.filter((all) => all.every((path) => existsSync(join(data, path))))) {
      const { policies, diagnostics } = readPoliciesFrom(reader, paths, silent);
      const [policy] = policies;
      // Formats that nothing imports are no business of this test.
      if (diagnostics.some(({ code }) => code === 'unsupported-file')) continue;
      if (policy === undefined)
        throw new Error(`${paths.join(', ')}: ${diagnostics.map(rendered).join('\n')}`);
      const { files } = writePolicy(policy);
      const table = Object.fromEntries(files.map(({ path, text }) => [path, text]));
      const again = readPolicy(files[0]!.path, memoryFiles(table));
      if (again.kind === 'failed') throw new Error(again.diagnostics.map(rendered).join('\n'));
      expect(canonical(again.value)).toEqual(canonical(policy));
      doubts += policy.possible?.doubts.length ?? 0;
    }
    expect(doubts).toBeGreaterThan(2);
  },
);
