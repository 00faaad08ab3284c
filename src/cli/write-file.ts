/** Files that are either complete or not there: a reader must never see half a report. */

import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
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

/** Adds what `make` makes to the file at `path`, in the bytes that are left of `most`. */
export async function appendWithin(
  workingDirectory: string,
  path: string,
  most: number,
  make: (bytes: number) => string,
): Promise<void> {
  const target = resolve(workingDirectory, path);
  try {
    const used = await stat(target).then(
      ({ size }) => size,
      () => 0,
    );
    const text = make(Math.max(0, most - used));
    if (used + Buffer.byteLength(text) <= most) await appendFile(target, text);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
