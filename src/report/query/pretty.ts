/** Answers to questions, for people: the answer first, then by which facts, each with its place. */

import type { Policy } from '../../policy/model.ts';
import type { Answer } from '../../query/answer.ts';
import { type Color, type Line, line, paint, wrap } from '../text.ts';
import { readingOf } from '../wording.ts';
import { assignableLines, conflictsLines } from './assignments.ts';
import { canLines, type Simulate } from './can.ts';
import { whatLines } from './what.ts';
import { whoLines } from './who.ts';

export interface QueryPrettyInput {
  readonly policy: Policy;
  readonly answer: Answer;
  readonly simulate: Simulate;
}

export function prettyQuery(
  { policy, answer, simulate }: QueryPrettyInput,
  { width: wanted, color, most }: { readonly width: number; readonly color: Color; readonly most: number },
): string {
  const layout = { width: Math.max(40, wanted), most };
  const lines = ((): readonly Line[] => {
    switch (answer.kind) {
      case 'who':
        return whoLines(answer, policy.path, layout);
      case 'what':
        return whatLines(answer, policy.path, layout);
      case 'can':
        return canLines(answer, policy.path, simulate, layout);
      case 'conflicts':
        return conflictsLines(answer, policy, policy.path, layout);
      case 'assignable':
        return assignableLines(answer, policy.path, layout);
      default:
        return answer satisfies never;
    }
  })();
  const reading = readingOf(policy.profile);
  const told = reading.length === 0 ? [] : wrap(line(`reading ${reading.join(', ')}`, 'dim'), layout.width);
  const fitting = lines.flatMap((content) => wrap(content, layout.width, 4));
  return paint([...fitting, ...told], color);
}
