/**
 * The specification's operations of administration against trying everything: breadth first through states of the
 * specification, each step performed by the interpreter, the shortest way to the goal is the oracle's.
 *
 * States are built here of the whole policy, so that what a replay leaves out is not left out.
 */

import { expect, test } from 'vitest';
import { administered } from '../../spec/operations/administered.ts';
import { perform } from '../../src/interpret/perform.ts';
import type { State } from '../../src/logic/state.ts';
import type { ReachGoal } from '../../src/policy/administration.ts';
import type { Policy } from '../../src/policy/model.ts';
import { lowerOperation } from '../../src/profile/lower.ts';
import { meetsGoal } from '../../src/replay/administration/trace-goal.ts';
import { stateOf } from '../../src/replay/state.ts';
import { administeredPolicy } from '../oracle/administered-arbitrary.ts';
import { explore, type Person, peopleOf } from '../oracle/administration.ts';

const wanted = Number(process.env.DUTYPROOF_CASES ?? 500);
const mostStates = 25;

type Tuple = readonly number[];

function startOf(policy: Policy, goal: ReachGoal, people: readonly Person[]): State {
  const application = goal.kind === 'own-approver' ? policy.applications[goal.application]! : undefined;
  const core = stateOf(policy, application === undefined ? {} : { application });
  const { rules, administrators, enforcesExclusions } = policy.administration!;
  const all = people.map((_, at): Tuple => [at]);
  const kind = (name: string): Tuple[] => rules.flatMap((rule, at) => (rule.kind === name ? [[at]] : []));
  const pairs = (of: (rule: (typeof rules)[number]) => readonly number[]): Tuple[] =>
    rules.flatMap((rule, at) => [...new Set(of(rule))].map((value): Tuple => [at, value]));
  return {
    sorts: {
      ...core.sorts,
      USER: people.map(({ name }) => name),
      RULE: rules.map((_, at) => `rule ${at}`),
    },
    relations: {
      ...core.relations,
      users: all.filter((_, at) => people[at]!.isThere),
      UA: people.flatMap(({ roles }, at) => [...roles].map((role): Tuple => [at, role])),
      administrators: administrators === null ? all : administrators.map((user) => [user]),
      assignRules: kind('assign'),
      revokeRules: kind('revoke'),
      enrolRules: kind('enrol'),
      openRules: rules.flatMap((rule, at) => (rule.by === null ? [[at]] : [])),
      officerRoles: pairs((rule) => rule.by?.roles ?? []),
      officerUsers: pairs((rule) => rule.by?.users ?? []),
      targets: pairs((rule) => rule.roles),
      needed: pairs((rule) => (rule.kind === 'enrol' ? [] : rule.needs)),
      barred: pairs((rule) => (rule.kind === 'enrol' ? [] : rule.bars)),
      upheld: enforcesExclusions ? rules.map((_, at) => [at]) : [],
      performed: [],
      suspects: [],
      apartRoles: goal.kind === 'roles' ? goal.roles.map((role) => [role]) : [],
      apartPermissions: goal.kind === 'permissions' ? goal.permissions.map((permission) => [permission]) : [],
    },
  };
}

/** All sets of at most so many users. */
function groups(users: readonly Tuple[], most: number): readonly (readonly Tuple[])[] {
  if (most === 0) return [[]];
  const smaller = groups(users, most - 1);
  return [...smaller, ...smaller.flatMap((group) => users.map((user) => [...group, user]))];
}

function isForbidden(policy: Policy, goal: ReachGoal, state: State): boolean {
  const { users } = state.relations;
  const most = goal.kind === 'roles' || goal.kind === 'permissions' ? goal.users : 1;
  const only = goal.kind === 'roles' ? goal.user : null;
  const asked = only === null ? users! : users!.filter(([user]) => user === only);
  return groups(asked, most).some((suspects) =>
    meetsGoal(policy, goal, { ...state, relations: { ...state.relations, suspects } }),
  );
}

const keyOf = ({ relations }: State): string =>
  ['users', 'UA', 'performed'].map((name) => relations[name]!.map(String).sort().join(' ')).join('|');

/** The fewest operations, or null. */
function shortest(policy: Policy, goal: ReachGoal): number | null {
  const [assign, revoke, enrol, performing] = administered.map((operation) =>
    lowerOperation(operation, policy.profile),
  );
  const { rules } = policy.administration!;
  const start = startOf(policy, goal, peopleOf(policy, goal));
  const seen = new Set([keyOf(start)]);
  let level = [start];
  for (let steps = 0; level.length > 0; steps += 1) {
    if (level.some((state) => isForbidden(policy, goal, state))) return steps;
    const next: State[] = [];
    const add = (outcome: ReturnType<typeof perform>): void => {
      if (outcome.report === 'refused' || seen.has(keyOf(outcome.state))) return;
      seen.add(keyOf(outcome.state));
      next.push(outcome.state);
    };
    for (const state of level) {
      for (const u of state.sorts.USER!) {
        for (const [at, rule] of rules.entries()) {
          const operation = { assign, revoke, enrol }[rule.kind]!;
          for (const role of new Set(rule.roles)) {
            const inputs = { rule: `rule ${at}`, u, r: policy.roles.list[role]! };
            // What becomes of the state does not depend on who acts.
            for (const actor of state.sorts.USER!) {
              const outcome = perform(operation, { ...inputs, actor }, state);
              add(outcome);
              if (outcome.report === 'ok') break;
            }
          }
        }
        if (goal.kind !== 'own-approver') continue;
        for (const n of state.sorts.SNAME!) add(perform(performing!, { u, n }, state));
      }
    }
    level = next;
  }
  return null;
}

test(`${wanted} small administrations: the operations lead where trying everything leads`, () => {
  const counts = { reachable: 0, unreachable: 0, steps: 0, people: 0 };
  const kinds = new Map<string, number>();
  let done = 0;
  for (let seed = 100_001; done < wanted; seed += 1) {
    const policy = administeredPolicy(seed);
    const goal = policy.administration!.goals[0]!;
    const people = peopleOf(policy, goal).length;
    const expected = people > 4 ? null : explore(policy, goal, mostStates);
    if (expected === null || expected.kind === 'too large') continue;
    done += 1;
    counts[expected.kind] += 1;
    if (expected.kind === 'reachable' && expected.steps >= 2) counts.steps += 1;
    if (people > 1) counts.people += 1;
    kinds.set(goal.kind, (kinds.get(goal.kind) ?? 0) + 1);
    const found = shortest(policy, goal);
    expect(found, `seed ${seed}, ${goal.kind}`).toBe(expected.kind === 'reachable' ? expected.steps : null);
  }
  expect(counts.reachable).toBeGreaterThan(150);
  expect(counts.unreachable).toBeGreaterThan(100);
  expect(counts.steps).toBeGreaterThan(40);
  expect(counts.people).toBeGreaterThan(300);
  expect(Math.min(...kinds.values())).toBeGreaterThan(30);
  expect(kinds.size).toBe(5);
});
