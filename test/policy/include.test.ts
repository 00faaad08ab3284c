/**
 * A policy in parts: what they state adds up, a mistake is shown in the file it stands in, and no arrangement of files
 * makes the reader go round in circles or out of its directory.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { evidenceFiles } from '../../src/evidence/write.ts';
import type { Policy } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { type Verification, verifyEvidence } from '../../src/replay/verify.ts';
import { type FileReader, memoryFiles, nodeFiles } from '../../src/source/files.ts';
import { rendered } from './render.ts';

type Files = Readonly<Record<string, string>>;

function read(files: Files | FileReader): { policy: Policy | null; reported: readonly string[] } {
  const reader =
    'read' in files && typeof files.read === 'function' ? (files as FileReader) : memoryFiles(files as Files);
  const result = readPolicy('p.policy.yaml', reader, { rules: ['static-sod'] });
  return result.kind === 'ok'
    ? { policy: result.value, reported: result.warnings.map(rendered) }
    : { policy: null, reported: result.diagnostics.map(rendered) };
}

const reported = (files: Files): readonly string[] => read(files).reported;

/** Everything that a policy states, by name; places left out. */
function statements(policy: Policy | null): unknown {
  if (policy === null) return null;
  const { users, roles, permissions, assignments, inheritance, grants } = policy;
  const pairs = ({ left, right }: Policy['grants'], of: readonly string[], to: readonly string[]) =>
    [...left].map((id, row) => `${of[id]} ${to[right[row]!]}`).sort();
  return {
    users: [...users.list].sort(),
    roles: [...roles.list].sort(),
    groups: roles.list.filter((_, id) => roles.isGroup[id]).sort(),
    permissions: [...permissions.list].sort(),
    assignments: pairs(assignments, users.list, roles.list),
    inheritance: pairs(inheritance, roles.list, roles.list),
    grants: pairs(grants, roles.list, permissions.list),
    constraints: policy.constraints.map(({ id, kind }) => `${id} ${kind}`).sort(),
    applications: policy.applications.map(({ name }) => name),
    operations: policy.operations.map(({ name }) => name),
    sessions: policy.sessions.map(({ name, user }) => `${name} ${users.list[user]}`).sort(),
    rules: policy.administration?.rules.map(({ kind }) => kind),
    areas: policy.administration?.areas.map(({ name }) => name),
    goals: policy.administration?.goals.map(({ id }) => id),
  };
}

const application = 'APPLICATION order\nSESSION\n  (S1, clerk),\n  (S2, manager)\nSOD\n  (S1, S2)\nS1; S2\n';
const table = 'user,role\nkim,clerk\nlee,manager\n';

const inOneFile: Files = {
  'p.policy.yaml': `policy: p
users: [kim, lee, ann]
permissions: [o:read, o:write]
roles:
  clerk: { permissions: [o:read] }
  manager: { inherits: [clerk], permissions: [o:write] }
  officer:
groups: { staff: { members: [ann], roles: [clerk] } }
assignments: { ann: [officer] }
sessions: { live: { user: ann, active: [officer] } }
constraints: [{ id: apart, static: { roles: [clerk, officer] } }]
operations: [{ name: all, permissions: [o:read, o:write] }]
applications: [{ file: teams/sales/order.app }]
tables: [{ file: teams/sales/people.csv, assignments: { user: user, role: role } }]
administration:
  areas:
    central: { officers: officer, roles: [officer] }
    departments: { sales: { officers: manager, roles: [clerk] } }
  assign: [{ role: clerk }]
  revoke: [{ role: clerk }]
  goals: [{ roles: [clerk, officer] }]
`,
  'teams/sales/order.app': application,
  'teams/sales/people.csv': table,
};

const inParts: Files = {
  'p.policy.yaml': `policy: p
include: [roles.policy-part.yaml, teams/sales/sales.policy-part.yaml]
users: [ann]
permissions: [o:read]
administration:
  areas: { central: { officers: officer, roles: [officer] } }
  assign: [{ role: clerk }]
`,
  'roles.policy-part.yaml': `# Every line of this file stands further down than in the others.


roles: [officer]
groups: { staff: { members: [ann], roles: [clerk] } }
assignments: { ann: [officer] }
sessions: { live: { user: ann, active: [officer] } }
`,
  'teams/sales/sales.policy-part.yaml': `include: [../../roles.policy-part.yaml, deep/rules.policy-part.yaml]
users: { kim: { }, lee: }
permissions: [o:write]
roles:
  clerk: { permissions: [o:read] }
  manager: { inherits: [clerk], permissions: [o:write] }
applications: [{ file: order.app }]
tables: [{ file: people.csv, assignments: { user: user, role: role } }]
administration:
  areas: { departments: { sales: { officers: manager, roles: [clerk] } } }
  revoke: [{ role: clerk }]
  goals: [{ roles: [clerk, officer] }]
`,
  'teams/sales/deep/rules.policy-part.yaml': `constraints: [{ id: apart, static: { roles: [clerk, officer] } }]
operations: [{ name: all, permissions: [o:read, o:write] }]
`,
  'teams/sales/order.app': application,
  'teams/sales/people.csv': table,
};

