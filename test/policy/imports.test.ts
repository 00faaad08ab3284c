/** Imports, functions and what is possible, with an importer of our own: lines of words. */

import { expect, test } from 'vitest';
import { type Importer, importBuilder } from '../../src/import/imported.ts';
import type { Facts, Names, Policy } from '../../src/policy/model.ts';
import { withPossible } from '../../src/policy/possible.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from './render.ts';

/** `user ROLE`, `junior SENIOR JUNIOR`, `grant ROLE PERMISSION`, each with `?` behind it where it is in doubt. */
const lines: Importer = {
  format: 'lines',
  title: 'Lines of words',
  mapKeys: { suffix: 'what is put behind every role' },
  detects: (file) => file.text.startsWith('#lines'),
  read({ files, mentioned, map }) {
    const builder = importBuilder(files);
    for (const file of files) {
      let start = 0;
      for (const line of file.text.split('\n')) {
        const at = { file, start, end: start + line.length };
        start += line.length + 1;
        const [kind, left = '', right = '', doubtful] = line.split(' ');
        const role = (name: string): string => `${name}${map.get('suffix') ?? ''}`;
        const doubt = doubtful === '?' ? builder.doubt(at, `whether \`${line}\` holds`) : null;
        if (kind === 'assign') builder.assign(left, role(right), at, doubt);
        else if (kind === 'inherit') builder.inherit(role(left), role(right), at, doubt);
        else if (kind === 'grant') builder.grant(role(left), right, at, doubt);
        else if (kind === 'all') for (const name of mentioned) builder.grant(role(left), name, at, doubt);
        else if (kind === 'function') builder.function({ name: left, at, permissions: [right] });
        else if (kind === 'sod')
          builder.constraint({
            kind: 'exclusion',
            id: `${left}-${right}`,
            at,
            severity: 'warning',
            reason: 'imported',
            owner: null,
            over: 'role',
            static: true,
            dynamic: false,
            sets: [{ members: [role(left), role(right)], limit: 2 }],
          });
        else if (kind === 'never')
          builder.operation({
            id: left,
            at,
            severity: 'error',
            reason: null,
            owner: null,
            permissions: [right],
          });
        else if (line !== '' && kind !== '#lines')
          builder.report('import-syntax', `no such line: \`${line}\``, at);
      }
    }
    return builder.result();
  },
};

