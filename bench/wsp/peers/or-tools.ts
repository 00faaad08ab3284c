/**
 * CP-SAT of OR-tools as WebAssembly (npm package `or-tools-wasm`) on the PBPB clauses, one worker. The package takes
 * 318 MB, so it is no dependency: what is used of it is described here, and its absence is an answer.
 */

import type { Instance } from '../../../src/workflow/instance.ts';
import { pbpb } from '../encode.ts';
import { type Answer, clock, LIMIT, type Peer, unknown } from '../solver.ts';

interface Literal {
  not(): Literal;
}

interface Model {
  newBoolVar(name: string): Literal;
  addBoolOr(literals: readonly Literal[]): unknown;
}

interface CpSat {
  readonly CpModel: new () => Model;
  readonly CpSolver: new () => {
    solve(model: Model, parameters: object): Promise<unknown>;
    statusName(status: unknown): string;
    booleanValue(literal: Literal): boolean;
  };
}

function isCpSat(module: unknown): module is CpSat {
  return typeof module === 'object' && module !== null && 'CpModel' in module && 'CpSolver' in module;
}

export async function orTools(): Promise<Peer> {
  const name = 'or-tools';
  const specifier = 'or-tools-wasm/cp-sat';
  const module: unknown = await import(specifier).catch(() => undefined);
  if (!isCpSat(module)) return { kind: 'absent', name, how: 'npm install --no-save or-tools-wasm' };
  return { kind: 'present', isSlow: true, solver: { name, run: (instance) => run(module, instance) } };
}

async function run({ CpModel, CpSolver }: CpSat, instance: Instance): Promise<Answer> {
  const read = clock();
  const { text, does, variables } = pbpb(instance);
  const model = new CpModel();
  const isTrue = Array.from({ length: variables + 1 }, (_, index) => model.newBoolVar(`v${index}`));
  const isFalse = isTrue.map((literal) => literal.not());
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('p')) continue;
    const numbers = line.split(' ').slice(0, -1).map(Number);
    model.addBoolOr(numbers.map((number) => (number > 0 ? isTrue[number]! : isFalse[-number]!)));
  }
  const building = read();
  const solver = new CpSolver();
  // The limit is of the wall's clock: it has no other.
  const status = await solver.solve(model, { numSearchWorkers: 1, maxTimeInSeconds: LIMIT });
  const seconds = read();
  switch (solver.statusName(status)) {
    case 'INFEASIBLE':
      return { verdict: 'infeasible', seconds, building };
    case 'FEASIBLE':
    case 'OPTIMAL': {
      const plan = Int32Array.from(does, (own) =>
        own.findIndex((variable) => variable > 0 && solver.booleanValue(isTrue[variable]!)),
      );
      return { verdict: 'feasible', seconds, building, plan };
    }
    default:
      return unknown(seconds);
  }
}
