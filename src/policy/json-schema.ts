/** The JSON Schemas of policy files and their parts, for editors. Draft 7, because that is what YAML editors know best. */

import * as z from 'zod';
import { partShape, policyShape } from './shape.ts';
import { suppressionsShape } from './shape-suppressions.ts';

export function policyJsonSchema(): Record<string, unknown> {
  return schemaOf(policyShape, 'dutyproof policy');
}

export function policyPartJsonSchema(): Record<string, unknown> {
  return schemaOf(partShape, 'part of a dutyproof policy');
}

export function suppressionsJsonSchema(): Record<string, unknown> {
  return schemaOf(suppressionsShape, 'suppressions of dutyproof');
}

function schemaOf(shape: z.ZodType, title: string): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(shape, { target: 'draft-7', io: 'input', reused: 'inline' });
  return { $schema, title, ...schema };
}
