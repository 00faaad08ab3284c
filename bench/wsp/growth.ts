/**
 * How the time grows with the steps and with the users, ours and native CaDiCaL's, as a table and as two curves.
 *
 *     npx tsx bench/wsp/growth.ts [--seeds N] [--limit SECONDS]
 *
 * Steps: AM3 at the phase transition, n = 10 k. Users: AM3 with k = 30 and the separations of its transition, from 300
 * users to 100,000. A point is the median of the seeds; seconds are processor time as in `run.ts`. A solver whose
 * median is above the limit gets no larger instances; its last point is drawn at what it took, or at the limit. Writes
 * `growth.svg` beside this file.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { violationOf } from '../../src/workflow/check-plan.ts';
import type { Instance } from '../../src/workflow/instance.ts';
import { type Curve, chart, page } from './curves.ts';
import { am3 } from './generate.ts';
import { cadical } from './peers/cadical.ts';
import { ours } from './peers/ours.ts';
import type { Solver } from './solver.ts';
import { median, row, shown } from './table.ts';

const { values: options } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, limit: { type: 'string', default: '5' } },
});
const seeds = Array.from({ length: Number(options.seeds) }, (_, index) => index + 1);
const limit = Number(options.limit);

const peer = cadical();
const solvers: readonly Solver[] = [ours, ...(peer.kind === 'present' ? [peer.solver] : [])];
if (peer.kind === 'absent') console.log(`${peer.name} is absent (${peer.how})\n`);
for (const solver of solvers) for (let seed = 101; seed <= 120; seed += 1) await solver.run(am3(24, seed));

const bySteps = await curves('k', [12, 18, 24, 30, 36, 42, 48, 54, 60], (k, seed) => am3(k, seed));
const byUsers = await curves('n', [300, 1000, 3000, 10_000, 30_000, 100_000], (n, seed) => am3(30, seed, n));

const axis = { unit: 'seconds', isLogarithmic: true } as const;
writeFileSync(
  join(import.meta.dirname, 'growth.svg'),
  page('Processor time against steps and against users', [
    chart('AM3 at the phase transition, n = 10 k', { unit: 'steps k', isLogarithmic: false }, axis, bySteps),
    chart('AM3 with k = 30, 65 separations', { unit: 'users n', isLogarithmic: true }, axis, byUsers),
  ]),
);

async function curves(
  name: string,
  sizes: readonly number[],
  make: (size: number, seed: number) => Instance,
): Promise<Curve[]> {
  const points = solvers.map((): [number, number][] => []);
  row([name, ...solvers.map((solver) => solver.name)]);
  row(['---', ...solvers.map(() => '---')]);
  for (const size of sizes) {
    const instances = seeds.map((seed) => make(size, seed));
    const cells: string[] = [];
    for (const [index, solver] of solvers.entries()) {
      const last = points[index]!.at(-1);
      if (last !== undefined && last[1] > limit) {
        cells.push('–');
        continue;
      }
      const seconds: number[] = [];
      for (const instance of instances) seconds.push(await timeOf(solver, instance));
      points[index]!.push([size, median(seconds)]);
      cells.push(shown(median(seconds)));
    }
    row([String(size), ...cells]);
  }
  console.log('');
  return solvers.map((solver, index) => ({ name: solver.name, points: points[index]! }));
}

/** Of five runs where one is short. */
async function timeOf(solver: Solver, instance: Instance): Promise<number> {
  const seconds: number[] = [];
  do {
    const answer = await solver.run(instance);
    if (answer.plan !== undefined && violationOf(instance, answer.plan) !== undefined) {
      throw new Error(`the plan of ${solver.name} violates the instance`);
    }
    seconds.push(answer.seconds);
  } while (seconds[0]! < 0.1 && seconds.length < 5);
  return median(seconds);
}
