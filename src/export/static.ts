/**
 * What a policy demands of its state, whatever anybody does: the demands that other languages can state as they are. All
 * of them are about which roles and permissions users have; reading switches of the profile are told by `hasByInheritance`
 * and the like, so that no exporter reads the profile.
 */

import type { ExclusionSet, Policy } from '../policy/model.ts';
import type { Verdict } from '../verdict/verdict.ts';

interface DemandBase {
  readonly rule: 'static-sod' | 'permission-sod' | 'operational-sod' | 'cardinality' | 'prerequisite';
  /** Id of the constraint, or name of the operation. */
  readonly id: string;
  readonly reason: string | null;
}

export type Demand = DemandBase &
  /** No user has `limit` or more of the members of a set. */
  (
    | {
        readonly kind: 'fewer';
        readonly over: 'role' | 'permission';
        readonly sets: readonly ExclusionSet[];
      }
    | { readonly kind: 'cardinality'; readonly role: number; readonly atMost: number }
    | { readonly kind: 'prerequisite'; readonly role: number; readonly needs: readonly number[] }
  );

export const staticRules = [
  'static-sod',
  'permission-sod',
  'operational-sod',
  'cardinality',
  'prerequisite',
] as const;

/** S1: whether users have the juniors of the roles that they are assigned. */
export const hasByInheritance = ({ profile }: Policy): boolean => profile.membership === 'authorised';

/** S16: whether users of juniors count, too. */
export const countsByInheritance = ({ profile }: Policy): boolean => profile.cardinality === 'authorised';

export function staticDemands(policy: Policy): readonly Demand[] {
  const demands: Demand[] = [];
  for (const constraint of policy.constraints) {
    const { id, reason } = constraint;
    switch (constraint.kind) {
      case 'exclusion': {
        const { over, sets } = constraint;
        if (!constraint.static || sets.length === 0) break;
        const rule = over === 'role' ? 'static-sod' : 'permission-sod';
        demands.push({ rule, id, reason, kind: 'fewer', over, sets });
        break;
      }
      case 'cardinality':
        demands.push({
          rule: 'cardinality',
          id,
          reason,
          kind: 'cardinality',
          role: constraint.role,
          atMost: constraint.atMost,
        });
        break;
      case 'prerequisite':
        if (policy.profile.prerequisite !== 'invariant') break;
        demands.push({
          rule: 'prerequisite',
          id,
          reason,
          kind: 'prerequisite',
          role: constraint.role,
          needs: constraint.needs,
        });
        break;
      case 'window':
      case 'one-per-object':
        break;
      default:
        constraint satisfies never;
    }
  }
  if (policy.profile.operational !== 'authorised') return demands;
  for (const { name, permissions, reason } of policy.operations) {
    const members = [...new Set(permissions)];
    if (members.length === 0) continue;
    const sets = [{ members, limit: members.length }];
    demands.push({ rule: 'operational-sod', id: name, reason, kind: 'fewer', over: 'permission', sets });
  }
  return demands;
}

/** Null: nobody decided it. */
export function expectedOf({ rule, id }: Demand, verdicts: readonly Verdict[]): 'holds' | 'violated' | null {
  const own = verdicts.filter((verdict) => verdict.rule === rule && verdict.constraint === id);
  if (own.some(({ status }) => status === 'violated')) return 'violated';
  if (own.length === 0 || own.some(({ status }) => status === 'unknown' || status === 'bounded')) return null;
  return 'holds';
}

/** What the policy says, and `staticDemands` and plain facts do not. */
export function beyondStatic(policy: Policy): readonly string[] {
  const { constraints, possible, profile } = policy;
  const counted = (count: number, one: string, several: string): string[] =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : several} not in it`];
  const dynamic = constraints.filter((one) => one.kind === 'exclusion' && one.dynamic).length;
  const timed = constraints.filter(({ kind }) => kind === 'window' || kind === 'one-per-object').length;
  const strict = constraints.filter((one) => one.kind === 'exclusion' && one.strictness !== null).length;
  const prerequisites = constraints.filter(({ kind }) => kind === 'prerequisite').length;
  const quorums = policy.operations.filter(({ atLeast, enforced }) => enforced || (atLeast ?? 2) > 2).length;
  const doubts = possible === null ? 0 : possible.doubts.length;
  return [
    ...counted(doubts, 'doubt with its possible facts is', 'doubts with their possible facts are'),
    ...counted(dynamic, 'exclusion is dynamic, which is', 'exclusions are dynamic, which is'),
    ...counted(strict, 'strictness of an exclusion is', 'strictnesses of exclusions are'),
    ...counted(timed, 'window or demand on objects is', 'windows and demands on objects are'),
    ...counted(
      profile.prerequisite === 'invariant' ? 0 : prerequisites,
      'prerequisite is, because it counts at assignment alone,',
      'prerequisites are, because they count at assignment alone,',
    ),
    ...counted(
      profile.operational === 'authorised' ? 0 : policy.operations.length,
      'operation is, because it is about sessions in this reading,',
      'operations are, because they are about sessions in this reading,',
    ),
    ...counted(
      quorums,
      'demand for several users of an operation is',
      'demands for several users of an operation are',
    ),
    ...counted(policy.applications.length, 'application is', 'applications are'),
    ...counted(policy.sessions.length, 'session is', 'sessions are'),
    ...(policy.administration === null ? [] : ['the administration is not in it']),
  ];
}
