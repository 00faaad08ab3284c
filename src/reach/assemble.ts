/**
 * A run of several users put together from runs of one: whoever becomes an administrator first, each of them somebody
 * else, then whoever the goal is about. Used where the exact search gives up; the result need not be the shortest.
 */

import { powerThreshold } from './approximate.ts';
import type { Core, CoreKind, CoreMove } from './core.ts';
import type { Found, System, Threshold } from './system.ts';
import type { Moved } from './tell/run.ts';

interface OneRun {
  readonly kind: number;
  readonly moves: readonly CoreMove[];
}

/** Null where the pieces are not to be had. */
export function assemble(core: Core, prove: (system: System) => Found): readonly Moved[] | null {
  const served = new Set(core.powers.flatMap(({ isHeldAtFirst }, power) => (isHeldAtFirst ? [power] : [])));
  const runs = new Map<number, OneRun>();
  const find = (startsOf: (kind: CoreKind) => boolean, bad: readonly Threshold[]): OneRun | null => {
    const kinds = core.kinds.flatMap((kind, number) => (startsOf(kind) ? [number] : []));
    const moves = core.searching.filter(({ power }) => power < 0 || served.has(power));
    const starts = kinds.map((kind) => core.kinds[kind]!.start);
    const found = prove({ variables: core.variables, starts, moves, bad });
    return found.kind === 'reachable'
      ? { kind: kinds[found.start]!, moves: found.moves.map((move) => moves[move]!) }
      : null;
  };
  // Goals that users meet between them are left to the searches of several users.
  if (core.users > 1) return null;
  const aiming = ({ mayAim }: CoreKind): boolean => mayAim;
  let goal = find(aiming, core.targets);
  while (goal === null) {
    const open = core.powers.flatMap((_, power) => (served.has(power) ? [] : [power]));
    const next = open
      .map((power) => ({ power, run: find(({ mayAct }) => mayAct, [powerThreshold(core, power)]) }))
      .filter(({ run }) => run !== null);
    if (next.length === 0) return null;
    for (const { power, run } of next) {
      served.add(power);
      runs.set(power, run!);
    }
    goal = find(aiming, core.targets);
  }
  const moved: Moved[] = [];
  const settled = new Set<number>();
  let people = 0;
  const add = ({ kind, moves }: OneRun): void => {
    for (const { power } of moves) {
      const run = runs.get(power);
      if (run === undefined || settled.has(power)) continue;
      settled.add(power);
      add(run);
    }
    const who = people;
    people += 1;
    moved.push(...moves.map(({ rule }) => ({ who, kind, rule })));
  };
  add(goal);
  return moved;
}
