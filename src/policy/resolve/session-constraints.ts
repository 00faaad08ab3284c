/**
 * The constraints of an application that its policy states (FORMAL.md B.6′, `CONSTRAINTS`): resolved against its
 * sessions and the policy's users and roles. A bound that demands nothing, or that nothing could meet, is an error,
 * because it is not what was meant.
 */

import type { Leaf, List, Located } from '../located.ts';
import type { People, SessionConstraint } from '../model.ts';
import { shown } from '../names.ts';
import { type PolicyDocument, sessionConstraintKinds } from '../shape.ts';
import { oneKey } from './choice.ts';
import { leafId, leafIds, type Ranged, type Reading, reportUnknown } from './reading.ts';

type ApplicationShape = NonNullable<PolicyDocument['applications']>[number];
type Node = Located<NonNullable<ApplicationShape['constraints']>[number]>;
type PeopleNode = NonNullable<Node['values']['unavailable']>;

/** The position of a session by its name, or -1 after it was reported. */
export type FindSession = (name: string, at: Ranged) => number;

/** Constraints that could be understood. */
export function readSessionConstraints(
  reading: Reading,
  nodes: readonly Node[],
  find: FindSession,
): SessionConstraint[] {
  return nodes.flatMap((node) => readConstraint(reading, node, find) ?? []);
}

function readConstraint(reading: Reading, node: Node, find: FindSession): SessionConstraint | null {
  const kind = oneKey(reading, node, sessionConstraintKinds, 'what the constraint demands');
  if (kind === null) return null;
  const { values } = node;
  const base = {
    id: values.id.value.normalize('NFC'),
    place: reading.place(node),
    reason: values.reason?.value ?? null,
    owner: values.owner?.value ?? null,
  } as const;
  const session = (leaf: Leaf<string>): number => (leaf.given ? find(leaf.value, leaf) : -1);
  switch (kind) {
    case 'separation':
      return { ...base, kind, sessions: apart(reading, values.separation!, session) };
    case 'binding':
      return { ...base, kind, sessions: each(reading, values.binding!, session) };
    case 'at-most': {
      const { users, sessions } = values['at-most']!.values;
      const listed = each(reading, sessions, session);
      if (users.given && users.value >= listed.length && isWhole(sessions, listed)) {
        reportCount(reading, users, `${listed.length} sessions never have more users than that`, {
          from: 1,
          to: listed.length - 1,
        });
      }
      return { ...base, kind, bound: users.value, sessions: listed };
    }
    case 'at-least': {
      const { users, sessions } = values['at-least']!.values;
      const listed = each(reading, sessions, session);
      checkLeast(reading, users, sessions, listed);
      return { ...base, kind, bound: users.value, sessions: listed };
    }
    case 'team': {
      const { sessions, teams } = values.team!.values;
      return {
        ...base,
        kind,
        sessions: each(reading, sessions, session),
        teams: teams.items.map((team) => peopleOf(reading, team)),
      };
    }
    case 'group-unless': {
      const { sessions, 'at-least': users, group } = values['group-unless']!.values;
      const listed = each(reading, sessions, session);
      checkLeast(reading, users, sessions, listed);
      return { ...base, kind, bound: users.value, sessions: listed, group: peopleOf(reading, group) };
    }
    case 'dependent': {
      const { if: premise, then: conclusion } = values.dependent!.values;
      const left = session(premise.values.session);
      const right = session(conclusion.values.session);
      if (left >= 0 && left === right) {
        reading.problems.report({
          code: 'reflexive-dependency',
          message: `session \`${shown(conclusion.values.session.value)}\` would depend on itself`,
          span: reading.span(conclusion.values.session),
          hint: 'say with `forbidden` who may not do it',
          related: [{ message: 'it is also here', span: reading.span(premise.values.session) }],
        });
      }
      return {
        ...base,
        kind,
        left,
        leftUsers: peopleOf(reading, premise.values.users),
        right,
        rightUsers: peopleOf(reading, conclusion.values.users),
      };
    }
    case 'load': {
      const { 'at-most': bound, users } = values.load!.values;
      return {
        ...base,
        kind,
        bound: bound.value,
        users: users === undefined ? null : peopleOf(reading, users),
      };
    }
    case 'unavailable':
      return { ...base, kind, users: peopleOf(reading, values.unavailable!) };
    case 'forced':
    case 'forbidden': {
      const { session: name, user } = values[kind]!.values;
      return { ...base, kind, session: session(name), user: leafId(reading, 'user', user) };
    }
    default:
      return kind satisfies never;
  }
}

