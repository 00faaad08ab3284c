/**
 * Checks a refutation: the clauses of each question are made again from raw facts, and every line must follow from them.
 *
 * What has to be believed beside the reader is `encode/`: that a violation would satisfy the clauses. Which questions
 * there are is decided here, so that none can be left out.
 */

import { type Clause, type Cnf, clauseOf } from '../encode/cnf.ts';
import { coalitionQuestion } from '../encode/coalition.ts';
import { enforcementQuestion } from '../encode/enforcement.ts';
import { separationQuestion, suspects } from '../encode/separation.ts';
import type { Evidence } from '../verdict/verdict.ts';
import { coalitionOf, enforcementOf, separationOf } from './problems.ts';
import type { Relations } from './recheck/relations.ts';
import { follow } from './rup.ts';

export type Refuted = { readonly kind: 'refuted' } | { readonly kind: 'not refuted'; readonly why: string };

interface Question {
  readonly about: string;
  readonly cnf: Cnf;
}

/** Whether `evidence` shows that nothing violates `claim` of `constraint`. */
export function refutes(
  relations: Relations,
  claim: string,
  constraint: string | null,
  evidence: Extract<Evidence, { kind: 'refutation' }>,
): Refuted {
  const questions = questionsOf(relations, claim, constraint);
  if (questions === null) return { kind: 'not refuted', why: 'its refutation is of no question' };
  for (const { about, cnf } of questions) {
    const given = evidence.questions.find((one) => one.about === about);
    if (given === undefined)
      return {
        kind: 'not refuted',
        why: `its refutation says nothing${about === '' ? '' : ` of \`${about}\``}`,
      };
    const proof: readonly Clause[] = given.lines.map(clauseOf);
    const followed = follow(cnf, proof);
    if (followed.kind === 'not refuted')
      return {
        kind: 'not refuted',
        why:
          followed.line < proof.length
            ? `line ${followed.line + 1} of its refutation does not follow`
            : 'its refutation does not end',
      };
  }
  return { kind: 'refuted' };
}

/** All that must be refuted, or null where refutations are no evidence. */
function questionsOf(
  relations: Relations,
  claim: string,
  constraint: string | null,
): readonly Question[] | null {
  const { operations, applications, users } = relations.policy;
  const operation = operations.find(({ name }) => name === constraint);
  const application = applications.find(({ name }) => name === constraint);
  if (claim === 'KUserSOD' && operation !== undefined)
    return [{ about: '', cnf: coalitionQuestion(coalitionOf(relations, operation)).cnf }];
  if (claim === 'EnforcedSOD' && operation !== undefined)
    return [{ about: '', cnf: enforcementQuestion(enforcementOf(relations, operation)).cnf }];
  if (claim === 'EveryPlanSOD' && application !== undefined) {
    const problem = separationOf(relations, application);
    return suspects(problem).map((user) => ({
      about: users.list[user]!,
      cnf: separationQuestion(problem, user).cnf,
    }));
  }
  return null;
}
