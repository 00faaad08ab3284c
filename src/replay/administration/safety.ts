/** Whether the parts about single users keep the goal from being met. */

import { type Condition, someOf } from './condition.ts';
import type { AdministrationFacts } from './facts.ts';
import { type Fault, faultOf } from './fault.ts';
import { type Asked, conditionsOf, type Forbidden } from './goal.ts';
import type { UserPart } from './parts.ts';
import type { Assumed } from './powers.ts';
import { satisfiable } from './satisfiable.ts';
import type { Decision } from './search.ts';

/** Why the goal could still be met, or null. */
export function faultOfSafety(
  facts: AdministrationFacts,
  asked: Asked,
  parts: readonly UserPart[],
  assumed: Assumed,
): Fault | null {
  const groups = aimedUsers(facts, parts);
  const canBeTrue = (conditions: readonly Condition[]): Decision => {
    let worst: Decision = 'unsatisfiable';
    for (const users of groups) {
      const decision = inSomeState(facts, conditions, assumed, users);
      if (decision === 'undecided') return decision;
      if (decision === 'satisfiable') worst = decision;
    }
    return worst;
  };
  for (const forbidden of asked.forbidden) {
    const decision =
      asked.users === 1
        ? canBeTrue(conditionsOf(forbidden))
        : shared(forbidden, asked.users, (groups) => canBeTrue(groups.map(someOf)));
    const fault = faultOf(decision, `allows ${forbidden.about}`);
    if (fault !== null) return fault;
  }
  return null;
}

/** Users of the goal, by the parts that are about them; null: about whom only what is true of everybody is known. */
function aimedUsers(
  { policy, population, goal }: AdministrationFacts,
  parts: readonly UserPart[],
): readonly (ReadonlySet<number> | null)[] {
  if (goal.kind === 'roles' && goal.user !== null) return [new Set([goal.user])];
  const restricted = parts.filter(({ users }) => users !== null);
  const found = new Map<string, Set<number>>();
  for (let user = 0; user < policy.users.declaredCount; user += 1) {
    const key = restricted.flatMap(({ users, number }) => (users!.has(user) ? [number] : [])).join(' ');
    const users = found.get(key);
    if (users === undefined) found.set(key, new Set([user]));
    else users.add(user);
  }
  if (!population.hasOthers) return [...found.values()];
  return [...[...found].flatMap(([key, users]) => (key === '' ? [] : [users])), null];
}

function inSomeState(
  { absent }: AdministrationFacts,
  conditions: readonly Condition[],
  assumed: Assumed,
  users: ReadonlySet<number> | null,
): Decision {
  const scope = assumed.ofUsers(users);
  const given = (variable: number): boolean | undefined =>
    variable === absent || assumed.never(variable) ? false : undefined;
  return satisfiable({
    before: given,
    after: given,
    asked: [...conditions, ...(absent === null ? [] : scope(absent))].map((condition) => ({
      condition,
      when: 'before',
    })),
    assumed: [{ about: scope, when: 'before' }],
  });
}

const mostShares = 20_000;

/** Whether the groups can be shared out among so many users, each with a share that one user can have. */
function shared(
  { groups }: Forbidden,
  users: number,
  canBeHad: (share: readonly (readonly number[])[]) => Decision,
): Decision {
  const known = new Map<string, Decision>();
  const decide = (share: readonly number[]): Decision => {
    const key = share.join(' ');
    let found = known.get(key);
    if (found === undefined) {
      found = known.size >= mostShares ? 'undecided' : canBeHad(share.map((at) => groups[at]!));
      known.set(key, found);
    }
    return found;
  };
  let steps = 0;
  const from = (at: number, shares: readonly (readonly number[])[]): Decision => {
    steps += 1;
    if (steps > mostShares) return 'undecided';
    if (at === groups.length) return 'satisfiable';
    for (let user = 0; user <= shares.length && user < users; user += 1) {
      const share = [...(shares[user] ?? []), at];
      const decision = decide(share);
      if (decision === 'undecided') return decision;
      if (decision === 'unsatisfiable') continue;
      const next = [...shares];
      next[user] = share;
      const rest = from(at + 1, next);
      if (rest !== 'unsatisfiable') return rest;
    }
    return 'unsatisfiable';
  };
  return from(0, []);
}
