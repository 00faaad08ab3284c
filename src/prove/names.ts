/** What `prove` can be asked about: operations and laws, by their names. */

import { laws } from '../../spec/laws.ts';
import { operations } from '../../spec/operations/catalogue.ts';

export const provable: readonly string[] = [
  ...operations.map(({ name }) => name),
  ...laws.map(({ name }) => name),
];
