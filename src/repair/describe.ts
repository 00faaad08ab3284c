/** Changes in the user's names: what to do, and where it is written. */

import { match } from 'ts-pattern';
import type { Facts, Place, Policy } from '../policy/model.ts';
import { rowsByLeft, rowsOfElement } from '../replay/rows-by.ts';
import type { Location } from '../source/text.ts';
import type { Change, FactRelation } from '../verdict/change.ts';

/** One imperative sentence for all changes, each with its first place: "remove kim from approver (access.csv:12)". */
export function sentenceOf(policy: Policy, changes: readonly Change[]): string {
  return changes
    .map((change) => {
      const places = locationsOf(policy, change);
      const first = places[0];
      if (first === undefined) return imperative(change);
      const others = places.length === 1 ? '' : ` and ${places.length - 1} more`;
      return `${imperative(change)} (${first.path}:${first.line}${others})`;
    })
    .join(' and ');
}

function imperative(change: Change): string {
  return match(change)
    .with({ kind: 'remove', relation: 'assignment' }, ({ left, right }) => `remove ${left} from ${right}`)
    .with(
      { kind: 'remove', relation: 'inheritance' },
      ({ left, right }) => `stop ${left} from inheriting ${right}`,
    )
    .with({ kind: 'remove', relation: 'grant' }, ({ left, right }) => `take ${right} away from ${left}`)
    .with(
      { kind: 'remove', relation: 'active' },
      ({ left, right }) => `deactivate ${right} in session ${left}`,
    )
    .with({ kind: 'add', relation: 'assignment' }, ({ left, right }) => `assign ${right} to ${left}`)
    .with({ kind: 'add', relation: 'inheritance' }, ({ left, right }) => `let ${left} inherit ${right}`)
    .with({ kind: 'add', relation: 'grant' }, ({ left, right }) => `grant ${right} to ${left}`)
    .with({ kind: 'add', relation: 'active' }, ({ left, right }) => `activate ${right} in session ${left}`)
    .with({ kind: 'add-user', roles: [] }, ({ user }) => `add a user, say ${user}`)
    .with({ kind: 'add-user' }, ({ user, roles }) => `add a user, say ${user}, with ${roles.join(' and ')}`)
    .with({ kind: 'end-session' }, ({ session }) => `end session ${session}`)
    .with({ kind: 'drop-constraint' }, ({ constraint }) => `drop the constraint ${constraint}`)
    .with(
      { kind: 'drop-exclusion' },
      ({ application, left, right }) => `let ${left} and ${right} of ${application} have the same user`,
    )
    .with(
      { kind: 'add-exclusion' },
      ({ application, left, right }) => `make ${left} and ${right} of ${application} exclusive`,
    )
    .with({ kind: 'exclude-roles' }, ({ left, right }) => `make the roles ${left} and ${right} exclusive`)
    .with(
      { kind: 'drop-session-role' },
      ({ application, session, role }) => `drop the role ${role} from session ${session} of ${application}`,
    )
    .with(
      { kind: 'reassign' },
      ({ application, plan, session, user }) =>
        `give ${session} in plan ${plan} of ${application} to ${user}`,
    )
    .exhaustive();
}

/** Where a change would be made: every place that states the fact, or the declaration concerned. */
export function locationsOf(policy: Policy, change: Change): readonly Location[] {
  return placesOf(policy, change).map((place) => locationOf(policy, place));
}

function placesOf(policy: Policy, change: Change): readonly Place[] {
  return match(change)
    .with({ kind: 'remove' }, ({ relation, left, right }) => placesOfFact(policy, relation, left, right))
    .with({ kind: 'add' }, ({ relation, left }) => placesOfDeclaration(policy, relation, left))
    .with({ kind: 'add-user' }, () => [])
    .with({ kind: 'end-session' }, ({ session }) => named(policy.sessions, session).map(placeOf))
    .with({ kind: 'drop-constraint' }, ({ constraint }) =>
      [...policy.constraints, ...policy.applications.flatMap((one) => one.constraints)]
        .filter(({ id }) => id === constraint)
        .map(placeOf),
    )
    .with({ kind: 'drop-exclusion' }, ({ application, left, right }) =>
      named(policy.applications, application).flatMap(({ exclusions, sessions }) =>
        exclusions
          .filter((pair) => {
            const names = [sessions[pair.left]!.name, sessions[pair.right]!.name];
            return names.includes(left) && names.includes(right);
          })
          .map(placeOf),
      ),
    )
    .with({ kind: 'add-exclusion' }, ({ application }) =>
      named(policy.applications, application).map(placeOf),
    )
    .with({ kind: 'exclude-roles' }, ({ left }) => placesOfDeclaration(policy, 'inheritance', left))
    .with({ kind: 'drop-session-role' }, ({ application, session }) =>
      named(policy.applications, application).flatMap(({ sessions }) =>
        named(sessions, session).map(placeOf),
      ),
    )
    .with({ kind: 'reassign' }, ({ application, plan, session }) =>
      named(policy.applications, application).flatMap(({ plans, sessions }) =>
        named(plans, plan).flatMap(({ assignments, place }) => {
          const found = assignments.filter((assignment) => sessions[assignment.session]!.name === session);
          return found.length === 0 ? [place] : found.map(placeOf);
        }),
      ),
    )
    .exhaustive();
}

function named<T extends { readonly name: string }>(items: readonly T[], name: string): readonly T[] {
  return items.filter((item) => item.name === name);
}

function placeOf({ place }: { readonly place: Place }): Place {
  return place;
}

function placesOfFact(
  policy: Policy,
  relation: FactRelation,
  leftName: string,
  rightName: string,
): readonly Place[] {
  const { users, roles, permissions, sessions } = policy;
  const sessionId = (name: string): number => sessions.findIndex((session) => session.name === name);
  const [facts, left, right] = match<FactRelation, readonly [Facts, number | undefined, number | undefined]>(
    relation,
  )
    .with('assignment', () => [policy.assignments, users.ids.get(leftName), roles.ids.get(rightName)])
    .with('inheritance', () => [policy.inheritance, roles.ids.get(leftName), roles.ids.get(rightName)])
    .with('grant', () => [policy.grants, roles.ids.get(leftName), permissions.ids.get(rightName)])
    .with('active', () => [policy.active, sessionId(leftName), roles.ids.get(rightName)])
    .exhaustive();
  const places: Place[] = [];
  for (const row of left === undefined ? [] : rowsOfElement(rowsByLeft(facts), left)) {
    if (facts.right[row] !== right) continue;
    places.push({ file: facts.file[row]!, line: facts.line[row]!, column: 1 });
  }
  return places;
}

/** Where the left-hand side of a new fact is declared: the fact would be written there. */
function placesOfDeclaration(policy: Policy, relation: FactRelation, left: string): readonly Place[] {
  const place = match(relation)
    .with('assignment', () => policy.declared.users[policy.users.ids.get(left) ?? -1])
    .with('inheritance', 'grant', () => policy.declared.roles[policy.roles.ids.get(left) ?? -1])
    .with('active', () => policy.sessions.find(({ name }) => name === left)?.place)
    .exhaustive();
  return place === undefined ? [] : [place];
}

function locationOf(policy: Policy, place: Place): Location {
  return { path: policy.files[place.file]!.path, line: place.line, column: place.column };
}
