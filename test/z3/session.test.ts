import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { circuit } from '../../src/interpret/circuit.ts';
import { anything, compile } from '../../src/interpret/gates.ts';
import { and, isEmpty, not, relation } from '../../src/logic/build.ts';
import { symbol } from '../../src/z3/names.ts';
import { openZ3, type Problem, type Z3Session } from '../../src/z3/session.ts';
import { toSmtLib } from '../../src/z3/smt-lib.ts';

const limits = { timeLimit: 20_000 };

let z3: Z3Session;
beforeAll(async () => {
  z3 = await openZ3();
});
afterAll(() => z3.close());

/** More pigeons than holes: unsatisfiable, and exponential for resolution. */
function pigeons(count: number): Problem {
  const gates = circuit();
  const sits = (pigeon: number, hole: number) =>
    gates.variable({ relation: 'sits', instance: 0, sorts: ['P', 'H'], tuple: [pigeon, hole] });
  const holes = Array.from({ length: count - 1 }, (_, hole) => hole);
  const all = Array.from({ length: count }, (_, pigeon) => pigeon);
  const roots = all.map((pigeon) => gates.some(holes.map((hole) => sits(pigeon, hole))));
  for (const hole of holes) {
    for (const one of all) {
      for (const other of all) {
        if (one < other) roots.push(-gates.all([sits(one, hole), sits(other, hole)]));
      }
    }
  }
  return toSmtLib(gates, roots, {});
}

describe('names', () => {
  const odd = [
    'a',
    'a\0',
    'a\0b',
    'a"',
    "a'",
    'a|b',
    'a|',
    'match',
    '가나',
    '가',
    'a b',
    'a.b',
    '%61%',
    'A',
    '',
  ];

  test('are ASCII symbols that no two lists of names share', () => {
    const symbols = odd.flatMap((one) => [symbol([one]), ...odd.map((other) => symbol([one, other]))]);
    expect(new Set(symbols).size).toBe(symbols.length);
    for (const name of symbols) expect(name).toMatch(/^\$[\w%.-]*$/);
  });

  test('do not make one variable of two', async () => {
    const gates = circuit();
    const variables = odd.map((_, index) =>
      gates.variable({ relation: 'R', instance: 0, sorts: ['A'], tuple: [index] }),
    );
    const sorts = { A: odd };
    // Every assignment that distinguishes one of them from all others must be possible.
    for (const chosen of variables) {
      const roots = variables.map((variable) => (variable === chosen ? variable : -variable));
      const problem = toSmtLib(gates, roots, sorts);
      const answer = await z3.decide(problem, limits);
      if (answer.kind !== 'sat') throw new Error(answer.kind);
      const chosenNames = [...problem.variables].filter(([name]) => answer.values.get(name));
      expect(chosenNames.map(([, { tuple }]) => tuple[0])).toEqual([variables.indexOf(chosen)]);
    }
    const both = toSmtLib(gates, [variables[0]!, -variables[0]!], sorts);
    expect((await z3.decide(both, limits)).kind).toBe('unsat');
  });

  test('that are equal within a sort are refused', () => {
    const gates = circuit();
    const roots = [0, 1].map((index) =>
      gates.variable({ relation: 'R', instance: 0, sorts: ['A'], tuple: [index] }),
    );
    expect(() => toSmtLib(gates, roots, { A: ['same', 'same'] })).toThrow('two variables');
  });
});

describe('the session', () => {
  test('ends a hard problem at its limit and answers the next', async () => {
    const started = performance.now();
    const hard = await z3.decide(pigeons(20), { timeLimit: 500 });
    expect(hard).toEqual({ kind: 'unknown', reason: 'time limit' });
    expect(performance.now() - started).toBeLessThan(5000);
    expect((await z3.decide(pigeons(4), limits)).kind).toBe('unsat');
  });

  test('ends the thread where Z3 does not heed its own limit', async () => {
    const deaf = pigeons(20);
    const started = performance.now();
    const answer = await z3.decide(
      { ...deaf, text: `(set-option :timeout 4294967295)\n${deaf.text}` },
      { timeLimit: 300 },
    );
    expect(answer).toEqual({ kind: 'unknown', reason: 'time limit' });
    expect(performance.now() - started).toBeLessThan(5000);
    expect((await z3.decide(pigeons(4), limits)).kind).toBe('unsat');
  });

  test('answers in order, whatever happens to one of them', async () => {
    const answers = await z3.decideAll([pigeons(3), pigeons(20), pigeons(3)], { timeLimit: 1000 });
    expect(answers.map(({ kind }) => kind)).toEqual(['unsat', 'unknown', 'unsat']);
  });

  test('counts with cardinality gates, equal inputs counting each', async () => {
    const gates = circuit();
    const [p, q, r] = [0, 1, 2].map((index) =>
      gates.variable({ relation: 'x', instance: 0, sorts: ['A'], tuple: [index] }),
    ) as [number, number, number];
    const twice = gates.atLeast(2, [p, p, q]);
    const decide = async (...roots: number[]) => (await z3.decide(toSmtLib(gates, roots, {}), limits)).kind;
    expect(await decide(twice, p, -q)).toBe('sat');
    expect(await decide(twice, -p, q)).toBe('unsat');
    expect(await decide(gates.atLeast(2, [p, q, r]), -p, -q)).toBe('unsat');
    expect(await decide(gates.atLeast(2, [p, q, r]), -p)).toBe('sat');
  });

  test('rejects what Z3 does not understand', async () => {
    const plain = { constants: [], logic: 'QF_FD', core: false } as const;
    await expect(z3.decide({ text: '(assert undeclared)', ...plain }, limits)).rejects.toThrow('Z3');
    await expect(z3.decide({ text: '(frobnicate)', ...plain }, limits)).rejects.toThrow('Z3');
    expect((await z3.decide(pigeons(3), limits)).kind).toBe('unsat');
  });

  test('keeps memory bounded over many queries', async () => {
    const { gates, root } = compile(
      and(
        ...[0, 1, 2].map(() =>
          not(isEmpty(relation({ name: 'r', sorts: ['A', 'A'], shape: 'relation', meaning: '' }))),
        ),
      ),
      anything([isEmpty(relation({ name: 'r', sorts: ['A', 'A'], shape: 'relation', meaning: '' }))], {
        A: ['p', 'q', 'r', 's'],
      }),
    );
    const problem = toSmtLib(gates, [root], { A: ['p', 'q', 'r', 's'] });
    const ask = (count: number) =>
      z3.decideAll(
        Array.from({ length: count }, () => problem),
        limits,
      );
    await ask(50);
    const before = process.memoryUsage().rss;
    await ask(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  });

  test('lets the process end by itself once closed', async () => {
    const file = fileURLToPath(new URL('./close.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      timeout: 40_000,
    });
    expect(stdout.trim()).toBe('closed after unsat');
  });

  test('answers `unknown` after it was closed', async () => {
    const session = await openZ3();
    await session.close();
    expect(await session.decide(pigeons(3), limits)).toEqual({ kind: 'unknown', reason: 'solver' });
  });
});
