/** Collects what is wrong with an `.arbac` file: all of it up to a bound, in the order of the text. */

import type { Diagnostic } from '../../source/diagnostic.ts';
import type { SourceFile } from '../../source/text.ts';
import { type ArbacCode, arbacCodes } from './codes.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface ArbacProblems {
  report(code: ArbacCode, message: string, at: Range, hint?: string): void;
  /** Whether a further problem would still be shown; lets callers skip costly hints. */
  isWanted(): boolean;
  hasErrors(): boolean;
  all(): readonly Diagnostic[];
}

const mostShown = 100;

export function arbacProblems(file: SourceFile): ArbacProblems {
  const kept: Diagnostic[] = [];
  let errors = 0;
  let dropped = 0;
  return {
    report(code, message, { start, end }, hint) {
      const { severity } = arbacCodes[code];
      if (severity === 'error') errors += 1;
      if (kept.length >= mostShown) {
        dropped += 1;
        return;
      }
      const span = { file, start, end };
      kept.push({ code, severity, message, span, ...(hint === undefined ? {} : { hint }) });
    },
    isWanted: () => kept.length < mostShown,
    hasErrors: () => errors > 0,
    all() {
      const sorted = [...kept].sort((a, b) => a.span!.start - b.span!.start);
      if (dropped === 0) return sorted;
      const message = `${dropped.toLocaleString('en')} more problems are not shown`;
      const severity = errors > 0 ? 'error' : 'warning';
      return [...sorted, { code: 'too-many-errors' satisfies ArbacCode, severity, message, path: file.path }];
    },
  };
}
