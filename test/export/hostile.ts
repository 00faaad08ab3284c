/** Names that mean something in some syntax, and policies with such names. */

import fc from 'fast-check';
import type { PolicyInput } from '../../src/policy/build.ts';
import { nameProblem } from '../../src/policy/names.ts';
import { permissionNames, roleNames, userNames } from '../oracle/arbitrary.ts';

const nasty = [
  '"',
  "'",
  '\\',
  '--',
  ']]>',
  '|',
  '#',
  ':',
  ': ',
  ' #',
  '- ',
  '{',
  '}',
  '[',
  ']',
  ',',
  ';',
  '&',
  '*',
  '!',
  '%',
  '@',
  '`',
  '<',
  '>',
  '=',
  '~',
  '?',
  '$',
  '(',
  ')',
  '/',
  '//',
  '/*',
  '*/',
  'null',
  'true',
  'no',
  '0',
  '1e3',
  '.',
  '..',
  '감사',
  '한국어',
  'é',
  '\u0301',
  '𝒳',
  ' ',
  'a',
  'B',
  '-',
  '_',
  '\\n',
  '\\u0000',
  '$x',
  '%s',
  'DROP',
  '__proto__',
];

/** Any name that the policy language accepts, in NFC; most are made of what some syntax takes for its own. */
export const hostileName: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 5, arbitrary: fc.array(fc.constantFrom(...nasty), { minLength: 1, maxLength: 6 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(['x'.repeat(1300)], ['__proto__'], ['constructor'], ['null'], ['<<']),
    },
    { weight: 1, arbitrary: fc.array(fc.string({ unit: 'grapheme', maxLength: 4 }), { maxLength: 3 }) },
  )
  .map((parts) => parts.join('').normalize('NFC').trim())
  .map((name) => (nameProblem(name) === null ? name : 'plain'));

/** The policy with the generated names in place of those of the generators: users, roles, permissions in this order. */
export function renamed(input: PolicyInput, names: readonly string[]): PolicyInput {
  const own = [...userNames, ...roleNames];
  const other = new Map(own.map((name, at) => [name, names[at]!]));
  const objects = names.slice(own.length);
  for (const [at, permission] of permissionNames.entries())
    other.set(permission, `${objects[at]!}:${operationOf(objects[objects.length - 1 - at]!)}`);
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return other.get(value) ?? value;
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
    return value;
  };
  return visit(input) as PolicyInput;
}

const operationOf = (name: string): string => name.replaceAll(':', '').trim() || 'do';
