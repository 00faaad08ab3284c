/**
 * k-user separation of duty: fewer than k users cannot perform an operation together (P25), and how few can (P25m).
 *
 * Li, Tripunitara and Bizri's ssod(P, k). A coalition is a plan that gives each permission to one of few users, which is
 * what the pattern search decides, with a refutation where there is none. It is asked for one user, then for two and so
 * on, so that a coalition that is told is a smallest one, and the collusion number is told with every verdict, also where
 * the policy is content with less. What one user could do alone is operational-sod's; this rule judges the operations
 * that state `at-least`.
 */

import { kUserSOD } from '../../spec/coalition.ts';
import { coalitionQuestion } from '../encode/coalition.ts';
import { tooSmall } from '../encode/coalition-members.ts';
import type { Index } from '../index/index.ts';
import type { Operation, Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import type { Binding, Evidence } from '../verdict/verdict.ts';
import { distinctFacts, factElements, heldBy, locationsOf, minimised } from './core.ts';
import { howPhrase } from './reading.ts';
import { askForPlan, refutationOf } from './refute.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { how, sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'k-user-sod',
  properties: ['P25'],
  severity: 'error',
  claims: [kUserSOD],
  explanation: {
    title: 'too few users cannot perform an operation together',
    meaning: [
      'Some operations are split so that not even two people can carry them out by agreement. An operation with',
      '`at-least: 3` is safe if no two users together hold all of its permissions, through whatever roles. The rule',
      'also tells how many it takes: the collusion number, with the users of a smallest coalition. `at-least: 2` says',
      'what operational separation of duty says.',
    ].join(' '),
    violating: `policy: pay
users: [kim, lee, park]
roles:
  clerk: { permissions: [invoice:create] }
  chief: { permissions: [invoice:approve] }
  cashier: { permissions: [invoice:pay] }
assignments:
  kim: [clerk, chief]
  lee: [cashier]
  park: [chief]
operations:
  - { name: pay-invoice, permissions: [invoice:create, invoice:approve, invoice:pay], at-least: 3 }
`,
    compliant: `policy: pay
users: [kim, lee, park]
roles:
  clerk: { permissions: [invoice:create] }
  chief: { permissions: [invoice:approve] }
  cashier: { permissions: [invoice:pay] }
assignments:
  kim: [clerk]
  lee: [cashier]
  park: [chief]
operations:
  - { name: pay-invoice, permissions: [invoice:create, invoice:approve, invoice:pay], at-least: 3 }
`,
    fix: 'Take from a member of the coalition a role that only this member contributes, so that one more person is needed.',
    references: [
      'Li, Tripunitara and Bizri 2007, On mutually exclusive roles and separation-of-duty',
      'Lee, Choi and Noh 1999, 2.3.3',
    ],
  },
  decide: function* (context: Context) {
    for (const operation of context.policy.operations) {
      const { atLeast } = operation;
      if (atLeast !== null) yield* decideOperation(context, operation, atLeast);
    }
  },
};

function* decideOperation(context: Context, operation: Operation, atLeast: number): Iterable<Decision> {
  const { policy, index } = context;
  const base = {
    property: 'P25',
    claim: kUserSOD.schema.name,
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
  if (atoms.length === 0) {
    yield vacuous('V6', 'operation without permissions: nobody is needed for nothing');
    return;
  }
  if (policy.users.declaredCount === 0) {
    yield vacuous('V1', 'the policy has no users');
    return;
  }
  const holdings = holdingsOf(policy, index, atoms);
  const lacking = atoms.filter((_, at) => !holdings.some(({ held }) => held.has(at)));
  if (lacking.length > 0) {
    const listing = listed(
      lacking.map((atom) => `\`${policy.permissions.list[atom]!}\``),
      3,
    );
    yield vacuous('V8', `holds because nobody can perform ${listing}, not even all users together`);
    return;
  }
  const answer = answerOf(context, holdings, atoms.length, atLeast);
  if (answer.kind === 'unknown') {
    yield {
      ...base,
      kind: 'unknown',
      reason: `whether fewer than ${atLeast} users can perform ${operation.name} was not decided before the ${answer.reason}`,
      locations,
    };
    return;
  }
  const userOf = (at: number): number => holdings[at]!.user;
  const nameOf = (user: number): string => policy.users.list[user]!;
  if (answer.kind === 'coalition') {
    const held = holdings.map((holding) => holding.held);
    for (const { member, others } of tooSmall(held, atoms.length, atLeast - 1, answer.members)) {
      const subject = userOf(member);
      const helpers = others.map(userOf);
      yield {
        ...base,
        kind: 'violated',
        bindings: [subject, ...helpers].map(
          (user): Binding => ({ variable: 'U', sort: 'USER', value: nameOf(user) }),
        ),
        // Who helps is one of many who would do.
        elements: [nameOf(subject)],
        knownBy: 'elements',
        evidence: { kind: 'recheck' },
        detail: () => detailOf(policy, index, operation, atLeast, atoms, subject, helpers),
      };
    }
    return;
  }
  const names = sortedByName(answer.members.map(userOf), policy.users.list).map(nameOf);
  const fewer = `no ${counted(answer.noFewerThan - 1, 'user')} can`;
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: names.map((value): Binding => ({ variable: 'U', sort: 'USER', value })),
      sentence: `${listed(names)} together can perform all ${atoms.length} operations of ${operation.name}; ${fewer}`,
    },
    evidence: answer.evidence,
    locations,
  };
}

