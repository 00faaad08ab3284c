/** Users, roles, groups and permissions that the policy and its parts themselves declare. */

import type { Located } from '../located.ts';
import { shown, spanAt } from '../names.ts';
import type { PolicyDocument } from '../shape.ts';
import type { Ranged, Reading, Sort } from './reading.ts';

export type Document = Located<PolicyDocument>;

export function declareNames(reading: Reading, { values }: Document): void {
  for (const name of namesIn(values.users)) declare(reading, 'user', name.text, name, 'user');
  for (const name of namesIn(values.roles)) declare(reading, 'role', name.text, name, 'role');
  for (const { key } of values.groups?.entries ?? []) {
    const id = declare(reading, 'role', key.text, key, 'group');
    reading.groups.add(id);
  }
  for (const name of namesIn(values.permissions)) {
    declare(reading, 'permission', name.text, name, 'permission');
  }
}

interface Written extends Ranged {
  readonly text: string;
}

/** The names of a list, or the keys of a mapping. */
function namesIn(
  names: NonNullable<Document['values']['users' | 'roles' | 'permissions']> | undefined,
): readonly Written[] {
  if (names === undefined) return [];
  if (names.kind === 'mapping') return names.entries.map(({ key }) => key);
  return names.items.map(({ value, start, end }) => ({ text: value, start, end }));
}

function declare(reading: Reading, sort: Sort, name: string, range: Ranged, what: string): number {
  const { names } = reading.spaces[sort];
  const before = names.size();
  const span = reading.span(range);
  const id = reading.spaces[sort].declare(name, reading.place(range), () => span);
  if (id < before) {
    reading.problems.report({
      code: 'duplicate-name',
      message: `${what} \`${shown(name)}\` is declared twice`,
      span,
      related: [
        { message: 'first here', span: spanAt(reading.files, names.place(id), names.name(id).length) },
      ],
    });
  }
  return id;
}
