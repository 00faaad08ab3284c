/** The operation or application that a constraint is about, found by its name. */

import type { Leaf } from '../located.ts';
import type { Operation, Within } from '../model.ts';
import { shown } from '../names.ts';
import type { ReadApplications } from './applications.ts';
import type { Reading } from './reading.ts';

/** What a constraint can be within. */
export interface Performed {
  readonly operations: readonly Operation[];
  readonly applications: ReadApplications['applications'];
  /** False where one could not be read: then an unknown name is no news. */
  readonly complete: boolean;
}

/** One that does not exist, after it was reported: a policy with errors is not returned. */
const nothing: Within = { kind: 'operation', index: -1 };

export function readWithin(reading: Reading, performed: Performed, leaf: Leaf<string>): Within {
  if (!leaf.given) return nothing;
  const name = leaf.value.normalize('NFC');
  const isNamed = (one: { readonly name: string }): boolean => one.name === name;
  const operation = performed.operations.findIndex(isNamed);
  const application = performed.applications.findIndex(isNamed);
  if (operation >= 0 && application >= 0) {
    reading.problems.report({
      code: 'ambiguous-operation',
      message: `\`${shown(name)}\` is an operation and an application`,
      span: reading.span(leaf),
      hint: 'rename the operation',
    });
  }
  if (operation >= 0) return { kind: 'operation', index: operation };
  if (application >= 0) return { kind: 'application', index: application };
  if (performed.complete) {
    const names = [...performed.operations, ...performed.applications].map((one) => one.name);
    reading.problems.report({
      code: 'unknown-operation',
      message: `there is no operation or application \`${shown(name)}\``,
      span: reading.span(leaf),
      hint: reading.suggest.hint(name, names, 'list its permissions under `operations:`'),
    });
  }
  return nothing;
}
