/**
 * What administrators may do now that they might not before, and the other way round: rules against rules, symbolically.
 *
 * A rule stands for all users who satisfy its condition. What one policy's rules let an officer do and the other's do
 * not is a question to a propositional solver, with a variable for each role that a user may hold and the hierarchy as
 * implications; the answer is a smallest example of such a user, or that there is none.
 */

import type { AdministrativeRule, Officers } from '../policy/administration.ts';
import type { Policy } from '../policy/model.ts';
import { solverOf } from '../sat/solver.ts';
import type { Location } from '../source/text.ts';
import { listed } from '../source/words.ts';
import type { DemandChange } from '../verdict/difference.ts';
import { locationIn } from './demands.ts';
import type { Common, Pairing, When } from './pairing.ts';

export function administrationChanges(
  pairing: Pairing,
  toNow: (location: Location) => Location,
): readonly DemandChange[] {
  return [
    ...ruleChanges(pairing, 'now', 'before').map((change): DemandChange => ({ ...change, kind: 'weakened' })),
    ...ruleChanges(pairing, 'before', 'now').map(
      (change): DemandChange => ({ ...change, kind: 'strengthened', locations: change.locations.map(toNow) }),
    ),
    ...enforcement(pairing),
  ];
}

/** Whether static exclusions are enforced at assignment, who there may be, and who may act at all. */
function enforcement({ before, now }: Pairing): readonly DemandChange[] {
  const earlier = before.policy.administration;
  const later = now.policy.administration;
  if (earlier === null || later === null) return [];
  const at = [locationIn(now.policy, later.place)];
  const change = (kind: DemandChange['kind'], id: string, sentence: string): DemandChange => ({
    kind,
    id,
    sentence,
    example: null,
    locations: at,
  });
  const changes: DemandChange[] = [];
  if (earlier.enforcesExclusions !== later.enforcesExclusions)
    changes.push(
      later.enforcesExclusions
        ? change('strengthened', 'exclusions', 'assignments that violate a static exclusion are refused')
        : change(
            'weakened',
            'exclusions',
            'assignments that violate a static exclusion are no longer refused',
          ),
    );
  if (earlier.population !== later.population)
    changes.push(
      later.population === 'any-number'
        ? change('weakened', 'users', 'any number of other users may be there besides')
        : change('strengthened', 'users', 'no other users than today’s may be there'),
    );
  const acting = (policy: Policy, ids: readonly number[] | null): ReadonlySet<string> | null =>
    ids === null ? null : new Set(ids.map((id) => policy.users.list[id]!));
  const was = acting(before.policy, earlier.administrators);
  const is = acting(now.policy, later.administrators);
  const more =
    is === null
      ? was === null
        ? []
        : ['everybody']
      : [...is].filter((name) => was !== null && !was.has(name));
  const fewer =
    was === null
      ? is === null
        ? []
        : ['everybody else']
      : [...was].filter((name) => is !== null && !is.has(name));
  if (more.length > 0)
    changes.push(change('weakened', 'administrators', `${listed(more)} may now act as an administrator`));
  if (fewer.length > 0)
    changes.push(
      change('strengthened', 'administrators', `${listed(fewer)} may no longer act as an administrator`),
    );
  return changes;
}

/** What `one` permits and `other` does not: one change for each rule, officer and role. */
function ruleChanges(pairing: Pairing, one: When, other: When): readonly Omit<DemandChange, 'kind'>[] {
  const { policy } = pairing[one];
  const rules = policy.administration?.rules ?? [];
  const others = pairing[other].policy.administration?.rules ?? [];
  const seen = new Set<string>();
  return rules.flatMap((rule) =>
    officersOf(policy, rule.by).flatMap((officer) =>
      rule.roles.flatMap((role): readonly Omit<DemandChange, 'kind'>[] => {
        const name = policy.roles.list[role]!;
        const conditions = others
          .filter(
            (against) =>
              against.kind === rule.kind &&
              includes(pairing[other].policy, against.by, officer) &&
              against.roles.some((id) => pairing[other].policy.roles.list[id] === name),
          )
          .map((against) => conditionOf(pairing.roles, other, against));
        const example = exampleOutside(pairing, one, conditionOf(pairing.roles, one, rule), conditions);
        if (example === null) return [];
        const sentence = sentenceOf(rule.kind, officer, name, example, one === 'now' ? 'now' : 'no longer');
        if (seen.has(sentence)) return [];
        seen.add(sentence);
        return [{ id: rule.id, sentence, example: null, locations: [locationIn(policy, rule.place)] }];
      }),
    ),
  );
}

