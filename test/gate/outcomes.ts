/** Small policies, read and checked. */

import { catalogue } from '../../src/check/catalogue.ts';
import { type CheckOptions, type CheckOutcome, checkPolicy } from '../../src/check/run.ts';
import type { Policy } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import type { Violated } from '../../src/verdict/verdict.ts';

const rules = catalogue.map(({ id }) => id);

export function policyOf(text: string, path = 'p.policy.yaml'): Policy {
  const result = readPolicy(path, memoryFiles({ [path]: text }), { rules });
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.value;
}

/** Without repairs, which no gate looks at. */
export function outcomeOf(text: string, options: CheckOptions = {}, path?: string): Promise<CheckOutcome> {
  return checkPolicy(policyOf(text, path), { repairs: { perConstraint: 0, inAll: 0 }, ...options });
}

export function violatedIn(outcomes: readonly CheckOutcome[]): readonly Violated[] {
  return outcomes.flatMap(({ verdicts }) =>
    verdicts.flatMap((verdict) => (verdict.status === 'violated' ? [verdict] : [])),
  );
}

export interface Conflicts {
  readonly name?: string;
  /** Who holds both roles. */
  readonly both: readonly string[];
  readonly severity?: string;
  readonly more?: string;
}

/** A policy in which some users create and approve; kim and lee always do one of both, so that something is checked. */
export function conflicting({ name = 'p', both, severity = 'error', more = '' }: Conflicts): string {
  const users = both.map((user) => `  ${user}: { roles: [creator, approver] }\n`).join('');
  return `policy: ${name}
users:
  one: { roles: [creator] }
  other: { roles: [approver] }
${users}roles: [creator, approver]
constraints:
  - { id: apart, severity: ${severity}, static: { roles: [creator, approver] } }
${more}`;
}
