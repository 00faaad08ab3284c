/** How many conditions on administrators could matter: those of rules that can be used at all. */

import type { AdministrationFacts } from './facts.ts';
import type { Powers } from './powers.ts';

/**
 * Distinct conditions of usable rules, but for those that are always met. What can ever be assigned is followed from the
 * start as if nothing were ever barred or taken away, so that more rules may count than can be used, never fewer.
 */
export function usableConditions(facts: AdministrationFacts, powers: Powers): number {
  const { administration, population, holding } = facts;
  const possible = new Set(population.classes.flatMap(({ start }) => [...start]));
  const has = (group: readonly number[]): boolean => group.some((role) => possible.has(role));
  const conditions = new Set<string>();
  let waiting = administration.rules.map((_, number) => number).filter(powers.isUsable);
  let isGrowing = true;
  while (isGrowing) {
    isGrowing = false;
    const still: number[] = [];
    for (const number of waiting) {
      const rule = administration.rules[number]!;
      const power = powers.of(number);
      const isLive =
        (power === null || has(power)) &&
        (rule.kind === 'enrol' || rule.needs.every((one) => has(holding(one))));
      if (!isLive) {
        still.push(number);
        continue;
      }
      isGrowing = true;
      if (power !== null) conditions.add([...power].sort((a, b) => a - b).join(' '));
      if (rule.kind !== 'revoke') for (const role of rule.roles) possible.add(role);
    }
    waiting = still;
  }
  return conditions.size;
}
