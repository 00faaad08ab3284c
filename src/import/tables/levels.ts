/**
 * What a level of risk means for the severity of an exclusion. By default: critical, very high, high, and a plain mark
 * are errors; medium is a warning; low is a note; numbers go from 1 (low) to 4 (critical). `levels` in `map`
 * says it otherwise: `levels=A=error, B=note`, with `error`, `warning`, `note` and `none`. What is no level that is known is an error: `O` beside `X` means
 * yes to one and no to another.
 */

import { shown } from '../../policy/names.ts';
import type { ImportBuilder } from '../imported.ts';
import type { Cell } from './rows.ts';

export type Severity = 'error' | 'warning' | 'note';

const severities: ReadonlyMap<string, Severity | 'none'> = new Map([
  ...[
    'x xx y yes true c crit critical vh veryhigh h high severe major conflict incompatible sod 4 3 치명 심각 상 높음 매우높음 위험 상충',
  ].flatMap((list) => list.split(' ').map((word) => [word, 'error'] as const)),
  ...['m med medium moderate 2 중 중간 보통'].flatMap((list) =>
    list.split(' ').map((word) => [word, 'warning'] as const),
  ),
  ...['l low minor 1 하 낮음'].flatMap((list) => list.split(' ').map((word) => [word, 'note'] as const)),
  ...['n no none false 0 ok na 없음 무'].flatMap((list) =>
    list.split(' ').map((word) => [word, 'none'] as const),
  ),
]);

const marks: ReadonlyMap<string, Severity | 'none'> = new Map([
  ['', 'none'],
  ['-', 'none'],
  ['–', 'none'],
  ['—', 'none'],
  ['.', 'none'],
  ['●', 'error'],
  ['✓', 'error'],
  ['✔', 'error'],
  ['✗', 'error'],
  ['×', 'error'],
  ['*', 'error'],
]);

export interface Levels {
  /** The severity of a cell; null where it is none that is known, which has been reported. */
  of(cell: Cell): Severity | 'none' | null;
}

/** `numbers`: whether the only numbers are 0 and 1, so that 1 is a mark and no level. */
export function levelsOf(map: ReadonlyMap<string, string>, builder: ImportBuilder, numbers = false): Levels {
  const own = ownLevels(map);
  return {
    of(cell) {
      const word = normal(cell.text);
      const known =
        own.get(word) ?? (numbers && word === '1' ? 'error' : (marks.get(cell.text) ?? severities.get(word)));
      if (known !== undefined) return known;
      builder.report(
        'import-mapping',
        `\`${shown(cell.text)}\` is no level of risk that is known`,
        cell.at,
        `say what it means: \`levels=${shown(cell.text)}=error\`, \`warning\`, \`note\` or \`none\`; several are separated by commas`,
      );
      return null;
    },
  };
}

function normal(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_/.-]/g, '');
}

/** The entries of `levels` that can be read. */
function ownLevels(map: ReadonlyMap<string, string>): ReadonlyMap<string, Severity | 'none'> {
  const own = new Map<string, Severity | 'none'>();
  for (const entry of (map.get('levels') ?? '').split(',')) {
    const [, level, value] = levelEntry.exec(entry) ?? [];
    if (level === undefined) continue;
    if (value === 'error' || value === 'warning' || value === 'note' || value === 'none')
      own.set(normal(level), value);
  }
  return own;
}

const levelEntry = /^\s*(.+?)\s*=\s*(error|warning|note|none)\s*$/;

/** Entries of `levels` that say nothing, reported. */
export function checkLevels(map: ReadonlyMap<string, string>, builder: ImportBuilder, at: Cell['at']): void {
  for (const entry of map.get('levels')?.split(',') ?? []) {
    if (levelEntry.test(entry)) continue;
    builder.report(
      'import-mapping',
      `\`${shown(entry.trim())}\` in \`levels\` does not say what a level means`,
      at,
      'write `LEVEL=error`, `warning`, `note` or `none`, separated by commas',
    );
  }
}
