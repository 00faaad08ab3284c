/**
 * `dutyproof init`: writes a starter, all of it or nothing.
 *
 * A file that is there is never replaced, not even one that appears in this moment: each is written under another name
 * and then linked to its own, which fails where something has it. What was linked before a failure is taken back.
 */

import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, lstatSync, mkdirSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { StarterFile } from '../init/file.ts';
import { type PipelineName, starterFiles } from '../init/starter.ts';
import { printable } from '../report/printable.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { shellPath } from './shell.ts';
import { cannotWrite, UsageError } from './usage.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

export interface InitArguments {
  readonly directory: string;
  readonly ci: PipelineName;
  readonly preCommit?: true;
}

export async function init({ directory, ci, preCommit }: InitArguments, world: World): Promise<ExitCode> {
  const files = starterFiles({ ci, preCommit: preCommit === true, version });
  const root = resolve(world.workingDirectory, directory);
  const shown = (path: string): string =>
    printable(relative(world.workingDirectory, join(root, path)).split(sep).join('/'));
  const taken = files.filter(({ path }) => isThere(join(root, path)));
  if (taken.length > 0) {
    const names = taken.map(({ path }) => `\`${shown(path)}\``).join(', ');
    throw new UsageError(`${names} ${taken.length === 1 ? 'exists' : 'exist'} already; nothing was written`);
  }
  writeAll(root, files, shown);
  const where = relative(world.workingDirectory, root) === '' ? '.' : shellPath(shown(''));
  const next = where === '.' ? '' : ` ${where}`;
  world.out(
    [
      `Written: ${files.map(({ path }) => shown(path)).join(', ')}`,
      `Next: dutyproof check${next || ' .'} && dutyproof test${next || ' .'}`,
      ...(ci === 'none'
        ? []
        : ['Then commit: from now on each change is compared with what it starts from.']),
      ...(preCommit === true ? ['Hooks run once you say: pre-commit install'] : []),
      '',
    ].join('\n'),
  );
  return 0;
}

/** A link that leads nowhere is there, too. Where the path cannot be followed, writing will say why. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function writeAll(root: string, files: readonly StarterFile[], shown: (path: string) => string): void {
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
