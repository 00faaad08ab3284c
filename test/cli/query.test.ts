/** `query`: what it exits with, what it prints for machines, and its own examples, run. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examples } from '../../src/cli/examples.ts';
import { questionNames } from '../../src/query/question.ts';
import { queryJsonSchema, queryShape } from '../../src/report/query-json.ts';
import { shellWords } from '../transcript/replay.ts';
import { dutyproof } from './command.ts';

const policy = `policy: hr
users: [kim, lee, park]
roles:
  creator: { permissions: [invoice:create, "kube/secrets:get"] }
  approver: { permissions: [invoice:approve] }
  staff: { inherits: [creator] }
assignments: { kim: [creator, approver], lee: [staff] }
sessions:
  s1: { user: kim, active: [creator] }
constraints:
  - { id: apart, static: { roles: [creator, approver] } }
`;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-query-'));
  writeFileSync(join(directory, 'hr.policy.yaml'), policy);
  writeFileSync(join(directory, 'broken.policy.yaml'), 'policy: [');
});
afterAll(() => rmSync(directory, { recursive: true }));

const ask = (...argv: readonly string[]) =>
  dutyproof(['query', 'hr.policy.yaml', ...argv], { workingDirectory: directory });

test('the examples of its help can be run', async () => {
  const lines = examples.query.split('\n').filter((line) => line.startsWith('  dutyproof query'));
  expect(lines.length).toBeGreaterThan(4);
  for (const line of lines) {
    const [command = ''] = line.split(' && ');
    const { code, out, err } = await dutyproof(shellWords(command.trim()).slice(1), {
      workingDirectory: directory,
    });
    expect([line, code, err]).toEqual([line, 0, '']);
    expect(out).not.toBe('');
  }
});

test('its help names every question', () => {
  for (const name of questionNames) expect(examples.query).toContain(`\n  ${name} `);
});

test.each<[readonly string[], number]>([
  [['who-can', 'invoice:approve'], 0],
  [['who-both', 'approver', 'staff'], 1],
  [['who-can', 'invoice:*', '--role', 'staff'], 0],
  [['who-can', 'invoice:approve', '--role', 'staff'], 1],
  [['what-can', 'lee'], 0],
  [['what-can', 'park'], 1],
  [['can', 'kim', 'invoice:approve'], 0],
  [['can', 'lee', 'invoice:approve'], 1],
  [['can', 'invoice:approve', '--session', 's1'], 1],
  [['can', 'invoice:create', '--session', 's1'], 0],
  [['has', 'lee', 'creator'], 0],
  [['has', 'creator', '--session', 's1'], 0],
  [['conflicts', 'kim'], 1],
  [['conflicts', 'lee'], 0],
  [['assignable', 'lee'], 0],
  [['assignable', 'park'], 0],
  [['assignable', 'lee', 'approver'], 1],
  [['assignable', 'lee', 'staff'], 0],
  [['who-can', 'invoice:aprove'], 2],
  [['who-can'], 2],
  [['who-can', 'a', 'b'], 2],
  [['what-can', 'kim', '--session', 's1'], 2],
  [['who-can', 'invoice:create', '--session', 's1'], 2],
  [['can', 'kim', 'invoice:create', '--role', 'staff'], 2],
  [[], 2],
])('%j exits with %i, also as JSON that fits its schema', async (argv, code) => {
  const pretty = await ask(...argv);
  expect([pretty.code, pretty.err]).toEqual([code, code === 2 ? expect.stringContaining('error') : '']);
  expect(pretty.out === '').toBe(code === 2);
  const { out, code: again } = await ask(...argv, '--format', 'json');
  expect(again).toBe(code);
  // A mistake in the command line is told before there is a report.
  if (out === '') return expect(code).toBe(2);
  const envelope = JSON.parse(out);
  expect(queryShape.safeParse(envelope).error?.issues ?? []).toEqual([]);
  expect(envelope.exitCode).toBe(code);
  expect(envelope.answer === null).toBe(code === 2);
});

test('JSON has all, whatever is shown, and the pretty answer still goes to the terminal', async () => {
  const { out } = await ask('who-can', '*', '--limit', '1', '--format', 'json=answer.json');
  expect(out).toContain('1 user is not shown');
  const { answer } = JSON.parse(readFileSync(join(directory, 'answer.json'), 'utf8'));
  expect(answer.users.map(({ user }: { user: string }) => user)).toEqual(['kim', 'lee']);
});

test('a user may be called like an option, and a question like a file', async () => {
  writeFileSync(
    join(directory, 'odd.policy.yaml'),
    'policy: odd\nusers: [--all, can]\nroles: { r: { permissions: [a:b] } }\nassignments: { --all: [r] }\n',
  );
  const odd = (...argv: readonly string[]) =>
    dutyproof(['query', 'odd.policy.yaml', ...argv], { workingDirectory: directory });
  expect((await odd('can', '--', '--all', 'a:b')).code).toBe(0);
  expect((await odd('can', 'can', 'a:b')).code).toBe(1);
});

describe('what cannot be asked', () => {
  test('of a policy that cannot be read', async () => {
    const { code, out, err } = await dutyproof(['query', 'broken.policy.yaml', 'what-can', 'kim'], {
      workingDirectory: directory,
    });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('broken.policy.yaml');
  });

  test('of several policies', async () => {
    const { code, err } = await dutyproof(['query', 'hr.policy.yaml', 'odd.policy.yaml', 'what-can', 'kim'], {
      workingDirectory: directory,
    });
    expect(code).toBe(2);
    expect(err).toContain('`query` is about one policy, and there are 2');
  });

  test('of no policy, unless the settings name it', async () => {
    const { code, err } = await dutyproof(['query', 'what-can', 'lee'], { workingDirectory: directory });
    expect([code, err]).toEqual([2, expect.stringContaining('no path is given')]);
    writeFileSync(join(directory, 'dutyproof.yaml'), 'policies: [hr.policy.yaml]\n');
    expect((await dutyproof(['query', 'what-can', 'lee'], { workingDirectory: directory })).code).toBe(0);
    rmSync(join(directory, 'dutyproof.yaml'));
  });
});

test('an interrupt leaves no half an answer', async () => {
  const told = await dutyproof(['query', 'hr.policy.yaml', 'conflicts', 'kim', '--format', 'json'], {
    workingDirectory: directory,
    onInterrupt: (handler) => {
      handler();
      return () => {};
    },
  });
  expect(told.code).toBe(3);
  const envelope = JSON.parse(told.out);
  expect([envelope.answer, envelope.interrupted]).toEqual([null, true]);
  expect(queryShape.safeParse(envelope).success).toBe(true);
});

test('users stand on a line each, whatever they are called', async () => {
  writeFileSync(
    join(directory, 'names.policy.yaml'),
    `policy: '"users": []'\nusers: ['"users": []', b]\nroles: { r: { permissions: ['"users": []:x'] } }\n` +
      `assignments: { '"users": []': [r], b: [r] }\n`,
  );
  const { out } = await dutyproof(['query', 'names.policy.yaml', 'who-can', '*', '--format', 'json'], {
    workingDirectory: directory,
  });
  const { answer, policy: named } = JSON.parse(out);
  expect(named.name).toBe('"users": []');
  expect(answer.users.map(({ user }: { user: string }) => user)).toEqual(['"users": []', 'b']);
  expect(out.split('\n').filter((line) => line.startsWith('      {"user":'))).toHaveLength(2);
});

test('there is a JSON Schema', () => {
  expect(queryJsonSchema()).toMatchObject({ title: 'dutyproof query', type: 'object' });
});
