import { describe, expect, test } from 'vitest';
import { grc } from '../../src/import/grc.ts';
import type { Imported } from '../../src/import/imported.ts';
import { access, errorsOf, fileOf, importOf, pairs, type Texts, warningsOf } from './imported.ts';

const rules: Texts = {
  'functions.csv': `Function ID,Action,Status
PO01,ME21N,Active
PO01,ME22N,Active
PO01,ME29N,Disabled
AP02,FB60,Active
AP02,MIRO,Active
PY01,F110,Active
BA01,SU01,Active
`,
  'risks.csv': `Risk ID,Function ID,Risk Level,Description,Risk Owner,Business Process
P001,PO01,High,Orders and books what was ordered,kim,Procure to pay
P001,AP02,High,,,
P002,PO01,Medium,Orders and books and pays,lee,
P002,AP02,Medium,,,
P002,PY01,Medium,,,
B001,BA01,Critical,Maintains users,park,Basis
`,
  'roles.csv': `Role,TCode
Z_BUYER,ME21N
Z_CLERK,FB60
Z_PAYER,F110
Z_OLD,ME29N
Z_BASIS,SU01
`,
  'users.csv': `User,Role,Valid From,Valid To
kim,Z_BUYER,20200101,99991231
kim,Z_CLERK,,
lee,Z_BUYER,,
park,Z_OLD,,
`,
};

/** Who has a function, without or with what is possible. */
function functionsOf(imported: Imported, possible: boolean): string[] {
  const found = access(imported, possible);
  const users = new Set(imported.assignments.map(({ left }) => left));
  return [...users]
    .flatMap((user) =>
      imported.functions
        .filter(({ permissions }) => permissions.some((each) => found.has(`${user} ${each}`)))
        .map(({ name }) => `${user} ${name}`),
    )
    .sort();
}

describe('a rule set', () => {
  const imported = importOf(grc, rules, { day: '2026-01-01' });

  test('has functions without what is disabled', () => {
    expect(imported.functions.map(({ name, permissions }) => `${name}: ${permissions.join(' ')}`)).toEqual([
      'PO01: ME21N:use ME22N:use',
      'AP02: FB60:use MIRO:use',
      'PY01: F110:use',
      'BA01: SU01:use',
    ]);
    expect(functionsOf(imported, false)).toEqual(['kim AP02', 'kim PO01', 'lee PO01']);
  });

  test('has a risk of two functions as an exclusion', () => {
    expect(imported.constraints).toEqual([
      expect.objectContaining({
        id: 'P001',
        kind: 'exclusion',
        over: 'permission',
        severity: 'error',
        reason: 'Orders and books what was ordered (Procure to pay)',
        owner: 'kim',
        sets: [{ members: ['function:PO01', 'function:AP02'], limit: 2 }],
      }),
    ]);
  });

  test('has a risk of three functions as an operation over all, and of one as an operation of one', () => {
    expect(imported.operations.map(({ id, severity, permissions }) => [id, severity, permissions])).toEqual([
      ['P002', 'warning', ['function:PO01', 'function:AP02', 'function:PY01']],
      ['B001', 'error', ['function:BA01']],
    ]);
  });

  test('is told from its content', () => {
    const kinds = Object.entries(rules).map(([path, text]) => grc.detects(fileOf(path, text)));
    expect(kinds).toEqual([true, true, false, false]);
  });
});

test('risks with their functions in columns are the same', () => {
  const wide = importOf(grc, {
    'f.csv': rules['functions.csv']!,
    'r.csv':
      'Risk,Function 1,Function 2,Function 3,Level,Description\nP001,PO01,AP02,,High,\nP002,PO01,AP02,PY01,Medium,\nB001,BA01,,,Critical,\n',
    'd.csv': 'Risk,Description\nP001,Orders and books\n',
  });
  expect(wide.constraints.map(({ id, reason }) => [id, reason])).toEqual([['P001', 'Orders and books']]);
  expect(wide.operations.map(({ id }) => id)).toEqual(['P002', 'B001']);
});

test('a risk without functions, and one that is off, are told', () => {
  const texts = {
    'f.csv': rules['functions.csv']!,
    'r.csv':
      'Risk,Function ID,Level,Status\nP1,PO01,High,Active\nP1,AP02,High,Active\nP2,PO01,High,Disabled\n',
    'd.csv': 'Risk,Description\nP9,Somewhere else\n',
  };
  expect(importOf(grc, texts).constraints.map(({ id }) => id)).toEqual(['P1']);
  expect(warningsOf(grc, texts)).toEqual([
    'r.csv:4:1 import-not-represented: risk `P2` is switched off, and is not checked',
    'd.csv:2:1 import-not-represented: no table says which functions risk `P9` is about, and it is not checked',
  ]);
});

