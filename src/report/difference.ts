/**
 * How policies differ in meaning, for people: causes first, each with whom it concerns and the way of the first of them.
 */

import { counted as countedText, listed } from '../source/words.ts';
import type {
  ApplicationChange,
  DemandChange,
  Difference,
  Resilience,
  Shift,
} from '../verdict/difference.ts';
import { places, type Row, strong, table } from './table.ts';
import { blank, indented, type Line, line, type Piece, piece, sentence, widthOf, wrap } from './text.ts';
import { counted, factText, pathText } from './wording.ts';

/** How much of each kind is shown before "n more"; JSON has everything. */
const most = 12;

/** What differs, a block for each kind. */
export function differenceBlocks(difference: Difference, width: number): readonly (readonly Line[])[] {
  return [
    section('users and permissions', shiftRows(difference.access, 'user', 'permission'), width),
    section('what roles may do', shiftRows(difference.grants, 'role', 'permission'), width),
    section('users and roles', membershipRows(difference), width),
    section('what is demanded', difference.demands.map(demandRow), width),
    ...difference.applications.map((change) => applicationBlock(change, width)),
    section('who may change it', difference.administration.map(demandRow), width),
    section('how it is judged', difference.settings.map(demandRow), width),
    restatedLines(difference, width),
  ].filter((block) => block.length > 0);
}

/** Header and blocks. */
export function differenceLines(difference: Difference, width: number): readonly Line[] {
  return [
    ...differenceHeader(difference, width),
    ...differenceBlocks(difference, width).flatMap((block) => [blank, ...block]),
  ];
}

/** The policy, and the answer in one sentence. */
export function differenceHeader(difference: Difference, width: number): readonly Line[] {
  const { policy, before, now } = difference;
  const where = before === null || before === now ? (now ?? before ?? '') : `${before} → ${now ?? 'nothing'}`;
  const title: Line = [piece('── ', 'dim'), piece(policy, 'strong'), piece('  '), piece(where), piece(' ')];
  return [
    [...title, piece('─'.repeat(Math.max(0, width - widthOf(title))), 'dim')],
    ...indented(wrap(sentence(summaryOf(difference)), width - 3), 3),
  ];
}

/** The answer in one sentence. */
export function summaryOf(difference: Difference): string {
  switch (difference.kind) {
    case 'same':
      return 'the same, word for word';
    case 'equivalent':
      return 'equivalent: it is written differently and means the same';
    case 'added':
      return 'a new policy';
    case 'removed':
      return 'the policy is gone';
    case 'different':
      return `different: ${listed(aspectsOf(difference))}`;
    default:
      return difference.kind satisfies never;
  }
}

function aspectsOf(difference: Difference): readonly string[] {
  const { access, membership, grants, demands, applications, administration, settings, users } = difference;
  const pairs = (shifts: readonly Shift[], direction: Shift['direction']): number =>
    shifts
      .filter((shift) => shift.direction === direction)
      .reduce((sum, { subjects, elements }) => sum + subjects.length * elements.length, 0);
  const told = (number: number, what: string): readonly string[] => (number === 0 ? [] : [what]);
  const gained = pairs(access, 'gained');
  const lost = pairs(access, 'lost');
  return [
    ...told(users.added.length, `${counted(users.added.length, 'user')} joined`),
    ...told(users.removed.length, `${counted(users.removed.length, 'user')} left`),
    ...told(
      gained,
      `${counted(gained, 'permission')} gained by ${counted(usersOf(access, 'gained'), 'user')}`,
    ),
    ...told(lost, `${counted(lost, 'permission')} lost by ${counted(usersOf(access, 'lost'), 'user')}`),
    ...told(access.length === 0 ? membership.length : 0, 'who holds which role'),
    ...told(access.length === 0 ? grants.length : 0, 'what roles may do'),
    ...told(demands.length, `${counted(demands.length, 'demand')}`),
    ...told(applications.length, `${counted(applications.length, 'application')}`),
    ...told(administration.length, 'who may change it'),
    ...told(settings.length, 'how it is judged'),
  ];
}

function usersOf(shifts: readonly Shift[], direction: Shift['direction']): number {
  return new Set(shifts.filter((shift) => shift.direction === direction).flatMap(({ subjects }) => subjects))
    .size;
}

function section(title: string, rows: readonly Row[], width: number): readonly Line[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  const rest = rows.length - shown.length;
  return [
    [piece('  '), piece(title, 'strong')],
    ...indented(table(shown, width - 4), 4),
    ...(rest > 0 ? [[piece(`    ${rest} more; --format json lists all`, 'dim')]] : []),
  ];
}

const plus: Piece = piece('+ ', 'warn');
const minus: Piece = piece('− ', 'note');

