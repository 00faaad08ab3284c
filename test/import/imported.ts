/** What an importer made of files, in a form that tests compare: by plain definitions, without the code of the engines. */

import type { Imported, Importer } from '../../src/import/imported.ts';
import type { Diagnostic } from '../../src/source/diagnostic.ts';
import type { SourceFile } from '../../src/source/text.ts';
import { locate } from '../../src/source/text.ts';

export type Texts = Readonly<Record<string, string>>;
export type Entries = Readonly<Record<string, string>>;

export const fileOf = (path: string, text: string): SourceFile => ({ path, text, sha256: '' });

export function read(importer: Importer, texts: Texts, map: Entries = {}, mentioned: readonly string[] = []) {
  const files = Object.entries(texts).map(([path, text]) => fileOf(path, text));
  return importer.read({ files, mentioned, map: new Map(Object.entries(map)) });
}

export const told = ({ code, message, span, hint }: Diagnostic): string => {
  const at = span === undefined ? '' : locate(span);
  const place = at === '' ? '' : `${at.path}:${at.line}:${at.column} `;
  return `${place}${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
};

export function importOf(
  importer: Importer,
  texts: Texts,
  map: Entries = {},
  mentioned: readonly string[] = [],
): Imported {
  const result = read(importer, texts, map, mentioned);
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(told).join('\n'));
  return result.value;
}

/** What is wrong, and nothing but errors. */
export function errorsOf(importer: Importer, texts: Texts, map: Entries = {}): readonly string[] {
  const result = read(importer, texts, map);
  return result.kind === 'ok'
    ? []
    : result.diagnostics.filter(({ severity }) => severity === 'error').map(told);
}

export function warningsOf(importer: Importer, texts: Texts, map: Entries = {}): readonly string[] {
  const result = read(importer, texts, map);
  return (result.kind === 'ok' ? result.warnings : result.diagnostics).map(told);
}

/** `user permission` for all that users have, by roles and their juniors, without or with what is only possible. */
export function access(imported: Imported, possible: boolean): Set<string> {
  const juniors = new Map<string, string[]>();
  const grants = new Map<string, string[]>();
  const put = (map: Map<string, string[]>, key: string, value: string): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  for (const { left, right, doubt } of imported.inheritance)
    if (possible || doubt === null) put(juniors, left, right);
  for (const { left, right, doubt } of imported.grants)
    if (possible || doubt === null) put(grants, left, right);
  const found = new Set<string>();
  for (const { left, right, doubt } of imported.assignments) {
    if (!possible && doubt !== null) continue;
    const seen = new Set([right]);
    for (const role of seen) {
      for (const junior of juniors.get(role) ?? []) seen.add(junior);
      for (const permission of grants.get(role) ?? []) found.add(`${left} ${permission}`);
    }
  }
  return found;
}

export const pairs = (facts: Imported['grants']): string[] =>
  facts.map(({ left, right, doubt }) => `${left} > ${right}${doubt === null ? '' : ' ?'}`).sort();
