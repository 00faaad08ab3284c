/**
 * Files of a git revision, read through `git` itself: as committed, without a checkout.
 *
 * Which program is fixed here, no shell reads its arguments, a revision cannot be an option, and nothing is fetched that
 * is not there. The tree is listed once; the small files that every run reads come in one go, others when asked for.
 */

import { spawnSync } from 'node:child_process';
import { isAbsolute, posix, relative, sep } from 'node:path';
import type { DirectoryEntry, DirectoryReader, FileContent } from '../source/files.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface Git {
  /** The commit that a revision names, or null. */
  commit(revision: string): string | null;
  /** The best common ancestor of two commits, or null. */
  mergeBase(one: string, other: string): string | null;
  /** The files of a commit; paths are relative to the working directory, as those of the working tree. */
  files(commit: string): DirectoryReader;
}

const mebibyte = 1024 * 1024;
const mostOutput = 512 * mebibyte;
/** What is read in one go: the files that people write. */
const smallFiles = /\.(?:policy|policy-part|policy-test)\.yaml$|\.app$/;
const mostPrefetched = 32 * mebibyte;
const mostLinks = 16;

/** Null where the working directory is in no repository, or there is no `git`. */
export function openGit(world: World): Git | null {
  const run = runner(world);
  const found = run(['rev-parse', '--show-prefix']);
  if (found.kind === 'failed') return null;
  const prefix = found.bytes.toString('utf8').replace(/\n$/, '');
  return {
    commit(revision) {
      if (revision === '' || revision.startsWith('-')) return null;
      const answer = run(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
      return answer.kind === 'ok' ? answer.bytes.toString('utf8').trim() : null;
    },
    mergeBase(one, other) {
      const answer = run(['merge-base', one, other]);
      return answer.kind === 'ok' ? answer.bytes.toString('utf8').trim() : null;
    },
    files(commit) {
      const tree = run(['ls-tree', '-r', '-z', '-l', '--full-tree', commit]);
      if (tree.kind === 'failed') throw new UsageError(`\`git ls-tree\` failed: ${tree.reason}`);
      return treeFiles(entriesOf(tree.bytes), blobReader(run), prefix, world.workingDirectory);
    },
  };
}

type Answer =
  | { readonly kind: 'ok'; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly reason: string };

type Run = (args: readonly string[], input?: string) => Answer;

function runner(world: World): Run {
  const env = {
    ...world.environment,
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
  return (args, input) => {
    const { status, stdout, stderr, error } = spawnSync('git', args, {
      cwd: world.workingDirectory,
      env,
      maxBuffer: mostOutput,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(input === undefined ? {} : { input }),
    });
    if (error !== undefined) return { kind: 'failed', reason: error.message };
    if (status === 0) return { kind: 'ok', bytes: stdout };
    const [reason = ''] = stderr.toString('utf8').trim().split('\n');
    return { kind: 'failed', reason };
  };
}

// --- the tree ---------------------------------------------------------------------------------------------------

interface Entry {
  /** `link`: its content is a path. */
  readonly kind: 'file' | 'link' | 'other';
  readonly object: string;
  /** Bytes. */
  readonly size: number;
}

/** By path from the top of the repository. `MODE TYPE OBJECT SIZE<tab>PATH`, each ended by a NUL. */
function entriesOf(listing: Buffer): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const line of listing.toString('utf8').split('\0')) {
    const tab = line.indexOf('\t');
    if (tab < 0) continue;
    const [mode = '', , object = '', size = ''] = line.slice(0, tab).split(/ +/);
    const kind = mode === '120000' ? 'link' : mode.startsWith('100') ? 'file' : 'other';
    entries.set(line.slice(tab + 1), { kind, object, size: Number(size) || 0 });
  }
  return entries;
}

interface Blobs {
  readonly prefetch: (entries: Iterable<Entry>) => void;
  readonly read: (entry: Entry) => FileContent;
}

function blobReader(run: Run): Blobs {
  const known = new Map<string, Buffer>();
  return {
    prefetch(entries) {
      const objects: string[] = [];
      let bytes = 0;
      for (const { object, size } of entries) {
        bytes += size;
        if (bytes > mostPrefetched) break;
        objects.push(object);
      }
      if (objects.length < 2) return;
      const answer = run(['cat-file', '--batch'], `${objects.join('\n')}\n`);
      if (answer.kind === 'ok')
        for (const [object, content] of batchOf(answer.bytes)) known.set(object, content);
    },
    read({ object }) {
      const found = known.get(object);
      if (found !== undefined) return contentOf(found);
      const answer = run(['cat-file', 'blob', object]);
      return answer.kind === 'ok'
        ? contentOf(answer.bytes)
        : { kind: 'unreadable', reason: `git says: ${answer.reason}` };
    },
  };
}