/** The known sessions of a list, each once; `repeated` hears of the others. */
function sessionsOf(
  list: List<Leaf<string>>,
  find: (leaf: Leaf<string>) => number,
  repeated: (leaf: Leaf<string>, first: Leaf<string>) => void,
): number[] {
  const found = new Map<number, Leaf<string>>();
  for (const leaf of list.items) {
    const session = find(leaf);
    if (session < 0) continue;
    const first = found.get(session);
    if (first === undefined) found.set(session, leaf);
    else repeated(leaf, first);
  }
  return [...found.keys()];
}

/** Sessions of a list in which a repeated one has no effect. */
function each(reading: Reading, list: List<Leaf<string>>, find: (leaf: Leaf<string>) => number): number[] {
  return sessionsOf(list, find, (leaf, first) =>
    reading.problems.report({
      code: 'repeated-entry',
      message: `session \`${shown(leaf.value)}\` is listed twice`,
      span: reading.span(leaf),
      related: [{ message: 'first here', span: reading.span(first) }],
    }),
  );
}

/** Sessions that exclude each other. */
function apart(reading: Reading, list: List<Leaf<string>>, find: (leaf: Leaf<string>) => number): number[] {
  return sessionsOf(list, find, (leaf, first) =>
    reading.problems.report({
      code: 'reflexive-exclusion',
      message: `session \`${shown(leaf.value)}\` would exclude itself`,
      span: reading.span(leaf),
      related: [{ message: 'it is also here', span: reading.span(first) }],
    }),
  );
}

/** A role's name, or users. What is unknown has been reported. */
function peopleOf(reading: Reading, node: PeopleNode): People {
  if (node.kind === 'list') {
    return { kind: 'users', users: leafIds(reading, 'user', node).map(({ id }) => id) };
  }
  if (!node.given) return { kind: 'users', users: [] };
  const role = reading.spaces.role.find(node.value, () => reading.span(node));
  if (role >= 0) return { kind: 'role', role };
  // Somebody who is named alone is a list of one.
  if (reading.spaces.user.find(node.value, () => reading.span(node)) >= 0) {
    reading.problems.report({
      code: 'unknown-role',
      message: `\`${shown(node.value)}\` is a user, not a group or role`,
      span: reading.span(node),
      hint: `write it as a list: \`[${shown(node.value)}]\``,
    });
  } else {
    reportUnknown(reading, 'role', node.value, reading.span(node), ', or list users: `[NAME]`');
  }
  return { kind: 'users', users: [] };
}

function checkLeast(
  reading: Reading,
  users: Leaf<number>,
  sessions: List<Leaf<string>>,
  listed: readonly number[],
): void {
  if (!users.given) return;
  const range = { from: 2, to: listed.length };
  if (users.value < 2) {
    reportCount(reading, users, 'somebody always does them', range);
  } else if (users.value > listed.length && isWhole(sessions, listed)) {
    reportCount(reading, users, `${listed.length} sessions never have so many users`, range);
  }
}

/** Whether all of a list could be understood: otherwise its length says nothing. */
function isWhole(list: List<Leaf<string>>, listed: readonly number[]): boolean {
  return listed.length >= 2 && listed.length === list.items.length;
}

function reportCount(
  reading: Reading,
  users: Leaf<number>,
  why: string,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  reading.problems.report({
    code: 'bad-user-count',
    message: `\`${users.value}\` is no number of users to demand: ${why}`,
    span: reading.span(users),
    hint:
      to < from
        ? 'list two sessions or more'
        : from === to
          ? `of these sessions, write ${from}`
          : `of these sessions, write a number from ${from} to ${to}`,
  });
}
