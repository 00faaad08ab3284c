/**
 * Whether a goal of an administration can be reached, by trying every run: breadth-first search over states of all users
 * at once. Plain sets and maps; nothing is shared with the engine or the checker. Own-approver goals are not covered.
 */

import type { AdministrativeRule, ReachGoal } from '../../src/policy/administration.ts';
import type { Facts, Policy } from '../../src/policy/model.ts';

export type OracleAnswer =
  | { readonly kind: 'reachable'; readonly steps: number }
  | { readonly kind: 'unreachable'; readonly states: number }
  | { readonly kind: 'too large' };

type Roles = ReadonlySet<number>;

/** `id` is null for users that the policy does not name; users of one class start alike and may stand for each other. */
interface Person {
  readonly id: number | null;
  readonly className: string;
  readonly start: Roles | null;
}

/** What each person is assigned; null: not there yet. */
type State = readonly (Roles | null)[];

export function explore(policy: Policy, goal: ReachGoal, most: number): OracleAnswer {
  const people = peopleOf(policy, goal);
  const isMet = meets(policy, goal, people);
  let layer: State[] = [people.map(({ start }) => start)];
  const seen = new Set(layer.map((state) => keyOf(people, state)));
  for (let steps = 0; layer.length > 0; steps += 1) {
    if (layer.some(isMet)) return { kind: 'reachable', steps };
    const next: State[] = [];
    for (const state of layer)
      for (const after of successors(policy, people, state)) {
        const key = keyOf(people, after);
        if (seen.has(key)) continue;
        if (seen.size >= most) return { kind: 'too large' };
        seen.add(key);
        next.push(after);
      }
    layer = next;
  }
  return { kind: 'unreachable', states: seen.size };
}

function peopleOf(policy: Policy, goal: ReachGoal): readonly Person[] {
  const { administrators, population, newcomers, rules } = policy.administration!;
  const conditions = new Set(
    rules
      .filter(({ by }) => by !== null)
      .map(({ by }) => `${[...by!.roles].sort()}|${[...by!.users].sort()}`),
  ).size;
  const speaksOf = goal.kind === 'roles' || goal.kind === 'permissions' ? goal.users : 1;
  const copies = (administrators === null ? conditions : 0) + speaksOf;
  const some = (count: number, className: string, start: Roles | null): Person[] =>
    Array.from({ length: count }, () => ({ id: null, className, start }));
  const users = policy.users.list.map(
    (name, id): Person => ({
      id,
      className: `user ${name}`,
      start: imageOf(policy.assignments, new Set([id])),
    }),
  );
  return [
    ...users,
    ...newcomers.flatMap(({ name, roles, atMost }) =>
      some(Math.min(atMost ?? copies, copies), `newcomer ${name}`, new Set(roles)),
    ),
    ...(population === 'fixed'
      ? []
      : [
          ...users.flatMap(({ className, start }) => some(copies, `like ${className}`, start)),
          ...some(copies, 'without roles', new Set()),
        ]),
    ...(rules.some(({ kind }) => kind === 'enrol') ? some(copies + 1, 'absent', null) : []),
  ];
}

function keyOf(people: readonly Person[], state: State): string {
  const entries = people.map(
    ({ className }, at) => `${className}:${state[at] === null ? '-' : [...state[at]!].sort().join(',')}`,
  );
  return entries.sort().join(';');
}

