/** What `--format` asks for. */

import { InvalidArgumentError } from 'commander';

export const formatNames = ['pretty', 'json'] as const;

export type FormatName = (typeof formatNames)[number];

export interface FormatRequest {
  readonly name: FormatName;
  /** Null is standard output. */
  readonly file: string | null;
}

/** Reads `NAME` or `NAME=FILE`. */
export function parseFormat(value: string): FormatRequest {
  const at = value.indexOf('=');
  const name = at < 0 ? value : value.slice(0, at);
  const known = formatNames.find((format) => format === name);
  if (known === undefined) throw new InvalidArgumentError(`formats are ${formatNames.join(' and ')}.`);
  if (at >= 0 && at === value.length - 1) throw new InvalidArgumentError('a file name must follow the `=`.');
  return { name: known, file: at < 0 ? null : value.slice(at + 1) };
}

export type FormatPlan =
  | { readonly kind: 'ok'; readonly formats: readonly FormatRequest[] }
  | { readonly kind: 'conflict' };

/**
 * Where each report goes. Standard output takes one; where no report is asked for there, the pretty one goes there, so
 * that writing a file for a machine does not take the answer from the person who waits for it.
 */
export function planFormats(requests: readonly FormatRequest[]): FormatPlan {
  const toOutput = requests.filter((request) => request.file === null);
  if (new Set(toOutput.map((request) => request.name)).size > 1) return { kind: 'conflict' };
  const files = requests.filter((request) => request.file !== null);
  return { kind: 'ok', formats: [toOutput[0] ?? { name: 'pretty', file: null }, ...files] };
}
