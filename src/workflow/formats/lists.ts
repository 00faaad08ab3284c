/**
 * The benchmark format with one line per fact:
 *
 *     #Steps: 5
 *     #Users: 6
 *     #Constraints: 4
 *     Authorisations u1 s1 s2
 *     Separation-of-duty s1 s2
 *     Binding-of-duty s3 s4
 *     At-most-k 2 s1 s3 s5
 *     At-least-k 2 s1 s3
 *     One-team s1 s2 (u1 u2) (u3 u4)
 *     Wang-li s1 s2 (u1 u2) (u3 u4)
 *     Super-user-at-least 3 s1 s2 s3 (u1 u2)
 *     Assignment-dependent s1 s2 (u1 u2) (u3)
 *
 * Numbers are 1-based. A user without an `Authorisations` line may do every step; one with an empty list, none. Several
 * lines about one user add up. Letter case does not matter. `#Constraints` counts every line after the three numbers,
 * in some sources with the authorisations and in others without; it is not checked.
 */

import type { Result } from '../../source/diagnostic.ts';
import type { SourceFile } from '../../source/text.ts';
import type { Constraint, Instance } from '../instance.ts';
import {
  boundOf,
  type Counts,
  type Found,
  headerOf,
  numbersOf,
  type Reader,
  type ReadInstance,
  readCounts,
  readerOf,
  type SourceLine,
  wordsOf,
} from './reader.ts';

export function readLists(file: SourceFile): Result<ReadInstance> {
  const reader = readerOf(file);
  const counts = readCounts(reader);
  const found: Found[] = [];
  let authorised: readonly Uint32Array[] = [];
  if (counts !== undefined) {
    const words = (counts.users + 31) >>> 5;
    const listed = Array.from({ length: counts.steps }, () => new Uint32Array(words));
    const isListed = new Uint32Array(words);
    for (const line of reader.lines) {
      if (line.text === '' || headerOf(line.text) !== undefined) continue;
      const [word = '', ...rest] = wordsOf(line.text);
      if (/^authori[sz]ations:?$/i.test(word))
        readAuthorisations(reader, line, rest, counts, listed, isListed);
      else {
        const constraint = constraintOf(reader, line, word.toLowerCase(), rest, counts);
        if (constraint !== undefined) found.push({ constraint, line });
      }
    }
    const beyond = counts.users & 31;
    authorised = listed.map((row) =>
      row.map((bits, at) => {
        const all = at === words - 1 && beyond !== 0 ? (1 << beyond) - 1 : -1;
        return bits | (all & ~isListed[at]!);
      }),
    );
  }
  return reader.finish(counts, authorised, found);
}

function readAuthorisations(
  reader: Reader,
  line: SourceLine,
  [name, ...list]: readonly string[],
  counts: Counts,
  listed: readonly Uint32Array[],
  isListed: Uint32Array,
): void {
  if (name === undefined) {
    reader.report(
      'malformed-constraint',
      'a user is missing',
      line,
      undefined,
      'write `Authorisations u1 s1 s2`',
    );
    return;
  }
  const [user] = numbersOf(reader, line, [name], 'user', counts.users) ?? [];
  const steps = numbersOf(reader, line, list, 'step', counts.steps);
  if (user === undefined || steps === undefined) return;
  isListed[user >>> 5]! |= 1 << (user & 31);
  for (const step of steps) listed[step]![user >>> 5]! |= 1 << (user & 31);
}

/** How each constraint is written. */
const examples: Readonly<Record<string, string>> = {
  'separation-of-duty': 'Separation-of-duty s1 s2',
  'binding-of-duty': 'Binding-of-duty s1 s2',
  'at-most-k': 'At-most-k 2 s1 s2 s3',
  'at-least-k': 'At-least-k 2 s1 s2 s3',
  'one-team': 'One-team s1 s2 (u1 u2) (u3 u4)',
  'wang-li': 'Wang-li s1 s2 (u1 u2) (u3 u4)',
  'super-user-at-least': 'Super-user-at-least 3 s1 s2 (u1 u2)',
  'assignment-dependent': 'Assignment-dependent s1 s2 (u1 u2) (u3)',
};

