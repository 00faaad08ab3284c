/**
 * All rules, in the order in which they run and are told: the state first, then what may meet in one user, one session
 * or one operation, then applications; at last what may become of the state.
 */

import { rule as activatable } from './activatable.ts';
import { rule as acyclicHierarchy } from './acyclic-hierarchy.ts';
import { rule as adequateExclusions } from './adequate-exclusions.ts';
import { rule as candidates } from './candidates.ts';
import { rule as cardinality } from './cardinality.ts';
import { rule as deadRole } from './dead-role.ts';
import { rule as dynamicPermissionSod } from './dynamic-permission-sod.ts';
import { rule as dynamicSod } from './dynamic-sod.ts';
import { rule as enforcedSod } from './enforced-sod.ts';
import { rule as everyPlanSod } from './every-plan-sod.ts';
import { rule as feasible } from './feasible.ts';
import { rule as kUserSod } from './k-user-sod.ts';
import { rule as leastPrivilege } from './least-privilege.ts';
import { rule as objectSod } from './object-sod.ts';
import { rule as operationalSod } from './operational-sod.ts';
import { rule as pairwiseFeasible } from './pairwise-feasible.ts';
import { rule as permissionSod } from './permission-sod.ts';
import { rule as planOperationalSod } from './plan-operational-sod.ts';
import { rule as prerequisite } from './prerequisite.ts';
import { rule as reach } from './reach.ts';
import { rule as references } from './references.ts';
import { rule as roleWindow } from './role-window.ts';
import type { Rule } from './rule.ts';
import { rule as sessionAuthorisation } from './session-authorisation.ts';
import { rule as sessionSod } from './session-sod.ts';
import { rule as staticSod } from './static-sod.ts';
import { rule as strictSod } from './strict-sod.ts';
import { rule as templateDynamicSod } from './template-dynamic-sod.ts';

export const catalogue: readonly Rule[] = [
  references,
  acyclicHierarchy,
  sessionAuthorisation,
  staticSod,
  deadRole,
  dynamicSod,
  activatable,
  permissionSod,
  dynamicPermissionSod,
  cardinality,
  prerequisite,
  roleWindow,
  strictSod,
  objectSod,
  operationalSod,
  kUserSod,
  enforcedSod,
  candidates,
  pairwiseFeasible,
  feasible,
  sessionSod,
  planOperationalSod,
  everyPlanSod,
  templateDynamicSod,
  leastPrivilege,
  adequateExclusions,
  reach,
];
