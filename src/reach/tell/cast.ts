/** The people of a run: who stands for each user of a kind, what they are assigned at each moment, who may act. */

import { meets } from '../encode/exclusions.ts';
import type { Kind, Problem } from '../problem.ts';
import type { Clause, Move } from '../system.ts';

export interface Person {
  /** Id of a user of the policy; null: a copy. */
  readonly user: number | null;
  /** Of a copy: the name of its kind and its number there. */
  readonly copy: { readonly name: string; readonly number: number } | null;
  readonly kind: Kind;
  /** Variables that are true now. */
  readonly state: Set<number>;
}

export interface Cast {
  /** Everybody who has been called, in that order. */
  readonly called: readonly Person[];
  /** Somebody of one of these kinds who has not moved yet, and moves now; undefined where there is nobody. */
  readonly callNew: (kinds: readonly Kind[]) => Person | undefined;
  /** Whether somebody of the kind was not called yet. */
  readonly hasLeft: (kind: Kind) => boolean;
  /** Somebody who may act and has one of these (null: anybody who may act), those already called first. */
  readonly actorWith: (power: Clause | null) => Person | undefined;
  /** One of these users of the policy, called where it was not. */
  readonly oneOf: (users: readonly number[]) => Person | undefined;
}

export function castOf({ kinds }: Problem): Cast {
  const called: Person[] = [];
  const taken = kinds.map(({ sources }) => sources.map(() => 0));
  const place = (kind: Kind, source: number): Person => {
    const from = kind.sources[source]!;
    const person: Person = {
      user: from.kind === 'user' ? from.user : null,
      copy:
        from.kind === 'user' ? null : { name: from.name, number: taken[kinds.indexOf(kind)]![source]! + 1 },
      kind,
      state: new Set(kind.start),
    };
    taken[kinds.indexOf(kind)]![source]! += 1;
    called.push(person);
    return person;
  };
  const free = (kind: Kind): number => {
    const counts = taken[kinds.indexOf(kind)]!;
    return kind.sources.findIndex((source, at) =>
      source.kind === 'user' ? counts[at] === 0 : counts[at]! < source.count,
    );
  };
  const call = (wanted: readonly Kind[]): Person | undefined => {
    for (const kind of wanted) {
      const source = free(kind);
      if (source >= 0) return place(kind, source);
    }
    return undefined;
  };
  const moving = new Set<Person>();
  return {
    called,
    callNew: (wanted) => {
      // Whoever has only acted so far is where they started.
      const person = called.find((one) => !moving.has(one) && wanted.includes(one.kind)) ?? call(wanted);
      if (person !== undefined) moving.add(person);
      return person;
    },
    oneOf: (users) => {
      const known = called.find((person) => person.user !== null && users.includes(person.user));
      if (known !== undefined) return known;
      for (const kind of kinds) {
        const source = kind.sources.findIndex((from) => from.kind === 'user' && users.includes(from.user));
        if (source >= 0) return place(kind, source);
      }
      return undefined;
    },
    hasLeft: (kind) => free(kind) >= 0,
    actorWith: (power) => {
      const serves = (state: Iterable<number>): boolean =>
        power === null || [...state].some((variable) => power.includes(variable));
      const known = called.find(
        ({ kind, state }) => kind.mayAct && !hasNotJoined(kind, state) && serves(state),
      );
      if (known !== undefined) return known;
      return call(
        kinds.filter(
          ({ mayAct, isAbsent, start }) => mayAct && !isAbsent && (power === null || meets(power, start)),
        ),
      );
    },
  };
}

const hasNotJoined = (kind: Kind, state: ReadonlySet<number>): boolean =>
  kind.isAbsent && kind.start.every((variable) => state.has(variable));

/** Whether the move can be made in the state. */
export function canMake({ needs, bars, avoids, adds, removes }: Move, state: ReadonlySet<number>): boolean {
  if (bars.some((variable) => state.has(variable))) return false;
  if (needs.some((clause) => !clause.some((variable) => state.has(variable)))) return false;
  if (avoids.length === 0) return true;
  const next = new Set(state);
  for (const variable of removes) next.delete(variable);
  for (const variable of adds) next.add(variable);
  return avoids.every(
    ({ members, atLeast }) =>
      members.filter((member) => member.some((variable) => next.has(variable))).length < atLeast,
  );
}