function constraintOf(
  reader: Reader,
  line: SourceLine,
  word: string,
  rest: readonly string[],
  counts: Counts,
): Constraint | undefined {
  const example = examples[word];
  if (example === undefined) {
    reader.report('unknown-line', `not understood: \`${line.text.slice(0, 60)}\``, line);
    return undefined;
  }
  const malformed = (message: string): undefined => {
    reader.report('malformed-constraint', message, line, undefined, `write \`${example}\``);
    return undefined;
  };
  const stepsOf = (words: readonly string[]) => numbersOf(reader, line, words, 'step', counts.steps);
  const bound = rest[0] ?? '';
  const isBound = /^\d+$/.test(bound);
  switch (word) {
    case 'separation-of-duty':
    case 'binding-of-duty': {
      const steps = stepsOf(rest);
      if (steps === undefined) return undefined;
      const [left, right] = steps;
      if (left === undefined || right === undefined || steps.length !== 2)
        return malformed(`\`${word}\` takes 2 steps, not ${steps.length}`);
      return { kind: word === 'separation-of-duty' ? 'separation' : 'binding', left, right };
    }
    case 'at-most-k':
    case 'at-least-k': {
      if (!isBound) return malformed(`\`${word}\` takes a number first`);
      const steps = stepsOf(rest.slice(1));
      if (steps === undefined) return undefined;
      return { kind: word === 'at-most-k' ? 'at-most' : 'at-least', bound: boundOf(bound, counts), steps };
    }
    case 'one-team':
    case 'wang-li': {
      const scoped = scopeOf(reader, line, rest, counts, malformed);
      return scoped === undefined ? undefined : { kind: 'team', steps: scoped.steps, teams: scoped.groups };
    }
    case 'super-user-at-least': {
      if (!isBound) return malformed(`\`${word}\` takes a number first`);
      const scoped = scopeOf(reader, line, rest.slice(1), counts, malformed);
      if (scoped === undefined) return undefined;
      const [group] = scoped.groups;
      if (group === undefined || scoped.groups.length !== 1)
        return malformed(`\`${word}\` takes 1 group, not ${scoped.groups.length}`);
      return { kind: 'group-unless', bound: boundOf(bound, counts), steps: scoped.steps, group };
    }
    default: {
      const scoped = scopeOf(reader, line, rest, counts, malformed);
      if (scoped === undefined) return undefined;
      const [left, right] = scoped.steps;
      const [leftUsers, rightUsers] = scoped.groups;
      if (
        left === undefined ||
        right === undefined ||
        scoped.steps.length !== 2 ||
        leftUsers === undefined ||
        rightUsers === undefined ||
        scoped.groups.length !== 2
      )
        return malformed(`\`${word}\` takes 2 steps and 2 groups`);
      return { kind: 'dependent', left, right, leftUsers, rightUsers };
    }
  }
}

/** `s1 s2 (u1 u2) (u3)`; undefined after an error. */
function scopeOf(
  reader: Reader,
  line: SourceLine,
  words: readonly string[],
  counts: Counts,
  malformed: (message: string) => undefined,
): { readonly steps: readonly number[]; readonly groups: readonly (readonly number[])[] } | undefined {
  const text = words.join(' ');
  if (!/^[^()]*(\([^()]*\)\s*)*$/.test(text))
    return malformed('groups of users are written `(u1 u2) (u3 u4)`');
  const [before = '', ...inside] = text.split('(');
  const steps = numbersOf(reader, line, wordsOf(before), 'step', counts.steps);
  const groups = inside.map((group) =>
    numbersOf(reader, line, wordsOf(group.replace(')', ' ')), 'user', counts.users),
  );
  const known = groups.flatMap((group) => (group === undefined ? [] : [group]));
  if (steps === undefined || known.length < groups.length) return undefined;
  return { steps, groups: known };
}

/** Whether a text is in this format rather than the one with rows. */
export function looksLikeLists(text: string): boolean {
  return !/^[ \t]*(user[ \t]+\d+[ \t]*:|authori[sz]ations[ \t]*:)/im.test(text);
}

/** The text of an instance; only the kinds of constraint that the format has. */
export function writeLists(instance: Instance): string {
  const names = (letter: 's' | 'u', numbers: readonly number[]) =>
    numbers.map((number) => `${letter}${number + 1}`).join(' ');
  const group = (users: readonly number[]) => `(${names('u', users)})`;
  const lines = [
    `#Steps: ${instance.steps}`,
    `#Users: ${instance.users}`,
    `#Constraints: ${instance.constraints.length}`,
  ];
  for (let user = 0; user < instance.users; user += 1) {
    const steps = instance.authorised.flatMap((row, step) =>
      ((row[user >>> 5]! >>> (user & 31)) & 1) === 1 ? [step] : [],
    );
    if (steps.length < instance.steps)
      lines.push(`Authorisations ${names('u', [user])} ${names('s', steps)}`.trim());
  }
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'separation':
        lines.push(`Separation-of-duty ${names('s', [constraint.left, constraint.right])}`);
        break;
      case 'binding':
        lines.push(`Binding-of-duty ${names('s', [constraint.left, constraint.right])}`);
        break;
      case 'at-most':
        lines.push(`At-most-k ${constraint.bound} ${names('s', constraint.steps)}`);
        break;
      case 'at-least':
        lines.push(`At-least-k ${constraint.bound} ${names('s', constraint.steps)}`);
        break;
      case 'team':
        lines.push(`One-team ${names('s', constraint.steps)} ${constraint.teams.map(group).join(' ')}`);
        break;
      case 'group-unless':
        lines.push(
          `Super-user-at-least ${constraint.bound} ${names('s', constraint.steps)} ${group(constraint.group)}`,
        );
        break;
      case 'dependent': {
        const steps = names('s', [constraint.left, constraint.right]);
        lines.push(
          `Assignment-dependent ${steps} ${group(constraint.leftUsers)} ${group(constraint.rightUsers)}`,
        );
        break;
      }
      default:
        throw new Error(`the format has no ${constraint.kind}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
