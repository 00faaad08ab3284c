/** What the naive decision finds, in names, so that it can be compared with what was claimed. */

export interface Finding {
  readonly rule: string;
  /** Name of the claim's schema. */
  readonly claim: string;
  /** As `Decision.constraint`. */
  readonly constraint: string | null;
  /** The value of the claim's first variable; empty where the claim has none, or a set. */
  readonly subject: string;
  /** Everything of the subject that conflicts, distinct, in code unit order. */
  readonly elements: readonly string[];
}

/** A question that the exhaustive search gave up on; neither violated nor not. */
export interface Undecided {
  readonly rule: string;
  readonly claim: string;
  readonly constraint: string | null;
}

/** Names in code unit order, each once. */
export function namesOf(names: readonly string[], ids: Iterable<number>): readonly string[] {
  return [...new Set([...ids].map((id) => names[id]!))].sort();
}
