/**
 * Collects what is wrong with a policy. Every problem is kept, up to a bound for each code in each file: a table of
 * a million rows with a wrong column must not fill the memory with diagnostics.
 */

import type { Diagnostic } from '../source/diagnostic.ts';
import { type PolicyCode, policyCodes } from './codes.ts';

/** A diagnostic whose severity follows from its code. */
export type Problem = Omit<Diagnostic, 'severity' | 'code' | 'hint'> & {
  readonly code: PolicyCode;
  readonly hint?: string | undefined;
};

export interface Problems {
  report(problem: Problem): void;
  /** Diagnostics of another reader, as they are. */
  include(diagnostics: readonly Diagnostic[]): void;
  /** Whether another problem of this code in this file would still be shown; lets callers skip costly hints. */
  wants(code: PolicyCode, path: string): boolean;
  /** How many problems there are in the file, shown or not. */
  count(path: string): number;
  hasErrors(): boolean;
  /** In order of `files`, then of place; problems without a file come first. */
  all(files: readonly { readonly path: string }[]): readonly Diagnostic[];
}

const shownPerKind = 50;

export function problemCollector(): Problems {
  const kept: Diagnostic[] = [];
  const keys = new Set<string>();
  const counts = new Map<string, number>();
  const countsOfFiles = new Map<string, number>();
  let errors = 0;
  const countOf = (code: string, path: string): number => counts.get(`${code} ${path}`) ?? 0;

  const add = (diagnostic: Diagnostic): void => {
    if (diagnostic.severity === 'error') errors += 1;
    const path = pathOf(diagnostic);
    // Through an alias the same text is met several times.
    const key = `${diagnostic.code} ${path} ${diagnostic.span?.start} ${diagnostic.span?.end} ${diagnostic.message}`;
    if (keys.has(key)) return;
    countsOfFiles.set(path, (countsOfFiles.get(path) ?? 0) + 1);
    const count = countOf(diagnostic.code, path);
    counts.set(`${diagnostic.code} ${path}`, count + 1);
    if (count >= shownPerKind) return;
    keys.add(key);
    kept.push(diagnostic);
  };

  return {
    report({ hint, ...problem }) {
      add({
        ...problem,
        severity: policyCodes[problem.code].severity,
        ...(hint === undefined ? {} : { hint }),
      });
    },
    include(diagnostics) {
      for (const diagnostic of diagnostics) add(diagnostic);
    },
    wants: (code, path) => countOf(code, path) < shownPerKind,
    count: (path) => countsOfFiles.get(path) ?? 0,
    hasErrors: () => errors > 0,
    all(files) {
      const rank = new Map(files.map((file, index) => [file.path, index]));
      const order = (diagnostic: Diagnostic): number => rank.get(pathOf(diagnostic)) ?? -1;
      const more: Diagnostic[] = [];
      for (const [kind, count] of counts) {
        if (count <= shownPerKind) continue;
        const [code, ...path] = kind.split(' ');
        const severity = kept.find((diagnostic) => diagnostic.code === code)?.severity ?? 'error';
        more.push({
          code: 'more-problems',
          severity,
          message: `${(count - shownPerKind).toLocaleString('en')} more of \`${code}\` in this file`,
          path: path.join(' '),
        });
      }
      // The sort is stable, so problems at one place stay in the order in which they were found.
      return [
        ...kept.sort((a, b) => order(a) - order(b) || (a.span?.start ?? -1) - (b.span?.start ?? -1)),
        ...more,
      ];
    },
  };
}

function pathOf(diagnostic: Diagnostic): string {
  return diagnostic.span?.file.path ?? diagnostic.path ?? '';
}
