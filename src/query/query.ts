/** Answers questions about a policy. */

import type { Policy } from '../policy/model.ts';
import { accessOf } from './access.ts';
import type { Answer } from './answer.ts';
import { assignable } from './assignable.ts';
import { can } from './can.ts';
import { conflicts } from './conflicts.ts';
import type { Question } from './question.ts';
import { what } from './what.ts';
import { who } from './who.ts';

export interface QueryOptions {
  /** How many users are told at most; all unless given. */
  readonly most?: number;
  readonly signal?: AbortSignal;
}

export async function query(
  policy: Policy,
  question: Question,
  { most = Number.POSITIVE_INFINITY, signal }: QueryOptions = {},
): Promise<Answer> {
  const access = accessOf(policy);
  switch (question.kind) {
    case 'who':
      return who(access, question.things, { within: question.within, most });
    case 'what':
      return what(access, question.subject);
    case 'can':
      return await can(access, question.subject, question.thing, signal);
    case 'conflicts':
      return await conflicts(access, question.user, signal);
    case 'assignable':
      return await assignable(access, question.user, question.role, signal);
    default:
      return question satisfies never;
  }
}
