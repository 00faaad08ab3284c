/**
 * What the goal depends on, and which way: variables that some useful move wants true, or wants false.
 *
 * A move is useful that makes true what is wanted true, or false what is wanted false; what it needs is wanted in turn,
 * and so are those who may make it. A power that somebody has from the start and that no useful move takes away is
 * always there, and nothing about it is wanted (immaterial administrators).
 */

import { meets } from '../encode/exclusions.ts';
import type { Problem } from '../problem.ts';
import type { Clause } from '../system.ts';
import type { Forward } from './forward.ts';
import { rulesByVariable } from './forward.ts';

export interface Relevance {
  /** 1 where it is wanted true (false). */
  readonly wantedTrue: Uint8Array;
  readonly wantedFalse: Uint8Array;
  readonly useful: Uint8Array;
  /** Of rules with a power: whether somebody always has it. */
  readonly isImmaterial: (power: Clause) => boolean;
}

export function relevanceOf(problem: Problem, { possible, live }: Forward): Relevance {
  const { variables, rules, kinds, targets, users } = problem;
  const adding = rulesByVariable(problem, 'adds');
  const removing = rulesByVariable(problem, 'removes');
  const distinct = new Map<string, { readonly power: Clause; isMaterial: boolean }>();
  const byClause = new Map<Clause, { readonly power: Clause; isMaterial: boolean }>();
  rules.forEach(({ power }, rule) => {
    if (power === null || live[rule] === 0 || byClause.has(power)) return;
    const key = power.join(' ');
    const entry = distinct.get(key) ?? { power, isMaterial: false };
    distinct.set(key, entry);
    byClause.set(power, entry);
  });
  const holders = (power: Clause) => kinds.filter(({ mayAct, start }) => mayAct && meets(power, start));
  for (const entry of distinct.values()) entry.isMaterial = holders(entry.power).length === 0;
  // So many users matter at most (`policy/cutoff.ts`): of more, one stays as it is.
  const followed = distinct.size + users;
  const isAlwaysHeld = (power: Clause, wantedFalse: Uint8Array): boolean =>
    holders(power).some(
      ({ count, start }) =>
        count > followed || start.some((variable) => wantedFalse[variable] === 0 && power.includes(variable)),
    );

  for (;;) {
    const wantedTrue = new Uint8Array(variables);
    const wantedFalse = new Uint8Array(variables);
    const useful = new Uint8Array(rules.length);
    const queue: number[] = [];
    const wantTrue = (variable: number): void => {
      if (wantedTrue[variable] === 1 || possible[variable] === 0) return;
      wantedTrue[variable] = 1;
      for (const rule of adding(variable)) use(rule);
    };
    const wantFalse = (variable: number): void => {
      if (wantedFalse[variable] === 1 || possible[variable] === 0) return;
      wantedFalse[variable] = 1;
      for (const rule of removing(variable)) use(rule);
    };
    const use = (rule: number): void => {
      if (live[rule] === 0 || useful[rule] === 1) return;
      useful[rule] = 1;
      queue.push(rule);
    };
    for (const { members, atLeast } of targets) {
      const possibleMembers = members.filter((member) => member.some((variable) => possible[variable] === 1));
      if (possibleMembers.length < atLeast) continue;
      for (const member of possibleMembers) for (const variable of member) wantTrue(variable);
    }
    for (let rule = queue.pop(); rule !== undefined; rule = queue.pop()) {
      const { needs, bars, avoids, power, adds, removes } = rules[rule]!;
      for (const clause of needs) {
        // What a move takes away it takes from whoever has it.
        if (clause.length === 1 && removes.includes(clause[0]!) && adds.length === 0) continue;
        for (const variable of clause) wantTrue(variable);
      }
      for (const variable of bars) if (!adds.includes(variable)) wantFalse(variable);
      for (const { members } of avoids)
        for (const member of members) for (const variable of member) wantFalse(variable);
      if (power !== null && byClause.get(power)!.isMaterial) for (const variable of power) wantTrue(variable);
    }
    let changed = false;
    for (const entry of distinct.values()) {
      if (entry.isMaterial || isAlwaysHeld(entry.power, wantedFalse)) continue;
      entry.isMaterial = true;
      changed = true;
    }
    if (!changed)
      return {
        wantedTrue,
        wantedFalse,
        useful,
        isImmaterial: (power) => byClause.get(power)?.isMaterial === false,
      };
  }
}
