/**
 * What `dutyproof diff` compares: revisions of a git repository, or files and directories.
 *
 * `A..B`, `A...B` (from their common ancestor), `A B`, `A` (with the working tree), each followed by paths; or two paths;
 * or a revision and paths of the working tree. `REV:PATH` is a path of a revision.
 */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DirectoryReader, nodeFiles } from '../source/files.ts';
import { type Git, openGit } from './git.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

/** One side of a comparison. */
export interface Tree {
  readonly files: DirectoryReader;
  readonly paths: readonly string[];
  /** As the user named it: `main`, `old/`, `the working tree`. */
  readonly name: string;
}

export interface Operands {
  readonly before: Tree;
  readonly now: Tree;
}

type Operand =
  | {
      readonly kind: 'revision';
      readonly name: string;
      readonly commit: string;
      readonly path: string | null;
    }
  | { readonly kind: 'path'; readonly path: string };

export function operandsOf(words: readonly string[], usual: readonly string[], world: World): Operands {
  const [first, second, ...rest] = words;
  if (first === undefined) throw new UsageError('`diff` needs something to compare: `dutyproof diff main`');
  const repository = repositoryOf(world);
  const range = rangeOf(first, world, repository);
  if (range !== null) {
    const paths = words.slice(1);
    return {
      before: ofRevision(range.before, usual, paths, repository),
      now: ofRevision(range.now, usual, paths, repository),
    };
  }
  const before = operandOf(first, world, repository);
  const now = second === undefined ? null : operandOf(second, world, repository);
  if (before.kind === 'path') {
    if (now === null)
      throw new UsageError(
        `\`${first}\` is a path: what is it to be compared with? A second path, or a revision before it`,
      );
    if (now.kind === 'revision')
      throw new UsageError(
        `\`${first}\` is a path and \`${second}\` a revision: name the revision first, then paths`,
      );
    if (rest.length > 0) throw new UsageError(`two paths were given to compare, and \`${rest[0]}\` besides`);
    return { before: ofPaths([before.path], world), now: ofPaths([now.path], world) };
  }
  if (now === null || now.kind === 'path') {
    const named = now === null ? [] : [now.path, ...rest];
    if (before.path !== null && named.length > 1)
      throw new UsageError(`\`${first}\` is one path of a revision: compare it with one path`);
    const paths = named.length > 0 ? named : before.path !== null ? [before.path] : usual;
    return {
      before: ofRevision(before, usual, before.path === null ? paths : [], repository),
      now: ofPaths(paths, world, named.length > 0 && before.path !== null ? null : 'the working tree'),
    };
  }
  return {
    before: ofRevision(before, usual, rest, repository),
    now: ofRevision(now, usual, rest, repository),
  };
}

type Revision = Extract<Operand, { kind: 'revision' }>;
/** Opened when it is first asked for. */
interface Repository {
  readonly open: () => Git | null;
  /** A usage error where there is none. */
  readonly git: () => Git;
}

function repositoryOf(world: World): Repository {
  let opened: { readonly git: Git | null } | null = null;
  const open = (): Git | null => {
    opened ??= { git: openGit(world) };
    return opened.git;
  };
  return {
    open,
    git() {
      const git = open();
      if (git === null)
        throw new UsageError('this is no git repository, or there is no `git`: name two paths');
      return git;
    },
  };
}

/** `A..B` and `A...B`; an empty side is `HEAD`. Null where a file has that name. */
function rangeOf(
  word: string,
  world: World,
  repository: Repository,
): { readonly before: Revision; readonly now: Revision } | null {
  const match = /^(.*?)(\.{2,3})(.*)$/s.exec(word);
  if (match === null || isThere(word, world) || /(^|[/:])\.\.(\/|$)/.test(word)) return null;
  const [, left = '', dots, right = ''] = match;
  const before = revisionOf(left === '' ? 'HEAD' : left, repository);
  const now = revisionOf(right === '' ? 'HEAD' : right, repository);
  if (dots === '..') return { before, now };
  const base = repository.git().mergeBase(before.commit, now.commit);
  if (base === null) throw new UsageError(`\`${left}\` and \`${right}\` have no common ancestor`);
  return { before: { ...before, commit: base }, now };
}

function operandOf(word: string, world: World, repository: Repository): Operand {
  if (isThere(word, world)) {
    const isRevision = !/[/.]/.test(word) && (repository.open()?.commit(word) ?? null) !== null;
    if (isRevision)
      throw new UsageError(
        `\`${word}\` is a path and a revision: write \`./${word}\` for the path, \`refs/heads/${word}\` for the branch`,
      );
    return { kind: 'path', path: word };
  }
  const colon = word.indexOf(':');
  if (colon > 0)
    return {
      ...revisionOf(word.slice(0, colon), repository),
      name: word,
      path: word.slice(colon + 1) || '.',
    };
  return revisionOf(word, repository);
}

function revisionOf(name: string, repository: Repository): Revision {
  const commit = repository.git().commit(name);
  if (commit === null)
    throw new UsageError(
      `\`${name}\` is neither a path nor a revision of this repository` +
        // In a pipeline it is mostly the history that is missing.
        (/^[0-9a-f]{7,64}$|^origin\//.test(name) ? '; is the whole history there (`fetch-depth: 0`)?' : ''),
    );
  return { kind: 'revision', name, commit, path: null };
}

function ofRevision(
  { name, commit, path }: Revision,
  usual: readonly string[],
  paths: readonly string[],
  repository: Repository,
): Tree {
  const own = path !== null ? [path] : paths.length > 0 ? paths : usual;
  return { files: repository.git().files(commit), paths: own, name };
}

function ofPaths(paths: readonly string[], world: World, name: string | null = null): Tree {
  return { files: nodeFiles(world.workingDirectory, world.seen), paths, name: name ?? paths.join(' ') };
}

function isThere(path: string, world: World): boolean {
  return existsSync(resolve(world.workingDirectory, path));
}
