/**
 * New files, all of them or none.
 *
 * A file that is there is never replaced, not even one that appears in this moment: each is written under another name
 * and then linked to its own, which fails where something has it. What was linked before a failure is taken back.
 */

import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, lstatSync, mkdirSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { printable } from '../report/printable.ts';
import { cannotWrite, UsageError } from './usage.ts';

export interface NewFile {
  /** Relative to the directory that is written to. */
  readonly path: string;
  readonly text: string;
}

/** Writes `files` below `root`, an absolute path; returns their paths as shown. Refuses if one of them is there. */
export function writeNewFiles(
  root: string,
  files: readonly NewFile[],
  workingDirectory: string,
): readonly string[] {
  const shown = (path: string): string => printable(shownPath(workingDirectory, root, path));
  const taken = files.filter(({ path }) => isThere(join(root, path)));
  if (taken.length > 0) {
    const names = taken.map(({ path }) => `\`${shown(path)}\``).join(', ');
    throw new UsageError(`${names} ${taken.length === 1 ? 'exists' : 'exist'} already; nothing was written`);
  }
  writeAll(root, files, shown);
  return files.map(({ path }) => shownPath(workingDirectory, root, path));
}

/** The path of a file below `root`, as seen from the working directory. */
export function shownPath(workingDirectory: string, root: string, path: string): string {
  return relative(workingDirectory, join(root, path)).split(sep).join('/');
}

/** A link that leads nowhere is there, too. Where the path cannot be followed, writing will say why. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function writeAll(root: string, files: readonly NewFile[], shown: (path: string) => string): void {
  const undo: (() => void)[] = [];
  let current = '';
  try {
    for (const { path, text } of files) {
      current = path;
      const target = join(root, path);
      makeDirectory(dirname(target), undo);
      const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        writeFileSync(temporary, text, { flag: 'wx' });
        linkSync(temporary, target);
      } finally {
        if (existsSync(temporary)) unlinkSync(temporary);
      }
      undo.push(() => unlinkSync(target));
    }
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw cannotWrite(shown(current), error);
  }
}

/** Makes what is missing of `path`; each directory that was made is taken back if need be. */
function makeDirectory(path: string, undo: (() => void)[]): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path), undo);
  mkdirSync(path);
  undo.push(() => rmdirSync(path));
}
