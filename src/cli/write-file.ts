/** Files that are either complete or not there: a reader must never see half a report. */

import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from './usage.ts';

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

/** What the system said, as a mistake in the command line. Whatever is no error of the system is thrown on. */
export function cannotWrite(path: string, error: unknown): UsageError {
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  return new UsageError(`\`${path}\` cannot be written: ${reasonOf(error)}`);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'permission is denied';
    case 'EISDIR':
      return 'there is a directory of that name';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a part of its path is a file';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
