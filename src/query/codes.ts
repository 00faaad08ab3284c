/** What can be wrong with a question beyond names that the policy does not have. */

import type { CodeEntry } from '../policy/codes.ts';

export const queryCodes = {
  'ambiguous-name': {
    severity: 'error',
    summary: 'a name in a question is that of a role and of a permission',
    help: 'Write `role=NAME` or `permission=NAME`.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type QueryCode = keyof typeof queryCodes;
