/**
 * Operational separation of duty: no single user can perform all operations of an application (P21, reading O1).
 *
 * An application is either a list of permissions (schema 6) or a session application, whose operations are what its
 * sessions can do. A core and its repairs take these operations as they stand: taking a permission from a role of a
 * session application also shrinks the application, and is no way to keep anybody from performing all of it (L35).
 *
 * Under S7 = assigned-sessions the property is about plans, which plan-operational-sod judges. Of an application whose
 * roles grant nothing, nothing is told where the policy speaks of no permissions at all.
 */

import { operationalSOD } from '../../spec/operational-sod.ts';
import { type Index, union } from '../index/index.ts';
import type { Place, Policy } from '../policy/model.ts';
import type { Scope } from '../verdict/verdict.ts';
import { distinctFacts, factElements, heldBy, locationsOf, minimised } from './core.ts';
import { elementsOf, type Hits, type RowSource, rowsWithAtLeast, usersAndPermissions } from './kernel.ts';
import { howPhrase } from './reading.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Detail, Focus, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { counted, how, listed, sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'operational-sod',
  properties: ['P21'],
  severity: 'error',
  claims: [operationalSOD],
  explanation: {
    title: 'nobody alone can perform everything',
    meaning: [
      'A business process is split so that no single person can carry it out alone. This rule asks what a user could do',
      'with all roles together: if that covers every operation of the application, one person suffices for fraud or for',
      'a mistake that nobody sees. It is stronger than excluding roles or sessions, and not implied by either.',
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
    references: ['Lee, Choi and Noh 1999, 2.3.3 (Fig. 5)', 'Ferraiolo, Cugini and Kuhn 1995'],
  },
  decide,
};

/** An application of either kind with its operations. */
interface Subject {
  readonly name: string;
  readonly kind: 'operation' | 'application';
  /** Distinct. */
  readonly atoms: readonly number[];
  readonly place: Place;
  readonly focus: Focus;
  readonly scope: Scope;
}

function* decide({ policy, index }: Context): Generator<Decision> {
  const subjects = subjectsOf(policy, index);
  if (subjects.length === 0) return;
  if (policy.profile.operational === 'assigned-sessions') {
    for (const subject of subjects) {
      if (subject.kind === 'application') continue;
      yield vacuous(
        policy,
        index,
        subject,
        'V8',
        'with `operational: assigned-sessions` plans are judged, and an operation has no sessions to plan',
      );
    }
    return;
  }
  const judged = subjects.filter((subject) => subject.atoms.length > 0);
  const source = usersAndPermissions(policy, index, policy.profile.membership);
  const hits = rowsWithAtLeast(
    source,
    judged.map(({ atoms }) => ({ members: atoms, limit: atoms.length })),
  );
  const users: number[][] = judged.map(() => []);
  for (let at = 0; at < hits.row.length; at += 1) users[hits.set[at]!]!.push(hits.row[at]!);
  for (const subject of subjects) {
    const at = judged.indexOf(subject);
    if (at === -1) {
      yield vacuous(
        policy,
        index,
        subject,
        'V6',
        `${subject.kind} without operations: everybody can perform all of nothing`,
      );
    } else if (users[at]!.length > 0) {
      for (const user of sortedByName(users[at]!, policy.users.list)) {
        yield violation(policy, index, subject, user);
      }
    } else {
      yield quiet(policy, index, subject, source, hits, at);
    }
  }
}

function subjectsOf(policy: Policy, index: Index): Subject[] {
  const operations = policy.operations.map(
    (operation): Subject => ({
      name: operation.name,
      kind: 'operation',
      atoms: [...new Set(operation.permissions)],
      place: operation.place,
      focus: {},
      scope: 'this policy',
    }),
  );
  if (policy.grants.left.length === 0) return operations;
  const applications = policy.applications.map((application): Subject => {
    const roles = new Set(application.sessions.flatMap((session) => session.roles));
    return {
      name: application.name,
      kind: 'application',
      atoms: [...union(Int32Array.from(roles), index.permissions())],
      place: application.place,
      focus: { application: application.name },
      scope: 'this application',
    };
  });
  return [...operations, ...applications];
}