describe('a policy in parts', () => {
  test('states what the same policy states in one file', () => {
    const one = read(inOneFile);
    expect(one.reported).toEqual([]);
    const parts = read(inParts);
    expect(parts.reported).toEqual([]);
    expect(statements(parts.policy)).toEqual(statements(one.policy));
  });

  test('every file is among its files, each once, with its hash', () => {
    const files = read(inParts).policy!.files;
    expect(files.map(({ path }) => path).sort()).toEqual(Object.keys(inParts).sort());
    for (const { path, sha256 } of files) {
      expect(sha256).toBe(createHash('sha256').update(inParts[path]!).digest('hex'));
    }
  });

  test('every place names the file where it is written', () => {
    const policy = read(inParts).policy!;
    const line = (place: { file: number; line: number }): string =>
      policy.files[place.file]!.text.split('\n')[place.line - 1]!;
    expect(line(policy.constraints[0]!.place)).toContain('id: apart');
    expect(line(policy.sessions[0]!.place)).toContain('sessions: { live');
    expect(line(policy.operations[0]!.place)).toContain('name: all');
    policy.roles.list.forEach((role, id) => {
      const place = policy.declared.roles[id]!;
      expect(line(place).slice(place.column - 1)).toMatch(new RegExp(`^${role}\\b`));
    });
    for (const facts of [policy.assignments, policy.inheritance, policy.grants]) {
      facts.left.forEach((_, row) => {
        const at = line({ file: facts.file[row]!, line: facts.line[row]! });
        const right = (facts === policy.grants ? policy.permissions : policy.roles).list[facts.right[row]!]!;
        // A member of a group is named where the group is.
        expect(at).toContain(right);
      });
    }
  });
});

test('evidence is about the parts, too: one that has changed makes it worthless', async () => {
  const outcome = await checkPolicy(read(inParts).policy!);
  const evidence = Object.fromEntries(
    evidenceFiles('check', [outcome], '.').map(({ name, text }) => [name, text]),
  );
  const verified = (files: Files) =>
    verifyEvidence('evidence', {
      workingDirectory: '/',
      filesAt: () => memoryFiles({ ...files, ...evidence }),
    });
  expect(verified(inParts)).toMatchObject({ kind: 'checked', result: 'accepted' });
  for (const part of Object.keys(inParts)) {
    const changed = { ...inParts, [part]: `${inParts[part]} ` };
    const { inputs } = verified(changed) as Extract<Verification, { kind: 'checked' }>;
    expect(inputs.filter(({ result }) => result !== 'same').map(({ path }) => path)).toEqual([part]);
    expect(verified(changed)).not.toMatchObject({ result: 'accepted' });
  }
});

