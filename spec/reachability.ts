/**
 * What must not be reachable (P53): schemas that hold of a state that is not forbidden. A trace leads to a state of which
 * one is false; an invariant shows that it is true of every state that operations lead to.
 */

import { and, each, forall, scalar } from '../src/logic/build.ts';
import type { Claim } from '../src/logic/claim.ts';
import { claim } from '../src/logic/declare.ts';
import type { LabelledPredicate, Schema } from '../src/logic/schema.ts';
import {
  nobodyApprovesOwn,
  noOwnApprover,
  permissionsApart,
  permissionsStayApart,
  rolesApart,
  rolesStayApart,
  suspects,
  suspicion,
} from './administration.ts';
import { core, permsOfUser, rolesOfUser } from './core.ts';
import { okD, okPS, okS } from './exclusion.ts';
import { policy } from './policy.ts';
import { USER } from './sorts.ts';

const u = scalar('u', USER);

export const staticallyApart = claim({
  property: 'P53',
  name: 'StaticallyApart',
  source: '002 §3.3; FORMAL P53',
  meaning: 'No suspect violates a static exclusion of roles or permissions.',
  includes: [core, policy, suspicion],
  formula: forall([each(u, suspects)], and(okS(rolesOfUser(u)), okPS(permsOfUser(u)))),
});

export const dynamicallyApart = claim({
  property: 'P53',
  name: 'DynamicallyApart',
  source: 'FORMAL G.1 P08r, P53',
  meaning: 'No suspect could activate roles that are dynamically exclusive.',
  includes: [core, policy, suspicion],
  formula: forall([each(u, suspects)], okD(rolesOfUser(u))),
});

const ofSchema = (schema: Schema, { formula }: LabelledPredicate): Claim => ({
  property: 'P53',
  schema,
  formula,
});

/** By what a goal is about. */
export const reachClaims = {
  roles: ofSchema(rolesApart, rolesStayApart),
  permissions: ofSchema(permissionsApart, permissionsStayApart),
  exclusions: staticallyApart,
  activation: dynamicallyApart,
  'own-approver': ofSchema(noOwnApprover, nobodyApprovesOwn),
} as const satisfies Readonly<Record<string, Claim>>;
