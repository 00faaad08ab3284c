/** Naive definitions to compare the engines with: plain sets, all assignments. Independent of the solver. */

export interface SmallInstance {
  readonly users: number;
  /** Candidates per session, ascending. */
  readonly candidates: readonly (readonly number[])[];
  readonly exclusions: readonly { readonly left: number; readonly right: number }[];
}

/** Every plan, in lexicographic order of candidates. */
export function* plans(instance: SmallInstance): Generator<readonly number[]> {
  const chosen: number[] = [];
  function* extend(session: number): Generator<readonly number[]> {
    if (session === instance.candidates.length) {
      yield [...chosen];
      return;
    }
    for (const user of instance.candidates[session]!) {
      chosen.push(user);
      const clash = instance.exclusions.some(
        ({ left, right }) => Math.max(left, right) === session && chosen[left] === chosen[right],
      );
      if (!clash) yield* extend(session + 1);
      chosen.pop();
    }
  }
  yield* extend(0);
}

export function feasible(instance: SmallInstance): boolean {
  return !plans(instance).next().done;
}

/** FORMAL.md B.10, printed reading. */
export function pairwise(instance: SmallInstance): boolean {
  return (
    instance.candidates.every((list) => list.length > 0) &&
    instance.exclusions.every(({ left, right }) =>
      instance.candidates[left]!.some((a) => instance.candidates[right]!.some((b) => a !== b)),
    )
  );
}

/** What is left of `instance` when only `sessions` and `exclusions` stay. */
export function part(
  instance: SmallInstance,
  sessions: readonly number[],
  exclusions: SmallInstance['exclusions'],
): SmallInstance {
  return {
    users: instance.users,
    candidates: sessions.map((session) => instance.candidates[session]!),
    exclusions: exclusions
      .filter(({ left, right }) => sessions.includes(left) && sessions.includes(right))
      .map(({ left, right }) => ({ left: sessions.indexOf(left), right: sessions.indexOf(right) })),
  };
}
