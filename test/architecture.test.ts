/**
 * The rules of the house, read off the imports.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

interface Import {
  /** Path of the importing file from the root, with `/`. */
  readonly from: string;
  /** The package, or the path from the root of a file of ours. */
  readonly to: string;
  readonly isOurs: boolean;
}

function filesUnder(directory: string): string[] {
  return readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !entry.name.includes('.generated.'),
    )
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

const codeOf = (file: string) =>
  readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');

function importsOf(file: string): Import[] {
  const text = codeOf(file);
  const specifiers = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)['"]([^'"]+)['"]/g);
  return [...specifiers].map(([, specifier = '']) =>
    specifier.startsWith('.')
      ? {
          from: file,
          to: relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/'),
          isOurs: true,
        }
      : { from: file, to: specifier, isOurs: false },
  );
}

const sources = [...filesUnder('src'), ...filesUnder('spec')];
const imports = sources.flatMap(importsOf);
const within = (path: string, ...rooms: string[]) => rooms.some((room) => path.startsWith(`${room}/`));
const offenders = (isOffence: (item: Import) => boolean) =>
  imports.filter(isOffence).map((item) => `${item.from} imports ${item.to}`);

const engines = [
  'src/check',
  'src/coverage',
  'src/diff',
  'src/feasible',
  'src/gate',
  'src/index',
  'src/query',
  'src/reach',
  'src/repair',
  'src/sat',
];

describe('imports', () => {
  test('there is something to read', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test('the specification imports the language it is written in, and nothing else', () => {
    expect(
      offenders(
        ({ from, to, isOurs }) => within(from, 'spec') && !(isOurs && within(to, 'spec', 'src/logic')),
      ),
    ).toEqual([]);
  });

  test('z3-solver is imported in src/z3 only', () => {
    expect(offenders(({ from, to }) => to === 'z3-solver' && !within(from, 'src/z3'))).toEqual([]);
  });

  test('engines know nothing of reports and the command line', () => {
    expect(
      offenders(({ from, to }) => within(from, ...engines) && within(to, 'src/report', 'src/cli')),
    ).toEqual([]);
  });

  test('replay imports no engine and no index', () => {
    expect(offenders(({ from, to }) => within(from, 'src/replay') && within(to, ...engines))).toEqual([]);
  });

  test('what engines and the checker share knows of nothing else', () => {
    expect(
      offenders(({ from, to }) => within(from, 'src/encode') && !within(to, 'src/encode', 'src/workflow')),
    ).toEqual([]);
    expect(
      offenders(({ from, to }) => within(from, 'src/workflow') && !within(to, 'src/workflow', 'src/source')),
    ).toEqual([]);
  });

  test('the language and its interpreter know nothing of policies', () => {
    expect(
      offenders(
        ({ from, to, isOurs }) =>
          within(from, 'src/logic', 'src/interpret', 'src/notation') &&
          isOurs &&
          !within(to, 'src/logic', 'src/interpret', 'src/notation', 'src/profile', 'src/source', 'spec'),
      ),
    ).toEqual([]);
  });

  test('importers and rule packs know policies, and nothing of how they are judged', () => {
    expect(
      offenders(
        ({ from, to, isOurs }) =>
          within(from, 'src/import', 'src/packs') &&
          isOurs &&
          !within(to, 'src/import', 'src/packs', 'src/policy', 'src/profile', 'src/source'),
      ),
    ).toEqual([]);
  });

  test('an export knows nothing of the command line', () => {
    expect(offenders(({ from, to }) => within(from, 'src/export') && within(to, 'src/cli'))).toEqual([]);
  });

  test('every import of our own resolves inside src and spec', () => {
    expect(
      offenders(({ to, isOurs }) => isOurs && !within(to, 'src', 'spec') && to !== 'package.json'),
    ).toEqual([]);
  });
});

describe('effects', () => {
  const using = (pattern: RegExp, ...allowed: string[]) =>
    sources.filter((file) => !within(file, ...allowed) && pattern.test(codeOf(file)));

  test('only the command line prints, reads arguments and exits', () => {
    expect(using(/\bconsole\.|process\.(stdout|stderr|argv|exit|exitCode)\b/, 'src/cli')).toEqual([]);
  });

  test('only replay brands a counterexample as replayed', () => {
    expect(using(/\bas\s+Replayed\b/, 'src/replay')).toEqual([]);
  });

  test('nothing that a policy contains is executed', () => {
    expect(using(/\beval\s*\(|new Function\b|node:vm/)).toEqual([]);
  });

  test('a network is reached in one place, where the user names an address', () => {
    expect(using(/node:(net|tls|dgram|https?|http2)\b|\bfetch\s*\(|['"]pg['"]/)).toEqual([
      'src/import/postgres/live.ts',
    ]);
  });

  test('what is large is loaded by who needs it, when it is needed', () => {
    expect(using(/createRequire\(import\.meta\.url\)\(/)).toEqual([
      'src/import/cedar/engine.ts',
      'src/import/openfga/model.ts',
      'src/import/postgres/live.ts',
    ]);
    const large = ['pg', '@cedar-policy/cedar-wasm', '@openfga/syntax-transformer'];
    const values = sources.flatMap((file) =>
      [...codeOf(file).matchAll(/^import (?!type\b)[^;]*?from ['"]([^'"]+)['"]/gm)].map(([, to = '']) => [
        file,
        to,
      ]),
    );
    expect(
      values.filter(([, to = '']) => large.some((name) => to === name || to.startsWith(`${name}/`))),
    ).toEqual([]);
  });

  test('programs are started by the command line, for `prove --confirm` and to read from git alone', () => {
    expect(using(/child_process/)).toEqual(['src/cli/confirm.ts', 'src/cli/git.ts']);
  });
});
