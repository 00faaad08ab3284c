/**
 * Paragraphs of a specification, before a style draws them: a schema in a box, a definition or prose.
 */

import type { Component, Schema, Shape } from '../logic/schema.ts';
import type { Profile } from '../profile/profile.ts';
import type { Definition } from './collect.ts';
import { conjuncts, type Printer, printer, type ReadingNote } from './expression.ts';
import { concat, type Doc, group, indent, line, separated, space, text } from './layout.ts';
import { inProse, name, plainWord, prose, type SymbolName, sign } from './symbols.ts';

/** What stands over a schema: what it means, and where it stands in the sources. */
export interface Caption {
  readonly title: string;
  readonly meaning: string;
  readonly origin: string;
}

export interface SchemaParagraph {
  readonly kind: 'schema';
  readonly caption: Caption | null;
  readonly name: Doc;
  readonly includes: readonly Doc[];
  /** `meaning` is prose, empty where there is none. */
  readonly declarations: readonly { readonly doc: Doc; readonly meaning: string }[];
  /** Lines that are conjoined; a label stands on the first line of its predicate. */
  readonly predicates: readonly { readonly doc: Doc; readonly label: string }[];
  readonly notes: readonly Doc[];
}

export interface DefinitionParagraph {
  readonly kind: 'definition';
  readonly doc: Doc;
  readonly notes: readonly Doc[];
}

/** Words and formulas, which may be broken between any two. */
export interface ProseParagraph {
  readonly kind: 'prose';
  readonly doc: Doc;
}

export type Paragraph = SchemaParagraph | DefinitionParagraph | ProseParagraph;

/** Ids of FORMAL.md (I5, P04) are shown; names that only tell parts of a schema apart are not. */
const shownLabel = (label: string): string => (/^[A-Z]\d+[a-z]?$/.test(label) ? label : '');

/** What an option may take up in a note when it is printed above anyway. */
const noteWidth = 48;

export interface Noting {
  readonly print: Printer;
  readonly notes: () => readonly Doc[];
}

/** A printer of one paragraph; without a profile, the readings of its switches are its notes. */
export function noting(profile: Profile | undefined, width: Measure): Noting {
  if (profile !== undefined) return { print: printer({ kind: 'picked', profile }), notes: () => [] };
  const notes = new Map<string, Doc>();
  const note = ({ id, options }: ReadingNote): void => {
    const listed = options.map(({ value, shown, doc }) =>
      concat(prose(`${value}: `), shown && width(doc) > noteWidth ? prose('as shown') : doc),
    );
    const doc = group(
      prose(`[${id}: `),
      indent(separated(listed, concat(line, sign('bar'), space))),
      text(']'),
    );
    notes.set(JSON.stringify(doc), doc);
  };
  return { print: printer({ kind: 'noted', note }), notes: () => [...notes.values()] };
}

const arrows = {
  relation: 'relation',
  'partial-function': 'partialFunction',
  'total-function': 'totalFunction',
} as const satisfies Partial<Record<Shape, SymbolName>>;

function typeOf({ shape, sorts }: Component): Doc {
  const [first, ...rest] = sorts.map(name);
  const columns = (docs: readonly Doc[]): Doc => separated(docs, concat(space, sign('product'), space));
  switch (shape) {
    case 'element':
      return first!;
    case 'set':
      return concat(sign('finite'), space, first!);
    default:
      return concat(first!, space, sign(arrows[shape]), space, columns(rest));
  }
}

/** name : type, and what it means. */
export const declared = (component: Component): SchemaParagraph['declarations'][number] => ({
  doc: concat(name(component.name), text(' : '), typeOf(component)),
  meaning: component.meaning,
});

/** prose`nothing but ${formula} changes`. */
export function proseParagraph(words: TemplateStringsArray, ...formulas: readonly Doc[]): ProseParagraph {
  const parts = words.flatMap((piece, index) => [
    ...piece.split(/(\s+)/).map((word) => (/^\s/.test(word) ? group(line) : plainWord(word))),
    ...(index < formulas.length ? [inProse(formulas[index]!)] : []),
  ]);
  return { kind: 'prose', doc: concat(...parts) };
}

/** Columns of a document on one line. */
export type Measure = (doc: Doc) => number;

export function schemaParagraph(
  schema: Schema,
  caption: Caption | null,
  profile: Profile | undefined,
  measure: Measure,
): SchemaParagraph {
  const { print, notes } = noting(profile, measure);
  const components = schema.components.map(declared);
  const parameters = schema.parameters.map(({ variable, set }) => {
    const from = print.set(set).doc;
    const type = variable.denotes === 'element' ? from : concat(sign('powerset'), space, from);
    return { doc: concat(name(variable.name), text(' : '), type), meaning: '' };
  });
  const predicates = schema.predicates.flatMap(({ label, formula }) =>
    conjuncts(formula).map((conjunct, index) => ({
      doc: print.formula(conjunct).doc,
      label: index === 0 ? shownLabel(label) : '',
    })),
  );
  return {
    kind: 'schema',
    caption,
    name: name(schema.name),
    includes: schema.includes.map((included) => name(included.name)),
    declarations: [...components, ...parameters],
    predicates,
    notes: notes(),
  };
}

export function definitionParagraph(
  { kind, definition }: Definition,
  profile: Profile | undefined,
  measure: Measure,
): DefinitionParagraph {
  const { print, notes } = noting(profile, measure);
  const parameters = definition.parameters.map((parameter) => ({
    level: 'atom' as const,
    doc: name(parameter.name),
  }));
  const head = print.call(kind, definition.name, parameters).doc;
  const body = kind === 'term' ? print.value(definition.body).doc : print.formula(definition.body).doc;
  const defines = sign(kind === 'term' ? 'defines' : 'definesSchema');
  return { kind: 'definition', doc: group(head, space, defines, indent(line, body)), notes: notes() };
}
