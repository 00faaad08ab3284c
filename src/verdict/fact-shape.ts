/** The published shape of a fact. */

import * as z from 'zod';
import { locationShape } from './location-shape.ts';

export const relationShape = z.enum(['assignment', 'inheritance', 'grant', 'active']);

export const factShape = z
  .strictObject({
    relation: relationShape,
    left: z.string(),
    right: z.string(),
    locations: z.array(locationShape),
  })
  .describe('left is related to right, at every place that says so');
