/** Parts of an invariant with numbers for names; a part that is about what does not exist is none. */

import type { InvariantPart } from '../../verdict/reach.ts';
import { type Condition, notTogether, shifted } from './condition.ts';
import type { AdministrationFacts } from './facts.ts';
import type { Class } from './population.ts';

/** What is claimed of one user at a time. */
export interface UserPart {
  readonly number: number;
  /** Users of the policy; null: it is about everybody. */
  readonly users: ReadonlySet<number> | null;
  readonly conditions: readonly Condition[];
  /** Those that nobody is assigned, where the part says just that. */
  readonly never: ReadonlySet<number> | null;
}

export interface Tracked {
  readonly name: string;
  /** Null: not a user of the policy. */
  readonly user: number | null;
  readonly class: Class;
}

/** What is claimed of several users at once: variable v of tracked user t is `t * facts.variables + v`. */
export interface JointPart {
  readonly number: number;
  readonly tracked: readonly Tracked[];
  readonly conditions: readonly Condition[];
}

export interface Parts {
  readonly ofUsers: readonly UserPart[];
  readonly joint: readonly JointPart[];
}

/** The parts, or why they are none. */
export function partsOf(facts: AdministrationFacts, parts: readonly InvariantPart[]): Parts | string {
  const ofUsers: UserPart[] = [];
  const joint: JointPart[] = [];
  for (const [at, part] of parts.entries()) {
    const number = at + 1;
    const read = part.kind === 'joint' ? jointPart(facts, part, number) : userPart(facts, part, number);
    if (typeof read === 'string') return `part ${number} ${read}`;
    if ('tracked' in read) joint.push(read);
    else ofUsers.push(read);
  }
  return { ofUsers, joint };
}

type Of<Kind extends InvariantPart['kind']> = Extract<InvariantPart, { readonly kind: Kind }>;

function userPart(
  facts: AdministrationFacts,
  part: Of<'never' | 'at-most' | 'never-together' | 'one-of'>,
  number: number,
): UserPart | string {
  const unknown = namesOf(part).find((name) => facts.variableOf(name) === undefined);
  if (unknown !== undefined) return `names the unknown role \`${unknown}\``;
  const ids = (names: readonly string[]): number[] =>
    [...new Set(names)].map((name) => facts.variableOf(name)!);
  switch (part.kind) {
    case 'never': {
      const roles = ids(part.roles);
      const conditions = roles.map((role) => notTogether([role], []));
      return { number, users: null, conditions, never: new Set(roles) };
    }
    case 'at-most': {
      if (!Number.isInteger(part.count) || part.count < 0) return 'has no proper count';
      const groups = ids(part.roles).map((role) => [role]);
      return {
        number,
        users: null,
        conditions: [{ kind: 'at-most', groups, count: part.count }],
        never: null,
      };
    }
    case 'never-together': {
      const users = usersOf(facts, part.users);
      if (typeof users === 'string') return users;
      return {
        number,
        users,
        conditions: part.clauses.map(({ held, lacked }) => notTogether(ids(held), ids(lacked))),
        never: null,
      };
    }
    case 'one-of':
      return 'says `one-of`, which is not checked';
    default:
      return part satisfies never;
  }
}

function namesOf(part: Of<'never' | 'at-most' | 'never-together' | 'one-of'>): readonly string[] {
  return part.kind === 'never-together'
    ? part.clauses.flatMap(({ held, lacked }) => [...held, ...lacked])
    : part.roles;
}

function usersOf(
  { policy }: AdministrationFacts,
  names: readonly string[] | null,
): ReadonlySet<number> | null | string {
  if (names === null) return null;
  const unknown = names.find(
    (name) => (policy.users.ids.get(name) ?? Infinity) >= policy.users.declaredCount,
  );
  if (unknown !== undefined) return `names the unknown user \`${unknown}\``;
  return new Set(names.map((name) => policy.users.ids.get(name)!));
}

function jointPart(facts: AdministrationFacts, part: Of<'joint'>, number: number): JointPart | string {
  const tracked: Tracked[] = [];
  const places = new Map<string, number>();
  for (const name of part.users) {
    const found = facts.population.named(name);
    if (found === undefined) return `names the unknown user \`${name}\``;
    if (places.has(name)) return `names \`${name}\` twice`;
    places.set(name, tracked.length);
    tracked.push({ name, ...found });
  }
  for (const { user, role } of part.clauses.flatMap(({ held, lacked }) => [...held, ...lacked])) {
    if (!places.has(user)) return `speaks of \`${user}\`, whom it does not follow`;
    if (facts.variableOf(role) === undefined) return `names the unknown role \`${role}\``;
  }
  const ids = (pairs: readonly { readonly user: string; readonly role: string }[]): number[] => [
    ...new Set(pairs.map(({ user, role }) => places.get(user)! * facts.variables + facts.variableOf(role)!)),
  ];
  return {
    number,
    tracked,
    conditions: part.clauses.map(({ held, lacked }) => notTogether(ids(held), ids(lacked))),
  };
}

/** Conditions of one user as conditions of tracked user number `at`. */
export const ofTracked = (facts: AdministrationFacts, condition: Condition, at: number): Condition =>
  shifted(condition, at * facts.variables);
