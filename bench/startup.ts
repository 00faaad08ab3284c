/**
 * What starting costs: whole processes beside a bare `node -e 0`, interleaved, so that a busy machine is busy for all.
 * Prints medians, and never judges. Run it with `npx tsx bench/startup.ts [RUNS]` after a build.
 */

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'dist', 'cli', 'main.js');
const runs = Number(process.argv[2] ?? 15);

const commands: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  '--version': [main, '--version'],
  '--help': [main, '--help'],
  'check scenarios/purchasing': [main, 'check', 'scenarios/purchasing'],
  'explain static-sod': [main, 'explain', 'static-sod'],
  'spec StaticSOD': [main, 'spec', 'StaticSOD'],
};

const times = new Map(Object.keys(commands).map((name): [string, number[]] => [name, []]));
const codes = new Map<string, number | null>();
for (let run = 0; run <= runs; run += 1) {
  for (const [name, args] of Object.entries(commands)) {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    // The first round fills the file system's caches.
    if (run > 0) times.get(name)?.push(performance.now() - started);
    codes.set(name, status);
  }
}

const bare = median(times.get('node -e 0') ?? []);
console.log(`${process.version}, medians of ${runs} runs\n`);
console.log(`${'command'.padEnd(30)}${'ms'.padStart(8)}${'over bare'.padStart(12)}${'exit'.padStart(6)}`);
for (const [name, list] of times) {
  const middle = median(list);
  const over = name === 'node -e 0' ? '' : `+${(middle - bare).toFixed(0)}`;
  console.log(
    `${name.padEnd(30)}${middle.toFixed(0).padStart(8)}${over.padStart(12)}${String(codes.get(name)).padStart(6)}`,
  );
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
