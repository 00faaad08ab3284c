/** A policy after changes is the policy that a text says which has the changes in it; what is wrong is told where it stands. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changePolicy } from '../../src/change/apply.ts';
import { changeFlagNames, readChangeFlags } from '../../src/change/flags.ts';
import { readChangeFile } from '../../src/change/read.ts';
import type { Facts, Policy } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from '../policy/render.ts';

const base = `policy: p
users: [kim, lee]
roles:
  first: { permissions: [invoice:create] }
  clerk: { permissions: [invoice:create] }
  approver: { permissions: [invoice:approve] }
  manager: { inherits: [approver] }
  spare: {}
assignments: { kim: [clerk], lee: [manager] }
sessions: { s1: { user: lee, active: [manager] }, s2: { user: kim, active: [clerk] } }
constraints:
  - { id: apart, static: { roles: [clerk, approver] } }
`;

function policyOf(text: string): Policy {
  const read = readPolicy('p.policy.yaml', memoryFiles({ 'p.policy.yaml': text }));
  if (read.kind === 'failed') throw new Error(read.diagnostics.map(rendered).join('\n'));
  return read.value;
}

function changed(text: string, changes: string) {
  const read = readChangeFile('c.yaml', memoryFiles({ 'c.yaml': changes }));
  if (read.kind === 'failed') return { policy: null, told: read.diagnostics.map(rendered) };
  const { policy, diagnostics } = changePolicy(policyOf(text), read.value);
  return { policy, told: diagnostics.map(rendered) };
}

/** What a policy says, by name and without places or order. */
function said(policy: Policy) {
  const rows = ({ left, right }: Facts, a: readonly string[], b: readonly string[]) =>
    [...left].map((id, row) => `${a[id]} ${b[right[row]!]}`).sort();
  const { users, roles, permissions } = policy;
  const sessions = policy.sessions.map(({ name }) => name);
  return {
    users: [...users.list].sort(),
    roles: [...roles.list].sort(),
    permissions: [...permissions.list].sort(),
    UA: rows(policy.assignments, users.list, roles.list),
    RH: rows(policy.inheritance, roles.list, roles.list),
    PA: rows(policy.grants, roles.list, permissions.list),
    su: policy.sessions.map(({ name, user }) => `${name} ${users.list[user]}`).sort(),
    ar: rows(policy.active, sessions, roles.list),
    constraints: policy.constraints.map(
      (one) =>
        `${one.id} ${one.kind === 'exclusion' ? one.sets.map(({ members }) => members.map((id) => roles.list[id])) : ''}`,
    ),
    ids: [users, roles, permissions].every(({ list, ids, declaredCount }) =>
      list.every((name, id) => ids.get(name) === id && declaredCount === list.length),
    ),
  };
}

describe('a change says what the text would say', () => {
  test.each<[string, string, (text: string) => string]>([
    [
      'assign',
      '{ assign: { user: kim, role: approver } }',
      (s) => s.replace('kim: [clerk]', 'kim: [clerk, approver]'),
    ],
    ['revoke', '{ revoke: { user: kim, role: clerk } }', (s) => s.replace('kim: [clerk]', 'kim: []')],
    [
      'grant',
      '{ grant: { role: spare, permission: "invoice:create" } }',
      (s) => s.replace('spare: {}', 'spare: { permissions: [invoice:create] }'),
    ],
    [
      'ungrant',
      '{ ungrant: { role: clerk, permission: "invoice:create" } }',
      (s) =>
        s
          .replace('clerk: { permissions: [invoice:create] }', 'clerk: {}')
          .replace('users:', 'permissions: [invoice:create, invoice:approve]\nusers:'),
    ],
    [
      'inherit',
      '{ inherit: { senior: manager, junior: clerk } }',
      (s) => s.replace('inherits: [approver]', 'inherits: [approver, clerk]'),
    ],
    [
      'disinherit',
      '{ disinherit: { senior: manager, junior: approver } }',
      (s) => s.replace('{ inherits: [approver] }', '{}'),
    ],
    [
      'add-user',
      '{ add-user: { name: 박회계, roles: [clerk] } }',
      (s) =>
        s
          .replace('[kim, lee]', '[kim, lee, 박회계]')
          .replace('lee: [manager] }', 'lee: [manager], 박회계: [clerk] }'),
    ],
    [
      'remove-user',
      '{ remove-user: kim }',
      (s) =>
        s
          .replace('[kim, lee]', '[lee]')
          .replace('kim: [clerk], ', '')
          .replace(', s2: { user: kim, active: [clerk] }', ''),
    ],
    ['move', '{ move: { user: kim, roles: [manager] } }', (s) => s.replace('kim: [clerk]', 'kim: [manager]')],
    [
      'add-role',
      '{ add-role: { name: boss, inherits: [clerk], permissions: ["a:b"], seniors: [manager] } }',
      (s) =>
        s
          .replace('  spare: {}', '  spare: {}\n  boss: { inherits: [clerk], permissions: ["a:b"] }')
          .replace('inherits: [approver]', 'inherits: [approver, boss]'),
    ],
    [
      'remove-role, and the ids of others move',
      '{ remove-role: first }',
      (s) => s.replace('  first: { permissions: [invoice:create] }\n', ''),
    ],
    [
      'remove-role',
      '{ remove-role: manager }',
      (s) =>
        s
          .replace('  manager: { inherits: [approver] }\n', '')
          .replace('lee: [manager]', 'lee: []')
          .replace('active: [manager]', 'active: []'),
    ],
    [
      'exclude',
      '{ exclude: { roles: [clerk, spare], id: more } }',
      (s) => `${s}  - { id: more, static: { roles: [clerk, spare] } }\n`,
    ],
    ['drop-constraint', '{ drop-constraint: apart }', (s) => s.replace(/constraints:\n.*\n/, '')],
  ])('%s', (_, change, edit) => {
    const { policy, told } = changed(base, `changes:\n  - ${change}\n`);
    expect(told.filter((line) => !line.includes('new-permission'))).toEqual([]);
    const text = edit(base);
    expect(text).not.toBe(base);
    expect(said(policy!)).toEqual(said(policyOf(text)));
  });

  test('later changes speak of what earlier ones brought, and facts stand where the change stands', () => {
    const { policy, told } = changed(
      base,
      'changes:\n  - add-role: { name: boss }\n  - add-user: { name: eve }\n  - assign: { user: eve, role: boss }\n',
    );
    expect(told).toEqual([]);
    const last = policy!.assignments.line.length - 1;
    expect(policy!.files[policy!.assignments.file[last]!]!.path).toBe('c.yaml');
    expect(policy!.assignments.line[last]).toBe(4);
  });
});

