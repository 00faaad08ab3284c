/** Finds and reads the policies that a command line names. */

import { catalogue } from '../check/catalogue.ts';
import { importers } from '../import/importers.ts';
import { discoverPolicies } from '../policy/discover.ts';
import type { Policy } from '../policy/model.ts';
import { readPolicy } from '../policy/read.ts';
import type { Diagnostic, Result } from '../source/diagnostic.ts';
import { type DirectoryReader, nodeFiles, withText } from '../source/files.ts';
import { type ImportWish, noImports } from './import-options.ts';
import { tellOperands } from './imports.ts';
import type { Progress } from './progress.ts';
import type { World } from './world.ts';

export interface ReadPolicies {
  readonly policies: readonly Policy[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Every policy found under `paths` in the working tree. */
export function readPolicies(
  paths: readonly string[],
  world: World,
  progress: Progress,
  wish: ImportWish = noImports,
): ReadPolicies {
  return readPoliciesFrom(nodeFiles(world.workingDirectory, world.seen), paths, progress, wish);
}

/** Every policy found under `paths`, each read once, and all that is wrong with them. */
export function readPoliciesFrom(
  files: DirectoryReader,
  paths: readonly string[],
  progress: Progress,
  wish: ImportWish = noImports,
): ReadPolicies {
  const rules = catalogue.map((rule) => rule.id);
  const mentioned = wish.mentioned === undefined ? {} : { mentioned: wish.mentioned };
  const results = new Map<string, Result<Policy>>();
  const read = (path: string): Result<Policy> => {
    const known = results.get(path);
    if (known !== undefined) return known;
    progress.tell(`reading ${path}`);
    const result = readPolicy(path, files, { rules, importers, ...mentioned });
    results.set(path, result);
    return result;
  };
  const policies: Policy[] = [];
  const diagnostics: Diagnostic[] = [];
  const add = (result: Result<Policy>): void => {
    if (result.kind === 'ok') {
      policies.push(result.value);
      diagnostics.push(...result.warnings);
    } else {
      diagnostics.push(...result.diagnostics);
    }
  };
  const { own, roots } = tellOperands(paths, files, wish);
  for (const { path, text, shownAs } of roots) {
    progress.tell(`reading ${shownAs}`);
    add(readPolicy(path, withText(files, path, text), { rules, importers, shownAs, ...mentioned }));
  }
  if (own.length === 0 && roots.length > 0) return { policies, diagnostics };
  const found = discoverPolicies(own, files, (path) => {
    const result = read(path);
    return result.kind === 'ok' ? result.value.files.map((file) => file.path) : null;
  });
  diagnostics.push(...found.diagnostics);
  for (const path of found.policies) add(read(path));
  return { policies, diagnostics };
}
