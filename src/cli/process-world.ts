/** The world of a real process. */

import { reasonOf, UsageError } from './usage.ts';
import { watchFiles } from './watch-files.ts';
import type { World } from './world.ts';

export function processWorld(): World {
  onError(process.stdout, (error) => {
    process.stderr.write(`error: standard output cannot be written: ${reasonOf(error)}\n`);
    // A report that did not arrive is no verdict, whatever the command would have returned.
    process.exit(2);
  });
  // There is no place left to say it.
  onError(process.stderr, () => {});
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.isTTY === true ? process.stdout.columns : null,
    environment: process.env,
    workingDirectory: process.cwd(),
    onInterrupt(handler) {
      const interrupted = (): void => {
        process.once('SIGINT', () => process.exit(130));
        handler();
      };
      process.once('SIGINT', interrupted);
      return () => void process.removeListener('SIGINT', interrupted);
    },
    watch: (paths, changed) => watchFiles(process.cwd(), paths, changed),
    now: () => performance.now(),
    today: () => dayOf(process.env.SOURCE_DATE_EPOCH),
  };
}

/** The day in UTC; `SOURCE_DATE_EPOCH` (seconds) stands for now, so that a run can be repeated on a later day. */
export function dayOf(epoch: string | undefined): string {
  if (epoch === undefined || epoch === '') return new Date().toISOString().slice(0, 10);
  // Beyond that the year has five digits.
  if (!/^\d{1,12}$/.test(epoch) || Number(epoch) > 253_402_300_799) {
    throw new UsageError('`SOURCE_DATE_EPOCH` must be a number of seconds since 1970');
  }
  return new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
}

/** `dutyproof … | head` closes the pipe early: that is the reader's right, and the verdict stays what it is. */
function onError(stream: NodeJS.WriteStream, handle: (error: NodeJS.ErrnoException) => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') handle(error);
  });
}
