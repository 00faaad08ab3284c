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
  const name = posix.parse(base).name;
  // Texts of JSON are texts of YAML.
  const quoted = (text: string): string => JSON.stringify(text);
  const list = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;
  const lines = [
    `policy: ${quoted(nameProblem(name) === null ? name : 'imported')}`,
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

/** The deepest directory that all of them lie in, as seen from where they are seen from. */
function commonDirectory(directories: readonly string[]): string {
  const split = directories.map((directory) =>
    posix
      .normalize(directory)
      .split('/')
      .filter((step) => step !== '.'),
  );
  const upwards = split.map((steps) => steps.filter((step) => step === '..').length);
  const most = Math.max(...upwards);
  // What lies less far up is below in a directory whose name is not told.
  if (Math.min(...upwards) < most) return Array(most).fill('..').join('/');
  const [first = []] = split;
  const differs = first.findIndex((step, at) => split.some((steps) => steps[at] !== step));
  const common = differs < 0 ? first : first.slice(0, differs);
  const path = common.join('/');
  return path === '' ? (directories[0]!.startsWith('/') ? '/' : '.') : path;
}
