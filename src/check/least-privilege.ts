/**
 * P40: a session has what it needs, and no role that it could do without (FORMAL.md G.2 P40; 003 §3.1).
 *
 * Only sessions whose needs are stated are judged. Minimal, not minimum: each role is tried alone, so that two roles
 * of which either suffices are both superfluous, and dropping one of them makes the other necessary.
 */

import { leastPrivilege, needsCovered } from '../../spec/least-privilege.ts';
import type { Index } from '../index/index.ts';
import type { Application, ApplicationSession, Policy } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import { atomPath, atomsOf, placesOf, roleNames, sessionElement } from './applications.ts';
import { distinctFacts, factElements, heldBy, minimised } from './core.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { sortedByName } from './words.ts';

/** Superfluous roles of one session that its sentence names. */
const mostTold = 6;

export const rule: Rule = {
  id: 'least-privilege',
  properties: ['P40'],
  severity: 'warning',
  claims: [leastPrivilege, needsCovered],
  explanation: {
    title: 'sessions have the roles they need, no more',
    meaning:
      'Where a policy states which permissions a session must have, the roles of the session must grant them all, and ' +
      'none of the roles may be superfluous. A superfluous role gives whoever does the session more than the task ' +
      'asks for, and keeps out people who could do it.',
    violating: `# order.policy.yaml
policy: order
users: [kim, lee]
roles:
  clerk: { permissions: [order:enter] }
  auditor: { permissions: [order:read] }
  manager: { permissions: [order:approve] }
assignments:
  kim: [clerk, auditor]
  lee: [manager]
applications:
  - file: order.app
    needs:
      S1: [order:enter]

# order.app
APPLICATION order
SESSION (S1, clerk, auditor), (S2, manager)
SOD (S1, S2)
S1; S2
`,
    compliant: `# order.policy.yaml
policy: order
users: [kim, lee]
roles:
  clerk: { permissions: [order:enter] }
  auditor: { permissions: [order:read] }
  manager: { permissions: [order:approve] }
assignments:
  kim: [clerk, auditor]
  lee: [manager]
applications:
  - file: order.app
    needs:
      S1: [order:enter]

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, manager)
SOD (S1, S2)
S1; S2
`,
    fix: 'Drop the superfluous role from the session; grant a missing permission to one of its roles.',
    references: ['Lee, Choi and Noh 1999, 3.1 (Fig. 6)'],
  },
  decide: function* ({ policy, index }: Context) {
    for (const application of policy.applications) {
      const judged = application.sessions.flatMap((session, at) =>
        session.needs === null || session.needs.length === 0 ? [] : [{ session, at, needs: session.needs }],
      );
      if (judged.length === 0) continue;
      yield* decideNeeds(policy, index, application, judged);
      yield* decideRoles(policy, index, application, judged);
    }
  },
};

interface Judged {
  readonly session: ApplicationSession;
  readonly at: number;
  readonly needs: readonly number[];
}

function baseOf(application: Application) {
  return {
    property: 'P40',
    constraint: application.name,
    focus: { application: application.name },
    scope: 'this application',
    evidence: { kind: 'recheck' },
  } as const;
}

function* decideNeeds(
  policy: Policy,
  index: Index,
  application: Application,
  judged: readonly Judged[],
): Iterable<Decision> {
  const base = {
    ...baseOf(application),
    claim: needsCovered.schema.name,
    severity: severityOf(policy, { id: rule.id, severity: 'error' }),
  } as const;
  let violations = 0;
  for (const { session, at, needs } of judged) {
    const atoms = atomsOf(index, session.roles);
    const missing = sortedByName(new Set(needs.filter((need) => !atoms.has(need))), policy.permissions.list);
    if (missing.length === 0) continue;
    violations += 1;
    yield {
      ...base,
      kind: 'violated',
      bindings: [{ variable: 's', sort: 'SNAME', value: session.name }],
      elements: missing.map((permission) => policy.permissions.list[permission]!),
      detail: () => {
        const core = [sessionElement(index, application, at)];
        const names = missing.map((permission) => policy.permissions.list[permission]!);
        return {
          sentence: `${session.name} of ${application.name} must have ${listed(names)}, but ${session.roles.length === 0 ? 'it has no roles' : `none of its roles grants ${names.length === 1 ? 'it' : 'them'}: ${listed(roleNames(policy, session.roles))}`}`,
          paths: [],
          core,
          locations: placesOf(core),
          candidates: session.roles.flatMap((role) =>
            names.map((right) => ({
              kind: 'add' as const,
              relation: 'grant' as const,
              left: policy.roles.list[role]!,
              right,
            })),
          ),
        };
      },
    };
  }
  if (violations > 0) return;
  const { session, needs } = judged[0]!;
  const path = atomPath(policy, index, session.roles, needs[0]!);
  const from = path?.steps[0]?.left ?? '';
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [{ variable: 's', sort: 'SNAME', value: session.name }],
      sentence: `${session.name} needs ${policy.permissions.list[needs[0]!]!} and has it through ${from}`,
    },
    locations: [index.location(application.place)],
  };
}

