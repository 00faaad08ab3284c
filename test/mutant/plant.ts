/**
 * Bundles the comparison of engines and oracle with one mistake planted in an engine, and loads it.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Case } from '../differential/claims.ts';
import type { Mutant } from './engines.ts';

type Difference = (claim: string, one: Case) => string | null;

const root = resolve(import.meta.dirname, '../..');

/** Throws where the text to change does not stand in the file exactly once. */
function plantedText({ file, from, to }: Mutant): string {
  const text = readFileSync(join(root, file), 'utf8');
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} holds ${times} times: ${from}`);
  return text.replace(from, () => to);
}

/** The comparison with `mutant` planted, or as it is. */
export async function comparisonWith(mutant: Mutant | null): Promise<Difference> {
  const directory = mkdtempSync(join(tmpdir(), 'dutyproof-mutant-'));
  const outfile = join(directory, 'comparison.mjs');
  const planted = mutant === null ? null : { path: join(root, mutant.file), text: plantedText(mutant) };
  try {
    await build({
      entryPoints: [join(root, 'test/differential/engine.ts')],
      outfile,
      bundle: true,
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
    const module: { readonly difference: Difference } = await import(pathToFileURL(outfile).href);
    return module.difference;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
