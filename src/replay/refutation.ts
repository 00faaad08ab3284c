/**
 * Checks a refutation: the clauses of each question are made again from raw facts, and every line must follow from them.
 *
 * What has to be believed beside the reader is `encode/`: that a violation would satisfy the clauses, or be a plan. Which
 * questions there are is decided here, so that none can be left out. The checker of pattern proofs stands beside its
 * search and shares nothing with it.
 */

import { type Cnf, clauseOf } from '../encode/cnf.ts';
import { coalitionQuestion } from '../encode/coalition.ts';
import { enforcementQuestion } from '../encode/enforcement.ts';
import { separationQuestion, suspects } from '../encode/separation.ts';
import type { Evidence } from '../verdict/verdict.ts';
import { checkProof } from '../workflow/check-proof.ts';
import type { Instance } from '../workflow/instance.ts';
import { coalitionOf, enforcementOf, separationOf } from './problems.ts';
import type { Relations } from './recheck/relations.ts';
import { follow } from './rup.ts';

export type Refuted = { readonly kind: 'refuted' } | { readonly kind: 'not refuted'; readonly why: string };

export type Question = { readonly about: string } & (
  | { readonly kind: 'clauses'; readonly cnf: Cnf }
  /** Of the pattern search, whose refutations speak of permissions with the same user. */
  | { readonly kind: 'plan'; readonly instance: Instance }
);

/** Whether `evidence` shows that nothing violates `claim` of `constraint`. */
export function refutes(
  relations: Relations,
  claim: string,
  constraint: string | null,
  evidence: Extract<Evidence, { kind: 'refutation' }>,
): Refuted {
  const questions = questionsOf(relations, claim, constraint);
  if (questions === null) return { kind: 'not refuted', why: 'its refutation is of no question' };
  for (const question of questions) {
    const { about } = question;
    const given = evidence.questions.find((one) => one.about === about);
    if (given === undefined)
      return {
        kind: 'not refuted',
        why: `its refutation says nothing${about === '' ? '' : ` of \`${about}\``}`,
      };
    const failing = firstFailing(question, given.lines);
    if (failing !== null)
      return {
        kind: 'not refuted',
        why:
          failing < given.lines.length
            ? `line ${failing + 1} of its refutation does not follow`
            : 'its refutation does not end',
      };
  }
  return { kind: 'refuted' };
}

/** The first line that does not follow, the number of lines if the end is missing, or null. */
function firstFailing(question: Question, lines: readonly string[]): number | null {
  switch (question.kind) {
    case 'clauses': {
      const followed = follow(question.cnf, lines.map(clauseOf));
      return followed.kind === 'refuted' ? null : followed.line;
    }
    case 'plan': {
      const checked = checkProof(question.instance, { kind: 'clauses', lines: lines.map(clauseOf) });
      return checked.kind === 'proved' ? null : (checked.line ?? lines.length);
    }
    default:
      return question satisfies never;
  }
}

/** All that must be refuted, or null where refutations are no evidence. */
export function questionsOf(
  relations: Relations,
  claim: string,
  constraint: string | null,
): readonly Question[] | null {
  const { operations, applications, users } = relations.policy;
  const operation = operations.find(({ name }) => name === constraint);
  const application = applications.find(({ name }) => name === constraint);
  if (claim === 'KUserSOD' && operation !== undefined)
    return [
      { about: '', kind: 'plan', instance: coalitionQuestion(coalitionOf(relations, operation)).instance },
    ];
  if (claim === 'EnforcedSOD' && operation !== undefined)
    return [
      { about: '', kind: 'clauses', cnf: enforcementQuestion(enforcementOf(relations, operation)).cnf },
    ];
  if (claim === 'EveryPlanSOD' && application !== undefined) {
    const problem = separationOf(relations, application);
    return suspects(problem).map((user) => ({
      about: users.list[user]!,
      kind: 'clauses' as const,
      cnf: separationQuestion(problem, user).cnf,
    }));
  }
  return null;
}
