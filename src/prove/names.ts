/** What `prove` can be asked about: operations and laws, by their names. */

import { laws } from '../../spec/laws.ts';
import { operations } from '../../spec/operations/catalogue.ts';
import { byName, committedMatrix } from './committed.ts';

/** L1, L14c, T1: laws that have a number in FORMAL.md. */
const isNumbered = (name: string): boolean => /^[LT]\d+[a-z]?$/.test(name);

export const provable = (): readonly string[] => [
  ...operations.map(({ name }) => name),
  ...[
    ...new Set([
      ...laws.map(({ name }) => name).filter(isNumbered),
      ...committedMatrix().laws.map(({ law }) => law),
    ]),
  ].sort(byName),
];
