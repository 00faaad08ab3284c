#!/usr/bin/env node
/**
 * The command `dutyproof`. Nothing is loaded before it is known to be needed: start-up is paid on every commit.
 */

import { processWorld } from './process-world.ts';
import { version } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  // Node would leave with 1, which means that something is violated, and show the bundled source.
  process.on('uncaughtException', (error) => {
    const told = process.env.DUTYPROOF_DEBUG ? (error.stack ?? error.message) : error.message;
    process.stderr.write(`internal error: ${told.replace(/[^\n\x20-\uffff]|[\x7f-\x9f]/g, '')}\n`);
    process.exit(4);
  });
  if (process.env.DUTYPROOF_DEBUG) process.setSourceMapsEnabled(true);
  void import('./run.ts').then(async ({ run }) => {
    // Not `process.exit`: what was written to a pipe may not have left yet.
    process.exitCode = await run(argv, processWorld());
  });
}