function read(files: Readonly<Record<string, string>>): Policy {
  const result = readPolicy('p.policy.yaml', memoryFiles(files), { importers: [lines] });
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

function problems(files: Readonly<Record<string, string>>): readonly string[] {
  const result = readPolicy('p.policy.yaml', memoryFiles(files), { importers: [lines] });
  return (result.kind === 'failed' ? result.diagnostics : result.warnings).map(rendered);
}

const rows = (facts: Facts, left: Names, right: Names): readonly string[] =>
  Array.from(
    facts.left,
    (id, at) => `${left.list[id]} ${right.list[facts.right[at]!]} ${facts.file[at]}:${facts.line[at]}`,
  );

test('facts, constraints and operations of an import, each at its place', () => {
  const policy = read({
    'p.policy.yaml': 'policy: p\nimports: [{ file: a.txt }]\nassignments: { kim: [clerk] }\n',
    'a.txt':
      '#lines\nassign kim boss\ninherit boss clerk\ngrant clerk doc:read\nsod boss clerk\nnever reading doc:read\n',
  });
  expect(rows(policy.assignments, policy.users, policy.roles)).toEqual(['kim boss 1:2', 'kim clerk 0:3']);
  expect(rows(policy.inheritance, policy.roles, policy.roles)).toEqual(['boss clerk 1:3']);
  expect(rows(policy.grants, policy.roles, policy.permissions)).toEqual(['clerk doc:read 1:4']);
  expect(policy.constraints).toMatchObject([
    { id: 'boss-clerk', severity: 'warning', place: { file: 1, line: 5 } },
  ]);
  expect(policy.operations).toMatchObject([
    { name: 'reading', permissions: [0], place: { file: 1, line: 6 } },
  ]);
  expect(policy.possible).toBeNull();
});

test('a function is had by whoever has one of its permissions, at the place of the grant', () => {
  const policy = read({
    'p.policy.yaml': `policy: p
imports: [{ file: a.txt, from: lines }]
functions:
  write: ['*:create', 'doc:update']
  none: ['x*:y']
constraints: [{ id: c, static: { permissions: ['function:write', 'doc:read'] } }]
`,
    'a.txt':
      'grant clerk doc:read\ngrant boss doc:update\ngrant boss a:create\ngrant chief docs:update ?\ngrant boss b:create ?\n',
  });
  const names = policy.permissions;
  const functions = (facts: Facts) =>
    rows(facts, policy.roles, names).filter((row) => row.includes('function:'));
  expect(functions(policy.grants)).toEqual(['boss function:write 1:2', 'boss function:write 1:3']);
  expect(functions(policy.possible!.grants)).toEqual(['boss function:write 1:5']);
  expect(policy.possible!.doubts.map(({ place, reason }) => `${place.line} ${reason}`)).toEqual([
    '4 whether `grant chief docs:update ?` holds',
    '5 whether `grant boss b:create ?` holds',
  ]);
  expect(withPossible(policy).grants.left.length).toBe(
    policy.grants.left.length + policy.possible!.grants.left.length,
  );
  expect(names.list).toContain('function:none');
});

test('what constraints, operations and functions speak of is mentioned to the importer', () => {
  const policy = read({
    'p.policy.yaml': `policy: p
imports: [{ file: a.txt, from: lines, map: { suffix: '-x' } }]
functions: { f: ['a*:b'] }
operations: [{ name: o, permissions: ['c:d', 'function:f'], reason: because, severity: note, owner: lee }]
constraints:
  - { id: c, static: { permissions: ['e:f', 'g:h'] } }
  - { id: d, dynamic: { permissions-between: [['i:j'], ['k:l']] } }
  - { id: e, exclusive: { permission-pairs: [['m:n', 'o:p']] } }
`,
    'a.txt': 'all root\n',
  });
  const granted = rows(policy.grants, policy.roles, policy.permissions).map((row) => row.split(' ')[1]);
  expect(granted.sort()).toEqual(
    ['a*:b', 'c:d', 'e:f', 'g:h', 'i:j', 'k:l', 'm:n', 'o:p', 'function:f'].sort(),
  );
  expect(policy.roles.list).toEqual(['root-x']);
  expect(policy.operations).toMatchObject([{ severity: 'note', reason: 'because', owner: 'lee' }]);
});

test('what is wrong with an import is told, all of it, where it stands', () => {
  expect(
    problems({
      'p.policy.yaml':
        'policy: p\nimports: [{ file: a.txt }, { file: b.txt, from: linse }, { file: c.txt }]\n',
      'a.txt': '#lines\noops\nassign kim\u0007 r\nworse\n',
      'b.txt': '',
      'c.txt': 'nothing known',
    }),
  ).toEqual([
    '2:49 import-unknown-format: there is no format `linse` -- did you mean `lines`?',
    '2:66 import-unknown-format: it is not told from the content what `c.txt` is -- name the system: lines',
    'a.txt:2:1 import-syntax: no such line: `oops`',
    'a.txt:4:1 import-syntax: no such line: `worse`',
  ]);
  expect(
    problems({
      'p.policy.yaml':
        'policy: p\nimports: [{ file: a.txt, map: { sufix: x } }, { file: b.txt }, { files: [b.txt], file: a.txt }]\nconstraints: [{ id: a-b, cardinality: { role: r, at-most: 1 } }]\n',
      'a.txt': '#lines',
      'b.txt': '#lines\nassign kim\u0007 r\nassign kim\u0007 s\nsod a b\ngrant a nocolon',
    }),
  ).toEqual([
    '2:33 import-mapping: an import from lines has no `sufix` to map -- did you mean `suffix`?',
    expect.stringMatching(/^2:\d+ conflicting-keys/),
    'b.txt:2:1 bad-name: user `kim\\u0007` contains the control character U+0007',
    'b.txt:4:1 duplicate-id: the constraint `a-b` is imported, and its id is taken by one of the policy',
    'b.txt:5:1 bad-name: permission `nocolon` is not of the form `object:operation`',
  ]);
});

test('functions: one of each name, without a colon', () => {
  expect(
    problems({
      'p.policy.yaml':
        "policy: p\ninclude: [a.policy-part.yaml]\nfunctions: { f: ['a:b'], 'g:h': ['a:b'] }\n",
      'a.policy-part.yaml': "functions: { f: ['c:d'] }\n",
    }),
  ).toEqual([
    '3:26 bad-name: function `g:h` contains a colon -- its permission is `function:NAME`, in which the last colon separates',
    'a.policy-part.yaml:1:14 duplicate-name: function `f` is defined twice [3:14 first here]',
  ]);
});

test('a rule pack that is not there', () => {
  expect(problems({ 'p.policy.yaml': 'policy: p\ninclude: [pack:nothing]\n' })).toEqual([
    expect.stringMatching(/^2:11 unknown-pack: there is no rule pack `nothing`/),
  ]);
});
