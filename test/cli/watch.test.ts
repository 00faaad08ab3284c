/** `--watch` in a world in which files change when the test says so. */

import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/usage.ts';
import { watchAndRun } from '../../src/cli/watch.ts';
import type { World } from '../../src/cli/world.ts';
import type { ExitCode } from '../../src/verdict/verdict.ts';

interface Stage {
  readonly world: World;
  readonly told: { out: string; err: string };
  /** The paths of each watch that was begun, and whether it was ended. */
  readonly watches: { readonly paths: readonly string[]; open: boolean }[];
  /** Whether anybody waits for interrupts. */
  readonly isHeard: () => boolean;
  readonly change: (...paths: string[]) => void;
  readonly interrupt: () => void;
  /** Waits until so many watches were begun. */
  readonly watchNumber: (count: number) => Promise<void>;
}

function stage({ terminal = false } = {}): Stage {
  const told = { out: '', err: '' };
  const watches: Stage['watches'] = [];
  const changed: ((path: string) => void)[] = [];
  let handler: (() => void) | null = null;
  const started = new Set<() => void>();
  const world: World = {
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    outIsTerminal: terminal,
    errIsTerminal: terminal,
    columns: null,
    environment: {},
    workingDirectory: '/',
    onInterrupt(listener) {
      handler = listener;
      return () => {
        handler = null;
      };
    },
    watch(paths, tell) {
      const one = { paths, open: true };
      watches.push(one);
      changed.push((path) => {
        if (one.open && paths.includes(path)) tell(path);
      });
      for (const look of started) look();
      return () => {
        one.open = false;
      };
    },
    now: () => 0,
    today: () => '2026-06-01',
  };
  return {
    world,
    told,
    watches,
    isHeard: () => handler !== null,
    change: (...paths) => {
      for (const path of paths) for (const tell of changed) tell(path);
    },
    interrupt: () => handler?.(),
    watchNumber: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (watches.length < count) return;
          started.delete(look);
          setTimeout(resolve, 0);
        };
        started.add(look);
        look();
      }),
  };
}

test('what a run looked at starts the next one, once for many changes', async () => {
  const { world, told, watches, change, interrupt, watchNumber, isHeard } = stage();
  let runs = 0;
  const watching = watchAndRun(async ({ seen }) => {
    runs += 1;
    seen?.('a.policy.yaml');
    if (runs === 2) seen?.('b.csv');
    return runs === 3 ? 1 : 0;
  }, world);
  await watchNumber(1);
  change('b.csv');
  expect(watches[0]!.paths).toEqual(['a.policy.yaml']);
  change('a.policy.yaml', 'a.policy.yaml');
  await watchNumber(2);
  expect(runs).toBe(2);
  expect(watches.map(({ open }) => open)).toEqual([false, true]);
  change('b.csv', 'a.policy.yaml');
  await watchNumber(3);
  interrupt();
  expect(await watching).toBe(1);
  expect(told.err).toContain('changed: a.policy.yaml\n');
  expect(told.err).toContain('changed: a.policy.yaml, b.csv\n');
  expect(told.err).toContain('2 paths watched');
  expect(told.out).toBe('');
  expect([watches.some(({ open }) => open), isHeard()]).toEqual([false, false]);
});

test('what changes during a run is not missed', async () => {
  const { world, change, interrupt, watchNumber } = stage();
  let runs = 0;
  const watching = watchAndRun(async ({ seen }) => {
    runs += 1;
    seen?.('a');
    if (runs === 2) change('a');
    return 0;
  }, world);
  await watchNumber(1);
  change('a');
  await watchNumber(3);
  expect(runs).toBe(3);
  interrupt();
  await watching;
});

test('an interrupt reaches the run that is under way, and no other follows', async () => {
  const { world, watches, interrupt } = stage();
  const watching = watchAndRun(
    ({ onInterrupt }) =>
      new Promise<ExitCode>((resolve) => {
        onInterrupt(() => resolve(3));
      }),
    world,
  );
  interrupt();
  expect(await watching).toBe(3);
  expect(watches).toEqual([]);
});

test('a mistake in the command line ends the first run, and only that', async () => {
  const { world, told, isHeard } = stage();
  const mistake = new UsageError('`x` is wrong');
  await expect(watchAndRun(() => Promise.reject(mistake), world)).rejects.toBe(mistake);
  expect(isHeard()).toBe(false);

  const other = stage();
  let runs = 0;
  const watching = watchAndRun(async ({ seen }) => {
    seen?.('a');
    runs += 1;
    if (runs === 2) throw mistake;
    return 0;
  }, other.world);
  await other.watchNumber(1);
  other.change('a');
  await other.watchNumber(2);
  other.interrupt();
  expect(await watching).toBe(2);
  expect(other.told.err).toContain('error: `x` is wrong\n');
  expect(told.err).toBe('');
});

test('only a terminal is cleared', async () => {
  const { world, told, change, interrupt, watchNumber } = stage({ terminal: true });
  const watching = watchAndRun(async ({ seen }) => {
    seen?.('a');
    return 0;
  }, world);
  await watchNumber(1);
  expect(told.out).toBe('');
  change('a');
  await watchNumber(2);
  expect(told.out).toBe('\u001b[2J\u001b[3J\u001b[H');
  interrupt();
  await watching;
});
