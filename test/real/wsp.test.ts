/**
 * Published benchmark instances of workflow satisfiability, through the reader: the known verdicts, every plan checked
 * and every refutation verified. This repository does not hold them; without them the test is skipped.
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
      const read = readInstance({ path: file, text: readFileSync(join(data, file), 'utf8'), sha256: '' });
      if (read.kind === 'failed') throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
      const { instance } = read.value;
      const answer = solve(instance, { proof: true });
      expect(answer.kind, file).toBe(verdict === 'sat' ? 'feasible' : 'infeasible');
      if (answer.kind === 'feasible') expect(violationOf(instance, answer.plan), file).toBeUndefined();
      if (answer.kind === 'infeasible') {
        expect(answer.proof && checkProof(instance, answer.proof), file).toEqual({ kind: 'proved' });
      }
    }
    expect(Object.keys(known).length).toBeGreaterThan(5);
    expect(new Set(Object.values(known))).toEqual(new Set(['sat', 'unsat']));
  },
);
