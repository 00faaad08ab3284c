/**
 * What an administration says to no effect: rules that can never be used, roles that nobody can get, administrators that
 * do not exist, ways that should stay open and are not there. Found without regard to what conditions forbid (as in
 * `slice/forward.ts`), so that what is told is so, and not everything that is so is told.
 */

import { marksOf } from '../policy/marks.ts';
import type { Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import { askKeep } from './ask.ts';
import { problemOfKeep } from './encode/encode.ts';
import { forwardOf, unmetClause } from './slice/forward.ts';
import type { Limits } from './system.ts';

export interface Vacuity {
  readonly remarks: readonly string[];
  /** Why every goal that does not hold at once is out of reach, whatever it is; null where something can change. */
  readonly nothingChanges: string | null;
}

export function vacuityOf(policy: Policy, limits: Limits): Vacuity {
  const { administration } = policy;
  if (administration === null) return { remarks: [], nothingChanges: null };
  const problem = problemOfKeep(policy, administration, { from: [], roles: [] }, marksOf(policy));
  const forward = forwardOf(problem, new Uint8Array(problem.rules.length));
  const isUsed = new Uint8Array(administration.rules.length);
  const missing = new Map<number, readonly number[]>();
  problem.rules.forEach((rule, number) => {
    if (rule.origin.kind === 'perform') return;
    if (forward.live[number] === 1) isUsed[rule.origin.rule] = 1;
    else if (!missing.has(rule.origin.rule))
      missing.set(rule.origin.rule, [...(unmetClause(rule, forward.possible) ?? [])]);
  });
  const unused = administration.rules.flatMap((rule, number) =>
    isUsed[number] === 1 ? [] : [{ rule, number }],
  );
  const isPossible = (role: number): boolean => forward.possible[role] === 1;
  const withoutActor = unused.filter(
    ({ rule }) =>
      rule.by !== null && rule.by.users.length === 0 && rule.by.roles.every((role) => !isPossible(role)),
  );
  const others = unused.filter((one) => !withoutActor.includes(one));
  const assigned = new Set(administration.rules.flatMap(({ roles }) => roles));
  const unheld = [...assigned].filter((role) => !isPossible(role)).map((role) => policy.roles.list[role]!);
  const closed = administration.keeps.filter((keep) => askKeep(policy, keep, limits).kind === 'unreachable');
  const remarks: string[] = [];
  if (withoutActor.length > 0) {
    const actors = new Set(withoutActor.flatMap(({ rule }) => rule.by!.roles));
    remarks.push(
      `nobody can ever act as ${anyOf([...actors].map((role) => policy.roles.list[role]!))}: ` +
        `${ruleNames(withoutActor)} ${withoutActor.length === 1 ? 'is' : 'are'} never used`,
    );
  }
  if (others.length > 0)
    remarks.push(
      `${ruleNames(others)} can never be used` +
        reasonOf(
          others.flatMap(({ number }) => missing.get(number) ?? []),
          problem.nameOf,
        ),
    );
  if (unheld.length > 0) remarks.push(`nobody can ever get ${anyOf(unheld)}`);
  if (closed.length > 0)
    remarks.push(`not possible even now, although it should stay so: ${listed(closed.map(({ id }) => id))}`);
  const nothingChanges =
    unused.length < administration.rules.length
      ? null
      : administration.rules.length === 0
        ? 'the administration has no rules'
        : 'no rule of the administration can ever be used';
  return { remarks, nothingChanges };
}

/** Each of the names by itself. */
const anyOf = (names: readonly string[]): string =>
  names.length === 1 ? names[0]! : `any of ${listed(names)}`;

function ruleNames(rules: readonly { readonly rule: { readonly id: string } }[]): string {
  const ids = [...new Set(rules.map(({ rule }) => rule.id))];
  return ids.length === 1 ? `rule ${ids[0]!}` : `${counted(ids.length, 'rule')} (${listed(ids)})`;
}

function reasonOf(variables: readonly number[], nameOf: (variable: number) => string): string {
  const names = [...new Set(variables)].map(nameOf);
  return names.length === 0 ? '' : `, since nobody can ever have ${anyOf(names)}`;
}
