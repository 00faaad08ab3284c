/**
 * Writes the bank of `bank.ts` as a policy with its tables.
 *
 *     npx tsx scenarios/bank/generate.ts DIRECTORY [USERS] [SEED] [--whole]
 *
 * `expected.csv` lists the planted violations: what `dutyproof check DIRECTORY` must find, and nothing else. With
 * `--whole` the bank has sets of roles, permissions and pairs of these, too, and two more lists of what is planted.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bank, bankE, type Columns, generateBank, wholeBankE } from './bank.ts';
import { setId } from './beyond.ts';

const policy = `# A generated bank: see README.md in scenarios/bank.
policy: bank
tables:
  - { file: users.csv, users: { user: user }, new: [users] }
  - { file: roles.csv, roles: { role: role }, new: [roles] }
  - { file: hierarchy.csv, inheritance: { senior: senior, junior: junior } }
  - { file: access.csv, assignments: { user: user, role: role } }
constraints:
  - id: maker-checker
    static: { table: { file: pairs.csv, columns: { left: maker, right: checker } } }
    reason: whoever enters a transaction must not release it
`;

/** Shown path to text of every file. */
export function bankFiles(bank: Bank): ReadonlyMap<string, string> {
  const { users, roles } = bank;
  const table = (head: string, { left, right }: Columns, from: readonly string[], to: readonly string[]) => {
    const lines = [head];
    for (let row = 0; row < left.length; row += 1) lines.push(`${from[left[row]!]!},${to[right[row]!]!}`);
    return `${lines.join('\n')}\n`;
  };
  const expected = bank.planted.map(
    ({ user, maker, checker }) => `${users[user]!},${roles[maker]!},${roles[checker]!}`,
  );
  return new Map([
    ['bank.policy.yaml', policyOf(bank)],
    ['users.csv', `${['user', ...users].join('\n')}\n`],
    ['roles.csv', `${['role', ...roles].join('\n')}\n`],
    ['hierarchy.csv', table('senior,junior', bank.inheritance, roles, roles)],
    ['access.csv', table('user,role', bank.assignments, users, roles)],
    ['pairs.csv', table('maker,checker', bank.pairs, roles, roles)],
    ['expected.csv', `${['user,maker,checker', ...expected].join('\n')}\n`],
    ...(bank.options.beyond === undefined ? [] : filesBeyond(bank)),
  ]);
}

function policyOf({ options, roles, beyond }: Bank): string {
  if (options.beyond === undefined) return policy;
  const grants =
    '  - { file: grants.csv, grants: { role: role, permission: permission }, new: [permissions] }\n';
  const lists = beyond.sets.map((members, at) => {
    const names = members.map((role) => roles[role]!).join(', ');
    return `  - { id: ${setId(at)}, static: { roles: [${names}], fewer-than: 3 } }\n`;
  });
  const { left, right } = beyond.permissionPairs;
  const pairs = Array.from(left, (enter, at) => {
    const names = [enter, right[at]!].map((permission) => `"${beyond.permissions[permission]!}"`);
    return `        - [${names.join(', ')}]\n`;
  });
  const permissions =
    pairs.length === 0
      ? ''
      : `  - id: enter-release\n    static:\n      permission-pairs:\n${pairs.join('')}    reason: whoever enters an item must not release it\n`;
  return `${policy.replace('constraints:', `${grants}constraints:`)}${lists.join('')}${permissions}`;
}

function filesBeyond({ users, roles, beyond }: Bank): readonly (readonly [string, string])[] {
  const { permissions, grants, sets } = beyond;
  const lines = (head: string, rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`;
  return [
    [
      'grants.csv',
      lines(
        'role,permission',
        Array.from(grants.left, (role, at) => `${roles[role]!},${permissions[grants.right[at]!]!}`),
      ),
    ],
    [
      'expected-sets.csv',
      lines(
        'user,constraint,roles',
        beyond.plantedSets.map(
          ({ user, set }) =>
            `${users[user]!},${setId(set)},${sets[set]!.map((role) => roles[role]!).join(' ')}`,
        ),
      ),
    ],
    [
      'expected-permissions.csv',
      lines(
        'user,enter,release',
        beyond.plantedPermissions.map(
          ({ user, enter, release }) => `${users[user]!},${permissions[enter]!},${permissions[release]!}`,
        ),
      ),
    ],
  ];
}

function main(args: readonly string[]): void {
  const base = args.includes('--whole') ? wholeBankE : bankE;
  const [directory, users = String(base.users), seed = String(base.seed)] = args.filter(
    (arg) => arg !== '--whole',
  );
  if (directory === undefined || !/^\d+$/.test(users) || !/^[1-9]\d*$/.test(seed)) {
    console.error('usage: npx tsx scenarios/bank/generate.ts DIRECTORY [USERS] [SEED] [--whole]');
    process.exitCode = 2;
    return;
  }
  const bank = generateBank({ ...base, users: Number(users), seed: Number(seed) });
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of bankFiles(bank)) writeFileSync(join(directory, name), text);
  const { beyond } = bank;
  const planted = bank.planted.length + beyond.plantedSets.length + beyond.plantedPermissions.length;
  console.log(
    `${bank.users.length} users, ${bank.roles.length} roles, ${bank.assignments.left.length} assignments, ${bank.pairs.left.length} pairs, ${planted} planted violations`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
