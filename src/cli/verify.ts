/** `dutyproof verify`: the small checker on evidence that `check --evidence` wrote. */

import type { ExitCode } from '../verdict/verdict.ts';
import type { ColorWish } from './color.ts';
import type { FormatRequest } from './format.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface VerifyArguments {
  readonly directory: string;
  readonly format: readonly FormatRequest[];
  readonly color: ColorWish;
}

export async function verify(options: VerifyArguments, _world: World): Promise<ExitCode> {
  throw new UsageError(`evidence in \`${options.directory}\` cannot be verified yet`);
}
