/** The JSON Schema of policy tests, for editors. Draft 7, as that of policies. */

import * as z from 'zod';
import { policyTestFileShape } from './shape.ts';

export function policyTestJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(policyTestFileShape, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
  });
  return { $schema, title: 'dutyproof policy tests', ...schema };
}
