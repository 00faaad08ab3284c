/** Whether a user can, for people: yes and by which ways; or why not, and what would have to change. */

import type { CanAnswer, Candidate, Objection, Way } from '../../query/answer.ts';
import { blank, indented, type Line, line, piece, sentence, unbroken } from '../text.ts';
import { factText } from '../wording.ts';
import {
  at,
  doubtItems,
  giving,
  heading,
  type Item,
  items,
  moreLine,
  number,
  openLines,
  placesOf,
  type QueryLayout,
  throughText,
  title,
} from './parts.ts';

/** `repeat`: the command line that would try an assignment. */
export function canLines(
  answer: CanAnswer,
  file: string,
  simulate: (user: string, role: string) => string,
  layout: QueryLayout,
): readonly Line[] {
  const { width, most } = layout;
  const [best, ...others] = answer.ways;
  const headline: Line = [
    piece({ yes: 'yes: ', no: 'no: ', unknown: 'not known: ' }[answer.answer], 'strong'),
    ...subjectText(answer),
    piece(verbOf(answer)),
    piece(answer.asked.name, 'strong'),
    ...(best === undefined ? [] : [piece(', '), ...throughText(rolesOf(best, answer))]),
  ];
  const mark = { yes: piece('✓ ', 'good'), no: piece('✗ ', 'bad'), unknown: piece('? ', 'warn') };
  return [
    ...title([mark[answer.answer]], headline, file, width),
    ...(best === undefined ? [] : indented(items(stepItems(best), width - 4), 4)),
    ...(others.length > 0
      ? [
          heading(`  and by ${number(others.length, 'other role')}`),
          ...indented(
            items(
              others.slice(0, most).flatMap((way) => [
                {
                  name: line(way.role),
                  text: [
                    ...(way.certainty === 'possible' ? [piece('perhaps ', 'warn')] : []),
                    ...giving(way.steps.slice(1), null),
                  ],
                  right: placesOf(way.steps),
                },
              ]),
              width - 4,
            ),
            4,
          ),
          ...moreLine(others.length - most, 'more', 4),
        ]
      : []),
    ...holdersLine(answer),
    ...inactiveLines(answer, layout),
    ...missingLines(answer, simulate, layout),
    ...openLines(answer.open, 'it may be so all the same: not everything was understood', layout),
  ];
}

function subjectText({ subject }: CanAnswer): Line {
  return subject.session === null
    ? [piece(subject.user, 'strong')]
    : [piece(subject.session, 'strong'), piece(`, a session of ${subject.user},`)];
}

function verbOf({ answer, asked, ways }: CanAnswer): string {
  if (asked.sort === 'permission')
    return {
      yes: ' can ',
      no: ' cannot ',
      unknown: ways.length > 0 ? ' may be able to ' : ' may or may not ',
    }[answer];
  return { yes: ' has ', no: ' does not have ', unknown: ' may have ' }[answer];
}

/** Between the subject and what is asked for. */
function rolesOf({ steps }: Way, { asked }: CanAnswer): readonly string[] {
  const roles = steps.map(({ fact }) => fact.right).slice(0, -1);
  return asked.sort === 'permission' || roles.length > 0 ? roles : [];
}

function stepItems({ steps, certainty }: Way): readonly Item[] {
  return [
    ...steps.map(({ fact, doubts }) => ({
      name: [...(doubts.length > 0 ? [piece('perhaps ', 'warn')] : []), ...factText(fact)],
      text: [],
      right: at(fact.locations),
    })),
    ...(certainty === 'possible' ? doubtItems(steps) : []),
  ];
}

function holdersLine({ holders, asked, answer }: CanAnswer): readonly Line[] {
  const others = answer === 'yes' ? holders - 1 : holders;
  const verb = asked.sort === 'permission' ? 'can' : others === 1 ? 'has it' : 'have it';
  const who = others === 0 ? 'nobody else' : number(others, answer === 'yes' ? 'other user' : 'user');
  const text = others === 0 && answer !== 'yes' ? 'nobody' : who;
  return [line(`    ${text} ${others === 0 && asked.sort === 'role' ? 'has it' : verb}`, 'dim')];
}

function inactiveLines({ inactive, subject }: CanAnswer, { width, most }: QueryLayout): readonly Line[] {
  if (inactive.length === 0) return [];
  return [
    blank,
    [piece(`${subject.user}`, 'strong'), piece(' could, with another role active')],
    ...indented(
      items(
        inactive.slice(0, most).map((way) => ({
          name: line(way.role),
          text: giving(way.steps.slice(1), null),
          right: placesOf(way.steps),
        })),
        width - 4,
      ),
      4,
    ),
  ];
}

const mostCandidates = 5;

function missingLines(
  { missing, asked, subject, answer }: CanAnswer,
  simulate: (user: string, role: string) => string,
  { width, most }: QueryLayout,
): readonly Line[] {
  if (missing === null) return [];
  const { roles, more } = missing;
  if (roles.length === 0)
    return answer === 'no' && asked.sort === 'permission'
      ? indented(
          [[piece('no role grants '), piece(asked.name, 'strong'), piece(', so no assignment gives it')]],
          4,
        )
      : [];
  const free = roles.filter(({ objections }) => objections.length === 0);
  const shown = roles.slice(0, Math.min(most, mostCandidates));
  const total = roles.length + more;
  const verdict =
    free.length === 0
      ? 'each of them would violate something'
      : free.length === roles.length
        ? 'none of them would violate anything'
        : `${number(roles.length - free.length, 'of them', 'of them')} would violate something`;
  const [nearest] = shown;
  return [
    blank,
    [
      piece('what would give it', 'strong'),
      piece(
        total === 1
          ? `: one role${free.length === 1 ? '' : ', and it would violate something'}`
          : `: one of ${number(total, 'role')}; ${verdict}`,
      ),
    ],
    ...indented(items(shown.flatMap(candidateItems), width - 4), 4),
    ...moreLine(total - shown.length, 'more roles', 4),
    ...(nearest === undefined
      ? []
      : [[...line('    try  ', 'dim'), ...unbroken(simulate(subject.user, nearest.role), 'dim')]]),
  ];
}

export function candidateItems(candidate: Candidate): readonly Item[] {
  const { role, steps, gains, objections } = candidate;
  const mark = objections.length === 0 ? piece('✓ ', 'good') : piece('✗ ', 'bad');
  // What is asked for is one of them.
  const besides = steps.length === 0 ? gains : gains - 1;
  const brings =
    besides > 0
      ? `${steps.length === 0 ? 'brings ' : '; and '}${number(besides, steps.length === 0 ? 'permission' : 'permission more', steps.length === 0 ? 'permissions' : 'permissions more')}`
      : '';
  return [
    {
      name: [mark, piece(role, 'strong')],
      text: [
        ...giving(steps, null),
        piece(brings === '' && steps.length === 0 ? 'brings nothing new' : brings, 'dim'),
      ],
      right: placesOf(steps),
    },
    ...objections.map(objectionItem),
  ];
}

export function objectionItem({
  sentence: text,
  constraint,
  rule,
  reason,
  location,
  certainty,
}: Objection): Item {
  const would = certainty === 'certain' ? 'would violate ' : 'may violate ';
  return {
    name: [],
    text: [
      piece(would, certainty === 'certain' ? 'bad' : 'warn'),
      piece(constraint ?? rule, 'strong'),
      piece(': '),
      ...sentence(text),
      ...(reason === null ? [] : line(`; ${reason}`)),
    ],
    right: location === null ? [] : at([location]),
  };
}
