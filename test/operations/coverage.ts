/**
 * How often each operation succeeded, and each guard was seen true and seen false as the first that fails. A guard that
 * is never seen failing is not tested (V12).
 */

import { operations } from '../../spec/operations/catalogue.ts';

export interface Coverage {
  count(operation: string, report: string): void;
  /** How often an outcome was seen. */
  times(operation: string, report: string): number;
  /** Outcomes that were seen less often than `atLeast`, one a line. */
  below(atLeast: number): readonly string[];
}

export const outcomesOf = ({ guards }: (typeof operations)[number]): readonly string[] => [
  'ok',
  ...guards.map(({ label, error }) => `${label} ${error}`),
];

export function coverage(exempt: ReadonlySet<string> = new Set()): Coverage {
  const counts = new Map(
    operations.flatMap((one) => outcomesOf(one).map((outcome) => [`${one.name}: ${outcome}`, 0])),
  );
  const key = (operation: string, report: string) => `${operation}: ${report}`;
  const times = (operation: string, report: string) => counts.get(key(operation, report))!;
  return {
    times,
    count: (operation, report) => {
      counts.set(key(operation, report), times(operation, report) + 1);
    },
    below: (atLeast) =>
      [...counts]
        .filter(([outcome, seen]) => (exempt.has(outcome) ? seen > 0 : seen < atLeast))
        .map(([outcome, seen]) => `${outcome}: seen ${seen} times`),
  };
}
