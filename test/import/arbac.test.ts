import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArbacCode, arbacCodes } from '../../src/import/arbac/codes.ts';
import { readArbac } from '../../src/import/arbac.ts';
import type { Policy } from '../../src/policy/model.ts';
import type { SourceFile } from '../../src/source/text.ts';
import { rendered } from '../policy/render.ts';
import { printArbac } from './print-arbac.ts';

const fileOf = (text: string, path = 'p.policy.yaml'): SourceFile => ({ path, text, sha256: '' });

function policyOf(text: string): Policy {
  const result = readArbac(fileOf(text));
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

function reportedOf(text: string): string[] {
  const result = readArbac(fileOf(text));
  return (result.kind === 'ok' ? result.warnings : result.diagnostics).map(rendered);
}

/** Rules as `id@line:column: by, condition -> role`, in names. */
function rulesOf({ roles, administration }: Policy): string[] {
  const name = (id: number): string => roles.list[id]!;
  return administration!.rules.map((rule) => {
    const by = rule.by === null ? 'anybody' : (rule.by.roles.map(name)[0] ?? 'nobody');
    const condition =
      rule.kind === 'enrol' ? [] : [...rule.needs.map(name), ...rule.bars.map((bar) => `-${name(bar)}`)];
    const { line, column } = rule.place;
    return `${rule.kind} ${rule.id}@${line}:${column}: ${[by, ...condition].join(' ')} -> ${rule.roles.map(name).join(' ')}`;
  });
}

const whole = `/* everything
 that there is */
Roles HR Clerk Approver target ; // and a comment
Users hana kim
  lee;
NEWUSERS <trainee, Clerk & Approver> <guest,Clerk>;
UA <hana,HR> <kim,Clerk>
   <kim,Approver>;
CR <HR,Clerk><TRUE, Approver> <FALSE,HR>;
CA <HR,TRUE,Clerk>
  <TRUE,Clerk&-Approver & - HR,Approver>
  <HR,NEW,Clerk> // joins
  <Approver,Clerk /* twice */ & Clerk,target>;
ADMIN hana kim;
SPEC kim target;
SPEC target;
`;

describe('a file with everything', () => {
  const policy = policyOf(whole);

  test('names are declared at their places', () => {
    expect(policy.roles.list).toEqual(['HR', 'Clerk', 'Approver', 'target']);
    expect(policy.users.list).toEqual(['hana', 'kim', 'lee']);
    expect(policy.declared.roles[1]).toEqual({ file: 0, line: 3, column: 10 });
    expect(policy.declared.users[2]).toEqual({ file: 0, line: 5, column: 3 });
    expect([policy.users.declaredCount, policy.roles.declaredCount]).toEqual([3, 4]);
  });

  test('assignments, with their lines', () => {
    const { left, right, line } = policy.assignments;
    expect([...left].map((user, row) => [user, right[row], line[row]])).toEqual([
      [0, 0, 7],
      [1, 1, 7],
      [1, 2, 8],
    ]);
  });

  test('rules, with their places', () => {
    expect(rulesOf(policy)).toEqual([
      'assign CA 1@10:4: HR -> Clerk',
      'assign CA 2@11:3: anybody Clerk -Approver -HR -> Approver',
      'enrol CA 3@12:3: HR -> Clerk',
      'assign CA 4@13:3: Approver Clerk -> target',
      'revoke CR 1@9:4: HR -> Clerk',
      'revoke CR 2@9:14: anybody -> Approver',
      'revoke CR 3@9:31: nobody -> HR',
    ]);
  });

  test('who there is besides, who acts and what is asked', () => {
    expect(policy.administration).toMatchObject({
      administrators: [0, 1],
      newcomers: [
        { name: 'trainee', roles: [1, 2], atMost: null, place: { line: 6, column: 10 } },
        { name: 'guest', roles: [1], atMost: null },
      ],
      goals: [
        { kind: 'roles', id: 'target, kim', roles: [3], user: 1, users: 1, place: { line: 15, column: 6 } },
        { kind: 'roles', id: 'target', roles: [3], user: null, place: { line: 16, column: 6 } },
      ],
    });
  });

  test('it has no hierarchy and enforces nothing', () => {
    expect(policy.profile.membership).toBe('assigned');
    expect(policy.administration).toMatchObject({ enforcesExclusions: false, population: 'fixed' });
    expect(policy.inheritance.left.length).toBe(0);
  });
});

describe('dialects', () => {
  test('sections in any order and more than once, keywords in any case', () => {
    const policy = policyOf(
      'GOAL b; ca <a,true,b>; ua <u,a>; USERS u; ROLES a; CA <a,New,b>; Users v; roles b; Spec v a;',
    );
    expect(rulesOf(policy)).toEqual(['assign CA 1@1:12: a -> b', 'enrol CA 2@1:55: a -> b']);
    expect(policy.users.list).toEqual(['u', 'v']);
    expect(policy.administration!.goals.map(({ id }) => id)).toEqual(['b', 'a, v']);
  });

  test('roles may be called as keywords are, and sections by them', () => {
    const policy = policyOf(
      'Roles Admin Users true; Users CA; UA <CA,Admin>; CA <true,true,Users>; SPEC CA Users;',
    );
    expect(rulesOf(policy)).toEqual(['assign CA 1@1:53: true true -> Users']);
  });

  test('names are compared in NFC', () => {
    const policy = policyOf('Roles caf\u00e9; Users 정; UA <정,cafe\u0301>; SPEC cafe\u0301;');
    expect(policy.roles.list).toEqual(['caf\u00e9']);
    expect(policy.assignments.left.length).toBe(1);
  });

  test('the policy is called as the file', () => {
    const named = (path: string): string => {
      const result = readArbac(fileOf('Roles a; Users; SPEC a;', path));
      return result.kind === 'ok' ? result.value.name : '';
    };
    expect(['x/y/Bank1.arbac', 'a.b.ARBAC', 'plain', '.arbac'].map(named)).toEqual([
      'Bank1',
      'a.b',
      'plain',
      '.arbac',
    ]);
  });

  test('a goal about new users is about those of that kind alone', () => {
    const { roles, administration } = policyOf('Roles a b; Users u; NEWUSERS <x,a> <y,a>; SPEC x b; SPEC b;');
    expect(roles.list).toEqual(['a', 'b', 'NEWUSERS x']);
    expect(administration!.newcomers.map((one) => one.roles)).toEqual([[0, 2], [0]]);
    expect(administration!.goals).toMatchObject([
      { id: 'b, x', roles: [2, 1], user: null },
      { id: 'b', roles: [1], user: null },
    ]);
  });
});

const good = 'Roles a b; Users u;';

const cases: readonly (readonly [title: string, text: string, reported: readonly string[]])[] = [
  [
    'nothing at all',
    '',
    [
      '1:1 missing-section: there is no section `Roles` -- write `Roles …;`',
      '1:1 missing-section: there is no section `Users` -- write `Users …;`',
    ],
  ],
  [
    'no goal',
    good,
    ['1:1 warning missing-goal: no goal says which role must not be reachable -- write `SPEC ROLE;`'],
  ],
  [
    'names that are not declared',
    `${good}\nUA <v,a> <u,A>;\nCA <bb,a&-c,b>;\nCR <a,aa>;\nADMIN uu;\nSPEC w b;`,
    [
      '2:5 unknown-user: user `v` is not declared -- add it to `Users`',
      '2:13 unknown-role: role `A` is not declared -- did you mean `a`?',
      '3:5 unknown-role: role `bb` is not declared -- did you mean `b`?',
      '3:11 unknown-role: role `c` is not declared -- add it to `Roles`',
      '4:7 unknown-role: role `aa` is not declared -- did you mean `a`?',
      '5:7 unknown-user: user `uu` is not declared -- did you mean `u`?',
      '6:6 unknown-user: user `w` is not declared -- add it to `Users`',
    ],
  ],
  [
    'no section of roles: unknown roles are no news',
    'Users u; UA <u,a> <v,a>; CA <a,TRUE,b>; SPEC b;',
    [
      '1:1 missing-section: there is no section `Roles` -- write `Roles …;`',
      '1:20 unknown-user: user `v` is not declared -- add it to `Users`',
    ],
  ],
  [
    'entries that are cut short or too long, each told, and what is right read on',
    `${good}\nUA <u> <u,a,b> <,a> <u,a <u,b>;\nCA <a,b> <a,a&,b> <a,a b,b> <a,-,b>;\nCR a <a,NEW,b> <a,>;\nSPEC b;`,
    [
      '2:6 unexpected-text: expected `,`, found `>`',
      '2:12 unexpected-text: expected `>`, found `,`',
      '2:17 unexpected-text: expected a user, found `,`',
      '2:26 unexpected-text: expected `>`, found `<`',
      '3:8 unexpected-text: expected `,`, found `>`',
      '3:15 unexpected-text: expected a role, found `,`',
      '3:24 unexpected-text: expected `,`, found `b`',
      '3:33 unexpected-text: expected a role, found `,`',
      '4:4 unexpected-text: expected `<` or `;`, found `a`',
      '4:9 unknown-role: role `NEW` is not declared -- add it to `Roles`',
      '4:12 unexpected-text: expected `>`, found `,`',
      '4:19 unexpected-text: expected a role, found `>`',
    ],
  ],
  [
    'lists with punctuation',
    'Roles a, b; Users <u>; SPEC a & b;',
    [
      '1:8 unexpected-text: expected a name or `;`, found `,` -- names in a list are separated by spaces',
      '1:19 unexpected-text: expected a name or `;`, found `<` -- names in a list are separated by spaces',
      '1:21 unexpected-text: expected a name or `;`, found `>` -- names in a list are separated by spaces',
      '1:29 unknown-user: user `a` is not declared -- add it to `Users`',
      '1:31 unexpected-text: expected a name or `;`, found `&` -- names in a list are separated by spaces',
    ],
  ],
  [
    'sections without an end',
    'Roles a b; Users u UA <u,a> CR <a,b>\nCA <a,TRUE,b>; SPEC b',
    [
      '1:20 missing-semicolon: `;` is missing at the end of this section',
      '1:28 missing-semicolon: `;` is missing at the end of this section',
      '1:37 missing-semicolon: `;` is missing at the end of this section',
      '2:22 missing-semicolon: `;` is missing at the end of this section',
    ],
  ],
  [
    'a section that there is not',
    `${good}\nCAN <a,b>; Role c; ;; <a>; SPEC b;`,
    [
      '2:1 unknown-section: `CAN` begins no section -- did you mean `CA`?',
      '2:12 unknown-section: `Role` begins no section -- did you mean `Roles`?',
      '2:23 unknown-section: `<` begins no section -- the sections are Roles, Users, NEWUSERS, UA, CR, CA, ADMIN, SPEC, Goal',
    ],
  ],
  [
    'a comment without an end',
    `${good}\nSPEC b;\nUA <u,a>; /* and so on; CA <x,y,z>;`,
    ['3:11 unterminated-comment: this comment never ends -- end it with `*/`'],
  ],
  [
    'a comment without an end, within a section',
    `${good}\nSPEC b;\nUA <u,c> <u, /* and so on`,
    [
      '3:7 unknown-role: role `c` is not declared -- add it to `Roles`',
      '3:14 unterminated-comment: this comment never ends -- end it with `*/`',
      '3:14 unexpected-text: expected a role, found the end of the section',
    ],
  ],
  [
    'names that cannot be',
    'Roles a -b TRUE NEW a\u200b\u0007; Users u u; NEWUSERS <u,a> <k,a> <k,a> <-x,a>; SPEC a;',
    [
      '1:9 bad-name: name `-b` begins with `-`',
      '1:12 reserved-name: a role cannot be called `TRUE`',
      '1:17 reserved-name: a role cannot be called `NEW`',
      '1:21 bad-name: name `a\\u200b\\u0007` contains the control character U+0007',
      '1:34 warning repeated-name: user `u` is listed twice',
      '1:47 duplicate-name: `u` is a user already',
      '1:59 duplicate-name: new users `k` are described twice',
      '1:65 bad-name: name `-x` begins with `-`',
    ],
  ],
  [
    'a rule that is never used',
    `${good}\nCA <a,a&-b&-a,b>; SPEC b; SPEC b;`,
    [
      '2:12 warning contradictory-condition: role `a` would have to be held and lacked at once',
      '2:32 warning repeated-name: goal `b` is stated twice',
    ],
  ],
  [
    'goals of no or too many names',
    `${good}\nSPEC; Goal u a b;`,
    [
      '2:1 unexpected-text: the goal names no role -- write `SPEC ROLE;` or `SPEC USER ROLE;`',
      '2:7 unexpected-text: a goal names a role, or a user and a role -- write `SPEC ROLE;` or `SPEC USER ROLE;`',
    ],
  ],
  [
    'a hierarchy, and nobody who acts',
    `${good}\nHIERARCHY; HIERARCHY <a,b>; ADMIN; SPEC b;`,
    [
      '2:12 unsupported-hierarchy: a hierarchy is not read: its pairs point either way in different files -- resolve it first, or write the policy in the policy language',
      '2:29 warning no-administrators: no administrator is named',
    ],
  ],
];

describe('everything that is wrong, with its place', () => {
  test.each(cases)('%s', (_title, text, reported) => {
    expect(reportedOf(text)).toEqual(reported);
  });

  test('every code has a case', () => {
    const told = cases.flatMap(([, , reported]) => reported).join('\n');
    const missing = (Object.keys(arbacCodes) as ArbacCode[]).filter((code) => !told.includes(` ${code}: `));
    expect(missing).toEqual(['too-many-errors']);
  });

  test('of very many, the first are shown and the others counted', () => {
    const reported = reportedOf(`Roles a; Users u; SPEC a; UA ${'<u,b>'.repeat(1000)};`);
    expect(reported.length).toBe(101);
    expect(reported.at(-1)).toBe('p.policy.yaml too-many-errors: 900 more problems are not shown');
  });
});

const arbitraryPolicy = fc
  .record({
    roles: fc.integer({ min: 1, max: 6 }),
    users: fc.integer({ min: 0, max: 4 }),
    picks: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
    counts: fc.record({ ua: fc.nat(5), cr: fc.nat(4), ca: fc.nat(6), kinds: fc.nat(2), admins: fc.nat(3) }),
  })
  .map(({ roles, users, picks, counts }) => {
    let at = 0;
    const pick = (size: number): number => picks[at++ % picks.length]! % size;
    const role = (): string => `r${pick(roles)}`;
    const officer = (): string => ['TRUE', 'FALSE', role(), role()][pick(4)]!;
    const literals = (): string => {
      const kinds = ['TRUE', 'NEW', role(), `-${role()}`, `r0&-r${roles - 1}`];
      return kinds[pick(roles === 1 ? 4 : 5)]!;
    };
    const times = (count: number, make: () => string): string =>
      Array.from({ length: count }, make).join(' ');
    const names = (count: number, letter: string): string =>
      Array.from({ length: count }, (_, index) => `${letter}${index}`).join(' ');
    return [
      `Roles ${names(roles, 'r')};`,
      `Users ${names(users, 'u')};`,
      `NEWUSERS ${names(counts.kinds, 'k').replaceAll(/k\d/g, (kind) => `<${kind},${role()}>`)};`,
      `UA ${users === 0 ? '' : times(counts.ua, () => `<u${pick(users)},${role()}>`)};`,
      `CR ${times(counts.cr, () => `<${officer()},${role()}>`)};`,
      `CA ${times(counts.ca, () => `<${officer()},${literals()},${role()}>`)};`,
      users === 0 || counts.admins === 0 ? '' : `ADMIN u0;`,
      `SPEC ${users === 0 ? '' : 'u0 '}${role()};`,
      '',
    ].join('\n');
  });

test('what is printed is read as it was', () => {
  const plain = ({ users, roles, assignments, administration }: Policy) => {
    const { place, rules, goals, newcomers, ...rest } = administration!;
    const placeless = (list: readonly object[]) => list.map((one) => ({ ...one, place: null }));
    return {
      users: users.list,
      roles: roles.list,
      assignments: [[...assignments.left], [...assignments.right]],
      ...rest,
      rules: placeless(rules),
      goals: placeless(goals),
      newcomers: placeless(newcomers),
    };
  };
  let rules = 0;
  fc.assert(
    fc.property(arbitraryPolicy, (text) => {
      const policy = policyOf(text);
      rules += policy.administration!.rules.length;
      expect(plain(policyOf(printArbac(policy)))).toEqual(plain(policy));
    }),
    { seed: 7, numRuns: 300 },
  );
  expect(rules).toBeGreaterThan(300);
});

/** Reads, and checks what is true of every answer. */
function readAny(text: string): 'ok' | 'failed' {
  const result = readArbac(fileOf(text));
  const diagnostics = result.kind === 'ok' ? result.warnings : result.diagnostics;
  expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(result.kind === 'failed');
  expect(diagnostics.length).toBeLessThanOrEqual(101);
  for (const { span, code } of diagnostics) {
    expect(code in arbacCodes).toBe(true);
    if (span === undefined) continue;
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
  if (result.kind === 'ok') {
    const { administration, roles, users, assignments } = result.value;
    const isRole = (id: number): boolean => id >= 0 && id < roles.list.length;
    for (const rule of administration!.rules) {
      const condition = rule.kind === 'enrol' ? [] : [...rule.needs, ...rule.bars];
      expect([...rule.roles, ...(rule.by?.roles ?? []), ...condition].every(isRole)).toBe(true);
    }
    expect([...assignments.right].every(isRole)).toBe(true);
    expect([...assignments.left].every((id) => id >= 0 && id < users.list.length)).toBe(true);
  }
  return result.kind;
}

describe('no input makes the reader throw', () => {
  test('arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        readAny(Buffer.from(bytes).toString('latin1'));
        readAny(new TextDecoder().decode(bytes));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('arbitrary pieces of the format', () => {
    const piece = fc.constantFrom(
      ...['Roles ', 'Users ', 'NEWUSERS ', 'UA ', 'CR ', 'CA ', 'ADMIN ', 'SPEC ', 'Goal ', 'HIERARCHY '],
      ...['<', '>', ',', ';', '&', '-', ' ', '\n', '/*', '*/', '//', '/', 'TRUE', 'NEW', 'FALSE'],
      ...['a', 'b', 'u ', '<a,TRUE,b>', '<u,a>', '<a,b>', '정', '\ud800', '\u200b', '\u0000'],
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        if (readAny(`Roles a b; Users u; ${pieces.join('')}`) === 'ok') read += 1;
      }),
      { seed: 2, numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(5);
  });

  test('a file with everything, after a small change', () => {
    const mutated = fc
      .record({
        at: fc.nat(whole.length),
        length: fc.nat(8),
        insert: fc.oneof(
          fc.string({ maxLength: 3 }),
          fc.constantFrom('<', '>', ';', '/*', '*/', '-', '&', ','),
        ),
      })
      .map(({ at, length, insert }) => whole.slice(0, at) + insert + whole.slice(at + length));
    const kinds = new Set<string>();
    fc.assert(
      fc.property(mutated, (text) => {
        kinds.add(readAny(text));
      }),
      { seed: 3, numRuns: 1000 },
    );
    expect(kinds.size).toBe(2);
  });
});

describe('large files are read in a time that grows with their length', () => {
  const numbered = (count: number, make: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => make(at)).join('');

  test('40,000 roles and 200,000 rules', () => {
    const text = [
      `Roles${numbered(40_000, (at) => ` role${at}`)};`,
      `Users${numbered(10_000, (at) => ` user${at}`)};`,
      `UA${numbered(10_000, (at) => ` <user${at},role${(at * 7) % 40_000}>`)};`,
      `CR${numbered(50_000, (at) => `\n<role${at % 40_000},role${(at * 3) % 40_000}>`)};`,
      `CA${numbered(150_000, (at) => `\n<role${at % 40_000},role${(at * 5) % 40_000}&-role${(at * 5 + 1) % 40_000},role${(at * 3) % 40_000}>`)};`,
      'SPEC role5;',
    ].join('\n');
    const start = performance.now();
    const policy = policyOf(text);
    expect(performance.now() - start).toBeLessThan(4000);
    expect(policy.administration!.rules.length).toBe(200_000);
    expect(policy.administration!.rules.at(-1)!.place.line).toBe(50_004);
  });

  test.each([
    ['open brackets', `Roles a; Users u; CA ${'<'.repeat(500_000)}`],
    ['entries without an end', `Roles a; Users u; CA ${'<a,a '.repeat(200_000)};`],
    ['keywords', 'Roles UA '.repeat(200_000)],
    ['sections that begin at once', 'Users UA <'.repeat(100_000)],
    ['comments that open', '/*'.repeat(500_000)],
    ['comments', '/**/'.repeat(300_000)],
    ['semicolons', ';'.repeat(1_000_000)],
    ['unknown sections', 'x '.repeat(500_000)],
    ['unknown names', `Roles a; Users u; UA ${numbered(100_000, (at) => `<v${at},b${at}>`)};`],
    [
      'one long condition',
      `Roles${numbered(100_000, (at) => ` r${at}`)}; Users u; CA <r0,r1${numbered(100_000, (at) => `&-r${at}`)},r0>; SPEC r0;`,
    ],
    ['one long word', `Roles ${'a'.repeat(3_000_000)}; Users u; SPEC b;`],
    ['lines in a comment', `/*${'\n'.repeat(2_000_000)}*/ Roles a; Users u; SPEC a;`],
    ['goals', `Roles a; Users u; ${'SPEC a; '.repeat(200_000)}`],
    ['new users', `Roles a; Users u; NEWUSERS ${numbered(100_000, (at) => `<k${at},a>`)}; SPEC a;`],
  ])('%s', (_title, text) => {
    const start = performance.now();
    readAny(text);
    expect(performance.now() - start).toBeLessThan(4000);
  });
});
