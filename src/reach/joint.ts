/**
 * Several users followed at once, each with variables of their own, so that administrators are people who may run out.
 *
 * Of users who start alike, as many are followed as can matter (`policy/cutoff.ts`): one for each administrative
 * condition, and those whom the goal is about. What is found of them is true however many there are.
 */

import type { Administration, Officers } from '../policy/administration.ts';
import type { Core, CoreMove } from './core.ts';
import type { Kind, Problem } from './problem.ts';
import type { Clause, Move, System, Threshold } from './system.ts';

/** A user who is followed: one of `kind`, by its source. */
export interface Followed {
  /** Index into the problem's kinds. */
  readonly kind: number;
  /** Index into `core.kinds`. */
  readonly coreKind: number;
  /** Index into the kind's sources, and the number among the copies from there, from 1. */
  readonly source: number;
  readonly copy: number;
}

export interface JointMove extends Move {
  /** Index into `users`. */
  readonly who: number;
  readonly rule: number;
}

export interface Joint {
  readonly users: readonly Followed[];
  /** Variable v of user i is `i * core.variables + v`. */
  readonly system: System & { readonly moves: readonly JointMove[] };
}

const mostVariables = 4000;
const mostMoves = 200_000;
const mostTargets = 5000;

/** How many users of each kind matter at most. */
export function cutoffOf(problem: Problem, { rules }: Administration, live: Uint8Array): number {
  const conditions = new Set<string>();
  problem.rules.forEach(({ origin }, number) => {
    if (live[number] === 1 && origin.kind !== 'perform') conditions.add(textOf(rules[origin.rule]!.by));
  });
  return conditions.size + problem.users;
}

const textOf = (by: Officers | null): string =>
  by === null ? 'anybody' : `${[...by.roles].sort().join(' ')}/${[...by.users].sort().join(' ')}`;

/** Null where it would be too large. */
export function jointOf(
  problem: Problem,
  core: Core,
  administration: Administration,
  moves: readonly CoreMove[],
  cutoff: number,
): Joint | null {
  const users = followedUsers(problem, core, administration, cutoff, moves.length);
  if (users === null) return null;
  const size = core.variables;
  const shifted = (variables: Int32Array, who: number): Int32Array =>
    variables.map((variable) => who * size + variable);
  const acting = users.flatMap(({ coreKind }, who) => (core.kinds[coreKind]!.mayAct ? [who] : []));
  const powers: readonly Clause[] = core.powers.map(({ roles }) =>
    Int32Array.from(acting.flatMap((who) => [...shifted(roles, who)])),
  );
  const all = users.flatMap((_, who) =>
    moves.map(
      (move): JointMove => ({
        needs: [
          ...move.needs.map((clause) => shifted(clause, who)),
          ...(move.power < 0 ? [] : [powers[move.power]!]),
        ],
        bars: shifted(move.bars, who),
        avoids: move.avoids.map((avoid) => ofUser(avoid, who, shifted)),
        adds: shifted(move.adds, who),
        removes: shifted(move.removes, who),
        who,
        rule: move.rule,
      }),
    ),
  );
  const aiming = users.flatMap(({ coreKind }, who) => (core.kinds[coreKind]!.mayAim ? [who] : []));
  if (aiming.length ** core.users * core.targets.length > mostTargets) return null;
  const groups = choose(aiming, Math.min(core.users, aiming.length));
  const bad = groups.flatMap((group) =>
    core.targets.map(({ members, atLeast }) => ({
      members: members.map((member) => Int32Array.from(group.flatMap((who) => [...shifted(member, who)]))),
      atLeast,
    })),
  );
  const start = Int32Array.from(
    users.flatMap(({ coreKind }, who) => [...shifted(core.kinds[coreKind]!.start, who)]),
  );
  return { users, system: { variables: users.length * size, starts: [start], moves: all, bad } };
}

const ofUser = (
  { members, atLeast }: Threshold,
  who: number,
  shifted: (variables: Int32Array, who: number) => Int32Array,
): Threshold => ({ members: members.map((member) => shifted(member, who)), atLeast });

function followedUsers(
  problem: Problem,
  core: Core,
  { rules }: Administration,
  cutoff: number,
  moves: number,
): readonly Followed[] | null {
  const named = new Set(rules.flatMap(({ by }) => by?.users ?? []));
  const coreKindOf = new Map(
    core.kinds.flatMap(({ kinds }, coreKind) => kinds.map((kind) => [kind, coreKind] as const)),
  );
  const users: Followed[] = [];
  for (const [kind, one] of problem.kinds.entries()) {
    const taken = [0, 0];
    for (const [source, from] of one.sources.entries()) {
      const group = from.kind === 'user' && named.has(from.user) ? 1 : 0;
      const wanted = Math.min(from.kind === 'user' ? 1 : from.count, cutoff - taken[group]!);
      for (let copy = 1; copy <= wanted; copy += 1) {
        users.push({ kind, coreKind: coreKindOf.get(kind)!, source, copy });
        taken[group]! += 1;
        if (users.length * core.variables > mostVariables || users.length * moves > mostMoves) return null;
      }
    }
  }
  return users;
}

export function sourceNameOf(
  kind: Kind,
  { source, copy }: Followed,
  userName: (user: number) => string,
): string {
  const from = kind.sources[source]!;
  return from.kind === 'user' ? userName(from.user) : `${from.name} ${copy}`;
}

/** All subsets of so many elements. */
function choose(elements: readonly number[], size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return elements.flatMap((element, at) =>
    choose(elements.slice(at + 1), size - 1).map((rest) => [element, ...rest]),
  );
}
