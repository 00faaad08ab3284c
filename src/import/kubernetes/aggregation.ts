/**
 * ClusterRoles that are put together from others: which roles lend their rules to which.
 *
 * The controller overwrites what is written in an aggregated role by the rules of the roles that it selects, never of
 * itself. In a dump both are the same. Where they are not, either the dump lacks some of the selected roles, or the rules
 * were written by hand and are soon gone: they are then only possible.
 *
 * Roles that select each other in a circle end up with the rules of all, so they borrow from outside of the circle together;
 * what is written in one of them may stay for ever, since each gives it back to the other.
 */

import { componentsOf } from '../../policy/cycles.ts';
import type { Span } from '../../source/text.ts';
import type { Role, Rule } from './objects.ts';
import { selects } from './selectors.ts';

export interface Loan {
  readonly lender: Role;
  /** The selector. */
  readonly at: Span;
}

export interface Aggregation {
  /** For each aggregated role. */
  readonly loans: ReadonlyMap<Role, readonly Loan[]>;
  /** Aggregated roles that select no role, not even each other. */
  readonly selectNothing: ReadonlySet<Role>;
  /** Those that select roles by what they lack, and so also those that no file tells of. */
  readonly selectUnseen: ReadonlySet<Role>;
  /** Those that select each other in a circle, with all of it. */
  readonly circles: ReadonlyMap<Role, readonly Role[]>;
  /** Rules written in aggregated roles that are not those of the roles they select; by who may have them. */
  readonly written: ReadonlyMap<Role, readonly { readonly writer: Role; readonly rule: Rule }[]>;
}

const mostSteps = 5_000_000;

/**
 * Null where there is too much to select. `lenders`: the roles whose labels are known; `keepsOwn`: those that have the rules
 * that are written in them besides.
 */
export function aggregate(
  roles: readonly Role[],
  lenders: readonly Role[],
  keepsOwn: ReadonlySet<Role>,
): Aggregation | null {
  const isOfCluster = ({ namespace }: Role): boolean => namespace === null;
  const clusterRoles = roles.filter(isOfCluster);
  const direct = directLoans(clusterRoles, lenders.filter(isOfCluster));
  if (direct === null) return null;
  const { loans, circles } = acrossCircles(clusterRoles, direct);
  const written = new Map<Role, { writer: Role; rule: Rule }[]>();
  let steps = 0;
  for (const writer of loans.keys()) {
    if (keepsOwn.has(writer) || writer.rules.length === 0) continue;
    const borrowed = new Set<string>();
    const seen = new Set<Role>([writer]);
    for (const role of seen) {
      if (role !== writer && (!loans.has(role) || keepsOwn.has(role))) {
        for (const rule of role.rules) borrowed.add(keyOf(rule));
        steps += role.rules.length;
      }
      for (const { lender } of loans.get(role) ?? []) seen.add(lender);
      steps += 1;
      if (steps > mostSteps) return null;
    }
    const own = writer.rules.filter((rule) => !borrowed.has(keyOf(rule)));
    for (const role of own.length === 0 ? [] : (circles.get(writer) ?? [writer])) {
      const known = written.get(role) ?? [];
      for (const rule of own) known.push({ writer, rule });
      written.set(role, known);
      steps += own.length;
      if (steps > mostSteps) return null;
    }
  }
  const selectNothing = new Set([...direct].flatMap(([role, found]) => (found.length === 0 ? [role] : [])));
  const selectUnseen = new Set(
    clusterRoles.filter(({ selectors }) =>
      selectors?.some(({ requirements }) =>
        requirements.every(({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist'),
      ),
    ),
  );
  return { loans, selectNothing, selectUnseen, circles, written };
}

/** As the controller compares rules: in their order. */
function keyOf({ verbs, groups, resources, names, urls }: Rule): string {
  return JSON.stringify(
    [verbs, groups, resources, names, urls].map((leaves) => leaves.map(({ text }) => text)),
  );
}

function directLoans(clusterRoles: readonly Role[], lenders: readonly Role[]): Map<Role, Loan[]> | null {
  // Most selectors ask for a label, so that few roles need be looked at.
  const byLabel = new Map<string, Role[]>();
  for (const role of lenders) {
    for (const [key, value] of role.labels) {
      const label = JSON.stringify([key, value]);
      const known = byLabel.get(label) ?? [];
      known.push(role);
      byLabel.set(label, known);
    }
  }
  const loans = new Map<Role, Loan[]>();
  let steps = 0;
  for (const role of clusterRoles) {
    if (role.selectors === null) continue;
    const found = new Map<Role, Loan>();
    for (const selector of role.selectors) {
      const asked = selector.requirements.find(
        ({ operator, values }) => operator === 'In' && values.length === 1,
      );
      const candidates =
        asked === undefined ? lenders : (byLabel.get(JSON.stringify([asked.key, asked.values[0]])) ?? []);
      for (const lender of candidates) {
        steps += 1 + selector.requirements.length;
        if (lender === role || found.has(lender) || !selects(selector, lender.labels)) continue;
        found.set(lender, { lender, at: selector.at });
      }
      if (steps > mostSteps) return null;
    }
    loans.set(role, [...found.values()]);
  }
  return loans;
}

/** Loans between roles of a circle are replaced by loans of all of them from outside. */
function acrossCircles(
  clusterRoles: readonly Role[],
  direct: ReadonlyMap<Role, readonly Loan[]>,
): { readonly loans: Map<Role, readonly Loan[]>; readonly circles: ReadonlyMap<Role, readonly Role[]> } {
  const ids = new Map(clusterRoles.map((role, id) => [role, id]));
  const from: number[] = [];
  const to: number[] = [];
  for (const [role, loans] of direct) {
    for (const { lender } of loans) {
      from.push(ids.get(role)!);
      to.push(ids.get(lender)!);
    }
  }
  const component = componentsOf(clusterRoles.length, from, to);
  const members = new Map<number, Role[]>();
  for (const role of direct.keys()) {
    const of = component[ids.get(role)!]!;
    const known = members.get(of) ?? [];
    known.push(role);
    members.set(of, known);
  }
  const loans = new Map<Role, readonly Loan[]>();
  const circles = new Map<Role, readonly Role[]>();
  for (const [of, circle] of members) {
    if (circle.length === 1) {
      loans.set(circle[0]!, direct.get(circle[0]!)!);
      continue;
    }
    const outside = new Set<Role>();
    for (const role of circle) {
      circles.set(role, circle);
      for (const { lender } of direct.get(role)!) {
        if (component[ids.get(lender)!] !== of) outside.add(lender);
      }
    }
    for (const role of circle) {
      const { at } = direct.get(role)![0]!;
      loans.set(
        role,
        [...outside].map((lender) => ({ lender, at })),
      );
    }
  }
  return { loans, circles };
}
