/** Who there is, by kind: today's users, newcomers, and those who have not joined yet. */

import type { Administration } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import type { Kind, Source } from '../problem.ts';

/**
 * Kinds in order of their first user. `absent`: the mark of those who can be enrolled; null where nobody can be.
 * `mayAim`: whether the goal may be about somebody who starts with these roles; `user` is null for those who are not
 * users of the policy.
 */
export function populationOf(
  policy: Policy,
  administration: Administration,
  absent: number | null,
  mayAim: (user: number | null, start: Int32Array) => boolean,
): readonly Kind[] {
  const count = policy.users.declaredCount;
  const starts = assignmentsOf(policy, count);
  const administrators = administration.administrators;
  const acting = administrators === null ? null : new Set(administrators);
  const kinds = kindsBuilder();
  for (let user = 0; user < count; user += 1) {
    const start = starts[user]!;
    kinds.add(start, acting?.has(user) ?? true, mayAim(user, start), false, { kind: 'user', user });
  }
  const othersAct = acting === null;
  const copies = (roles: Int32Array, name: string, number: number): void =>
    kinds.add(roles, othersAct, mayAim(null, roles), false, {
      kind: 'copies',
      name,
      count: number,
    });
  for (const { name, roles, atMost } of administration.newcomers)
    copies(Int32Array.from(new Set(roles)).sort(), name, atMost ?? Number.POSITIVE_INFINITY);
  if (administration.population === 'any-number') {
    const seen = new Set<string>();
    for (let user = 0; user < count; user += 1) {
      const key = starts[user]!.join(' ');
      if (seen.has(key)) continue;
      seen.add(key);
      copies(starts[user]!, `like ${policy.users.list[user]!}`, Number.POSITIVE_INFINITY);
    }
    if (!seen.has('')) copies(new Int32Array(0), 'newcomer', Number.POSITIVE_INFINITY);
  }
  if (absent !== null) {
    kinds.add(Int32Array.of(absent), othersAct, mayAim(null, new Int32Array(0)), true, {
      kind: 'copies',
      name: 'enrolled',
      count: Number.POSITIVE_INFINITY,
    });
  }
  return kinds.build();
}

/** Assigned roles of each user, ascending. */
function assignmentsOf({ assignments }: Policy, count: number): readonly Int32Array[] {
  const roles: number[][] = Array.from({ length: count }, () => []);
  assignments.left.forEach((user, row) => {
    roles[user]?.push(assignments.right[row]!);
  });
  return roles.map((list) => Int32Array.from(new Set(list)).sort());
}

function kindsBuilder() {
  const kinds = new Map<string, Omit<Kind, 'sources' | 'count'> & { sources: Source[]; count: number }>();
  return {
    add(start: Int32Array, mayAct: boolean, mayAim: boolean, isAbsent: boolean, source: Source): void {
      const key = `${mayAct ? 1 : 0}${mayAim ? 1 : 0}${isAbsent ? 1 : 0} ${start.join(' ')}`;
      const number = source.kind === 'user' ? 1 : source.count;
      const kind = kinds.get(key);
      if (kind === undefined)
        kinds.set(key, { start, mayAct, mayAim, isAbsent, sources: [source], count: number });
      else {
        kind.sources.push(source);
        kind.count += number;
      }
    },
    build: (): readonly Kind[] => [...kinds.values()].filter(({ count }) => count > 0),
  };
}
