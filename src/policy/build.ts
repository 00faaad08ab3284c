/**
 * Policies from plain lists of names, for generators, tests and importers.
 *
 * Nothing is validated away: a cyclic hierarchy, a reflexive exclusion or a name that nothing declares can be built,
 * because the properties that forbid them (P01–P03) need states in which they fail. Places are synthetic: every
 * statement has a line of its own in one file without text.
 */

import type { ApplicationTree, Name, Spec } from '../application/tree.ts';
import { defaultProfile, type Profile } from '../profile/profile.ts';
import type { SourceFile, Span } from '../source/text.ts';
import { type AdministrationInput, buildAdministration } from './build-administration.ts';
import { factsBuilder, namesBuilder } from './facts.ts';
import type {
  Application,
  Constraint,
  People,
  Place,
  Policy,
  SessionConstraint,
  Severity,
  Within,
} from './model.ts';

/**
 * Every part is optional. A sort whose list is missing is declared by use, in order of first use; where a list is
 * given, other names are dangling (ids from `declaredCount` on) unless `undeclared` is `declare`.
 */
export interface PolicyInput {
  readonly name?: string;
  readonly profile?: Partial<Profile>;
  readonly now?: number | null;
  readonly users?: readonly string[];
  readonly roles?: readonly string[];
  /** Which roles are groups; names that `roles` lacks are declared after it. */
  readonly groups?: readonly string[];
  /** `object:operation`. */
  readonly permissions?: readonly string[];
  readonly undeclared?: 'dangling' | 'declare';
  /** UA: [user, role]. */
  readonly assignments?: readonly (readonly [string, string])[];
  /** RH: [senior, immediate junior]. */
  readonly inheritance?: readonly (readonly [string, string])[];
  /** PA: [role, permission]. */
  readonly grants?: readonly (readonly [string, string])[];
  readonly sessions?: readonly SessionInput[];
  readonly constraints?: readonly ConstraintInput[];
  readonly applications?: readonly ApplicationInput[];
  readonly operations?: readonly OperationInput[];
  readonly administration?: AdministrationInput;
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
}

export interface SessionInput {
  readonly name: string;
  readonly user: string;
  readonly active: readonly string[];
  /** The application and the session's name must be among `applications`. */
  readonly of?: { readonly application: string; readonly run: string; readonly session: string };
}

export interface OperationInput {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly atLeast?: number;
  readonly enforced?: boolean;
  readonly severity?: Severity;
  readonly reason?: string;
  readonly owner?: string;
}

interface ConstraintInputBase {
  /** Default: `c1`, `c2`, … by position. */
  readonly id?: string;
  readonly severity?: Severity;
  readonly reason?: string;
  readonly owner?: string;
}

export type ConstraintInput = ConstraintInputBase &
  (
    | {
        readonly kind: 'exclusion';
        /** Default `role`. */
        readonly over?: 'role' | 'permission';
        /** `exclusive` is static and dynamic. */
        readonly relation: 'exclusive' | 'static' | 'dynamic';
        /** `limit` is 2 by default. */
        readonly sets: readonly { readonly members: readonly string[]; readonly limit?: number }[];
        readonly strictness?: { readonly degree: 'strict' | 'one-step'; readonly within: string };
      }
    | { readonly kind: 'cardinality'; readonly role: string; readonly atMost: number }
    | { readonly kind: 'prerequisite'; readonly role: string; readonly needs: readonly string[] }
    | {
        readonly kind: 'window';
        readonly role: string;
        readonly open: readonly (readonly [number, number])[];
      }
    | { readonly kind: 'one-per-object'; readonly each: 'user' | 'role'; readonly within: string }
  );

/** Users by name, or the role that they have. */
export type PeopleInput = readonly string[] | string;

