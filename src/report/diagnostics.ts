/**
 * What is wrong with files, for people: the message, the user's own line with a caret under the place, and what to do.
 */

import type { Diagnostic } from '../source/diagnostic.ts';
import { locate, type Span } from '../source/text.ts';
import type { Position, ReportedDiagnostic } from '../verdict/verdict.ts';
import { printable } from './printable.ts';
import { blank, type Line, piece, quoting, widthOfText, wrap } from './text.ts';

/**
 * In order of file and place, as a person mends them; what has no place comes first in its file. Each once: policies
 * that share a file all find the same.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const paths = new Map<string, number>();
  for (const diagnostic of diagnostics) {
    const path = pathOf(diagnostic) ?? '';
    if (!paths.has(path)) paths.set(path, paths.size);
  }
  const rank = (diagnostic: Diagnostic): number => paths.get(pathOf(diagnostic) ?? '') ?? 0;
  const unique = new Map(
    diagnostics.map((diagnostic) => {
      const { code, message, span } = diagnostic;
      return [JSON.stringify([pathOf(diagnostic), span?.start, span?.end, code, message]), diagnostic];
    }),
  );
  return [...unique.values()].sort(
    (a, b) => rank(a) - rank(b) || (a.span?.start ?? -1) - (b.span?.start ?? -1),
  );
}

function pathOf(diagnostic: Diagnostic): string | null {
  return diagnostic.span?.file.path ?? diagnostic.path ?? null;
}

/** All of them, each with the user's text, and how many there are. No lines where there are none. */
export function diagnosticLines(diagnostics: readonly Diagnostic[], width: number): readonly Line[] {
  if (diagnostics.length === 0) return [];
  const sorted = sortDiagnostics(diagnostics);
  const lines = sorted.flatMap((diagnostic) => [...oneDiagnostic(diagnostic, width), blank]);
  return [...lines, [piece(countOf(sorted), 'strong')]];
}

function oneDiagnostic(diagnostic: Diagnostic, width: number): readonly Line[] {
  const style = diagnostic.severity === 'error' ? 'bad' : 'warn';
  const title: Line = [
    piece(`${diagnostic.severity}[${diagnostic.code}]`, style),
    piece(': '),
    ...quoting(diagnostic.message),
  ];
  const lines: Line[] = [...wrap(title, width, 2)];
  if (diagnostic.span !== undefined) {
    lines.push(...excerpt(diagnostic.span, width, style));
  } else if (diagnostic.path !== undefined) {
    lines.push([piece('  --> ', 'dim'), piece(diagnostic.path)]);
  }
  const gutter = diagnostic.span === undefined ? 2 : gutterOf(diagnostic.span) + 1;
  if (diagnostic.hint !== undefined) lines.push(...aside('help', quoting(diagnostic.hint), gutter, width));
  for (const related of diagnostic.related ?? []) {
    const { path, line: number, column } = locate(related.span);
    const text: Line = [...quoting(related.message), piece(' at '), piece(`${path}:${number}:${column}`)];
    lines.push(...aside('note', text, gutter, width));
  }
  return lines;
}

function aside(label: string, text: Line, gutter: number, width: number): readonly Line[] {
  const start = ' '.repeat(gutter);
  return wrap(
    [piece(start), piece('= ', 'dim'), piece(`${label}: `, 'strong'), ...text],
    width,
    gutter + 2 + label.length + 2,
  );
}

function gutterOf(span: Span): number {
  return String(locate(span).line).length;
}

const tab = '    ';
/** Characters of a line on either side of the place, far more than are shown. */
const mostOfLine = 4096;

