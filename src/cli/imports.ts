/** Files of other systems on the command line: which operands they are, and the policies that import them. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { importers } from '../import/importers.ts';
import { packNames } from '../packs/packs.ts';
import { type ImportRoot, importRoot } from '../policy/import-root.ts';
import { type DirectoryReader, readText } from '../source/files.ts';
import { suggester } from '../source/suggest.ts';
import { collect } from './options.ts';
import { shellPath } from './shell.ts';
import { UsageError } from './usage.ts';

/** What the command line says of files of other systems. */
export interface ImportWish {
  /** The format of all of them. */
  readonly from?: string;
  /** Names of packs, or paths of parts. */
  readonly pack: readonly string[];
  readonly map: readonly MapEntry[];
  /** Permissions and patterns that something outside of the policy speaks of. */
  readonly mentioned?: readonly string[];
}

export interface MapEntry {
  readonly key: string;
  readonly value: string;
}

export const noImports: ImportWish = { pack: [], map: [] };

/** `command` with the options of whoever reads files of other systems. */
export function withImports(command: Command): Command {
  const formats = importers.map(({ format }) => format);
  const options = [
    new Option(
      '--from <format>',
      `the system that the files are of (default: told from their content): ${formats.join(', ')}`,
    ),
    new Option(
      '--pack <name>',
      `also the constraints of this rule pack (${packNames().join(', ')}), or of a part of a policy; repeatable`,
    )
      .argParser(collect((value: string) => value))
      .default([], 'none'),
    new Option('--map <key=value>', 'what the files do not say, e.g. `user=Employee`; repeatable')
      .argParser(collect(parseMapEntry))
      .default([], 'nothing'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** The options again, for a command line that does the same. */
export function importFlags({ from, pack, map }: ImportWish): string {
  return [
    ...(from === undefined ? [] : [`--from ${from}`]),
    ...pack.map((name) => `--pack ${shellPath(name)}`),
    ...map.map(({ key, value }) => `--map ${shellPath(`${key}=${value}`)}`),
  ]
    .map((flag) => ` ${flag}`)
    .join('');
}

function parseMapEntry(text: string): MapEntry {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('it is KEY=VALUE');
  return { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** Operands told apart: those of our own language, and the policies that import all others. */
export interface Operands {
  readonly own: readonly string[];
  readonly roots: readonly ImportRoot[];
}

/** Largest file of another system, in bytes. */
const maxBytes = 64 * 1024 * 1024;

const ownEndings = ['.policy.yaml', '.policy-part.yaml', '.app'];

/**
 * Files that are none of ours make up one policy: they belong together, like a model and its policy, or the roles and the
 * bindings of one cluster. Without `from` they are told from their content, and what no importer knows is left to whoever
 * looks for policies, to be refused.
 */
export function tellOperands(paths: readonly string[], files: DirectoryReader, wish: ImportWish): Operands {
  checkFormat(wish.from);
  const own: string[] = [];
  const foreign: string[] = [];
  for (const path of paths) {
    const shown = files.shown(path);
    const isOurs = ownEndings.some((ending) => shown.endsWith(ending));
    const isForeign =
      !isOurs && files.kind(shown) === 'file' && (wish.from !== undefined || isKnown(shown, files));
    if (isForeign) foreign.push(shown);
    else own.push(path);
  }
  if (foreign.length === 0) {
    if (wish.pack.length > 0)
      throw new UsageError(
        'a rule pack goes with files of other systems: a policy includes it, `include: [pack:NAME]`',
      );
    if (wish.from !== undefined)
      throw new UsageError(`there is no file to import from ${wish.from}: name one`);
    return { own, roots: [] };
  }
  const names = packNames();
  const packs = wish.pack.map((pack) => (names.includes(pack) ? pack : partPath(pack, files, names)));
  const map = Object.fromEntries(wish.map.map(({ key, value }) => [key, value]));
  return { own, roots: [importRoot({ files: foreign, from: wish.from ?? null, map, packs }, names)] };
}

/** Whether some importer knows the file by its content. */
function isKnown(path: string, files: DirectoryReader): boolean {
  if (/\.csv$/i.test(path)) return true;
  const text = readText(files, path, maxBytes, '');
  return text.kind === 'text' && importers.some((importer) => importer.detects(text.file));
}

function checkFormat(from: string | undefined): void {
  if (from === undefined || importers.some(({ format }) => format === from)) return;
  const formats = importers.map(({ format }) => format);
  throw new UsageError(
    `there is no format \`${from}\` to import from; ${suggester().hint(from, formats, `the formats are ${formats.join(', ')}`)}`,
  );
}

function partPath(pack: string, files: DirectoryReader, names: readonly string[]): string {
  const shown = files.shown(pack);
  if (files.kind(shown) === 'file') return shown;
  throw new UsageError(
    `there is no rule pack \`${pack}\`, and no such file; ${suggester().hint(pack, names, `the packs are ${names.join(', ')}`)}`,
  );
}
