/** What held before and is no longer known to hold, or says nothing any more: `check` tells what is, not what was. */

import type { CheckOutcome } from '../check/run.ts';
import { weakeningFingerprint } from '../verdict/fingerprint.ts';
import type { Weakening } from '../verdict/gate.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** Only what was not decided stops a gate: an exclusion of roles that nobody has any more is a note. */
export function claimsLost(before: CheckOutcome, now: CheckOutcome): readonly Weakening[] {
  const held = new Map(
    before.verdicts.filter(({ status }) => status === 'holds').map((one) => [keyOf(one), one]),
  );
  const holds = new Set(now.verdicts.filter(({ status }) => status === 'holds').map(keyOf));
  const seen = new Set<string>();
  return now.verdicts.flatMap((verdict): readonly Weakening[] => {
    const key = keyOf(verdict);
    if (!held.has(key) || holds.has(key) || seen.has(key)) return [];
    switch (verdict.status) {
      case 'unknown':
      case 'bounded':
      case 'vacuous': {
        seen.add(key);
        const { rule, constraint, file, locations } = verdict;
        const why = verdict.status === 'bounded' ? verdict.bound : verdict.reason;
        const name = constraint === null ? rule : `${rule} of ${constraint}`;
        const sentence =
          verdict.status === 'vacuous'
            ? `${name} held, and says nothing any more: ${why}`
            : `${name} held, and is not known to hold any more: ${why}`;
        return [
          {
            kind: 'claim-lost',
            severity: verdict.status === 'vacuous' ? 'note' : 'warning',
            file,
            constraint,
            sentence,
            example: null,
            locations,
            fingerprint: weakeningFingerprint('claim-lost', constraint, rule),
          },
        ];
      }
      case 'holds':
      case 'violated':
        return [];
      default:
        return verdict satisfies never;
    }
  });
}

function keyOf({ rule, property, constraint }: Verdict): string {
  return JSON.stringify([rule, property, constraint]);
}
