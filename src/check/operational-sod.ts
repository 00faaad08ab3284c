/**
 * Operational separation of duty: no single user can perform all operations of an application (P21, reading O1), or,
 * under S7 = active, has them all active now, over all sessions (P22, reading O2).
 *
 * An application is either a list of permissions (schema 6) or a session application, whose operations are what its
 * sessions can do. A core and its repairs take these operations as they stand: taking a permission from a role of a
 * session application also shrinks the application, and is no way to keep anybody from performing all of it (L35).
 *
 * Under S7 = assigned-sessions the property is about plans, which plan-operational-sod judges. Of an application whose
 * roles grant nothing, nothing is told where the policy speaks of no permissions at all.
 */

import { activeOperationalSOD, operationalSOD } from '../../spec/operational-sod.ts';
import type { Index } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import type { Change, Fact } from '../verdict/change.ts';
import { distinctFacts, factElements, heldBy, locationsOf, minimised } from './core.ts';
import {
  elementsOf,
  type Hits,
  type RowSource,
  rowsWithAtLeast,
  usersAndActivePermissions,
  usersAndPermissions,
} from './kernel.ts';
import { type ClaimName, howPhrase } from './reading.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { applicationSubject, operationSubject, type Subject } from './subject.ts';
import { byName, how, sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'operational-sod',
  properties: ['P21', 'P22'],
  severity: 'error',
  claims: [operationalSOD, activeOperationalSOD],
  explanation: {
    title: 'nobody alone can perform everything',
    meaning: [
      'A business process is split so that no single person can carry it out alone. This rule asks what a user could do',
      'with all roles together: if that covers every operation of the application, one person suffices for fraud or for',
      'a mistake that nobody sees. It is stronger than excluding roles or sessions, and not implied by either. Where few',
      'people must hold many roles, the profile `operational: active` asks only what they have active at the moment, in',
      'all of their sessions together.',
    ].join(' '),
    violating: `policy: pay
users: [kim]
roles:
  clerk: { permissions: [invoice:create] }
  chief: { permissions: [invoice:approve] }
assignments:
  kim: [clerk, chief]
operations:
  - { name: pay-invoice, permissions: [invoice:create, invoice:approve] }
`,
    compliant: `policy: pay
users: [kim, lee]
roles:
  clerk: { permissions: [invoice:create] }
  chief: { permissions: [invoice:approve] }
assignments:
  kim: [clerk]
  lee: [chief]
operations:
  - { name: pay-invoice, permissions: [invoice:create, invoice:approve] }
`,
    fix: 'Take from the user one of the roles through which an operation arises, so that somebody else is needed.',
    references: [
      'Lee, Choi and Noh 1999, 2.3.3 (Fig. 5)',
      'Ferraiolo, Cugini and Kuhn 1995',
      'Gligor, Gavrila and Ferraiolo 1998, for what is active',
    ],
  },
  decide,
};

/** S7: what of a user may not cover an application, and how it arises. */
interface OperationalReading extends ClaimName {
  readonly source: RowSource;
  readonly derive: (user: number, permission: number) => readonly Fact[];
  readonly how: (steps: readonly Fact[]) => string;
  /** The predicate of a sentence about a user, of some operations and of all of several. */
  readonly performs: (what: string) => string;
  readonly performsAll: (what: string) => string;
  readonly candidates: (user: number, atoms: readonly number[]) => readonly Change[];
  /** Why there is nobody to judge, or null. */
  readonly nobody: string | null;
}

function authorised({ policy, index }: Context): OperationalReading {
  const { membership } = policy.profile;
  return {
    property: 'P21',
    claim: operationalSOD.schema.name,
    source: usersAndPermissions(policy, index, membership),
    derive: (user, permission) => index.permissionPath(user, permission, membership) ?? [],
    how: (steps) => how(policy, steps),
    performs: (what) => `can perform ${what}`,
    performsAll: (what) => `can perform ${what} alone`,
    candidates: (user, elements) =>
      removals(
        policy,
        index,
        { relation: 'assignment', subjects: [user], closed: membership === 'authorised' },
        { over: 'permission', elements },
      ),
    nobody: policy.users.declaredCount === 0 ? 'the policy has no users' : null,
  };
}