function contentOf(bytes: Buffer): FileContent {
  if (/^version https:\/\/git-lfs/.test(bytes.subarray(0, 40).toString('latin1')))
    return { kind: 'unreadable', reason: 'the revision holds a Git LFS pointer, not the file' };
  return { kind: 'bytes', bytes };
}

/** `OBJECT TYPE SIZE<newline>CONTENT<newline>`, one after the other. */
function* batchOf(bytes: Buffer): Generator<readonly [string, Buffer]> {
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    if (end < 0) return;
    const [object = '', type, size = ''] = bytes.subarray(at, end).toString('latin1').split(' ');
    const length = Number(size);
    if (type !== 'blob' || !Number.isInteger(length)) {
      at = end + 1;
      continue;
    }
    yield [object, bytes.subarray(end + 1, end + 1 + length)];
    at = end + 1 + length + 1;
  }
}

function treeFiles(
  entries: ReadonlyMap<string, Entry>,
  blobs: Blobs,
  prefix: string,
  workingDirectory: string,
): DirectoryReader {
  const children = childrenOf(entries);
  const small = [...entries].filter(([path, { kind }]) => kind === 'file' && smallFiles.test(path));
  blobs.prefetch(small.map(([, entry]) => entry));
  const shown = (path: string): string => {
    const own = isAbsolute(path) ? relative(workingDirectory, path).split(sep).join('/') : path;
    return posix.normalize(own === '' ? '.' : own).replace(/(?<=.)\/$/, '');
  };
  /** From the top of the repository: null where it is outside. */
  const inTree = (path: string): string | null => {
    const full = posix.normalize(posix.join(prefix, shown(path))).replace(/\/$/, '');
    return full === '..' || full.startsWith('../') ? null : full === '.' ? '' : full;
  };
  /** The path after symbolic links of the tree, of directories too, and what is there. */
  const resolved = (path: string): { readonly path: string; readonly entry: Entry | null } | null => {
    let links = 0;
    let at = '';
    let left = (inTree(path) ?? '..').split('/').filter((part) => part !== '');
    for (let part = left.shift(); part !== undefined; part = left.shift()) {
      if (part === '..' && at === '') return null;
      at = part === '..' ? posix.dirname(`/${at}`).slice(1) : posix.join(at, part);
      const entry = entries.get(at);
      if (entry === undefined && !children.has(at)) return null;
      if (entry === undefined) continue;
      if (entry.kind !== 'link') return left.length === 0 ? { path: at, entry } : null;
      links += 1;
      const content = blobs.read(entry);
      if (content.kind !== 'bytes' || links > mostLinks) return null;
      const target = Buffer.from(content.bytes).toString('utf8');
      if (posix.isAbsolute(target)) return null;
      left = [...target.split('/').filter((one) => one !== '' && one !== '.'), ...left];
      at = posix.dirname(`/${at}`).slice(1);
    }
    return { path: at, entry: null };
  };
  return {
    shown,
    read(path, limit) {
      const found = resolved(path);
      if (found === null) return { kind: 'missing' };
      if (found.entry === null) return { kind: 'unreadable', reason: 'it is a directory' };
      if (found.entry.kind !== 'file') return { kind: 'unreadable', reason: 'it is no regular file' };
      if (found.entry.size > limit) return { kind: 'too-large', size: found.entry.size };
      return blobs.read(found.entry);
    },
    real(path) {
      const found = resolved(path);
      return found === null ? null : posix.join('/', found.path);
    },
    kind(path) {
      const found = resolved(path);
      if (found === null) return 'missing';
      if (found.entry === null) return 'directory';
      return found.entry.kind === 'file' ? 'file' : 'other';
    },
    list(path) {
      const found = resolved(path);
      const list = found?.entry === null ? children.get(found.path) : undefined;
      if (list === undefined) return null;
      return [...list]
        .map(([name, isDirectory]): DirectoryEntry => {
          if (isDirectory) return { name, kind: 'directory' };
          const found = resolved(posix.join(path, name));
          return { name, kind: found?.entry?.kind === 'file' ? 'file' : 'other' };
        })
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
  };
}

/** Per directory its entries by name, and whether each is a directory. */
function childrenOf(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const children = new Map<string, Map<string, boolean>>([['', new Map()]]);
  for (const path of entries.keys()) {
    let isDirectory = false;
    for (let at = path; at !== ''; ) {
      const cut = at.lastIndexOf('/');
      const parent = cut < 0 ? '' : at.slice(0, cut);
      const siblings = children.get(parent) ?? new Map<string, boolean>();
      children.set(parent, siblings);
      const name = at.slice(cut + 1);
      if (siblings.has(name)) break;
      siblings.set(name, isDirectory);
      isDirectory = true;
      at = parent;
    }
  }
  return children;
}
