/** `dutyproof feasible` as a user runs it. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { am3, hard60 } from '../../bench/wsp/generate.ts';
import { certificateShape } from '../../src/evidence/certificate.ts';
import { feasibilityShape } from '../../src/report/feasible-json.ts';
import { writeRows } from '../../src/workflow/formats/rows.ts';
import { dutyproof, type Ran, type Setting } from './command.ts';

const policy = `policy: loans
users: [kim, lee, park]
roles: [clerk, supervisor]
assignments:
  kim: [clerk]
  lee: [clerk, supervisor]
  park: [supervisor]
applications:
  - file: loan.app
  - file: payout.app
`;
const loan = `APPLICATION loan
SESSION (take, clerk), (rate, clerk), (approve, supervisor)
INITIATOR clerk
SOD (take, rate), (rate, approve)
take; rate; approve
`;
const payout = `APPLICATION payout
SESSION (order, supervisor), (check, supervisor), (pay, supervisor)
SOD (order, check), (check, pay), (order, pay)
order; check; pay
`;
const instance =
  '#Steps: 2\n#Users: 3\nAuthorisations u1 s1\nAuthorisations u2 s1 s2\nAuthorisations u3 s2\nSeparation-of-duty s1 s2\n';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-feasible-'));
  writeFileSync(join(directory, 'loans.policy.yaml'), policy);
  writeFileSync(join(directory, 'loan.app'), loan);
  writeFileSync(join(directory, 'payout.app'), payout);
  writeFileSync(join(directory, 'instance.txt'), instance);
  writeFileSync(join(directory, 'hard.txt'), writeRows(hard60(2)));
  writeFileSync(join(directory, 'long.txt'), writeRows(am3(36, 3)));
});
afterAll(() => rmSync(directory, { recursive: true }));

const feasible = (argv: readonly string[], setting: Setting = {}): Promise<Ran> =>
  dutyproof(['feasible', ...argv], { workingDirectory: directory, ...setting });

async function verdictsOf(...argv: string[]) {
  const { code, out } = await feasible([...argv, '--format', 'json']);
  const envelope = feasibilityShape.parse(JSON.parse(out));
  expect(envelope.exitCode).toBe(code);
  return envelope.verdicts;
}

describe('answers', () => {
  test('a plan, or the people and sessions that collide; the first lines say so', async () => {
    const { code, out } = await feasible(['loans.policy.yaml'], { now: () => 0 });
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "✓ loan can be carried out                                                            feasible · loan
          session   roles        user
          take      clerk        lee
          rate      clerk        kim
          approve   supervisor   lee

      ✗ check, order and pay must be done by different people, but only lee and park     feasible · payout
        may do them
          session   check, needs role supervisor                                              payout.app:2
                    order, needs role supervisor                                              payout.app:2
                    pay, needs role supervisor                                                payout.app:2
          rule      check and order need different people                                     payout.app:3
                    check and pay need different people                                       payout.app:3
                    order and pay need different people                                       payout.app:3
          people    lee, park
          conflict  minimal: without any one of these sessions and rules the rest could be carried out

      1 infeasible · 1 feasible                                                                     exit 1
      "
    `);
  });

  test('JSON is the common envelope with the answer', async () => {
    const [first, second] = await verdictsOf('loans.policy.yaml');
    expect(first).toMatchObject({
      file: 'loans.policy.yaml',
      rule: 'feasible',
      constraint: 'loan',
      status: 'holds',
      answer: 'feasible',
      plan: [
        { session: 'take', user: expect.any(String) },
        { session: 'rate', user: expect.any(String) },
        { session: 'approve', user: expect.any(String) },
      ],
    });
    expect(second).toMatchObject({
      constraint: 'payout',
      status: 'violated',
      answer: 'infeasible',
      conflict: { kind: 'too-few-people', users: ['lee', 'park'], minimal: true },
    });
  });

  test('an application alone, and an instance', async () => {
    expect((await verdictsOf('loan.app')).map(({ constraint }) => constraint)).toEqual(['loan']);
    expect(await verdictsOf('instance.txt')).toMatchObject([
      { file: 'instance.txt', constraint: null, profile: null, answer: 'feasible' },
    ]);
  });

  test('nobody may start', async () => {
    const closed = mkdtempSync(join(directory, 'closed-'));
    writeFileSync(
      join(closed, 'x.policy.yaml'),
      'policy: x\nusers: [a]\nroles: [r, boss]\nassignments: { a: [r] }\napplications: [{ file: x.app }]\n',
    );
    writeFileSync(join(closed, 'x.app'), 'APPLICATION x\nSESSION (s, r)\nINITIATOR boss\ns\n');
    expect(await verdictsOf(join(closed, 'x.policy.yaml'))).toMatchObject([
      { answer: 'infeasible', conflict: { kind: 'nobody-may-start' } },
    ]);
  });
});

describe('absences', () => {
  test('who must not be absent', async () => {
    expect(await verdictsOf('loan.app', '--resilient', '1')).toMatchObject([
      { rule: 'feasible', answer: 'feasible' },
      {
        rule: 'resilient',
        property: 'P37',
        answer: 'not resilient',
        absences: { size: 1, critical: [{ user: 'kim' }, { user: 'lee' }] },
      },
    ]);
  });

  test('whoever may start must be left', async () => {
    expect(await verdictsOf('loan.app', '--resilient', '2')).toMatchObject([
      {},
      { answer: 'not resilient', absences: { size: 1 } },
    ]);
  });

  test('an instance that nothing can stop', async () => {
    expect(await verdictsOf('instance.txt', '--resilient', '0')).toMatchObject([{}, { answer: 'resilient' }]);
    expect(await verdictsOf('instance.txt', '--resilient', '1')).toMatchObject([{}, { answer: 'resilient' }]);
    expect(await verdictsOf('instance.txt', '--resilient', 'decremental:1')).toMatchObject([
      {},
      { mode: 'decremental', answer: 'resilient' },
    ]);
    expect(await verdictsOf('instance.txt', '--resilient', 'dynamic:2')).toMatchObject([
      {},
      {
        mode: 'dynamic',
        answer: 'not resilient',
        sentence: 'without u1 and u2 instance.txt cannot be carried out',
      },
    ]);
  });
});

describe('the next session', () => {
  test('may be taken if everybody can still finish', async () => {
    expect(await verdictsOf('loan.app', '--next', 'rate=kim', '--done', 'take=lee')).toMatchObject([
      { rule: 'next', answer: 'yes', plan: [{ user: 'lee' }, { user: 'kim' }, { session: 'approve' }] },
    ]);
    expect(await verdictsOf('loan.app', '--next', 'rate=lee', '--done', 'take=lee')).toMatchObject([
      { rule: 'next', answer: 'no', reason: 'rate and take need different people' },
    ]);
    expect(await verdictsOf('loan.app', '--next', 'approve=kim')).toMatchObject([
      { answer: 'no', reason: 'kim lacks what approve needs, role supervisor' },
    ]);
  });

  test('mistakes in names are told', async () => {
    expect((await feasible(['loan.app', '--next', 'rates=kim'])).err).toBe(
      'error: loan has no session `rates`; did you mean `rate`?\n',
    );
    expect((await feasible(['loan.app', '--next', 'rate=kin'])).err).toBe(
      'error: there is no user `kin`; did you mean `kim`?\n',
    );
    expect((await feasible(['loan.app', '--next', 'rate'])).err).toBe(
      'error: `--next` is written `SESSION=USER`, not `rate`\n',
    );
    expect(await feasible(['loans.policy.yaml', '--next', 'rate=kim'])).toMatchObject({ code: 2 });
    expect(await feasible(['loan.app', '--done', 'rate=kim'])).toMatchObject({ code: 2 });
  });
});

describe('Fig. 14', () => {
  test.each(['G0', 'G1', 'G2'])('%s stands beside the truth', async (name) => {
    const [verdict] = await verdictsOf('loan.app', '--algorithm', name);
    expect(verdict).toMatchObject({ answer: 'feasible', algorithm: { name } });
  });
});

describe('more about plans', () => {
  test('how many there are, and which is best', async () => {
    const [verdict] = await verdictsOf('loan.app', '--count', '--best');
    expect(verdict).toMatchObject({
      count: { kind: 'exact', plans: '3' },
      best: { load: 1, bound: null },
    });
    const [preferred] = await verdictsOf('instance.txt', '--prefer', 'u2');
    expect(preferred).toMatchObject({ best: { cost: 1, bound: null } });
    expect((await feasible(['loan.app', '--prefer', 'kin'])).err).toBe(
      'error: there is no user `kin`; did you mean `kim`?\n',
    );
  });

  test('a count that is cut short is a true bound, and no success', async () => {
    writeFileSync(join(directory, 'wide.txt'), writeRows(am3(30, 4)));
    const { code, out } = await feasible(['wide.txt', '--count', '--time-limit', '0.2', '--format', 'json']);
    const [verdict] = feasibilityShape.parse(JSON.parse(out)).verdicts;
    if (verdict?.rule !== 'feasible' || verdict.count?.kind !== 'between') throw new Error(out);
    expect(BigInt(verdict.count.least)).toBeLessThanOrEqual(BigInt(verdict.count.most));
    expect(code).toBe(3);
  });

  test('what would mend it', async () => {
    const [, verdict] = await verdictsOf('loans.policy.yaml', '--explain');
    expect(verdict).toMatchObject({
      repairs: {
        all: true,
        rejected: 0,
        repairs: [{ cost: 2, changes: ['assign supervisor to kim (loans.policy.yaml:2)'] }],
      },
    });
    writeFileSync(
      join(directory, 'few.txt'),
      '#Steps: 2\n#Users: 2\nAuthorisations u1 s1 s2\nAuthorisations u2\nSeparation-of-duty s1 s2\n',
    );
    expect(await verdictsOf('few.txt', '--explain')).toMatchObject([
      {
        conflict: { sentence: 's1 and s2 must be done by different people, but only u1 may do them' },
        repairs: { repairs: [{ sentence: 'authorise u2 for s1' }, { sentence: 'authorise u2 for s2' }] },
      },
    ]);
  });

  test('a repair that would break another rule is not told', async () => {
    const home = join(directory, 'apart');
    mkdirSync(home);
    writeFileSync(
      join(home, 'p.policy.yaml'),
      'policy: p\nusers: [kim, lee]\nroles: [clerk, auditor]\nassignments: { kim: [clerk], lee: [auditor] }\n' +
        'constraints: [{ id: apart, static: { roles: [clerk, auditor] } }]\napplications: [{ file: p.app }]\n',
    );
    writeFileSync(join(home, 'p.app'), 'APPLICATION p\nSESSION (a, clerk), (b, clerk)\nSOD (a, b)\na; b\n');
    const [verdict] = await verdictsOf('apart', '--explain');
    expect(verdict).toMatchObject({
      repairs: {
        repairs: [{ cost: 3, sentence: expect.stringContaining('let a and b of p have the same user') }],
      },
    });
  });
});

describe('limits', () => {
  test('what is cut short is not known, and that is no success', async () => {
    const { code, out } = await feasible(['hard.txt', '--time-limit', '0.05']);
    expect(code).toBe(3);
    expect(out).toContain('? whether hard.txt can be carried out is not known: the time limit came first');
  });

  test('an interrupt ends a long search, and what is known is told', async () => {
    let interrupt = (): void => {};
    const asked = feasible(['hard.txt', 'instance.txt'], {
      onInterrupt: (handler) => {
        interrupt = handler;
        return () => {};
      },
    });
    setTimeout(() => interrupt(), 700);
    const { code, out } = await asked;
    expect(code).toBe(3);
    expect(out).toContain('interrupted');
    expect(out).toContain('✓ instance.txt can be carried out');
  });

  test('a long search is finished in its thread', async () => {
    expect(await verdictsOf('long.txt')).toMatchObject([{ answer: 'infeasible' }]);
  });
});

describe('mistakes in files', () => {
  test('all of them, with their places; nothing is asked of what cannot be read', async () => {
    writeFileSync(join(directory, 'wrong.txt'), '#Steps: 2\n#Users: 1\nSeparation-of-duty s1 s9\nwhat\n');
    const { code, out, err } = await feasible(['wrong.txt', 'missing.txt', 'instance.txt']);
    expect(code).toBe(2);
    expect(err).toContain('error[unknown-step]: there is no step `s9`');
    expect(err).toContain('wrong.txt:3:23');
    expect(err).toContain('error[unknown-line]');
    expect(err).toContain('`missing.txt` does not exist');
    expect(out).toContain('✓ instance.txt can be carried out');
  });

  test('a policy without applications', async () => {
    mkdirSync(join(directory, 'none'));
    writeFileSync(join(directory, 'none', 'a.policy.yaml'), 'policy: a\nusers: [x]\n');
    expect(await feasible(['none'])).toMatchObject({ code: 2 });
  });
});

describe('certificates', () => {
  const certified = async (name: string, ...argv: string[]): Promise<string> => {
    await feasible([...argv, '--evidence', name]);
    return join(directory, name);
  };
  const verify = (path: string): Promise<Ran> => dutyproof(['verify', path], { workingDirectory: directory });

  test('are accepted, one by one and all together', async () => {
    const home = await certified('all', 'loans.policy.yaml', 'instance.txt', '--resilient', '1');
    const names = readdirSync(home);
    expect(names).toEqual(['instance.certificate.json', 'loan.certificate.json', 'payout.certificate.json']);
    expect((await verify('all')).out).toContain('5 confirmed');
    for (const name of names) expect((await verify(`all/${name}`)).code, name).toBe(0);
  });

  test('of a hard instance, too', async () => {
    await certified('long', 'long.txt');
    expect((await verify('long/long.certificate.json')).out).toContain('1 confirmed');
  });

  test('are rejected when something in them, or in the inputs, is not as it was', async () => {
    const home = await certified('edited', 'loans.policy.yaml', 'instance.txt', '--resilient', '1');
    const edit = (name: string, from: string | RegExp, to: string): void => {
      const path = join(home, `${name}.certificate.json`);
      const text = readFileSync(path, 'utf8');
      const edited = text.replace(from, to);
      expect(edited, name).not.toBe(text);
      writeFileSync(path, edited);
    };
    edit('loan', /"session": "take",\s*"user": "\w+"/, '"session": "take", "user": "park"');
    edit('payout', '"kind": "infeasible"', '"kind": "fragile", "absent": ["nobody"]');
    edit('instance', '"absent": 1', '"absent": 2');
    const { code, out } = await verify('edited');
    expect(code).toBe(1);
    expect(out).toContain('`park` is no candidate for `take`'.replaceAll('`', ''));
    expect(out).toContain('it names a user who does not exist');
    expect(out).toContain('no plan of it does without');
    expect((await verify('edited/none.certificate.json')).code).toBe(2);

    const other = await certified('changed', 'loan.app');
    writeFileSync(join(directory, 'loan.app'), `${loan}\n`);
    expect((await verify('changed')).out).toContain('input loan.app has changed');
    writeFileSync(join(directory, 'loan.app'), loan);
    expect((await verify('changed')).code).toBe(0);
    expect(
      certificateShape.safeParse(JSON.parse(readFileSync(join(other, 'loan.certificate.json'), 'utf8')))
        .success,
    ).toBe(true);
  });
});
