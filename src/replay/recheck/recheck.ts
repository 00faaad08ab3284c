/**
 * Every property decided once more, naively: plain sets, straight from FORMAL.md, from raw facts.
 *
 * It imports no engine, no index and not the interpreter, so that none of them can vouch for itself. Evidence of
 * kind `recheck` means: this finds the same. Repairs are judged by it as well.
 */

import type { Policy } from '../../policy/model.ts';
import {
  adequateExclusions,
  candidatesExist,
  feasible,
  feasiblePair,
  leastPrivilege,
  operationalSod,
  planAuthorisation,
  planOperationalSod,
  sessionSod,
} from './applications.ts';
import { enforcedSod, everyPlanSod, kUserSod } from './coalitions.ts';
import {
  activatable,
  deadRole,
  dynamicPermissionSod,
  dynamicSod,
  permissionSod,
  staticSod,
  templateDynamicSod,
} from './exclusions.ts';
import {
  acyclicHierarchy,
  cardinality,
  prerequisite,
  references,
  roleWindow,
  sessionAuthorisation,
} from './facts.ts';
import type { Finding, Undecided } from './finding.ts';
import { objectSod, strictSod } from './objects.ts';
import { type Relations, relationsOf } from './relations.ts';

type Decide = (relations: Relations, budget?: number) => Iterable<Finding | Undecided>;

const byRule: Readonly<Record<string, readonly Decide[]>> = {
  references: [references],
  'acyclic-hierarchy': [acyclicHierarchy],
  'session-authorisation': [sessionAuthorisation, planAuthorisation],
  'static-sod': [staticSod],
  'dead-role': [deadRole],
  'dynamic-sod': [dynamicSod],
  activatable: [activatable],
  'permission-sod': [permissionSod],
  'dynamic-permission-sod': [dynamicPermissionSod],
  cardinality: [cardinality],
  prerequisite: [prerequisite],
  'role-window': [roleWindow],
  'strict-sod': [strictSod],
  'object-sod': [objectSod],
  'operational-sod': [operationalSod],
  'k-user-sod': [kUserSod],
  'enforced-sod': [enforcedSod],
  'plan-operational-sod': [planOperationalSod],
  'every-plan-sod': [everyPlanSod],
  'session-sod': [sessionSod],
  candidates: [candidatesExist],
  'pairwise-feasible': [feasiblePair],
  feasible: [feasible],
  'adequate-exclusions': [adequateExclusions],
  'template-dynamic-sod': [templateDynamicSod],
  'least-privilege': [leastPrivilege],
  // Not decidable naively: its evidence is checked instead.
  reach: [],
};

/** Ids of the rules that can be decided again. */
export const recheckedRules: readonly string[] = Object.keys(byRule);

export interface Recheck {
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
}

export interface RecheckScope {
  /** Ids of rules; default all. */
  readonly rules?: readonly string[];
  /** Steps of each exhaustive search. */
  readonly budget?: number;
}

/** All violations of `policy` within `scope`. Throws on a rule that it does not know: that is a mistake of the caller. */
export function recheck(policy: Policy, scope: RecheckScope = {}): Recheck {
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  for (const outcome of recheckOneByOne(policy, scope)) {
    if ('subject' in outcome) findings.push(outcome);
    else undecided.push(outcome);
  }
  return { findings, undecided };
}

/** The same, rule by rule in the order of `scope`, for who may stop at the first. */
export function* recheckOneByOne(
  policy: Policy,
  scope: RecheckScope = {},
): Generator<Finding | Undecided, void> {
  const relations = relationsOf(policy);
  for (const rule of scope.rules ?? recheckedRules) {
    const decisions = byRule[rule];
    if (decisions === undefined) throw new Error(`no naive decision for the rule ${rule}`);
    for (const decide of decisions) yield* decide(relations, scope.budget);
  }
}
