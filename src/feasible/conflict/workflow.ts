/** A minimal conflict of an application under its policy: sessions, exclusions and constraints (FORMAL.md G, P29). */

import { rulesOf, type Workflow } from '../problem.ts';
import { conflictOfRules } from './rules.ts';

export interface WorkflowConflict {
  /** Steps of the instance, ascending. */
  readonly sessions: readonly number[];
  /** Indexes into `exclusions` and `constraints` of the application, in the order of the instance. */
  readonly exclusions: readonly number[];
  readonly constraints: readonly number[];
  /** False where a limit ended a test, so that dropping something might still leave no plan. */
  readonly minimal: boolean;
}

/** Of `workflow`, which must be infeasible. After `isLate` nothing more is dropped. */
export function workflowConflictOf(
  { instance, sources }: Workflow,
  isLate: () => boolean = () => false,
): WorkflowConflict {
  const rules = rulesOf(sources);
  const conflict = conflictOfRules(
    instance,
    rules.map(({ constraints }) => constraints),
    { conflicts: 1_000, undecided: 8, interrupted: isLate },
  );
  const indexes = (kind: 'exclusion' | 'constraint'): number[] =>
    conflict.rules.flatMap((rule) => {
      const { source } = rules[rule]!;
      return source.kind === kind ? [source.index] : [];
    });
  return {
    sessions: conflict.steps,
    exclusions: indexes('exclusion'),
    constraints: indexes('constraint'),
    minimal: conflict.minimal,
  };
}
