/** Facts, constraints and readings in a person's words. */

import { demandOf } from '../policy/demand.ts';
import type { Constraint, Policy, Within } from '../policy/model.ts';
import { defaultProfile, type Profile, switches, switchNames } from '../profile/profile.ts';
import type { Fact } from '../verdict/change.ts';
import type { CoreElement, Path } from '../verdict/verdict.ts';
import { type Line, line, piece } from './text.ts';

/**
 * How an element arises: "directly", "through manager → approver", "active in s1", "from clerk". `subject` is who the
 * violation is about; a path that starts at somebody else says so.
 */
export function pathText(path: Path, subject: string | null): Line {
  const [first] = path.steps;
  if (first === undefined) return line('itself');
  // What lies between the start and the element.
  const between = path.steps.slice(0, -1).map((step) => step.right);
  const chain = between.flatMap(
    (name, index): Line => [...(index === 0 ? [] : line(' → ', 'dim')), piece(name, 'strong')],
  );
  const through = chain.length === 0 ? [] : [piece('through '), ...chain];
  const comma = through.length === 0 ? [] : [piece(', '), ...through];
  switch (first.relation) {
    case 'active':
      return [piece('active in '), piece(first.left, 'strong'), ...comma];
    case 'grant':
    case 'inheritance':
      return [piece('from '), piece(first.left, 'strong'), ...comma];
    case 'assignment': {
      const how = through.length === 0 ? line('directly') : through;
      return first.left === subject ? how : [piece(first.left, 'strong'), piece(', '), ...how];
    }
  }
}

export function factText(fact: Fact): Line {
  const left = piece(fact.left, 'strong');
  const right = piece(fact.right, 'strong');
  switch (fact.relation) {
    case 'assignment':
      return [left, piece(' is assigned '), right];
    case 'inheritance':
      return [left, piece(' inherits '), right];
    case 'grant':
      return [left, piece(' grants '), right];
    case 'active':
      return [right, piece(' is active in '), left];
  }
}

/** An element of a core that is no fact and no constraint of the policy. */
export function coreText(
  element: Extract<CoreElement, { kind: 'session' | 'exclusion' | 'session-constraint' }>,
  policy: Policy,
): Line {
  if (element.kind === 'exclusion') {
    return [
      piece(element.left, 'strong'),
      piece(' and '),
      piece(element.right, 'strong'),
      piece(' need different people'),
    ];
  }
  const application = policy.applications.find(({ name }) => name === element.application);
  if (element.kind === 'session-constraint') {
    const constraint = application?.constraints.find(({ id }) => id === element.id);
    if (application === undefined || constraint === undefined) return [piece(element.id, 'strong')];
    const reason = constraint.reason === null ? '' : `; ${constraint.reason}`;
    const owner = constraint.owner === null ? '' : ` (owner: ${constraint.owner})`;
    return [
      piece(element.id, 'strong'),
      piece(`: ${demandOf(policy, application, constraint)}${reason}${owner}`),
    ];
  }
  const roles = application?.sessions.find(({ name }) => name === element.session)?.roles ?? [];
  return [
    piece(element.session, 'strong'),
    piece(' needs '),
    ...(roles.length === 0 ? line('someone') : names(roles.map((role) => policy.roles.list[role] ?? '?'))),
  ];
}

/** Names with commas, and "and" before the last. */
function names(list: readonly string[]): Line {
  return list.flatMap((name, index): Line => {
    const separator = index === 0 ? [] : line(index === list.length - 1 ? ' and ' : ', ');
    return [...separator, piece(name, 'strong')];
  });
}

const mostMembers = 8;

/** What a constraint says: its reason where it has one, else its contents; and its owner. */
export function constraintText(constraint: Constraint, policy: Policy): Line {
  const owner = constraint.owner === null ? [] : line(` (owner: ${constraint.owner})`);
  const content = constraint.reason === null ? contentText(constraint, policy) : line(constraint.reason);
  return [...content, ...owner];
}

function contentText(constraint: Constraint, policy: Policy): Line {
  const role = (id: number): string => policy.roles.list[id] ?? '?';
  switch (constraint.kind) {
    case 'exclusion': {
      const name = (id: number): string =>
        constraint.over === 'role' ? role(id) : (policy.permissions.list[id] ?? '?');
      const kind =
        constraint.static && constraint.dynamic ? 'exclusive' : constraint.static ? 'static' : 'dynamic';
      const strictly =
        constraint.strictness === null
          ? []
          : line(
              `; ${constraint.strictness.degree} within ${withinName(constraint.strictness.within, policy)}`,
            );
      const [set] = constraint.sets;
      if (constraint.sets.length !== 1 || set === undefined) {
        return [
          ...line(`${kind}: ${grouped(constraint.sets.length)} exclusions of ${constraint.over}s`),
          ...strictly,
        ];
      }
      const members = set.members.slice(0, mostMembers).map(name);
      const more = set.members.length - members.length;
      const listed = names(more > 0 ? [...members, `${more} more`] : members);
      return [piece(`${kind}: fewer than ${set.limit} of `), ...listed, ...strictly];
    }
    case 'cardinality':
      return [piece(`at most ${constraint.atMost} may have `), piece(role(constraint.role), 'strong')];
    case 'prerequisite':
      return [piece(role(constraint.role), 'strong'), piece(' needs '), ...names(constraint.needs.map(role))];
    case 'window': {
      const open = constraint.open.map(({ from, to }) => `${from} to ${to}`).join(', ');
      return [piece(role(constraint.role), 'strong'), piece(` may be active from ${open || 'never'}`)];
    }
    case 'one-per-object': {
      const within = withinName(constraint.within, policy);
      return line(`each ${constraint.each} may have one operation of ${within} on an object`);
    }
  }
}

function withinName({ kind, index }: Within, policy: Policy): string {
  return (kind === 'operation' ? policy.operations : policy.applications)[index]?.name ?? '?';
}

/** Switches that differ from the default reading, as `membership: assigned (S1)`. */
export function readingOf(profile: Profile): readonly string[] {
  return switchNames
    .filter((name) => profile[name] !== defaultProfile[name])
    .map((name) => `${name}: ${profile[name]} (${switches[name].id})`);
}

/** `1 policy`, `1,200 policies`. */
export function counted(number: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(number)} ${number === 1 ? singular : plural}`;
}

/** `1,234,567`. By hand, because the first call of `toLocaleString` costs twenty milliseconds. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
