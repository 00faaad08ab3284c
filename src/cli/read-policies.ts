/** Finds and reads the policies that a command line names. */

import { catalogue } from '../check/catalogue.ts';
import { discoverPolicies } from '../policy/discover.ts';
import type { Policy } from '../policy/model.ts';
import { readPolicy } from '../policy/read.ts';
import type { Diagnostic, Result } from '../source/diagnostic.ts';
import { type DirectoryReader, nodeFiles } from '../source/files.ts';
import type { Progress } from './progress.ts';
import type { World } from './world.ts';

export interface ReadPolicies {
  readonly policies: readonly Policy[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Every policy found under `paths` in the working tree. */
export function readPolicies(paths: readonly string[], world: World, progress: Progress): ReadPolicies {
  return readPoliciesFrom(nodeFiles(world.workingDirectory, world.seen), paths, progress);
}

/** Every policy found under `paths`, each read once, and all that is wrong with them. */
export function readPoliciesFrom(
  files: DirectoryReader,
  paths: readonly string[],
  progress: Progress,
): ReadPolicies {
  const rules = catalogue.map((rule) => rule.id);
  const results = new Map<string, Result<Policy>>();
  const read = (path: string): Result<Policy> => {
    const known = results.get(path);
    if (known !== undefined) return known;
    progress.tell(`reading ${path}`);
    const result = readPolicy(path, files, { rules });
    results.set(path, result);
    return result;
  };
  const found = discoverPolicies(paths, files, (path) => {
    const result = read(path);
    return result.kind === 'ok' ? result.value.files.map((file) => file.path) : null;
  });
  const policies: Policy[] = [];
  const diagnostics: Diagnostic[] = [...found.diagnostics];
  for (const path of found.policies) {
    const result = read(path);
    if (result.kind === 'ok') {
      policies.push(result.value);
      diagnostics.push(...result.warnings);
    } else {
      diagnostics.push(...result.diagnostics);
    }
  }
  return { policies, diagnostics };
}
