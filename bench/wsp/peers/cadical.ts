/** Native CaDiCaL (Debian package `cadical`) on the PBPB clauses. */

import type { Instance } from '../../../src/workflow/instance.ts';
import { pbpb } from '../encode.ts';
import { type Answer, clock, type Peer, unknown } from '../solver.ts';
import { isInstalled, runProgram } from './native.ts';

export function cadical(): Peer {
  if (!isInstalled('cadical')) return { kind: 'absent', name: 'cadical', how: 'Debian package cadical' };
  return { kind: 'present', isSlow: false, solver: { name: 'cadical', run } };
}

function run(instance: Instance): Answer {
  const read = clock();
  const { text, does } = pbpb(instance);
  const building = read();
  const { status, output, seconds: solving } = runProgram('cadical', ['-q'], text);
  const seconds = building + solving;
  if (status === 20) return { verdict: 'infeasible', seconds, building };
  if (status !== 10) return unknown(seconds);
  const isTrue = new Set<number>();
  for (const line of output.split('\n')) {
    if (line.startsWith('v ')) for (const word of line.slice(2).split(' ')) isTrue.add(Number(word));
  }
  const plan = Int32Array.from(does, (own) =>
    own.findIndex((variable) => variable > 0 && isTrue.has(variable)),
  );
  return { verdict: 'feasible', seconds, building, plan };
}
