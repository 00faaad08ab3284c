/**
 * What the specification consists of, in its order: schemas, then the operations, each after the definitions that it
 * rests on. Every name is that of one entry.
 */

import { administration, performance } from '../../spec/administration.ts';
import { claims, schemas } from '../../spec/catalogue.ts';
import { administered } from '../../spec/operations/administered.ts';
import { norm } from '../../spec/operations/cascade.ts';
import { operations } from '../../spec/operations/catalogue.ts';
import { state } from '../../spec/operations/invariants.ts';
import { type Cascade, type Operation, type Update, undecorated } from '../logic/operation.ts';
import type { Schema } from '../logic/schema.ts';
import { lowerOperation } from '../profile/lower.ts';
import type { Profile } from '../profile/profile.ts';
import { type Collector, collector, type Definition, definitionsOf } from './collect.ts';
import { cascadeParagraphs, operationParagraphs, reportParagraphs, systemParagraphs } from './operation.ts';
import { definitionParagraph, type Measure, type Paragraph, schemaParagraph } from './paragraph.ts';

export type Entry =
  | { readonly kind: 'schema'; readonly name: string; readonly schema: Schema }
  | { readonly kind: 'operation'; readonly name: string; readonly operation: Operation }
  | { readonly kind: 'cascade'; readonly name: string; readonly cascade: Cascade }
  /** What all operations are about, and how they are read. */
  | { readonly kind: 'system'; readonly name: string }
  /** What all operations may report. */
  | { readonly kind: 'reports'; readonly name: string }
  | { readonly kind: 'definition'; readonly name: string; readonly definition: Definition };

const system: Entry = { kind: 'system', name: 'Sys' };
const cascades: readonly Entry[] = [{ kind: 'cascade', name: norm.name, cascade: norm }];

/** Everything but definitions, in the order of the specification. */
export const entries: readonly Entry[] = [
  ...schemas.map((schema): Entry => ({ kind: 'schema', name: schema.name, schema })),
  system,
  { kind: 'reports', name: 'REPORT' },
  ...cascades,
  ...[...operations, ...administered].map(
    (operation): Entry => ({ kind: 'operation', name: operation.name, operation }),
  ),
];

/** All definitions but those of a state after, each after those it uses. */
export function allDefinitions(): readonly Entry[] {
  const found = new Map(
    entries
      .flatMap((entry) => [...restingOn(entry).values()])
      .map((definition) => [definition.definition.name, definition]),
  );
  return [...found.values()]
    .filter(({ definition }) => undecorated(definition.name).mark === null)
    .map(asEntry);
}

/** What must be read before an entry, and the entry. */
export function withWhatItRestsOn(entry: Entry, profile?: Profile): readonly Entry[] {
  const definitions = [...restingOn(entry, profile).values()];
  switch (entry.kind) {
    case 'schema':
    case 'definition':
      return [...plain(definitions, profile), entry];
    case 'system':
    case 'reports':
      return [entry];
    case 'cascade':
      return [system, ...plain(definitions, profile), entry];
    case 'operation': {
      const used = cascades.filter(({ name }) =>
        entry.operation.steps.some((step) => step.kind === 'cascade' && step.cascade.name === name),
      );
      return [
        system,
        ...used.flatMap((cascade) => withWhatItRestsOn(cascade, profile)),
        ...plain(definitions, profile),
        entry,
      ];
    }
    default:
      return impossible(entry);
  }
}

export function paragraphsOf(
  entry: Entry,
  profile: Profile | undefined,
  measure: Measure,
): readonly Paragraph[] {
  switch (entry.kind) {
    case 'schema': {
      const { schema } = entry;
      const property = claims.find((claim) => claim.schema === schema)?.property;
      const origin = property === undefined ? schema.source : `${property} · ${schema.source}`;
      const caption = { title: schema.name, meaning: schema.meaning, origin };
      return [schemaParagraph(schema, caption, profile, measure)];
    }
    case 'operation':
      return operationParagraphs(lowered(entry.operation, profile), profile, measure);
    case 'cascade':
      return cascadeParagraphs(entry.cascade, profile, measure);
    case 'system':
      return systemParagraphs([...state, administration, performance]);
    case 'reports':
      return reportParagraphs([...operations, ...administered]);
    case 'definition':
      return [definitionParagraph(entry.definition, profile, measure)];
    default:
      return impossible(entry);
  }
}

const lowered = (operation: Operation, profile: Profile | undefined): Operation =>
  profile === undefined ? operation : lowerOperation(operation, profile);

const asEntry = (definition: Definition): Entry => ({
  kind: 'definition',
  name: definition.definition.name,
  definition,
});

/** Definitions that an entry uses, in dependency order. */
function restingOn(entry: Entry, profile?: Profile): ReadonlyMap<string, Definition> {
  const found = collector(profile);
  switch (entry.kind) {
    case 'schema':
      return new Map(definitionsOf(entry.schema, profile).map((found) => [found.definition.name, found]));
    case 'operation':
      collectOperation(lowered(entry.operation, profile), found);
      break;
    case 'cascade':
      collectUpdates(entry.cascade.round, found);
      break;
    case 'definition':
      if (entry.definition.kind === 'term') found.term(entry.definition.definition.body);
      else found.formula(entry.definition.definition.body);
      break;
    case 'system':
    case 'reports':
      break;
    default:
      return impossible(entry);
  }
  return found.definitions;
}

function collectOperation({ guards, steps, answer }: Operation, found: Collector): void {
  for (const { formula } of guards) found.formula(formula);
  for (const step of steps) if (step.kind === 'update') collectUpdates(step.updates, found);
  if (answer !== null) found.formula(answer);
}

function collectUpdates(updates: readonly Update[], found: Collector): void {
  for (const { value } of updates) found.term(value);
}

/**
 * Definitions about the state after are those about the state before, which stand for them. Of a state that is only
 * considered, what its components are is told, since no effect says it.
 */
function plain(definitions: readonly Definition[], profile: Profile | undefined): readonly Entry[] {
  const known = new Map(allDefinitions().map((entry) => [entry.name, entry]));
  return definitions.flatMap((definition): readonly Entry[] => {
    const { name, mark } = undecorated(definition.definition.name);
    if (mark === null) return [asEntry(definition)];
    const base = known.get(name);
    if (base !== undefined) return withWhatItRestsOn(base, profile);
    return mark === '°' ? [asEntry(definition)] : [];
  });
}

function impossible(entry: never): never {
  throw new Error(`unknown entry ${JSON.stringify(entry)}`);
}
