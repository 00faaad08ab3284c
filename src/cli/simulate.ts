/** `dutyproof simulate`: what changes would bring about, before they are made. */

import { changePolicy } from '../change/apply.ts';
import { authoritySentence } from '../change/authority.ts';
import type { PolicyChange } from '../change/change.ts';
import { type FlagValue, readChangeFlags } from '../change/flags.ts';
import { readChangeFile } from '../change/read.ts';
import type { Policy } from '../policy/model.ts';
import { diagnosticLines } from '../report/diagnostics.ts';
import { prettySimulation, type Simulation } from '../report/simulate-pretty.ts';
import { paint } from '../report/text.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { nodeFiles } from '../source/files.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { errorColorFor, widthFor } from './color.ts';
import { compareStates } from './compare.ts';
import { planFormats } from './format.ts';
import { readGate } from './gate.ts';
import { progressFor } from './progress.ts';
import { readPolicies } from './read-policies.ts';
import { type ReportOptions, writeReport } from './reports.ts';
import { parseFailOn, selectRules } from './selection.ts';
import { shellPath } from './shell.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

/** A flag of the command line in its order: a change, or a file of changes. */
export type ChangeWish = FlagValue | { readonly flag: 'change'; readonly value: string };

export interface SimulateArguments extends ReportOptions {
  readonly policy: string;
  readonly changes: readonly ChangeWish[];
  /** Files of suppressions. */
  readonly suppressions: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: readonly string[];
  /** Seconds for everything. */
  readonly timeLimit?: number;
}

export async function simulate(options: SimulateArguments, world: World): Promise<ExitCode> {
  planFormats(options.format);
  const failOn = parseFailOn(options.failOn);
  const selection = selectRules(options);
  if (options.changes.length === 0)
    throw new UsageError('no change is given; `dutyproof simulate --help` lists how they are written');
  const progress = progressFor(world);

  const read = readPolicies([options.policy], world, progress);
  const [before, another] = read.policies;
  if (another !== undefined)
    throw new UsageError(
      `\`simulate\` is about one policy, and there are ${read.policies.length}; name its file`,
    );
  const wished = before === undefined ? null : readChanges(options.changes, before, world);
  const changed = before === undefined || wished === null ? null : changePolicy(before, wished.changes);
  const files = readGate({ suppressions: options.suppressions }, world);
  const diagnostics = [
    ...(files.kind === 'ok' ? files.warnings : files.diagnostics),
    ...read.diagnostics,
    ...(wished?.diagnostics ?? []),
    ...(changed?.diagnostics ?? []),
  ];
  const isReadable = !diagnostics.some(({ severity }) => severity === 'error');
  if (before === undefined || wished === null || changed === null || !isReadable) {
    progress.clear();
    world.err(paint(diagnosticLines(diagnostics, widthFor(world)), errorColorFor(options.color, world)));
    return 2;
  }

  const flags = options.changes.map(({ flag, value }) => `--${flag} ${shellPath(value)}`);
  const command = ['dutyproof simulate', shellPath(before.path), ...flags].join(' ');
  const report = await compareStates(
    [{ kind: 'both', before, now: changed.policy }],
    {
      ...options,
      command: 'simulate',
      against: before.path,
      selection,
      failOn,
      suppressions: files.kind === 'ok' ? files.value.suppressions : [],
      diagnostics,
      repeat: ({ rule }) => `${command} --only ${rule}`,
    },
    world,
    progress,
  );
  progress.clear();
  const authority = wished.changes.flatMap((change) => authoritySentence(before, change) ?? []);
  const simulation: Simulation = { report, changes: wished.changes, authority };
  await writeReport(report, options, world, (layout) => prettySimulation(simulation, layout));
  return report.envelope.exitCode;
}

interface Wished {
  readonly changes: readonly PolicyChange[];
  readonly diagnostics: readonly Diagnostic[];
}

/** In the order of the command line; flags that follow each other are one text. */
function readChanges(wishes: readonly ChangeWish[], policy: Policy, world: World): Wished {
  const files = nodeFiles(world.workingDirectory, world.seen);
  const flags = wishes.flatMap((wish) => (wish.flag === 'change' ? [] : [wish]));
  const ofFlags = readChangeFlags(flags, policy);
  const waiting = ofFlags.kind === 'ok' ? [...ofFlags.value] : [];
  const diagnostics: Diagnostic[] = ofFlags.kind === 'ok' ? [] : [...ofFlags.diagnostics];
  const changes: PolicyChange[] = [];
  for (const wish of wishes) {
    if (wish.flag !== 'change') {
      changes.push(...waiting.splice(0, 1));
      continue;
    }
    const read = readChangeFile(wish.value, files);
    diagnostics.push(...(read.kind === 'ok' ? read.warnings : read.diagnostics));
    if (read.kind === 'ok') changes.push(...read.value);
  }
  return { changes, diagnostics };
}
