/**
 * What can be wrong with changes and policy tests beyond what can be wrong with any policy file: one closed table, read by
 * `dutyproof explain CODE` and by the reports.
 */

import type { CodeEntry } from '../policy/codes.ts';
import type { Problem, Problems } from '../policy/problems.ts';

export const changeCodes = {
  'no-such-fact': {
    severity: 'error',
    summary: 'a change takes away what is not there',
    help: 'What a change takes away must be stated by the policy as such: a role that is only inherited is taken away where it is inherited. `check` shows each place.',
  },
  'already-so': {
    severity: 'warning',
    summary: 'a change states what is so already',
    help: 'It has no effect. Perhaps another name was meant.',
  },
  'new-permission': {
    severity: 'warning',
    summary: 'a change grants a permission that the policy has not had so far',
    help: 'It is taken as a new one. Where it is misspelt, the change says less than was meant.',
  },
  'unknown-constraint': {
    severity: 'error',
    summary: 'there is no constraint of that id',
    help: 'Constraints are called by the `id` that they have in the policy, also those of applications.',
  },
  'still-named': {
    severity: 'error',
    summary: 'what a change removes is named by something else than assignments and grants',
    help: 'A constraint, an application or the administration speaks of it, and would mean something else without it. Change or drop that first.',
  },
  'bad-change': {
    severity: 'error',
    summary: 'a change on the command line is not written as its flag wants it',
    help: '`--assign USER=ROLE`, `--grant ROLE=PERMISSION`, `--inherit SENIOR=JUNIOR`, `--add-user NAME=ROLE,ROLE`, `--move USER=ROLE,ROLE`. Names with commas, and changes that say more, are written in a file for `--change`.',
  },
  'nothing-expected': {
    severity: 'error',
    summary: 'a policy test expects nothing',
    help: 'It would pass whatever the policy says. State an exit code, verdicts, access, plans, feasibility or operations.',
  },
  'unknown-report': {
    severity: 'error',
    summary: 'an operation does not report what a test expects of it',
    help: 'An operation reports `ok`, or the code of the first guard that refuses it; `dutyproof explain OPERATION` lists them.',
  },
  'bad-input': {
    severity: 'error',
    summary: 'an input of an operation is missing, unknown or of the wrong form',
    help: '`dutyproof explain OPERATION` tells what it takes: one element, or a list of them.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type ChangeCode = keyof typeof changeCodes;

/** Reports a problem whose code is of the table above. */
export function reportChange(
  problems: Problems,
  { hint, ...problem }: Omit<Problem, 'code'> & { readonly code: ChangeCode },
): void {
  const { severity } = changeCodes[problem.code];
  problems.include([{ ...problem, severity, ...(hint === undefined ? {} : { hint }) }]);
}
