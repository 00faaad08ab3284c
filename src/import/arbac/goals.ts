/**
 * `SPEC r`, `SPEC u r`, `Goal r`: the role that nobody, or not this user, must come to hold.
 *
 * Where `u` is a kind of new users, any user of that kind is meant. They are told from all others by a role that they
 * start with and that no rule names: the goal is that role and `r` together, which says exactly the same.
 */

import type { Newcomers, ReachGoal } from '../../policy/administration.ts';
import type { Place } from '../../policy/model.ts';
import { shown } from '../../policy/names.ts';
import { eachName, idAt, placeOf, type Reading } from './names.ts';
import { type Cursor, wordAt } from './scan.ts';
import type { Section } from './sections.ts';

export interface Asked {
  readonly goals: readonly ReachGoal[];
  /** Those given, with the roles that tell them apart. */
  readonly newcomers: readonly Newcomers[];
}

export function readGoals(
  reading: Reading,
  sections: readonly Section[],
  newcomers: readonly Newcomers[],
): Asked {
  const kinds = new Set(newcomers.map(({ name }) => name));
  const marks = new Map<string, number>();
  const markOf = (kind: string, place: Place): number => {
    // No name of a file has white space in it, so this one is new.
    const mark = marks.get(kind) ?? reading.names.role.intern(`NEWUSERS ${kind}`, place);
    marks.set(kind, mark);
    return mark;
  };
  const goals = new Map<string, ReachGoal>();
  for (const section of sections) {
    const words = wordsOf(reading, section);
    if (words === null) continue;
    const { role: at, user } = words;
    const place = placeOf(user ?? at);
    const role = idAt(reading, 'role', at);
    const kind = user !== null && kinds.has(wordAt(user)) ? wordAt(user) : null;
    const id = user === null ? wordAt(at) : `${wordAt(at)}, ${wordAt(user)}`;
    if (goals.has(id)) reading.problems.report('repeated-name', `goal \`${shown(id)}\` is stated twice`, at);
    goals.set(id, {
      kind: 'roles',
      id,
      place,
      severity: 'error',
      reason: null,
      roles: kind === null ? [role] : [markOf(kind, place), role],
      user: user === null || kind !== null ? null : idAt(reading, 'user', user),
      users: 1,
    });
  }
  if (goals.size === 0 && !reading.problems.hasErrors()) {
    reading.problems.report(
      'missing-goal',
      'no goal says which role must not be reachable',
      { start: 0, end: 0 },
      'write `SPEC ROLE;`',
    );
  }
  return {
    goals: [...goals.values()],
    newcomers: newcomers.map((one) => {
      const mark = marks.get(one.name);
      return mark === undefined ? one : { ...one, roles: [...one.roles, mark] };
    }),
  };
}

/** One word, the role, or two, of which the first is a user; null after something else was reported. */
function wordsOf(
  reading: Reading,
  section: Section,
): { readonly role: Cursor; readonly user: Cursor | null } | null {
  const words: Cursor[] = [];
  eachName(reading, section, (cursor) => {
    if (words.length < 3) words.push({ ...cursor });
  });
  const [first, second] = words;
  if (first === undefined || words.length > 2) {
    reading.problems.report(
      'unexpected-text',
      first === undefined ? 'the goal names no role' : 'a goal names a role, or a user and a role',
      section.keyword,
      'write `SPEC ROLE;` or `SPEC USER ROLE;`',
    );
    return null;
  }
  return second === undefined ? { role: first, user: null } : { role: second, user: first };
}
