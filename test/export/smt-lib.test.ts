/** Z3 answers every check of the script as `checkPolicy` decides the demand. */

import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { smtLibExporter } from '../../src/export/smt-lib.ts';
import { staticDemands, staticRules } from '../../src/export/static.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { hostileName, renamed } from './hostile.ts';

let worker: Worker;
beforeAll(() => {
  worker = new Worker(new URL('./z3-scripts.mjs', import.meta.url), { execArgv: [] });
});
afterAll(() => worker.terminate());

const run = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(text);
  });

async function scriptOf(policy: Policy): Promise<string> {
  const { verdicts, failures } = await checkPolicy(policy, {
    only: staticRules,
    repairs: { perConstraint: 0, inAll: 0 },
  });
  expect(failures).toEqual([]);
  return smtLibExporter.write(policy, verdicts).files[0]!.text;
}

/** Answers, and what was expected; both in order. */
async function answers(policy: Policy): Promise<{ readonly all: string[]; readonly who: string[] }> {
  const text = await scriptOf(policy);
  const output = await run(text);
  const expected = [...text.matchAll(/^\(set-info :status (\w+)\)$/gm)].map(([, status]) => status!);
  const lines = output.trim() === '' ? [] : output.trim().split('\n');
  const all = lines.filter((line) => !line.startsWith('((who '));
  expect(all, `${text}\n${output}`).toEqual(expected);
  expect(all.length).toBe(staticDemands(policy).length);
  return { all, who: lines.flatMap((line) => /^\(\(who (.*)\)\)$/.exec(line)?.[1] ?? []) };
}

const themes: readonly Theme[] = ['roles', 'permissions', 'state', 'coalitions'];
const any = fc.constantFrom(...themes).chain((theme) => policyInput(theme));
/** Operations without permissions are vacuous, and left out. */
const withOperations = (input: PolicyInput): PolicyInput => ({
  ...input,
  operations: (input.operations ?? []).filter(({ permissions }) => permissions.length > 0),
});

test('generated policies', async () => {
  const counts = { sat: 0, unsat: 0 };
  await fc.assert(
    fc.asyncProperty(any, async (input) => {
      const { all, who } = await answers(buildPolicy(withOperations(input)));
      for (const answer of all) counts[answer as 'sat' | 'unsat'] += 1;
      for (const one of who) expect(one).toMatch(/^\|user .*\|$/);
    }),
    { numRuns: 130, seed: 7 },
  );
  expect(counts.sat).toBeGreaterThan(25);
  expect(counts.unsat).toBeGreaterThan(60);
});

test('names that are hard on the syntax stay apart', async () => {
  let violated = 0;
  await fc.assert(
    fc.asyncProperty(
      policyInput('roles'),
      fc.uniqueArray(hostileName, { minLength: 16, maxLength: 16 }),
      async (input, names) => {
        violated += (await answers(buildPolicy(renamed(input, names)))).who.length;
      },
    ),
    { numRuns: 40, seed: 8 },
  );
  expect(violated).toBeGreaterThan(3);
});

test('a circle of roles, nobody at all, and a model that names who', async () => {
  const circle: PolicyInput = {
    assignments: [
      ['kim', 'a'],
      ['lee', 'c'],
    ],
    inheritance: [
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'd'],
    ],
    constraints: [
      { kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'd'] }] },
      { kind: 'exclusion', relation: 'static', sets: [{ members: ['c', 'd'] }] },
    ],
  };
  expect(await answers(buildPolicy(circle))).toEqual({ all: ['sat', 'unsat'], who: ['|user kim|'] });
  const empty = buildPolicy({
    roles: ['a', 'b'],
    users: [],
    constraints: [
      { kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b'] }] },
      { kind: 'cardinality', role: 'a', atMost: 0 },
    ],
  });
  expect((await answers(empty)).all).toEqual(['unsat', 'unsat']);
});
