/**
 * Puts a question to one of the two searches that learn, and keeps its refutation as evidence.
 *
 * The number of conflicts decides when to give up, so that every machine gives the same answer; a time limit comes on
 * top. A refutation that is too long to be kept is none: the verdict then rests on its being decided again.
 */

import { type Cnf, lineOf } from '../encode/cnf.ts';
import { solve } from '../feasible/pattern/solve.ts';
import { search } from '../sat/search.ts';
import type { Evidence } from '../verdict/verdict.ts';
import type { Instance } from '../workflow/instance.ts';
import type { Proof } from '../workflow/proof.ts';
import type { Context } from './rule.ts';

/** Some seconds. */
const conflictLimit = 50_000;
/** Literals of all the clauses of a refutation. */
const longestRefutation = 4_000_000;

export type Asked =
  | { readonly kind: 'satisfiable'; readonly isTrue: (variable: number) => boolean }
  /** `lines` is null if there are too many. */
  | { readonly kind: 'refuted'; readonly lines: readonly string[] | null }
  | { readonly kind: 'unknown'; readonly reason: 'conflict limit' | 'time limit' };

export function ask(cnf: Cnf, { interrupted }: Context): Asked {
  const outcome = search(cnf, {
    conflicts: conflictLimit,
    ...(interrupted === undefined ? {} : { interrupted }),
  });
  switch (outcome.kind) {
    case 'satisfiable':
      return outcome;
    case 'refuted': {
      const length = outcome.proof.reduce((sum, clause) => sum + clause.length, 0);
      return { kind: 'refuted', lines: length > longestRefutation ? null : outcome.proof.map(lineOf) };
    }
    case 'unknown':
      return {
        kind: 'unknown',
        reason: outcome.reason === 'interrupted' ? 'time limit' : 'conflict limit',
      };
    default:
      return outcome satisfies never;
  }
}

export type AskedForPlan =
  /** The user of each step. */
  { readonly kind: 'plan'; readonly plan: Int32Array } | Exclude<Asked, { kind: 'satisfiable' }>;

export function askForPlan(instance: Instance, { interrupted }: Context): AskedForPlan {
  const answer = solve(instance, {
    conflicts: conflictLimit,
    proof: true,
    ...(interrupted === undefined ? {} : { interrupted }),
  });
  switch (answer.kind) {
    case 'feasible':
      return { kind: 'plan', plan: answer.plan };
    case 'infeasible':
      return { kind: 'refuted', lines: linesOf(answer.proof) };
    case 'unknown':
      return {
        kind: 'unknown',
        reason: answer.reason === 'conflict limit' ? 'conflict limit' : 'time limit',
      };
    default:
      return answer satisfies never;
  }
}

/** What is evident needs no line. An instance without constraints that name users has no branches. */
function linesOf(proof: Proof | undefined): readonly string[] | null {
  if (proof === undefined || proof.kind === 'branch') return null;
  return proof.kind === 'evident' ? [] : proof.lines.map((line) => line.join(' '));
}

export interface RefutedQuestion {
  readonly about: string;
  readonly lines: readonly string[] | null;
}

/** The refutations of all questions, or that it is to be decided again where one was not kept. */
export function refutationOf(questions: readonly RefutedQuestion[]): Evidence {
  const kept = questions.flatMap(({ about, lines }) => (lines === null ? [] : [{ about, lines }]));
  return kept.length === questions.length ? { kind: 'refutation', questions: kept } : { kind: 'recheck' };
}
