/**
 * Published benchmark instances of workflow satisfiability with their known verdicts, through the reader. This
 * repository does not hold them; without them the test is skipped.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { violationOf } from '../../src/workflow/check-plan.ts';
import { checkProof } from '../../src/workflow/check-proof.ts';
import { readInstance } from '../../src/workflow/formats/read.ts';

const data = resolve(import.meta.dirname, '../../../shared/data/wsp');
const verdicts = join(data, 'verdicts.json');
const isPresent = existsSync(verdicts);

test.skipIf(!isPresent)(
  `the verdicts of the benchmark instances${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
  () => {
    const known: Record<string, string> = JSON.parse(readFileSync(verdicts, 'utf8'));
    for (const [file, verdict] of Object.entries(known)) {
      const read = readInstance(readFileSync(join(data, file), 'utf8'));
      if (read.kind === 'errors') throw new Error(`${file}: ${JSON.stringify(read.errors)}`);
      const answer = solve(read.instance, { proof: true });
      expect(answer.kind, file).toBe(verdict === 'sat' ? 'feasible' : 'infeasible');
      if (answer.kind === 'feasible') expect(violationOf(read.instance, answer.plan), file).toBeUndefined();
      if (answer.kind === 'infeasible') {
        expect(answer.proof && checkProof(read.instance, answer.proof), file).toEqual({ kind: 'proved' });
      }
    }
    expect(Object.keys(known).length).toBeGreaterThan(5);
    expect(new Set(Object.values(known))).toEqual(new Set(['sat', 'unsat']));
  },
);
