/**
 * What would be violated if a user were assigned one more role.
 *
 * All roles are tried at once: a policy is made in which there is one copy of the user for each, with the role and all of
 * the user's own, and the engine checks it as it checks every policy, replay included. So what is told here is what `check`
 * would find, for the rules that judge one user by himself. Cardinalities count other users, who are not copied: they are
 * counted here. What is violated without the role is no objection to it, unless the conflict becomes larger.
 */

import { rule as cardinality } from '../check/cardinality.ts';
import { checkPolicy } from '../check/run.ts';
import { severityOf } from '../check/severity.ts';
import { type Index, indexPolicy } from '../index/index.ts';
import { has } from '../index/rows.ts';
import type { Facts, Place, Policy } from '../policy/model.ts';
import { withPossible } from '../policy/possible.ts';
import type { Location } from '../source/text.ts';
import type { Violated } from '../verdict/verdict.ts';
import type { Objection } from './answer.ts';

/** Rules that judge the assignments of one user. */
export const userRules: readonly string[] = [
  'static-sod',
  'permission-sod',
  'object-sod',
  'operational-sod',
  'prerequisite',
];

/** Objections to each of the roles; those that depend on possible facts are told as possible. */
export async function objectionsTo(
  policy: Policy,
  user: number,
  roles: readonly number[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, readonly Objection[]>> {
  const certain = await found(withoutPossible(policy), user, roles, signal);
  if (policy.possible === null) return mapped(roles, (role) => certain(role).map(objection('certain')));
  const possible = await found(withPossible(policy), user, roles, signal);
  return mapped(roles, (role) => {
    const one = certain(role);
    const other = possible(role);
    const isIn = (list: readonly Found[], { key }: Found): boolean => list.some((each) => each.key === key);
    return [
      ...one.map((each) => objection(isIn(other, each) ? 'certain' : 'possible')(each)),
      ...other.filter((each) => !isIn(one, each)).map(objection('possible')),
    ];
  });
}

export function withoutPossible(policy: Policy): Policy {
  return { ...policy, possible: null };
}

function mapped<T>(roles: readonly number[], of: (role: number) => T): ReadonlyMap<number, T> {
  return new Map(roles.map((role) => [role, of(role)]));
}

interface Found extends Omit<Objection, 'certainty'> {
  readonly key: string;
  /** What conflicts, to tell a conflict that grows. */
  readonly elements: ReadonlySet<string>;
}

const objection =
  (certainty: Objection['certainty']) =>
  ({ rule, constraint, severity, sentence, reason, location }: Found): Objection => ({
    rule,
    constraint,
    severity,
    sentence,
    reason,
    location,
    certainty,
  });

async function found(
  policy: Policy,
  user: number,
  roles: readonly number[],
  signal: AbortSignal | undefined,
): Promise<(role: number) => readonly Found[]> {
  const copies = copiesOf(policy, user, roles);
  const outcome = await checkPolicy(copies.policy, {
    only: userRules,
    repairs: { perConstraint: 0, inAll: 0 },
    ...(signal === undefined ? {} : { signal }),
  });
  const ofCopies = new Map<string, Found[]>();
  for (const verdict of outcome.verdicts) {
    if (verdict.status !== 'violated' || verdict.severity === 'note') continue;
    const copy = verdict.counterexample.bindings.find(({ sort }) => sort === 'USER')?.value;
    if (copy === undefined) continue;
    const elements = outcome.extents.get(verdict.fingerprint)?.elements ?? new Set<string>();
    const list = ofCopies.get(copy) ?? [];
    ofCopies.set(copy, list);
    list.push(foundOf(policy, verdict, copy, policy.users.list[user]!, elements));
  }
  const before = ofCopies.get(copies.before) ?? [];
  const index = indexPolicy(policy);
  return (role) => [
    ...(ofCopies.get(copies.with(role)) ?? []).filter((one) => !before.some((other) => isPartOf(one, other))),
    ...tooMany(policy, index, user, role),
  ];
}

/** The same conflict, or a smaller one. */
function isPartOf(one: Found, other: Found): boolean {
  return (
    one.rule === other.rule &&
    one.constraint === other.constraint &&
    [...one.elements].every((element) => other.elements.has(element))
  );
}

interface Copies {
  readonly policy: Policy;
  /** The name of the copy that has nothing new. */
  readonly before: string;
  readonly with: (role: number) => string;
}

/** No name of a policy has this character. */
const mark = '\u0001';

function copiesOf(policy: Policy, user: number, roles: readonly number[]): Copies {
  const { assignments } = policy;
  const rows: number[] = [];
  for (let row = 0; row < assignments.left.length; row += 1)
    if (assignments.left[row] === user) rows.push(row);
  const size = (rows.length + 1) * roles.length + rows.length;
  const facts: Facts = {
    left: new Int32Array(size),
    right: new Int32Array(size),
    file: new Int32Array(size),
    line: new Int32Array(size).fill(1),
  };
  let at = 0;
  const add = (copy: number, role: number, file: number, line: number): void => {
    facts.left[at] = copy;
    facts.right[at] = role;
    facts.file[at] = file;
    facts.line[at] = line;
    at += 1;
  };
  const list = [`${mark}0${mark}`, ...roles.map((_, index) => `${mark}${index + 1}${mark}`)];
  for (let copy = 0; copy < list.length; copy += 1) {
    for (const row of rows)
      add(copy, assignments.right[row]!, assignments.file[row]!, assignments.line[row]!);
    if (copy > 0) add(copy, roles[copy - 1]!, 0, 1);
  }
  const place: Place = policy.declared.users[user] ?? { file: 0, line: 1, column: 1 };
  const numbers = new Map(roles.map((role, index) => [role, index + 1]));
  return {
    before: list[0]!,
    with: (role) => list[numbers.get(role)!]!,
    policy: {
      ...policy,
      // A prerequisite that is asked at the moment of assignment only is asked now.
      profile: { ...policy.profile, prerequisite: 'invariant' },
      users: { list, ids: new Map(list.map((name, id) => [name, id])), declaredCount: list.length },
      declared: { ...policy.declared, users: list.map(() => place) },
      assignments: facts,
      sessions: [],
      active: {
        left: new Int32Array(0),
        right: new Int32Array(0),
        file: new Int32Array(0),
        line: new Int32Array(0),
      },
      applications: policy.applications.map((application) => ({
        ...application,
        plans: [],
        constraints: [],
      })),
      administration: null,
      suppressions: [],
    },
  };
}

function foundOf(
  policy: Policy,
  verdict: Violated,
  copy: string,
  user: string,
  elements: ReadonlySet<string>,
): Found {
  const { rule, constraint, severity } = verdict;
  const stated = policy.constraints.find(({ id }) => id === constraint);
  const operation = policy.operations.find(({ name }) => name === constraint);
  const place = stated?.place ?? operation?.place;
  return {
    key: JSON.stringify([rule, constraint, [...elements].sort()]),
    rule,
    constraint,
    severity,
    elements,
    sentence: hypothetical(headline(verdict), copy, user),
    reason: stated?.reason ?? null,
    location: place === undefined ? null : locationOf(policy, place),
  };
}

function locationOf(policy: Policy, { file, line, column }: Place): Location {
  return { path: policy.files[file]?.path ?? policy.path, line, column };
}

/** The sentence without the derivations at its end and the places in it. */
function headline({ counterexample, locations }: Violated): string {
  const { sentence, paths } = counterexample;
  const [first] = paths;
  const end = first === undefined ? -1 : sentence.indexOf(`: ${first.element} `);
  const text = end < 0 ? sentence : sentence.slice(0, end);
  const places = [...locations, ...paths.flatMap(({ steps }) => steps.flatMap((step) => step.locations))];
  return places.reduce((rest, { path, line }) => rest.replaceAll(` (${path}:${line})`, ''), text);
}

/** What the copy is, as what the user would be. */
function hypothetical(text: string, copy: string, user: string): string {
  for (const [verb, would] of [
    ['is', 'would be'],
    ['has', 'would have'],
    ['can', 'could'],
    ['holds', 'would hold'],
    ['may', 'might'],
  ] as const) {
    const start = `${copy} ${verb} `;
    if (text.startsWith(start)) return `${user} ${would} ${text.slice(start.length)}`.replaceAll(copy, user);
  }
  return text.replaceAll(copy, user);
}

function tooMany(policy: Policy, index: Index, user: number, role: number): readonly Found[] {
  if (policy.rules.get(cardinality.id) === 'off') return [];
  return policy.constraints.flatMap((constraint): Found[] => {
    if (constraint.kind !== 'cardinality') return [];
    const severity = severityOf(policy, cardinality, constraint);
    const isAuthorised = policy.profile.cardinality === 'authorised';
    const isCounted = isAuthorised ? has(index.closure(), role, constraint.role) : role === constraint.role;
    if (!isCounted || severity === 'note') return [];
    const users = isAuthorised
      ? index.usersAuthorised(constraint.role)
      : index.usersAssigned(constraint.role);
    if (users.includes(user) || users.length + 1 <= constraint.atMost) return [];
    const name = policy.roles.list[constraint.role]!;
    const { id, reason, place, atMost } = constraint;
    return [
      {
        key: JSON.stringify([cardinality.id, id]),
        rule: cardinality.id,
        constraint: id,
        severity,
        elements: new Set(),
        sentence: `${users.length + 1} users would have ${name}, and ${atMost === 0 ? 'nobody' : atMost} may`,
        reason,
        location: locationOf(policy, place),
      },
    ];
  });
}
