/** What a user can do, for people: objects with what can be done to them, roles, exclusions. */

import type { Applying, HeldPermission, HeldRole, WhatAnswer } from '../../query/answer.ts';
import { blank, indented, type Line, line, piece, wrap } from '../text.ts';
import {
  at,
  chain,
  doubtItems,
  heading,
  type Item,
  items,
  moreLine,
  names,
  number,
  openLines,
  placesOf,
  type QueryLayout,
  title,
} from './parts.ts';

export function whatLines(answer: WhatAnswer, file: string, layout: QueryLayout): readonly Line[] {
  const { width, most } = layout;
  const { subject, roles, permissions, exclusions } = answer;
  const certain = permissions.filter(({ certainty }) => certainty === 'certain');
  const objects = new Set(certain.map(({ permission }) => objectOf(permission)));
  const possible = permissions.length - certain.length;
  const who: Line =
    subject.session === null
      ? [piece(subject.user, 'strong')]
      : [piece(subject.session, 'strong'), piece(`, a session of ${subject.user},`)];
  const can =
    certain.length === 0
      ? ' can do nothing'
      : ` can do ${number(certain.length, 'thing')} with ${number(objects.size, 'object')}`;
  const violated = exclusions.filter(({ isViolated }) => isViolated);
  const near = exclusions.filter(({ isViolated, forbidden }) => !isViolated && forbidden.length > 0);
  return [
    ...title([], [...who, piece(can), ...byRoles(roles, subject.session !== null)], file, width),
    ...(possible > 0
      ? wrap(
          [
            piece('? ', 'warn'),
            piece(
              `${number(possible, certain.length > 0 ? 'more permission' : 'permission')} perhaps`,
              'strong',
            ),
            piece(': it depends on what is not known'),
          ],
          width,
          2,
        )
      : []),
    ...(violated.length > 0
      ? wrap(
          [
            piece('✗ ', 'bad'),
            piece(`${number(violated.length, 'exclusion')} violated`, 'strong'),
            piece(`: ${[...new Set(violated.map(({ constraint }) => constraint))].slice(0, 3).join(', ')}`),
          ],
          width,
          2,
        )
      : []),
    ...section('permissions', permissionItems(permissions), layout),
    ...section(
      'roles',
      inReading(roles).map((role) =>
        roleItem(role, subject.session !== null, givenFirstBy(permissions, role.role)),
      ),
      layout,
    ),
    ...section('exclusions', [...violated, ...near].map(exclusionItem), layout),
    ...openLines(answer.open, 'perhaps everything else, too: not everything was understood', {
      width,
      most,
    }),
  ];
}

function byRoles(roles: readonly HeldRole[], isSession: boolean): Line {
  const own = roles.filter(({ steps, certainty }) => steps.length === 1 && certainty === 'certain');
  if (own.length === 0) return isSession ? line('; no role is active') : line('; no role is assigned');
  return [
    piece(', as '),
    ...names(
      own.map(({ role }) => role),
      4,
    ),
  ];
}

function section(
  name: string,
  rows: readonly (readonly Item[])[],
  { width, most }: QueryLayout,
): readonly Line[] {
  if (rows.length === 0) return [];
  return [
    blank,
    heading(name),
    ...indented(items(rows.slice(0, most).flat(), width - 4), 4),
    ...moreLine(rows.length - most, 'more', 4),
  ];
}

export function objectOf(permission: string): string {
  const colon = permission.lastIndexOf(':');
  return colon < 0 ? permission : permission.slice(0, colon);
}

function operationOf(permission: string): string {
  const colon = permission.lastIndexOf(':');
  return colon < 0 ? '' : permission.slice(colon + 1);
}

/** What can be done to an object by the same roles stands on one line. */
function permissionItems(permissions: readonly HeldPermission[]): readonly (readonly Item[])[] {
  const groups = new Map<string, HeldPermission[]>();
  for (const held of permissions) {
    const way = held.steps.map(({ fact }) => fact.left);
    const key = JSON.stringify([objectOf(held.permission), held.certainty, way, held.others]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [held]);
    else group.push(held);
  }
  const sorted = [...groups.values()]
    .map((group) => ({ group, first: group[0]!, object: objectOf(group[0]!.permission) }))
    .sort((a, b) => (a.object < b.object ? -1 : a.object > b.object ? 1 : 0));
  return sorted.map(({ group, first, object }, at): readonly Item[] => {
    const isPossible = first.certainty === 'possible';
    const also: Line =
      first.others.length === 0 ? [] : [piece(', also by ', 'dim'), ...names(first.others, 3, 'plain')];
    return [
      {
        name: line(sorted[at - 1]?.object === object ? '' : object),
        text: [
          ...(isPossible ? [piece('perhaps ', 'warn')] : []),
          ...names(
            group.map(({ permission }) => operationOf(permission)),
            12,
          ),
          piece('  by ', 'dim'),
          ...chain(shortened(first.steps.slice(0, -1).map(({ fact }) => fact.right))),
          ...also,
        ],
        right: placesOf(first.steps.slice(-1)),
      },
      ...(isPossible ? doubtItems(first.steps) : []),
    ];
  });
}

/** From the role that is assigned to the one that is granted it; what lies between is told by `can`. */
function shortened(roles: readonly string[]): readonly string[] {
  return roles.length <= 3 ? roles : [roles[0]!, '…', roles[roles.length - 1]!];
}

/** What is assigned first, then what it inherits. */
function inReading(roles: readonly HeldRole[]): readonly HeldRole[] {
  return [...roles].sort((a, b) => a.steps.length - b.steps.length);
}

/** How many permissions come by the role first of all. */
function givenFirstBy(permissions: readonly HeldPermission[], role: string): number {
  return permissions.filter(({ steps }) => steps[0]?.fact.right === role).length;
}

function roleItem(
  { role, isGroup, steps, certainty }: HeldRole,
  isSession: boolean,
  gives: number,
): readonly Item[] {
  const between = steps.slice(0, -1).map(({ fact }) => fact.right);
  const direct = isSession ? 'active' : isGroup ? 'a group, as a member' : 'assigned';
  const isPossible = certainty === 'possible';
  return [
    {
      name: line(role),
      text: [
        ...(isPossible ? [piece('perhaps ', 'warn')] : []),
        ...(between.length === 0
          ? [piece(direct), piece(gives > 0 ? `; ${number(gives, 'permission')} by it` : '', 'dim')]
          : [piece('through '), ...chain(shortened(between))]),
      ],
      right: placesOf(steps),
    },
    ...(isPossible ? doubtItems(steps) : []),
  ];
}

function exclusionItem({
  constraint,
  held,
  forbidden,
  isViolated,
  reason,
  location,
}: Applying): readonly Item[] {
  const why: Line = reason === null ? [] : line(`; ${reason}`);
  const text: Line = isViolated
    ? [piece('violated', 'bad'), piece(': has '), ...names(held), ...why]
    : [piece('has '), ...names(held), piece(', so must not have '), ...names(forbidden), ...why];
  return [{ name: line(constraint), text, right: at([location]) }];
}
