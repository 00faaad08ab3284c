/** The shape of a place in a file, as all reports give it. */

import * as z from 'zod';

export const locationShape = z
  .strictObject({ path: z.string(), line: z.int().min(1), column: z.int().min(1) })
  .describe('a place in a file; line and column are 1-based, columns in UTF-16 units');
