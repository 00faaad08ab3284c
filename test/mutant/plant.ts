/**
 * Loads a comparison of engines and truth with one mistake planted in an engine.
 *
 * Every module is read and compiled once; a mistake changes one. All of them are run anew for each mistake, so that
 * nothing that a mistaken module leaves in another one's memory lasts. Bundling everything again for each mistake would
 * cost thirty times as much.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { build, type Metafile, transform } from 'esbuild';

/** The text `from`, which stands once in the file, becomes `to`. */
export interface Mistake {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Planter<Difference> {
  /** The comparison with `mistake` planted, or as it is. */
  readonly comparisonWith: (mistake: Mistake | null) => Promise<Difference>;
}

/** What a module exports, by name. */
type Exports = Record<string, unknown>;
/** Fills `module.exports`; `require` takes what is written in the import. */
type Body = (module: { exports: Exports }, exports: Exports, require: (name: string) => unknown) => void;

const root = resolve(import.meta.dirname, '../..');
const packages = createRequire(import.meta.url);

/** Throws where the text to change does not stand in the file exactly once. */
function plantedText({ file, from, to }: Mistake): string {
  const text = readFileSync(join(root, file), 'utf8');
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} holds ${times} times: ${from}`);
  return text.replace(from, () => to);
}

/** `import` becomes `require`; nothing is looked up when it is compiled. */
async function compiled(file: string, text: string): Promise<Body> {
  const { code } = await transform(text, {
    loader: file.endsWith('.json') ? 'json' : 'ts',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcefile: file,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, file)).href) },
  });
  return compileFunction(code, ['module', 'exports', 'require'], { filename: join(root, file) }) as Body;
}

/** The modules that `entry` needs, by their path from the root, and what each imports. */
async function modulesOf(entry: string): Promise<Metafile['inputs']> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  return metafile.inputs;
}

/** `entry` is a module of `test/` that exports the comparison as `difference`. */
export async function openPlanter<Difference>(entry: string): Promise<Planter<Difference>> {
  const main = `test/${entry}`;
  const inputs = await modulesOf(main);
  const bodies = new Map(
    await Promise.all(
      Object.keys(inputs).map(async (file) => {
        const body = await compiled(file, readFileSync(join(root, file), 'utf8'));
        return [file, body] as const;
      }),
    ),
  );

  return {
    async comparisonWith(mistake) {
      if (mistake !== null && !bodies.has(mistake.file))
        throw new Error(`${main} does not need ${mistake.file}`);
      const planted = mistake === null ? null : await compiled(mistake.file, plantedText(mistake));
      const loaded = new Map<string, { exports: Exports }>();
      /** A cycle of imports meets what its first module has exported so far. */
      const load = (file: string): Exports => {
        const known = loaded.get(file);
        if (known !== undefined) return known.exports;
        const module = { exports: {} };
        loaded.set(file, module);
        const body = file === mistake?.file && planted !== null ? planted : bodies.get(file)!;
        body(module, module.exports, (name) => {
          const found = inputs[file]!.imports.find(({ original }) => original === name);
          return found === undefined || found.external === true ? packages(name) : load(found.path);
        });
        return module.exports;
      };
      return load(main).difference as Difference;
    },
  };
}
