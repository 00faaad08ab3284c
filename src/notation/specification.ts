/**
 * The specification as text: all of it, or one schema, operation or definition with what it rests on.
 *
 * Where no profile is given, the reading that a switch has by default is printed and the others stand in a note,
 * `[S1: authorised: … | assigned: …]`. LaTeX is a whole document, whatever it prints.
 */

import { schemas } from '../../spec/catalogue.ts';
import { administered } from '../../spec/operations/administered.ts';
import { operations } from '../../spec/operations/catalogue.ts';
import type { Component, Schema } from '../logic/schema.ts';
import type { Profile } from '../profile/profile.ts';
import type { Definition } from './collect.ts';
import { allDefinitions, type Entry, entries, paragraphsOf, withWhatItRestsOn } from './contents.ts';
import { latexDocument, latexParagraph } from './latex.ts';
import { concat, filled, text } from './layout.ts';
import { definitionParagraph, type Paragraph, schemaParagraph } from './paragraph.ts';
import { name } from './symbols.ts';
import { measure, unicodeParagraph } from './unicode.ts';

export type Style = 'unicode' | 'latex';

export interface SpecificationRequest {
  /** The name of a schema, an operation, a cascade or a definition; the whole specification where it is missing. */
  readonly name?: string;
  readonly style: Style;
  /** The reading to print; where it is missing, all readings are told. */
  readonly profile?: Profile;
}

export type Specification =
  | { readonly kind: 'printed'; readonly text: string }
  /** Nothing is called that. `known` are all names, for a suggestion. */
  | { readonly kind: 'unknown-name'; readonly name: string; readonly known: readonly string[] };

/** Names that `printSpecification` knows: in the order of the specification, then definitions. */
export const specificationNames = (): readonly string[] =>
  [...entries, ...allDefinitions()].map((entry) => entry.name);

/** A name is found in any case. */
export function printSpecification(request: SpecificationRequest): Specification {
  const { style, profile } = request;
  if (request.name === undefined) {
    const all = entries.flatMap((entry) => withWhatItRestsOn(entry, profile));
    return { kind: 'printed', text: printed([givenSets(), ...paragraphs(all, profile)], style) };
  }
  const wanted = request.name.toLowerCase();
  const found = [...entries, ...allDefinitions()].find((entry) => entry.name.toLowerCase() === wanted);
  if (found === undefined) return { kind: 'unknown-name', name: request.name, known: specificationNames() };
  return { kind: 'printed', text: printed(paragraphs(withWhatItRestsOn(found, profile), profile), style) };
}

/** The box of one schema. */
export const printSchema = (schema: Schema, style: Style, profile?: Profile): string =>
  printParagraph(schemaParagraph(schema, null, profile, measure), style);

/** `f x == …` of a term, `p(x) ≙ …` of a predicate. */
export const printDefinition = (definition: Definition, style: Style, profile?: Profile): string =>
  printParagraph(definitionParagraph(definition, profile, measure), style);

const printParagraph = (paragraph: Paragraph, style: Style): string =>
  style === 'unicode' ? unicodeParagraph(paragraph) : latexParagraph(paragraph);

function printed(all: readonly Paragraph[], style: Style): string {
  const parts = all.map((paragraph) => printParagraph(paragraph, style));
  return `${(style === 'unicode' ? parts : latexDocument(parts)).join('\n\n')}\n`;
}

/** Each entry once, where it stands first. */
function paragraphs(all: readonly Entry[], profile: Profile | undefined): readonly Paragraph[] {
  const once = new Map(all.map((entry) => [entry.name, entry]));
  return [...once.values()].flatMap((entry) => paragraphsOf(entry, profile, measure));
}

/** [USER, ROLE, …]: the sorts of components and inputs, in the order of their first use. */
function givenSets(): Paragraph {
  const components: readonly Component[] = [
    ...schemas.flatMap((schema) => schema.components),
    ...[...operations, ...administered].flatMap((operation) => operation.inputs),
  ];
  const sorts = new Set(components.flatMap((component) => component.sorts));
  sorts.delete('NUMBER');
  return {
    kind: 'definition',
    doc: concat(text('['), filled([...sorts].map(name), ','), text(']')),
    notes: [],
  };
}
