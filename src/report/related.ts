/** What a verdict speaks of: the constraint, goal, application or operation of its name, with its place. */

import type { Place, Policy } from '../policy/model.ts';
import { asksOf } from '../verdict/reach-words.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Related } from './finding.ts';
import { locationIn } from './places.ts';
import { printable } from './printable.ts';
import { textOf } from './sentences.ts';
import { constraintText } from './wording.ts';

export function relatedOf(
  policy: Policy,
  { rule, constraint: name }: Pick<Verdict, 'rule' | 'constraint'>,
): readonly Related[] {
  if (name === null) return [];
  const at = (what: Related['what'], text: string, place: Place): readonly Related[] => [
    { what, text: printable(text), location: locationIn(policy, place) },
  ];
  // A goal of administration may have the name of a constraint.
  const goal = rule === 'reach' ? policy.administration?.goals.find(({ id }) => id === name) : undefined;
  if (goal !== undefined) {
    const reason = goal.reason === null ? '' : `: ${goal.reason}`;
    return at('goal', `goal ${name}: ${asksOf(policy, goal)}${reason}`, goal.place);
  }
  const constraint = policy.constraints.find(({ id }) => id === name);
  if (constraint !== undefined)
    return at(
      'constraint',
      `constraint ${name}: ${textOf(constraintText(constraint, policy))}`,
      constraint.place,
    );
  // A verdict on a plan has the names of the application and of the plan.
  const application = policy.applications.find((one) => name === one.name || name.startsWith(`${one.name}/`));
  if (application !== undefined)
    return at('application', `application ${application.name}`, application.place);
  const operation = policy.operations.find((one) => one.name === name);
  if (operation === undefined) return [];
  const reason = operation.reason === null ? '' : `: ${operation.reason}`;
  return at('operation', `operation ${name}${reason}`, operation.place);
}
