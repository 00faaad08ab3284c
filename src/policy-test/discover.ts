/** Which files of tests there are, given paths: such a file stands for itself, a directory for those below it. */

import { posix } from 'node:path';
import { type PolicyCode, policyCodes } from '../policy/codes.ts';
import { shown } from '../policy/names.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { DirectoryReader } from '../source/files.ts';

export const testEnding = '.policy-test.yaml';
const maxDepth = 16;
const maxEntries = 100_000;

export interface FoundTests {
  /** Shown paths, each once, in the order of the given paths and then of names. */
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export function discoverTests(given: readonly string[], files: DirectoryReader): FoundTests {
  const found = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const fail = (code: PolicyCode, path: string, message: string, hint?: string): void => {
    const { severity } = policyCodes[code];
    diagnostics.push({ code, severity, message, path, ...(hint === undefined ? {} : { hint }) });
  };
  for (const one of given) {
    const path = files.shown(one);
    switch (files.kind(path)) {
      case 'missing':
        fail('file-not-found', path, `\`${shown(path)}\` does not exist`);
        break;
      case 'other':
        fail('unsupported-file', path, `\`${shown(path)}\` is neither a file nor a directory`);
        break;
      case 'file':
        if (path.endsWith(testEnding)) found.add(path);
        else {
          const message = `\`${shown(path)}\` is no file of policy tests`;
          fail('unsupported-file', path, message, `they end in \`${testEnding}\``);
        }
        break;
      case 'directory': {
        const below = walk(path, files, fail);
        for (const test of below ?? []) found.add(test);
        if (below?.length === 0) {
          const message = `there are no policy tests in \`${shown(path)}\``;
          fail('nothing-found', path, message, `they are files that end in \`${testEnding}\``);
        }
        break;
      }
    }
  }
  return { paths: [...found], diagnostics };
}

function walk(
  root: string,
  files: DirectoryReader,
  fail: (code: PolicyCode, path: string, message: string, hint?: string) => void,
): readonly string[] | null {
  const tests: string[] = [];
  let entries = 0;
  const visit = (directory: string, depth: number): boolean => {
    const list = files.list(directory);
    if (list === null) {
      fail('file-unreadable', directory, `directory \`${shown(directory)}\` cannot be read`);
      return true;
    }
    entries += list.length;
    if (depth > maxDepth || entries > maxEntries) {
      const message =
        depth > maxDepth
          ? `\`${shown(directory)}\` is more than ${maxDepth} directories deep`
          : `there are more than ${maxEntries.toLocaleString('en')} files below \`${shown(root)}\``;
      fail('too-many-files', directory, message, 'name the files, or a directory further down');
      return false;
    }
    for (const { name, kind } of list) {
      const path = posix.join(directory, name);
      if (kind === 'file' && name.endsWith(testEnding)) tests.push(path);
      if (kind !== 'directory' || name === 'node_modules' || name.startsWith('.')) continue;
      if (!visit(path, depth + 1)) return false;
    }
    return true;
  };
  return visit(root, 0) ? tests : null;
}
