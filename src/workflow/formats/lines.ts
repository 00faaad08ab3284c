/** What the two benchmark formats share: three announced numbers, and lists of 1-based numbers. */

import type { FormatError } from './diagnostic.ts';

export interface Numbers {
  readonly steps: number;
  readonly users: number;
  /** Announced; absent if the text does not say. */
  readonly constraints?: number;
}

/** More than this is a mistake in the text rather than an instance. */
const MOST_STEPS = 10_000;
const MOST_USERS = 100_000_000;

export function header(line: string): { readonly name: string; readonly value: number } | undefined {
  const match = /^#\s*(steps|users|constraints)\s*:\s*(\d+)$/i.exec(line);
  return match === null ? undefined : { name: match[1]!.toLowerCase(), value: Number(match[2]) };
}

export function countsOf(lines: readonly string[], errors: FormatError[]): Numbers | undefined {
  const found = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const own = header(line);
    if (own === undefined) continue;
    if (found.has(own.name)) errors.push({ line: index + 1, message: `\`#${own.name}\` is announced twice` });
    found.set(own.name, own.value);
  }
  const steps = found.get('steps');
  const users = found.get('users');
  const constraints = found.get('constraints');
  if (steps === undefined) errors.push({ line: 0, message: 'the number of steps is missing (`#Steps: 5`)' });
  if (users === undefined) errors.push({ line: 0, message: 'the number of users is missing (`#Users: 20`)' });
  if (steps !== undefined && steps > MOST_STEPS)
    errors.push({ line: 0, message: `more than ${MOST_STEPS} steps` });
  if (users !== undefined && users > MOST_USERS)
    errors.push({ line: 0, message: `more than ${MOST_USERS} users` });
  if (steps === undefined || users === undefined || errors.length > 0) return undefined;
  return constraints === undefined ? { steps, users } : { steps, users, constraints };
}

/** 0-based numbers from a list like `1 3 5` or `s1 s3 s5`; undefined after an error. */
export function numbersWithin(
  list: string,
  most: number,
  what: 'step' | 'user',
  line: number,
  errors: FormatError[],
): number[] | undefined {
  const numbers: number[] = [];
  for (const word of list.trim().split(/\s+/)) {
    if (word === '') continue;
    const match = /^[su]?(\d+)$/i.exec(word);
    const number = match === null ? Number.NaN : Number(match[1]);
    if (!(number >= 1 && number <= most)) {
      errors.push({ line, message: `there is no ${what} \`${word}\`` });
      return undefined;
    }
    numbers.push(number - 1);
  }
  return numbers;
}