type Officer = { readonly kind: 'role' | 'user'; readonly name: string } | { readonly kind: 'anybody' };

function officersOf(policy: Policy, by: Officers | null): readonly Officer[] {
  if (by === null) return [{ kind: 'anybody' }];
  return [
    ...by.roles.map((role): Officer => ({ kind: 'role', name: policy.roles.list[role]! })),
    ...by.users.map((user): Officer => ({ kind: 'user', name: policy.users.list[user]! })),
  ];
}

function includes(policy: Policy, by: Officers | null, officer: Officer): boolean {
  if (by === null) return true;
  switch (officer.kind) {
    case 'anybody':
      return false;
    case 'role':
      return by.roles.some((role) => policy.roles.list[role] === officer.name);
    case 'user':
      return by.users.some((user) => policy.users.list[user] === officer.name);
    default:
      return officer satisfies never;
  }
}

/** Roles by their common numbers. */
interface Condition {
  readonly needs: readonly number[];
  readonly bars: readonly number[];
}

function conditionOf(roles: Common, when: When, rule: AdministrativeRule): Condition {
  if (rule.kind === 'enrol') return { needs: [], bars: [] };
  const common = (ids: readonly number[]): number[] => ids.map((id) => roles.of[when][id]!);
  return { needs: common(rule.needs), bars: common(rule.bars) };
}

const conflicts = 10_000;

/** Roles of a user who satisfies `condition` and none of `others`; null where there is none. */
function exampleOutside(
  { roles, now, before }: Pairing,
  one: When,
  condition: Condition,
  others: readonly Condition[],
): readonly string[] | null {
  const { policy, index } = one === 'now' ? now : before;
  const mentioned = [...new Set([condition, ...others].flatMap(({ needs, bars }) => [...needs, ...bars]))];
  const variable = new Map(mentioned.map((role, at) => [role, at + 1]));
  const literal = (role: number): number => variable.get(role)!;
  const solver = solverOf(mentioned.length);
  let isOpen = true;
  const add = (clause: readonly number[]): void => {
    isOpen = solver.add(clause) && isOpen;
  };
  for (const role of condition.needs) add([literal(role)]);
  for (const role of condition.bars) add([-literal(role)]);
  for (const { needs, bars } of others) add([...needs.map((role) => -literal(role)), ...bars.map(literal)]);
  if (policy.profile.membership === 'authorised')
    for (const senior of mentioned) {
      const id = roles.id[one][senior]!;
      if (id < 0) continue;
      for (const junior of index.down(id)) {
        const common = roles.of[one][junior]!;
        if (common !== senior && variable.has(common)) add([-literal(senior), literal(common)]);
      }
    }
  if (!isOpen || solver.solve([], { conflicts }) === 'refuted') return null;
  // As few roles as can be: each one that can be missing is.
  const missing: number[] = [];
  for (const role of mentioned) {
    const answer = solver.solve([...missing, -literal(role)], { conflicts });
    if (answer === 'satisfiable') missing.push(-literal(role));
  }
  return mentioned
    .filter((role) => !missing.includes(-literal(role)))
    .map((role) => roles.names[role]!)
    .sort();
}

function sentenceOf(
  kind: AdministrativeRule['kind'],
  officer: Officer,
  role: string,
  example: readonly string[],
  when: 'now' | 'no longer',
): string {
  const who =
    officer.kind === 'anybody'
      ? 'anybody'
      : officer.kind === 'user'
        ? officer.name
        : `whoever has ${officer.name}`;
  const whom = example.length === 0 ? 'somebody' : `somebody who holds ${listed(example)}`;
  switch (kind) {
    case 'assign':
      return `${who} may ${when} assign ${role} to ${whom}`;
    case 'revoke':
      return `${who} may ${when} revoke ${role} from ${whom}`;
    case 'enrol':
      return `${who} may ${when} enrol a new user with ${role}`;
    default:
      return kind satisfies never;
  }
}
