/** Who has it, for people: how many, then by the role that gives it, each user with the place of the assignment. */

import type { Asked, Holder, RoleWay, WhoAnswer } from '../../query/answer.ts';
import { blank, indented, type Line, line, piece, widthOf, wrap } from '../text.ts';
import { grouped } from '../wording.ts';
import {
  at,
  doubtItems,
  giving,
  type Item,
  items,
  moreLine,
  names,
  number,
  openLines,
  placesOf,
  type QueryLayout,
  throughText,
  title,
} from './parts.ts';

export function whoLines(answer: WhoAnswer, file: string, layout: QueryLayout): readonly Line[] {
  const { width } = layout;
  const [only] = answer.asked;
  const body =
    answer.asked.length === 1 && only !== undefined
      ? [...groupsOf(answer, only, 'certain', layout), ...groupsOf(answer, only, 'possible', layout)]
      : [...togetherOf(answer, 'certain', layout), ...togetherOf(answer, 'possible', layout)];
  return [
    ...title([], headline(answer), file, width),
    ...wrap(breakdown(answer), width - 2, 2)
      .map((content) => [piece('  '), ...content])
      .filter((content) => content.length > 1),
    ...maybeLine(answer, layout),
    ...body,
    ...openLines(
      answer.open,
      answer.asked.some(({ sort }) => sort === 'permission')
        ? 'anybody else may, too: not everything was understood'
        : 'anybody else may have it, too: not everything was understood',
      layout,
    ),
  ];
}

function headline({ asked, counts, within }: WhoAnswer): Line {
  const { certain, of } = counts;
  const whose = within === null ? 'users' : 'users';
  const many: Line =
    certain === 0
      ? [piece('nobody', 'strong')]
      : [piece(`${grouped(certain)} of ${grouped(of)} ${whose}`, 'strong')];
  const having = within === null ? [] : [piece(' with '), piece(within, 'strong')];
  return [...many, ...having, piece(' '), ...predicate(asked, certain === 1)];
}

/** "can invoice:approve", "has the role approver", "has both creator and approver". */
function predicate(asked: readonly Asked[], isOne: boolean): Line {
  const [first] = asked;
  if (asked.length === 1 && first !== undefined) {
    const isPattern = first.matches.length !== 1 || first.matches[0] !== first.name;
    const verb = first.sort === 'permission' ? 'can ' : isOne ? 'has ' : 'have ';
    if (!isPattern) return [piece(verb), piece(first.name, 'strong')];
    const what = first.sort === 'permission' ? 'permission' : 'role';
    return [piece(`${verb}one of ${number(first.matches.length, what)} like `), piece(first.name, 'strong')];
  }
  return [
    piece(`${isOne ? 'has' : 'have'} ${asked.length === 2 ? 'both ' : 'all of '}`),
    ...names(asked.map(({ name }) => name)),
  ];
}

const mostRoles = 5;

/** By which roles, the largest first; of a pattern also what it matches. */
function breakdown({ asked, counts }: WhoAnswer): Line {
  const [only] = asked;
  if (asked.length !== 1 || only === undefined) return [];
  const matched: Line =
    only.matches.length > 1 ? [piece('matching: '), ...names(only.matches, 6, 'plain')] : [];
  const ways = only.ways
    .filter(({ users }) => users.certain > 0)
    .sort((a, b) => b.users.certain - a.users.certain);
  if (ways.length === 0 || counts.certain === 0) return matched;
  const shown = ways.slice(0, mostRoles);
  const more = ways.length - shown.length;
  return [
    piece('by '),
    ...shown.flatMap(
      ({ role, users }, index): Line => [
        ...(index === 0 ? [] : line(' · ', 'dim')),
        piece(role, 'strong'),
        piece(` ${grouped(users.certain)}`),
      ],
    ),
    ...(more > 0 ? line(` · ${number(more, 'more role')}`) : []),
    ...(matched.length > 0 ? [piece('; '), ...matched] : []),
  ];
}

