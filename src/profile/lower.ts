/**
 * Lowers the reading profile away: every `choice` becomes the term that the profile picks, also inside definitions,
 * so that no interpreter and no engine ever meets a switch.
 */

import type { Claim } from '../logic/claim.ts';
import type { Operation, Step, Update } from '../logic/operation.ts';
import { type Rewriter, rewriter } from '../logic/rewrite.ts';
import type { Formula, Term } from '../logic/terms.ts';
import { type Profile, type SwitchName, switchNames } from './profile.ts';

/** The term without choices, as `profile` reads it. */
export const lowerTerm = (term: Term, profile: Profile): Term => loweringOf(profile).term(term);

/** The formula without choices, as `profile` reads it. */
export const lowerFormula = (formula: Formula, profile: Profile): Formula =>
  loweringOf(profile).formula(formula);

/** The claim without choices; the same object whenever the same claim is lowered under an equal profile. */
export const lowerClaim = (claim: Claim, profile: Profile): Claim => loweringOf(profile).claim(claim);

/** The operation without choices; guards that the profile does not ask for are left out. */
export function lowerOperation(operation: Operation, profile: Profile): Operation {
  const { formula, term } = loweringOf(profile);
  const lowerUpdates = (updates: readonly Update[]): readonly Update[] =>
    updates.map(({ component, value }) => ({ component, value: term(value) }));
  const lowerStep = (step: Step): Step =>
    step.kind === 'update'
      ? { kind: 'update', updates: lowerUpdates(step.updates) }
      : { kind: 'cascade', cascade: { ...step.cascade, round: lowerUpdates(step.cascade.round) } };
  return {
    ...operation,
    guards: operation.guards
      .map((guard) => ({ ...guard, formula: formula(guard.formula) }))
      .filter((guard) => guard.formula.kind !== 'true'),
    steps: operation.steps.map(lowerStep),
    answer: operation.answer === null ? null : formula(operation.answer),
  };
}

const lowerings = new Map<string, Rewriter>();
/** The same by the profile object, because claims are lowered again for each of thousands of findings. */
const loweringsOfObjects = new WeakMap<Profile, Rewriter>();

function loweringOf(profile: Profile): Rewriter {
  const known = loweringsOfObjects.get(profile);
  if (known !== undefined) return known;
  const key = switchNames.map((name) => profile[name]).join('\n');
  const found = lowerings.get(key) ?? newLowering(profile);
  lowerings.set(key, found);
  loweringsOfObjects.set(profile, found);
  return found;
}

function newLowering(profile: Profile): Rewriter {
  return rewriter({
    term: (node, { term }) =>
      node.kind === 'choice' ? term(option(node.options, profile, node.switch)) : null,
    formula: (node, { formula }) =>
      node.kind === 'formula-choice' ? formula(option(node.options, profile, node.switch)) : null,
    // A definition keeps its name: a verdict states the reading, and the names are those of the sources.
    renamed: (name) => name,
  });
}

function option<T>(options: Readonly<Record<string, T>>, profile: Profile, name: SwitchName): T {
  const picked = options[profile[name]];
  if (picked === undefined) throw new Error(`switch ${name} has no option ${profile[name]}`);
  return picked;
}
