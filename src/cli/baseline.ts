/** `dutyproof baseline update|prune|show`: keeps the file that says which findings were there before. */

import {
  type Baseline,
  baselineStates,
  baselineText,
  prunedBaseline,
  type Revision,
  updatedBaseline,
} from '../gate/baseline.ts';
import type { Known } from '../gate/compare.ts';
import { maxBaselineBytes } from '../gate/read-baseline.ts';
import { suppress } from '../gate/suppress.ts';
import { baselineLines, revisionLines } from '../report/baseline.ts';
import { diagnosticLines } from '../report/diagnostics.ts';
import { paint } from '../report/text.ts';
import type { Diagnostic, Result } from '../source/diagnostic.ts';
import { nodeFiles } from '../source/files.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import { defaultBaseline, readExistingBaseline, readGate } from './gate.ts';
import { judge, type Run } from './judge.ts';
import { progressFor } from './progress.ts';
import { readPolicies } from './read-policies.ts';
import { selectRules } from './selection.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface BaselineArguments {
  readonly paths: readonly string[];
  readonly baseline?: string;
  readonly suppressions: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Seconds for everything. */
  readonly timeLimit?: number;
  readonly color: ColorWish;
}

export type BaselineAction = 'update' | 'prune' | 'show';

export async function baseline(
  action: BaselineAction,
  options: BaselineArguments,
  world: World,
): Promise<ExitCode> {
  const path = options.baseline ?? defaultBaseline;
  const before = action === 'update' ? readOrEmpty(path, world) : readExistingBaseline(path, world);
  const looked = await look(options, before, world);
  if (looked.kind === 'stopped') {
    const { code, why } = looked;
    if (action !== 'show') world.err(`${why}; \`${path}\` was not written\n`);
    else world.err(`${why}\n`);
    return code;
  }
  const { known, run } = looked;
  const out = (lines: ReturnType<typeof revisionLines>): void =>
    world.out(paint(lines, colorFor(options.color, world)));
  switch (action) {
    case 'show':
      out(baselineLines(path, baselineStates(known, run.outcomes), widthFor(world)));
      return 0;
    case 'update':
    case 'prune': {
      const revised = (action === 'update' ? updatedBaseline : prunedBaseline)(known, run.outcomes);
      await write(path, revised, world);
      out(revisionLines(path, revised, widthFor(world)));
      return 0;
    }
    default:
      return action satisfies never;
  }
}

function readOrEmpty(path: string, world: World): Result<Baseline> {
  const files = nodeFiles(world.workingDirectory, world.seen);
  return files.kind(path) === 'missing'
    ? { kind: 'ok', value: { path: files.shown(path), entries: [] }, warnings: [] }
    : readExistingBaseline(path, world);
}

type Looked =
  | { readonly kind: 'looked'; readonly known: readonly Known[]; readonly run: Run }
  | { readonly kind: 'stopped'; readonly code: ExitCode; readonly why: string };

/** Judges the policies; a baseline is not written from half of what there is to know. */
async function look(options: BaselineArguments, before: Result<Baseline>, world: World): Promise<Looked> {
  const selection = selectRules(options);
  const progress = progressFor(world);
  const gate = readGate({ suppressions: options.suppressions }, world);
  const { policies, diagnostics } = readPolicies(options.paths, world, progress);
  const all = [...diagnosticsOf(before), ...diagnosticsOf(gate), ...diagnostics];
  world.err(paint(diagnosticLines(all, widthFor(world)), errorColorFor(options.color, world)));
  const isUnread = all.some(({ severity }) => severity === 'error');
  if (isUnread || before.kind === 'failed' || gate.kind === 'failed') {
    return { kind: 'stopped', code: 2, why: 'not everything could be read' };
  }
  const run = await judge(
    policies,
    { ...options, selection, repairs: { perConstraint: 0, inAll: 0 } },
    world,
    progress,
  );
  progress.clear();
  const failures = run.outcomes.flatMap((outcome) => outcome.failures);
  if (failures.length > 0) {
    const why = 'internal error: the specification does not confirm what an engine found';
    return { kind: 'stopped', code: 4, why };
  }
  if (run.interrupted !== null) return { kind: 'stopped', code: 3, why: run.interrupted };
  const { outcomes } = suppress(run.outcomes, null, gate.value.suppressions, world.today());
  const known = before.value.entries.map((entry) => entry.known);
  return { kind: 'looked', known, run: { ...run, outcomes } };
}

function diagnosticsOf(result: Result<unknown>): readonly Diagnostic[] {
  return result.kind === 'ok' ? result.warnings : result.diagnostics;
}

async function write(path: string, { findings }: Revision, world: World): Promise<void> {
  const text = baselineText(findings);
  if (Buffer.byteLength(text) > maxBaselineBytes) {
    throw new UsageError(
      `\`${path}\` was not written: with ${findings.length.toLocaleString('en')} findings it would be too large to be read; ` +
        'set rules aside under `rules:` in the policy',
    );
  }
  const { writeAtomically } = await import('./write-file.ts');
  await writeAtomically(world.workingDirectory, path, text);
}