describe('mistakes are shown in the file they stand in', () => {
  const root = (includes: string, more = ''): string => `policy: p\ninclude: [${includes}]\n${more}`;

  test('what is declared in two files is declared twice', () => {
    expect(
      reported({
        'p.policy.yaml': root('a.yaml, b.yaml', 'users: [kim]\nroles: [clerk]\n'),
        'a.yaml':
          'roles: { clerk: }\nsessions: { s: { user: kim, active: [] } }\nconstraints: [{ id: c, cardinality: { role: clerk, at-most: 1 } }]\n',
        'b.yaml':
          '\nsessions: { s: { user: kim, active: [] } }\nconstraints: [{ id: c, cardinality: { role: clerk, at-most: 1 } }]\nusers: { kim: { roles: [clark] } }\n',
      }),
    ).toEqual([
      'a.yaml:1:10 duplicate-name: role `clerk` is declared twice [4:9 first here]',
      'b.yaml:2:13 duplicate-name: session `s` is declared twice [a.yaml:2:13 first here]',
      'b.yaml:3:21 duplicate-id: constraint id `c` is used twice [a.yaml:3:21 first here]',
      'b.yaml:4:10 duplicate-name: user `kim` is declared twice [3:9 first here]',
      'b.yaml:4:25 unknown-role: role `clark` is not declared -- did you mean `clerk`?',
    ]);
  });

  test('circles of roles go through files', () => {
    expect(
      reported({
        'p.policy.yaml': root('a.yaml', 'roles: { a: { inherits: [b] } }\n'),
        'a.yaml':
          '\nroles: { b: { inherits: [a] } }\nconstraints:\n  - { id: x, prerequisite: { role: a, needs: [b] } }\n  - { id: y, prerequisite: { role: b, needs: [a] } }\n',
      }),
    ).toEqual([
      '3:26 hierarchy-cycle: roles inherit each other in a circle: `a` -> `b` -> `a` -- remove any one of these entries [a.yaml:2:26 `b` inherits `a` here]',
      'a.yaml:4:47 prerequisite-cycle: roles need each other in a circle: `a` -> `b` -> `a` -- remove any one of these entries [a.yaml:5:47 `b` needs `a` here]',
    ]);
  });

  test('what there can be only one of', () => {
    expect(
      reported({
        'p.policy.yaml': root(
          'a.yaml',
          'roles: [r]\nadministration: { users: fixed, goals: [{ roles: [r] }] }\n',
        ),
        'a.yaml': 'administration: { users: fixed }\n',
      }),
    ).toEqual(['a.yaml:1:19 duplicate-key: key `users` occurs twice [4:19 first here]']);
  });

  test('what only the policy may say', () => {
    expect(
      reported({
        'p.policy.yaml': root('a.yaml'),
        'a.yaml': 'policy: q\nnow: 3\nprofile: { }\nrules: { }\nrols: []\n',
      }),
    ).toEqual([
      'a.yaml:1:1 misplaced-key: a part of a policy has no key `policy` -- include only parts: a policy is checked by itself',
      'a.yaml:2:1 misplaced-key: a part of a policy has no key `now` -- move it to the policy that includes `a.yaml`',
      'a.yaml:3:1 misplaced-key: a part of a policy has no key `profile` -- move it to the policy that includes `a.yaml`',
      'a.yaml:4:1 misplaced-key: a part of a policy has no key `rules` -- move it to the policy that includes `a.yaml`',
      'a.yaml:5:1 unknown-key: key `rols` is not known here -- did you mean `roles`?',
    ]);
  });

  test('parts that are missing, empty or no YAML; nothing is guessed about what they would have declared', () => {
    expect(
      reported({
        'p.policy.yaml': root('missing.yaml, empty.yaml, broken.yaml', 'assignments: { kim: [clerk] }\n'),
        'empty.yaml': '# nothing\n',
        'broken.yaml': 'users: [kim\nroles: [clerk]\n',
      }),
    ).toEqual([
      '2:11 file-not-found: file `missing.yaml` does not exist',
      'empty.yaml:1:1 missing-key: the file is empty: there is nothing to include -- write down what belongs into it, or remove it from `include:`',
      'broken.yaml:1:8 yaml-syntax: `[` is never closed -- `]` is missing [broken.yaml:2:1 here at the latest]',
    ]);
  });
});

