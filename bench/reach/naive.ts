/**
 * The plainest way to an answer: breadth-first search over the roles of one user, with administrators who serve at any
 * time once some role of theirs can be had by anybody. That is exact where, as in these families, whoever makes an
 * administrator is never the user in question; it is a peer to compare with, no oracle.
 */

import type { Policy } from '../../src/policy/model.ts';
import type { PeerAnswer } from './peer.ts';

export function breadthFirst(policy: Policy, seconds: number): PeerAnswer {
  const { rules, goals } = policy.administration!;
  const goal = goals[0]!;
  if (goal.kind !== 'roles') return { kind: 'unknown', why: 'not a goal of roles' };
  const deadline = performance.now() + seconds * 1000;
  const held = Array.from(policy.users.list, (): number[] => []);
  policy.assignments.left.forEach((user, at) => {
    held[user]!.push(policy.assignments.right[at]!);
  });
  const anybodys = new Set(held.flat());
  const seen = new Set<string>();
  let states = [...new Map(held.map((roles) => [keyOf(roles), roles])).values()];
  for (const roles of states) seen.add(keyOf(roles));
  for (let steps = 0; states.length > 0; steps += 1) {
    if (states.some((roles) => goal.roles.every((role) => roles.includes(role))))
      return { kind: 'reachable', steps };
    const next: number[][] = [];
    for (const roles of states) {
      if (performance.now() > deadline || seen.size > 2_000_000)
        return { kind: 'unknown', why: `${seen.size} states` };
      const has = new Set(roles);
      for (const rule of rules) {
        if (rule.kind === 'enrol') continue;
        if (rule.by !== null && !rule.by.roles.some((role) => anybodys.has(role))) continue;
        if (!rule.needs.every((role) => has.has(role)) || rule.bars.some((role) => has.has(role))) continue;
        for (const role of rule.roles) {
          if ((rule.kind === 'assign') === has.has(role)) continue;
          const after = rule.kind === 'assign' ? [...roles, role] : roles.filter((one) => one !== role);
          const key = keyOf(after);
          if (seen.has(key)) continue;
          seen.add(key);
          next.push(after);
        }
      }
    }
    const before = anybodys.size;
    for (const roles of next) for (const role of roles) anybodys.add(role);
    // Rules that a new administrator opens are tried from everywhere.
    states = anybodys.size > before ? [...seen].map(rolesOf) : next;
    if (next.length === 0) break;
  }
  return { kind: 'unreachable' };
}

const keyOf = (roles: readonly number[]): string => [...roles].sort((a, b) => a - b).join(' ');
const rolesOf = (key: string): number[] => (key === '' ? [] : key.split(' ').map(Number));