export type SessionConstraintInput = Omit<ConstraintInputBase, 'severity'> &
  (
    | { readonly kind: 'separation' | 'binding'; readonly sessions: readonly string[] }
    | { readonly kind: 'at-most' | 'at-least'; readonly bound: number; readonly sessions: readonly string[] }
    | { readonly kind: 'team'; readonly sessions: readonly string[]; readonly teams: readonly PeopleInput[] }
    | {
        readonly kind: 'group-unless';
        readonly sessions: readonly string[];
        readonly bound: number;
        readonly group: PeopleInput;
      }
    | {
        readonly kind: 'dependent';
        readonly left: string;
        readonly leftUsers: PeopleInput;
        readonly right: string;
        readonly rightUsers: PeopleInput;
      }
    | { readonly kind: 'load'; readonly bound: number; readonly users?: PeopleInput }
    | { readonly kind: 'unavailable'; readonly users: PeopleInput }
    | { readonly kind: 'forced' | 'forbidden'; readonly session: string; readonly user: string }
  );

export interface ApplicationInput {
  readonly name: string;
  readonly sessions: readonly {
    readonly name: string;
    readonly roles: readonly string[];
    readonly needs?: readonly string[];
  }[];
  /** Pairs of session names; order and repetition do not matter. */
  readonly exclusions: readonly (readonly [string, string])[];
  readonly constraints?: readonly SessionConstraintInput[];
  readonly initiator?: readonly string[];
  readonly everyPlan?: boolean;
  readonly plans?: readonly {
    readonly name: string;
    readonly assignments: Readonly<Record<string, string>>;
  }[];
  /** Default: the sequence of the sessions as listed. */
  readonly body?: Spec;
}

