/**
 * An invariant of the core as one of the policy: what it rests on is added (roles nobody gets, barriers), and numbers
 * become names.
 */

import type { Policy } from '../../policy/model.ts';
import type { HeldAndLacked, InvariantPart } from '../../verdict/reach.ts';
import type { Proved } from '../approximate.ts';
import type { Barrier } from '../barrier.ts';
import type { Core } from '../core.ts';
import { type Joint, sourceNameOf } from '../joint.ts';
import type { Problem } from '../problem.ts';
import { clausesOf, type Forward, rulesByVariable, unmetClause } from '../slice/forward.ts';
import type { Excluded } from '../system.ts';

/** What slicing went by. `off`: rules that a barrier shows never to be used. */
export interface Ground {
  readonly problem: Problem;
  readonly forward: Forward;
  readonly off: ReadonlyMap<number, Barrier>;
}

interface Claims {
  /** Variables that never come true. */
  readonly never: Set<number>;
  readonly barriers: Set<Barrier>;
}

/** Why the goal is out of reach before anything is searched: what is missing for each target. */
export function evidenceOfSlicing(
  ground: Ground,
  targetBarriers: readonly Barrier[],
): readonly InvariantPart[] {
  const { problem, forward } = ground;
  const claims: Claims = { never: new Set(), barriers: new Set(targetBarriers) };
  for (const { members } of problem.targets)
    for (const member of members)
      if (member.every((variable) => forward.possible[variable] === 0))
        for (const variable of member) claims.never.add(variable);
  return partsOf(ground, claims);
}

/** What is proved of several users who are followed together. */
export interface JointProof {
  readonly joint: Joint;
  readonly invariant: readonly Excluded[];
}

/** What is proved of the core, with what the core rests on. */
export function evidenceOfCore(
  ground: Ground,
  core: Core,
  targetBarriers: readonly Barrier[],
  policy: Policy,
  proved: readonly Proved[],
  joint: JointProof | null,
): readonly InvariantPart[] {
  const { problem, forward, off } = ground;
  const claims: Claims = { never: new Set(), barriers: new Set(targetBarriers) };
  const followed = new Uint8Array(problem.variables);
  for (const variable of core.original) followed[variable] = 1;
  problem.rules.forEach((rule, number) => {
    const isAbout = [...rule.adds, ...rule.removes].some((variable) => followed[variable] === 1);
    if (!isAbout) return;
    if (off.has(number)) claims.barriers.add(off.get(number)!);
    else if (forward.live[number] === 0)
      for (const variable of unmetClause(rule, forward.possible) ?? []) claims.never.add(variable);
    else
      for (const clause of clausesOf(rule))
        for (const variable of clause) if (forward.possible[variable] === 0) claims.never.add(variable);
  });
  for (const { members } of problem.targets)
    for (const member of members)
      for (const variable of member) if (forward.possible[variable] === 0) claims.never.add(variable);
  const name = (variable: number): string => problem.nameOf(core.original[variable]!);
  const parts: InvariantPart[] = [...partsOf(ground, claims)];
  const bySubjects = new Map<string, About>();
  for (const { about, invariant } of proved) {
    const users = usersAbout(problem, about, policy);
    const key = JSON.stringify(users);
    const part: About = bySubjects.get(key) ?? { users, clauses: new Map() };
    bySubjects.set(key, part);
    for (const { held, lacked } of invariant) {
      const clause = { held: held.map(name), lacked: lacked.map(name) };
      part.clauses.set(JSON.stringify(clause), clause);
    }
  }
  for (const { users, clauses } of bySubjects.values())
    if (clauses.size > 0) parts.push({ kind: 'never-together', users, clauses: [...clauses.values()] });
  if (joint !== null) {
    const { users } = joint.joint;
    const names = users.map((user) =>
      sourceNameOf(problem.kinds[user.kind]!, user, (number) => policy.users.list[number]!),
    );
    const told = (variable: number) => ({
      user: names[Math.floor(variable / core.variables)]!,
      role: name(variable % core.variables),
    });
    parts.push({
      kind: 'joint',
      users: names,
      clauses: joint.invariant.map(({ held, lacked }) => ({
        held: held.map(told),
        lacked: lacked.map(told),
      })),
    });
  }
  return parts;
}

/** What is proved of the same users, each clause once. */
interface About {
  readonly users: readonly string[] | null;
  readonly clauses: Map<string, HeldAndLacked>;
}

/** Null where it is about everybody. */
function usersAbout(problem: Problem, about: Proved['about'], policy: Policy): readonly string[] | null {
  const isAbout = about === 'aiming' ? 'mayAim' : 'mayAct';
  if (problem.kinds.every((kind) => kind[isAbout])) return null;
  return problem.kinds
    .filter((kind) => kind[isAbout])
    .flatMap(({ sources }) =>
      sources.flatMap((source) => (source.kind === 'user' ? [policy.users.list[source.user]!] : [])),
    );
}

/** The claims with all that they rest on: of each rule that would break one, why it is not used. */
function partsOf({ problem, forward, off }: Ground, { never, barriers }: Claims): readonly InvariantPart[] {
  const adding = rulesByVariable(problem, 'adds');
  const excuse = (number: number): void => {
    const barrier = off.get(number);
    if (barrier !== undefined) barriers.add(barrier);
    else if (forward.live[number] === 0)
      for (const variable of unmetClause(problem.rules[number]!, forward.possible) ?? []) never.add(variable);
  };
  const seen = { never: new Set<number>(), barriers: new Set<Barrier>() };
  while (seen.never.size < never.size || seen.barriers.size < barriers.size) {
    for (const variable of never) {
      if (seen.never.has(variable)) continue;
      seen.never.add(variable);
      adding(variable).forEach(excuse);
    }
    for (const barrier of barriers) {
      if (seen.barriers.has(barrier)) continue;
      seen.barriers.add(barrier);
      for (const variable of barrier.variables) adding(variable).forEach(excuse);
    }
  }
  const parts: InvariantPart[] = [];
  if (never.size > 0)
    parts.push({ kind: 'never', roles: [...never].sort((a, b) => a - b).map(problem.nameOf) });
  const distinct = new Map([...barriers].map((barrier) => [barrier.variables.join(' '), barrier]));
  for (const { variables, count } of distinct.values())
    parts.push({ kind: 'at-most', roles: variables.map(problem.nameOf), count });
  return parts;
}
