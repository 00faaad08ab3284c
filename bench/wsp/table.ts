/** The figures of a table, and its rows. */

import { type Answer, LIMIT } from './solver.ts';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The mean, with twice the limit for what was not answered. */
export function par2(answers: readonly Answer[]): number {
  return (
    sum(answers.map(({ verdict, seconds }) => (verdict === 'unknown' ? 2 * LIMIT : seconds))) / answers.length
  );
}

export function faster(ours: readonly number[], theirs: readonly number[]): number {
  return ours.filter((seconds, at) => seconds < theirs[at]!).length;
}

export function times(theirs: number, ours: number): string {
  return (theirs / ours).toFixed(1);
}

/** Three digits that mean something. */
export function shown(seconds: number): string {
  return seconds.toFixed(seconds < 1 ? 4 : seconds < 10 ? 2 : 1);
}

export function row(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
