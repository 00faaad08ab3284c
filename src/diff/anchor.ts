/**
 * Points each new finding at the line that did it.
 *
 * A pull request shows an alert only on lines that it changes, and its author asks "which of my lines?". So the first
 * place of a finding is that of the first fact on its way that was not there before; else of the rule, constraint or
 * demand that is new; else, where something was taken away, the line that stands in its place now.
 */

import type { Policy } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import type { Fact } from '../verdict/change.ts';
import type { Difference, Shift } from '../verdict/difference.ts';
import type { Violated } from '../verdict/verdict.ts';
import { type Side, states } from './pairing.ts';

export interface Anchors {
  readonly before: Side;
  readonly now: Policy;
  readonly difference: Difference;
  /** From a place before to the one that stands there now. */
  readonly toNow: (location: Location) => Location;
}

/** The finding with the place of what changed first; as it is where nothing that changed is on its way. */
export function anchored(verdict: Violated, anchors: Anchors): Violated {
  const place = changedPlace(verdict, anchors);
  if (place === null) return verdict;
  const others = verdict.locations.filter(({ path, line }) => path !== place.path || line !== place.line);
  return { ...verdict, locations: [place, ...others] };
}

function changedPlace(verdict: Violated, { before, now, difference, toNow }: Anchors): Location | null {
  const added = factsOf(verdict).find((fact) => fact.locations.length > 0 && !states(before, fact));
  return (
    added?.locations[0] ??
    ruleOfTrace(verdict, difference) ??
    newDemand(verdict, difference) ??
    takenAway(verdict, now, difference, toNow)
  );
}

function factsOf({ counterexample, core }: Violated): readonly Fact[] {
  return [
    ...counterexample.paths.flatMap(({ steps }) => steps),
    ...core.flatMap((element) => (element.kind === 'fact' ? [element.fact] : [])),
  ];
}

/** The first step of a trace by a rule that lets somebody do more than before. */
function ruleOfTrace({ evidence }: Violated, { administration }: Difference): Location | null {
  if (evidence.kind !== 'trace') return null;
  const widened = new Set(administration.filter(({ kind }) => kind === 'weakened').map(({ id }) => id));
  for (const step of evidence.trace.steps)
    if (step.kind !== 'perform' && widened.has(step.rule)) return step.location;
  return null;
}

/** The constraint itself, or a demand of the application, where that is new or stricter. */
function newDemand({ constraint }: Violated, { demands, applications }: Difference): Location | null {
  const isStricter = ({ kind }: { readonly kind: string }): boolean =>
    kind === 'added' || kind === 'strengthened' || kind === 'changed';
  const own = demands.find((demand) => demand.id === constraint && isStricter(demand));
  const ofApplication = applications
    .find(({ application }) => application === constraint)
    ?.demands.find(isStricter);
  return own?.locations[0] ?? ofApplication?.locations[0] ?? null;
}

/** What an application lost in people, by the fact that was removed. */
function takenAway(
  { constraint }: Violated,
  now: Policy,
  { membership }: Difference,
  toNow: Anchors['toNow'],
): Location | null {
  const application = now.applications.find(({ name }) => name === constraint);
  if (application === undefined) return null;
  const needed = new Set(
    application.sessions.flatMap(({ roles }) => roles.map((role) => now.roles.list[role]!)),
  );
  const isMissed = ({ direction, elements, cause }: Shift): boolean =>
    direction === 'lost' && cause !== null && elements.some((role) => needed.has(role));
  const place = membership.find(isMissed)?.cause?.locations[0];
  return place === undefined ? null : toNow(place);
}
