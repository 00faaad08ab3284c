/** The world of a real process. */

import { reasonOf } from './usage.ts';
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
    now: () => performance.now(),
  };
}

/** `dutyproof … | head` closes the pipe early: that is the reader's right, and the verdict stays what it is. */
function onError(stream: NodeJS.WriteStream, handle: (error: NodeJS.ErrnoException) => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') handle(error);
  });
}
