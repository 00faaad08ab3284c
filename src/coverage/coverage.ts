/**
 * What policy tests exercise of the policies that they are about. The definitions are narrow on purpose: a name that
 * merely lies beside something tested is not exercised.
 *
 * - A role is exercised where the outcome of some test depends on it: it lies on the path of an access decision, was
 *   active in the session that was asked about, lies on a path of a counterexample or is bound by it, is needed by a
 *   session of a plan that was accepted or of one that lacked it, or is named by a change or by an input of an operation.
 * - A permission is exercised where an access decision is about it, a counterexample binds it or has it on a path, or a
 *   change or an input of an operation names it.
 * - A constraint is exercised where some test sees it bite: a violated verdict is about it, a plan is refused because of
 *   it, it belongs to a conflict that makes an application infeasible, or an operation is refused by a guard that would
 *   refuse it also if this were the only constraint. That it holds exercises nothing: it might say nothing.
 * - A guard of an operation is exercised where an operation was refused by it. Only guards of operations that some test
 *   makes are counted; of those, only the ones that the reading profile asks.
 *
 * Constraints are those of the policy and of its applications, groups are roles. What changes add is not counted. Each
 * policy is counted once, however many tests are about it.
 */

import type { Place, Policy } from '../policy/model.ts';
import type { Exercise } from '../policy-test/outcome.ts';
import { operationUnder } from '../policy-test/state.ts';
import type { Location } from '../source/text.ts';

export const coverageKinds = ['role', 'permission', 'constraint', 'guard'] as const;
export type CoverageKind = (typeof coverageKinds)[number];

export interface CoverageItem {
  readonly kind: CoverageKind;
  /** Of a guard: `AssignUser G8 SSOD_VIOLATION`. */
  readonly name: string;
  /** Where it is declared; null for guards, which the specification declares. */
  readonly location: Location | null;
  readonly exercised: boolean;
}

export interface PolicyCoverage {
  /** Path of the policy. */
  readonly path: string;
  readonly items: readonly CoverageItem[];
}

export interface Count {
  readonly exercised: number;
  readonly of: number;
}

export interface Coverage {
  readonly policies: readonly PolicyCoverage[];
  readonly counts: Readonly<Record<CoverageKind, Count>>;
  readonly total: Count;
}

export interface Tested {
  readonly policy: Policy;
  readonly exercised: readonly Exercise[];
}

/** Of all tests together; those about one policy, known by its path, count together. */
export function coverageOf(tested: readonly Tested[]): Coverage {
  const byPath = new Map<string, { readonly policy: Policy; readonly seen: Set<string> }>();
  for (const { policy, exercised } of tested) {
    const known = byPath.get(policy.path) ?? { policy, seen: new Set<string>() };
    byPath.set(policy.path, known);
    for (const { kind, name } of exercised) known.seen.add(keyOf(kind, name));
  }
  const policies = [...byPath.values()].map(
    ({ policy, seen }): PolicyCoverage => ({
      path: policy.path,
      items: [...declaredItems(policy, seen), ...guardItems(policy, seen)],
    }),
  );
  const items = policies.flatMap((policy) => policy.items);
  const count = (some: readonly CoverageItem[]): Count => ({
    exercised: some.filter(({ exercised }) => exercised).length,
    of: some.length,
  });
  const of = (kind: CoverageKind): Count => count(items.filter((item) => item.kind === kind));
  return {
    policies,
    counts: {
      role: of('role'),
      permission: of('permission'),
      constraint: of('constraint'),
      guard: of('guard'),
    },
    total: count(items),
  };
}

/** Rounded down to a tenth, so that 100 means all; of nothing it is 100. */
export function percentOf({ exercised, of }: Count): number {
  return of === 0 ? 100 : Math.floor((exercised * 1000) / of) / 10;
}

const keyOf = (kind: Exercise['kind'], name: string): string => `${kind} ${name}`;

function declaredItems(policy: Policy, seen: ReadonlySet<string>): readonly CoverageItem[] {
  const item = (kind: 'role' | 'permission' | 'constraint', name: string, place: Place): CoverageItem => ({
    kind,
    name,
    location: { path: policy.files[place.file]!.path, line: place.line, column: place.column },
    exercised: seen.has(keyOf(kind, name)),
  });
  const { roles, permissions, declared } = policy;
  const constraints = [
    ...policy.constraints,
    ...policy.applications.flatMap((application) => application.constraints),
  ];
  return [
    ...roles.list.slice(0, roles.declaredCount).map((name, id) => item('role', name, declared.roles[id]!)),
    ...permissions.list
      .slice(0, permissions.declaredCount)
      .map((name, id) => item('permission', name, declared.permissions[id]!)),
    ...constraints.map(({ id, place }) => item('constraint', id, place)),
  ];
}

function guardItems(policy: Policy, seen: ReadonlySet<string>): readonly CoverageItem[] {
  const made = [...seen]
    .filter((key) => key.startsWith('operation '))
    .map((key) => key.slice('operation '.length));
  return made.sort().flatMap((name) =>
    operationUnder(policy.profile, name).guards.map(
      ({ label, error }): CoverageItem => ({
        kind: 'guard',
        name: `${name} ${label} ${error}`,
        location: null,
        exercised: seen.has(keyOf('guard', `${name} ${label}`)),
      }),
    ),
  );
}
