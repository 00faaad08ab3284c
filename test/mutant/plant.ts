/**
 * Bundles a comparison of engines and truth with one mistake planted in an engine, and loads it. One incremental build
 * serves all mistakes: each changes one file.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { context } from 'esbuild';

/** The text `from`, which stands once in the file, becomes `to`. */
export interface Mistake {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Planter<Difference> {
  /** The comparison with `mistake` planted, or as it is. */
  readonly comparisonWith: (mistake: Mistake | null) => Promise<Difference>;
  readonly close: () => Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');

/** Throws where the text to change does not stand in the file exactly once. */
function plantedText({ file, from, to }: Mistake): string {
  const text = readFileSync(join(root, file), 'utf8');
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} holds ${times} times: ${from}`);
  return text.replace(from, () => to);
}

/** `entry` is a module of `test/` that exports the comparison as `difference`. */
export async function openPlanter<Difference>(entry: string): Promise<Planter<Difference>> {
  const directory = mkdtempSync(join(tmpdir(), 'dutyproof-mutant-'));
  let planted: { readonly path: string; readonly text: string } | null = null;
  let number = 0;
  const building = await context({
    entryPoints: [join(root, 'test', entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    plugins: [
      {
        name: 'plant',
        setup(plugin) {
          plugin.onLoad({ filter: /\.ts$/ }, ({ path }) =>
            planted !== null && path === planted.path ? { contents: planted.text, loader: 'ts' } : null,
          );
        },
      },
    ],
  });
  return {
    async comparisonWith(mistake) {
      planted = mistake === null ? null : { path: join(root, mistake.file), text: plantedText(mistake) };
      const { outputFiles } = await building.rebuild();
      number += 1;
      const file = join(directory, `comparison-${number}.mjs`);
      writeFileSync(file, outputFiles[0]!.contents);
      const module: { readonly difference: Difference } = await import(pathToFileURL(file).href);
      return module.difference;
    },
    async close() {
      await building.dispose();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
