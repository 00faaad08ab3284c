/** Reads a baseline, or says everything that is wrong with it. */

import { decode } from '../policy/decode.ts';
import { readJson } from '../policy/json.ts';
import type { Leaf } from '../policy/located.ts';
import { shown } from '../policy/names.ts';
import { type Problems, problemCollector } from '../policy/problems.ts';
import type { Node } from '../policy/yaml.ts';
import type { Result } from '../source/diagnostic.ts';
import { type FileReader, readText } from '../source/files.ts';
import { suggester } from '../source/suggest.ts';
import type { SourceFile } from '../source/text.ts';
import type { Baseline } from './baseline.ts';
import { baselineShape, baselineVersion } from './baseline-shape.ts';

/** Largest baseline, in bytes: some 80,000 findings. */
export const maxBaselineBytes = 32 * 1024 * 1024;

export function readBaseline(path: string, files: FileReader): Result<Baseline> {
  const content = readText(
    files,
    files.shown(path),
    maxBaselineBytes,
    'set rules aside under `rules:` in the policy before so many findings are tolerated',
  );
  if (content.kind === 'failed') return { kind: 'failed', diagnostics: [content.diagnostic] };
  const { file } = content;
  const problems = problemCollector();
  const baseline = baselineOf(file, problems);
  const diagnostics = problems.all([file]);
  if (baseline === null || problems.hasErrors()) return { kind: 'failed', diagnostics };
  return { kind: 'ok', value: baseline, warnings: diagnostics };
}

function baselineOf(file: SourceFile, problems: Problems): Baseline | null {
  const root = readJson(file, problems);
  if (root === null || isOfAnotherVersion(file, root, problems)) return null;
  const document = decode(baselineShape, root, { file, problems, suggest: suggester() });
  if (document === undefined) return null;
  const entries = document.values.findings.items.map(({ values }) => {
    checkHash(file, values.fingerprint, problems);
    checkHash(file, values.coreFingerprint, problems);
    const known = {
      policy: values.policy.value,
      fingerprint: values.fingerprint.value,
      coreFingerprint: values.coreFingerprint.value,
      rule: values.rule.value,
      constraint: values.constraint.value,
      severity: values.severity.value,
      sentence: values.sentence.value,
    };
    const { start, end } = values.fingerprint;
    return { known, span: { file, start, end } };
  });
  return { path: file.path, entries };
}

/** Then nothing else that seems wrong need be so. */
function isOfAnotherVersion(file: SourceFile, root: Node, problems: Problems): boolean {
  const version =
    root.kind === 'map' ? root.entries.find(({ key }) => key.text === 'schemaVersion')?.value : undefined;
  if (version?.kind !== 'scalar' || typeof version.value !== 'number' || version.value === baselineVersion) {
    return false;
  }
  problems.report({
    code: 'wrong-version',
    message: `the baseline has version ${shown(version.source)}; this dutyproof reads version ${baselineVersion}`,
    span: { file, start: version.start, end: version.end },
    hint: 'use the dutyproof that wrote it, or remove it and run `dutyproof baseline update`',
  });
  return true;
}

function checkHash(file: SourceFile, leaf: Leaf<string>, problems: Problems): void {
  if (!leaf.given || /^[0-9a-f]{32}$/.test(leaf.value)) return;
  problems.report({
    code: 'bad-value',
    message: `\`${shown(leaf.value)}\` is no fingerprint`,
    span: { file, start: leaf.start, end: leaf.end },
    hint: 'it has 32 hexadecimal digits; `dutyproof baseline update` writes it',
  });
}
