/**
 * Writes the bank of `bank.ts` as a policy with its tables.
 *
 *     npx tsx scenarios/bank/generate.ts DIRECTORY [USERS] [SEED]
 *
 * `expected.csv` lists the planted violations: what `dutyproof check DIRECTORY` must find, and nothing else.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bank, bankE, type Columns, generateBank } from './bank.ts';

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
    ['bank.policy.yaml', policy],
    ['users.csv', `${['user', ...users].join('\n')}\n`],
    ['roles.csv', `${['role', ...roles].join('\n')}\n`],
    ['hierarchy.csv', table('senior,junior', bank.inheritance, roles, roles)],
    ['access.csv', table('user,role', bank.assignments, users, roles)],
    ['pairs.csv', table('maker,checker', bank.pairs, roles, roles)],
    ['expected.csv', `${['user,maker,checker', ...expected].join('\n')}\n`],
  ]);
}

function main(args: readonly string[]): void {
  const [directory, users = String(bankE.users), seed = String(bankE.seed)] = args;
  if (directory === undefined || !/^\d+$/.test(users) || !/^[1-9]\d*$/.test(seed)) {
    console.error('usage: npx tsx scenarios/bank/generate.ts DIRECTORY [USERS] [SEED]');
    process.exitCode = 2;
    return;
  }
  const bank = generateBank({ ...bankE, users: Number(users), seed: Number(seed) });
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of bankFiles(bank)) writeFileSync(join(directory, name), text);
  console.log(
    `${bank.users.length} users, ${bank.roles.length} roles, ${bank.assignments.left.length} assignments, ${bank.pairs.left.length} pairs, ${bank.planted.length} planted violations`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
