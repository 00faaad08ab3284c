/** Paragraphs for people: schema boxes of at most 96 columns, with the meaning of each component beside it. */

import { columnsOf } from '../source/width.ts';
import { type Doc, filled, indent, type Line, layout, unicodeLine } from './layout.ts';
import type { DefinitionParagraph, Paragraph, SchemaParagraph } from './paragraph.ts';

/** Columns of a line of the printed specification. */
export const pageWidth = 96;
const leastBoxWidth = 64;
const border = '│ ';
const noteIndent = '    ';

export const unicodeLines = (doc: Doc, width: number): readonly string[] =>
  layout(doc, width).map((laid: Line) => unicodeLine(laid));

export const oneLine = (doc: Doc): string => unicodeLines(doc, Number.POSITIVE_INFINITY).join(' ');

export const measure = (doc: Doc): number => columnsOf(oneLine(doc));

const padded = (line: string, width: number): string =>
  line + ' '.repeat(Math.max(0, width - columnsOf(line)));

const notesBelow = (notes: readonly Doc[]): readonly string[] =>
  notes.flatMap((note) =>
    unicodeLines(note, pageWidth - noteIndent.length).map((line) => `${noteIndent}${line}`),
  );

export function unicodeParagraph(paragraph: Paragraph): string {
  switch (paragraph.kind) {
    case 'schema':
      return unicodeSchema(paragraph);
    case 'definition':
      return unicodeDefinition(paragraph);
    case 'prose':
      return unicodeLines(paragraph.doc, pageWidth).join('\n');
    default:
      throw new Error(`unknown paragraph ${JSON.stringify(paragraph satisfies never)}`);
  }
}

/** The box, and the readings of its switches below it. */
function unicodeSchema(paragraph: SchemaParagraph): string {
  const inner = pageWidth - border.length;
  const declared = paragraph.declarations.map(({ doc, meaning }) => ({ line: oneLine(doc), meaning }));
  const column = Math.max(0, ...declared.map(({ line }) => columnsOf(line))) + 3;
  const declarations = declared.map(({ line, meaning }) =>
    meaning === '' ? line : `${padded(line, column)}${meaning}`,
  );
  const predicates = paragraph.predicates.map(({ doc, label }) => {
    const tag = label === '' ? '' : `(${label})`;
    return { tag, lines: unicodeLines(doc, inner - (tag === '' ? 0 : tag.length + 2)) };
  });
  const { includes, caption } = paragraph;
  const head = [
    ...(includes.length === 0 ? [] : unicodeLines(indent(filled(includes, ';')), inner)),
    ...declarations,
  ];
  const widths = [
    ...head.map((line) => columnsOf(line)),
    ...predicates.flatMap(({ tag, lines }) =>
      lines.map((line) => columnsOf(line) + (tag === '' ? 0 : tag.length + 2)),
    ),
  ];
  const width = Math.min(inner, Math.max(leastBoxWidth - border.length, ...widths));
  const body = predicates.flatMap(({ tag, lines }) =>
    lines.map((line, index) =>
      index === 0 && tag !== '' ? `${padded(line, width - tag.length)}${tag}` : line,
    ),
  );
  const title = `┌─ ${oneLine(paragraph.name)} `;
  const full = width + border.length;
  return [
    ...(caption === null ? [] : [caption.meaning, caption.origin]),
    title + '─'.repeat(Math.max(1, full - columnsOf(title))),
    ...head.map((line) => border + line),
    ...(body.length === 0 ? [] : [`├${'─'.repeat(full - 1)}`, ...body.map((line) => border + line)]),
    `└${'─'.repeat(full - 1)}`,
    ...notesBelow(paragraph.notes),
  ].join('\n');
}

const unicodeDefinition = ({ doc, notes }: DefinitionParagraph): string =>
  [...unicodeLines(doc, pageWidth), ...notesBelow(notes)].join('\n');
