/** Which rules a change of one fact may concern. */

import type { Policy } from '../policy/model.ts';
import type { Edit } from './edit.ts';

/** Each of their findings is about one user, whose assignments it comes of, and about the constraints. */
export const userRules: readonly string[] = ['static-sod', 'activatable', 'permission-sod', 'prerequisite'];

/** What the other rules read of UA, RH and PA, and without what in a policy they find nothing. */
const others: Readonly<
  Record<string, { readonly reads: readonly Edit['relation'][]; readonly about: (policy: Policy) => boolean }>
> = {
  references: { reads: ['assignment', 'inheritance', 'grant'], about: hasDanglingNames },
  'acyclic-hierarchy': { reads: ['inheritance'], about: () => true },
  'dead-role': { reads: ['inheritance'], about: hasExclusions },
  'dynamic-sod': { reads: ['inheritance'], about: hasSessions },
  'dynamic-permission-sod': { reads: ['inheritance', 'grant'], about: hasSessions },
  'role-window': { reads: ['inheritance'], about: hasSessions },
  'template-dynamic-sod': { reads: ['inheritance'], about: hasApplications },
};

/** The least that is asked of a rule that is not listed. */
const conditions: Readonly<Record<string, (policy: Policy) => boolean>> = {
  'session-authorisation': (policy) => hasSessions(policy) || hasApplications(policy),
  cardinality: ({ constraints }) => constraints.some(({ kind }) => kind === 'cardinality'),
  'strict-sod': ({ constraints }) =>
    constraints.some((constraint) => constraint.kind === 'exclusion' && constraint.strictness !== null),
  'object-sod': ({ constraints }) => constraints.some(({ kind }) => kind === 'one-per-object'),
  'operational-sod': hasOperations,
  'k-user-sod': hasOperations,
  'enforced-sod': hasOperations,
  candidates: hasApplications,
  'pairwise-feasible': hasApplications,
  feasible: hasApplications,
  'session-sod': (policy) => hasSessions(policy) || hasApplications(policy),
  'plan-operational-sod': hasApplications,
  'every-plan-sod': hasApplications,
  'least-privilege': hasApplications,
  'adequate-exclusions': hasApplications,
  reach: ({ administration }) => administration !== null,
  ...Object.fromEntries(userRules.map((rule) => [rule, hasConstraints])),
};

/** Ids of the rules that a change of `relation` may concern and that are not decided user by user. */
export function affectedRules(
  policy: Policy,
  relation: Edit['relation'],
  sliced: readonly string[],
): readonly string[] {
  const listed = Object.entries(others).flatMap(([rule, { reads, about }]) =>
    reads.includes(relation) && about(policy) ? [rule] : [],
  );
  const rest = Object.entries(conditions).flatMap(([rule, about]) =>
    !sliced.includes(rule) && about(policy) ? [rule] : [],
  );
  return [...listed, ...rest];
}

/** Names that facts use and nothing declares. */
export function hasDanglingNames({ users, roles, permissions }: Policy): boolean {
  return [users, roles, permissions].some(({ list, declaredCount }) => declaredCount < list.length);
}

function hasConstraints({ constraints }: Policy): boolean {
  return constraints.length > 0;
}

function hasExclusions({ constraints }: Policy): boolean {
  return constraints.some(({ kind }) => kind === 'exclusion');
}

function hasSessions({ sessions }: Policy): boolean {
  return sessions.length > 0;
}

function hasApplications({ applications }: Policy): boolean {
  return applications.length > 0;
}

function hasOperations(policy: Policy): boolean {
  return policy.operations.length > 0 || policy.applications.length > 0;
}
