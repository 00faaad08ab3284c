/** What a run of proofs finds: the matrix, the guards, the laws; plain data for reports. */

import type { Purpose } from '../logic/operation.ts';
import type { ProvedObligation } from './export.ts';
import type { Cell, Matrix, Strength } from './matrix.ts';

/** A state in words: the tuples of each component that has some. */
export type Facts = Readonly<Record<string, readonly (readonly string[])[]>>;

/** A counterexample that was replayed: the operation was performed on the state before, and the conjunct evaluated. */
export interface BrokenBy {
  readonly before: Facts;
  readonly inputs: Facts;
  readonly after: Facts;
  /** The conjunct that the state after breaks: its invariant and its part. */
  readonly invariant: string;
  readonly conjunct: string;
}

export interface GuardFinding {
  readonly operation: string;
  readonly guard: string;
  readonly error: string;
  /** What the specification says of the guard, and what was found when it was left out. */
  readonly declared: Purpose;
  readonly found: Purpose | 'unknown';
  /** The guard states an invariant about the state after, so that keeping it is a tautology. */
  readonly isTheGoal: boolean;
  /** For safety guards: the state and inputs for which their absence breaks an invariant. */
  readonly counterexample: BrokenBy | null;
}

export interface LawFinding {
  /** L1 … L42, T1 …; with a letter where the law has parts. */
  readonly law: string;
  readonly meaning: string;
  readonly expected: 'holds' | 'fails';
  readonly status: Strength;
  readonly because: readonly string[];
  readonly size: Readonly<Record<string, number>>;
  /** Where it fails: a smallest state. */
  readonly counterexample: Facts | null;
  readonly reason: string;
}

/** An instance in which an operation succeeds: its hypotheses are consistent, and the proofs are about something. */
export interface Instance {
  readonly operation: string;
  readonly before: Facts;
  readonly inputs: Facts;
}

export interface Findings {
  readonly matrix: Matrix;
  readonly guards: readonly GuardFinding[];
  readonly laws: readonly LawFinding[];
  readonly instances: readonly Instance[];
}

export type ProofEvent =
  /** `doing`: what is being proved now, for people who wait. */
  | { readonly kind: 'started'; readonly doing: string; readonly number: number; readonly of: number }
  /** For who writes it to a file; what was proved once for several cells is told once. */
  | { readonly kind: 'proved'; readonly obligation: ProvedObligation }
  | { readonly kind: 'cell'; readonly cell: Cell }
  | { readonly kind: 'guard'; readonly guard: GuardFinding }
  | { readonly kind: 'law'; readonly law: LawFinding };

export interface ProveRequest {
  /** Names of operations and laws; everything where it is empty. */
  readonly names: readonly string[];
  /** Milliseconds for one obligation. */
  readonly timeLimit: number;
  readonly tell: (event: ProofEvent) => void;
  /** Asked between obligations: what is known so far is returned where it says so. */
  readonly stopped: () => boolean;
}
