/** What a run is judged by besides the policies: `--baseline` and `--suppressions`. */

import { catalogue } from '../check/catalogue.ts';
import { type CheckOptions, type CheckOutcome, defaultRepairs } from '../check/run.ts';
import { applyGate } from '../gate/apply.ts';
import type { Baseline } from '../gate/baseline.ts';
import { gateOf } from '../gate/gate.ts';
import { readBaseline } from '../gate/read-baseline.ts';
import { readSuppressionFiles } from '../gate/read-suppressions.ts';
import type { Policy, Suppression } from '../policy/model.ts';
import { reported } from '../report/diagnostics.ts';
import type { Diagnostic, Result } from '../source/diagnostic.ts';
import { nodeFiles } from '../source/files.ts';
import type { Gate } from '../verdict/gate.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export const defaultBaseline = 'dutyproof-baseline.json';

export interface GateFiles {
  readonly baseline: Baseline | null;
  /** Of files; those of policies are in the policies. */
  readonly suppressions: readonly Suppression[];
}

/** Reads what `--baseline` and `--suppressions` name. A baseline that does not exist is a usage error. */
export function readGate(
  options: { readonly baseline?: string | undefined; readonly suppressions: readonly string[] },
  world: World,
): Result<GateFiles> {
  const files = nodeFiles(world.workingDirectory, world.seen);
  const suppressions = readSuppressionFiles(
    options.suppressions,
    files,
    catalogue.map((rule) => rule.id),
  );
  const { baseline: path } = options;
  const baseline = path === undefined ? null : readExistingBaseline(path, world);
  const warnings = suppressions.kind === 'ok' ? suppressions.warnings : suppressions.diagnostics;
  if (baseline?.kind === 'failed') {
    return { kind: 'failed', diagnostics: [...baseline.diagnostics, ...warnings] };
  }
  if (suppressions.kind === 'failed') return suppressions;
  return {
    kind: 'ok',
    value: { baseline: baseline?.value ?? null, suppressions: suppressions.value },
    warnings,
  };
}

export function readExistingBaseline(path: string, world: World): Result<Baseline> {
  const files = nodeFiles(world.workingDirectory, world.seen);
  if (files.kind(path) === 'missing') {
    throw new UsageError(
      `there is no baseline \`${files.shown(path)}\`; \`dutyproof baseline update\` writes one`,
    );
  }
  return readBaseline(path, files);
}

/** Repairs are looked for where somebody is stopped: not for findings that the baseline knows. */
export function repairsFor(
  baseline: Baseline | null,
  policies: readonly Policy[],
): NonNullable<CheckOptions['repairs']> {
  if (baseline === null) return defaultRepairs;
  const keyOf = (policy: string, fingerprint: string): string =>
    JSON.stringify([policy.normalize('NFC'), fingerprint]);
  const known = new Set(baseline.entries.map(({ known: one }) => keyOf(one.policy, one.fingerprint)));
  const names = new Map(policies.map(({ path, name }) => [path, name]));
  return {
    ...defaultRepairs,
    of: ({ file, fingerprint }) => !known.has(keyOf(names.get(file) ?? '', fingerprint)),
  };
}

export interface GatedRun {
  readonly outcomes: readonly CheckOutcome[];
  /** Null where there is neither a baseline nor a suppression. */
  readonly gate: Gate | null;
  /** The gate's problems with the texts that they are about. */
  readonly problems: readonly Diagnostic[];
}

/** Judges outcomes by what was read. */
export function gateBy(files: GateFiles, outcomes: readonly CheckOutcome[], world: World): GatedRun {
  const gated = applyGate(outcomes, { ...files, today: world.today() });
  const gate = gateOf(gated.outcomes, {
    against: files.baseline?.path ?? null,
    removed: gated.removed,
    problems: reported(gated.problems),
  });
  return { outcomes: gated.outcomes, gate: gated.exists ? gate : null, problems: gated.problems };
}
