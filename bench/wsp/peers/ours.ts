/** The solver of this project. */

import { solve } from '../../../src/feasible/pattern/solve.ts';
import { clock, LIMIT, type Solver } from '../solver.ts';

export const ours: Solver = {
  name: 'dutyproof',
  run: (instance) => {
    const read = clock();
    const answer = solve(instance, { interrupted: () => read() > LIMIT });
    const seconds = read();
    const { conflicts } = answer.statistics;
    return answer.kind === 'feasible'
      ? { verdict: answer.kind, seconds, conflicts, plan: answer.plan }
      : { verdict: answer.kind, seconds, conflicts };
  },
};
