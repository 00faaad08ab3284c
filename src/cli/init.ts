/** `dutyproof init`: writes a starter, all of it or nothing. */

import { relative, resolve } from 'node:path';
import { type PipelineName, starterFiles } from '../init/starter.ts';
import { printable } from '../report/printable.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { shellPath } from './shell.ts';
import { version } from './version.ts';
import type { World } from './world.ts';
import { shownPath, writeNewFiles } from './write-new.ts';

export interface InitArguments {
  readonly directory: string;
  readonly ci: PipelineName;
  readonly preCommit?: true;
}

export async function init({ directory, ci, preCommit }: InitArguments, world: World): Promise<ExitCode> {
  const files = starterFiles({ ci, preCommit: preCommit === true, version });
  const root = resolve(world.workingDirectory, directory);
  const written = writeNewFiles(root, files, world.workingDirectory);
  const shown = (path: string): string => printable(shownPath(world.workingDirectory, root, path));
  const where = relative(world.workingDirectory, root) === '' ? '.' : shellPath(shown(''));
  const next = where === '.' ? '' : ` ${where}`;
  world.out(
    [
      `Written: ${written.map(printable).join(', ')}`,
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
