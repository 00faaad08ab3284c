/** Relations as lists of pairs, and what FORMAL.md does with them. */

import type { Pair } from './state.ts';

export const has = (relation: readonly Pair[], a: string, b: string): boolean =>
  relation.some(([x, y]) => x === a && y === b);

/** R⦇S⦈. */
export const image = (relation: readonly Pair[], from: Iterable<string>): Set<string> => {
  const sources = new Set(from);
  return new Set(relation.filter(([a]) => sources.has(a)).map(([, b]) => b));
};

/** R*⦇S⦈. */
export const reach = (relation: readonly Pair[], from: Iterable<string>): Set<string> => {
  const reached = new Set(from);
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    for (const next of image(relation, reached)) reached.add(next);
  }
  return reached;
};

export const isAcyclic = (relation: readonly Pair[]): boolean =>
  relation.every(([a, b]) => !reach(relation, [b]).has(a));

export const isSubset = (part: Iterable<string>, whole: Iterable<string>): boolean => {
  const elements = new Set(whole);
  return [...part].every((element) => elements.has(element));
};

export const add = (relation: readonly Pair[], ...pairs: readonly Pair[]): readonly Pair[] => [
  ...relation,
  ...pairs.filter(([a, b], index) => !has(relation, a, b) && !has(pairs.slice(0, index), a, b)),
];

export const remove = (relation: readonly Pair[], ...pairs: readonly Pair[]): readonly Pair[] =>
  relation.filter(([a, b]) => !has(pairs, a, b));

/** Without the pairs that speak of the element, on either side. */
export const forget = (relation: readonly Pair[], element: string): readonly Pair[] =>
  relation.filter((pair) => !pair.includes(element));

export const without = <T>(list: readonly T[], element: T): readonly T[] =>
  list.filter((other) => other !== element);

export const put = <V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> =>
  new Map([...map, [key, value]]);

export const drop = <V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> =>
  new Map([...map].filter(([other]) => other !== key));

export const mapped = <V>(
  map: ReadonlyMap<string, V>,
  change: (value: V, key: string) => V,
): ReadonlyMap<string, V> => new Map([...map].map(([key, value]) => [key, change(value, key)]));