describe('conditions on authorisation objects', () => {
  const conditions = `Function,Action,Permission Object,Field,From,To,Operator,Status
PO01,ME21N,M_BEST_BSA,ACTVT,01,02,OR,Active
PO01,ME21N,M_BEST_BSA,BSART,NB,,AND,Active
PO01,ME21N,M_BEST_EKO,ACTVT,08,,OR,Disabled
`;
  const texts: Texts = {
    'f.csv': 'Function,Action\nPO01,ME21N\nPO01,ME22N\nAP02,FB60\n',
    'p.csv': conditions,
    'r.csv': 'Role,TCode\nA,ME21N\nB,ME2*\nC,FB60\nD,ME22N\n',
    'u.csv': 'User,Role\na,A\nb,B\nc,C\nd,D\n',
  };

  test('make the function possible where roles do not tell', () => {
    const imported = importOf(grc, texts);
    expect(functionsOf(imported, false)).toEqual(['b PO01', 'c AP02', 'd PO01']);
    expect(functionsOf(imported, true)).toEqual(['a PO01', 'b PO01', 'c AP02', 'd PO01']);
    expect(imported.doubts.map(({ reason }) => reason)).toEqual([
      '`ME21N` counts for function `PO01` only with values of `M_BEST_BSA`, and the roles alone do not tell who has them',
    ]);
    // The action itself is what its role has.
    expect(access(imported, false)).toContain('a ME21N:use');
  });

  const values = (rows: string): Texts => ({
    ...texts,
    'v.csv': `Role,Object,Auth,Field,Low,High\n${rows}`,
  });

  test('are met by a role that has all of it in one authorisation', () => {
    const met = importOf(grc, values('A,M_BEST_BSA,T1,ACTVT,02,03\nA,M_BEST_BSA,T1,BSART,N*,\n'));
    expect(functionsOf(met, false)).toContain('a PO01');
    expect(functionsOf(met, true)).toContain('a PO01');
  });

  test('are possible where it is in two authorisations, or in two roles', () => {
    for (const rows of [
      'A,M_BEST_BSA,T1,ACTVT,02,\nA,M_BEST_BSA,T2,BSART,NB,\n',
      'A,M_BEST_BSA,T1,ACTVT,02,\nC,M_BEST_BSA,T2,BSART,NB,\n',
    ]) {
      const imported = importOf(grc, values(rows));
      expect(functionsOf(imported, false)).not.toContain('a PO01');
      expect(functionsOf(imported, true)).toContain('a PO01');
    }
  });

  test('are out of the question where nobody has a value that is demanded', () => {
    const imported = importOf(grc, values('A,M_BEST_BSA,T1,ACTVT,03,\nA,M_BEST_BSA,T1,BSART,NB,\n'));
    expect(functionsOf(imported, true)).not.toContain('a PO01');
  });

  test('of two fields are not met together where authorisations are not told apart', () => {
    const rows = 'Role,Object,Field,Low,High\nA,M_BEST_BSA,ACTVT,02,\nA,M_BEST_BSA,BSART,NB,\n';
    const two = importOf(grc, { ...texts, 'v.csv': rows });
    expect(functionsOf(two, false)).not.toContain('a PO01');
    expect(functionsOf(two, true)).toContain('a PO01');
    const one = importOf(grc, { ...texts, 'p.csv': conditions.replace(/^.*BSART.*\n/m, ''), 'v.csv': rows });
    expect(functionsOf(one, false)).toContain('a PO01');
  });

  test('with AND demand all values of a field, with OR any', () => {
    const met = (operator: string) =>
      functionsOf(
        importOf(grc, {
          ...values('A,M_BEST_BSA,T1,ACTVT,01,\nC,M_BEST_BSA,T1,ACTVT,02,\n'),
          'p.csv': `Function,Action,Permission Object,Field,From,To,Operator\nPO01,ME21N,M_BEST_BSA,ACTVT,01,,${operator}\nPO01,ME21N,M_BEST_BSA,ACTVT,02,,${operator}\n`,
        }),
        false,
      );
    expect(met('AND')).not.toContain('a PO01');
    expect(met('OR')).toContain('a PO01');
  });

  test('with NOT stay possible', () => {
    const not = importOf(grc, {
      ...values('A,M_BEST_BSA,T1,ACTVT,02,\nA,M_BEST_BSA,T1,BSART,NB,\n'),
      'p.csv': conditions.replace('NB,,AND', 'NB,,NOT'),
    });
    expect(functionsOf(not, false)).not.toContain('a PO01');
    expect(functionsOf(not, true)).toContain('a PO01');
  });
});

