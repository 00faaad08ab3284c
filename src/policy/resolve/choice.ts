/** Groups of keys of which exactly one must be given. */

import type { Span } from '../../source/text.ts';
import type { Fields } from '../located.ts';
import type { Reading } from './reading.ts';

/**
 * The one key of `choices` that `fields` has, or null: then none or several were given, which is reported, or the
 * value of the one was wrong, which has been.
 */
export function oneKey<Values extends object, Choice extends string & keyof Values>(
  reading: Pick<Reading, 'problems' | 'span' | 'root'>,
  fields: Fields<Values>,
  choices: readonly Choice[],
  what: string,
): Choice | null {
  const given = choices.filter((choice) => fields.keys.has(choice));
  const [first] = given;
  if (first === undefined) {
    reading.problems.report({
      code: 'conflicting-keys',
      message: `nothing says ${what}`,
      span: firstLine(reading.span(fields)),
      hint: `give one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`,
    });
    return null;
  }
  if (given.length > 1) {
    const keys = given.map((choice) => fields.keys.get(choice)!).sort((a, b) => a.start - b.start);
    for (const key of keys.slice(1)) {
      reading.problems.report({
        code: 'conflicting-keys',
        message: `\`${keys[0]!.text}\` and \`${key.text}\` both say ${what}`,
        span: reading.span(key),
        hint: 'keep one of them',
        related: [{ message: `\`${keys[0]!.text}\` is here`, span: reading.span(keys[0]!) }],
      });
    }
    return null;
  }
  return fields.values[first] === undefined ? null : first;
}

function firstLine({ file, start, end }: Span): Span {
  const newline = file.text.indexOf('\n', start);
  return { file, start, end: newline < 0 ? end : Math.min(newline, end) };
}
