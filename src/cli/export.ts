/** `dutyproof export`: a policy, or tests of what it violates, in the language of another system. */

import { realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { checkPolicy } from '../check/run.ts';
import type { Exported, ExportedFile, Exporter } from '../export/exported.ts';
import { exporters } from '../export/exporters.ts';
import type { Policy } from '../policy/model.ts';
import { diagnosticLines } from '../report/diagnostics.ts';
import { printable } from '../report/printable.ts';
import { paint } from '../report/text.ts';
import type { ExitCode, Verdict } from '../verdict/verdict.ts';
import { type ColorWish, errorColorFor, widthFor } from './color.ts';
import type { ImportWish } from './import-options.ts';
import { progressFor } from './progress.ts';
import { readPolicies } from './read-policies.ts';
import { selectRules } from './selection.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';
import { writeAtomically } from './write-file.ts';

export interface ExportArguments extends ImportWish {
  readonly paths: readonly string[];
  readonly to: string;
  readonly output?: string;
  readonly only: readonly string[];
  readonly fingerprint?: string;
  readonly color: ColorWish;
}

export async function exportPolicy(options: ExportArguments, world: World): Promise<ExitCode> {
  const exporter = exporters.find(({ format }) => format === options.to);
  if (exporter === undefined) throw new UsageError(`there is no format \`${options.to}\``);
  refuseMisplaced(options, exporter);
  selectRules({ only: options.only, skip: [] });
  const progress = progressFor(world);
  const { policies, diagnostics } = readPolicies(options.paths, world, progress, options);
  const [policy, another] = policies;
  if (another !== undefined)
    throw new UsageError(`\`export\` is about one policy, and there are ${policies.length}; name its file`);
  if (policy === undefined || diagnostics.some(({ severity }) => severity === 'error')) {
    progress.clear();
    world.err(paint(diagnosticLines(diagnostics, widthFor(world)), errorColorFor(options.color, world)));
    return 2;
  }
  const verdicts = await verdictsFor(exporter, policy, options);
  progress.clear();
  const exported = exporter.write(policy, verdicts);
  for (const remark of exported.remarks) world.err(`note: ${printable(remark)}\n`);
  if (exported.files.length === 0) throw new UsageError('nothing of the policy can be said in this format');
  await deliver(exported, policy, options.output, world);
  return 0;
}

function refuseMisplaced({ only, fingerprint, to }: ExportArguments, { ofViolations }: Exporter): void {
  if (ofViolations) return;
  if (only.length > 0)
    throw new UsageError(`\`--only\` chooses among violations, and \`${to}\` is of the policy`);
  if (fingerprint !== undefined)
    throw new UsageError(`\`--fingerprint\` chooses among violations, and \`${to}\` is of the policy`);
}

/** What the exporter asks for; of violations, those that are chosen, and at least one. */
async function verdictsFor(
  { rules, ofViolations }: Exporter,
  policy: Policy,
  { only, fingerprint }: ExportArguments,
): Promise<readonly Verdict[]> {
  if (rules.length === 0) return [];
  const asked = only.length === 0 ? rules : rules.filter((rule) => only.includes(rule));
  if (asked.length === 0) throw new UsageError(`tests are written of the rules ${rules.join(', ')}`);
  const { verdicts } = await checkPolicy(policy, {
    only: asked,
    ...(ofViolations ? {} : { repairs: { perConstraint: 0, inAll: 0 } }),
  });
  if (!ofViolations) return verdicts;
  const violated = verdicts.filter(({ status }) => status === 'violated');
  if (violated.length === 0)
    throw new UsageError(`nothing is violated of ${asked.join(', ')}: there is no test to write`);
  const chosen = violated.filter((verdict) =>
    verdict.fingerprint.startsWith((fingerprint ?? '').toLowerCase()),
  );
  if (chosen.length === 0)
    throw new UsageError(`no violation has the fingerprint \`${printable(fingerprint ?? '')}\``);
  return chosen;
}

async function deliver(
  { files }: Exported,
  policy: Policy,
  output: string | undefined,
  world: World,
): Promise<void> {
  const [first] = files;
  if (output === undefined) {
    if (files.length > 1 || first === undefined)
      throw new UsageError(`this is ${files.length} files: name a directory with \`-o\``);
    world.out(first.text);
    return;
  }
  const target = resolve(world.workingDirectory, output);
  const isDirectory = files.length > 1 || /[\\/]$/.test(output) || isThereDirectory(target);
  const written = files.map((file) => ({
    file,
    path: isDirectory ? join(output, namedSafely(file)) : output,
  }));
  const sources = new Set(policy.files.map(({ path }) => realPath(resolve(world.workingDirectory, path))));
  for (const { path } of written) {
    if (sources.has(realPath(resolve(world.workingDirectory, path))))
      throw new UsageError(`\`${printable(path)}\` is a file of the policy itself; write to another place`);
  }
  for (const { file, path } of written) await writeAtomically(world.workingDirectory, path, file.text);
  const names = written.map(({ path }) => printable(path.replaceAll('\\', '/')));
  world.out(`Written: ${names.join(', ')}\n`);
}

/** Exporters make file names; whatever else would be a defect of theirs. */
function namedSafely({ path }: ExportedFile): string {
  if (basename(path) !== path || path.startsWith('.')) throw new Error(`no plain file name: ${path}`);
  return path;
}

function isThereDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
