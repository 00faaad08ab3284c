/** Mistakes planted in the workflow engines. */

import type { Mistake } from './plant.ts';

const inRoom =
  (room: string) =>
  (file: string, from: string, to: string): Mistake => ({
    file: `${room}/${file}`,
    from,
    to,
  });
const feasible = inRoom('src/feasible');
const pattern = inRoom('src/feasible/pattern');
const workflow = inRoom('src/workflow');

export const mistakes: readonly Mistake[] = [
  pattern('counts.ts', 'if (blocks < bound) {', 'if (blocks < bound - 1) {'),
  pattern('reduce.ts', 'if (left === right) return', 'if (left === right + 1) return'),
  pattern(
    'reduce.ts',
    'if (!hasMoreThan(candidates[step]!, degree[step]!)) continue;',
    'if (!hasMoreThan(candidates[step]!, degree[step]! - 1)) continue;',
  ),
  pattern('reduce.ts', "if (constraint.kind === 'binding') join(constraint.left, constraint.right);", ''),
  pattern(
    'reduce.ts',
    'own[user] = Math.min(own[user]!, Math.max(0, constraint.bound));',
    'own[user] = Math.max(0, constraint.bound);',
  ),
  pattern(
    'matching.ts',
    'if (holders[index]!.length < multiplicity[index]!) {',
    'if (holders[index]!.length <= multiplicity[index]!) {',
  ),
  workflow('alternatives.ts', '.map((word) => ~word)', ''),
  workflow('alternatives.ts', 'withOnly([], allIn(constraint.steps, constraint.group)),', ''),
  workflow(
    'check-proof.ts',
    'return leaders.length > users.size && isClique(leaders);',
    'return leaders.length > users.size + 1 && isClique(leaders);',
  ),
  workflow(
    'check-proof.ts',
    'for (const user of constraint.users) for (const set of candidates) set.delete(user);',
    '',
  ),
  feasible(
    'count/exact.ts',
    'const weight = state.weights[keep]! + state.weights[gone]!;',
    'const weight = state.weights[keep]!;',
  ),
  feasible(
    'restrict.ts',
    'return steps.length < constraint.steps.length ? null : { ...constraint, steps };',
    'return { ...constraint, steps };',
  ),
  feasible('resilience/static.ts', 's.absent[index]! >= need', 's.absent[index]! > need'),
  feasible(
    'resilience/static.ts',
    'bound <= Math.min(t, instance.users)',
    'bound < Math.min(t, instance.users)',
  ),
  workflow('instance.ts', "case 'team':\n      return constraint.teams;", "case 'team':\n      return [];"),
  feasible(
    'run/run.ts',
    'run.plans.find((plan) => plan[step] === user)',
    'run.plans.find((plan) => plan[step]! >= user)',
  ),
];