describe('what is wrong with a change', () => {
  test.each<[string, readonly string[]]>([
    [
      'assign: { user: kin, role: clerk }',
      ['c.yaml:2:21 unknown-user: the policy has no user `kin` -- did you mean `kim`?'],
    ],
    [
      'assign: { user: kim, role: clark }',
      ['c.yaml:2:32 unknown-role: the policy has no role `clark` -- did you mean `clerk`?'],
    ],
    ['assign: { user: kim, role: clerk }', ['c.yaml:2:5 warning already-so: `kim` has `clerk` already']],
    ['revoke: { user: lee, role: approver }', ['c.yaml:2:5 no-such-fact: `lee` is not assigned `approver`']],
    [
      'inherit: { senior: approver, junior: manager }',
      ['c.yaml:2:5 hierarchy-cycle: `manager` inherits `approver`, so that they would inherit each other'],
    ],
    ['add-user: { name: kim }', ['c.yaml:2:23 duplicate-name: the policy has a user `kim` already']],
    [
      'remove-role: clerk',
      ['c.yaml:2:18 still-named: `clerk` is named by constraint `apart` -- change or drop that first'],
    ],
    [
      'drop-constraint: aparts',
      ['c.yaml:2:22 unknown-constraint: there is no constraint `aparts` -- did you mean `apart`?'],
    ],
    [
      'exclude: { roles: [clerk, approver], id: apart }',
      ['c.yaml:2:46 duplicate-id: there is a constraint `apart` already'],
    ],
    [
      'grant: { role: clerk, permission: "invoice:creat" }',
      [
        'c.yaml:2:39 warning new-permission: no role is granted `invoice:creat` so far: it is taken as new -- did you mean `invoice:create`?',
      ],
    ],
    ['asign: { user: kim, role: clerk }', ['c.yaml:2:5 conflicting-keys', 'c.yaml:2:5 unknown-key']],
  ])('%s', (change, expected) => {
    const { told } = changed(base, `changes:\n  - ${change}\n`);
    const sorted = [...told].sort();
    expect(sorted).toHaveLength(expected.length);
    for (const [at, line] of expected.entries()) expect(sorted[at]).toContain(line);
  });

  test('flags are shown as they were written', () => {
    const policy = policyOf(base);
    const read = readChangeFlags(
      [
        { flag: 'assign', value: 'kim=approver' },
        { flag: 'move', value: 'lee=' },
      ],
      policy,
    );
    expect(read.kind === 'ok' && changePolicy(policy, read.value).diagnostics).toEqual([]);
    const bad = readChangeFlags(
      [
        { flag: 'grant', value: 'clerk=x' },
        { flag: 'assign', value: 'kim' },
      ],
      policy,
    );
    expect(bad.kind === 'failed' && bad.diagnostics.map(rendered)).toEqual([
      'command line:1:15 bad-permission: permission `x` is not of the form `object:operation`',
      'command line:2:10 bad-change: `--assign` is written `user=role`, not `kim`',
    ]);
  });
});

describe('no input makes a reader throw', () => {
  const policy = policyOf(base);
  test('files of changes', () => {
    const piece = fc.constantFrom(
      'changes:\n',
      '  - ',
      'assign: ',
      '{ user: kim, role: ',
      'clerk }',
      '\n',
      '[',
      ']',
      '{',
      '}',
      ': ',
      '&a ',
      '*a',
      '!x',
      '"',
      'move: ',
      'null',
      '\u0000',
      '\u202e',
      '---\n',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
      fc.string({ maxLength: 40 }).map((some) => `changes:\n  - ${some}`),
    );
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 100 })), (content) => {
        const read = readChangeFile('c.yaml', memoryFiles({ 'c.yaml': content }));
        if (read.kind === 'ok') changePolicy(policy, read.value);
        else expect(read.diagnostics.length).toBeGreaterThan(0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('flags', () => {
    const value = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc
        .array(fc.constantFrom('kim', 'clerk', '=', ',', 'a:b', ' '), { maxLength: 6 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...changeFlagNames), value, (flag, text) => {
        const read = readChangeFlags([{ flag, value: text }], policy);
        if (read.kind === 'ok') changePolicy(policy, read.value);
      }),
      { seed: 2, numRuns: 400 },
    );
  });
});