function maybeLine({ counts }: WhoAnswer, { width }: QueryLayout): readonly Line[] {
  if (counts.possible === 0) return [];
  const more = counts.certain === 0 ? '' : ' more';
  return wrap(
    [
      piece('? ', 'warn'),
      piece(`${number(counts.possible, 'user')}${more} may`, 'strong'),
      piece(': it depends on what is not known'),
    ],
    width,
    2,
  );
}

function groupsOf(
  answer: WhoAnswer,
  asked: Asked,
  certainty: Holder['certainty'],
  layout: QueryLayout,
): readonly Line[] {
  return asked.ways
    .filter(({ users }) => users[certainty] > 0)
    .flatMap((way) => {
      const users = answer.users.filter(
        (holder) => holder.certainty === certainty && holder.by[0]?.role === way.role,
      );
      return groupLines(way, asked, users, certainty, layout);
    });
}

function groupLines(
  way: RoleWay,
  asked: Asked,
  users: readonly Holder[],
  certainty: Holder['certainty'],
  { width }: QueryLayout,
): readonly Line[] {
  if (users.length === 0) return [];
  const count = way.users[certainty];
  const isPossible = certainty === 'possible';
  const gives = asked.matches.length === 1 ? null : givesText(way);
  const how: Item = { name: giving(way.steps, gives), text: [], right: placesOf(way.steps) };
  const rows = users.map((holder) => userItem(holder, isPossible));
  return [
    blank,
    [
      ...(isPossible ? [piece('perhaps, as ', 'warn')] : []),
      piece(way.role, 'strong'),
      piece(`${way.isGroup ? ', a group' : ''}: ${number(count, 'user')}`),
    ],
    ...(way.steps.length === 0 ? [] : indented(items([how], width - 2), 2)),
    ...(isPossible ? indented(items(doubtItems(way.steps), width - 2), 2) : []),
    ...indented(items(rows.flat(), width - 4), 4),
    ...moreLine(count - users.length, 'more', 4),
  ];
}

function givesText({ gives, mayGive }: RoleWay): Line {
  return names(gives.length > 0 ? gives : mayGive, 4);
}

function userItem({ user, by }: Holder, isPossible: boolean): readonly Item[] {
  const [first] = by;
  const also = first === undefined ? [] : first.others;
  const text: Line = also.length === 0 ? [] : [piece('also by ', 'dim'), ...names(also, 3, 'plain')];
  const own: Item = {
    name: line(user),
    text,
    right: first === undefined ? [] : at(first.assigned.fact.locations.slice(0, 1)),
  };
  const doubts = isPossible && first !== undefined ? doubtItems([first.assigned]) : [];
  return [own, ...doubts.map((item) => ({ ...item, name: [piece('  '), ...item.name] }))];
}

/** Who has several things: a line for each thing. */
function togetherOf(
  answer: WhoAnswer,
  certainty: Holder['certainty'],
  { width }: QueryLayout,
): readonly Line[] {
  const users = answer.users.filter((holder) => holder.certainty === certainty);
  if (users.length === 0) return [];
  const widest = Math.max(...answer.asked.map(({ name }) => widthOf(line(name))));
  const isPossible = certainty === 'possible';
  return [
    ...users.flatMap(({ user, by }) => {
      const rows = by.flatMap(({ role, assigned }, index): Item[] => {
        const asked = answer.asked[index]!;
        const way = asked.ways.find((one) => one.role === role)!;
        const steps = [assigned, ...way.steps];
        const between = steps.slice(0, -1).map(({ fact }) => fact.right);
        return [
          { name: line(asked.name), text: throughText(between), right: placesOf(steps) },
          ...(isPossible ? doubtItems(steps) : []),
        ];
      });
      return [
        blank,
        [...(isPossible ? [piece('perhaps ', 'warn')] : []), piece(user, 'strong')],
        ...indented(items(rows, width - 4), 4),
      ];
    }),
    ...(widest > 0 ? moreLine(answer.counts[certainty] - users.length, 'more', 4) : []),
  ];
}
