/** Writes what an independent checker needs to confirm verdicts. */

import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { packPrefix } from '../packs/packs.ts';
import type { Policy } from '../policy/model.ts';
import { recheckedRules } from '../replay/recheck/recheck.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { type Manifest, manifestName, verdictsName } from './shape.ts';

/** What was judged; a `CheckOutcome` has these fields. */
export interface Judged {
  readonly policy: Policy;
  readonly verdicts: readonly Verdict[];
  readonly rulesOff: readonly string[];
}

export interface EvidenceFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The files of the evidence, in the order in which they must be written. `base` leads from there to the inputs; what
 * `isFile` does not know goes with them.
 */
export function evidenceFiles(
  command: string,
  judged: readonly Judged[],
  base: string,
  isFile: (path: string) => boolean = () => true,
): readonly EvidenceFile[] {
  const verdicts = `${JSON.stringify(
    { schemaVersion: 1, verdicts: judged.flatMap((one) => one.verdicts) },
    null,
    1,
  )}\n`;
  const manifest: Manifest = {
    schemaVersion: 1,
    kind: 'dutyproof evidence',
    command,
    base,
    policies: judged.map(({ policy, rulesOff }) => ({
      path: policy.path,
      ...notOnDisk(policy, isFile),
      profile: { ...policy.profile },
      inputs: policy.files.map(({ path, sha256 }) => ({ path, sha256 })),
      rules: recheckedRules.filter((rule) => !rulesOff.includes(rule)),
    })),
    verdicts: { path: verdictsName, sha256: createHash('sha256').update(verdicts).digest('hex') },
  };
  return [
    { name: verdictsName, text: verdicts },
    { name: manifestName, text: `${JSON.stringify(manifest, null, 2)}\n` },
  ];
}

/** What the checker could not read again: the root of a policy that nobody wrote, and what a server said. */
function notOnDisk(
  { path, files }: Policy,
  isFile: (path: string) => boolean,
): Pick<Manifest['policies'][number], 'root' | 'texts'> {
  const texts = files.filter((file) => !file.path.startsWith(packPrefix) && !isFile(file.path));
  const root = files[0]?.path ?? path;
  return {
    ...(root === path ? {} : { root }),
    ...(texts.length === 0 ? {} : { texts: texts.map(({ path: where, text }) => ({ path: where, text })) }),
  };
}

/**
 * Writes the evidence of `judged` to `directory` (relative to `workingDirectory`), which is made. Each file is
 * complete or not there; an older manifest is removed first, so that no reader takes new verdicts for old ones.
 * Rejects with the system's error where it cannot write.
 */
export async function writeEvidence(
  directory: string,
  workingDirectory: string,
  command: string,
  judged: readonly Judged[],
): Promise<void> {
  const target = resolve(workingDirectory, directory);
  const base = relative(target, resolve(workingDirectory)).split(sep).join('/');
  const files = evidenceFiles(command, judged, base === '' ? '.' : base, (path) =>
    existsSync(resolve(workingDirectory, path)),
  );
  await mkdir(target, { recursive: true });
  await rm(join(target, manifestName), { force: true });
  for (const { name, text } of files) {
    const path = join(target, name);
    const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await writeFile(temporary, text);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  }
}
