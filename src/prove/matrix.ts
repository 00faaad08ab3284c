/**
 * The matrix: what was shown of each operation and each invariant, in words that are never the same for different
 * strengths (FORMAL.md C.6).
 */

/** From the strongest to the weakest; a cell is as weak as the weakest of its conjuncts. */
export type Strength =
  /** The operation changes nothing that the invariant speaks of. */
  | 'untouched'
  /** Proved for policies of every size. */
  | 'every size'
  /** Proved for policies of every size whose limits and cardinalities are at most `countedTo`. */
  | 'every size, limits to 4'
  /** No counterexample among all policies up to a size. */
  | 'up to a size'
  | 'unknown'
  /** A counterexample was found and replayed. */
  | 'refuted';

export interface Cell {
  readonly operation: string;
  /** I1 … I13. */
  readonly invariant: string;
  readonly status: Strength;
  /**
   * How it is shown: the effect keeps it, a cascade restores it, or a guard states it (then the guard is the goal and
   * the proof a tautology).
   */
  readonly how: 'untouched' | 'kept' | 'restored' | 'guard' | 'searched' | 'none';
  /** Hypotheses that were needed: invariants of the state before and guards. */
  readonly because: readonly string[];
  /** Elements per sort: of a proof, the terms that suffice; of a search, the size up to which nothing was found. */
  readonly size: Readonly<Record<string, number>>;
  /** Why it is no proof; empty where it is one. */
  readonly reason: string;
}

export interface Matrix {
  /** The reading under which everything was proved. */
  readonly profile: Readonly<Record<string, string>>;
  readonly cells: readonly Cell[];
}

export const strengths: readonly Strength[] = [
  'untouched',
  'every size',
  'every size, limits to 4',
  'up to a size',
  'unknown',
  'refuted',
];

export const weakest = (all: readonly Strength[]): Strength =>
  strengths[Math.max(0, ...all.map((strength) => strengths.indexOf(strength)))]!;
