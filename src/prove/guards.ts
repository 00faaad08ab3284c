/**
 * What each guard is for, found by leaving it out (FORMAL.md A.4: safety, no-op, authority).
 *
 * A guard that no proof of the operation needed protects no invariant. One that some proof needed is left out, and a
 * state is searched in which the operation then breaks that invariant: found, the guard is necessary. Otherwise it may
 * be that a later guard refuses the same (`report`), or that the effect changes nothing where it fails (`no-op`): both
 * are proved. What remains is `authority` or `reading`, which only the specification can tell apart.
 */

import { equal } from '../logic/build.ts';
import type { Guard, Operation, Purpose, Update } from '../logic/operation.ts';
import type { Component } from '../logic/schema.ts';
import type { Formula } from '../logic/terms.ts';
import type { Limits, Z3Session } from '../z3/session.ts';
import type { Decide } from './decide.ts';
import type { BrokenBy, GuardFinding } from './findings.ts';
import type { Hypothesis } from './obligation.ts';
import {
  type Conjunct,
  componentsOf,
  componentTerm,
  counts,
  labelOf,
  type Preservation,
} from './operations.ts';
import { searchBreak } from './search.ts';

export interface GuardTools {
  readonly decide: Decide;
  readonly session: Z3Session;
  readonly limits: Limits;
  readonly conjuncts: readonly Conjunct[];
  readonly components: readonly Component[];
}

export const guardLabel = ({ label, error }: Guard): string => `${label} ${error}`;

export async function purposeOf(
  operation: Operation,
  guard: Guard,
  preserved: ReadonlyMap<Conjunct, Preservation>,
  tools: GuardTools,
): Promise<GuardFinding> {
  const label = guardLabel(guard);
  const needing = [...preserved].flatMap(([conjunct, preservation]) =>
    needs(preservation, label) ? [conjunct] : [],
  );
  // What a later guard refuses too, or what changes nothing, cannot break anything: no need to search for it.
  const harmless = ['report', 'no-op'].includes(guard.purpose)
    ? await harmlessPurpose(operation, guard, tools)
    : null;
  const found = harmless === null ? await breaking(operation, guard, needing, tools) : null;
  const isTheGoal = [...preserved.values()].some(
    (preservation) =>
      preservation.kind === 'proved' && preservation.proofs.some(({ restates }) => restates === label),
  );
  return {
    operation: operation.name,
    guard: guard.label,
    error: guard.error,
    declared: guard.purpose,
    found: found === null ? (harmless ?? (await otherPurpose(operation, guard, tools))) : 'safety',
    isTheGoal,
    counterexample: found,
  };
}

/** Whether a proof used the guard; where there is no proof it may be needed. */
const needs = (preservation: Preservation, label: string): boolean =>
  preservation.kind === 'open' ||
  preservation.kind === 'bounded' ||
  (preservation.kind === 'proved' && preservation.proofs.some(({ core }) => core.includes(label)));

async function breaking(
  operation: Operation,
  guard: Guard,
  needing: readonly Conjunct[],
  { conjuncts, components, session, limits }: GuardTools,
): Promise<BrokenBy | null> {
  if (needing.length === 0) return null;
  const without = { ...operation, guards: operation.guards.filter((other) => other !== guard) };
  const result = await searchBreak(
    { operation: without, conjuncts, broken: needing, components },
    session,
    limits,
  );
  return result.kind === 'found' ? result.counterexample : null;
}

async function otherPurpose(
  operation: Operation,
  guard: Guard,
  tools: GuardTools,
): Promise<Purpose | 'unknown'> {
  const harmless = await harmlessPurpose(operation, guard, tools);
  if (harmless !== null) return harmless;
  return guard.purpose === 'authority' || guard.purpose === 'reading' ? guard.purpose : 'unknown';
}

/** What assignments, sessions and pending roles stay within. */
const owners = ['users', 'roles', 'sessions', 'UA', 'allOf', 'anyOf', 'instRun'];

/** Components that say what others are about. */
const foundations = ['users', 'roles', 'UA', 'PA', 'prms', 'object', 'operation'];

/** Whether a later guard refuses the same, or else the effect changes nothing, where the guard fails; both proved. */
async function harmlessPurpose(
  operation: Operation,
  guard: Guard,
  { decide, limits, conjuncts }: GuardTools,
): Promise<'report' | 'no-op' | null> {
  const failing: Hypothesis = {
    label: `not ${guardLabel(guard)}`,
    formula: { kind: 'not', operand: guard.formula },
  };
  const facts = conjuncts
    .filter(({ invariant, formula }) => ['I1', 'I2', 'I3'].includes(invariant) && !counts(formula))
    .map((one): Hypothesis => ({ label: labelOf(one), formula: one.formula }));
  const others = operation.guards
    .filter((other) => other !== guard && !counts(other.formula))
    .map((other): Hypothesis => ({ label: guardLabel(other), formula: other.formula }));
  const shown = async (meaning: string, goal: Formula): Promise<boolean> => {
    const spoken = new Set([...componentsOf(goal), ...componentsOf(failing.formula)]);
    const within =
      (components: ReadonlySet<string>) =>
      ({ formula }: Hypothesis): boolean =>
        [...componentsOf(formula)].every((name) => components.has(name) || name.endsWith('?'));
    const near = facts.filter(within(spoken));
    const wider = new Set([...spoken, ...foundations]);
    const name = `${operation.name} ${guardLabel(guard)} ${meaning}`;
    const lists = [
      [failing],
      [failing, ...near],
      [failing, ...others.filter(within(spoken)), ...near],
      [failing, ...facts.filter(within(new Set([...spoken, ...owners])))],
      [failing, ...[...others, ...facts].filter(within(wider))],
    ];
    return (await decide({ name, meaning: name, goal }, lists, limits)).kind === 'proved';
  };
  for (const other of operation.guards.slice(operation.guards.indexOf(guard) + 1)) {
    if (await shown(`then ${guardLabel(other)} refuses`, { kind: 'not', operand: other.formula })) {
      return 'report';
    }
  }
  for (const { component, goal } of unchanged(operation)) {
    if (!(await shown(`then ${component} stays`, goal))) return null;
  }
  return 'no-op';
}

/** The first step leaves each component as it is; a cascade then has nothing to do, since the invariants hold. */
function unchanged({ steps }: Operation): readonly { readonly component: string; readonly goal: Formula }[] {
  const [first] = steps;
  const updates: readonly Update[] = first?.kind === 'update' ? first.updates : [];
  return updates.map(({ component, value }) => ({
    component,
    goal: equal(componentTerm(component, value), value),
  }));
}
