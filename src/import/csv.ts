/**
 * CSV tables without a policy: who has which role, which role has which permission, which role includes which, and who
 * has which permission without a role. The header tells which column is which, in English or Korean; `map` tells what
 * it does not. Nothing is guessed where two readings would differ.
 *
 * A permission that is one word is written `word:use`. What a user has without a role is granted to a role of the
 * user's own, `USER (direct)`. Columns that are not read are told.
 */

import type { Importer } from './imported.ts';
import { readTables, tableKind, tableMapKeys } from './tables/read.ts';

export const csv: Importer = {
  format: 'csv',
  title: 'tables of users, roles and permissions (CSV)',
  mapKeys: tableMapKeys,
  detects: (file) => tableKind(file) === 'relations',
  read: readTables,
};
