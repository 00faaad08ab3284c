/** A program of the machine, fed from standard input, with the processor time that the kernel counts for it. */

import { spawnSync } from 'node:child_process';
import { LIMIT } from '../solver.ts';

export interface Finished {
  readonly status: number | null;
  readonly output: string;
  /** Of the program from its start to its end, in milliseconds of precision. */
  readonly seconds: number;
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

/** The shell sets the limit of processor time and reads the clock; what it takes itself is not counted. */
export function runProgram(program: string, words: readonly string[], input: string): Finished {
  const script = `ulimit -t ${LIMIT + 1}; TIMEFORMAT='%3U %3S'; time "$0" "$@" 2>/dev/null`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, program, ...words], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const [user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { status, output: stdout, seconds: user + system };
}
