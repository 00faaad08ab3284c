/** What a user violates, and what could still be assigned without a violation, for people. */

import type { Policy } from '../../policy/model.ts';
import type { AssignableAnswer, Candidate, ConflictsAnswer } from '../../query/answer.ts';
import type { Violated } from '../../verdict/verdict.ts';
import { coreBesidePaths } from '../derivation.ts';
import { locationIn } from '../places.ts';
import { headlineOf, titleOf, withoutPlaces } from '../sentences.ts';
import { places, type Row, strong, table } from '../table.ts';
import { blank, indented, type Line, line, piece, sentence, spread, wrap } from '../text.ts';
import { constraintText, factText, pathText } from '../wording.ts';
import { candidateLines } from './can.ts';
import { heading, moreLine, names, number, openLines, type QueryLayout, title } from './parts.ts';

export function conflictsLines(
  answer: ConflictsAnswer,
  policy: Policy,
  file: string,
  layout: QueryLayout,
): readonly Line[] {
  const { user, found, perhaps } = answer;
  const { width, most } = layout;
  const constraints = new Set(found.map((verdict) => titleOf(verdict)));
  const mark =
    found.length > 0 ? piece('✗ ', 'bad') : perhaps.length > 0 ? piece('? ', 'warn') : piece('✓ ', 'good');
  const text: Line =
    found.length > 0
      ? [
          piece(user, 'strong'),
          piece(` is in ${number(found.length, 'conflict')}: `),
          ...names(
            [...constraints].map((name) => name.replace(/^.* · /, '')),
            4,
          ),
        ]
      : perhaps.length > 0
        ? [piece('not known: ', 'strong'), piece(user, 'strong'), piece(' may be in a conflict')]
        : [piece(user, 'strong'), piece(' is in no conflict')];
  return [
    ...title([mark], text, file, width),
    ...found.slice(0, most).flatMap((verdict) => [blank, ...conflictLines(verdict, policy, '✗', width)]),
    ...moreLine(found.length - most, 'more', 2),
    ...perhaps.slice(0, most).flatMap((verdict) => [blank, ...conflictLines(verdict, policy, '?', width)]),
    ...moreLine(perhaps.length - most, 'more that may be', 2),
    line('  of one user; `dutyproof check` also judges what several do together', 'dim'),
    ...openLines(answer.open, 'there may be more: not everything was understood', layout),
  ];
}

function conflictLines(verdict: Violated, policy: Policy, mark: '✗' | '?', width: number): readonly Line[] {
  const { counterexample, repairs } = verdict;
  const subject = counterexample.bindings[0]?.value ?? null;
  const constraint = policy.constraints.find(({ id }) => id === verdict.constraint);
  const [repair] = repairs ?? [];
  const rows: Row[] = [
    ...counterexample.paths.slice(0, 8).map((path) => ({
      label: path.element,
      text: pathText(path, subject),
      right: places(path.steps.flatMap((step) => step.locations.slice(0, 1))),
    })),
    ...(counterexample.paths.length > 0
      ? []
      : coreBesidePaths(verdict).flatMap((element): Row[] =>
          element.kind === 'fact'
            ? [{ label: 'fact', text: factText(element.fact), right: places(element.fact.locations) }]
            : [],
        )),
    ...(constraint === undefined
      ? []
      : [
          {
            label: 'constraint',
            text: constraintText(constraint, policy),
            right: places([locationIn(policy, constraint.place)]),
          },
        ]),
    ...(repair === undefined
      ? []
      : [
          {
            label: 'repair',
            text: sentence(withoutPlaces(repair.sentence, repair.locations)),
            right: places(repair.locations),
          },
        ]),
  ];
  return [
    ...spread(
      [piece(`${mark} `, mark === '✗' ? 'bad' : 'warn'), ...strong(sentence(headlineOf(verdict)))],
      line(titleOf(verdict), 'dim'),
      width,
      2,
    ),
    ...indented(table(rows, width - 4), 4),
  ];
}

export function assignableLines(
  answer: AssignableAnswer,
  file: string,
  layout: QueryLayout,
): readonly Line[] {
  const { user, role, assigned, free, perhaps, refused } = answer;
  const { width } = layout;
  const marks = { yes: piece('✓ ', 'good'), no: piece('✗ ', 'bad'), unknown: piece('? ', 'warn') };
  const others = free.length + perhaps.length + refused.length;
  const text: Line =
    role === null
      ? others === 0
        ? [piece(user, 'strong'), piece(' is assigned every role already')]
        : [
            piece(user, 'strong'),
            piece(
              ` could be assigned ${number(free.length, 'role')} of ${number(others, 'other', 'others')} without a new violation`,
            ),
          ]
      : assigned.includes(role)
        ? [piece(user, 'strong'), piece(' is assigned '), piece(role, 'strong'), piece(' already')]
        : [
            piece({ yes: 'yes: ', no: 'no: ', unknown: 'not known: ' }[answer.answer], 'strong'),
            ...(answer.answer === 'unknown' ? line('whether ') : []),
            piece(user, 'strong'),
            piece(
              { yes: ' can be assigned ', no: ' cannot be assigned ', unknown: ' can be assigned ' }[
                answer.answer
              ],
            ),
            piece(role, 'strong'),
            piece(
              answer.answer === 'no'
                ? ' without a new violation'
                : answer.answer === 'yes'
                  ? ': nothing new is violated'
                  : ' without a new violation',
            ),
          ];
  return [
    ...title([marks[answer.answer]], text, file, width),
    ...(role === null && assigned.length > 0
      ? wrap([piece('  has  ', 'dim'), ...names(assigned, 12, 'plain')], width, 7)
      : []),
    ...(role === null && free.length > 0
      ? [blank, heading('could be assigned', line(`: ${number(free.length, 'role')}`))]
      : []),
    ...rolesLines(
      [...free].sort((a, b) => Number(a.gains === 0) - Number(b.gains === 0)),
      layout,
    ),
    ...(role === null && perhaps.length > 0
      ? [blank, heading('perhaps', line(`: ${number(perhaps.length, 'role')}`))]
      : []),
    ...rolesLines(perhaps, layout),
    ...(role === null && refused.length > 0
      ? [blank, heading('would violate something', line(`: ${number(refused.length, 'role')}`))]
      : []),
    ...rolesLines(refused, layout),
    ...openLines(answer.open, 'there may be more: not everything was understood', layout),
  ];
}

function rolesLines(roles: readonly Candidate[], { width, most }: QueryLayout): readonly Line[] {
  return [
    ...indented(candidateLines(roles.slice(0, most), width - 4, { withReasons: roles.length === 1 }), 4),
    ...moreLine(roles.length - most, 'more', 4),
  ];
}
