/** The README, and the place in it that is written by `npm run readme`. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..');
export const readmeFile = join(root, 'README.md');

const [begin, end] = ['<!-- specification: npm run readme -->', '<!-- /specification -->'];

/** The README with `table` between the markers. */
export function withTable(readme: string, table: string): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`README.md has no ${begin} … ${end}`);
  return `${readme.slice(0, from + begin.length)}\n\n${table}\n\n${readme.slice(to)}`;
}

export const readReadme = (): string => readFileSync(readmeFile, 'utf8');
