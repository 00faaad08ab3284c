/** The specification as tables for the README: each schema, property and operation, its Z, its tests, its proofs. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { claims, schemas } from '../../spec/catalogue.ts';
import { operations } from '../../spec/operations/catalogue.ts';
import { catalogue } from '../../src/check/catalogue.ts';
import type { Claim } from '../../src/logic/claim.ts';
import { heldOperation, heldProperty, heldSchema } from './held.ts';
import { root } from './place.ts';
import { about, type Cell, cellsOf, tally } from './proved.ts';

export interface Row {
  readonly name: string;
  /** Empty where a property is decided by no rule, and for what is no property. */
  readonly property: string;
  readonly rule: string;
  readonly source: string;
  /** Path of the golden file. */
  readonly golden: string;
  readonly held: readonly string[];
  readonly proved: string;
}

export interface Rows {
  readonly schemas: readonly Row[];
  readonly properties: readonly Row[];
  readonly operations: readonly Row[];
}

const matrixFile = join(root, 'src/prove/matrix.json');

export const readCells = (): readonly Cell[] =>
  existsSync(matrixFile) ? cellsOf(readFileSync(matrixFile, 'utf8')) : [];

const goldenOf = (name: string): string => `test/golden/notation/${name}.z`;

/** Invariants that a source names: `FORMAL B.4, I5`. */
const invariantsIn = (source: string): readonly string[] => source.match(/\bI\d+\b/g) ?? [];

export function rowsOf(cells: readonly Cell[]): Rows {
  const properties = new Set(claims.map(({ schema }) => schema));
  return {
    schemas: schemas
      .filter((schema) => !properties.has(schema))
      .map((schema) => ({
        name: schema.name,
        property: '',
        rule: '',
        source: schema.source,
        golden: goldenOf(schema.name),
        held: heldSchema(schema),
        proved: tally(
          schema.predicates.flatMap(({ label }) => (/^I\d+$/.test(label) ? about(cells, label) : [])),
        ),
      })),
    properties: claims.map((claim) => ({
      name: claim.schema.name,
      property: claim.property,
      rule: rulesOf(claim),
      source: claim.schema.source,
      golden: goldenOf(claim.schema.name),
      held: heldProperty(claim),
      proved: tally(invariantsIn(claim.schema.source).flatMap((id) => about(cells, id))),
    })),
    operations: operations.map(({ name, source }) => ({
      name,
      property: '',
      rule: '',
      source,
      golden: goldenOf(name),
      held: heldOperation(name),
      proved: tally(cells.filter(({ operation }) => operation === name)),
    })),
  };
}

const rulesOf = (claim: Claim): string =>
  catalogue
    .filter((rule) => rule.claims.includes(claim))
    .map(({ id }) => `\`${id}\``)
    .join(', ');

/** Markdown. */
export function tablesOf({ schemas, properties, operations }: Rows): string {
  const z = ({ name, golden }: Row): string => `[${name}](${golden})`;
  const held = (row: Row): string => orDash(row.held.join('; '));
  return [
    table(
      ['property', 'Z', 'rule', 'source', 'held by', 'operations keep it'],
      properties.map((row) => [
        row.property,
        z(row),
        orDash(row.rule),
        row.source,
        held(row),
        orDash(row.proved),
      ]),
    ),
    table(
      ['schema', 'source', 'held by', 'operations keep it'],
      schemas.map((row) => [z(row), row.source, held(row), orDash(row.proved)]),
    ),
    table(
      ['operation', 'source', 'held by', 'invariants that it keeps'],
      operations.map((row) => [z(row), row.source, held(row), orDash(row.proved)]),
    ),
  ].join('\n\n');
}

const orDash = (text: string): string => (text === '' ? '–' : text);

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
