/** Who has what by imported facts: certainly, possibly or not. By plain closure. */

import type { Imported, ImportedFact, Importer } from '../../src/import/imported.ts';
import { locate } from '../../src/source/text.ts';

export type Answer = 'yes' | 'no' | 'depends';

export function importFiles(
  importer: Importer,
  texts: Readonly<Record<string, string>>,
  mentioned: readonly string[] = [],
  map: Readonly<Record<string, string>> = {},
) {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text, sha256: '' }));
  return importer.read({ files, mentioned, map: new Map(Object.entries(map)) });
}

/** The facts, or all problems with their places. */
export function importedOf(...args: Parameters<typeof importFiles>): Imported {
  const result = importFiles(...args);
  if (result.kind === 'ok') return result.value;
  throw new Error(problemsOf(result.diagnostics).join('\n'));
}

export function problemsOf(
  diagnostics: Extract<ReturnType<typeof importFiles>, { kind: 'failed' }>['diagnostics'],
): string[] {
  return diagnostics.map(({ code, message, span }) => {
    const { line, column } = span === undefined ? { line: 0, column: 0 } : locate(span);
    return `${line}:${column} ${code}: ${message}`;
  });
}

/** The permissions of a user, each with whether it is certain. */
export function permissionsOf(imported: Imported, user: string): ReadonlyMap<string, Answer> {
  const result = new Map<string, Answer>();
  for (const withDoubts of [true, false]) {
    const counts = ({ doubt }: ImportedFact): boolean => withDoubts || doubt === null;
    const roles = new Set(
      imported.assignments.flatMap((fact) => (fact.left === user && counts(fact) ? fact.right : [])),
    );
    for (const role of roles) {
      for (const fact of imported.inheritance) if (fact.left === role && counts(fact)) roles.add(fact.right);
    }
    for (const fact of imported.grants) {
      if (roles.has(fact.left) && counts(fact)) result.set(fact.right, withDoubts ? 'depends' : 'yes');
    }
  }
  return result;
}

export function having(imported: Imported, user: string, permission: string): Answer {
  return permissionsOf(imported, user).get(permission) ?? 'no';
}
