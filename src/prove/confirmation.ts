/** What another solver said of obligations that were proved. */

export interface Confirmation {
  /** The solver, with its version. */
  readonly solver: string;
  /** Obligations of which it says `unsat` for each part. */
  readonly confirmed: number;
  /** Names of files of which it did not decide every part. */
  readonly unknown: readonly string[];
  /** Names of files of which it says that some part can be satisfied: one of the two solvers is wrong. */
  readonly different: readonly string[];
}