function shiftRows(
  shifts: readonly Shift[],
  subject: 'user' | 'role',
  element: 'permission' | 'role',
): readonly Row[] {
  return shifts.flatMap((shift): readonly Row[] => {
    const verb = shift.direction === 'gained' ? 'gain' : 'lose';
    const isOne = shift.subjects.length === 1;
    const who = isOne ? shift.subjects[0]! : several(shift.subjects, subject);
    const what = shift.elements.length === 1 ? shift.elements[0]! : several(shift.elements, element);
    const first: Line = [
      shift.direction === 'gained' ? plus : minus,
      ...strong(sentence(`${who} ${verb}${isOne ? 's' : ''} ${what}`)),
    ];
    const cause =
      shift.cause === null
        ? []
        : [
            {
              label: '',
              text: [
                piece(shift.direction === 'gained' ? 'now ' : 'no longer ', 'dim'),
                ...factText(shift.cause),
              ],
              right: places(shift.cause.locations.slice(0, 1)),
            } satisfies Row,
          ];
    const way: Row = {
      label: '',
      text: [
        piece(isOne ? 'way ' : `way of ${shift.subjects[0]!} `, 'dim'),
        ...pathText(shift.example, shift.subjects[0] ?? null),
      ],
      right: blank,
    };
    return [
      { label: '', text: first, right: blank },
      ...cause,
      ...(shift.example.steps.length > 1 ? [way] : []),
    ];
  });
}

/** Where permissions are told, roles are told only for those of whom no permission changes. */
function membershipRows({ access, membership }: Difference): readonly Row[] {
  const told = new Set(
    access.flatMap(({ cause }) => (cause === null ? [] : [JSON.stringify([cause.left, cause.right])])),
  );
  return shiftRows(
    membership.filter(({ cause }) => cause === null || !told.has(JSON.stringify([cause.left, cause.right]))),
    'user',
    'role',
  );
}

/** `kim, lee and 3 more users`. */
function several(names: readonly string[], noun: string): string {
  const shown = names.slice(0, 3);
  const rest = names.length - shown.length;
  return rest === 0 ? listed(shown) : `${shown.join(', ')} and ${countedText(rest, `more ${noun}`)}`;
}

const marks: Readonly<Record<DemandChange['kind'], Piece>> = {
  added: piece('+ ', 'good'),
  strengthened: piece('+ ', 'good'),
  removed: piece('− ', 'bad'),
  weakened: piece('− ', 'bad'),
  changed: piece('± ', 'warn'),
};

function demandRow({ kind, sentence: said, example, locations }: DemandChange): Row {
  return {
    label: '',
    text: [
      marks[kind],
      ...sentence(said),
      ...(example === null ? [] : [piece('; '), ...strong(sentence(example))]),
    ],
    right: places(locations.slice(0, 1)),
  };
}

function applicationBlock(change: ApplicationChange, width: number): readonly Line[] {
  const { application, kind, structure, demands, candidates, starters, resilience } = change;
  const said = (text: string, mark: Piece): Row => ({
    label: '',
    text: [mark, ...sentence(text)],
    right: blank,
  });
  const people = (direction: 'gained' | 'lost', users: readonly string[], what: string): readonly Row[] =>
    users.length === 0
      ? []
      : [
          said(
            `${users.length === 1 ? users[0]! : several(users, 'user')} ${direction === 'gained' ? 'may now' : 'may no longer'} ${what}`,
            direction === 'gained' ? plus : minus,
          ),
        ];
  const rows: readonly Row[] = [
    ...(kind === 'changed'
      ? []
      : [said(kind === 'added' ? 'it is new' : 'it is gone', kind === 'added' ? plus : minus)]),
    ...(resilience === null ? [] : runRows(resilience).map((text) => said(text, piece('! ', 'warn')))),
    ...structure.map((text) => said(text, piece('± ', 'warn'))),
    ...demands.map(demandRow),
    ...candidates.flatMap(({ session, direction, users }) => people(direction, users, `do ${session}`)),
    ...people('gained', starters.gained, 'start it'),
    ...people('lost', starters.lost, 'start it'),
  ];
  return section(`application ${application}`, rows, width);
}

function runRows({
  before,
  now,
}: {
  readonly before: Resilience;
  readonly now: Resilience;
}): readonly string[] {
  if (before.people === now.people && before.isExact === now.isExact) return [];
  return [`${abilityText(now)}; before, ${abilityText(before)}`];
}

function abilityText({ people, isExact }: Resilience): string {
  if (people < 0)
    return isExact ? 'it cannot be carried out' : 'it is not known whether it can be carried out';
  if (people === 0)
    return isExact ? 'it can be carried out, but not when one person is absent' : 'it can be carried out';
  const who = people === 1 ? 'any one person' : `any ${people} people`;
  return `it can be carried out without ${who}${isExact ? '' : ', perhaps more'}`;
}

function restatedLines({ restated, kind }: Difference, width: number): readonly Line[] {
  const { roles, permissions, facts } = restated;
  const parts = [
    ...(roles.added.length === 0
      ? []
      : [`new ${roles.added.length === 1 ? 'role' : 'roles'} ${listed(roles.added)}`]),
    ...(roles.removed.length === 0
      ? []
      : [`${roles.removed.length === 1 ? 'role' : 'roles'} ${listed(roles.removed)} gone`]),
    ...(permissions.added.length === 0
      ? []
      : [
          `new ${permissions.added.length === 1 ? 'permission' : 'permissions'} ${listed(permissions.added)}`,
        ]),
    ...(permissions.removed.length === 0
      ? []
      : [
          `${permissions.removed.length === 1 ? 'permission' : 'permissions'} ${listed(permissions.removed)} gone`,
        ]),
    ...(facts.added + facts.removed === 0
      ? []
      : [`${counted(facts.added, 'fact')} added, ${facts.removed} removed`]),
  ];
  if (parts.length === 0 || (kind !== 'equivalent' && kind !== 'different')) return [];
  return indented(wrap(line(`written differently: ${parts.join('; ')}`, 'dim'), width - 2), 2);
}
