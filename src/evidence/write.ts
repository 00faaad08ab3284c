/** Writes what an independent checker needs to confirm verdicts. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
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

/** The files of the evidence, in the order in which they must be written. `base` leads from there to the inputs. */
export function evidenceFiles(
  command: string,
  judged: readonly Judged[],
  base: string,
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
      ...rootOf(policy),
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

/** The root of a policy that nobody wrote, since no file has it. */
function rootOf({ path, files }: Policy): Pick<Manifest['policies'][number], 'root'> {
  const [root] = files;
  return root === undefined || root.path === path ? {} : { root: { path: root.path, text: root.text } };
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
  const files = evidenceFiles(command, judged, base === '' ? '.' : base);
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
