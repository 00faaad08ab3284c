/** Everything that is specified, in the order of FORMAL.md. */

import type { Claim } from '../src/logic/claim.ts';
import type { Schema } from '../src/logic/schema.ts';
import {
  application,
  mutexSessions,
  sessionNeeds,
  sessionPlan,
  sessionTemplate,
  soApp,
  soApplication,
} from './application.ts';
import { core, permission, role } from './core.ts';
import { policy } from './policy.ts';
import { sess, session } from './sessions.ts';
import { noDeadRole, staticSOD, staticSODSet } from './static-sod.ts';

export const claims: readonly Claim[] = [staticSOD, staticSODSet, noDeadRole];

const stateSchemas: readonly Schema[] = [
  permission,
  role,
  core,
  policy,
  sess,
  session,
  application,
  sessionTemplate,
  mutexSessions,
  soApplication,
  soApp,
  sessionNeeds,
  sessionPlan,
];

export const schemas: readonly Schema[] = [...stateSchemas, ...claims.map((claim) => claim.schema)];
