/** CaDiCaL as WebAssembly (npm package `cadical-wasm`) on patterns with lazy lemmas, one solver kept for all rounds. */

import { Cadical, loadCadical } from 'cadical-wasm';
import type { Instance } from '../../../src/workflow/instance.ts';
import { type Answer, clock, LIMIT, type Peer, unknown } from '../solver.ts';
import { patternsOf, usersFor } from './lazy.ts';

export async function cadicalWasm(): Promise<Peer> {
  const module = await loadCadical();
  const run = (instance: Instance): Answer => {
    const read = clock();
    const patterns = patternsOf(instance);
    const solver = new Cadical(module, { quiet: true });
    try {
      solver.setTerminate(() => read() > LIMIT);
      solver.addClauses(patterns.clauses);
      for (;;) {
        const status = solver.solve();
        if (status === 'unsatisfiable') return { verdict: 'infeasible', seconds: read() };
        if (status === 'unknown') return unknown(read());
        const found = usersFor(instance, patterns, (variable) => solver.value(variable) === true);
        if (found.kind === 'plan') return { verdict: 'feasible', seconds: read(), plan: found.plan };
        solver.addClauses(found.lemmas);
      }
    } finally {
      solver.dispose();
    }
  };
  return { kind: 'present', isSlow: true, solver: { name: 'cadical-wasm', run } };
}
