/**
 * How long "may this user take this step now, so that everybody can still finish?" takes along random runs.
 *
 *     npx tsx bench/wsp-next.ts [FAMILY…] [--seconds N]
 *
 * FAMILY is `am3-K` or `sparse`; without one, all of them. Of each, the first five seeds with a plan. A run asks for a
 * random step that is open and a random user authorised for it, and lets him take it if he may; several runs are made
 * of each instance. A question has N seconds (10). Times are of the wall clock, in microseconds, by how the question was
 * answered: at once (what is done, a plan or a "no" kept), by a swap in a plan kept, by a search that found a plan, by
 * one that found none. Prints and never judges.
 */

import { cpus } from 'node:os';
import { mayTake, startRun, take } from '../src/feasible/run/run.ts';
import type { Instance } from '../src/workflow/instance.ts';
import { am3, randomOf, sparse } from './wsp/generate.ts';

const families: readonly { readonly name: string; readonly make: (seed: number) => Instance }[] = [
  ...[12, 18, 24, 30, 36, 42, 48].map((k) => ({ name: `am3-${k}`, make: (seed: number) => am3(k, seed) })),
  { name: 'sparse', make: (seed: number) => sparse(20, 1000, seed) },
];

const words = process.argv.slice(2);
const secondsAt = words.indexOf('--seconds');
const seconds = secondsAt < 0 ? 10 : Number(words[secondsAt + 1]);
const named = words.filter((word, at) => !word.startsWith('--') && (secondsAt < 0 || at !== secondsAt + 1));

const INSTANCES = 5;
const RUNS = 4;
const ways = ['kept', 'swap', 'search: yes', 'search: no', 'unknown'] as const;
type Way = (typeof ways)[number];

const shown = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(value < 10 ? 1 : 0));
const quantile = (sorted: Float64Array, part: number) => sorted[Math.floor((sorted.length - 1) * part)];
const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);

/** Asks until everything is done; notes how long each answer took. */
function ride(instance: Instance, seed: number, times: ReadonlyMap<Way, number[]>): void {
  const start = startRun(instance, { milliseconds: 1000 * seconds });
  if (start.kind !== 'started') return;
  const { run } = start;
  const random = randomOf(seed);
  const candidates = instance.authorised.map((bits) =>
    Array.from({ length: instance.users }, (_, user) => user).filter(
      (user) => ((bits[user >>> 5]! >>> (user & 31)) & 1) === 1,
    ),
  );
  for (let asked = 0; run.done.includes(-1) && asked < 20 * instance.steps; asked += 1) {
    const open = Array.from(run.done.keys()).filter((step) => run.done[step]! < 0);
    const step = open[Math.floor(random() * open.length)]!;
    const user = candidates[step]![Math.floor(random() * candidates[step]!.length)]!;
    const { swapped, searched } = run.answered;
    const from = performance.now();
    const answer = mayTake(run, user, step);
    const microseconds = 1000 * (performance.now() - from);
    const way: Way =
      answer.kind === 'unknown'
        ? 'unknown'
        : run.answered.searched > searched
          ? `search: ${answer.kind}`
          : run.answered.swapped > swapped
            ? 'swap'
            : 'kept';
    times.get(way)?.push(microseconds);
    if (answer.kind === 'yes') take(run, user, step);
  }
}

const [processor] = cpus();
console.log(`${processor?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}\n`);
row(['family', 'answered by', 'questions', 'p50 µs', 'p99 µs', 'max µs']);
row(['---', '---', '---', '---', '---', '---']);

for (let seed = 1; seed <= 20; seed += 1) ride(am3(12, 4), seed, new Map());

for (const { name, make } of families) {
  if (named.length > 0 && !named.includes(name)) continue;
  const times = new Map(ways.map((way) => [way, Array.of<number>()] as const));
  let instances = 0;
  for (let seed = 1; instances < INSTANCES && seed <= 40; seed += 1) {
    const instance = make(seed);
    const before = ways.reduce((total, way) => total + (times.get(way)?.length ?? 0), 0);
    for (let run = 1; run <= RUNS; run += 1) ride(instance, 100 * seed + run, times);
    const after = ways.reduce((total, way) => total + (times.get(way)?.length ?? 0), 0);
    if (after > before) instances += 1;
  }
  for (const way of ways) {
    const sorted = Float64Array.from(times.get(way) ?? []).sort();
    if (sorted.length === 0) continue;
    const cells = [quantile(sorted, 0.5), quantile(sorted, 0.99), sorted.at(-1)];
    row([name, way, String(sorted.length), ...cells.map(shown)]);
  }
}
