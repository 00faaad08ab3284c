/**
 * Rule sets of risk and compliance suites in the shape of SAP GRC: functions with their actions and what they demand of
 * authorisation objects, risks with their functions, and exports of users, roles and profiles; and lists of conflicts of
 * access reviews (YAML).
 *
 * A risk of two functions excludes them, one of more is an operation over all of them, one of one is a critical action
 * that nobody may have. An action is what its role has, exactly. What is demanded of authorisation objects is decided
 * where the values of roles are given and one role has all of it; otherwise the function is possible, with the reason.
 */

import type { Importer } from './imported.ts';
import { readTables, tableKind, tableMapKeys } from './tables/read.ts';

export const grc: Importer = {
  format: 'grc',
  title: 'rule sets with functions and risks, in the shape of SAP GRC (CSV), and lists of conflicts (YAML)',
  mapKeys: tableMapKeys,
  detects(file) {
    const kind = tableKind(file);
    return kind !== null && kind !== 'relations' && kind !== 'matrix' && kind !== 'exclusions';
  },
  read: readTables,
};
