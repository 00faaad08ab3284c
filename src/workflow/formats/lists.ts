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

import { type Constraint, type Instance, instanceOf } from '../instance.ts';
import type { FormatError, ReadResult } from './diagnostic.ts';
import { countsOf, header, type Numbers, numbersWithin } from './lines.ts';

export function readLists(text: string): ReadResult {
  const errors: FormatError[] = [];
  const lines = text.split('\n').map((line) => line.trim());
  const counts = countsOf(lines, errors);
  if (counts === undefined) return { kind: 'errors', errors };
  const listed = new Map<number, Set<number>>();
  const constraints: Constraint[] = [];
  for (const [index, own] of lines.entries()) {
    if (own === '' || header(own) !== undefined) continue;
    const line = index + 1;
    const [word = '', ...words] = own.split(/\s+/);
    if (/^authori[sz]ations$/i.test(word)) {
      const user = numbersWithin(words[0] ?? '', counts.users, 'user', line, errors)?.[0];
      const steps = numbersWithin(words.slice(1).join(' '), counts.steps, 'step', line, errors);
      if (user === undefined && words.length === 0) errors.push({ line, message: 'a user is missing' });
      if (user === undefined || steps === undefined) continue;
      listed.set(user, new Set([...(listed.get(user) ?? []), ...steps]));
    } else {
      const constraint = constraintOf(word.toLowerCase(), words, own, line, counts, errors);
      if (constraint !== undefined) constraints.push(constraint);
    }
  }
  if (errors.length > 0) return { kind: 'errors', errors };
  const users = Array.from({ length: counts.users }, (_, user) => user);
  const authorised = Array.from({ length: counts.steps }, (_, step) =>
    users.filter((user) => listed.get(user)?.has(step) ?? true),
  );
  return { kind: 'read', instance: instanceOf(counts.users, authorised, constraints) };
}

function constraintOf(
  word: string,
  words: readonly string[],
  text: string,
  line: number,
  counts: Numbers,
  errors: FormatError[],
): Constraint | undefined {
  const stepsOf = (list: readonly string[]) =>
    numbersWithin(list.join(' '), counts.steps, 'step', line, errors);
  switch (word) {
    case 'separation-of-duty':
    case 'binding-of-duty': {
      const steps = stepsOf(words);
      if (steps === undefined) return undefined;
      const [left, right] = steps;
      if (left === undefined || right === undefined || steps.length !== 2) {
        errors.push({ line, message: `\`${word}\` takes 2 steps, not ${steps.length}` });
        return undefined;
      }
      return { kind: word === 'separation-of-duty' ? 'separation' : 'binding', left, right };
    }
    case 'at-most-k':
    case 'at-least-k': {
      const steps = stepsOf(words.slice(1));
      if (steps === undefined) return undefined;
      if (!/^\d+$/.test(words[0] ?? '')) {
        errors.push({ line, message: `\`${word}\` takes a number first` });
        return undefined;
      }
      return { kind: word === 'at-most-k' ? 'at-most' : 'at-least', bound: Number(words[0]), steps };
    }
    case 'one-team':
    case 'wang-li': {
      const scoped = scopeOf(words, line, counts, errors);
      return scoped === undefined ? undefined : { kind: 'team', steps: scoped.steps, teams: scoped.groups };
    }
    case 'super-user-at-least': {
      const scoped = scopeOf(words.slice(1), line, counts, errors);
      const [group] = scoped?.groups ?? [];
      if (!/^\d+$/.test(words[0] ?? '') || (scoped !== undefined && scoped.groups.length !== 1)) {
        errors.push({ line, message: 'written `Super-user-at-least 3 s1 s2 (u1 u2)`' });
        return undefined;
      }
      if (scoped === undefined || group === undefined) return undefined;
      return { kind: 'group-unless', bound: Number(words[0]), steps: scoped.steps, group };
    }
    case 'assignment-dependent': {
      const scoped = scopeOf(words, line, counts, errors);
      if (scoped === undefined) return undefined;
      const [left, right] = scoped.steps;
      const [leftUsers, rightUsers] = scoped.groups;
      if (left === undefined || right === undefined || leftUsers === undefined || rightUsers === undefined) {
        errors.push({ line, message: 'written `Assignment-dependent s1 s2 (u1 u2) (u3)`' });
        return undefined;
      }
      return { kind: 'dependent', left, right, leftUsers, rightUsers };
    }
    default:
      errors.push({ line, message: `not understood: \`${text}\`` });
      return undefined;
  }
}

/** `s1 s2 (u1 u2) (u3)`; undefined after an error. */
function scopeOf(
  words: readonly string[],
  line: number,
  counts: Numbers,
  errors: FormatError[],
): { readonly steps: readonly number[]; readonly groups: readonly (readonly number[])[] } | undefined {
  const [before = '', ...texts] = words.join(' ').split('(');
  const steps = numbersWithin(before, counts.steps, 'step', line, errors);
  const groups = texts.map((text) => {
    const [inside = '', after] = text.split(')');
    if (after === undefined || after.trim() !== '') {
      errors.push({ line, message: 'groups of users are written `(u1 u2) (u3 u4)`' });
    }
    return numbersWithin(inside, counts.users, 'user', line, errors);
  });
  if (steps === undefined || groups.some((group) => group === undefined)) return undefined;
  return { steps, groups: groups.map((group) => group ?? []) };
}

/** Whether a text is in this format rather than the one with rows. */
export function looksLikeLists(text: string): boolean {
  return !/^\s*(user\s+\d+\s*:|authori[sz]ations\s*:)/im.test(text);
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
