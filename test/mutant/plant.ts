/**
 * Bundles the comparison of engines and oracle with one mistake planted in an engine, and loads it. One incremental
 * build serves all mistakes: each changes one file.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { context } from 'esbuild';
import type { Case } from '../differential/claims.ts';
import type { Mutant } from './engines.ts';

export type Difference = (claim: string, one: Case) => string | null;

export interface Planter {
  /** The comparison with `mutant` planted, or as it is. */
  readonly comparisonWith: (mutant: Mutant | null) => Promise<Difference>;
  readonly close: () => Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');

/** Throws where the text to change does not stand in the file exactly once. */
function plantedText({ file, from, to }: Mutant): string {
  const text = readFileSync(join(root, file), 'utf8');
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} holds ${times} times: ${from}`);
  return text.replace(from, () => to);
}

export async function openPlanter(): Promise<Planter> {
  const directory = mkdtempSync(join(tmpdir(), 'dutyproof-mutant-'));
  let planted: { readonly path: string; readonly text: string } | null = null;
  let number = 0;
  const building = await context({
    entryPoints: [join(root, 'test/differential/engine.ts')],
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
    async comparisonWith(mutant) {
      planted = mutant === null ? null : { path: join(root, mutant.file), text: plantedText(mutant) };
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
