/**
 * P23b as clauses: does some plan give one certain user sessions that hold all permissions of the application?
 *
 * The user does some sessions, no two of them exclusive, that hold everything; every other session has somebody else,
 * and exclusive ones have different people. A session with more candidates than sessions that exclude it is given
 * somebody last, whatever the others get, so only the user may be asked about it.
 */

import { type Cnf, cnfBuilder, type Literal } from './cnf.ts';
import type { NumberSet } from './sets.ts';

export interface SeparationProblem {
  /** Per session what it holds of the permissions 0 … permissions - 1. */
  readonly atoms: readonly NumberSet[];
  readonly permissions: number;
  /** Per session who may do it, in a fixed order. */
  readonly candidates: readonly (readonly number[])[];
  readonly exclusions: readonly (readonly [number, number])[];
}

/** Satisfiable iff some plan gives `user` everything; `sessionsOf` reads off sessions of the user that hold it all. */
export interface SeparationQuestion {
  readonly cnf: Cnf;
  readonly sessionsOf: (isTrue: (variable: number) => boolean) => readonly number[];
}

export function separationQuestion(problem: SeparationProblem, user: number): SeparationQuestion {
  const { atoms, permissions, candidates, exclusions } = problem;
  const excluded = candidates.map(() => new Set<number>());
  for (const [left, right] of exclusions) {
    excluded[left]!.add(right);
    excluded[right]!.add(left);
  }
  const builder = cnfBuilder();
  const { variable, clause } = builder;
  const own = candidates.map((users) => (users.includes(user) ? variable() : null));
  const others = candidates.map((users, session) => {
    const isTight = users.length <= excluded[session]!.size;
    return new Map<number, Literal>(
      isTight ? users.filter((other) => other !== user).map((other) => [other, variable()]) : [],
    );
  });
  for (let permission = 0; permission < permissions; permission += 1)
    clause(
      ...own.flatMap((literal, session) =>
        literal !== null && atoms[session]!.has(permission) ? [literal] : [],
      ),
    );
  for (const [session, users] of candidates.entries()) {
    if (users.length > excluded[session]!.size) continue;
    clause(...(own[session] === null ? [] : [own[session]!]), ...others[session]!.values());
  }
  for (const [left, right] of exclusions) {
    if (own[left] !== null && own[right] !== null) clause(-own[left]!, -own[right]!);
    for (const [other, literal] of others[left]!) {
      const same = others[right]!.get(other);
      if (same !== undefined) clause(-literal, -same);
    }
  }
  return {
    cnf: builder.build(),
    sessionsOf: (isTrue) =>
      own.flatMap((literal, session) => (literal !== null && isTrue(literal) ? [session] : [])),
  };
}

/**
 * Users about whom it has to be asked: of those who may do the same sessions one, and only if these sessions hold
 * everything.
 */
export function suspects(problem: SeparationProblem): readonly number[] {
  return suspectClasses(problem).map(([user]) => user!);
}

/** The same, each with those who may do the same sessions, in the order of the candidates: one answer is all of theirs. */
export function suspectClasses({
  atoms,
  permissions,
  candidates,
}: SeparationProblem): readonly (readonly number[])[] {
  const sessionsOf = new Map<number, number[]>();
  for (const [session, users] of candidates.entries())
    for (const user of users) {
      const own = sessionsOf.get(user);
      if (own === undefined) sessionsOf.set(user, [session]);
      else own.push(session);
    }
  const classes = new Map<string, { readonly sessions: readonly number[]; readonly users: number[] }>();
  for (const [user, sessions] of sessionsOf) {
    const key = sessions.join(' ');
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { sessions, users: [user] });
    else known.users.push(user);
  }
  return [...classes.values()].flatMap(({ sessions, users }) => {
    const held = new Set(sessions.flatMap((session) => [...atoms[session]!]));
    return held.size === permissions ? [users] : [];
  });
}
