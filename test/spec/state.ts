/**
 * Plain states from names. Components that are left out are empty; the declared sets (`users`, `roles`, …) hold every
 * name of their sort that occurs, unless they are given; exclusions are made symmetric.
 */

import { schemas } from '../../spec/catalogue.ts';
import { change, laws } from '../../spec/laws.ts';
import { dependence } from '../../src/interpret/free.ts';
import type { State } from '../../src/logic/state.ts';
import { lowerFormula } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';

export type Facts = Readonly<Record<string, readonly (readonly string[])[]>>;

/** What laws speak of besides the state: changes, and inputs of operations. */
const inputs = new Map(
  laws
    .flatMap(({ given, formula }) => [given, formula])
    .flatMap((formula) => [...dependence(lowerFormula(formula, defaultProfile)).components])
    .filter(([name]) => name.endsWith('?')),
);

const components = [
  ...[...schemas, change].flatMap((schema) => schema.components),
  ...[...inputs].map(([name, sorts]) => ({ name, sorts })),
];

const declaring: Readonly<Record<string, string>> = {
  users: 'USER',
  roles: 'ROLE',
  prms: 'PRM',
  objs: 'OBJ',
  ops: 'OP',
  sessions: 'SID',
  names: 'SNAME',
};

export function stateFrom(given: Facts): State {
  for (const name of Object.keys(given)) {
    if (!components.some((component) => component.name === name)) throw new Error(`no component ${name}`);
  }
  const permissions = new Set(
    components.flatMap(({ name, sorts }) =>
      (given[name] ?? []).flatMap((row) => row.filter((_, column) => sorts[column] === 'PRM')),
    ),
  );
  const parts = [...permissions].map((permission) => [permission, ...permission.split(':')]);
  const facts: Facts = {
    object: parts.map(([permission, object]) => [permission!, object!]),
    operation: parts.map(([permission, , operation]) => [permission!, operation ?? 'do']),
    ...Object.fromEntries(
      Object.entries(given).map(([name, rows]) => [
        name,
        name.startsWith('mutex') || name === 'strictS'
          ? rows.flatMap(([a, b]) => [
              [a!, b!],
              [b!, a!],
            ])
          : rows,
      ]),
    ),
  };
  const sorts: Record<string, string[]> = {};
  for (const { name, sorts: columns } of components) {
    for (const sort of columns) sorts[sort] ??= [];
    for (const row of facts[name] ?? []) {
      if (row.length !== columns.length) throw new Error(`${name} has ${columns.length} columns`);
      for (const [column, element] of row.entries()) {
        const known = sorts[columns[column]!]!;
        if (!known.includes(element)) known.push(element);
      }
    }
  }
  const relations = Object.fromEntries(
    components.map(({ name, sorts: columns }) => {
      const declared = declaring[name];
      const rows =
        facts[name] ??
        (declared === undefined ? [] : sorts[declared]!.map((element): readonly string[] => [element]));
      const tuples = rows.map((row) =>
        row.map((element, column) => sorts[columns[column]!]!.indexOf(element)),
      );
      return [name, [...new Map(tuples.map((tuple) => [tuple.join(), tuple])).values()]];
    }),
  );
  return { sorts, relations };
}
