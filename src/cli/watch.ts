/**
 * `--watch`: runs again whenever something changes that the run looked at.
 *
 * What a run looks at it tells by `World.seen`, so that tables, applications, parts and directories count without a list
 * of them being kept anywhere. An interrupt ends it with the exit code of the last run: the codes mean the same as
 * without `--watch`, and 0 or 130 would say something else.
 */

import { printable } from '../report/printable.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

/** Editors and `git checkout` change several files in one go. */
const quietFor = 100;
const clearScreen = '\u001b[2J\u001b[3J\u001b[H';
const mostNamed = 3;

/** Runs `run` in a world that remembers what is looked at, until the user interrupts. */
export async function watchAndRun(run: (world: World) => Promise<ExitCode>, world: World): Promise<ExitCode> {
  const interrupts = new Set<() => void>();
  let interrupted = false;
  const stopListening = world.onInterrupt(() => {
    interrupted = true;
    for (const handler of [...interrupts]) handler();
  });
  const changes = changesIn(world, interrupts);
  const seen = new Set<string>();
  const watching: World = {
    ...world,
    seen: (path) => void seen.add(path),
    onInterrupt(handler) {
      interrupts.add(handler);
      return () => void interrupts.delete(handler);
    },
  };

  let code: ExitCode = 0;
  let changed: readonly string[] = [];
  try {
    for (let first = true; first || !interrupted; first = false) {
      if (!first) {
        if (world.outIsTerminal) world.out(clearScreen);
        world.err(`changed: ${named(changed)}\n`);
      }
      seen.clear();
      const started = world.now();
      code = await once(run, watching, first);
      if (interrupted) break;
      const took = Math.round(world.now() - started);
      changes.watch([...seen]);
      world.err(`\n${counted(seen.size, 'path')} watched, run in ${took} ms; Ctrl-C ends it\n`);
      changed = await changes.next();
    }
    return code;
  } finally {
    changes.close();
    stopListening();
  }
}

/** A mistake in the command line ends the first run; a later one comes from a file, which will be mended. */
async function once(
  run: (world: World) => Promise<ExitCode>,
  world: World,
  first: boolean,
): Promise<ExitCode> {
  try {
    return await run(world);
  } catch (error) {
    if (first || !(error instanceof UsageError)) throw error;
    world.err(`error: ${printable(error.message)}\n`);
    return 2;
  }
}

interface Changes {
  /** What is watched from now on; until then, also during a run, it is what was watched before. */
  readonly watch: (paths: readonly string[]) => void;
  /** Waits until something changes, unless it has already, and then until all is quiet. */
  readonly next: () => Promise<readonly string[]>;
  readonly close: () => void;
}

function changesIn(world: World, interrupts: Set<() => void>): Changes {
  const changed = new Set<string>();
  let notice = (): void => {};
  let stop = (): void => {};
  const noticed = (path: string): void => {
    changed.add(path);
    notice();
  };
  return {
    watch(paths) {
      const before = stop;
      stop = world.watch(paths, noticed);
      before();
    },
    async next() {
      await new Promise<void>((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const end = (): void => {
          clearTimeout(timer);
          interrupts.delete(end);
          resolve();
        };
        notice = () => {
          clearTimeout(timer);
          timer = setTimeout(end, quietFor);
        };
        interrupts.add(end);
        if (changed.size > 0) notice();
      });
      notice = () => {};
      const told = [...changed].sort();
      changed.clear();
      return told;
    },
    close: () => stop(),
  };
}

function named(paths: readonly string[]): string {
  const shown = paths.slice(0, mostNamed).map(printable);
  const more = paths.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
