/**
 * What a user violates now: what `check` finds of that user, on the part of the policy that it depends on.
 *
 * What several users violate together (a coalition, an application that cannot be carried out) is no user's own, and is
 * for `check`.
 */

import { checkPolicy } from '../check/run.ts';
import type { Policy } from '../policy/model.ts';
import { withPossible } from '../policy/possible.ts';
import { sliceOf } from '../repair/slice.ts';
import type { Violated } from '../verdict/verdict.ts';
import type { Access } from './access.ts';
import type { ConflictsAnswer } from './answer.ts';
import { userRules, withoutPossible } from './hypothetical.ts';

const rules: readonly string[] = [
  ...userRules,
  'cardinality',
  'session-authorisation',
  'dynamic-sod',
  'dynamic-permission-sod',
];

export async function conflicts(
  { policy, open }: Access,
  user: number,
  signal?: AbortSignal,
): Promise<ConflictsAnswer> {
  const certain = await violatedBy(withoutPossible(policy), user, signal);
  const possible = policy.possible === null ? certain : await violatedBy(withPossible(policy), user, signal);
  const isIn = (list: readonly Violated[], { fingerprint }: Violated): boolean =>
    list.some((one) => one.fingerprint === fingerprint);
  return {
    kind: 'conflicts',
    user: policy.users.list[user]!,
    found: certain.filter((one) => isIn(possible, one)),
    perhaps: [
      ...certain.filter((one) => !isIn(possible, one)),
      ...possible.filter((one) => !isIn(certain, one)),
    ],
    rules: rules.filter((rule) => policy.rules.get(rule) !== 'off'),
    open: open('permission'),
  };
}

async function violatedBy(
  policy: Policy,
  user: number,
  signal: AbortSignal | undefined,
): Promise<readonly Violated[]> {
  const name = policy.users.list[user]!;
  const slice = sliceOf(policy, new Set([user]));
  const sessions = new Set(
    policy.sessions.flatMap((session) => (session.user === user ? [session.name] : [])),
  );
  const { verdicts } = await checkPolicy(slice, {
    only: rules,
    repairs: { perConstraint: 3, inAll: 5, of: (verdict) => isOf(verdict, name, sessions) },
    ...(signal === undefined ? {} : { signal }),
  });
  return verdicts.filter(
    (verdict): verdict is Violated => verdict.status === 'violated' && isOf(verdict, name, sessions),
  );
}

function isOf(verdict: Violated, user: string, sessions: ReadonlySet<string>): boolean {
  const { bindings, paths } = verdict.counterexample;
  if (verdict.rule === 'cardinality')
    return (
      paths.some(({ steps }) => steps[0]?.left === user) ||
      verdict.core.some((element) => element.kind === 'fact' && element.fact.left === user)
    );
  return bindings.some(
    ({ sort, value }) => (sort === 'USER' && value === user) || (sort === 'SID' && sessions.has(value)),
  );
}
