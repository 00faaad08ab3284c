/** Who has which permission by the facts of an import, by plain sets: with all possible facts, or without any. */

import type { Imported, ImportedFact } from '../../src/import/imported.ts';

export type Access = ReadonlyMap<string, ReadonlySet<string>>;

export function accessOf(imported: Imported, facts: 'certain' | 'possible'): Access {
  const holds = ({ doubt }: ImportedFact): boolean => facts === 'possible' || doubt === null;
  const related = (all: readonly ImportedFact[]): Map<string, string[]> => {
    const map = new Map<string, string[]>();
    for (const fact of all.filter(holds)) map.set(fact.left, [...(map.get(fact.left) ?? []), fact.right]);
    return map;
  };
  const [assigned, juniors, grants] = [
    related(imported.assignments),
    related(imported.inheritance),
    related(imported.grants),
  ];
  const access = new Map<string, Set<string>>();
  for (const { name } of imported.users) access.set(name, new Set());
  for (const [user, roles] of assigned) {
    const authorised = new Set(roles);
    for (const role of authorised) for (const junior of juniors.get(role) ?? []) authorised.add(junior);
    const permissions = new Set<string>();
    for (const role of authorised) for (const one of grants.get(role) ?? []) permissions.add(one);
    access.set(user, permissions);
  }
  return access;
}

/** `user permission` of everything, sorted; with `?` where it is only possible. */
export function accessLines(imported: Imported): string[] {
  const certain = accessOf(imported, 'certain');
  return [...accessOf(imported, 'possible')]
    .flatMap(([user, permissions]) =>
      [...permissions].map((one) => `${user} ${one}${certain.get(user)?.has(one) === true ? '' : ' ?'}`),
    )
    .sort();
}
