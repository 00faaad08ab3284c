/**
 * Reading evidence: the manifest, the verdicts, and the inputs as they were. Whatever does not fit is a reason, and
 * never an exception.
 */

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import {
  type Manifest,
  manifestName,
  manifestShape,
  verdictsName,
  verdictsShape,
} from '../evidence/shape.ts';
import { importers } from '../import/importers.ts';
import { packPrefix, readPack } from '../packs/packs.ts';
import type { Policy } from '../policy/model.ts';
import { readPolicy } from '../policy/read.ts';
import { type DirectoryReader, readText, withText } from '../source/files.ts';
import { verdictShape } from '../verdict/json-schema.ts';
import { parseJson } from './json.ts';
import { recheckedRules } from './recheck/recheck.ts';
import type { VerdictCheck, VerdictData } from './verdict-check.ts';

export interface InputCheck {
  readonly path: string;
  readonly sha256: string;
  readonly result: 'same' | 'changed' | 'missing';
}

const mostBytes = 256 * 1024 * 1024;
const mostManifestBytes = 16 * 1024 * 1024;

/** The parsed manifest, or why there is none. */
export function readManifest(files: DirectoryReader): Manifest | string {
  const text = readText(files, manifestName, mostManifestBytes, '');
  if (text.kind === 'failed') return `no evidence: ${text.diagnostic.message}`;
  const value = parseJson(text.file.text);
  const manifest = manifestShape.safeParse(value);
  if (!manifest.success) return `\`${manifestName}\` is not of the expected shape: ${issue(manifest.error)}`;
  const unknown = manifest.data.policies
    .flatMap(({ rules }) => rules)
    .find((rule) => !recheckedRules.includes(rule));
  if (unknown !== undefined) return `\`${manifestName}\` names the rule \`${unknown}\`, which is not known`;
  return manifest.data;
}

/** The verdicts, not looked at yet, or why there are none. */
export function readVerdicts(files: DirectoryReader, manifest: Manifest): readonly unknown[] | string {
  const text = readText(files, verdictsName, mostBytes, '');
  if (text.kind === 'failed') return `no evidence: ${text.diagnostic.message}`;
  if (sha256(text.file.text) !== manifest.verdicts.sha256)
    return `\`${verdictsName}\` is not the file that \`${manifestName}\` was written for`;
  const verdicts = verdictsShape.safeParse(parseJson(text.file.text));
  if (!verdicts.success) return `\`${verdictsName}\` is not of the expected shape: ${issue(verdicts.error)}`;
  return verdicts.data.verdicts;
}

function issue(error: z.ZodError): string {
  const first = error.issues[0];
  return first === undefined ? 'unknown' : `${first.path.join('.') || 'the whole'}: ${first.message}`;
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Verdicts one by one, so that a malformed one does not hide the others. */
export function parseVerdicts(values: readonly unknown[]): {
  readonly wellFormed: readonly VerdictData[];
  readonly malformed: readonly VerdictCheck[];
} {
  const wellFormed: VerdictData[] = [];
  const malformed: VerdictCheck[] = [];
  for (const [position, value] of values.entries()) {
    const parsed = verdictShape.safeParse(value);
    if (parsed.success) wellFormed.push(parsed.data);
    else
      malformed.push({
        file: verdictsName,
        rule: '',
        constraint: null,
        status: null,
        fingerprint: null,
        result: 'rejected',
        reason: `verdict ${position + 1} is not of the expected shape: ${issue(parsed.error)}`,
      });
  }
  return { wellFormed, malformed };
}

/** A rule pack comes with the tool: another version may have another. */
function packCheck(path: string, expected: string): InputCheck {
  const pack = readPack(path.slice(packPrefix.length));
  const result = pack === null ? 'missing' : pack.sha256 === expected ? 'same' : 'changed';
  return { path, sha256: expected, result };
}

type ReadInputs =
  | { readonly kind: 'policy'; readonly policy: Policy; readonly inputs: readonly InputCheck[] }
  | { readonly kind: 'rejected'; readonly reason: string; readonly inputs: readonly InputCheck[] };

/** The policy as it was read then: every file has the same bytes, and no other file is read. */
export function readInputs(given: DirectoryReader, entry: Manifest['policies'][number]): ReadInputs {
  const { root } = entry;
  const files = (entry.texts ?? []).reduce((before, { path, text }) => withText(before, path, text), given);
  const inputs = entry.inputs.map(({ path, sha256: expected }): InputCheck => {
    if (path.startsWith(packPrefix)) return packCheck(path, expected);
    const content = files.read(path, mostBytes);
    if (content.kind !== 'bytes') return { path, sha256: expected, result: 'missing' };
    const actual = sha256(content.bytes);
    return { path, sha256: expected, result: actual === expected ? 'same' : 'changed' };
  });
  const rejected = (reason: string): ReadInputs => ({ kind: 'rejected', reason, inputs });
  const other = inputs.find(({ result }) => result !== 'same');
  if (other !== undefined)
    return rejected(
      other.result === 'missing'
        ? `input \`${other.path}\` cannot be read`
        : `input \`${other.path}\` has changed`,
    );
  const read = readPolicy(root ?? entry.path, files, {
    importers,
    ...(root === undefined ? {} : { shownAs: entry.path }),
  });
  if (read.kind === 'failed')
    return rejected(`\`${entry.path}\` cannot be read: ${read.diagnostics[0]?.message ?? 'unknown'}`);
  const listed = new Map(entry.inputs.map(({ path, sha256: hash }) => [path, hash]));
  const stranger = read.value.files.find((file) => listed.get(file.path) !== file.sha256);
  if (stranger !== undefined) return rejected(`the manifest does not list the input \`${stranger.path}\``);
  return { kind: 'policy', policy: read.value, inputs };
}
