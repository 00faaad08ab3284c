/**
 * Fewer moves for the same runs: a move goes where another does the same under weaker conditions, and two that differ
 * in the sign of one variable become one without it. Lengths of runs stay, and so do invariants.
 */

import type { CoreMove } from '../core.ts';
import type { Clause } from '../system.ts';

export function simplified(moves: readonly CoreMove[]): readonly CoreMove[] {
  const groups = new Map<string, CoreMove[]>();
  for (const move of moves) {
    if (isContradictory(move)) continue;
    const key = `${move.adds.join(' ')}/${move.removes.join(' ')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [move]);
    else group.push(move);
  }
  return [...groups.values()].flatMap((group) => weakest(merged(group)));
}

const isContradictory = ({ needs, bars }: CoreMove): boolean =>
  needs.some((clause) => clause.every((variable) => bars.includes(variable)));

/** Two moves, one with a variable needed and the other with it barred, are one move without the condition. */
function merged(group: readonly CoreMove[]): readonly CoreMove[] {
  let moves = [...group];
  for (let changed = true; changed && moves.length > 1; ) {
    changed = false;
    const byKey = new Map(moves.map((move) => [keyOf(move, -1, -1), move]));
    for (const move of moves) {
      const at = move.needs.findIndex((clause, position) => {
        const variable = clause.length === 1 ? clause[0]! : -1;
        if (variable < 0 || move.removes.includes(variable)) return false;
        return byKey.has(keyOf(move, position, variable));
      });
      if (at < 0) continue;
      const other = byKey.get(keyOf(move, at, move.needs[at]![0]!))!;
      const without = { ...move, needs: move.needs.filter((_, position) => position !== at) };
      moves = [...moves.filter((one) => one !== move && one !== other), without];
      changed = true;
      break;
    }
  }
  return moves;
}

/** The move's conditions as text; with `position` of `needs` turned into a bar on `variable` where these are given. */
function keyOf({ needs, bars, avoids, power }: CoreMove, position: number, variable: number): string {
  const clauses = needs
    .filter((_, at) => at !== position)
    .map((clause) => clause.join(','))
    .sort();
  const barred = variable < 0 ? [...bars] : [...bars, variable];
  const thresholds = avoids.map(
    ({ members, atLeast }) => `${atLeast}:${members.map((member) => member.join(',')).join(' ')}`,
  );
  return [power, clauses.join(' '), barred.sort((a, b) => a - b).join(' '), thresholds.join(';')].join('|');
}

/** Moves none of which is implied by another. */
function weakest(group: readonly CoreMove[]): readonly CoreMove[] {
  if (group.length > 400) return group;
  const kept: CoreMove[] = [];
  const bySize = group.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  for (const move of bySize) if (!kept.some((other) => isWeaker(other, move))) kept.push(move);
  return kept;
}

const sizeOf = ({ needs, bars, avoids, power }: CoreMove): number =>
  needs.length + bars.length + avoids.length + (power < 0 ? 0 : 1);

/** Wherever `right` can be made, so can `left`. */
function isWeaker(left: CoreMove, right: CoreMove): boolean {
  return (
    (left.power < 0 || left.power === right.power) &&
    left.avoids.every((avoid) => right.avoids.includes(avoid)) &&
    left.bars.every((variable) => right.bars.includes(variable)) &&
    left.needs.every((clause) => right.needs.some((other) => isSubset(other, clause)))
  );
}

const isSubset = (left: Clause, right: Clause): boolean => left.every((variable) => right.includes(variable));