function baseOf(policy: Policy, subject: Subject) {
  return {
    property: 'P21',
    claim: operationalSOD.schema.name,
    constraint: subject.name,
    severity: severityOf(policy, rule),
    focus: subject.focus,
    scope: subject.scope,
  } as const;
}

function vacuous(policy: Policy, index: Index, subject: Subject, id: string, reason: string): Decision {
  return {
    ...baseOf(policy, subject),
    kind: 'vacuous',
    vacuity: id,
    reason,
    locations: [index.location(subject.place)],
  };
}

function quiet(
  policy: Policy,
  index: Index,
  subject: Subject,
  source: RowSource,
  hits: Hits,
  at: number,
): Decision {
  const names = policy.permissions.list;
  const { atoms, name } = subject;
  if (policy.users.declaredCount === 0)
    return vacuous(policy, index, subject, 'V1', 'the policy has no users');
  if (atoms.length === 1) {
    return vacuous(
      policy,
      index,
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
      policy,
      index,
      subject,
      'V8',
      `holds because nobody can perform ${listing}, not even all users together`,
    );
  }
  const user = hits.nearest[at]!;
  const held = new Set(elementsOf(source, user));
  const lacking = sortedByName(
    atoms.filter((atom) => !held.has(atom)),
    names,
  ).map((atom) => names[atom]!);
  const can = atoms.length - lacking.length;
  return {
    ...baseOf(policy, subject),
    kind: 'holds',
    witness: {
      bindings: [{ variable: 'u', sort: 'USER', value: policy.users.list[user]! }],
      sentence: `${policy.users.list[user]!} can perform ${can} of the ${counted(atoms.length, 'operation')} of ${name}, but not ${listed(lacking)}`,
    },
    evidence: { kind: 'recheck' },
    locations: [index.location(subject.place)],
  };
}

function violation(policy: Policy, index: Index, subject: Subject, user: number): Decision {
  const names = policy.permissions.list;
  const atoms = sortedByName(subject.atoms, names);
  return {
    ...baseOf(policy, subject),
    kind: 'violated',
    bindings: [{ variable: 'u', sort: 'USER', value: policy.users.list[user]! }],
    elements: atoms.map((atom) => names[atom]!),
    evidence: { kind: 'recheck' },
    detail: () => detailOf(policy, index, subject, user, atoms),
  };
}

function detailOf(
  policy: Policy,
  index: Index,
  subject: Subject,
  user: number,
  atoms: readonly number[],
): Detail {
  const names = policy.permissions.list;
  const { membership } = policy.profile;
  const paths = atoms.map((atom) => ({
    element: names[atom]!,
    steps: index.permissionPath(user, atom, membership) ?? [],
  }));
  const core = minimised(distinctFacts(paths.map(({ steps }) => steps)), (facts) => {
    const { permissions } = heldBy(facts);
    return paths.every(({ element }) => permissions.has(element));
  });
  const place = index.location(subject.place);
  const who = policy.users.list[user]!;
  const what =
    atoms.length === 1
      ? `the only operation of ${subject.name}`
      : `all ${atoms.length} operations of ${subject.name} alone`;
  const hows = paths.map(({ element, steps }) => `${element} ${how(policy, steps)}`);
  return {
    sentence: `${who} can perform ${what}${howPhrase(hows)}`,
    paths,
    core:
      subject.kind === 'application'
        ? factElements(core)
        : [...factElements(core), { kind: 'constraint', id: subject.name, location: place }],
    locations: locationsOf(core, [place]),
    candidates: removals(
      policy,
      index,
      { relation: 'assignment', subjects: [user], closed: membership === 'authorised' },
      { over: 'permission', elements: atoms },
    ),
  };
}