describe('arrangements of files', () => {
  test('a circle is shown file by file', () => {
    expect(
      reported({
        'p.policy.yaml': 'policy: p\ninclude: [x/a.yaml]\n',
        'x/a.yaml': '\ninclude: [b.yaml]\n',
        'x/b.yaml': 'include: [../x/c.yaml, a.yaml]\n',
        'x/c.yaml': 'include: [c.yaml, ../p.policy.yaml]\n',
      }),
    ).toEqual([
      'x/b.yaml:1:24 include-cycle: files include each other in a circle: `x/a.yaml` -> `x/b.yaml` -> `x/a.yaml` -- remove any one of these entries',
      'x/c.yaml:1:11 include-cycle: files include each other in a circle: `x/c.yaml` -> `x/c.yaml` -- remove this entry',
      'x/c.yaml:1:19 include-cycle: files include each other in a circle: `p.policy.yaml` -> `x/a.yaml` -> `x/b.yaml` -> `x/c.yaml` -> `p.policy.yaml` -- remove any one of these entries',
    ]);
  });

  test('a part that several include, or one includes twice, is read once', () => {
    const { policy, reported: told } = read({
      'p.policy.yaml': 'policy: p\ninclude: [a.yaml, b.yaml, ./a.yaml]\n',
      'a.yaml': 'include: [c.yaml]\n',
      'b.yaml': 'include: [c.yaml]\n',
      'c.yaml': 'roles: [clerk]\n',
    });
    expect(told).toEqual([]);
    expect(policy?.roles.list).toEqual(['clerk']);
    expect(policy?.files.map(({ path }) => path)).toEqual(['p.policy.yaml', 'a.yaml', 'c.yaml', 'b.yaml']);
  });

  test('depth and number are bounded', () => {
    const chain = (length: number): Files =>
      Object.fromEntries([
        ['p.policy.yaml', 'policy: p\ninclude: [0.yaml]\n'],
        ...Array.from({ length }, (_, at) => [
          `${at}.yaml`,
          at + 1 === length ? 'roles: [r]\n' : `include: [${at + 1}.yaml]\n`,
        ]),
      ]);
    expect(reported(chain(32))).toEqual([]);
    expect(reported(chain(33))).toEqual([
      '31.yaml:1:11 too-many-parts: parts are included more than 32 files deep',
    ]);
    const wide = (count: number): Files =>
      Object.fromEntries([
        [
          'p.policy.yaml',
          `policy: p\ninclude: [${Array.from({ length: count }, (_, at) => `${at}.yaml`).join(', ')}]\n`,
        ],
        ...Array.from({ length: count }, (_, at) => [`${at}.yaml`, `roles: [r${at}]\n`]),
      ]);
    expect(read(wide(1000)).policy?.roles.list.length).toBe(1000);
    expect(reported(wide(1001))).toEqual([
      expect.stringMatching(/^2:\d+ too-many-parts: the policy has more than 1,000 parts$/),
    ]);
  });

  test('the size of all parts together is bounded', () => {
    const comment = `roles: [r]\n#${'x'.repeat(1_500_000)}\n`;
    expect(
      reported({
        'p.policy.yaml': 'policy: p\ninclude: [a.yaml, b.yaml, c.yaml, d.yaml]\n',
        'a.yaml': comment,
        'b.yaml': '# b\nusers: [kim]\n',
        'c.yaml': comment.replace('[r]', '[q]'),
        'd.yaml': comment.replace('[r]', '[s]'),
      }),
    ).toEqual([
      expect.stringMatching(
        /^2:35 file-too-large: with `d.yaml`, the policy and its parts have more than 4,194,304/,
      ),
    ]);
  });

  test('paths stay below the policy, wherever the file lies that names them', () => {
    const hint =
      'put the file into the directory of the policy or below, and name it relative to the file that names it';
    expect(
      reported({
        'p.policy.yaml': 'policy: p\ninclude: [x/a.yaml, ../q.yaml, /q.yaml]\n',
        'x/a.yaml':
          'include: [../../q.yaml]\ntables:\n  - { file: ../../t.csv, users: { user: user } }\n  - { file: ../t.csv, users: { user: user } }\n',
        't.csv': 'user\nkim\n',
      }),
    ).toEqual([
      `2:21 path-outside: path \`../q.yaml\` leads out of the directory of the policy -- ${hint}`,
      `2:32 path-outside: path \`/q.yaml\` is absolute -- ${hint}`,
      `x/a.yaml:1:11 path-outside: path \`../../q.yaml\` leads out of the directory of the policy -- ${hint}`,
    ]);
  });

  test('symbolic links lead neither out nor round', () => {
    const directory = mkdtempSync(join(tmpdir(), 'include-'));
    try {
      const inside = join(directory, 'inside');
      mkdirSync(inside);
      writeFileSync(join(directory, 'secret.yaml'), 'roles: [secret]\n');
      symlinkSync('../secret.yaml', join(inside, 'out.yaml'));
      symlinkSync('p.policy.yaml', join(inside, 'round.yaml'));
      symlinkSync('a.yaml', join(inside, 'twin.yaml'));
      symlinkSync('loop.yaml', join(inside, 'loop.yaml'));
      mkdirSync(join(inside, 'directory.yaml'));
      writeFileSync(join(inside, 'a.yaml'), 'roles: [clerk]\n');
      writeFileSync(
        join(inside, 'p.policy.yaml'),
        'policy: p\ninclude:\n  - a.yaml\n  - twin.yaml\n  - out.yaml\n  - round.yaml\n  - loop.yaml\n  - directory.yaml\n',
      );
      const told = read(nodeFiles(inside)).reported;
      expect(told.map((line) => line.replace(/ -- .*/, ''))).toEqual([
        '5:5 path-outside: path `out.yaml` leads out of the directory of the policy through a symbolic link',
        '6:5 include-cycle: files include each other in a circle: `p.policy.yaml` -> `p.policy.yaml`',
        '7:5 file-unreadable: file `loop.yaml` cannot be read: its symbolic links lead round in a circle',
        '8:5 file-unreadable: file `directory.yaml` cannot be read: it is a directory',
      ]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
