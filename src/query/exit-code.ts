/** What an answer exits with: 0 yes, or somebody, or something; 1 no, nobody, nothing, or a conflict; 3 not known. */

import type { ExitCode } from '../verdict/verdict.ts';
import type { Answer, Certainty, Known } from './answer.ts';

export function exitCodeOf(answer: Answer): ExitCode {
  switch (answer.kind) {
    case 'who':
      return ofCounts(answer.counts.certain, answer.counts.possible + answer.open.length);
    case 'what': {
      const counted = (wanted: Certainty): number =>
        answer.permissions.filter(({ certainty }) => certainty === wanted).length;
      return ofCounts(counted('certain'), counted('possible') + answer.open.length);
    }
    case 'can':
    case 'assignable':
      return ofKnown[answer.answer];
    case 'conflicts':
      if (answer.found.length > 0) return 1;
      return answer.perhaps.length + answer.open.length > 0 ? 3 : 0;
    default:
      return answer satisfies never;
  }
}

const ofKnown: Readonly<Record<Known, ExitCode>> = { yes: 0, no: 1, unknown: 3 };

function ofCounts(certain: number, possible: number): ExitCode {
  if (certain > 0) return 0;
  return possible > 0 ? 3 : 1;
}
