/** Runs command lines in this process, in a world of its own. */

import { run } from '../../src/cli/run.ts';
import type { World } from '../../src/cli/world.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Setting {
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly outIsTerminal?: boolean;
  readonly errIsTerminal?: boolean;
  readonly columns?: number | null;
  readonly onInterrupt?: World['onInterrupt'];
  readonly watch?: World['watch'];
  readonly now?: () => number;
  readonly today?: string;
}

/** A world in which nothing can be heard or seen beyond what the setting says. */
export function testWorld(
  setting: Setting = {},
  told: { out: string; err: string } = { out: '', err: '' },
): World {
  return {
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    outIsTerminal: setting.outIsTerminal ?? false,
    errIsTerminal: setting.errIsTerminal ?? false,
    columns: setting.columns ?? null,
    environment: setting.environment ?? {},
    workingDirectory: setting.workingDirectory ?? process.cwd(),
    onInterrupt: setting.onInterrupt ?? (() => () => {}),
    watch: setting.watch ?? (() => () => {}),
    now: setting.now ?? (() => performance.now()),
    // Far from the days on which suppressions of tests end, whatever day it is.
    today: () => setting.today ?? '2026-06-01',
  };
}

export async function dutyproof(argv: readonly string[], setting: Setting = {}): Promise<Ran> {
  const told = { out: '', err: '' };
  const code = await run(argv, testWorld(setting, told));
  return { code, ...told };
}
