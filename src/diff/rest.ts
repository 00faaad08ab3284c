/**
 * What else verdicts depend on and no other comparison speaks of: live sessions, the clock, who may come, what must stay
 * possible. Told as changed, without saying which way: so that "equivalent" is never said of policies that differ.
 */

import type { Administration } from '../policy/administration.ts';
import type { Policy } from '../policy/model.ts';
import type { DemandChange } from '../verdict/difference.ts';
import type { Pairing } from './pairing.ts';

export function restChanges({ before, now }: Pairing): readonly DemandChange[] {
  const at = [{ path: now.policy.path, line: 1, column: 1 }];
  return parts.flatMap(({ id, sentence, of }): readonly DemandChange[] =>
    of(before.policy) === of(now.policy)
      ? []
      : [{ kind: 'changed', id, sentence, example: null, locations: at }],
  );
}

const parts: readonly {
  readonly id: string;
  readonly sentence: string;
  readonly of: (policy: Policy) => string;
}[] = [
  { id: 'sessions', sentence: 'live sessions, or the roles active in them, differ', of: sessionsText },
  { id: 'now', sentence: 'the clock differs', of: ({ now }) => String(now) },
  {
    id: 'administration',
    sentence: 'the areas, the newcomers or what must stay possible differ',
    of: (policy) => (policy.administration === null ? '' : administrationText(policy, policy.administration)),
  },
];

function sessionsText(policy: Policy): string {
  const active = policy.sessions.map((): string[] => []);
  for (let row = 0; row < policy.active.left.length; row += 1)
    active[policy.active.left[row]!]!.push(policy.roles.list[policy.active.right[row]!]!);
  const rows = policy.sessions.map(({ name, user, of }, at) => [
    name,
    policy.users.list[user]!,
    [...new Set(active[at])].sort(),
    of === null ? null : [policy.applications[of.application]?.name ?? null, of.run, of.session],
  ]);
  return rowsText(rows);
}

function administrationText(policy: Policy, { newcomers, keeps, areas }: Administration): string {
  const roles = (ids: readonly number[]): readonly string[] => ids.map((id) => policy.roles.list[id]!).sort();
  return rowsText([
    ...newcomers.map((one) => ['newcomer', one.name, roles(one.roles), one.atMost]),
    ...areas.map(({ name, officers, roles: of }) => [
      'area',
      name,
      roles(officers.roles),
      officers.users.map((user) => policy.users.list[user]!).sort(),
      roles(of),
    ]),
    ...keeps.map((keep) => ['keep', roles(keep.from), roles(keep.roles)]),
  ]);
}

function rowsText(rows: readonly unknown[]): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join('\n');
}