/** What a user holds of the operation, as positions in the list of its permissions. */
interface Holding {
  readonly user: number;
  readonly held: ReadonlySet<number>;
}

/** In the order of their names, users who hold something. */
function holdingsOf(policy: Policy, index: Index, atoms: readonly number[]): Holding[] {
  const isAuthorised = policy.profile.membership === 'authorised';
  const held = new Map<number, Set<number>>();
  for (const [at, atom] of atoms.entries()) {
    for (const role of index.rolesGranted(atom)) {
      for (const user of isAuthorised ? index.usersAuthorised(role) : index.usersAssigned(role)) {
        if (user >= policy.users.declaredCount) continue;
        const own = held.get(user);
        if (own === undefined) held.set(user, new Set([at]));
        else own.add(at);
      }
    }
  }
  return sortedByName(held.keys(), policy.users.list).map((user) => ({ user, held: held.get(user)! }));
}

type Answer =
  /** Positions of holdings: a coalition that is too small, and none is smaller. */
  | { readonly kind: 'coalition'; readonly members: readonly number[] }
  /** Those of `members` can, and no `noFewerThan` - 1 users. */
  | {
      readonly kind: 'none';
      readonly members: readonly number[];
      readonly noFewerThan: number;
      readonly evidence: Evidence;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

function answerOf(
  context: Context,
  holdings: readonly Holding[],
  permissions: number,
  atLeast: number,
): Answer {
  const users = holdings.map(({ held }) => held);
  let evidence: Evidence = { kind: 'recheck' };
  for (let most = 1; most <= permissions; most += 1) {
    const { instance, users: kept } = coalitionQuestion({ permissions, users, most });
    const asked = askForPlan(instance, context);
    switch (asked.kind) {
      case 'plan': {
        const members = [...new Set([...asked.plan].map((user) => kept[user]!))];
        return most < atLeast
          ? { kind: 'coalition', members }
          : { kind: 'none', members, noFewerThan: most, evidence };
      }
      case 'refuted':
        if (most === atLeast - 1) evidence = refutationOf([{ about: '', lines: asked.lines }]);
        break;
      case 'unknown':
        // Without the refutation that was asked for nothing is known; after it only how many more it takes.
        if (most < atLeast) return asked;
        return { kind: 'none', members: everybody(users), noFewerThan: atLeast, evidence };
      default:
        asked satisfies never;
    }
  }
  throw new Error('somebody holds each permission, and yet one user for each is not enough');
}

/** For each permission the first who holds it. */
function everybody(users: readonly ReadonlySet<number>[]): readonly number[] {
  const members: number[] = [];
  const held = new Set<number>();
  for (const [user, own] of users.entries()) {
    if ([...own].every((permission) => held.has(permission))) continue;
    members.push(user);
    for (const permission of own) held.add(permission);
  }
  return members;
}

function detailOf(
  policy: Policy,
  index: Index,
  operation: Operation,
  atLeast: number,
  atoms: readonly number[],
  subject: number,
  helpers: readonly number[],
): Detail {
  const names = policy.permissions.list;
  // Whoever the finding is about, the same coalition holds each permission in the same way.
  const members = sortedByName([subject, ...helpers], policy.users.list);
  const { membership } = policy.profile;
  const shares = atoms.map((atom) => {
    const holder = members.find((user) => index.permissionPath(user, atom, membership) !== null)!;
    return { holder, element: names[atom]!, steps: index.permissionPath(holder, atom, membership)! };
  });
  const core = minimised(distinctFacts(shares.map(({ steps }) => steps)), (facts) => {
    const held = members.flatMap((user) => {
      const own = facts.filter(
        ({ relation, left }) => relation !== 'assignment' || left === policy.users.list[user]!,
      );
      return [...heldBy(own).permissions];
    });
    return shares.every(({ element }) => held.includes(element));
  });
  const place = index.location(operation.place);
  const everybody = (users: readonly number[]): string =>
    listed(
      users.map((user) => policy.users.list[user]!),
      Number.POSITIVE_INFINITY,
    );
  const who =
    helpers.length === 0
      ? `${everybody([subject])} alone`
      : `${everybody([subject])} together with ${everybody(helpers)}`;
  const hows = shares.map(
    ({ holder, element, steps }) => `${element} by ${policy.users.list[holder]!} ${how(policy, steps)}`,
  );
  return {
    sentence: `${who} can perform all ${atoms.length} operations of ${operation.name}, which needs ${atLeast} users${howPhrase(hows)}`,
    paths: shares.map(({ element, steps }) => ({ element, steps })),
    core: [...factElements(core), { kind: 'constraint', id: operation.name, location: place }],
    locations: locationsOf(core, [place]),
    candidates: removals(
      policy,
      index,
      { relation: 'assignment', subjects: members, closed: membership === 'authorised' },
      { over: 'permission', elements: atoms },
    ),
  };
}