function active({ policy, index }: Context): OperationalReading {
  const sessionsOf = (user: number): readonly number[] =>
    [...index.sessionsOfUser(user)].sort((a, b) =>
      byName(policy.sessions[a]!.name, policy.sessions[b]!.name),
    );
  return {
    property: 'P22',
    claim: activeOperationalSOD.schema.name,
    source: usersAndActivePermissions(policy, index),
    derive: (user, permission) =>
      sessionsOf(user)
        .flatMap((session) => {
          const steps = index.activePermissionPath(session, permission, 'closure');
          return steps === null ? [] : [steps];
        })
        .reduce<readonly Fact[] | null>(
          (shortest, steps) => (shortest === null || steps.length < shortest.length ? steps : shortest),
          null,
        ) ?? [],
    how: (steps) => `in session ${steps[0]!.left} ${how(policy, steps)}`,
    performs: (what) => `has ${what} active`,
    performsAll: (what) => `has ${what} active at once`,
    candidates: (user, elements) => {
      const cuts = (session: number) =>
        removals(
          policy,
          index,
          { relation: 'active', subjects: [session], closed: true },
          { over: 'permission', elements },
        );
      const sessions = sessionsOf(user).filter((session) => cuts(session).length > 0);
      return [
        ...sessions.flatMap(cuts),
        ...sessions.map(
          (session): Change => ({
            kind: 'end-session',
            session: policy.sessions[session]!.name,
          }),
        ),
      ];
    },
    nobody: policy.sessions.length === 0 ? 'the policy has no sessions' : null,
  };
}

function* decide(context: Context): Generator<Decision> {
  const { policy, index } = context;
  const subjects = subjectsOf(policy, index);
  if (subjects.length === 0) return;
  switch (policy.profile.operational) {
    case 'authorised':
      return yield* decideAll({ ...context, reading: authorised(context) }, subjects);
    case 'active':
      return yield* decideAll({ ...context, reading: active(context) }, subjects);
    case 'assigned-sessions': {
      const asked = { ...context, reading: authorised(context) };
      for (const subject of subjects) if (subject.kind === 'operation') yield unplanned(asked, subject);
    }
  }
}

function unplanned(asked: Asked, subject: Subject): Decision {
  const reason =
    'with `operational: assigned-sessions` plans are judged, and an operation has no sessions to plan';
  return vacuous(asked, subject, 'V8', reason);
}

interface Asked extends Context {
  readonly reading: OperationalReading;
}

function* decideAll(asked: Asked, subjects: readonly Subject[]): Generator<Decision> {
  const judged = subjects.filter((subject) => subject.atoms.length > 0);
  const hits = rowsWithAtLeast(
    asked.reading.source,
    judged.map(({ atoms }) => ({ members: atoms, limit: atoms.length })),
  );
  const users: number[][] = judged.map(() => []);
  for (let at = 0; at < hits.row.length; at += 1) users[hits.set[at]!]!.push(hits.row[at]!);
  for (const subject of subjects) {
    const at = judged.indexOf(subject);
    if (at === -1) {
      yield vacuous(
        asked,
        subject,
        'V6',
        `${subject.kind} without operations: everybody can perform all of nothing`,
      );
    } else if (users[at]!.length > 0) {
      for (const user of sortedByName(users[at]!, asked.policy.users.list)) {
        yield violation(asked, subject, user);
      }
    } else {
      yield quiet(asked, subject, hits, at);
    }
  }
}

function subjectsOf(policy: Policy, index: Index): Subject[] {
  const operations = policy.operations.map(operationSubject);
  if (policy.grants.left.length === 0) return operations;
  return [...operations, ...policy.applications.map((application) => applicationSubject(index, application))];
}

