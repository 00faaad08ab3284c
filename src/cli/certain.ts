/** Questions that are answered of known facts alone: a policy of which some are only possible is refused, not guessed at. */

import { policyCodes } from '../policy/codes.ts';
import type { Policy } from '../policy/model.ts';
import type { Diagnostic } from '../source/diagnostic.ts';

/** The policies without doubts, and an error for each other. */
export function certainOnly(policies: readonly Policy[]): {
  readonly policies: readonly Policy[];
  readonly diagnostics: readonly Diagnostic[];
} {
  return {
    policies: policies.filter(({ possible }) => possible === null),
    diagnostics: policies.flatMap(({ path, possible }): Diagnostic[] =>
      possible === null
        ? []
        : [
            {
              code: 'facts-in-doubt',
              severity: policyCodes['facts-in-doubt'].severity,
              message: `\`${path}\` has facts that are only possible: ${possible.doubts[0]?.reason ?? ''}`,
              path,
              hint: 'this question has an answer only where all facts are known: state them, or ask `dutyproof check`, which tells what is unknown',
            },
          ],
    ),
  };
}
