/** Files of other systems on the command line: which operands they are, and the policies that import them. */

import { importers } from '../import/importers.ts';
import { packNames } from '../packs/packs.ts';
import { type ImportRoot, importRoot } from '../policy/import-root.ts';
import { type DirectoryReader, readText } from '../source/files.ts';
import { suggester } from '../source/suggest.ts';
import type { ImportWish } from './import-options.ts';
import { UsageError } from './usage.ts';

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
