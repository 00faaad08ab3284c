/** Files that are either complete or not there: a reader must never see half a report. */

import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { cannotWrite } from './usage.ts';

/** Writes `text` to `path`, relative to `workingDirectory`; directories are made. */
export async function writeAtomically(workingDirectory: string, path: string, text: string): Promise<void> {
  const target = resolve(workingDirectory, path);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw cannotWrite(path, error);
  }
}
