/**
 * The specification as text: all of it, or one schema or definition with what it rests on.
 *
 * Where no profile is given, the reading that a switch has by default is printed and the others stand in a note,
 * `[S1: authorised: … | assigned: …]`.
 */

import { claims, schemas } from '../../spec/catalogue.ts';
import type { Component, Schema } from '../logic/schema.ts';
import type { Profile } from '../profile/profile.ts';
import { collector, type Definition, definitionsOf } from './collect.ts';
import { latexDefinition, latexInline, latexSchema } from './latex.ts';
import { concat, type Doc, separated, text } from './layout.ts';
import { definitionParagraph, schemaParagraph } from './paragraph.ts';
import { latexText, name } from './symbols.ts';
import { measure, oneLine, unicodeDefinition, unicodeSchema } from './unicode.ts';

export type Style = 'unicode' | 'latex';

export interface SpecificationRequest {
  /** A schema's or a definition's name; the whole specification where it is missing. */
  readonly name?: string;
  readonly style: Style;
  /** The reading to print; where it is missing, all readings are told. */
  readonly profile?: Profile;
}

export type Specification =
  | { readonly kind: 'printed'; readonly text: string }
  /** Nothing is called that. `known` are all names, for a suggestion. */
  | { readonly kind: 'unknown-name'; readonly name: string; readonly known: readonly string[] };

const allDefinitions = (profile?: Profile): ReadonlyMap<string, Definition> => {
  const found = new Map<string, Definition>();
  for (const schema of schemas) {
    for (const definition of definitionsOf(schema, profile))
      found.set(definition.definition.name, definition);
  }
  return found;
};

/** Names that `printSpecification` knows: schemas in the order of the specification, then definitions. */
export const specificationNames = (): readonly string[] => [
  ...schemas.map((schema) => schema.name),
  ...allDefinitions().keys(),
];

/** Schemas and definitions; a name is found in any case. */
export function printSpecification(request: SpecificationRequest): Specification {
  const { style, profile } = request;
  if (request.name === undefined) return { kind: 'printed', text: whole(style, profile) };
  const wanted = request.name.toLowerCase();
  const schema = schemas.find((candidate) => candidate.name.toLowerCase() === wanted);
  if (schema !== undefined) {
    const parts = [
      ...definitionsOf(schema, profile).map((definition) => printDefinition(definition, style, profile)),
      captioned(schema, style, profile),
    ];
    return { kind: 'printed', text: joined(parts) };
  }
  const definitions = allDefinitions();
  const definition = [...definitions.values()].find(
    (candidate) => candidate.definition.name.toLowerCase() === wanted,
  );
  if (definition === undefined) {
    return { kind: 'unknown-name', name: request.name, known: specificationNames() };
  }
  const found = collector(profile);
  if (definition.kind === 'term') found.term(definition.definition.body);
  else found.formula(definition.definition.body);
  const parts = [...found.definitions.values(), definition].map((entry) =>
    printDefinition(entry, style, profile),
  );
  return { kind: 'printed', text: joined(parts) };
}

/** The box of one schema. */
export function printSchema(schema: Schema, style: Style, profile?: Profile): string {
  const paragraph = schemaParagraph(schema, profile, measure);
  return style === 'unicode' ? unicodeSchema(paragraph) : latexSchema(paragraph);
}

/** `f x == …` of a term, `p(x) ≙ …` of a predicate. */
export function printDefinition(definition: Definition, style: Style, profile?: Profile): string {
  const paragraph = definitionParagraph(definition, profile, measure);
  return style === 'unicode' ? unicodeDefinition(paragraph) : latexDefinition(paragraph);
}

/** `oz` writes the transitive closure \\tcl, where fuzz and `zed-csp` write \\plus. */
const latexPreamble = [
  '\\documentclass{article}',
  '\\usepackage[a4paper,margin=25mm]{geometry}',
  '\\usepackage{oz}',
  '\\providecommand{\\plus}{^+}',
  '\\begin{document}',
].join('\n');

const joined = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

/** A schema under its source and meaning. */
function captioned(schema: Schema, style: Style, profile: Profile | undefined): string {
  const property = claims.find((claim) => claim.schema === schema)?.property;
  const origin = property === undefined ? schema.source : `${property} · ${schema.source}`;
  const box = printSchema(schema, style, profile);
  return style === 'unicode'
    ? `${schema.meaning}\n${origin}\n${box}`
    : `\\paragraph{${latexText(schema.name)}} ${latexText(schema.meaning)} (${latexText(origin)})\n${box}`;
}

function whole(style: Style, profile: Profile | undefined): string {
  const printed = new Set<string>();
  const parts = schemas.flatMap((schema) => [
    ...definitionsOf(schema, profile).flatMap((definition) => {
      if (printed.has(definition.definition.name)) return [];
      printed.add(definition.definition.name);
      return [printDefinition(definition, style, profile)];
    }),
    captioned(schema, style, profile),
  ]);
  const sets = givenSets();
  if (style === 'unicode') return joined([oneLine(sets), ...parts]);
  return joined([
    latexPreamble,
    `\\begin{zed}\n${latexInline(sets)}\n\\end{zed}`,
    ...parts,
    '\\end{document}',
  ]);
}

/** [USER, ROLE, …]: the sorts of the components, in the order of their first use. */
function givenSets(): Doc {
  const components: readonly Component[] = schemas.flatMap((schema) => schema.components);
  const sorts = new Set(components.flatMap((component) => component.sorts));
  sorts.delete('NUMBER');
  return concat(text('['), separated([...sorts].map(name), text(', ')), text(']'));
}
