/** What a policy says that administration does not heed: an answer is read beside it. */

import type { Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';

export function remarksOf(policy: Policy): readonly string[] {
  const ignored = policy.constraints.filter(({ kind }) => kind === 'cardinality' || kind === 'prerequisite');
  if (ignored.length === 0) return [];
  const names = listed(ignored.map(({ id }) => id));
  return [
    `${counted(ignored.length, 'constraint')} on how many users a role has, or on what it needs, ` +
      `${ignored.length === 1 ? 'is' : 'are'} not asked when roles are assigned or revoked: ${names}`,
  ];
}