function* successors(policy: Policy, people: readonly Person[], state: State): Generator<State> {
  const { rules, enforcesExclusions } = policy.administration!;
  const replaced = (at: number, roles: Roles): State =>
    state.map((old, other) => (other === at ? roles : old));
  for (const rule of rules) {
    if (!people.some((person, at) => mayUse(policy, rule, person, state[at]!))) continue;
    for (const [at, assigned] of state.entries())
      for (const role of rule.roles) {
        const held = heldOf(policy, assigned ?? new Set());
        const allowed =
          !enforcesExclusions || isClean(policy, new Set([...held, ...heldOf(policy, new Set([role]))]));
        if (rule.kind === 'enrol') {
          if (assigned === null && allowed) yield replaced(at, new Set([role]));
          continue;
        }
        if (assigned === null || assigned.has(role) !== (rule.kind === 'revoke')) continue;
        if (!rule.needs.every((need) => held.has(need)) || rule.bars.some((bar) => held.has(bar))) continue;
        if (rule.kind === 'revoke') yield replaced(at, new Set([...assigned].filter((one) => one !== role)));
        else if (allowed) yield replaced(at, new Set([...assigned, role]));
      }
  }
}

function mayUse(policy: Policy, { by }: AdministrativeRule, { id }: Person, assigned: Roles | null): boolean {
  const { administrators } = policy.administration!;
  if (assigned === null) return false;
  if (administrators !== null && (id === null || !administrators.includes(id))) return false;
  if (by === null || (id !== null && by.users.includes(id))) return true;
  const held = heldOf(policy, assigned);
  return by.roles.some((role) => held.has(role));
}

function meets(policy: Policy, goal: ReachGoal, people: readonly Person[]): (state: State) => boolean {
  const some = (state: State, is: (held: Roles) => boolean): boolean =>
    state.some((assigned) => assigned !== null && is(heldOf(policy, assigned)));
  const jointly = (state: State, users: number, wanted: readonly number[], has: (held: Roles) => Roles) =>
    cover(
      wanted,
      state.flatMap((assigned) => (assigned === null ? [] : [has(heldOf(policy, assigned))])),
      users,
    );
  switch (goal.kind) {
    case 'roles': {
      const { user, users, roles } = goal;
      if (user === null) return (state) => jointly(state, users, roles, (held) => held);
      const at = people.findIndex(({ id }) => id === user);
      return (state) => roles.every((role) => heldOf(policy, state[at]!).has(role));
    }
    case 'permissions':
      return (state) => jointly(state, goal.users, goal.permissions, (held) => imageOf(policy.grants, held));
    case 'exclusions':
      return (state) => some(state, (held) => !isClean(policy, held));
    case 'activation':
      return (state) => some(state, (held) => violates(policy, closureOf(policy, held), 'dynamic'));
    case 'own-approver':
      throw new Error('not covered');
    default:
      return goal satisfies never;
  }
}

function cover(wanted: readonly number[], sets: readonly Roles[], users: number): boolean {
  const [first] = wanted;
  if (first === undefined) return true;
  if (users === 0) return false;
  return sets.some(
    (set) =>
      set.has(first) &&
      cover(
        wanted.filter((one) => !set.has(one)),
        sets,
        users - 1,
      ),
  );
}

const isClean = (policy: Policy, held: Roles): boolean => !violates(policy, held, 'static');

function violates(policy: Policy, held: Roles, when: 'static' | 'dynamic'): boolean {
  const permissions = imageOf(policy.grants, held);
  return policy.constraints.some(
    (constraint) =>
      constraint.kind === 'exclusion' &&
      constraint[when] &&
      constraint.sets.some(({ members, limit }) => {
        const has = constraint.over === 'role' ? held : permissions;
        return members.filter((member) => has.has(member)).length >= limit;
      }),
  );
}

/** S1. */
const heldOf = (policy: Policy, assigned: Roles): Roles =>
  policy.profile.membership === 'assigned' ? assigned : closureOf(policy, assigned);

/** With juniors: what activating roles counts under the default of S4, too. */
function closureOf({ inheritance }: Pick<Policy, 'inheritance'>, roles: Roles): Roles {
  const more: Roles = new Set([...roles, ...imageOf(inheritance, roles)]);
  return more.size === roles.size ? roles : closureOf({ inheritance }, more);
}

const imageOf = ({ left, right }: Facts, of: Roles): Roles =>
  new Set([...right].filter((_, at) => of.has(left[at]!)));