function baseOf({ policy, reading }: Asked, subject: Subject) {
  return {
    property: reading.property,
    claim: reading.claim,
    constraint: subject.name,
    severity: severityOf(policy, rule, subject),
    focus: subject.focus,
    scope: subject.scope,
  } as const;
}

function vacuous(asked: Asked, subject: Subject, vacuity: string, reason: string): Decision {
  return {
    ...baseOf(asked, subject),
    kind: 'vacuous',
    vacuity,
    reason,
    locations: [asked.index.location(subject.place)],
  };
}

function quiet(asked: Asked, subject: Subject, hits: Hits, at: number): Decision {
  const { policy, index, reading } = asked;
  const names = policy.permissions.list;
  const { atoms, name } = subject;
  if (reading.nobody !== null) return vacuous(asked, subject, 'V1', reading.nobody);
  if (atoms.length === 1) {
    return vacuous(
      asked,
      subject,
      'V7',
      `its only operation is \`${names[atoms[0]!]!}\`, so that it holds only while nobody may perform it: operational separation needs two operations or more`,
    );
  }
  const unreached = sortedByName(
    atoms.filter((atom) => hits.occurs[atom] === 0),
    names,
  );
  if (unreached.length > 0) {
    const listing = listed(
      unreached.map((atom) => `\`${names[atom]!}\``),
      3,
    );
    return vacuous(
      asked,
      subject,
      'V8',
      `holds because nobody ${reading.performs(listing)}, not even all users together`,
    );
  }
  const user = hits.nearest[at]!;
  const held = new Set(elementsOf(reading.source, user));
  const lacking = sortedByName(
    atoms.filter((atom) => !held.has(atom)),
    names,
  ).map((atom) => names[atom]!);
  const some = `${atoms.length - lacking.length} of the ${counted(atoms.length, 'operation')} of ${name}`;
  return {
    ...baseOf(asked, subject),
    kind: 'holds',
    witness: {
      bindings: [{ variable: 'u', sort: 'USER', value: policy.users.list[user]! }],
      sentence: `${policy.users.list[user]!} ${reading.performs(some)}, but not ${listed(lacking)}`,
    },
    evidence: { kind: 'recheck' },
    locations: [index.location(subject.place)],
  };
}

function violation(asked: Asked, subject: Subject, user: number): Decision {
  const { users, permissions } = asked.policy;
  const atoms = sortedByName(subject.atoms, permissions.list);
  return {
    ...baseOf(asked, subject),
    kind: 'violated',
    bindings: [{ variable: 'u', sort: 'USER', value: users.list[user]! }],
    elements: atoms.map((atom) => permissions.list[atom]!),
    evidence: { kind: 'recheck' },
    detail: () => detailOf(asked, subject, user, atoms),
  };
}

function detailOf(
  { policy, index, reading }: Asked,
  subject: Subject,
  user: number,
  atoms: readonly number[],
): Detail {
  const paths = atoms.map((atom) => ({
    element: policy.permissions.list[atom]!,
    steps: reading.derive(user, atom),
  }));
  const core = minimised(distinctFacts(paths.map(({ steps }) => steps)), (facts) => {
    const { permissions } = heldBy(facts);
    return paths.every(({ element }) => permissions.has(element));
  });
  const place = index.location(subject.place);
  const who = policy.users.list[user]!;
  const told =
    atoms.length === 1
      ? `${reading.performs(policy.permissions.list[atoms[0]!]!)}, which is all that ${subject.name} takes`
      : reading.performsAll(`all ${atoms.length} operations of ${subject.name}`);
  const hows = paths.map(({ element, steps }) => `${element} ${reading.how(steps)}`);
  return {
    sentence: `${who} ${told}${howPhrase(hows)}`,
    paths,
    core:
      subject.kind === 'application'
        ? factElements(core)
        : [...factElements(core), { kind: 'constraint', id: subject.name, location: place }],
    locations: locationsOf(core, [place]),
    candidates: reading.candidates(user, atoms),
  };
}
