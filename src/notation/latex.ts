/**
 * Paragraphs for papers: the environments and commands of fuzz, which `oz` has too but for those that the preamble adds.
 */

import { type Doc, filled, indent, type Line, latexLine, layout } from './layout.ts';
import type { DefinitionParagraph, Paragraph, SchemaParagraph } from './paragraph.ts';
import { latexText } from './symbols.ts';

/** In columns of the Unicode form; what fits on a page of text in 10 points. */
const lineWidth = 68;

/**
 * Of `oz`, in Debian's texlive-science. It spells some commands of fuzz otherwise, and keeps a box on one page, which
 * long ones do not fit: a box may be broken where nothing else is, and its caption stays with it.
 */
const preamble = String.raw`\documentclass{article}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{oz}
\let\defs\sdef
\renewcommand{\inv}{{}^\sim}
\newcommand{\plus}{{}^+}
\renewcommand{\star}{{}^*}
\newcommand{\IF}{\mathbf{if}\;}
\newcommand{\THEN}{\;\mathbf{then}\;}
\newcommand{\ELSE}{\mathbf{else}\;}
\newcommand{\marked}[1]{&(#1)}
\newcommand{\notes}{\nopagebreak\vspace{-\baselineskip}}
\newcommand{\unicodechar}[1]{\ifdefined\Umathchar\mbox{\char"#1}\else\texttt{U+#1}\fi}
\interzedlinepenalty=1000
\preboxpenalty=10000
\raggedbottom
\raggedright
\setlength{\parindent}{0pt}
\begin{document}`;

/** A whole document of what stands in it. */
export const latexDocument = (parts: readonly string[]): readonly string[] => [
  preamble,
  ...parts,
  '\\end{document}',
];

export function latexParagraph(paragraph: Paragraph): string {
  switch (paragraph.kind) {
    case 'schema':
      return latexSchema(paragraph);
    case 'definition':
      return latexDefinition(paragraph);
    case 'prose':
      return latexInline(paragraph.doc);
    default:
      throw new Error(`unknown paragraph ${JSON.stringify(paragraph satisfies never)}`);
  }
}

const lines = (doc: Doc, width: number = lineWidth): readonly string[] =>
  layout(doc, width).map((laid: Line) => latexLine(laid));

export const latexInline = (doc: Doc): string =>
  layout(doc, Number.POSITIVE_INFINITY)
    .map((laid) => latexLine(laid))
    .join(' ');

/** Z reads the end of a line as a conjunction or a semicolon. */
const rows = (laid: readonly string[]): string => laid.join(' \\\\\n');

const notesBelow = (notes: readonly Doc[]): readonly string[] =>
  notes.length === 0
    ? []
    : ['\\notes', '\\begin{zed}', rows(notes.flatMap((note) => lines(indent(note)))), '\\end{zed}'];

/** Where what follows, up to the next of these, does not fit on this one. */
const newPage = '\\filbreak';

/** A label, at the right margin of the first line of its predicate. */
function labelled({ doc, label }: SchemaParagraph['predicates'][number]): readonly string[] {
  if (label === '') return lines(doc);
  const [first = '', ...rest] = lines(doc, lineWidth - label.length - 2);
  return [`${first} \\marked{${label}}`, ...rest];
}

function latexSchema(paragraph: SchemaParagraph): string {
  const { includes, caption } = paragraph;
  const head = [
    ...(includes.length === 0 ? [] : lines(indent(filled(includes, ';')))),
    ...paragraph.declarations.flatMap(({ doc }) => lines(doc)),
  ];
  const body = paragraph.predicates.flatMap(labelled);
  return [
    newPage,
    ...(caption === null
      ? []
      : [
          `\\paragraph{${latexText(caption.title)}} ${latexText(caption.meaning)} (${latexText(caption.origin)})`,
        ]),
    `\\begin{schema}{${latexInline(paragraph.name)}}`,
    ...(head.length === 0 ? [] : [rows(head)]),
    ...(body.length === 0 ? [] : ['\\where', rows(body)]),
    '\\end{schema}',
    ...notesBelow(paragraph.notes),
  ].join('\n');
}

const latexDefinition = ({ doc, notes }: DefinitionParagraph): string =>
  [newPage, '\\begin{zed}', rows(lines(doc)), '\\end{zed}', ...notesBelow(notes)].join('\n');
