/** The published shape of `difference.ts`. */

import * as z from 'zod';
import { factShape } from './fact-shape.ts';
import { locationShape } from './location-shape.ts';

const names = z.array(z.string());

const cameAndWent = z.strictObject({ added: names, removed: names });

const shift = z.strictObject({
  direction: z.enum(['gained', 'lost']),
  subjects: names.describe('users or roles: each of them gains (loses) each element'),
  elements: names.describe('permissions or roles'),
  cause: factShape.nullable().describe('the fact that was added (removed); null: the reading profile'),
  example: z.strictObject({ element: z.string(), steps: z.array(factShape) }),
});

const demandChange = z.strictObject({
  kind: z.enum(['added', 'removed', 'weakened', 'strengthened', 'changed']),
  id: z.string(),
  sentence: z.string(),
  example: z.string().nullable().describe('what was forbidden and is allowed now'),
  locations: z.array(locationShape),
});

const resilience = z
  .strictObject({ people: z.int().min(-1), isExact: z.boolean() })
  .describe(
    'the most people who may be absent; at least so many where it is not exact; -1: there is no plan',
  );

const applicationChange = z.strictObject({
  application: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  candidates: z.array(
    z.strictObject({ session: z.string(), direction: z.enum(['gained', 'lost']), users: names }),
  ),
  starters: z.strictObject({ gained: names, lost: names }),
  demands: z.array(demandChange),
  feasible: z.strictObject({ before: z.boolean().nullable(), now: z.boolean().nullable() }),
  resilience: z.strictObject({ before: resilience, now: resilience }).nullable(),
  structure: names,
});

export const differenceShape = z
  .strictObject({
    policy: z.string(),
    before: z.string().nullable().describe('path of the policy file'),
    now: z.string().nullable(),
    kind: z.enum(['same', 'equivalent', 'different', 'added', 'removed']),
    access: z.array(shift).describe('user level: permissions'),
    membership: z.array(shift).describe('user level: roles that both policies have'),
    grants: z.array(shift).describe('role level: permissions of roles that both policies have'),
    demands: z.array(demandChange).describe('constraints, operations and goals'),
    applications: z.array(applicationChange),
    administration: z.array(demandChange),
    settings: z.array(demandChange).describe('the reading profile, and severities of rules'),
    users: cameAndWent,
    restated: z
      .strictObject({
        roles: cameAndWent,
        permissions: cameAndWent,
        facts: z.strictObject({ added: z.int().min(0), removed: z.int().min(0) }),
      })
      .describe('what is written differently, without a difference in meaning of its own'),
  })
  .describe('what a policy means differently from what it is compared with');
