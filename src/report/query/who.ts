/** Who has it, for people: how many, then by the role that gives it, each user with the place of the assignment. */

import type { Asked, Holder, RoleWay, WhoAnswer } from '../../query/answer.ts';
import { blank, indented, type Line, line, piece, spread, wrap } from '../text.ts';
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
  plainFirst,
  type QueryLayout,
  throughText,
  title,
} from './parts.ts';

export function whoLines(answer: WhoAnswer, file: string, layout: QueryLayout): readonly Line[] {
  const { width } = layout;
  const [only] = answer.asked;
  const told = (certainty: Holder['certainty']): readonly Line[] =>
    answer.asked.length > 1 || only === undefined
      ? togetherOf(answer, certainty, layout)
      : groupsOf(answer, only, certainty, layout);
  const left = answer.counts.certain + answer.counts.possible - answer.users.length;
  return [
    ...title([], headline(answer), file, width),
    ...wrap(breakdown(answer), width - 2, 2)
      .map((content) => [piece('  '), ...content])
      .filter((content) => content.length > 1),
    ...maybeLine(answer, layout),
    ...told('certain'),
    ...told('possible'),
    ...(left > 0 ? [blank] : []),
    ...moreLine(left, left === 1 ? 'user is not shown' : 'users are not shown', 2),
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
  const many =
    certain === 0
      ? 'nobody'
      : within === null
        ? `${grouped(certain)} of ${grouped(of)} users`
        : number(certain, 'user');
  const having = within === null ? [] : [piece(' with '), piece(within, 'strong')];
  return [piece(many, 'strong'), ...having, piece(' '), ...predicate(asked, certain < 2)];
}

/** "can invoice:approve", "has approver", "has both creator and approver". */
function predicate(asked: readonly Asked[], isOne: boolean): Line {
  const [first] = asked;
  const have = isOne ? 'has ' : 'have ';
  if (asked.length !== 1 || first === undefined)
    return [
      piece(`${have}${asked.length === 2 ? 'both ' : 'all of '}`),
      ...names(asked.map(({ name }) => name)),
    ];
  const [match] = first.matches;
  if (first.matches.length === 1 && match !== undefined) {
    const like: Line = match === first.name ? [] : [piece(', like '), piece(first.name, 'strong')];
    return [piece(first.sort === 'permission' ? 'can ' : have), piece(match, 'strong'), ...like];
  }
  return [
    piece(`${have}one of the ${number(first.matches.length, first.sort)} like `),
    piece(first.name, 'strong'),
  ];
}

const mostRoles = 5;
const fewUsers = 10;

/** By which roles, the largest first; of a pattern also what it matches. */
function breakdown(answer: WhoAnswer): Line {
  const { asked, counts } = answer;
  const [only] = asked;
  if (asked.length !== 1 || only === undefined) return [];
  const matched: Line =
    only.matches.length > 1 ? [piece('matching: '), ...names(plainFirst(only.matches), 6, 'plain')] : [];
  const ways = only.ways
    .filter(({ users }) => users.certain > 0)
    .sort((a, b) => b.users.certain - a.users.certain);
  // Of few users, and where the roles are listed, it is seen below.
  if (ways.length < 2 || counts.certain <= fewUsers || isTable(answer, ways)) return matched;
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
  const more = counts.certain === 0 ? 'user' : 'more user';
  return wrap(
    [
      piece('? ', 'warn'),
      piece(`${number(counts.possible, more)} may`, 'strong'),
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
  const ways = asked.ways
    .filter(({ users }) => users[certainty] > 0)
    .sort((a, b) => b.users[certainty] - a.users[certainty]);
  if (isTable(answer, ways)) return rolesTable(ways, asked, certainty, layout);
  return ways.flatMap((way) => {
    const users = answer.users.filter(
      (holder) => holder.certainty === certainty && holder.by[0]?.role === way.role,
    );
    return groupLines(way, asked, users, certainty, layout);
  });
}

/** With more roles than that, and not all of their users told, the roles themselves are what can be read. */
const mostGroups = 8;

function isTable({ users, counts }: WhoAnswer, ways: readonly RoleWay[]): boolean {
  return users.length < counts.certain + counts.possible && ways.length > mostGroups;
}

function rolesTable(
  ways: readonly RoleWay[],
  asked: Asked,
  certainty: Holder['certainty'],
  { width, most }: QueryLayout,
): readonly Line[] {
  const shown = ways.slice(0, most);
  const digits = Math.max(...shown.map(({ users }) => grouped(users[certainty]).length));
  const rows = shown.map((way): Item => {
    const how = giving(way.steps, asked.matches.length === 1 ? undefined : givesText(way));
    return {
      name: line(way.role),
      text: [
        piece(grouped(way.users[certainty]).padStart(digits), 'strong'),
        piece('  '),
        ...(how.length === 0 ? line('itself') : how),
      ],
      right: placesOf(way.steps),
    };
  });
  const [first] = shown;
  return [
    blank,
    [
      ...(certainty === 'possible' ? [piece('perhaps, ', 'warn')] : []),
      piece('roles', 'strong'),
      piece(', and how many users have it by them'),
    ],
    ...indented(items(rows, width - 4), 4),
    ...moreLine(ways.length - shown.length, 'more roles', 4, false),
    ...(first === undefined
      ? []
      : indented(
          [[piece('--role ', 'dim'), piece(first.role, 'dim'), piece(' lists the users of one', 'dim')]],
          4,
        )),
  ];
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
  const gives = asked.matches.length === 1 ? undefined : givesText(way);
  const title: Line = [
    ...(isPossible ? [piece('perhaps, as ', 'warn')] : []),
    piece(way.role, 'strong'),
    piece(`${way.isGroup ? ', a group' : ''}: ${number(count, 'user')}`),
    ...(way.steps.length === 0 ? [] : [piece('; '), ...giving(way.steps, gives)]),
  ];
  return [
    blank,
    ...spread(title, placesOf(way.steps), width, 2),
    ...(isPossible ? items(doubtItems(way.steps), width) : []),
    ...indented(
      items(
        users.flatMap((holder) => userItem(holder, isPossible)),
        width - 4,
      ),
      4,
    ),
    ...moreLine(count - users.length, 'more', 4, false),
  ];
}

function givesText({ gives, mayGive }: RoleWay): Line {
  return names(plainFirst(gives.length > 0 ? gives : mayGive), 4);
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
  return [own, ...doubts];
}

/** Who has several things: a line for each thing. */
function togetherOf(
  answer: WhoAnswer,
  certainty: Holder['certainty'],
  { width }: QueryLayout,
): readonly Line[] {
  const users = answer.users.filter((holder) => holder.certainty === certainty);
  if (users.length === 0) return [];
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
    ...moreLine(answer.counts[certainty] - users.length, 'more', 4, false),
  ];
}
