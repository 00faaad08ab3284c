/**
 * A second solver on exported obligations, as a program of its own: it shares nothing with dutyproof but the files.
 *
 * The one place that starts a program. Which program is fixed here, its arguments are paths that dutyproof wrote
 * itself, and no shell reads them.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Confirmation } from '../prove/confirmation.ts';
import { UsageError } from './usage.ts';

export interface ConfirmRequest {
  readonly directory: string;
  /** Files in it, with the number of answers that each should give. */
  readonly files: readonly { readonly name: string; readonly answers: number }[];
  /** Milliseconds for one file. */
  readonly timeLimit: number;
  readonly tell: (text: string) => void;
  readonly stopped: () => boolean;
  /** The program; tests put others in its place. */
  readonly program?: string;
}

const program = promisify(execFile);

/** `cvc5 1.0.3`, or a usage error where there is none. */
export async function solverVersion(name = 'cvc5'): Promise<string> {
  try {
    const { stdout } = await program(name, ['--version'], { timeout: 10_000 });
    return /version (\d[\w.-]*)/.exec(stdout)?.[1] ?? 'of unknown version';
  } catch {
    throw new UsageError(`\`--confirm cvc5\` needs the program \`${name}\` on the PATH`);
  }
}

export async function confirm(request: ConfirmRequest): Promise<Confirmation> {
  const { directory, files, timeLimit, tell, stopped } = request;
  const name = request.program ?? 'cvc5';
  const solver = `cvc5 ${await solverVersion(name)}`;
  let confirmed = 0;
  const unknown: string[] = [];
  const different: string[] = [];
  for (const [index, file] of files.entries()) {
    tell(`${solver}: ${file.name} (${index + 1} of ${files.length})`);
    const given = stopped() ? [] : await answersOf(name, directory, file.name, timeLimit);
    if (given.includes('sat')) different.push(file.name);
    else if (given.length === file.answers && given.every((answer) => answer === 'unsat')) confirmed += 1;
    else unknown.push(file.name);
  }
  return { solver, confirmed, unknown, different };
}

/** What it answered before it ended, was ended, or did not understand. */
async function answersOf(
  name: string,
  directory: string,
  file: string,
  timeLimit: number,
): Promise<readonly string[]> {
  const options = { cwd: directory, timeout: timeLimit, killSignal: 'SIGKILL', maxBuffer: 1 << 20 } as const;
  const output = await program(name, ['--lang', 'smt2', '--incremental', file], options).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return output.split('\n').filter((line) => line !== '');
}
