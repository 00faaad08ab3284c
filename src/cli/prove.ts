/** `dutyproof prove`: proves operations and laws, compares with the committed matrix, reports. */

import { join, resolve } from 'node:path';
import { committedMatrix } from '../prove/committed.ts';
import { differences, proofExitCode } from '../prove/compare.ts';
import type { Confirmation } from '../prove/confirmation.ts';
import { fileNames, obligationText, type ProvedObligation } from '../prove/export.ts';
import type { Findings, ProofEvent, ProveRequest } from '../prove/findings.ts';
import { provable } from '../prove/names.ts';
import { printable } from '../report/printable.ts';
import type { ProofReport } from '../report/proof.ts';
import { proofJson } from '../report/proof-json.ts';
import { proofMarkdown } from '../report/proof-markdown.ts';
import { prettyProof } from '../report/proof-pretty.ts';
import { counted } from '../report/wording.ts';
import { suggester } from '../source/suggest.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { type ColorWish, colorFor, widthFor } from './color.ts';
import { type FormatRequest, type ProofFormatName, planFormats, writeReports } from './format.ts';
import { progressFor } from './progress.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface ProveArguments {
  /** Operations and laws, in any case; everything where it is empty. */
  readonly names: readonly string[];
  readonly format: readonly FormatRequest<ProofFormatName>[];
  /** Seconds for each obligation. */
  readonly timeLimit?: number;
  readonly export?: string;
  readonly confirm?: 'cvc5';
  readonly color: ColorWish;
}

export type Prover = (request: ProveRequest) => Promise<Findings>;

const defaultTimeLimit = 20;

/** `prover`: what proves; the real one is loaded only when it is needed. */
export async function prove(options: ProveArguments, world: World, prover?: Prover): Promise<ExitCode> {
  // Mistakes in the command line are told before any work is done.
  planFormats(options.format);
  const names = knownNames(options.names);
  if (options.confirm !== undefined) {
    if (options.export === undefined) {
      throw new UsageError('`--confirm` reads what `--export DIR` writes; say where to');
    }
    const { solverVersion } = await import('./confirm.ts');
    await solverVersion();
  }
  const engine = prover ?? (await import('../prove/prove.ts')).prove;
  const progress = progressFor(world);
  const proved: ProvedObligation[] = [];
  let interrupted = false;
  const stopListening = world.onInterrupt(() => {
    interrupted = true;
  });
  try {
    const timeLimit = (options.timeLimit ?? defaultTimeLimit) * 1000;
    const findings = await engine({
      names,
      timeLimit,
      stopped: () => interrupted,
      tell: (event) => {
        if (event.kind === 'proved' && options.export !== undefined) proved.push(event.obligation);
        progress.tell(progressOf(event));
      },
    });
    const written = options.export === undefined ? [] : await exportTo(options.export, proved, world);
    let confirmation: Confirmation | null = null;
    if (options.confirm !== undefined && options.export !== undefined) {
      const { confirm } = await import('./confirm.ts');
      confirmation = await confirm({
        directory: resolve(world.workingDirectory, options.export),
        files: written,
        timeLimit,
        tell: progress.tell,
        stopped: () => interrupted,
      });
    }
    progress.clear();
    if (options.export !== undefined) {
      world.err(`${counted(written.length, 'obligation')} written to \`${printable(options.export)}\`\n`);
    }
    const report = reportOf(findings, names, interrupted, confirmation);
    await write(report, options, world);
    return report.exitCode;
  } finally {
    stopListening();
    progress.clear();
  }
}

/** The names as the specification writes them. */
function knownNames(wishes: readonly string[]): readonly string[] {
  return wishes.map((wish) => {
    const known = provable.find((name) => name.toLowerCase() === wish.toLowerCase());
    if (known !== undefined) return known;
    const hint = suggester().hint(wish, provable, '`dutyproof explain` lists the operations');
    throw new UsageError(`no operation and no law is called \`${wish}\`; ${hint}`);
  });
}

function progressOf(event: ProofEvent): string | null {
  return event.kind === 'started' ? `proving ${event.doing} (${event.number} of ${event.of})` : null;
}

function reportOf(
  findings: Findings,
  names: readonly string[],
  wasInterrupted: boolean,
  confirmation: Confirmation | null,
): ProofReport {
  const outcome = {
    findings,
    differences: differences(findings, committedMatrix(), names),
    interrupted: wasInterrupted ? 'interrupted; what is not told was not proved' : null,
  };
  // Two solvers that contradict each other: nothing that was proved can be relied on.
  const exitCode = (confirmation?.different.length ?? 0) > 0 ? 4 : proofExitCode(outcome);
  return { ...outcome, confirmation, exitCode };
}

async function exportTo(
  directory: string,
  proved: readonly ProvedObligation[],
  world: World,
): Promise<readonly { readonly name: string; readonly answers: number }[]> {
  const { writeAtomically } = await import('./write-file.ts');
  const nameOf = fileNames();
  const written: { name: string; answers: number }[] = [];
  for (const obligation of proved) {
    const name = nameOf(obligation);
    await writeAtomically(world.workingDirectory, join(directory, name), obligationText(obligation));
    written.push({ name, answers: obligation.parts.length });
  }
  return written;
}

async function write(report: ProofReport, options: ProveArguments, world: World): Promise<void> {
  await writeReports(options.format, world, (name, target) => {
    switch (name) {
      case 'json':
        return proofJson(report);
      case 'markdown':
        return proofMarkdown(report);
      case 'pretty':
        return prettyProof(
          report,
          target === 'output'
            ? { width: widthFor(world), color: colorFor(options.color, world) }
            : { width: 100, color: options.color === 'always' ? 'colored' : 'plain' },
        );
      default:
        throw new Error(`unknown format ${name satisfies never}`);
    }
  });
}
