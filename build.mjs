/**
 * Builds what is published: the command line with its chunks, the library, its types and the JSON Schemas.
 *
 * Run by `npm ci` (prepare), so it must work on a fresh machine, and must not fail where only the production
 * dependencies were installed: there is nothing to build with, and nothing to build.
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

const built = await bundleAll();
copyWorker();
copyPacks();
await writeSchemas();
const typesFailed = emitTypes();
console.log(
  `dutyproof: built dist in ${((performance.now() - started) / 1000).toFixed(1)} s` +
    ` (${built.files} files, ${Math.round(built.bytes / 1024)} KiB)`,
);
process.exit(typesFailed ? 1 : 0);

/**
 * The command line is CommonJS, the library one ES module. `main.js` alone answers `--version`; `run-HASH.js` holds all
 * commands, each initialised when it is called, and has bytecode beside it. Loaded in one go it starts 60 ms sooner than
 * ES modules in chunks, and with its bytecode another 130 ms. Z3 stays outside: it is large, and loaded only by those
 * who ask for it.
 */
async function bundleAll() {
  const outdir = join(dist, 'cli');
  const cli = {
    format: 'cjs',
    outdir,
    // `import()` becomes `require`, which does not wake the loader of ES modules.
    supported: { 'dynamic-import': false },
    // Where the bundle lies, for who looks for a file beside it: CommonJS has no `import.meta`.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
    plugins: [runStaysApart(), withoutSubprocesses()],
  };
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
  copyFileSync(join(root, 'build/load.cjs'), join(outdir, 'load.js'));
  const results = [
    await bundle({ ...cli, entryPoints: { run: 'src/cli/run.ts' }, entryNames: '[name]-[hash]' }),
    await bundle({ ...cli, entryPoints: { main: 'src/cli/main.ts' } }),
    await bundle(thread('feasible')),
    await bundle(thread('reach')),
    await bundle({
      format: 'esm',
      outdir: 'dist',
      entryPoints: { index: 'src/index.ts' },
      // Bundled CommonJS packages ask for Node's own modules with `require`.
      banner: {
        js: "import{createRequire as __dutyproofRequire}from'node:module';const require=__dutyproofRequire(import.meta.url);",
      },
    }),
  ];
  const outputs = results
    .flatMap(({ metafile }) => Object.entries(metafile.outputs))
    .filter(([path]) => !path.endsWith('.map'));
  start(outdir, basename(outputs[0][0], '.js'));
  chmodSync(join(outdir, 'main.js'), 0o755);
  return { files: outputs.length, bytes: outputs.reduce((sum, [, output]) => sum + output.bytes, 0) };
}

/** Makes the bytecode, and last of all `start.js`, which says what is current; then removes what was before. */
function start(outdir, name) {
  const warm = [join(root, 'build/warm.cjs'), join(outdir, `${name}.js`), join(outdir, `${name}.cache`)];
  const { status } = spawnSync(process.execPath, warm, { cwd: root, stdio: 'inherit' });
  if (status !== 0) console.log('dutyproof: no bytecode was made; commands start slower');
  writeFileSync(
    join(outdir, 'start.js'),
    `const { join } = require('node:path');
const { contents, load } = require('./load.js');
// Places in the source are told only of files that are loaded as usual.
module.exports = process.env.DUTYPROOF_DEBUG
  ? require('./${name}.js')
  : load(join(__dirname, '${name}.js'), contents(join(__dirname, '${name}.cache'))).exports;
`,
  );
  for (const file of readdirSync(outdir)) {
    if (file.startsWith('run') && !file.startsWith(`${name}.`)) rmSync(join(outdir, file));
  }
}

/** What runs in a thread of its own, at the place where `src/thread/run.ts` looks for it. */
function thread(name) {
  return {
    format: 'cjs',
    outdir: join(dist, name),
    outExtension: { '.js': '.cjs' },
    entryPoints: { worker: `src/${name}/worker.ts` },
  };
}

function bundle(options) {
  return esbuild.build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: ['z3-solver', 'pg', '@cedar-policy/cedar-wasm', '@openfga/syntax-transformer'],
    // The same library without CommonJS wrappers: what is not used is left out.
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    minify: true,
    // Used with DUTYPROOF_DEBUG only; a comment with its name is all that is read otherwise.
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    ...options,
  });
}

/** `main.js` requires the commands, by way of `start.js`, instead of containing them. */
function runStaysApart() {
  return {
    name: 'run-stays-apart',
    setup(build) {
      build.onResolve({ filter: /^\.\/run\.ts$/ }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: './start.js', external: true } : undefined,
      );
    },
  };
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

/** Rule packs, which people read as they are. */
function copyPacks() {
  const to = join(dist, 'packs');
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(join(root, 'src/packs'))) {
    if (file.endsWith('.policy-part.yaml')) copyFileSync(join(root, 'src/packs', file), join(to, file));
  }
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
    'policy-part': ['src/policy/json-schema.ts', 'policyPartJsonSchema'],
    report: ['src/verdict/json-schema.ts', 'jsonSchema'],
    proof: ['src/report/proof-json.ts', 'proofJsonSchema'],
    feasible: ['src/report/feasible-json.ts', 'feasibilityJsonSchema'],
    reach: ['src/report/reach-json.ts', 'reachJsonSchema'],
    query: ['src/report/query-json.ts', 'queryJsonSchema'],
    'policy-test': ['src/policy-test/json-schema.ts', 'policyTestJsonSchema'],
    test: ['src/report/test-json.ts', 'testJsonSchema'],
    config: ['src/config/shape.ts', 'settingsJsonSchema'],
    suppressions: ['src/policy/json-schema.ts', 'suppressionsJsonSchema'],
    baseline: ['src/gate/baseline-shape.ts', 'baselineJsonSchema'],
  };
  mkdirSync(join(dist, 'schema'), { recursive: true });
  for (const [name, [source, schemaOf]] of Object.entries(sources)) {
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