function* decideRoles(
  policy: Policy,
  index: Index,
  application: Application,
  judged: readonly Judged[],
): Iterable<Decision> {
  const base = {
    ...baseOf(application),
    claim: leastPrivilege.schema.name,
    severity: severityOf(policy, rule),
  } as const;
  const sufficient = ({ session, needs }: Judged, role: number): boolean => {
    const rest = atomsOf(
      index,
      session.roles.filter((other) => other !== role),
    );
    return needs.every((need) => rest.has(need));
  };
  let violations = 0;
  for (const one of judged) {
    const superfluous = sortedByName(
      new Set(one.session.roles.filter((role) => sufficient(one, role))),
      policy.roles.list,
    );
    if (superfluous.length === 0) continue;
    violations += 1;
    const names = roleNames(policy, superfluous);
    yield {
      ...base,
      kind: 'violated',
      bindings: [
        { variable: 's', sort: 'SNAME', value: one.session.name },
        { variable: 'r', sort: 'ROLE', value: names[0]! },
      ],
      elements: names,
      detail: () => superfluousDetail(policy, index, application, one, superfluous),
    };
  }
  if (violations > 0) return;
  const witness = judged.find(({ session }) => session.roles.length > 0);
  const locations = [index.location(application.place)];
  if (witness === undefined) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: 'V4',
      reason: `the sessions of ${application.name} whose needs are stated have no roles`,
      locations,
    };
    return;
  }
  const role = witness.session.roles[0]!;
  const rest = atomsOf(
    index,
    witness.session.roles.filter((other) => other !== role),
  );
  const lost = witness.needs.filter((need) => !rest.has(need));
  const name = policy.roles.list[role]!;
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [
        { variable: 's', sort: 'SNAME', value: witness.session.name },
        { variable: 'r', sort: 'ROLE', value: name },
      ],
      sentence: `without ${name}, ${witness.session.name} would lack ${listed(lost.map((need) => policy.permissions.list[need]!))}`,
    },
    locations,
  };
}

function superfluousDetail(
  policy: Policy,
  index: Index,
  application: Application,
  { session, at, needs }: Judged,
  superfluous: readonly number[],
): Detail {
  const [first] = superfluous;
  const rest = session.roles.filter((role) => role !== first);
  const paths = needs.flatMap((need) => atomPath(policy, index, rest, need) ?? []);
  const wanted = needs.map((need) => policy.permissions.list[need]!);
  const facts = minimised(distinctFacts(paths.map(({ steps }) => steps)), (left) => {
    const held = heldBy(left, roleNames(policy, rest)).permissions;
    return wanted.every((need) => held.has(need));
  });
  const core = [sessionElement(index, application, at), ...factElements(facts)];
  const names = roleNames(policy, superfluous);
  const remaining = roleNames(policy, rest);
  const told =
    names.length === 1
      ? `${names[0]!}: ${listed(remaining)} already ${new Set(rest).size === 1 ? 'grants' : 'grant'} all it must have`
      : `${names.slice(0, mostTold).join(', or without ')}: whichever it is, the others grant all it must have`;
  return {
    sentence: `${session.name} of ${application.name} could do without ${told}`,
    paths,
    core,
    locations: placesOf(core),
    candidates: names.map((role) => ({
      kind: 'drop-session-role',
      application: application.name,
      session: session.name,
      role,
    })),
  };
}
