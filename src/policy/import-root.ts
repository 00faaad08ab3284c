/**
 * The policy that nobody wrote: a root that imports files of another system, and includes rule packs. It is read like any
 * other, so that imported files are checked in one way, whether a policy names them or a command line does.
 */

import { posix } from 'node:path';
import { packPrefix } from '../packs/packs.ts';
import { nameProblem } from './names.ts';

/** Files that belong together, and what to read with them. Paths are shown paths. */
export interface ImportRequest {
  /** At least one. */
  readonly files: readonly string[];
  /** The format; null: told from the content. */
  readonly from: string | null;
  readonly map: Readonly<Record<string, string>>;
  /** Names of packs, and paths of parts. */
  readonly packs: readonly string[];
}

export interface ImportRoot {
  /** Where the root would lie: beside what it names, under a name that no file has. */
  readonly path: string;
  readonly text: string;
  /** The path that reports tell: that of the first file. */
  readonly shownAs: string;
}

export function importRoot({ files, from, map, packs }: ImportRequest, names: readonly string[]): ImportRoot {
  const parts = packs.filter((pack) => !names.includes(pack));
  const directory = commonDirectory([...files, ...parts].map((path) => posix.dirname(path)));
  const relative = (path: string): string => posix.relative(directory, path);
  const shownAs = files[0]!;
  const base = posix.basename(shownAs);
  // Texts of JSON are texts of YAML.
  const quoted = (text: string): string => JSON.stringify(text);
  const list = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;
  const lines = [
    `policy: ${quoted(nameProblem(base) === null ? base : 'imported')}`,
    'imports:',
    `  - files: ${list(files.map(relative))}`,
    ...(from === null ? [] : [`    from: ${quoted(from)}`]),
    ...(Object.keys(map).length === 0
      ? []
      : ['    map:', ...Object.entries(map).map(([key, value]) => `      ${quoted(key)}: ${quoted(value)}`)]),
    ...(packs.length === 0
      ? []
      : [
          `include: ${list(packs.map((pack) => (names.includes(pack) ? `${packPrefix}${pack}` : relative(pack))))}`,
        ]),
  ];
  return { path: posix.join(directory, `${base} (import)`), text: `${lines.join('\n')}\n`, shownAs };
}

/** The deepest directory that all of them lie in. */
function commonDirectory(directories: readonly string[]): string {
  return directories.reduce((common, directory) => {
    let shared = common;
    while (!isWithin(directory, shared)) {
      const above = posix.dirname(shared);
      if (above === shared) return posix.join(shared, '..');
      shared = above;
    }
    return shared;
  });
}

function isWithin(directory: string, outer: string): boolean {
  if (outer === '.') return !directory.startsWith('..') && !directory.startsWith('/');
  return directory === outer || directory.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}
