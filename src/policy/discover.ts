/**
 * What to check, given paths: a policy file stands for itself, a directory for every `*.policy.yaml` below it, and an
 * application, or a part of a policy, for the policy that names it. One that no policy names is an error, because
 * nothing would check it and nobody would know.
 */

import { posix } from 'node:path';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type DirectoryReader, readText } from '../source/files.ts';
import { type PolicyCode, policyCodes } from './codes.ts';
import { shown } from './names.ts';
import { problemCollector } from './problems.ts';
import { type Node, readYaml } from './yaml.ts';

export interface Discovery {
  /** Shown paths of root files, each once, in the order of the given paths and then of names. */
  readonly policies: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const policyEnding = '.policy.yaml';
const applicationEnding = '.app';
const partEnding = '.policy-part.yaml';
const maxDepth = 16;
const maxEntries = 100_000;
const maxPolicyBytes = 4 * 1024 * 1024;
/** How far above an application its policy is looked for, where the working directory does not end the search. */
const maxParents = 4;

/**
 * `readFiles` tells the files of a policy to whom reads policies anyway, so that they are not parsed twice; null where
 * the policy could not be read.
 */
export function discoverPolicies(
  paths: readonly string[],
  files: DirectoryReader,
  readFiles: (policy: string) => readonly string[] | null = () => null,
): Discovery {
  const policies = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const fail = (code: PolicyCode, path: string, message: string, hint?: string): void => {
    const { severity } = policyCodes[code];
    diagnostics.push({ code, severity, message, path, ...(hint === undefined ? {} : { hint }) });
  };
  const owned = ownershipReader(files, readFiles);

  const addOwner = (file: string): void => {
    const owners = ownersAbove(file, files, owned);
    for (const owner of owners) policies.add(owner);
    if (owners.length > 0) return;
    if (file.endsWith(partEnding)) {
      fail(
        'orphan-part',
        file,
        `no policy includes \`${shown(file)}\``,
        'name it under `include:` in a policy of its directory, or of one above',
      );
      return;
    }
    fail(
      'orphan-application',
      file,
      `no policy names the application \`${shown(file)}\``,
      'name it under `applications:` in a policy of its directory, or of one above',
    );
  };

  for (const given of paths) {
    const path = files.shown(given);
    switch (files.kind(path)) {
      case 'missing':
        fail('file-not-found', path, `\`${shown(path)}\` does not exist`);
        break;
      case 'other':
        fail('unsupported-file', path, `\`${shown(path)}\` is neither a file nor a directory`);
        break;
      case 'file':
        if (path.endsWith(policyEnding)) policies.add(path);
        else if (isOwned(path)) addOwner(path);
        else {
          fail(
            'unsupported-file',
            path,
            `\`${shown(path)}\` is neither a policy nor an application`,
            `policies end in \`${policyEnding}\`, applications in \`${applicationEnding}\``,
          );
        }
        break;
      case 'directory': {
        const found = walk(path, files, fail);
        if (found === null) break;
        for (const policy of found.policies) policies.add(policy);
        const named = new Set<string>();
        // Policies are opened only where there is an application or a part to look for.
        if (found.owned.length > 0) {
          for (const policy of found.policies) for (const file of owned(policy)) named.add(file);
        }
        for (const file of found.owned) if (!named.has(file)) addOwner(file);
        if (found.policies.length === 0 && found.owned.length === 0) {
          fail(
            'nothing-found',
            path,
            `there is no policy in \`${shown(path)}\``,
            `policies are files that end in \`${policyEnding}\``,
          );
        }
        break;
      }
    }
  }
  if (paths.length === 0) fail('nothing-found', '.', 'no path was given');
  return { policies: [...policies], diagnostics };
}

interface Found {
  readonly policies: readonly string[];
  /** Applications and parts of policies. */
  readonly owned: readonly string[];
}

function isOwned(path: string): boolean {
  return path.endsWith(applicationEnding) || path.endsWith(partEnding);
}

function walk(
  root: string,
  files: DirectoryReader,
  fail: (code: PolicyCode, path: string, message: string, hint?: string) => void,
): Found | null {
  const policies: string[] = [];
  const owned: string[] = [];
  let entries = 0;
  const visit = (directory: string, depth: number): boolean => {
    const list = files.list(directory);
    if (list === null) {
      fail('file-unreadable', directory, `directory \`${shown(directory)}\` cannot be read`);
      return true;
    }
    entries += list.length;
    if (depth > maxDepth || entries > maxEntries) {
      fail(
        'too-many-files',
        directory,
        depth > maxDepth
          ? `\`${shown(directory)}\` is more than ${maxDepth} directories deep`
          : `there are more than ${maxEntries.toLocaleString('en')} files below \`${shown(root)}\``,
        'name the policy files, or a directory further down',
      );
      return false;
    }
    for (const { name, kind } of list) {
      const path = posix.join(directory, name);
      if (kind === 'directory') {
        if (name === 'node_modules' || name.startsWith('.')) continue;
        if (!visit(path, depth + 1)) return false;
      }
      if (kind !== 'file') continue;
      if (name.endsWith(policyEnding)) policies.push(path);
      if (isOwned(name)) owned.push(path);
    }
    return true;
  };
  return visit(root, 0) ? { policies, owned } : null;
}

/** The policies in the nearest directory, upwards from the file's own, that name it. */
function ownersAbove(
  file: string,
  files: DirectoryReader,
  owned: (policy: string) => ReadonlySet<string>,
): readonly string[] {
  let directory = posix.dirname(file);
  for (let level = 0; level <= maxParents; level += 1) {
    const owners = (files.list(directory) ?? [])
      .filter(({ name, kind }) => kind === 'file' && name.endsWith(policyEnding))
      .map(({ name }) => posix.join(directory, name))
      .filter((policy) => owned(policy).has(file));
    if (owners.length > 0) return owners;
    const above = files.shown(`${directory}/..`);
    if (directory === '.' || above === directory) return [];
    directory = above;
  }
  return [];
}

/** Which files a policy and its parts name; each policy is opened once. Says nothing of a policy that is no YAML. */
function ownershipReader(
  files: DirectoryReader,
  readFiles: (policy: string) => readonly string[] | null,
): (policy: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (policy) => {
    const before = known.get(policy);
    if (before !== undefined) return before;
    const named = new Set(readFiles(policy) ?? namedFiles(policy, files));
    known.set(policy, named);
    return named;
  };
}

/** Reading the policy reports what is wrong with it; here only the names matter. */
function namedFiles(policy: string, files: DirectoryReader): readonly string[] {
  const named = new Set<string>();
  const waiting = [policy];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const directory = posix.dirname(path);
    const { includes, applications } = namesWritten(path, files);
    for (const name of applications) named.add(posix.join(directory, name));
    for (const name of includes) {
      const part = posix.join(directory, name);
      if (named.has(part) || part === policy || named.size > maxEntries) continue;
      named.add(part);
      // What lies elsewhere is refused by the reader.
      if (!posix.relative(posix.dirname(policy), part).startsWith('..')) waiting.push(part);
    }
  }
  return [...named];
}

function namesWritten(
  path: string,
  files: DirectoryReader,
): { readonly includes: readonly string[]; readonly applications: readonly string[] } {
  const content = readText(files, path, maxPolicyBytes, '');
  const ignored = problemCollector();
  const root = content.kind === 'failed' ? null : readYaml(content.file, ignored, ignored).root;
  const itemsOf = (wanted: string): readonly Node[] =>
    (root?.kind === 'map' ? root.entries : [])
      .filter(({ key }) => key.text === wanted)
      .flatMap(({ value }) => (value.kind === 'list' ? value.items : []));
  const textOf = (node: Node): readonly string[] =>
    node.kind === 'scalar' && typeof node.value === 'string' ? [node.value] : [];
  return {
    includes: itemsOf('include').flatMap(textOf),
    applications: itemsOf('applications')
      .flatMap((item) => (item.kind === 'map' ? item.entries : []))
      .filter(({ key }) => key.text === 'file')
      .flatMap(({ value }) => textOf(value)),
  };
}
