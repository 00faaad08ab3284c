/** What the answers to questions are laid out with: names in columns, ways, doubts, places against the right margin. */

import type { Reason, Step } from '../../query/answer.ts';
import type { Location } from '../../source/text.ts';
import { placesText } from '../places.ts';
import { blank, indented, type Line, line, padded, piece, spread, widthOf, wrap } from '../text.ts';
import { grouped } from '../wording.ts';

export interface QueryLayout {
  readonly width: number;
  /** How many of a list are shown. */
  readonly most: number;
}

/** A row of a list: what it is about, what is said of it, and where. */
export interface Item {
  readonly name: Line;
  readonly text: Line;
  readonly right: Line;
}

const widestName = 32;

/** Columns that names take, with a gap: of the widest that leaves enough room beside it. */
export function nameColumn(names: readonly Line[], width: number): number {
  const most = Math.min(widestName, Math.floor(width * 0.4));
  return Math.max(0, ...names.map(widthOf).filter((columns) => columns <= most)) + 2;
}

/** Names in one column, texts beside them, places against the right margin. */
export function items(
  rows: readonly Item[],
  width: number,
  column = nameColumn(
    rows.filter(({ text }) => text.length > 0).map(({ name }) => name),
    width,
  ),
): readonly Line[] {
  return rows.flatMap(({ name, text, right }) => {
    if (text.length === 0) return spread(name, right, width, 2);
    const body = spread(text, right, width - column, 2);
    // A name wider than the column gets a line of its own, whole.
    if (widthOf(name) + 2 > column) return [name, ...indented(body, column)];
    const [first = blank, ...rest] = body;
    return [[...padded(name, column), ...first], ...indented(rest, column)];
  });
}

/** The answer itself, and which file it is about. */
export function title(mark: Line, text: Line, file: string, width: number): readonly Line[] {
  return spread([...mark, ...text], line(file, 'dim'), width, mark.length === 0 ? 0 : 2);
}

export function heading(text: string, rest: Line = []): Line {
  return [piece(text, 'strong'), ...rest];
}

/** Names with commas, and "and" before the last; of many the first. */
export function names(list: readonly string[], most = 6, style: 'strong' | 'plain' = 'strong'): Line {
  const shown = list.slice(0, most);
  const more = list.length - shown.length;
  const all = [
    ...shown.map((name): Line => [piece(name, style)]),
    ...(more > 0 ? [line(`${grouped(more)} more`)] : []),
  ];
  return all.flatMap(
    (name, at): Line => [...(at === 0 ? [] : line(at === all.length - 1 ? ' and ' : ', ')), ...name],
  );
}

/** "directly", "through manager → approver": the roles between the subject and the end of the way. */
export function throughText(roles: readonly string[]): Line {
  if (roles.length === 0) return line('directly');
  return [piece('through '), ...chain(roles)];
}

export function chain(roles: readonly string[]): Line {
  return roles.flatMap((name, at): Line => [...(at === 0 ? [] : line(' → ', 'dim')), piece(name, 'strong')]);
}

/** What is named in full before the rest of a wildcard. */
export function plainFirst(list: readonly string[]): readonly string[] {
  return [...list].sort((a, b) => Number(a.includes('(other)')) - Number(b.includes('(other)')));
}

/** What follows from the role that a user is assigned: "inherits staff → approver, which grants it". */
export function giving(steps: readonly Step[], gives: Line = [piece('it')]): Line {
  const down = steps.filter(({ fact }) => fact.relation === 'inheritance');
  const [grant] = steps.filter(({ fact }) => fact.relation === 'grant');
  const perhaps = (some: readonly Step[]): Line =>
    some.some(({ doubts }) => doubts.length > 0) ? [piece('perhaps ', 'warn')] : [];
  const inherits: Line =
    down.length === 0
      ? []
      : [...perhaps(down), piece('inherits '), ...chain(down.map(({ fact }) => fact.right))];
  if (grant === undefined) return inherits;
  return [
    ...inherits,
    ...(down.length === 0 ? [] : line(', which ')),
    ...perhaps([grant]),
    piece('grants '),
    ...gives,
  ];
}

/** Where the facts of a way stand, one place each. */
export function placesOf(steps: readonly Step[]): Line {
  const first = steps.flatMap(({ fact }) => fact.locations.slice(0, 1));
  return line(placesText(first, 3));
}

export function at(locations: readonly Location[]): Line {
  return line(placesText(locations, 3));
}

/** Why what is told is only possible; each reason once. */
export function doubtItems(steps: readonly Step[]): readonly Item[] {
  const seen = new Map<string, Reason>();
  for (const { doubts } of steps)
    for (const doubt of doubts) seen.set(JSON.stringify([doubt.reason, doubt.location]), doubt);
  return [...seen.values()].map(({ reason, location }) => ({
    name: [piece('  not known: ', 'warn'), piece(reason)],
    text: [],
    right: at([location]),
  }));
}

/** What may be besides everything that is told. */
export function openLines(
  open: readonly Reason[],
  what: string,
  { width, most }: QueryLayout,
): readonly Line[] {
  if (open.length === 0) return [];
  return [
    blank,
    ...wrap([piece('? ', 'warn'), piece(what, 'strong')], width, 2),
    ...indented(
      items(
        open
          .slice(0, most)
          .map(({ reason, location }) => ({ name: line(reason), text: [], right: at([location]) })),
        width - 4,
      ),
      4,
    ),
    ...moreLine(open.length - most, 'more reasons', 4),
  ];
}

/** How many are not shown; `hinted`: also how they are. */
export function moreLine(more: number, what: string, columns: number, hinted = true): readonly Line[] {
  if (more <= 0) return [];
  const hint = hinted ? '; --limit all shows them, --format json has them' : '';
  return indented([line(`… ${grouped(more)} ${what}${hint}`, 'dim')], columns);
}

/** One in `one`, several in `many`. */
export function number(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
