/** Whether a user can, for people: yes and by which ways; or why not, and what would have to change. */

import type { CanAnswer, Candidate, Objection, Way } from '../../query/answer.ts';
import { blank, indented, type Line, line, piece, sentence, spread, unbroken } from '../text.ts';
import { factText, grouped } from '../wording.ts';
import {
  at,
  doubtItems,
  giving,
  heading,
  type Item,
  items,
  moreLine,
  nameColumn,
  names,
  number,
  openLines,
  placesOf,
  type QueryLayout,
  throughText,
  title,
} from './parts.ts';

/** The command line that would try an assignment; null where there is none. */
export type Simulate = ((user: string, role: string) => string) | null;

export function canLines(
  answer: CanAnswer,
  file: string,
  simulate: Simulate,
  layout: QueryLayout,
): readonly Line[] {
  const { width, most } = layout;
  const [best, ...others] = answer.ways;
  const through = best === undefined ? [] : throughText(rolesOf(best, answer));
  const headline: Line = [
    piece({ yes: 'yes: ', no: 'no: ', unknown: 'not known: ' }[answer.answer], 'strong'),
    ...(answer.answer === 'unknown' ? line('whether ') : []),
    ...subjectText(answer),
    piece(verbOf(answer)),
    piece(answer.asked.name, 'strong'),
    ...(best === undefined ? [] : [piece(answer.answer === 'yes' ? ', ' : '; if so, '), ...through]),
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
                    ...giving(way.steps.slice(1)),
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

function verbOf({ answer, asked }: CanAnswer): string {
  if (asked.sort === 'permission') return answer === 'no' ? ' cannot ' : ' can ';
  return answer === 'no' ? ' does not have ' : ' has ';
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

function holdersLine({ holders, asked, answer, subject }: CanAnswer): readonly Line[] {
  if (subject.session !== null) return [];
  const isYes = answer === 'yes';
  const count = isYes ? holders - 1 : holders;
  const who = count === 0 ? (isYes ? 'nobody else' : 'nobody') : number(count, isYes ? 'other user' : 'user');
  const does = asked.sort === 'permission' ? 'can' : count < 2 ? 'has it' : 'have it';
  return [line(`    ${who} ${does}${answer === 'unknown' ? ' for certain' : ''}`, 'dim')];
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
          text: giving(way.steps.slice(1)),
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
  { missing, asked, subject }: CanAnswer,
  simulate: Simulate,
  { width, most }: QueryLayout,
): readonly Line[] {
  if (missing === null) return [];
  const { roles, more, perhaps } = missing;
  if (roles.length === 0) return nothingGives(asked, perhaps);
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
    ...indented(candidateLines(shown, width - 4, { withReasons: true }), 4),
    ...moreLine(total - shown.length, 'more roles', 4),
    ...(nearest === undefined || simulate === null
      ? []
      : [[...line('    try  ', 'dim'), ...unbroken(simulate(subject.user, nearest.role), 'dim')]]),
  ];
}

/** No assignment does. */
function nothingGives({ name, sort }: CanAnswer['asked'], perhaps: readonly string[]): readonly Line[] {
  if (sort === 'role') return [];
  const certain =
    perhaps.length === 0 ? [] : [piece(' for certain; perhaps '), ...names(perhaps), piece(' would')];
  const so = perhaps.length === 0 ? ', so no assignment gives it' : '';
  return indented([[piece('no role grants '), piece(name, 'strong'), ...certain, piece(so)]], 4);
}

/** A role that could be assigned: what it would bring, and below it what that would violate. */
export function candidateLines(
  candidates: readonly Candidate[],
  width: number,
  { withReasons }: { readonly withReasons: boolean },
): readonly Line[] {
  const nameOf = ({ role, objections }: Candidate): Line => [
    candidateMarks[rankOf(objections)],
    piece(role, 'strong'),
  ];
  const column = nameColumn(candidates.map(nameOf), width);
  return candidates.flatMap((candidate) => {
    const { steps, gains, objections } = candidate;
    const item = { name: nameOf(candidate), text: piecesOf(steps, gains), right: placesOf(steps) };
    return [
      ...items([item], width, column),
      ...objections.flatMap((one) => indented(objectionLines(one, width - 4, withReasons), 4)),
    ];
  });
}

const candidateMarks = {
  free: piece('✓ ', 'good'),
  perhaps: piece('? ', 'warn'),
  refused: piece('✗ ', 'bad'),
};

function rankOf(objections: readonly Objection[]): keyof typeof candidateMarks {
  if (objections.length === 0) return 'free';
  return objections.some(({ certainty }) => certainty === 'certain') ? 'refused' : 'perhaps';
}

/** How it gives what is asked for, if something is, and how much it brings besides. */
function piecesOf(steps: Candidate['steps'], gains: number): Line {
  if (steps.length === 0)
    return line(
      gains === 0 ? 'brings no new permission' : `brings ${number(gains, 'new permission')}`,
      'dim',
    );
  const isGrant = steps[steps.length - 1]!.fact.relation === 'grant';
  // What is asked for is one of them.
  const besides = isGrant ? gains - 1 : gains;
  return [...giving(steps), piece(besides > 0 ? `; brings ${grouped(besides)} more` : '', 'dim')];
}

function objectionLines(
  { sentence: text, constraint, rule, reason, location, certainty }: Objection,
  width: number,
  withReason: boolean,
): readonly Line[] {
  const would = certainty === 'certain' ? 'would violate ' : 'may violate ';
  const content: Line = [
    piece(would, certainty === 'certain' ? 'bad' : 'warn'),
    piece(constraint ?? rule, 'strong'),
    piece(': '),
    ...sentence(text),
    ...(reason === null || !withReason ? [] : line(`; ${reason}`)),
  ];
  return spread(content, location === null ? [] : at([location]), width, 2);
}
