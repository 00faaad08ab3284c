/** The starter's policy and its tests: payables, where nobody may both create and approve. */

import type { StarterFile } from './file.ts';

const schema = (name: string): string =>
  `# yaml-language-server: $schema=./node_modules/dutyproof/dist/schema/${name}.schema.json`;

export const policyFile = (): StarterFile => ({
  path: 'payables.policy.yaml',
  text: `${schema('policy')}
# Who may do what. Editors complete this file where dutyproof is installed (npm install --save-dev dutyproof).
policy: payables

users: [kim, lee, park]

roles:
  creator: { permissions: [invoice:create] }
  approver: { permissions: [invoice:approve] }
  payer: { permissions: [invoice:pay] }
  manager: { inherits: [approver] }     # a manager may do what an approver may

assignments:
  kim: [creator]
  lee: [manager]
  park: [payer]

# What must never be. Each needs an id; reason and owner are told to whoever meets a violation.
constraints:
  - id: create-approve
    exclusive: { roles: [creator, approver] }
    reason: who creates an invoice must not approve it
    owner: finance

# Nobody may hold all permissions of a business operation alone, by whatever roles.
operations:
  - name: pay-invoice
    permissions: [invoice:create, invoice:approve, invoice:pay]

# Assignments beyond a few belong into a table, an export as it is:
# tables:
#   - file: access.csv
#     assignments: { user: login, role: entitlement }
#     where: { state: active }
#     new: [users]
`,
});

export const policyTestFile = (): StarterFile => ({
  path: 'payables.policy-test.yaml',
  text: `${schema('policy-test')}
# What the policy must say. A change of the policy that changes one of these answers fails: dutyproof test
tests:
  - policy: payables.policy.yaml
    exit: 0
    violated: []                        # this list is complete: whatever else is violated fails, too
    holds:
      - { rule: static-sod, constraint: create-approve }
      - { rule: operational-sod, constraint: pay-invoice }
    access:
      - { user: lee, permission: "invoice:approve", expect: allowed }   # through manager
      - { user: kim, permission: "invoice:approve", expect: denied }
  - name: whoever creates does not come to approve
    policy: payables.policy.yaml
    changes:
      - assign: { user: kim, role: manager }
    exit: 1
    violated:
      - { rule: static-sod, constraint: create-approve, subject: kim }
`,
});
