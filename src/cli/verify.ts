/** `dutyproof verify`: the small checker on evidence that `check --evidence` wrote. */

import { verifyEvidence } from '../replay/verify.ts';
import { prettyVerification, verificationExitCode, verificationJson } from '../report/verification.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { type ColorWish, colorFor, widthFor } from './color.ts';
import { type FormatRequest, writeReports } from './format.ts';
import type { World } from './world.ts';

export interface VerifyArguments {
  readonly directory: string;
  readonly format: readonly FormatRequest[];
  readonly color: ColorWish;
}

export async function verify(options: VerifyArguments, world: World): Promise<ExitCode> {
  const verification = verifyEvidence(options.directory, { workingDirectory: world.workingDirectory });
  await writeReports(options.format, world, (name, target) => {
    if (name === 'json') return verificationJson(verification);
    const layout =
      target === 'output'
        ? { width: widthFor(world), color: colorFor(options.color, world) }
        : { width: 100, color: options.color === 'always' ? ('colored' as const) : ('plain' as const) };
    return prettyVerification(options.directory, verification, layout);
  });
  return verificationExitCode(verification);
}