test('transactions of roles may be ranges', () => {
  const imported = importOf(grc, {
    'f.csv': 'Function,Action\nF,ME21N\nF,ME25\nG,FB60\n',
    'v.csv':
      'Role,Object,Field,Low,High\nA,S_TCODE,TCD,ME21N,ME29N\nB,S_TCODE,TCD,F*,\nC,S_TCODE,TCD,FB60,\nD,S_TCODE,TCD,*,\n',
    'u.csv': 'User,Role\na,A\nb,B\nc,C\nd,D\n',
  });
  expect(functionsOf(imported, false)).toEqual(['a F', 'b G', 'c G', 'd F', 'd G']);
  expect(pairs(imported.grants)).toContain('D > ME21N…ME29N(other):use');
});

describe('a list of conflicts', () => {
  const list = `conflicts:
  - roles: ["creator", "approver"]
    reason: "Nobody approves what they created."
    frameworks: ["soc2:CC6.1"]
  - roles: [admin, auditor]
    severity: low
    id: C2
    colour: red
`;
  const users = 'user,role\nkim,creator\nkim,approver\nlee,auditor\n';

  test('is read with tables of who has what', () => {
    const imported = importOf(grc, { 'c.yaml': list, 'u.csv': users });
    expect(imported.constraints.map(({ id, severity, reason }) => [id, severity, reason])).toEqual([
      ['approver / creator', 'error', 'Nobody approves what they created. (soc2:CC6.1)'],
      ['C2', 'note', null],
    ]);
    expect(warningsOf(grc, { 'c.yaml': list, 'u.csv': users })).toEqual([
      'c.yaml:8:5 import-not-represented: `colour` of a conflict is not read',
    ]);
  });

  test('is per system where roles are', () => {
    const imported = importOf(
      grc,
      { 'c.yaml': list, 'u.csv': 'user,system,role\nkim,x,creator\nkim,y,approver\n' },
      { system: 'system' },
    );
    expect(imported.constraints.map(({ id }) => id)).toEqual([
      'x/approver / creator',
      'y/approver / creator',
      'x/C2',
      'y/C2',
    ]);
    expect(imported.constraints[0]).toMatchObject({
      sets: [{ members: ['x/creator', 'x/approver'], limit: 2 }],
    });
  });

  test.each([
    ['conflicts: 5\n', 'c.yaml:1:12 import-syntax: `conflicts` must be a list'],
    [
      'conflicts:\n  - roles: [a, b, c]\n',
      'c.yaml:2:5 import-syntax: a conflict is between two, and this one names 3',
    ],
    ['conflicts:\n  - reason: none\n', 'c.yaml:2:5 import-syntax: a conflict names no roles'],
    ['conflicts:\n  - [a, b]\n', 'a conflict is a mapping with `roles:`'],
    ['conflicts:\n  - roles: [a, 5]\n', 'import-syntax: expected text'],
    ['conflicts:\n  - roles: [a\n', 'yaml-syntax'],
    ['{"conflicts": [{"roles": ["a"]}]}', 'this one names 1'],
    ['{"conflicts": [', 'json-syntax'],
  ])('%j is an error', (text, expected) => {
    expect(errorsOf(grc, { 'c.yaml': text }).join()).toContain(expected);
    expect(grc.detects(fileOf('c', text))).toBe(true);
  });
});

test.each([
  [
    { 'risks.csv': 'Risk,Function\nR,F\nR,G\n' },
    'no table says what function `F` comprises',
    { over: 'function' },
  ],
  [{ 'f.csv': 'Function,Action,Status\nF,A,7\n' }, '`7` is no status that is known (say which values', {}],
  [{ 'f.csv': 'Function,Action\nF,\n' }, 'f.csv:2:3 empty-cell', {}],
  [{ 'r.csv': 'Risk,Function,Level\nR,F,High\nR,G,Low\n' }, 'risk `R` has two levels', {}],
  [
    { 'p.csv': 'Function,Action,Permission Object,Field,From,To,Operator\nF,A,O,X,1,,XOR\n' },
    'p.csv:2:12 import-syntax: `xor` is none of AND, OR and NOT',
    {},
  ],
] as const)('%j is an error', (texts, expected, map) => {
  expect(errorsOf(grc, texts, map).join()).toContain(expected);
});

test('`active` says which values of a status count', () => {
  const texts = { 'f.csv': 'Function,Action,Status\nF,A,1\nF,B,0\n' };
  expect(importOf(grc, texts, { active: '1' }).functions[0]!.permissions).toEqual(['A:use']);
});
