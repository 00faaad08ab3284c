/** Everything that can be wrong with an instance in one of the two benchmark formats, as one closed union. */

import type { Diagnostic } from '../../source/diagnostic.ts';

export type InstanceCode =
  /** `#Steps:` or `#Users:` is not there. */
  | 'missing-count'
  | 'duplicate-count'
  /** More than an instance can have. */
  | 'instance-too-large'
  /** `#Constraints:` announces another number than there are. */
  | 'wrong-constraint-count'
  /** A step or user beyond the announced number, or something that is no number. */
  | 'unknown-step'
  | 'unknown-user'
  | 'duplicate-row'
  | 'row-length'
  | 'not-zero-or-one'
  /** A constraint with too few or too many steps, groups or numbers. */
  | 'malformed-constraint'
  | 'unknown-line'
  | 'too-many-errors';

/** A diagnostic of these formats: its code is one of the union. */
export interface InstanceDiagnostic extends Diagnostic {
  readonly code: InstanceCode;
}

/** What each code means and what to do about it, in a sentence or two. */
export const instanceHelp: Readonly<Record<InstanceCode, string>> = {
  'missing-count': 'An instance begins with its numbers: `#Steps: 5`, `#Users: 20`, `#Constraints: 7`.',
  'duplicate-count': 'Each of `#Steps`, `#Users` and `#Constraints` stands once.',
  'instance-too-large':
    'An instance has 1 to 10,000 steps and 1 to 100,000,000 users, and steps times users are a billion at most.',
  'wrong-constraint-count':
    'Perhaps lines were lost. The number after `#Constraints:` is that of the lines after `Constraints:`.',
  'unknown-step': 'Steps are numbered from 1 to the number after `#Steps:`, with or without the letter `s`.',
  'unknown-user': 'Users are numbered from 1 to the number after `#Users:`, with or without the letter `u`.',
  'duplicate-row': 'A user has one row; which of two counts would be a guess.',
  'row-length': 'A row has one value for each step.',
  'not-zero-or-one': 'A row says for each step `1` (authorised) or `0` (not authorised).',
  'malformed-constraint': 'The message shows how the constraint is written.',
  'unknown-line':
    'The formats are described in the README: one with a 0/1 row for each user, one with a line for each fact.',
  'too-many-errors': 'Only the first errors are shown. Perhaps the file is no instance.',
};
