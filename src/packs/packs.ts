/**
 * Rule packs: parts of policies that come with the tool, in ordinary files that anybody can read, copy and change.
 *
 * A policy includes one as `pack:NAME`, and that is also the path that reports show. They lie beside this module, or in
 * `packs` beside what is built.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { SourceFile } from '../source/text.ts';

export const packPrefix = 'pack:';

const ending = '.policy-part.yaml';
const directories = [
  new URL('./', import.meta.url),
  new URL('./packs/', import.meta.url),
  new URL('../packs/', import.meta.url),
];

function filesIn(directory: URL): readonly string[] {
  try {
    return readdirSync(directory).filter((file) => file.endsWith(ending));
  } catch {
    return [];
  }
}

/** The names of all packs, in order. */
export function packNames(): readonly string[] {
  const files = directories.map(filesIn).find((found) => found.length > 0) ?? [];
  return files.map((file) => file.slice(0, -ending.length)).sort();
}

/** The pack as a file, or null where there is none of this name. */
export function readPack(name: string): SourceFile | null {
  // Only what is listed is opened, so that a name is no path.
  if (!packNames().includes(name)) return null;
  for (const directory of directories) {
    if (!filesIn(directory).includes(`${name}${ending}`)) continue;
    const bytes = readFileSync(new URL(`${name}${ending}`, directory));
    return {
      path: `${packPrefix}${name}`,
      text: bytes.toString('utf8'),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  }
  return null;
}
