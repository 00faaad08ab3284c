/**
 * Builds what is published: the command line with its chunks, the library, its types and the JSON Schemas.
 *
 * Run by `npm ci` (prepare), so it must work on a fresh machine, and must not fail where only the production
 * dependencies were installed: there is nothing to build with, and nothing to build. Files are replaced one by one and
 * stale chunks removed last, so that a process that is running from `dist` goes on.
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const started = performance.now();

const esbuild = await import('esbuild').catch(() => null);
if (esbuild === null) {
  console.log('dutyproof: nothing built, because the development dependencies are not installed');
  process.exit(0);
}

const bundle = await bundleAll();
copyWorker();
await writeSchemas();
const typesFailed = emitTypes();
console.log(
  `dutyproof: built dist in ${((performance.now() - started) / 1000).toFixed(1)} s` +
    ` (${bundle.files} files, ${Math.round(bundle.bytes / 1024)} KiB)`,
);
process.exit(typesFailed ? 1 : 0);

/**
 * Code is split, so that `--version` loads next to nothing and each command only what it needs. Z3 stays outside: it
 * is large, has WebAssembly and workers of its own, and is loaded only by those who ask for it.
 */
async function bundleAll() {
  const entryPoints = {
    'cli/main': 'src/cli/main.ts',
    index: 'src/index.ts',
  };
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: ['z3-solver'],
    // The same library without CommonJS wrappers: what is not used is left out.
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    plugins: [withoutSubprocesses()],
    // Bundled CommonJS packages ask for Node's own modules with `require`.
    banner: {
      js: "import{createRequire as __dutyproofRequire}from'node:module';const require=__dutyproofRequire(import.meta.url);",
    },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const outputs = Object.entries(result.metafile.outputs);
  const current = new Set(outputs.map(([path]) => basename(path)));
  const chunks = join(dist, 'chunks');
  for (const file of existsSync(chunks) ? readdirSync(chunks) : []) {
    if (!current.has(file)) rmSync(join(chunks, file));
  }
  chmodSync(join(dist, 'cli/main.js'), 0o755);
  return { files: outputs.length, bytes: outputs.reduce((sum, [, output]) => sum + output.bytes, 0) };
}

/**
 * Commander can run subcommands that are programs of their own. There are none here, and what it loads for them costs
 * every start ten milliseconds.
 */
function withoutSubprocesses() {
  return {
    name: 'without-subprocesses',
    setup(build) {
      build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
        importer.includes('node_modules/commander/')
          ? { path: 'no-subprocesses', namespace: 'stub' }
          : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
}

/** A thread is started from a file as it is. */
function copyWorker() {
  mkdirSync(join(dist, 'z3'), { recursive: true });
  copyFileSync(join(root, 'src/z3/worker.mjs'), join(dist, 'z3/worker.mjs'));
}

/** The schemas come from the definitions that the readers and reports use, so they cannot differ from them. */
async function writeSchemas() {
  const sources = {
    policy: ['src/policy/json-schema.ts', 'policyJsonSchema'],
    report: ['src/verdict/json-schema.ts', 'jsonSchema'],
  };
  mkdirSync(join(dist, 'schema'), { recursive: true });
  for (const [name, [source, schemaOf]] of Object.entries(sources)) {
    if (!existsSync(join(root, source))) continue;
    const outfile = join(dist, 'schema', `.${name}-${process.pid}.mjs`);
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: [source],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      logLevel: 'warning',
    });
    try {
      const module = await import(pathToFileURL(outfile).href);
      writeFileSync(
        join(dist, 'schema', `${name}.schema.json`),
        `${JSON.stringify(module[schemaOf](), null, 2)}\n`,
      );
    } finally {
      rmSync(outfile);
    }
  }
}

/** Declarations of the library. What the compiler finds wrong is shown, and fails the build after everything else. */
function emitTypes() {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    { cwd: root, stdio: 'inherit' },
  );
  return status !== 0;
}
