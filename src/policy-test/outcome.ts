/** What came of a policy test, as plain data in the user's names. */

import type { Policy } from '../policy/model.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { Location } from '../source/text.ts';
import type { Fact } from '../verdict/change.ts';
import type { PolicyTest } from './test.ts';

/** Why something is so: a sentence with names in backticks, or a fact of the policy. */
export type Reason =
  | { readonly kind: 'sentence'; readonly sentence: string; readonly locations: readonly Location[] }
  | { readonly kind: 'fact'; readonly fact: Fact };

/** What is not as expected. Names stand in backticks. */
export interface Difference {
  readonly expected: string;
  readonly actual: string;
  /** Where it is expected. */
  readonly location: Location;
  readonly reasons: readonly Reason[];
  /** False where it is only not known. */
  readonly decided: boolean;
}

/**
 * What a test exercised of its policy (`coverage/` says when that is so), by name: a role, a permission, a constraint that
 * bit, an operation that was made, a guard that refused (`AssignUser G8`).
 */
export interface Exercise {
  readonly kind: 'role' | 'permission' | 'constraint' | 'operation' | 'guard';
  readonly name: string;
}

export interface TestOutcome {
  readonly test: PolicyTest;
  /** `unreadable`: its policy or its changes are wrong; `undecided`: nothing differs, and something is not known. */
  readonly status: 'passed' | 'failed' | 'undecided' | 'unreadable';
  readonly expectations: number;
  readonly differences: readonly Difference[];
  readonly diagnostics: readonly Diagnostic[];
  /** The policy before the changes; null where it could not be read. */
  readonly policy: Policy | null;
  readonly exercised: readonly Exercise[];
  /** Claims of an engine that the specification did not confirm. */
  readonly failures: number;
  readonly seconds: number;
}

/** What a part of a test contributes. */
export interface Answer {
  readonly differences: readonly Difference[];
  readonly exercised: readonly Exercise[];
}

export const sentenceReason = (sentence: string, locations: readonly Location[] = []): Reason => ({
  kind: 'sentence',
  sentence,
  locations,
});

export const factReasons = (facts: readonly Fact[]): readonly Reason[] =>
  facts.map((fact) => ({ kind: 'fact', fact }));

/** The roles and permissions that facts name. */
export function exercisedBy(facts: readonly Fact[]): readonly Exercise[] {
  const role = (name: string): Exercise => ({ kind: 'role', name });
  return facts.flatMap(({ relation, left, right }): readonly Exercise[] => {
    switch (relation) {
      case 'assignment':
      case 'active':
        return [role(right)];
      case 'inheritance':
        return [role(left), role(right)];
      case 'grant':
        return [role(left), { kind: 'permission', name: right }];
      default:
        return relation satisfies never;
    }
  });
}
