/** Constraints, operations and goals of two policies against each other: what each permits that the other forbids. */

import type { Severity } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import type { DemandChange } from '../verdict/difference.ts';
import { type Demand, demandsOf, demandText } from './demands.ts';
import type { Pairing } from './pairing.ts';
import { type Forbidden, forbiddenBy, permits, successorsIn } from './permits.ts';

/** A change, with what a gate makes of it. */
export interface JudgedDemand extends DemandChange {
  /** The severity of what was demanded before; of what is demanded now where it is new. */
  readonly severity: Severity;
  /** Only the severity is lower than before. */
  readonly isOnlySeverity: boolean;
}

export function demandChanges(
  pairing: Pairing,
  toNow: (location: Location) => Location,
): readonly JudgedDemand[] {
  const { before, now } = pairing;
  const demands = { before: byId(demandsOf(before.policy)), now: byId(demandsOf(now.policy)) };
  const forbiddenNow = forbiddenBy(now, [...demands.now.values()].flat(), successorsIn(now, before));
  const forbiddenBefore = forbiddenBy(before, [...demands.before.values()].flat(), successorsIn(before, now));
  const changes: JudgedDemand[] = [];
  for (const [id, earlier] of demands.before) {
    const later = demands.now.get(id) ?? [];
    // Where it stands, or stood.
    const at = later[0]?.location ?? toNow(earlier[0]!.location);
    const lost = firstPermitted(forbiddenNow, earlier, false);
    const won = firstPermitted(forbiddenBefore, later, false);
    if (lost !== null) {
      const kind = later.length === 0 ? 'removed' : won === null ? 'weakened' : 'changed';
      changes.push(changeOf(kind, lost.demand, lost.example, at));
      continue;
    }
    const softened = firstPermitted(forbiddenNow, earlier, true);
    if (softened !== null) {
      const change = changeOf('weakened', softened.demand, null, at);
      const to = later[0]?.severity;
      const sentence = `${id} counts as ${to ?? 'less'} instead of ${softened.demand.severity}`;
      changes.push({ ...change, sentence, isOnlySeverity: true });
    } else if (won !== null) {
      changes.push(changeOf('strengthened', won.demand, null, won.demand.location));
    } else {
      const hardened = firstPermitted(forbiddenBefore, later, true)?.demand;
      if (hardened === undefined) continue;
      const change = changeOf('strengthened', hardened, null, hardened.location);
      const from = earlier[0]!.severity;
      changes.push({ ...change, sentence: `${id} counts as ${hardened.severity} instead of ${from}` });
    }
  }
  for (const [id, later] of demands.now) {
    if (demands.before.has(id)) continue;
    const won = firstPermitted(forbiddenBefore, later, true);
    if (won !== null) changes.push(changeOf('added', won.demand, null, won.demand.location));
  }
  return changes;
}

function changeOf(
  kind: DemandChange['kind'],
  demand: Demand,
  example: string | null,
  at: Location,
): JudgedDemand {
  const said = demandText(demand.content);
  const { id, severity } = demand;
  const words: Record<DemandChange['kind'], string> = {
    added: `${id} is new: ${said}`,
    removed: `${id} is gone: ${said}`,
    weakened: `${id} lets more through: it was that ${said}`,
    strengthened: `${id} demands more: ${said}`,
    changed: `${id} demands something else: it was that ${said}`,
  };
  return {
    kind,
    id,
    sentence: words[kind],
    example,
    locations: [at],
    severity,
    isOnlySeverity: false,
  };
}

/** The first of the demands that the policy does not make; `withSeverity`: or not as severely. */
function firstPermitted(
  forbidden: Forbidden,
  demands: readonly Demand[],
  withSeverity: boolean,
): { readonly demand: Demand; readonly example: string } | null {
  for (const demand of demands) {
    const example = permits(forbidden, demand.content, withSeverity ? demand.severity : 'note');
    if (example !== null) return { demand, example };
  }
  return null;
}

function byId(demands: readonly Demand[]): ReadonlyMap<string, readonly Demand[]> {
  const groups = new Map<string, Demand[]>();
  for (const demand of demands) {
    const group = groups.get(demand.id);
    if (group === undefined) groups.set(demand.id, [demand]);
    else group.push(demand);
  }
  return groups;
}
