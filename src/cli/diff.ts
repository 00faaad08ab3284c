/**
 * `dutyproof diff`: what a change means, and whether it may be let through.
 */

import { readSettings, type Settings } from '../config/read.ts';
import { pairPolicies } from '../diff/pair-policies.ts';
import { weakerSettings } from '../diff/project-settings.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { Weakening } from '../verdict/gate.ts';
import type { ExitCode, Verdict } from '../verdict/verdict.ts';
import { compareStates } from './compare.ts';
import { planFormats } from './format.ts';
import { readGate } from './gate.ts';
import { type Operands, operandsOf, type Tree } from './operands.ts';
import { progressFor } from './progress.ts';
import { readPoliciesFrom } from './read-policies.ts';
import { type ReportOptions, writeReport } from './reports.ts';
import { parseFailOn, selectRules } from './selection.ts';
import { settingsFile } from './settings-file.ts';
import { shellPath } from './shell.ts';
import type { World } from './world.ts';

export interface DiffArguments extends ReportOptions {
  /** Revisions and paths: see `operands.ts`. */
  readonly operands: readonly string[];
  /** What is compared of revisions where no path is named. */
  readonly paths: readonly string[];
  /** The file of settings; false: none. */
  readonly config?: string | boolean;
  /** Files of suppressions. */
  readonly suppressions: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: readonly string[];
  /** Seconds for everything. */
  readonly timeLimit?: number;
}

export async function diff(options: DiffArguments, world: World): Promise<ExitCode> {
  planFormats(options.format);
  const failOn = parseFailOn(options.failOn);
  const selection = selectRules(options);
  const progress = progressFor(world);
  const operands = operandsOf(options.operands, options.paths, world);

  const files = readGate({ suppressions: options.suppressions }, world);
  const before = readPoliciesFrom(operands.before.files, operands.before.paths, progress);
  const now = readPoliciesFrom(operands.now.files, operands.now.paths, progress);
  const isRead = !now.diagnostics.some(({ severity }) => severity === 'error');
  // Of a policy that cannot be read now it is not known that it is gone.
  const pairs = pairPolicies(before.policies, now.policies).filter(
    ({ kind }) => isRead || kind !== 'removed',
  );
  const diagnostics = [
    ...(files.kind === 'ok' ? files.warnings : files.diagnostics),
    ...ofBefore(before.diagnostics, operands.before.name),
    ...newDiagnostics(before.diagnostics, now.diagnostics),
  ];

  const report = await compareStates(
    pairs,
    {
      ...options,
      command: 'diff',
      against: operands.before.name,
      selection,
      failOn,
      suppressions: files.kind === 'ok' ? files.value.suppressions : [],
      diagnostics,
      weakenings: settingsWeakened(options.config, operands),
      repeat: repeatCommand,
    },
    world,
    progress,
  );
  progress.clear();
  await writeReport(report, options, world);
  return report.envelope.exitCode;
}

/** The settings that the change comes with are those it is judged by: what they let through must be seen. */
function settingsWeakened(config: DiffArguments['config'], { before, now }: Operands): readonly Weakening[] {
  if (config === false) return [];
  const path = typeof config === 'string' ? config : settingsFile;
  const settingsIn = ({ files }: Tree): Settings => {
    if (files.kind(path) !== 'file') return new Map();
    const read = readSettings(path, files);
    return read.kind === 'ok' ? read.value : new Map();
  };
  return weakerSettings(settingsIn(before), settingsIn(now), now.files.shown(path));
}

/**
 * What is wrong with the files of before stops nobody who mends it; but what could not be read is not known, and all that
 * is found now is then new.
 */
function ofBefore(diagnostics: readonly Diagnostic[], name: string): readonly Diagnostic[] {
  return diagnostics
    .filter(
      ({ severity, code }) => severity === 'error' && code !== 'nothing-found' && code !== 'file-not-found',
    )
    .map((diagnostic) => ({
      ...diagnostic,
      severity: 'warning',
      message: `in ${name}, which therefore counts as without this policy: ${diagnostic.message}`,
    }));
}

/** Errors, and the warnings that were not there before. */
function newDiagnostics(before: readonly Diagnostic[], now: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyOf = ({ code, message, path, span }: Diagnostic): string =>
    JSON.stringify([code, message, span?.file.path ?? path]);
  const known = new Set(before.map(keyOf));
  return now.filter((diagnostic) => diagnostic.severity === 'error' || !known.has(keyOf(diagnostic)));
}

function repeatCommand(verdict: Verdict): string {
  return `dutyproof check ${shellPath(verdict.file)} --only ${verdict.rule}`;
}
