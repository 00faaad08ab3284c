/** `dutyproof.yaml`: one definition for the reader and the JSON Schema. The keys are the options of the command line. */

import * as z from 'zod';

const oneOrMany = z.union([z.string(), z.array(z.string())]);

export const settingsShape = z
  .strictObject({
    policies: oneOrMany.optional().describe('What is judged where the command line names no path.'),
    format: oneOrMany
      .optional()
      .describe('Reports: NAME, or NAME=FILE. A command leaves out what it cannot write.'),
    'fail-on': oneOrMany
      .optional()
      .describe('What fails: error, warning or note (the lowest counts); vacuous, changed, existing.'),
    only: oneOrMany.optional().describe('The rules that run.'),
    skip: oneOrMany.optional().describe('Rules that do not run.'),
    baseline: z.string().optional().describe('Findings that were there before.'),
    suppressions: oneOrMany.optional().describe('Files of findings that somebody answers for.'),
    'time-limit': z.number().optional().describe('Seconds.'),
    seed: z.number().optional().describe('Another order of looking at everything.'),
    color: z.string().optional().describe('auto, always or never.'),
    'coverage-threshold': z.number().optional().describe('Per cent that policy tests must cover.'),
  })
  .describe('Settings of dutyproof for a project: flags come first, then the environment, then this file.');

export type SettingName = keyof z.infer<typeof settingsShape>;

export const settingNames = Object.keys(settingsShape.shape) as readonly SettingName[];

/** Settings that are paths: relative to the file that states them, in or below its directory. */
export const pathSettings: ReadonlySet<SettingName> = new Set(['policies', 'baseline', 'suppressions']);

export function settingsJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(settingsShape, { target: 'draft-7', io: 'input' });
  return { $schema, title: 'dutyproof.yaml', ...schema };
}
