/** Paragraphs for papers: the environments and commands that fuzz and `zed-csp` have in common. */

import { type Doc, type Line, latexLine, layout, separated, text } from './layout.ts';
import type { DefinitionParagraph, SchemaParagraph } from './paragraph.ts';

/** In columns of the Unicode form; what fits on a page of text in 10 points. */
const lineWidth = 72;

const lines = (doc: Doc): readonly string[] => layout(doc, lineWidth).map((laid: Line) => latexLine(laid));

export const latexInline = (doc: Doc): string =>
  layout(doc, Number.POSITIVE_INFINITY)
    .map((laid) => latexLine(laid))
    .join(' ');

/** Each document on lines of its own; Z reads the end of a line as a conjunction or a semicolon. */
const rows = (docs: readonly Doc[]): string => docs.flatMap(lines).join(' \\\\\n');

const notesBelow = (notes: readonly Doc[]): readonly string[] =>
  notes.map((note) => `\\noindent\\quad $${latexInline(note)}$\\par`);

export function latexSchema(paragraph: SchemaParagraph): string {
  const { includes } = paragraph;
  const included = includes.length === 0 ? [] : [separated(includes, text('; '))];
  const head = [...included, ...paragraph.declarations.map(({ doc }) => doc)];
  const body = paragraph.predicates.map(({ doc }) => doc);
  return [
    `\\begin{schema}{${latexInline(paragraph.name)}}`,
    ...(head.length === 0 ? [] : [rows(head)]),
    ...(body.length === 0 ? [] : ['\\where', rows(body)]),
    '\\end{schema}',
    ...notesBelow(paragraph.notes),
  ].join('\n');
}

export const latexDefinition = ({ doc, notes }: DefinitionParagraph): string =>
  ['\\begin{zed}', rows([doc]), '\\end{zed}', ...notesBelow(notes)].join('\n');
