/**
 * Matrices of separation of duty, names against names, and lists of pairs that exclude each other.
 *
 * The names are roles, or functions where a table of functions and their permissions comes with them; tables of who has
 * what may come with them too. Levels of risk become severities (see `tables/levels.ts`).
 */

import type { Importer } from './imported.ts';
import { readTables, tableKind, tableMapKeys } from './tables/read.ts';

export const sodMatrix: Importer = {
  format: 'sod-matrix',
  title: 'matrices and lists of what excludes what (CSV)',
  mapKeys: tableMapKeys,
  detects(file) {
    const kind = tableKind(file);
    return kind === 'matrix' || kind === 'exclusions';
  },
  read: readTables,
};
