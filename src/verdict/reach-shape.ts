/** The evidence of `reach` as data: what a report prints and a certificate claims. Objects are strict. */

import * as z from 'zod';
import { locationShape } from './location-shape.ts';

const count = z.int().min(0);
const names = z.array(z.string());

const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['assigned', 'revoked']), user: z.string(), role: z.string() }),
  z.strictObject({ kind: z.literal('joined'), user: z.string() }),
  z.strictObject({
    kind: z.literal('performed'),
    user: z.string(),
    application: z.string(),
    session: z.string(),
  }),
]);

const step = z.union([
  z.strictObject({
    kind: z.enum(['assign', 'revoke', 'enrol']),
    actor: z.string().describe('the acting administrator'),
    as: z.string().nullable().describe('the role by which the actor may; null where anybody may'),
    user: z.string(),
    role: z.string(),
    rule: z.string(),
    location: locationShape,
    changes: z.array(change),
  }),
  z.strictObject({
    kind: z.literal('perform'),
    user: z.string(),
    application: z.string(),
    session: z.string(),
    changes: z.array(change),
  }),
]);

export const traceShape = z
  .strictObject({
    arrivals: z
      .array(z.strictObject({ user: z.string(), kind: z.string(), roles: names }))
      .describe('newcomers that the steps are about, with the roles that they start with'),
    steps: z.array(step),
    isShortest: z.boolean(),
    finally: z
      .array(z.strictObject({ user: z.string(), roles: names }))
      .describe('who is then in the forbidden state, with their assigned roles'),
  })
  .describe('operations that lead to the forbidden state; none where it is so from the start');

const users = names.nullable().describe('null: every user');
const userRoles = z.array(z.strictObject({ user: z.string(), role: z.string() }));

export const invariantShape = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('never'), roles: names }),
      z.strictObject({ kind: z.literal('at-most'), roles: names, count }),
      z.strictObject({
        kind: z.literal('never-together'),
        users,
        clauses: z.array(z.strictObject({ held: names, lacked: names })),
      }),
      z.strictObject({ kind: z.literal('one-of'), users, roles: names, sets: z.array(names) }),
      z.strictObject({
        kind: z.literal('joint'),
        users: names,
        clauses: z.array(z.strictObject({ held: userRoles, lacked: userRoles })),
      }),
    ]),
  )
  .describe('true of every reachable state; each part is read on top of those before it');
