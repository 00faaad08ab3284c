/** The JSON Schema of policy files, for editors. Draft 7, because that is what YAML editors know best. */

import * as z from 'zod';
import { policyShape } from './shape.ts';

export function policyJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(policyShape, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
  });
  return { $schema, title: 'dutyproof policy', ...schema };
}
