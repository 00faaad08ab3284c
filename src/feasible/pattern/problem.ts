/** What the engines solve: an instance after reduction, with users counted in classes. Plain data. */

export interface Count {
  readonly bound: number;
  /** Different steps, ascending. */
  readonly steps: readonly number[];
}

export interface Problem {
  /** Number of steps, k. */
  readonly steps: number;
  /** Number of user classes; words of a row = ⌈classes / 32⌉, at least 1. */
  readonly classes: number;
  /** Per step (row-major) the classes authorised for it. */
  readonly rows: Int32Array;
  readonly words: number;
  /** Per class how many users it has, capped at k. */
  readonly multiplicity: Int32Array;
  /** Pairs of different steps, flat: 2 i and 2 i + 1. */
  readonly separations: Int32Array;
  readonly atMost: readonly Count[];
  readonly atLeast: readonly Count[];
  /** Bounds on the load of a user; absent when nobody has one. */
  readonly load?: Load;
}

export interface Load {
  /** Per class how many steps each of its users may do. */
  readonly capacity: Int32Array;
  /** Per step how many steps of the instance it stands for. */
  readonly weight: Int32Array;
}
