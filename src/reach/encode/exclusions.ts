/**
 * What static exclusions forbid a rule to bring about, as conditions on the state before.
 *
 * An exclusion that no user violates at the start is violated by nobody later, since only assignments could and they are
 * refused; so a rule needs to look only at exclusions that its role is about, and at those that some user violates now.
 */

import type { Clause, Threshold } from '../system.ts';

export interface Refusals {
  /** The rule can never be used: its role violates an exclusion by itself. */
  readonly isDead: boolean;
  readonly bars: readonly number[];
  readonly avoids: readonly Threshold[];
}

/** Refusals by the role that is assigned. */
export function refusalsOf(
  exclusions: readonly Threshold[],
  starts: readonly Int32Array[],
): (role: number) => Refusals {
  const violated = new Set(exclusions.filter((one) => starts.some((start) => isMet(one, start))));
  const about = new Map<number, Threshold[]>();
  for (const exclusion of exclusions) {
    const touched = new Set(exclusion.members.flatMap((member) => [...member]));
    for (const role of touched) {
      const list = about.get(role);
      if (list === undefined) about.set(role, [exclusion]);
      else list.push(exclusion);
    }
  }
  const known = new Map<number, Refusals>();
  return (role) => {
    let refusals = known.get(role);
    if (refusals === undefined) {
      refusals = refuse(role, new Set([...(about.get(role) ?? []), ...violated]));
      known.set(role, refusals);
    }
    return refusals;
  };
}

function refuse(role: number, exclusions: ReadonlySet<Threshold>): Refusals {
  const bars = new Set<number>();
  const avoids: Threshold[] = [];
  let isDead = false;
  for (const { members, atLeast } of exclusions) {
    const others = members.filter((member) => !member.includes(role));
    const left = atLeast - (members.length - others.length);
    if (left <= 0) isDead = true;
    else if (left === 1) for (const member of others) for (const other of member) bars.add(other);
    else if (left <= others.length) avoids.push({ members: others, atLeast: left });
  }
  return { isDead, bars: [...bars], avoids };
}

/** `state` is ascending. */
export function isMet({ members, atLeast }: Threshold, state: Int32Array): boolean {
  let met = 0;
  for (const member of members) if (meets(member, state)) met += 1;
  return met >= atLeast;
}

/** Two ascending lists have an element in common. */
export function meets(left: Clause, right: Int32Array): boolean {
  let at = 0;
  for (const element of left) {
    while (at < right.length && right[at]! < element) at += 1;
    if (right[at] === element) return true;
  }
  return false;
}
