/** Violations that can be written as tests of another system: a user has too many of some roles or permissions. */

import type { Policy } from '../policy/model.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { oneLine } from './lines.ts';
import { staticDemands } from './static.ts';

export interface Finding {
  readonly rule: string;
  /** Id of the constraint, or name of the operation. */
  readonly id: string;
  readonly fingerprint: string;
  readonly sentence: string;
  /** Of the first repair. */
  readonly repair: string | null;
  readonly user: string;
  readonly over: 'role' | 'permission';
  /** Those that the user has; fewer than `limit` of them are allowed. */
  readonly elements: readonly string[];
  readonly limit: number;
}

export const testedRules = ['static-sod', 'permission-sod', 'operational-sod'] as const;

export interface Findings {
  readonly findings: readonly Finding[];
  readonly remarks: readonly string[];
}

export function findingsOf(policy: Policy, verdicts: readonly Verdict[]): Findings {
  const demands = staticDemands(policy);
  const findings: Finding[] = [];
  const remarks: string[] = [];
  for (const verdict of verdicts) {
    if (verdict.status !== 'violated') continue;
    const { rule, constraint, fingerprint, counterexample, repairs } = verdict;
    const user = counterexample.bindings.find(({ variable }) => variable === 'u')?.value;
    const demand = demands.find((one) => one.rule === rule && one.id === constraint);
    if (demand?.kind !== 'fewer' || user === undefined) {
      remarks.push(`no test is written of ${fingerprint.slice(0, 12)}: ${oneLine(counterexample.sentence)}`);
      continue;
    }
    const names = demand.over === 'role' ? policy.roles : policy.permissions;
    const met = [...new Set(counterexample.paths.map(({ element }) => element))].filter((name) =>
      names.ids.has(name),
    );
    const set = demand.sets.find(({ members }) => {
      const own = new Set(members.map((member) => names.list[member]!));
      return met.every((name) => own.has(name));
    });
    const elements =
      rule === 'operational-sod' ? demand.sets[0]!.members.map((one) => names.list[one]!) : met;
    if (set === undefined || elements.length < set.limit) {
      remarks.push(`no test is written of ${fingerprint.slice(0, 12)}: ${oneLine(counterexample.sentence)}`);
      continue;
    }
    findings.push({
      rule,
      id: demand.id,
      fingerprint,
      sentence: counterexample.sentence,
      repair: repairs?.[0]?.sentence ?? null,
      user,
      over: demand.over,
      elements,
      limit: set.limit,
    });
  }
  return { findings, remarks };
}

/** What every test says of the violation that it is of. */
export function saidOf({ rule, id, fingerprint, sentence, repair }: Finding): readonly string[] {
  return [
    oneLine(sentence),
    oneLine(`${rule} · ${id} · fingerprint ${fingerprint.slice(0, 12)}`),
    oneLine(repair === null ? 'no repair was computed' : `repair: ${repair}`),
  ];
}

/** All subsets of `size` members, in order; null where there are more than `most`. */
export function subsetsOf<T>(
  members: readonly T[],
  size: number,
  most = 500,
): readonly (readonly T[])[] | null {
  let partial: { readonly chosen: readonly T[]; readonly next: number }[] = [{ chosen: [], next: 0 }];
  for (let length = 0; length < size; length += 1) {
    partial = partial.flatMap(({ chosen, next }) =>
      members
        .slice(next, members.length - (size - length) + 1)
        .map((member, at) => ({ chosen: [...chosen, member], next: next + at + 1 })),
    );
    if (partial.length > most) return null;
  }
  return partial.map(({ chosen }) => chosen);
}
