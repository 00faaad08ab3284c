/** Everything that is specified, in the order of FORMAL.md. */

import type { Claim } from '../src/logic/claim.ts';
import type { Schema } from '../src/logic/schema.ts';
import { administrationSchemas } from './administration.ts';
import {
  application,
  mutexSessions,
  sessionNeeds,
  sessionPlan,
  sessionTemplate,
  soApp,
  soApplication,
} from './application.ts';
import { areas } from './areas.ts';
import { candidatesExist, candidateUserSet, templateDynamicSOD } from './candidates.ts';
import { cardinalityLimit } from './cardinality.ts';
import { enforcedSOD, kUserSOD, operationQuorum, smallestCoalition } from './coalition.ts';
import { core, permission, role } from './core.ts';
import { activatable, dynamicSOD, dynamicSODSet, userDynamicSOD, userDynamicSODSet } from './dynamic-sod.ts';
import { everyPlanSOD } from './every-plan.ts';
import { feasible, feasiblePair } from './feasibility.ts';
import { hrModel } from './hr.ts';
import { inv } from './invariants.ts';
import { leastPrivilege, needsCovered } from './least-privilege.ts';
import { objectSeparation, objectSOD, roleObjectSOD } from './object-sod.ts';
import {
  activeOperationalSOD,
  adequateExclusions,
  operationalSOD,
  planOperationalSOD,
} from './operational-sod.ts';
import { dynamicPermissionSOD, permissionSOD } from './permission-sod.ts';
import { policy } from './policy.ts';
import { prerequisiteHeld } from './prerequisite.ts';
import { dynamicallyApart, staticallyApart } from './reachability.ts';
import { acyclicHierarchy, references } from './references.ts';
import { roleWindowOpen } from './role-window.ts';
import { planAuthorisation, sessionAuthorisation } from './session-authorisation.ts';
import { runSessionSOD, sessionSOD } from './session-sod.ts';
import { sess, session } from './sessions.ts';
import { noDeadRole, staticSOD, staticSODSet } from './static-sod.ts';
import { oneStepSOD, strictExclusions, strictStaticSOD } from './strict-sod.ts';
import { planConstraints } from './workflow.ts';

/**
 * The state and the applications: schemas 1–3, 6, 6′, what they rest on, what a policy may ask of an application, HR
 * data and areas of administration.
 */
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
  strictExclusions,
  objectSeparation,
  hrModel,
  areas,
  operationQuorum,
  planConstraints,
];

/** All properties, in the order of their ids (FORMAL.md G.1, G.2). */
export const claims: readonly Claim[] = [
  references,
  acyclicHierarchy,
  sessionAuthorisation,
  planAuthorisation,
  staticSOD,
  staticSODSet,
  noDeadRole,
  dynamicSOD,
  userDynamicSOD,
  userDynamicSODSet,
  dynamicSODSet,
  activatable,
  permissionSOD,
  dynamicPermissionSOD,
  cardinalityLimit,
  prerequisiteHeld,
  roleWindowOpen,
  strictStaticSOD,
  oneStepSOD,
  objectSOD,
  roleObjectSOD,
  operationalSOD,
  activeOperationalSOD,
  planOperationalSOD,
  everyPlanSOD,
  kUserSOD,
  enforcedSOD,
  sessionSOD,
  runSessionSOD,
  candidatesExist,
  feasiblePair,
  feasible,
  adequateExclusions,
  templateDynamicSOD,
  leastPrivilege,
  needsCovered,
];

/** All schemas, each with a name of its own: the state, the properties, schema 9 and the invariant. */
export const schemas: readonly Schema[] = [
  ...stateSchemas,
  ...claims.map((claim) => claim.schema),
  candidateUserSet,
  smallestCoalition,
  ...administrationSchemas,
  staticallyApart.schema,
  dynamicallyApart.schema,
  inv,
];
