/** The areas of administration (FORMAL.md E.4): the central one and the departments partition the roles they own. */

import type { Area } from '../administration.ts';
import type { Leaf, Located } from '../located.ts';
import { shown } from '../names.ts';
import type { PolicyDocument } from '../shape.ts';
import { central } from '../shape-administration.ts';
import { readOfficers } from './officers.ts';
import { leafIds, type Ranged, type Reading } from './reading.ts';

type AdministrationShape = NonNullable<PolicyDocument['administration']>;
type AreasNode = Located<NonNullable<AdministrationShape['areas']>>;
type AreaNode = Located<NonNullable<NonNullable<AdministrationShape['areas']>['central']>>;

export interface Areas {
  readonly areas: readonly Area[];
  /** The area that owns the role. */
  ownerOf(role: number): Area | undefined;
  /** The area of that name; undefined after it was reported. */
  find(name: Leaf<string>): Area | undefined;
  /** False where one could not be read: then a role without an area is no news. */
  readonly complete: boolean;
}

export function readAreas(reading: Reading, node: AreasNode | undefined, written: boolean): Areas {
  const areas: Area[] = [];
  const owners = new Map<number, { readonly area: Area; readonly at: Ranged }>();
  const add = (name: string | null, area: AreaNode): void => {
    const roles = leafIds(reading, 'role', area.values.roles);
    const read: Area = {
      name,
      officers: readOfficers(reading, area.values.officers),
      roles: roles.map(({ id }) => id),
      place: reading.place(area),
    };
    areas.push(read);
    for (const role of roles) {
      const owner = owners.get(role.id);
      if (owner === undefined) {
        owners.set(role.id, { area: read, at: role });
        continue;
      }
      reading.problems.report({
        code: 'two-owners',
        message: `role \`${shown(reading.spaces.role.names.name(role.id))}\` is in ${areaWords(owner.area)} already`,
        span: reading.span(role),
        hint: 'leave it in one of them; roles that several departments need belong to the central area',
        related: [{ message: 'it is also here', span: reading.span(owner.at) }],
      });
    }
  };

  const names = new Map<string, Ranged>();
  if (node?.values.central !== undefined) add(null, node.values.central);
  for (const { key, value } of node?.values.departments?.entries ?? []) {
    const name = key.text.normalize('NFC');
    const first = names.get(name);
    if (first !== undefined || name === central) {
      reading.problems.report({
        code: 'duplicate-name',
        message:
          first === undefined
            ? `a department cannot be called \`${central}\`, as the central area is`
            : `department \`${shown(name)}\` is declared twice`,
        span: reading.span(key),
        ...(first === undefined ? {} : { related: [{ message: 'first here', span: reading.span(first) }] }),
      });
    }
    names.set(name, key);
    add(name, value);
  }
  const lost = (key: 'central' | 'departments'): boolean =>
    node?.keys.has(key) === true && node.values[key] === undefined;
  const complete = (node !== undefined || !written) && !lost('central') && !lost('departments');

  return {
    areas,
    complete,
    ownerOf: (role) => owners.get(role)?.area,
    find(leaf) {
      if (!leaf.given) return undefined;
      const name = leaf.value.normalize('NFC');
      const found = areas.find((area) => (area.name ?? central) === name);
      if (found === undefined && complete) {
        const known = areas.map((area) => area.name ?? central);
        reading.problems.report({
          code: 'unknown-area',
          message: `there is no area \`${shown(name)}\``,
          span: reading.span(leaf),
          hint: reading.suggest.hint(
            name,
            known,
            known.length === 0
              ? 'declare it under `areas:`'
              : `the areas are ${known
                  .slice(0, 20)
                  .map((one) => `\`${shown(one)}\``)
                  .join(', ')}`,
          ),
        });
      }
      return found;
    },
  };
}

export function areaWords({ name }: Area): string {
  return name === null ? 'the central area' : `department \`${shown(name)}\``;
}
