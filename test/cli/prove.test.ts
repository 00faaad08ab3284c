/** `dutyproof prove` with a prover that finds what the test says, and once with the real one. */

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirm } from '../../src/cli/confirm.ts';
import { type ProveArguments, type Prover, prove } from '../../src/cli/prove.ts';
import type { World } from '../../src/cli/world.ts';
import type { ProvedObligation } from '../../src/prove/export.ts';
import type { ProveRequest } from '../../src/prove/findings.ts';
import { atom, constant, negation } from '../../src/prove/first-order.ts';
import { proofShape } from '../../src/report/proof-json.ts';
import { good } from '../prove/findings.ts';
import { dutyproof } from './command.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-prove-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const holds = atom('users', [constant('u?', 'USER')]);
const obligation: ProvedObligation = {
  name: 'AssignUser',
  meaning: 'AssignUser keeps I1 ../UA′',
  limited: true,
  parts: [
    {
      hypotheses: [{ label: 'G1 UNKNOWN_USER', sentence: holds }],
      contrary: negation(holds),
      signature: new Map([['users', ['USER']]]),
      coherences: ['a closure is least'],
    },
  ],
};

interface Asked {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly requests: readonly ProveRequest[];
}

async function ask(
  options: Partial<ProveArguments>,
  { prover, world = {} }: { prover?: Prover; world?: Partial<World> } = {},
): Promise<Asked> {
  let out = '';
  let err = '';
  const requests: ProveRequest[] = [];
  const code = await prove(
    { names: [], format: [], color: 'never', ...options },
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      outIsTerminal: false,
      errIsTerminal: false,
      columns: 100,
      environment: {},
      workingDirectory: directory,
      onInterrupt: () => () => {},
      watch: () => () => {},
      now: () => 0,
      today: () => '2026-06-01',
      ...world,
    },
    async (request) => {
      requests.push(request);
      request.tell({ kind: 'proved', obligation });
      return prover === undefined ? good : await prover(request);
    },
  );
  return { code, out, err, requests };
}

describe('the command line', () => {
  test('takes names in any case, and a time limit in seconds', async () => {
    const { requests } = await ask({ names: ['assignuser', 'l1'], timeLimit: 0.5 });
    expect(requests).toMatchObject([{ names: ['AssignUser', 'L1'], timeLimit: 500 }]);
  });

  test.each([
    [['AsignUser'], 'did you mean `AssignUser`?'],
    [['frobnicate'], '`dutyproof explain` lists the operations'],
  ])('does not know %s', async (names, hint) => {
    const { code, out, err } = await dutyproof(['prove', ...names]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(hint);
  });

  test('refuses what it cannot do before it proves anything', async () => {
    await expect(ask({ confirm: 'cvc5' })).rejects.toThrow('`--export DIR`');
    const both = [
      { name: 'json', file: null },
      { name: 'markdown', file: null },
    ] as const;
    await expect(ask({ format: both })).rejects.toThrow('only one format');
    expect((await dutyproof(['prove', '--confirm', 'z4'])).code).toBe(2);
    expect((await dutyproof(['prove', '--format', 'yaml'])).err).toContain('pretty, json and markdown');
  });

  test('writes each format where it was asked to', async () => {
    const { out } = await ask({
      format: [
        { name: 'json', file: 'proof.json' },
        { name: 'markdown', file: 'proof.md' },
      ],
    });
    expect(out).toContain('2 operations keep 4 invariants');
    expect(readFileSync(join(directory, 'proof.md'), 'utf8')).toContain('## Matrix');
    const report = proofShape.parse(JSON.parse(readFileSync(join(directory, 'proof.json'), 'utf8')));
    expect(report.matrix.cells).toHaveLength(good.matrix.cells.length);
  });

  test('tells who waits what is being proved, and takes it away', async () => {
    let now = 0;
    const { err } = await ask(
      {},
      {
        world: {
          errIsTerminal: true,
          now: () => {
            now += 2000;
            return now;
          },
        },
        prover: async ({ tell }) => {
          tell({ kind: 'started', doing: 'AssignUser', number: 5, of: 43 });
          return good;
        },
      },
    );
    expect(err).toContain('proving AssignUser (5 of 43)');
    expect(err.endsWith('\r\u001b[2K')).toBe(true);
  });

  test('an interrupt stops the prover, and tells what is known', async () => {
    let interrupt = (): void => {};
    let released = false;
    const { code, out } = await ask(
      { names: ['AssignUser'] },
      {
        world: {
          onInterrupt: (handler) => {
            interrupt = handler;
            return () => {
              released = true;
            };
          },
        },
        prover: async ({ stopped }) => {
          expect(stopped()).toBe(false);
          interrupt();
          expect(stopped()).toBe(true);
          return { ...good, matrix: { ...good.matrix, cells: [] }, guards: [], laws: [] };
        },
      },
    );
    expect(out).toContain('stopped: interrupted');
    expect({ code, released }).toEqual({ code: 3, released: true });
  });
});

describe('an export', () => {
  test('is a file for each obligation, within the directory', async () => {
    const { err } = await ask(
      { export: 'out' },
      {
        prover: async ({ tell }) => {
          tell({ kind: 'proved', obligation });
          return good;
        },
      },
    );
    expect(err).toBe('2 obligations written to `out`\n');
    const files = readdirSync(join(directory, 'out')).sort();
    expect(files).toEqual(['AssignUser-keeps-I1-..-UA-after.smt2', 'AssignUser-keeps-I1-..-UA-after~2.smt2']);
    const text = readFileSync(join(directory, 'out', files[0]!), 'utf8');
    expect(text).toMatch(/^; AssignUser keeps I1/);
    expect(text).toContain('; - a closure is least');
    expect(text).toContain('limits and cardinalities are at most 4');
    expect(text).toContain('(assert (! ($in.users $of.u%3f%) :named ');
  });
});

describe('a confirmation', () => {
  /** A program in the place of cvc5 that answers what the file's name says. */
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo "This is cvc5 version 9.9"; exit 0; fi
case "$4" in
  good*) echo unsat; echo unsat ;;
  half*) echo unsat; echo unknown ;;
  less*) echo unsat ;;
  slow*) echo unsat; exec sleep 20 ;;
  odd*) echo '(error "no")'; exit 1 ;;
  *) echo unsat; echo sat ;;
