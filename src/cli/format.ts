/** What `--format` asks for, and where it goes. */

import { InvalidArgumentError } from 'commander';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export const formatNames = ['pretty', 'json'] as const;
export type FormatName = (typeof formatNames)[number];

/** What commands that judge a policy can write; the same for all of them. */
export const reportFormatNames = [
  ...formatNames,
  'sarif',
  'junit',
  'github',
  'gitlab',
  'markdown',
  'rdjsonl',
  'tap',
] as const;
export type ReportFormatName = (typeof reportFormatNames)[number];

/** What `test` can write. */
export const testFormatNames = [...formatNames, 'junit', 'tap'] as const;
export type TestFormatName = (typeof testFormatNames)[number];

/** Proofs also go into pull requests and papers. */
export const proofFormatNames = [...formatNames, 'markdown'] as const;
export type ProofFormatName = (typeof proofFormatNames)[number];

export interface FormatRequest<Name extends string = FormatName> {
  readonly name: Name;
  /** Null is standard output. */
  readonly file: string | null;
}

/** Reads `NAME` or `NAME=FILE`. */
export const formatParser =
  <Name extends string>(names: readonly Name[]) =>
  (value: string): FormatRequest<Name> => {
    const at = value.indexOf('=');
    const name = at < 0 ? value : value.slice(0, at);
    const known = names.find((format) => format === name);
    if (known === undefined) throw new InvalidArgumentError(`formats are ${listed(names, 'and')}.`);
    if (at >= 0 && at === value.length - 1)
      throw new InvalidArgumentError('a file name must follow the `=`.');
    return { name: known, file: at < 0 ? null : value.slice(at + 1) };
  };

/** `pretty, json or markdown`. */
export const listed = (names: readonly string[], before: 'and' | 'or'): string =>
  `${names.slice(0, -1).join(', ')} ${before} ${names.at(-1) ?? ''}`;

/**
 * Where each report goes. Standard output takes one; where no report is asked for there, the pretty one goes there, so
 * that writing a file for a machine does not take the answer from the person who waits for it. A log of GitHub is read
 * by people and by its runner: there the pretty report may come before the annotations. Throws a usage error where two
 * others want standard output.
 */
export function planFormats<Name extends string>(
  requests: readonly FormatRequest<Name>[],
): readonly FormatRequest<Name | 'pretty'>[] {
  const toOutput = new Set<Name | 'pretty'>(
    requests.filter((request) => request.file === null).map((request) => request.name),
  );
  if (toOutput.size === 0) toOutput.add('pretty');
  const isLog = [...toOutput].every((name) => name === 'pretty' || name === 'github');
  if (toOutput.size > 1 && !isLog) {
    throw new UsageError(
      'only one format can go to standard output; write the other with `--format NAME=FILE`',
    );
  }
  const printed = [...toOutput].sort((a, b) => Number(b === 'pretty') - Number(a === 'pretty'));
  const files = requests.filter((request) => request.file !== null);
  return [...printed.map((name) => ({ name, file: null })), ...files];
}

/** Makes each report that was asked for, and takes it where it belongs; files are written before anything is printed. */
export async function writeReports<Name extends string>(
  requests: readonly FormatRequest<Name>[],
  world: World,
  make: (name: Name | 'pretty', target: 'output' | 'file') => string | Promise<string>,
): Promise<void> {
  const plan = planFormats(requests);
  for (const { name, file } of plan) {
    if (file === null) continue;
    // Most runs write no file, and need not load what writes one.
    const { writeAtomically } = await import('./write-file.ts');
    await writeAtomically(world.workingDirectory, file, await make(name, 'file'));
  }
  for (const { name, file } of plan) if (file === null) world.out(await make(name, 'output'));
}
