/**
 * Styled text in lines: what the reports for people are made of.
 *
 * Reports build lines of pieces; only `paint` makes terminal text of them, and makes every piece printable on the way,
 * so that no name of a user reaches a terminal as it came. Widths are columns, not characters: Korean takes two.
 */

import { createColors } from 'picocolors';
import { columnsOf } from '../source/width.ts';
import { printable } from './printable.ts';

export type Style = 'plain' | 'strong' | 'dim' | 'bad' | 'warn' | 'note' | 'good';

export interface Piece {
  readonly text: string;
  readonly style: Style;
  /** `whole` is never broken into lines: a command that is copied must stay one. */
  readonly breaks: 'at spaces' | 'whole';
}

export type Line = readonly Piece[];

export const blank: Line = [];

export function piece(text: string, style: Style = 'plain'): Piece {
  return { text, style, breaks: 'at spaces' };
}

export function unbroken(text: string, style: Style = 'plain'): Line {
  return [{ text, style, breaks: 'whole' }];
}

export function line(text: string, style: Style = 'plain'): Line {
  return [piece(text, style)];
}

/** A sentence with names in backticks: the names become strong, and lose the backticks where that is unambiguous. */
export function sentence(text: string): Line {
  return text.split(/(`[^`]+`)/).flatMap((part): Line => {
    if (part === '') return [];
    if (!part.startsWith('`') || part.length < 3) return line(part);
    return line(/\s/.test(part) ? part : part.slice(1, -1), 'strong');
  });
}

/** A sentence about texts, where what is in backticks is quoted: it becomes strong and keeps them. */
export function quoting(text: string): Line {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => piece(part, part.startsWith('`') ? 'strong' : 'plain'));
}

/** Columns of `text` as it will be shown. */
export function widthOfText(text: string): number {
  return columnsOf(printable(text));
}

export function widthOf(content: Line): number {
  return content.reduce((sum, { text }) => sum + widthOfText(text), 0);
}

/** `content` with spaces after it up to `width` columns; longer content is left as it is. */
export function padded(content: Line, width: number): Line {
  const missing = width - widthOf(content);
  return missing > 0 ? [...content, piece(' '.repeat(missing))] : content;
}

export function indented(lines: readonly Line[], columns: number): Line[] {
  return lines.map((content) => (content.length === 0 ? content : [piece(' '.repeat(columns)), ...content]));
}

/**
 * `content` in lines of at most `width` columns, broken at spaces; lines after the first are indented by `hanging`.
 * A word that is longer than a line stays whole: names are never cut.
 */
export function wrap(content: Line, width: number, hanging = 0): Line[] {
  if (widthOf(content) <= width) return [content];
  const lines: Piece[][] = [];
  let current: Piece[] = [];
  let used = 0;
  let gap: Piece | null = null;
  const flush = (): void => {
    lines.push(current);
    current = hanging > 0 ? [piece(' '.repeat(hanging))] : [];
    used = hanging;
    gap = null;
  };
  for (const word of words(content)) {
    if (word.kind === 'space') {
      gap = word.piece;
      continue;
    }
    const space = gap === null ? 0 : gap.text.length;
    const fresh = lines.length === 0 ? used === 0 : used === hanging;
    if (!fresh && used + space + word.width > width) flush();
    else if (gap !== null) {
      current.push(gap);
      used += space;
    }
    current.push(...word.pieces);
    used += word.width;
    gap = null;
  }
  lines.push(current);
  return lines;
}

type Word =
  | { readonly kind: 'space'; readonly piece: Piece }
  | { readonly kind: 'word'; readonly pieces: readonly Piece[]; readonly width: number };

/** Pieces that touch belong to one word: a name and the comma after it stay together. */
function words(content: Line): Word[] {
  const found: Word[] = [];
  let pieces: Piece[] = [];
  const close = (): void => {
    if (pieces.length > 0) found.push({ kind: 'word', pieces, width: widthOf(pieces) });
    pieces = [];
  };
  for (const whole of content) {
    const { text, style } = whole;
    if (whole.breaks === 'whole') {
      pieces.push(whole);
      continue;
    }
    for (const part of text.split(/( +)/)) {
      if (part === '') continue;
      if (part.startsWith(' ')) {
        close();
        found.push({ kind: 'space', piece: piece(part, style) });
      } else {
        pieces.push(piece(part, style));
      }
    }
  }
  close();
  return found;
}

/** `left` and, against the right margin, `right`; on a line of its own where both do not fit. */
export function spread(left: Line, right: Line, width: number, hanging: number): Line[] {
  const rightWidth = widthOf(right);
  if (rightWidth === 0) return wrap(left, width, hanging);
  const room = width - rightWidth - 2;
  const leftWidth = widthOf(left);
  if (leftWidth <= room) return [[...left, piece(' '.repeat(width - leftWidth - rightWidth)), ...right]];
  const longest = Math.max(...words(left).map((word) => (word.kind === 'word' ? word.width : 0)));
  const isRoomy = room >= Math.max(40, Math.floor(width / 2)) && room >= longest + hanging;
  if (!isRoomy) {
    if (rightWidth > width - hanging) {
      return [...wrap(left, width, hanging), ...indented(wrap(right, width - hanging), hanging)];
    }
    const below = padded([], Math.max(hanging, width - rightWidth));
    return [...wrap(left, width, hanging), [...below, ...right]];
  }
  const [first = blank, ...rest] = wrap(left, room, hanging);
  return [[...padded(first, room + 2), ...right], ...rest];
}

export type Color = 'colored' | 'plain';

/** The lines as text; each ends with a line break. */
export function paint(lines: readonly Line[], color: Color): string {
  const colors = createColors(color === 'colored');
  const styles: Readonly<Record<Style, (text: string) => string>> = {
    plain: (text) => text,
    strong: colors.bold,
    dim: colors.dim,
    bad: (text) => colors.bold(colors.red(text)),
    warn: (text) => colors.bold(colors.yellow(text)),
    note: (text) => colors.bold(colors.cyan(text)),
    good: colors.green,
  };
  return lines
    .map((content) => {
      const last = content.findLastIndex(({ text }) => /[^ ]/.test(text));
      return `${content
        .slice(0, last + 1)
        .map(({ text, style }, index) =>
          styles[style](printable(index === last ? text.replace(/ +$/, '') : text)),
        )
        .join('')}\n`;
    })
    .join('');
}