const file: SourceFile = {
  path: 'built.policy.yaml',
  text: '',
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

const nowhere: Span = { file, start: 0, end: 0 };

function syntheticName(text: string): Name {
  return { text, span: nowhere };
}

/**
 * The policy that `input` lists. Throws only where a session, plan, constraint or goal names an application, an operation or
 * a session that `input` lacks: that is a mistake in the caller, no state of the specification.
 */
export function buildPolicy(input: PolicyInput): Policy {
  let line = 0;
  const nextPlace = (): Place => {
    line += 1;
    return { file: 0, line, column: 1 };
  };
  const users = namesBuilder();
  const roles = namesBuilder();
  const permissions = namesBuilder();
  for (const user of input.users ?? []) users.intern(user, nextPlace());
  for (const role of [...(input.roles ?? []), ...(input.groups ?? [])]) roles.intern(role, nextPlace());
  for (const permission of input.permissions ?? []) permissions.intern(permission, nextPlace());
  if (input.undeclared !== 'declare') {
    if (input.users !== undefined) users.declare();
    if (input.roles !== undefined) roles.declare();
    if (input.permissions !== undefined) permissions.declare();
  }

  const relation = (
    pairs: readonly (readonly [string, string])[],
    left: typeof users,
    right: typeof users,
  ) => {
    const facts = factsBuilder(pairs.length);
    for (const [leftName, rightName] of pairs) {
      const place = nextPlace();
      facts.add(left.intern(leftName, place), right.intern(rightName, place), place.file, place.line);
    }
    return facts.build();
  };
  const assignments = relation(input.assignments ?? [], users, roles);
  const inheritance = relation(input.inheritance ?? [], roles, roles);
  const grants = relation(input.grants ?? [], roles, permissions);

  const idsOf = (names: typeof users, list: readonly string[], place: Place): number[] =>
    list.map((name) => names.intern(name, place));

  /** An operation, or else an application. */
  const withinOf = (name: string): Within => {
    const operation = (input.operations ?? []).findIndex((one) => one.name === name);
    return operation >= 0
      ? { kind: 'operation', index: operation }
      : { kind: 'application', index: indexByName(input.applications ?? [], 'the policy')(name) };
  };

  const constraintOf = (constraint: ConstraintInput, index: number): Constraint => {
    const place = nextPlace();
    const base = {
      id: constraint.id ?? `c${index + 1}`,
      place,
      severity: constraint.severity ?? 'error',
      reason: constraint.reason ?? null,
      owner: constraint.owner ?? null,
    };
    switch (constraint.kind) {
      case 'exclusion': {
        const over = constraint.over ?? 'role';
        return {
          ...base,
          kind: 'exclusion',
          over,
          static: constraint.relation !== 'dynamic',
          dynamic: constraint.relation !== 'static',
          sets: constraint.sets.map((set) => ({
            members: idsOf(over === 'role' ? roles : permissions, set.members, place),
            limit: set.limit ?? 2,
          })),
          strictness:
            constraint.strictness === undefined
              ? null
              : { ...constraint.strictness, within: withinOf(constraint.strictness.within) },
        };
      }
      case 'cardinality':
        return {
          ...base,
          kind: 'cardinality',
          role: roles.intern(constraint.role, place),
          atMost: constraint.atMost,
        };
      case 'prerequisite':
        return {
          ...base,
          kind: 'prerequisite',
          role: roles.intern(constraint.role, place),
          needs: idsOf(roles, constraint.needs, place),
        };
      case 'window':
        return {
          ...base,
          kind: 'window',
          role: roles.intern(constraint.role, place),
          open: constraint.open.map(([from, to]) => ({ from, to })),
        };
      case 'one-per-object':
        return {
          ...base,
          kind: 'one-per-object',
          each: constraint.each,
          within: withinOf(constraint.within),
        };
    }
  };
  const constraints = (input.constraints ?? []).map(constraintOf);

  const peopleOf = (people: PeopleInput, place: Place): People =>
    typeof people === 'string'
      ? { kind: 'role', role: roles.intern(people, place) }
      : { kind: 'users', users: idsOf(users, people, place) };

  const sessionConstraintOf = (
    constraint: SessionConstraintInput,
    id: string,
    position: (session: string) => number,
  ): SessionConstraint => {
    const place = nextPlace();
    const base = {
      id: constraint.id ?? id,
      place,
      reason: constraint.reason ?? null,
      owner: constraint.owner ?? null,
    };
    switch (constraint.kind) {
      case 'separation':
      case 'binding':
        return { ...base, kind: constraint.kind, sessions: constraint.sessions.map(position) };
      case 'at-most':
      case 'at-least': {
        const { kind, bound, sessions } = constraint;
        return { ...base, kind, bound, sessions: sessions.map(position) };
      }
      case 'team': {
        const teams = constraint.teams.map((team) => peopleOf(team, place));
        return { ...base, kind: 'team', sessions: constraint.sessions.map(position), teams };
      }
      case 'group-unless': {
        const { kind, bound, sessions, group } = constraint;
        return { ...base, kind, bound, sessions: sessions.map(position), group: peopleOf(group, place) };
      }
      case 'dependent':
        return {
          ...base,
          kind: 'dependent',
          left: position(constraint.left),
          leftUsers: peopleOf(constraint.leftUsers, place),
          right: position(constraint.right),
          rightUsers: peopleOf(constraint.rightUsers, place),
        };
      case 'load': {
        const { kind, bound, users: whose } = constraint;
        return { ...base, kind, bound, users: whose === undefined ? null : peopleOf(whose, place) };
      }
      case 'unavailable':
        return { ...base, kind: 'unavailable', users: peopleOf(constraint.users, place) };
      case 'forced':
      case 'forbidden': {
        const { kind, session, user } = constraint;
        return { ...base, kind, session: position(session), user: users.intern(user, place) };
      }
      default:
        return constraint satisfies never;
    }
  };

  const applications = (input.applications ?? []).map((application): Application => {
    const place = nextPlace();
    const position = indexByName(application.sessions, `application ${application.name}`);
    const sessions = application.sessions.map((session) => ({
      name: session.name,
      roles: idsOf(roles, session.roles, place),
      needs: session.needs === undefined ? null : idsOf(permissions, session.needs, place),
      place: nextPlace(),
    }));
    const exclusions = new Map<string, Application['exclusions'][number]>();
    for (const [a, b] of application.exclusions) {
      const [left, right] = ordered(position(a), position(b));
      const key = `${left} ${right}`;
      if (!exclusions.has(key)) exclusions.set(key, { left, right, place: nextPlace() });
    }
    return {
      name: application.name,
      tree: syntheticTree(application),
      place,
      sessions,
      exclusions: [...exclusions.values()],
      constraints: (application.constraints ?? []).map((constraint, at) =>
        sessionConstraintOf(constraint, `${application.name}-${at + 1}`, position),
      ),
      initiator: idsOf(roles, application.initiator ?? [], place),
      everyPlan: application.everyPlan ?? false,
      plans: (application.plans ?? []).map((plan) => ({
        name: plan.name,
        place: nextPlace(),
        assignments: Object.entries(plan.assignments).map(([session, user]) => {
          const at = nextPlace();
          return { session: position(session), user: users.intern(user, at), place: at };
        }),
      })),
    };
  });

  const applicationIndex = indexByName(applications, 'the policy');
  const active = factsBuilder();
  const sessions = (input.sessions ?? []).map((session, index) => {
    const place = nextPlace();
    for (const role of session.active) active.add(index, roles.intern(role, place), place.file, place.line);
    if (session.of === undefined) {
      return { name: session.name, user: users.intern(session.user, place), place, of: null };
    }
    const application = applicationIndex(session.of.application);
    const position = indexByName(applications[application]!.sessions, session.of.application);
    return {
      name: session.name,
      user: users.intern(session.user, place),
      place,
      of: { application, run: session.of.run, session: position(session.of.session) },
    };
  });

  const operations = (input.operations ?? []).map((operation) => {
    const place = nextPlace();
    return {
      name: operation.name,
      permissions: idsOf(permissions, operation.permissions, place),
      atLeast: operation.atLeast ?? null,
      enforced: operation.enforced ?? false,
      severity: operation.severity ?? 'error',
      reason: operation.reason ?? null,
      owner: operation.owner ?? null,
      place,
    };
  });

  const administration =
    input.administration === undefined
      ? null
      : buildAdministration(input.administration, {
          nextPlace,
          users: (names, place) => idsOf(users, names, place),
          roles: (names, place) => idsOf(roles, names, place),
          permissions: (names, place) => idsOf(permissions, names, place),
          application: applicationIndex,
          session: (application, session) =>
            indexByName(applications[applicationIndex(application)]!.sessions, application)(session),
        });

  const groups = new Set(input.groups ?? []);
  const roleNames = roles.build();
  return {
    name: input.name ?? 'built',
    path: file.path,
    files: [file],
    profile: { ...defaultProfile, ...input.profile },
    now: input.now ?? null,
    users: users.build(),
    roles: { ...roleNames, isGroup: roleNames.list.map((role) => groups.has(role)) },
    permissions: permissions.build(),
    declared: { users: users.places(), roles: roles.places(), permissions: permissions.places() },
    assignments,
    inheritance,
    grants,
    sessions,
    active: active.build(),
    constraints,
    applications,
    operations,
    administration,
    rules: new Map(Object.entries(input.rules ?? {})),
    suppressions: [],
    possible: null,
  };
}

function ordered(a: number, b: number): readonly [number, number] {
  return a <= b ? [a, b] : [b, a];
}

function indexByName(list: readonly { readonly name: string }[], owner: string): (name: string) => number {
  const index = new Map(list.map((element, at) => [element.name, at]));
  return (name) => {
    const at = index.get(name);
    if (at === undefined) throw new Error(`${name} is missing from ${owner}`);
    return at;
  };
}

function syntheticTree(application: ApplicationInput): ApplicationTree {
  const steps = application.sessions.map(
    (session): Spec => ({ kind: 'session', name: syntheticName(session.name), span: nowhere }),
  );
  return {
    name: syntheticName(application.name),
    sessions: application.sessions.map((session) => ({
      name: syntheticName(session.name),
      roles: session.roles.map(syntheticName),
      span: nowhere,
    })),
    initiator: (application.initiator ?? []).map(syntheticName),
    separations: application.exclusions.map(([left, right]) => ({
      kind: 'exclusion',
      left: syntheticName(left),
      right: syntheticName(right),
      span: nowhere,
    })),
    body: application.body ?? sequence(steps),
    span: nowhere,
  };
}

function sequence(steps: readonly Spec[]): Spec {
  if (steps.length === 1) return steps[0]!;
  if (steps.length === 0) return { kind: 'skip', span: nowhere };
  return { kind: 'sequence', parts: steps, span: nowhere };
}
