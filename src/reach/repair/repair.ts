/**
 * The least that has to be taken away so that a goal becomes unreachable while the business goes on.
 *
 * Restrictions only ever take possibilities away. So every one that works breaks each known trace, and whatever keeps a
 * wanted way from existing goes on to do so with more restrictions. The search branches over what breaks the first trace
 * that is not broken yet, asks again, and learns a new trace; sizes are tried from one up.
 */

import type { Keep, ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import { listed } from '../../source/words.ts';
import type { ReachRepair } from '../../verdict/reach.ts';
import { askKeep, askReach, type ReachLimits } from '../ask.ts';
import { locationOf } from '../tell/trace.ts';
import { breaking, keyOf, type Restriction, restricted } from './changes.ts';

export interface ReachRepairs {
  readonly repairs: readonly ReachRepair[];
  /** False where there may be others as small, or smaller: the limits ended the search. */
  readonly all: boolean;
  /** Wanted ways that do not exist even now. */
  readonly impossible: readonly Keep[];
}

const mostChanges = 3;
const mostRepairs = 10;
const mostQuestions = 400;

export function repairsOf(policy: Policy, goal: ReachGoal, limits: ReachLimits): ReachRepairs {
  const { administration } = policy;
  if (administration === null) return { repairs: [], all: true, impossible: [] };
  const works = (keep: Keep, changed: Policy): boolean => askKeep(changed, keep, limits).kind === 'reachable';
  const keeps = administration.keeps.filter((keep) => works(keep, policy));
  const impossible = administration.keeps.filter((keep) => !keeps.includes(keep));
  const traces: (readonly Restriction[])[] = [];
  const learn = (changed: Policy): boolean | null => {
    const answer = askReach(changed, goal, limits);
    if (answer.kind === 'unknown') return null;
    if (answer.kind === 'unreachable') return false;
    traces.push(breaking(policy, administration, answer.trace));
    return true;
  };
  const found: (readonly Restriction[])[] = [];
  const seen = new Set<string>();
  const harmful: ReadonlySet<string>[] = [];
  let questions = 0;
  let isComplete = learn(policy) === true;

  const search = (chosen: readonly Restriction[], size: number): void => {
    const keys = new Set(chosen.map(keyOf));
    const key = [...keys].sort().join(',');
    if (seen.has(key)) return;
    seen.add(key);
    if (harmful.some((some) => [...some].every((one) => keys.has(one)))) return;
    let unbroken = traces.find((trace) => !trace.some((one) => keys.has(keyOf(one))));
    if (unbroken === undefined) {
      if (questions >= mostQuestions || limits.interrupted()) {
        isComplete = false;
        return;
      }
      questions += 1;
      const changed = restricted(policy, chosen);
      if (!keeps.every((keep) => works(keep, changed))) {
        harmful.push(keys);
        return;
      }
      const isReachable = learn(changed);
      if (isReachable === null) {
        isComplete = false;
        return;
      }
      if (!isReachable) {
        found.push(chosen);
        return;
      }
      unbroken = traces.at(-1)!;
    }
    if (chosen.length === size) return;
    for (const one of unbroken) {
      if (found.length >= mostRepairs) {
        isComplete = false;
        return;
      }
      search([...chosen, one], size);
    }
  };
  for (let size = 1; size <= mostChanges && found.length === 0; size += 1) {
    seen.clear();
    search([], size);
  }
  return {
    repairs: found.map((restrictions) => told(policy, restrictions)),
    all: isComplete,
    impossible,
  };
}

function told(policy: Policy, restrictions: readonly Restriction[]): ReachRepair {
  const roleOf = (role: number): string => policy.roles.list[role]!;
  return {
    changes: restrictions.map((one) => ({
      kind: one.kind,
      rule: one.id,
      lacks: one.kind === 'add-condition' ? roleOf(one.lacks) : null,
      location: locationOf(policy, one.rule),
    })),
    sentence: listed(
      restrictions.map((one) =>
        one.kind === 'remove-rule'
          ? `remove rule ${one.id}`
          : `let rule ${one.id} ask that the user lacks ${roleOf(one.lacks)}`,
      ),
    ),
  };
}