/** The line on which `span` starts, with carets under what of the span is on it. */
function excerpt(span: Span, width: number, style: 'bad' | 'warn'): readonly Line[] {
  const { text } = span.file;
  const place = locate(span);
  const number = String(place.line);
  // Of a line of megabytes, what is near is enough to be clipped.
  const lineStart = Math.max(span.start - (place.column - 1), span.start - mostOfLine);
  const lineEnd = endOfLine(text, lineStart, span.start + mostOfLine);
  const end = Math.max(span.start, Math.min(span.end, lineEnd));
  const shown = (part: string): string => printable(part.replaceAll('\t', tab));
  const before = shown(text.slice(lineStart, span.start));
  const marked = shown(text.slice(span.start, end));
  const after = shown(text.slice(end, lineEnd));
  const room = Math.max(20, width - number.length - 3);
  const clipped = clip(before, marked, after, room);
  const carets = '^'.repeat(Math.max(1, widthOfText(clipped.marked)));
  const gutter = ' '.repeat(number.length);
  return [
    [piece(`${gutter}--> `, 'dim'), piece(`${place.path}:${place.line}:${place.column}`)],
    [piece(`${gutter} |`, 'dim')],
    [piece(`${number} | `, 'dim'), piece(clipped.before), piece(clipped.marked), piece(clipped.after)],
    [piece(`${gutter} | `, 'dim'), piece(' '.repeat(widthOfText(clipped.before))), piece(carets, style)],
  ];
}

/** The first line break from `from` on, and before `to`. */
function endOfLine(text: string, from: number, to: number): number {
  const found = text.slice(from, to).search(/[\r\n]/);
  return found < 0 ? Math.min(to, text.length) : from + found;
}

/**
 * A part of a long line that fits into `room` columns: as much as possible of what is marked, then of what is before
 * it, then of what follows.
 */
function clip(before: string, marked: string, after: string, room: number) {
  if (widthOfText(before + marked + after) <= room) return { before, marked, after };
  const middle = takeStart(marked, Math.max(8, room - 24));
  const rest = Math.max(0, room - widthOfText(middle));
  const lead = takeEnd(
    before,
    middle === marked && after !== '' ? Math.max(Math.floor(rest / 2), rest - widthOfText(after)) : rest,
  );
  const tail = middle === marked ? takeStart(after, Math.max(0, rest - widthOfText(lead))) : '';
  return { before: lead, marked: middle, after: tail };
}

function graphemes(text: string): string[] {
  // Made only where a line is clipped: it costs milliseconds.
  const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(characters.segment(text), ({ segment }) => segment);
}

function takeStart(text: string, columns: number): string {
  if (widthOfText(text) <= columns) return text;
  let taken = '';
  let used = 0;
  // A line of a megabyte is not segmented as a whole to show a hundred columns of it.
  for (const character of graphemes(text.slice(0, columns * 4))) {
    used += widthOfText(character);
    if (used > columns - 1) break;
    taken += character;
  }
  return columns <= 0 ? '' : `${taken}…`;
}

function takeEnd(text: string, columns: number): string {
  if (widthOfText(text) <= columns) return text;
  let taken = '';
  let used = 0;
  for (const character of graphemes(text.slice(-columns * 4)).reverse()) {
    used += widthOfText(character);
    if (used > columns - 1) break;
    taken = character + taken;
  }
  return columns <= 0 ? '' : `…${taken}`;
}

/** `2 errors, 1 warning`. */
export function countOf(diagnostics: readonly { readonly severity: 'error' | 'warning' }[]): string {
  const count = (severity: 'error' | 'warning'): string[] => {
    const number = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning')].join(', ');
}

/** The same for machines: places as lines and columns, nothing left out. */
export function reported(diagnostics: readonly Diagnostic[]): readonly ReportedDiagnostic[] {
  return sortDiagnostics(diagnostics).map((diagnostic) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    path: pathOf(diagnostic),
    range:
      diagnostic.span === undefined
        ? null
        : { start: positionAt(diagnostic.span, 'start'), end: positionAt(diagnostic.span, 'end') },
    hint: diagnostic.hint ?? null,
    related: (diagnostic.related ?? []).map(({ message, span }) => ({ message, location: locate(span) })),
  }));
}

function positionAt(span: Span, side: 'start' | 'end'): Position {
  const { line: number, column } = locate({ ...span, start: span[side] });
  return { line: number, column };
}
