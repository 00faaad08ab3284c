/**
 * What an evidence directory contains: `manifest.json` (what was read, and how it was judged) and `verdicts.json`.
 *
 * Paths are relative: `base` leads from the directory to the working directory of the check, inputs are relative to
 * that. The manifest is written last and holds the hash of the verdicts, so that a directory is complete or it is no
 * evidence.
 */

import * as z from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestName = 'manifest.json';
export const verdictsName = 'verdicts.json';

export const manifestShape = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('dutyproof evidence'),
  command: z.string(),
  base: z.string(),
  policies: z.array(
    z.strictObject({
      /** The root file, one of `inputs`. */
      path: z.string(),
      /** The reading in full, for people; the verifier takes it from the policy. */
      profile: z.record(z.string(), z.string()),
      /** The root where that is another one: a policy that nobody wrote, made of what was imported. */
      root: z.string().optional(),
      /** Inputs that no file holds: such a root, and what a server said. */
      texts: z.array(z.strictObject({ path: z.string(), text: z.string() })).optional(),
      /** Every file that was read for the policy. */
      inputs: z.array(z.strictObject({ path: z.string(), sha256 })),
      /** Ids of the rules that were run: what is complete is said of these only. */
      rules: z.array(z.string()),
    }),
  ),
  verdicts: z.strictObject({ path: z.literal(verdictsName), sha256 }),
});

export type Manifest = z.infer<typeof manifestShape>;

/** Verdicts are read one by one, so that a malformed one does not hide the others. */
export const verdictsShape = z.strictObject({
  schemaVersion: z.literal(1),
  verdicts: z.array(z.unknown()),
});