esac
`;
  const names = ['good.smt2', 'half.smt2', 'less.smt2', 'slow.smt2', 'odd.smt2', 'wrong.smt2'];

  test('counts what is confirmed, unknown and different', async () => {
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'cvc5'), script);
    chmodSync(join(bin, 'cvc5'), 0o755);
    const found = await confirm({
      directory,
      files: names.map((name) => ({ name, answers: 2 })),
      timeLimit: 1500,
      tell: () => {},
      stopped: () => false,
      program: join(bin, 'cvc5'),
    });
    expect(found).toEqual({
      solver: 'cvc5 9.9',
      confirmed: 1,
      unknown: ['half.smt2', 'less.smt2', 'slow.smt2', 'odd.smt2'],
      different: ['wrong.smt2'],
    });
  });

  test('that contradicts a proof is an internal error', async () => {
    const path = process.env.PATH ?? '';
    process.env.PATH = `${join(directory, 'bin')}${delimiter}${path}`;
    try {
      const { code, out } = await ask({ export: 'contradicted', confirm: 'cvc5' });
      expect(code).toBe(4);
      expect(out).toContain('0 obligations confirmed, 0 unknown, 1 different');
    } finally {
      process.env.PATH = path;
    }
  });

  test('needs the program', async () => {
    const path = process.env.PATH;
    process.env.PATH = directory;
    try {
      await expect(ask({ export: 'out', confirm: 'cvc5' })).rejects.toThrow('needs the program `cvc5`');
    } finally {
      process.env.PATH = path;
    }
  });
});

test('the real prover, on one operation', async () => {
  const { code, out } = await dutyproof(['prove', 'addobject', '--format', 'json']);
  const report = proofShape.parse(JSON.parse(out));
  expect(code).toBe(report.exitCode);
  expect(report.matrix.cells).toHaveLength(13);
  expect(report.summary).toMatchObject({ unknown: 0, refuted: 0 });
  expect(new Set(report.matrix.cells.map(({ operation }) => operation))).toEqual(new Set(['AddObject']));
});
