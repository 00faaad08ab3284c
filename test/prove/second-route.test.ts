/**
 * Proofs once more from their statements with quantifiers, which share neither clauses nor functions nor instances with
 * the first route: by Z3, and where it is installed by cvc5.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirm } from '../../src/cli/confirm.ts';
import { decider } from '../../src/prove/decide.ts';
import { fileNames, obligationText, type ProvedObligation, partText } from '../../src/prove/export.ts';
import { openZ3, type Z3Session } from '../../src/z3/session.ts';
import { obligationsOf } from './obligations.ts';

/** Users, permissions, exclusions, sessions, limits; those about time take longer than a test should. */
const sample = [
  'AddUser',
  'GrantPermission',
  'AddMutexS',
  'SetCardinality',
  'AddActiveRole',
  'DeleteSession',
];

let z3: Z3Session;
let obligations: readonly ProvedObligation[];
beforeAll(async () => {
  z3 = await openZ3();
  obligations = await obligationsOf(z3, sample);
}, 120_000);
afterAll(() => z3.close());

const decideText = async (text: string) =>
  (await z3.decide({ text, constants: [], logic: 'UF', core: false }, { timeLimit: 10_000 })).kind;

describe('Z3 with quantifiers', () => {
  test('refutes the contrary of every part', async () => {
    const parts = obligations.flatMap((one) => one.parts);
    const counts = { unsat: 0, sat: 0, unknown: 0 };
    for (const part of parts) counts[await decideText(partText(part))] += 1;
    expect(counts).toEqual({ unsat: parts.length, sat: 0, unknown: 0 });
    expect(obligations.length).toBeGreaterThanOrEqual(40);
    expect(parts.length).toBeGreaterThanOrEqual(100);
  });

  test('does not refute the hypotheses alone', async () => {
    let asked = 0;
    for (const { parts } of obligations) {
      const part = parts[0];
      if (part === undefined || part.hypotheses.length === 0) continue;
      asked += 1;
      expect(await decideText(partText({ ...part, contrary: { kind: 'true' } }))).not.toBe('unsat');
    }
    expect(asked).toBeGreaterThanOrEqual(30);
  }, 120_000);

  test('is told what was assumed', () => {
    const assuming = obligations.filter(({ parts }) => parts.some(({ coherences }) => coherences.length > 0));
    for (const one of assuming)
      expect(obligationText(one)).toContain('because transitive closures are least');
    const others = obligations.filter((one) => !assuming.includes(one));
    expect(others.length).toBeGreaterThan(0);
    for (const one of others) expect(obligationText(one)).toContain('Nothing is assumed');
  });
});

test('file names are safe, and no two obligations share one', () => {
  const nameOf = fileNames();
  const names = [...obligations, ...obligations].map(nameOf);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_][\w.~-]*\.smt2$/);
});

const hasCvc5 = spawnSync('cvc5', ['--version']).status === 0;
if (!hasCvc5) process.stderr.write('cvc5 is not installed: its confirmation of proofs is not tested\n');

test.skipIf(!hasCvc5)('cvc5 confirms what it decides', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'dutyproof-cvc5-'));
  try {
    const nameOf = fileNames();
    const files = obligations
      .filter(({ name }) => ['AddUser', 'GrantPermission', 'SetCardinality'].includes(name))
      .map((one) => {
        const name = nameOf(one);
        writeFileSync(join(directory, name), obligationText(one));
        return { name, answers: one.parts.length };
      });
    const { confirmed, different } = await confirm({
      directory,
      files,
      timeLimit: 2000,
      tell: () => {},
      stopped: () => false,
    });
    expect(different).toEqual([]);
    expect(confirmed).toBeGreaterThanOrEqual(15);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe('a thread of Z3', () => {
  test('gives up at the time limit, and goes on', async () => {
    const hard = obligations.find(({ meaning }) => meaning === 'AddActiveRole keeps I6')!;
    const text = partText(hard.parts[0]!);
    const hurried = await z3.decide({ text, constants: [], logic: 'UF', core: false }, { timeLimit: 1 });
    expect(hurried).toEqual({ kind: 'unknown', reason: 'time limit' });
    expect(await decideText(text)).toBe('unsat');
  });

  test('what does not follow is not told as proved', async () => {
    const told: string[] = [];
    const decide = decider(z3, ({ meaning }) => told.push(meaning));
    const goal = { kind: 'false' } as const;
    const open = await decide({ name: 'nothing', meaning: 'nothing', goal }, [[]], { timeLimit: 10_000 });
    expect(open.kind).toBe('open');
    expect(told).toEqual([]);
  });

  test('keeps memory bounded over a thousand obligations', async () => {
    const texts = obligations
      .flatMap(({ parts }) => parts.map(partText))
      .filter(({ length }) => length < 1500);
    expect(texts.length).toBeGreaterThanOrEqual(10);
    const askAll = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        expect(await decideText(texts[index % texts.length]!)).toBe('unsat');
      }
    };
    await askAll(50);
    const before = process.memoryUsage().rss;
    await askAll(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(80e6);
  });
});
