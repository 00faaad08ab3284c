/**
 * Documents that know where they may be broken, laid out to a width (after Oppen and Wadler).
 *
 * A token carries both spellings, so that one document serves both styles; the width is that of the Unicode spelling,
 * which is close enough to what LaTeX sets.
 */

import { columnsOf } from '../source/width.ts';

export interface Token {
  readonly unicode: string;
  readonly latex: string;
}

export type Doc =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'concat'; readonly parts: readonly Doc[] }
  /** `flat` where its group fits on a line, otherwise a new line. */
  | { readonly kind: 'line'; readonly flat: Token }
  | { readonly kind: 'indent'; readonly body: Doc }
  | { readonly kind: 'group'; readonly body: Doc };

/** One line; `indent` counts steps, not columns. */
export interface Line {
  readonly indent: number;
  readonly tokens: readonly Token[];
}

/** Columns of one step of indentation in Unicode. */
export const indentStep = 4;

const nothing: Token = { unicode: '', latex: '' };
const blank: Token = { unicode: ' ', latex: ' ' };

export const token = (spelling: Token): Doc => ({ kind: 'token', token: spelling });
export const text = (same: string): Doc => token({ unicode: same, latex: same });
export const space = token(blank);
/** A space, or a new line. */
export const line: Doc = { kind: 'line', flat: blank };
/** Nothing, or a new line. */
export const softline: Doc = { kind: 'line', flat: nothing };
export const concat = (...parts: readonly Doc[]): Doc => ({ kind: 'concat', parts });
export const indent = (...parts: readonly Doc[]): Doc => ({ kind: 'indent', body: concat(...parts) });
export const group = (...parts: readonly Doc[]): Doc => ({ kind: 'group', body: concat(...parts) });

export const separated = (parts: readonly Doc[], separator: Doc): Doc =>
  concat(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));

/** As many parts on a line as fit, the separator at the ends of lines. */
export const filled = (parts: readonly Doc[], separator: string): Doc =>
  separated(parts, concat(text(separator), group(line)));

interface Pending {
  readonly indent: number;
  readonly flat: boolean;
  readonly doc: Doc;
}

/** Lays a document out in lines of at most `width` columns where its groups allow it. */
export function layout(document: Doc, width: number): readonly Line[] {
  const lines: { indent: number; tokens: Token[] }[] = [{ indent: 0, tokens: [] }];
  let column = 0;
  const pending: Pending[] = [{ indent: 0, flat: false, doc: document }];
  const write = (written: Token): void => {
    if (written.unicode === '' && written.latex === '') return;
    lines.at(-1)!.tokens.push(written);
    column += columnsOf(written.unicode);
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { doc, flat } = next;
    switch (doc.kind) {
      case 'token':
        write(doc.token);
        break;
      case 'concat':
        for (const part of [...doc.parts].reverse()) pending.push({ ...next, doc: part });
        break;
      case 'indent':
        pending.push({ ...next, indent: next.indent + 1, doc: doc.body });
        break;
      case 'group':
        pending.push({ ...next, flat: flat || fits(doc.body, pending, width - column), doc: doc.body });
        break;
      case 'line':
        if (flat) write(doc.flat);
        else {
          lines.push({ indent: next.indent, tokens: [] });
          column = next.indent * indentStep;
        }
        break;
      default:
        return impossible(doc);
    }
  }
  return lines;
}

/** Whether the flat document and what follows it up to the next line break fit into `room` columns. */
function fits(document: Doc, following: readonly Pending[], room: number): boolean {
  let left = room;
  const rest = [...following];
  rest.push({ indent: 0, flat: true, doc: document });
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (left < 0) return false;
    const { doc, flat } = next;
    switch (doc.kind) {
      case 'token':
        left -= columnsOf(doc.token.unicode);
        break;
      case 'concat':
        for (const part of [...doc.parts].reverse()) rest.push({ ...next, doc: part });
        break;
      case 'indent':
        rest.push({ ...next, doc: doc.body });
        break;
      case 'group':
        rest.push({ ...next, doc: doc.body });
        break;
      case 'line':
        if (!flat) return true;
        left -= columnsOf(doc.flat.unicode);
        break;
      default:
        return impossible(doc);
    }
  }
  return left >= 0;
}

export const unicodeLine = (laid: Line): string =>
  ' '.repeat(laid.indent * indentStep) +
  laid.tokens
    .map(({ unicode }) => unicode)
    .join('')
    .trimEnd();

/** LaTeX of one line; a command that meets a letter gets the space that TeX needs. */
export function latexLine(laid: Line): string {
  const body = laid.tokens.reduce((before, { latex }) => {
    const glue = /\\[A-Za-z]+$/.test(before) && /^[A-Za-z]/.test(latex) ? ' ' : '';
    return before + glue + latex;
  }, '');
  return (laid.indent === 0 ? '' : `\\t${laid.indent} `) + body.trimEnd();
}

function impossible(doc: never): never {
  throw new Error(`unknown document ${JSON.stringify(doc)}`);
}
