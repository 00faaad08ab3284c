/**
 * Tells when files change, on this machine.
 *
 * Directories are watched, not files: editors replace a file by another of the same name, and a watch on the file would
 * stay with the old one. Of a directory that was walked only such entries count as a walk looks for, so that a report
 * that a run writes there does not start the next one.
 */

import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

const lookedFor = /\.(?:policy|policy-part|policy-test)\.yaml$|\.app$/;

interface Watched {
  readonly names: Set<string>;
  /** Whether it was walked, so that files and directories in it count that were not there before. */
  walked: boolean;
}

/** Calls `changed` with the path, relative to `workingDirectory`, each time; returns how to end it. */
export function watchFiles(
  workingDirectory: string,
  paths: readonly string[],
  changed: (path: string) => void,
): () => void {
  const directories = new Map<string, Watched>();
  const watchedIn = (directory: string): Watched => {
    const known = directories.get(directory) ?? { names: new Set<string>(), walked: false };
    directories.set(directory, known);
    return known;
  };
  for (const path of paths) {
    const absolute = resolve(workingDirectory, path);
    if (isDirectory(absolute)) watchedIn(absolute).walked = true;
    // What is gone comes back as an entry of the nearest directory that is there.
    let at = absolute;
    while (!isDirectory(dirname(at)) && dirname(at) !== at) at = dirname(at);
    watchedIn(dirname(at)).names.add(basename(at));
  }

  const watchers = [...directories].flatMap(([directory, { names, walked }]) => {
    const told = (name: string | null): void => {
      const path = name === null ? directory : join(directory, name);
      const counts = name === null || names.has(name) || (walked && (lookedFor.test(name) || isNew(path)));
      if (counts) changed(relative(workingDirectory, path).split(sep).join('/') || '.');
    };
    const isNew = (path: string): boolean =>
      isDirectory(path) && !directories.has(path) && !/^\.|^node_modules$/.test(basename(path));
    const watcher = started(directory, told);
    return watcher === null ? [] : [watcher];
  });
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

/** Null where the directory cannot be watched: it went in this moment, or the system has no watches left. */
function started(directory: string, told: (name: string | null) => void): FSWatcher | null {
  try {
    const watcher = watch(directory, (_, name) => told(name));
    // A directory that is removed is told by the one above.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
