/** Reads the lines of a policy of Casbin: `p, alice, data1, read` and `g, alice, admin`, each value with its place. */

import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';

export interface Cell {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Line {
  /** `p`, `p2`, `g`, `g2`. */
  readonly key: string;
  /** Without the key. */
  readonly values: readonly Cell[];
  readonly at: Span;
}

/** Whether the text looks like lines of a policy, by its first lines. */
export function looksLikePolicy(text: string): boolean {
  let lines = 0;
  let policies = 0;
  for (let at = 0; at < text.length && lines < 20; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, Math.min(end, at + 2000)).trim();
    at = end + 1;
    if (line === '' || line.startsWith('#')) continue;
    lines += 1;
    if (!/^(?:[pg]\d*|"[pg]\d*")\s*,\s*[^\s,][^,]*,/.test(line)) return false;
    if (/^"?p/.test(line)) policies += 1;
  }
  return policies > 0;
}

export function readLines(file: SourceFile, builder: ImportBuilder): readonly Line[] {
  const { text } = file;
  const lines: Line[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const first = text.slice(at, end).search(/\S/);
    if (first >= 0 && text[at + first] !== '#') {
      const line = readLine(file, at + first, at + text.slice(at, end).trimEnd().length, builder);
      if (line !== null) lines.push(line);
    }
    at = end + 1;
  }
  return lines;
}

function readLine(file: SourceFile, start: number, end: number, builder: ImportBuilder): Line | null {
  const at = { file, start, end };
  const cells: Cell[] = [];
  for (let from = start; ; ) {
    const cell = readCell(file, from, end, builder);
    if (cell === null) return null;
    cells.push(cell);
    if (cell.next > end) break;
    from = cell.next;
  }
  const [key, ...values] = cells;
  if (!/^[pg]\d*$/.test(key!.value)) {
    builder.report('import-syntax', 'a line of a policy starts with `p` or `g`, or `p2`, `g2` and so on', {
      file,
      start: key!.start,
      end: key!.end,
    });
    return null;
  }
  return { key: key!.value, values, at };
}

/** Commas in quotes and in brackets separate nothing. `next` is behind the comma, or behind `end`. */
function readCell(
  file: SourceFile,
  from: number,
  end: number,
  { report }: ImportBuilder,
): (Cell & { readonly next: number }) | null {
  const { text } = file;
  let start = from;
  while (start < end && /\s/.test(text[start]!)) start += 1;
  if (text[start] === '"' && start < end) {
    let close = start + 1;
    for (;;) {
      close = text.indexOf('"', close);
      if (close < 0 || close >= end) {
        report('import-syntax', 'this quoted value never ends', { file, start, end });
        return null;
      }
      if (text[close + 1] !== '"' || close + 1 >= end) break;
      close += 2;
    }
    let comma = close + 1;
    while (comma < end && /\s/.test(text[comma]!)) comma += 1;
    if (comma < end && text[comma] !== ',') {
      report('import-syntax', 'a quoted value must be followed by a comma or the end of the line', {
        file,
        start: comma,
        end: comma + 1,
      });
      return null;
    }
    const value = text
      .slice(start + 1, close)
      .replaceAll('""', '"')
      .trim();
    return { value, start, end: close + 1, next: comma + 1 };
  }
  let depth = 0;
  let comma = start;
  for (; comma < end && (depth > 0 || text[comma] !== ','); comma += 1) {
    if (text[comma] === '(') depth += 1;
    if (text[comma] === ')') depth -= 1;
    if (depth < 0) break;
  }
  if (depth !== 0) {
    report(
      'import-syntax',
      'a bracket in this value is not closed or not opened',
      { file, start, end },
      'put the value in quotes',
    );
    return null;
  }
  const written = text.slice(start, comma).trimEnd();
  // Casbin splits at all commas first, trims, and joins what is in brackets again.
  const value = written.replaceAll(/\s*,\s*/g, ',');
  return { value, start, end: start + written.length, next: comma + 1 };
}
