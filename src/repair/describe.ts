/** Changes in the user's names: what to do, and where it is written. */

import type { Facts, Place, Policy } from '../policy/model.ts';
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
  switch (change.kind) {
    case 'remove':
      switch (change.relation) {
        case 'assignment':
          return `remove ${change.left} from ${change.right}`;
        case 'inheritance':
          return `stop ${change.left} from inheriting ${change.right}`;
        case 'grant':
          return `take ${change.right} away from ${change.left}`;
        case 'active':
          return `deactivate ${change.right} in session ${change.left}`;
        default:
          return change.relation satisfies never;
      }
    case 'add':
      switch (change.relation) {
        case 'assignment':
          return `assign ${change.right} to ${change.left}`;
        case 'inheritance':
          return `let ${change.left} inherit ${change.right}`;
        case 'grant':
          return `grant ${change.right} to ${change.left}`;
        case 'active':
          return `activate ${change.right} in session ${change.left}`;
        default:
          return change.relation satisfies never;
      }
    case 'add-user':
      return change.roles.length === 0
        ? `add a user, say ${change.user}`
        : `add a user, say ${change.user}, with ${change.roles.join(' and ')}`;
    case 'end-session':
      return `end session ${change.session}`;
    case 'drop-constraint':
      return `drop the constraint ${change.constraint}`;
    case 'drop-exclusion':
      return `let ${change.left} and ${change.right} of ${change.application} have the same user`;
    case 'add-exclusion':
      return `make ${change.left} and ${change.right} of ${change.application} exclusive`;
    case 'drop-session-role':
      return `drop the role ${change.role} from session ${change.session} of ${change.application}`;
    case 'reassign':
      return `give ${change.session} in plan ${change.plan} of ${change.application} to ${change.user}`;
    default:
      return change satisfies never;
  }
}

/** Where a change would be made: every place that states the fact, or the declaration concerned. */
export function locationsOf(policy: Policy, change: Change): readonly Location[] {
  switch (change.kind) {
    case 'remove':
      return placesOfFact(policy, change.relation, change.left, change.right);
    case 'add': {
      const declared = declarationOf(policy, change.relation, change.left);
      return declared === undefined ? [] : [locationOf(policy, declared)];
    }
    case 'add-user':
      return [];
    case 'end-session':
      return policy.sessions
        .filter(({ name }) => name === change.session)
        .map(({ place }) => locationOf(policy, place));
    case 'drop-constraint':
      return policy.constraints
        .filter(({ id }) => id === change.constraint)
        .map(({ place }) => locationOf(policy, place));
    case 'drop-exclusion':
      return policy.applications
        .filter(({ name }) => name === change.application)
        .flatMap((application) =>
          application.exclusions.filter(({ left, right }) => {
            const names = [application.sessions[left]!.name, application.sessions[right]!.name];
            return names.includes(change.left) && names.includes(change.right);
          }),
        )
        .map(({ place }) => locationOf(policy, place));
    case 'add-exclusion':
      return policy.applications
        .filter(({ name }) => name === change.application)
        .map(({ place }) => locationOf(policy, place));
    case 'drop-session-role':
      return policy.applications
        .filter(({ name }) => name === change.application)
        .flatMap(({ sessions }) => sessions.filter(({ name }) => name === change.session))
        .map(({ place }) => locationOf(policy, place));
    case 'reassign':
      return policy.applications
        .filter(({ name }) => name === change.application)
        .flatMap(({ plans, sessions }) =>
          plans
            .filter(({ name }) => name === change.plan)
            .flatMap(({ assignments, place }) => {
              const found = assignments.filter(({ session }) => sessions[session]!.name === change.session);
              return found.length === 0 ? [place] : found.map((assignment) => assignment.place);
            }),
        )
        .map((place) => locationOf(policy, place));
    default:
      return change satisfies never;
  }
}

function placesOfFact(
  policy: Policy,
  relation: FactRelation,
  leftName: string,
  rightName: string,
): readonly Location[] {
  const { users, roles, permissions, sessions } = policy;
  const sessionId = (name: string): number => sessions.findIndex((session) => session.name === name);
  const [facts, left, right]: readonly [Facts, number | undefined, number | undefined] = (() => {
    switch (relation) {
      case 'assignment':
        return [policy.assignments, users.ids.get(leftName), roles.ids.get(rightName)];
      case 'inheritance':
        return [policy.inheritance, roles.ids.get(leftName), roles.ids.get(rightName)];
      case 'grant':
        return [policy.grants, roles.ids.get(leftName), permissions.ids.get(rightName)];
      case 'active':
        return [policy.active, sessionId(leftName), roles.ids.get(rightName)];
      default:
        return relation satisfies never;
    }
  })();
  const places: Location[] = [];
  for (let row = 0; row < facts.left.length; row += 1) {
    if (facts.left[row] !== left || facts.right[row] !== right) continue;
    places.push(locationOf(policy, { file: facts.file[row]!, line: facts.line[row]!, column: 1 }));
  }
  return places;
}

function declarationOf(policy: Policy, relation: FactRelation, left: string): Place | undefined {
  switch (relation) {
    case 'assignment':
      return policy.declared.users[policy.users.ids.get(left) ?? -1];
    case 'inheritance':
    case 'grant':
      return policy.declared.roles[policy.roles.ids.get(left) ?? -1];
    case 'active':
      return policy.sessions.find(({ name }) => name === left)?.place;
    default:
      return relation satisfies never;
  }
}

function locationOf(policy: Policy, place: Place): Location {
  return { path: policy.files[place.file]!.path, line: place.line, column: place.column };
}
