/** Changes of an administration that take possibilities away, and the ones that break a given trace. */

import type { Administration, AdministrativeRule } from '../../policy/administration.ts';
import type { Place, Policy } from '../../policy/model.ts';
import type { Trace } from '../../verdict/reach.ts';
import { holdersOf } from '../encode/holders.ts';
import { locationOf } from '../tell/trace.ts';

/** `rule`: the place where it is written, which several rules of one statement share. */
export type Restriction =
  | { readonly kind: 'remove-rule'; readonly id: string; readonly rule: Place }
  /** Users who hold `lacks` can no longer be assigned by it. */
  | { readonly kind: 'add-condition'; readonly id: string; readonly rule: Place; readonly lacks: number };

export const keyOf = (restriction: Restriction): string => {
  const { file, line, column } = restriction.rule;
  return `${file}:${line}:${column} ${restriction.kind === 'add-condition' ? restriction.lacks : ''}`;
};

const isAt = (left: Place, right: Place): boolean =>
  left.file === right.file && left.line === right.line && left.column === right.column;

export function restricted(policy: Policy, restrictions: readonly Restriction[]): Policy {
  const { administration } = policy;
  if (administration === null) return policy;
  const rules = administration.rules.flatMap((rule): readonly AdministrativeRule[] => {
    const own = restrictions.filter((restriction) => isAt(restriction.rule, rule.place));
    if (own.some(({ kind }) => kind === 'remove-rule')) return [];
    if (rule.kind === 'enrol') return [rule];
    const bars = own.flatMap((one) => (one.kind === 'add-condition' ? [one.lacks] : []));
    return [{ ...rule, bars: [...rule.bars, ...bars] }];
  });
  return { ...policy, administration: { ...administration, rules } };
}

/** Each of them alone makes the trace impossible; removals first. */
export function breaking(
  policy: Policy,
  administration: Administration,
  trace: Trace,
): readonly Restriction[] {
  const found = new Map<string, Restriction>();
  const add = (restriction: Restriction): void => {
    if (!found.has(keyOf(restriction))) found.set(keyOf(restriction), restriction);
  };
  const held = heldBefore(policy, trace);
  const wanted = trace.finally.flatMap(({ roles }) => roles.map((role) => policy.roles.ids.get(role)!));
  const conditions: Restriction[] = [];
  trace.steps.forEach((step, at) => {
    if (step.kind === 'perform') return;
    const rule = administration.rules.find(
      ({ id, kind, place }) =>
        id === step.rule &&
        kind === step.kind &&
        locationOf(policy, place).line === step.location.line &&
        locationOf(policy, place).column === step.location.column,
    );
    if (rule === undefined) return;
    add({ kind: 'remove-rule', id: rule.id, rule: rule.place });
    if (rule.kind !== 'assign') return;
    for (const lacks of wanted) {
      const isOwn = rule.roles.includes(lacks) || rule.needs.includes(lacks);
      if (!isOwn && held(at, step.user, lacks))
        conditions.push({ kind: 'add-condition', id: rule.id, rule: rule.place, lacks });
    }
  });
  conditions.forEach(add);
  return [...found.values()];
}

/** Whether a user holds a role before a step. */
function heldBefore(policy: Policy, trace: Trace): (at: number, user: string, role: number) => boolean {
  const { ofRole } = holdersOf(policy);
  const start = new Map<string, Set<number>>();
  const rolesOf = (user: string): Set<number> => {
    let roles = start.get(user);
    if (roles === undefined) {
      const id = policy.users.ids.get(user);
      const arrival = trace.arrivals.find((one) => one.user === user);
      roles = new Set(arrival?.roles.map((role) => policy.roles.ids.get(role)!));
      policy.assignments.left.forEach((left, row) => {
        if (left === id) roles!.add(policy.assignments.right[row]!);
      });
      start.set(user, roles);
    }
    return roles;
  };
  return (at, user, role) => {
    const roles = new Set(rolesOf(user));
    for (const { changes } of trace.steps.slice(0, at)) {
      for (const change of changes) {
        if (change.user !== user) continue;
        if (change.kind === 'assigned') roles.add(policy.roles.ids.get(change.role)!);
        if (change.kind === 'revoked') roles.delete(policy.roles.ids.get(change.role)!);
      }
    }
    return ofRole(role).some((one) => roles.has(one));
  };
}
