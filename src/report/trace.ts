/** A way to what must not be, for people: each step with its rule and what it changes, and what is so in the end. */

import { listed } from '../source/words.ts';
import type { DecidedBy, ReachStep, StateChange, Trace } from '../verdict/reach.ts';
import { places, type Row } from './table.ts';
import { blank, indented, type Line, line, padded, piece, spread, widthOf } from './text.ts';
import { grouped } from './wording.ts';

/** How many steps are shown before "n more"; JSON has all. */
const mostSteps = 60;

export const row = (label: string, text: string): Row => ({ label, text: line(text), right: blank });

/** One numbered line for each step, its rule against the right margin, and below it what it changes. */
export function traceLines({ arrivals, steps }: Trace, width: number): readonly Line[] {
  const joined = arrivals.map(({ user, roles }) =>
    line(`${user} is there from the start${roles.length === 0 ? '' : `, as ${listed(roles)}`}`),
  );
  const digits = String(Math.min(steps.length, mostSteps)).length;
  const told = steps.slice(0, mostSteps).map((step) => ({ ...sidesOf(step), changes: step.changes }));
  const column = Math.max(0, ...told.map(({ left }) => widthOf(left)));
  const room = width - 4 - digits - 2;
  // Beside the steps where all of them fit, else below each.
  const isRoomy = told.every(
    ({ right, changes }) => column + 3 + widthOf(changesLine(changes)) + 2 + widthOf(right) <= room,
  );
  const lines = told.flatMap(({ left, right, changes }, at) => {
    const number = piece(`${String(at + 1).padStart(digits)}  `, 'dim');
    const differences = changesLine(changes);
    const body = isRoomy ? [...padded(left, column + 3), ...differences] : left;
    const [first = blank, ...rest] = spread(body, right, room, 2);
    return [[number, ...first], ...indented(isRoomy ? rest : [...rest, differences], digits + 2)];
  });
  const more = steps.length - mostSteps;
  const end = more > 0 ? [line(`${grouped(more)} more; --format json has all`, 'dim')] : [];
  return indented([...joined, ...lines, ...end], 4);
}

function sidesOf(step: ReachStep): { readonly left: Line; readonly right: Line } {
  if (step.kind === 'perform')
    return {
      left: [piece(step.user, 'strong'), piece(` does ${step.session} of ${step.application}`)],
      right: blank,
    };
  const right: Line = [piece(`${step.rule}  `, 'dim'), ...places([step.location])];
  const actor: Line = [
    piece(step.actor, 'strong'),
    ...(step.as === null ? [] : [piece(` (${step.as})`, 'dim')]),
  ];
  const whom: Line = step.user === step.actor ? line('themselves', 'strong') : line(step.user, 'strong');
  switch (step.kind) {
    case 'assign':
      return { left: [...actor, piece(' assigns '), ...whom, piece(` ${step.role}`)], right };
    case 'revoke':
      return { left: [...actor, piece(' revokes '), piece(`${step.role} from `), ...whom], right };
    case 'enrol':
      return { left: [...actor, piece(' enrols '), ...whom, piece(` as ${step.role}`)], right };
    default:
      return step satisfies never;
  }
}

function changesLine(changes: readonly StateChange[]): Line {
  return changes.flatMap((change, at): Line => {
    const gap = at === 0 ? [] : [piece('  ')];
    switch (change.kind) {
      case 'assigned':
        return [...gap, piece(`+${change.role}`, 'bad')];
      case 'revoked':
        return [...gap, piece(`−${change.role}`, 'good')];
      case 'joined':
        return [...gap, piece(`+${change.user}`, 'note')];
      case 'performed':
        return [...gap, piece(`✓${change.session}`, 'note')];
      default:
        return change satisfies never;
    }
  });
}

/** `decidedBy`: null where that is not told. */
export function wayRows(trace: Trace, decidedBy: DecidedBy | null): readonly Row[] {
  const finally_ = trace.finally.map(({ user, roles }, at) =>
    row(at === 0 ? 'then' : '', `${user} is assigned ${listed(roles, 8)}`),
  );
  const length =
    trace.steps.length === 0
      ? 'no change is needed'
      : trace.isShortest
        ? 'there is no shorter way'
        : 'there may be a shorter way';
  const found = decidedBy === null ? '' : `; found by: ${decidedBy}`;
  return [...finally_, row('length', `${length}${found}`)];
}
