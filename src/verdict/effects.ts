/**
 * What more facts mean for the verdicts of a rule: what possible facts, and doubts without any, can change.
 */

import type { Doubt, Possible } from '../policy/model.ts';

/** Of more assignments, inheritance and grants come more violations, fewer, or either. */
export type Effect = 'more' | 'fewer' | 'either';

/** Each rule of the catalogue, and whether it depends on who has which permission. */
export const effects: Readonly<
  Record<string, { readonly facts: Effect; readonly permissions: boolean } | undefined>
> = {
  references: { facts: 'more', permissions: false },
  'acyclic-hierarchy': { facts: 'more', permissions: false },
  'session-authorisation': { facts: 'fewer', permissions: false },
  'static-sod': { facts: 'more', permissions: false },
  'dead-role': { facts: 'more', permissions: false },
  'dynamic-sod': { facts: 'more', permissions: false },
  activatable: { facts: 'either', permissions: false },
  'permission-sod': { facts: 'more', permissions: true },
  'dynamic-permission-sod': { facts: 'more', permissions: true },
  cardinality: { facts: 'more', permissions: false },
  prerequisite: { facts: 'either', permissions: false },
  'role-window': { facts: 'either', permissions: false },
  'strict-sod': { facts: 'either', permissions: true },
  'object-sod': { facts: 'either', permissions: true },
  'operational-sod': { facts: 'more', permissions: true },
  'k-user-sod': { facts: 'more', permissions: true },
  'enforced-sod': { facts: 'either', permissions: true },
  candidates: { facts: 'fewer', permissions: false },
  'pairwise-feasible': { facts: 'either', permissions: false },
  feasible: { facts: 'either', permissions: false },
  'session-sod': { facts: 'either', permissions: false },
  'plan-operational-sod': { facts: 'either', permissions: true },
  'every-plan-sod': { facts: 'either', permissions: true },
  'template-dynamic-sod': { facts: 'either', permissions: false },
  'least-privilege': { facts: 'either', permissions: true },
  'adequate-exclusions': { facts: 'either', permissions: true },
  reach: { facts: 'either', permissions: false },
};

/** The doubts that can change what the rule says, in order. */
export function doubtsAbout(possible: Possible, rule: string): readonly Doubt[] {
  const looksAtPermissions = effects[rule]?.permissions ?? true;
  const named = new Set([
    ...possible.assignments.doubt,
    ...possible.inheritance.doubt,
    ...(looksAtPermissions ? possible.grants.doubt : []),
  ]);
  return possible.doubts.filter((doubt, at) => named.has(at) || isWide(doubt, looksAtPermissions));
}

/** A doubt that any fact which the rule looks at may come of, besides the possible ones. */
export function widestDoubt({ doubts }: Possible, rule: string): Doubt | undefined {
  const looksAtPermissions = effects[rule]?.permissions ?? true;
  return doubts.find((doubt) => isWide(doubt, looksAtPermissions));
}

function isWide({ reaches }: Doubt, looksAtPermissions: boolean): boolean {
  switch (reaches) {
    case 'everything':
      return true;
    case 'permissions':
      return looksAtPermissions;
    case 'facts':
      return false;
    default:
      return reaches satisfies never;
  }
}
