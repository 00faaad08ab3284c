/**
 * Whether the static exclusions of roles enforce k-user separation of duty (P25e).
 *
 * k-user-sod judges the users as they are; this rule judges the design: whatever roles users will be assigned, as long
 * as the exclusions are respected, fewer than k of them cannot perform the operation. The counterexample is an
 * assignment that nobody would refuse, to people who need not exist. Only static exclusions count: dynamic ones let one
 * person do both, one after the other.
 */

import { enforcedSOD } from '../../spec/coalition.ts';
import {
  type EnforcementProblem,
  enforcementQuestion,
  isAssignable,
  type RoleExclusion,
} from '../encode/enforcement.ts';
import type { Index } from '../index/index.ts';
import type { Operation, Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import type { Change } from '../verdict/change.ts';
import type { Binding } from '../verdict/verdict.ts';
import { distinctFacts, factElements, heldBy, locationsOf, minimised } from './core.ts';
import { type Asked, ask, refutationOf } from './refute.ts';
import { removal } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { byName, sortedByName } from './words.ts';

/** Changes suggested. */
const mostSuggested = 30;

export const rule: Rule = {
  id: 'enforced-sod',
  properties: ['P25e'],
  severity: 'error',
  claims: [enforcedSOD],
  explanation: {
    title: 'role exclusions enforce how many users are needed',
    meaning: [
      'Exclusive roles are a means; the end is that an operation needs several people. This rule asks whether the means',
      'suffice: it looks for roles that fewer people than `at-least` could be assigned without breaking any static',
      'exclusion, and with which they could perform the whole operation. If there are none, the separation does not',
      'depend on who is assigned what. Ask for it with `enforced-by: role-exclusions`.',
    ].join(' '),
    violating: `policy: pay
users: [kim, lee]
roles:
  clerk: { permissions: [invoice:create] }
  chief: { permissions: [invoice:approve] }
  cashier: { permissions: [invoice:pay] }
assignments:
  kim: [clerk]
  lee: [chief]
constraints:
  - { id: create-approve, static: { roles: [clerk, chief] } }
operations:
  - name: pay-invoice
    permissions: [invoice:create, invoice:approve, invoice:pay]
    at-least: 3
    enforced-by: role-exclusions
`,
    compliant: `policy: pay
users: [kim, lee, park]
roles:
  clerk: { permissions: [invoice:create] }
  chief: { permissions: [invoice:approve] }
  cashier: { permissions: [invoice:pay] }
assignments:
  kim: [clerk]
  lee: [chief]
  park: [cashier]
constraints:
  - { id: one-duty, static: { roles: [clerk, chief, cashier] } }
operations:
  - name: pay-invoice
    permissions: [invoice:create, invoice:approve, invoice:pay]
    at-least: 3
    enforced-by: role-exclusions
`,
    fix: 'Make two of the roles exclusive that one person of the example holds, or lower `fewer-than` of a set.',
    references: ['Li, Tripunitara and Bizri 2007, On mutually exclusive roles and separation-of-duty'],
  },
  decide: function* (context: Context) {
    for (const operation of context.policy.operations)
      if (operation.enforced) yield decideOperation(context, operation);
  },
};

/** Per person the roles, by id and in the order of their names. */
type Given = readonly (readonly number[])[];

function decideOperation(context: Context, operation: Operation): Decision {
  const { policy, index } = context;
  const atLeast = operation.atLeast ?? 2;
  const base = {
    property: 'P25e',
    claim: enforcedSOD.schema.name,
    constraint: operation.name,
    severity: severityOf(policy, rule, operation),
    focus: {},
    scope: 'this policy',
  } as const;
  const locations = [index.location(operation.place)];
  const vacuous = (vacuity: string, reason: string): Decision => ({
    ...base,
    kind: 'vacuous',
    vacuity,
    reason,
    locations,
  });
  const atoms = sortedByName(new Set(operation.permissions), policy.permissions.list);
  if (atoms.length === 0) return vacuous('V6', 'operation without permissions: nobody is needed for nothing');
  const { problem, roles } = problemOf(policy, index, atoms);
  const lacking = atoms.filter((_, at) =>
    problem.roles.every((role) => !role.grants.has(at) || !isAssignable(role, problem.exclusions)),
  );
  if (lacking.length > 0) {
    const listing = listed(
      lacking.map((atom) => `\`${policy.permissions.list[atom]!}\``),
      3,
    );
    return vacuous('V8', `holds because no role that anybody may hold grants ${listing}`);
  }
  let asked: Asked = { kind: 'unknown', reason: 'conflict limit' };
  for (let people = 1; people < atLeast; people += 1) {
    const { cnf, rolesGiven } = enforcementQuestion({ ...problem, people });
    asked = ask(cnf, context);
    if (asked.kind !== 'satisfiable') continue;
    const given = namedRoles(policy, roles, rolesGiven(asked.isTrue));
    return {
      ...base,
      kind: 'violated',
      bindings: bindingsOf(policy, given),
      elements: given.flat().map((role) => policy.roles.list[role]!),
      evidence: { kind: 'recheck' },
      detail: () => detailOf(policy, index, operation, atLeast, atoms, given),
    };
  }
  if (asked.kind !== 'refuted') {
    return {
      ...base,
      kind: 'unknown',
      reason: `whether the exclusions keep fewer than ${atLeast} people from ${operation.name} was not decided before the ${asked.kind === 'unknown' ? asked.reason : 'conflict limit'}`,
      locations,
    };
  }
  const given = enough(context, problem, roles, atLeast);
  const people = counted(given.length, 'person', 'people');
  return {
    ...base,
    kind: 'holds',
    witness: {
      bindings: bindingsOf(policy, given),
      sentence: `within the exclusions ${operation.name} takes ${people}, say ${described(policy, given)}; no ${counted(atLeast - 1, 'person', 'people')} could`,
    },
    evidence: refutationOf([{ about: '', lines: asked.lines }]),
    locations,
  };
}

/** The operation as a question about roles; `roles` are the ids of the problem's roles, in the order of their names. */
function problemOf(
  policy: Policy,
  index: Index,
  atoms: readonly number[],
): { readonly problem: Omit<EnforcementProblem, 'people'>; readonly roles: readonly number[] } {
  const exclusions = policy.constraints
    .flatMap((constraint) =>
      constraint.kind === 'exclusion' && constraint.over === 'role' && constraint.static
        ? constraint.sets
        : [],
    )
    .map(({ members, limit }) => ({ members: sortedByName(members, policy.roles.list), limit }))
    .sort((a, b) => byName(keyOf(policy, a), keyOf(policy, b)));
  const named = new Set(exclusions.flatMap(({ members }) => members));
  const isAuthorised = policy.profile.membership === 'authorised';
  const grants = new Map<number, Set<number>>();
  for (const [at, atom] of atoms.entries()) {
    for (const role of index.rolesGranted(atom)) {
      if (role >= policy.roles.declaredCount) continue;
      const own = grants.get(role);
      if (own === undefined) grants.set(role, new Set([at]));
      else own.add(at);
    }
  }
  const roles = sortedByName(grants.keys(), policy.roles.list);
  return {
    roles,
    problem: {
      permissions: atoms.length,
      exclusions,
      roles: roles.map((role) => ({
        grants: grants.get(role)!,
        brings: new Set((isAuthorised ? [...index.down(role)] : [role]).filter((other) => named.has(other))),
      })),
    },
  };
}

/** In which order exclusions are written must not matter. */
function keyOf(policy: Policy, { members, limit }: RoleExclusion): string {
  return JSON.stringify([members.map((role) => policy.roles.list[role]!), limit]);
}

/** People who could perform everything, as few as are found from `atLeast` on; one for each permission always can. */
function enough(
  context: Context,
  problem: Omit<EnforcementProblem, 'people'>,
  roles: readonly number[],
  atLeast: number,
): Given {
  const { policy } = context;
  for (let people = atLeast; people < problem.permissions; people += 1) {
    const { cnf, rolesGiven } = enforcementQuestion({ ...problem, people });
    const asked = ask(cnf, context);
    if (asked.kind === 'unknown') break;
    if (asked.kind === 'satisfiable') return namedRoles(policy, roles, rolesGiven(asked.isTrue));
  }
  return Array.from({ length: problem.permissions }, (_, at) => [
    roles[problem.roles.findIndex((role) => role.grants.has(at) && isAssignable(role, problem.exclusions))]!,
  ]);
}

function namedRoles(policy: Policy, roles: readonly number[], given: Given): Given {
  return given.map((own) =>
    sortedByName(
      own.map((role) => roles[role]!),
      policy.roles.list,
    ),
  );
}

const person = (at: number): string => `person ${at + 1}`;

/** A role of a person is two bindings: A relates the one to the other. */
function bindingsOf(policy: Policy, given: Given): readonly Binding[] {
  return given.flatMap((own, at) =>
    own.flatMap((role): Binding[] => [
      { variable: 'A', sort: 'PERSON', value: person(at) },
      { variable: 'A', sort: 'ROLE', value: policy.roles.list[role]! },
    ]),
  );
}

/** "person 1 with clerk and cashier and person 2 with chief". */
function described(policy: Policy, given: Given): string {
  const each = given.map(
    (own, at) => `${person(at)} with ${listed(own.map((role) => policy.roles.list[role]!))}`,
  );
  return each.length === 1 ? each[0]! : `${each.slice(0, -1).join(', ')}, and ${each.at(-1)!}`;
}

function detailOf(
  policy: Policy,
  index: Index,
  operation: Operation,
  atLeast: number,
  atoms: readonly number[],
  given: Given,
): Detail {
  const all = given.flat();
  const paths = atoms.map((atom) => {
    const granting = all.find((role) => index.rolesGranted(atom).includes(role))!;
    return { element: policy.permissions.list[atom]!, steps: [index.fact('grant', granting, atom)] };
  });
  const start = all.map((role) => policy.roles.list[role]!);
  const core = minimised(distinctFacts(paths.map(({ steps }) => steps)), (facts) => {
    const { permissions } = heldBy(facts, start);
    return paths.every(({ element }) => permissions.has(element));
  });
  const place = index.location(operation.place);
  const could = given.length === 1 ? 'alone could' : 'could together';
  return {
    sentence: `within the role exclusions ${described(policy, given)} ${could} perform all ${atoms.length} operations of ${operation.name}, which needs ${atLeast} users`,
    paths,
    core: [...factElements(core), { kind: 'constraint', id: operation.name, location: place }],
    locations: locationsOf(core, [place]).toReversed(),
    candidates: strengthened(policy, index, atoms, given),
  };
}

/** Exclusions of roles that one person holds; and permissions taken from one of several roles that grant them. */
function strengthened(
  policy: Policy,
  index: Index,
  atoms: readonly number[],
  given: Given,
): readonly Change[] {
  const { list } = policy.roles;
  const exclusions = given.flatMap((own) =>
    own.flatMap((left, at) =>
      own
        .slice(at + 1)
        .map((right): Change => ({ kind: 'exclude-roles', left: list[left]!, right: list[right]! })),
    ),
  );
  const grants = given.flat().flatMap((role) => {
    const own = atoms.filter((atom) => index.rolesGranted(atom).includes(role));
    return own.length < 2
      ? []
      : own
          .filter((atom) => index.rolesGranted(atom).length > 1)
          .map((atom) => removal(policy, 'grant', role, atom));
  });
  return [...exclusions, ...grants].slice(0, mostSuggested);
}
