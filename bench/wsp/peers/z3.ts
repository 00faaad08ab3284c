/** Z3 in this process (`z3-solver`, its solver for finite domains) on patterns with lazy lemmas, one solver for all rounds. */

import { init } from 'z3-solver';
import type { Instance } from '../../../src/workflow/instance.ts';
import { type Answer, clock, LIMIT, type Peer, unknown } from '../solver.ts';
import { patternsOf, usersFor } from './lazy.ts';

export async function z3(): Promise<Peer> {
  const { Context } = await init();
  const context = Context('wsp');
  const run = async (instance: Instance): Promise<Answer> => {
    const read = clock();
    const patterns = patternsOf(instance);
    const same = Array.from({ length: patterns.variables + 1 }, (_, name) => context.Bool.const(`m${name}`));
    const different = same.map((literal) => context.Not(literal));
    const solver = new context.Solver('QF_FD');
    const add = (clause: readonly number[]) =>
      solver.add(context.Or(...clause.map((name) => (name > 0 ? same[name]! : different[-name]!))));
    try {
      for (const clause of patterns.clauses) add(clause);
      for (;;) {
        const left = LIMIT - read();
        if (left <= 0) return unknown(read());
        // Of the wall's clock: Z3 has no other.
        solver.set('timeout', Math.ceil(1000 * left));
        const status = await solver.check();
        if (status === 'unsat') return { verdict: 'infeasible', seconds: read() };
        if (status === 'unknown') return unknown(read());
        const model = solver.model();
        const values = same.map((literal) => context.isTrue(model.eval(literal)));
        const found = usersFor(instance, patterns, (name) => values[name]!);
        if (found.kind === 'plan') return { verdict: 'feasible', seconds: read(), plan: found.plan };
        for (const lemma of found.lemmas) add(lemma);
      }
    } finally {
      solver.release();
    }
  };
  return { kind: 'present', isSlow: true, solver: { name: 'z3', run } };
}
