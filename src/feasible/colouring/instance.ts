/**
 * Static feasibility as data (FORMAL.md B.10, D.8): sessions with candidate users, and exclusive pairs of sessions.
 *
 * It is list colouring: sessions are vertices, users colours. Users who may do exactly the same sessions are
 * interchangeable, and a plan never needs more of them than they have sessions; so each such class is kept as that
 * many representatives, and the size of an instance depends on the number of profiles, hardly on the number of users.
 */

/** Two sessions, 0-based, that need different users. */
export interface ExclusivePair {
  readonly left: number;
  readonly right: number;
}

export interface Instance {
  /** Number of sessions, k. */
  readonly sessions: number;
  /** Representatives: the caller's user ids, ascending. */
  readonly users: Int32Array;
  /** Per session a bitset: bit i says that `users[i]` may do it. All have ⌈users.length / 32⌉ words. */
  readonly candidates: readonly Uint32Array[];
  readonly exclusions: readonly ExclusivePair[];
}

/**
 * The instance in which session i has the candidates `candidates[i]` (ids below `userCount`, ascending, each once).
 * Of each class of interchangeable users the ones with the lowest ids stay.
 */
export function instanceOf(
  candidates: readonly ArrayLike<number>[],
  exclusions: readonly ExclusivePair[],
  userCount: number,
): Instance {
  const users = representatives(candidates, userCount);
  const position = new Int32Array(userCount).fill(-1);
  for (let at = 0; at < users.length; at += 1) position[users[at]!] = at;
  const words = (users.length + 31) >>> 5;
  return {
    sessions: candidates.length,
    users,
    candidates: candidates.map((list) => {
      const bits = new Uint32Array(words);
      for (let at = 0; at < list.length; at += 1) {
        const user = position[list[at]!]!;
        if (user >= 0) bits[user >>> 5]! |= 1 << (user & 31);
      }
      return bits;
    }),
    exclusions,
  };
}

/** Partition refinement: a session splits each class into those who may do it and the others. */
function representatives(candidates: readonly ArrayLike<number>[], userCount: number): Int32Array {
  const classOf = new Int32Array(userCount);
  /** Number of sessions that the members of a class may do; class 0 may do none. */
  const reach: number[] = [0];
  for (const list of candidates) {
    const into = new Map<number, number>();
    for (let at = 0; at < list.length; at += 1) {
      const user = list[at]!;
      const from = classOf[user]!;
      let target = into.get(from);
      if (target === undefined) {
        target = reach.length;
        reach.push(reach[from]! + 1);
        into.set(from, target);
      }
      classOf[user] = target;
    }
  }
  const left = Int32Array.from(reach);
  const kept: number[] = [];
  for (let user = 0; user < userCount; user += 1) {
    const own = classOf[user]!;
    if (left[own]! > 0) {
      left[own]! -= 1;
      kept.push(user);
    }
  }
  return Int32Array.from(kept);
}

/** Some of an instance: its sessions `kept` (ascending), renumbered, with those `exclusions` that lie within them. */
export function restrict(
  instance: Instance,
  kept: readonly number[],
  exclusions: readonly ExclusivePair[],
): Instance {
  const position = new Map(kept.map((session, at) => [session, at]));
  return {
    sessions: kept.length,
    users: instance.users,
    candidates: kept.map((session) => instance.candidates[session]!),
    exclusions: exclusions.flatMap(({ left, right }) => {
      const from = position.get(left);
      const to = position.get(right);
      return from === undefined || to === undefined ? [] : [{ left: from, right: to }];
    }),
  };
}

/** Whether `plan` (a user id per session) uses candidates only and respects every exclusion. */
export function respects(instance: Instance, plan: ArrayLike<number>): boolean {
  for (let session = 0; session < instance.sessions; session += 1) {
    const user = instance.users.indexOf(plan[session]!);
    if (user < 0 || (instance.candidates[session]![user >>> 5]! & (1 << (user & 31))) === 0) return false;
  }
  return instance.exclusions.every(({ left, right }) => plan[left] !== plan[right]);
}
