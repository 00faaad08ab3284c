/** `dutyproof simulate`: what changes would bring about, before they are made. */

import { changePolicy } from '../change/apply.ts';
import { authoritySentence } from '../change/authority.ts';
import type { PolicyChange } from '../change/change.ts';
import { effectOf } from '../change/effect.ts';
import { type FlagValue, readChangeFlags } from '../change/flags.ts';
import { readChangeFile } from '../change/read.ts';
import { droppedConstraints } from '../change/weaken.ts';
import { compareFindings, knownOf } from '../gate/compare.ts';
import { foundIn, gateOf, withStandings } from '../gate/gate.ts';
import { suppress } from '../gate/suppress.ts';
import type { Policy } from '../policy/model.ts';
import { diagnosticLines, reported } from '../report/diagnostics.ts';
import type { Report } from '../report/report.ts';
import { prettySimulation, type Simulation } from '../report/simulate-pretty.ts';
import { paint } from '../report/text.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { nodeFiles } from '../source/files.ts';
import { envelopeOf } from '../verdict/envelope.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { errorColorFor, widthFor } from './color.ts';
import { planFormats } from './format.ts';
import { exitCodeWith, judge } from './judge.ts';
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
  const diagnostics = [...read.diagnostics, ...(wished?.diagnostics ?? []), ...(changed?.diagnostics ?? [])];
  const isReadable = !diagnostics.some(({ severity }) => severity === 'error');
  if (before === undefined || wished === null || changed === null || !isReadable) {
    progress.clear();
    world.err(paint(diagnosticLines(diagnostics, widthFor(world)), errorColorFor(options.color, world)));
    return 2;
  }

  const simulation = await simulateChanges(before, changed.policy, wished.changes, diagnostics, {
    ...options,
    failOn,
    selection,
    world,
  });
  progress.clear();
  await writeReport(simulation.report, options, world, (layout) => prettySimulation(simulation, layout));
  return simulation.report.envelope.exitCode;
}

interface Judging extends Pick<SimulateArguments, 'timeLimit' | 'changes'> {
  readonly failOn: Report['failOn'];
  readonly selection: ReturnType<typeof selectRules>;
  readonly world: World;
}

async function simulateChanges(
  before: Policy,
  after: Policy,
  changes: readonly PolicyChange[],
  diagnostics: readonly Diagnostic[],
  { changes: wishes, failOn, selection, timeLimit, world }: Judging,
): Promise<Simulation> {
  const flags = wishes.map(({ flag, value }) => `--${flag} ${shellPath(value)}`);
  const command = ['dutyproof simulate', shellPath(before.path), ...flags].join(' ');
  const progress = progressFor(world);
  const started = world.now();
  const limits = () => ({
    selection,
    ...(timeLimit === undefined
      ? {}
      : { timeLimit: Math.max(0, timeLimit - (world.now() - started) / 1000) }),
  });
  const first = await judge(
    [before],
    { ...limits(), repairs: { perConstraint: 0, inAll: 0 } },
    world,
    progress,
  );
  const second = await judge([after], limits(), world, progress);
  progress.clear();
  const known = foundIn(first.outcomes).map(knownOf);
  const { standings, removed } = compareFindings(known, foundIn(second.outcomes));
  const compared = withStandings(second.outcomes, standings);
  const { outcomes, weakenings, problems } = suppress(
    compared,
    droppedConstraints(before, changes),
    [],
    world.today(),
  );
  const gate = gateOf(outcomes, { against: before.path, weakenings, removed, problems: reported(problems) });
  const interrupted = first.interrupted ?? second.interrupted;
  const judged = envelopeOf('simulate', after.profile, outcomes, failOn, reported(diagnostics), gate);
  return {
    changes,
    effect: effectOf(before, after),
    authority: changes.flatMap((change) => authoritySentence(before, change) ?? []),
    report: {
      envelope: { ...judged, exitCode: exitCodeWith(judged, interrupted) },
      outcomes,
      diagnostics,
      interrupted,
      failOn,
      repeat: ({ rule }) => `${command} --only ${rule}`,
    },
  };
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
