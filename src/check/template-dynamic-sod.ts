/**
 * P36: the roles of a session may be active together (FORMAL.md B.11, G.2 P36; 003 Table 1).
 *
 * A session that breaks this has candidates and can never be opened. Roles count with their juniors unless S4 says
 * otherwise, as in every other check of active roles.
 */

import { templateDynamicSOD } from '../../spec/candidates.ts';
import type { Index } from '../index/index.ts';
import { rowsBuilder } from '../index/rows.ts';
import type { Application, Policy } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import type { CoreElement } from '../verdict/verdict.ts';
import { placesOf, roleNames, sessionElement, sessionNames } from './applications.ts';
import { distinctFacts, factElements, heldBy, minimised } from './core.ts';
import { type Conflict, type Group, groupsOf, judge } from './exclusion.ts';
import type { RowSource } from './kernel.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { byName, sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'template-dynamic-sod',
  properties: ['P36'],
  severity: 'error',
  claims: [templateDynamicSOD],
  explanation: {
    title: 'no session needs dynamically exclusive roles',
    meaning:
      'Dynamically exclusive roles may be held by one person, but not be active in one session. A session of an ' +
      'application that needs two of them, itself or through what its roles inherit, can never be opened, although ' +
      'there may be people who hold all of its roles.',
    violating: `# order.policy.yaml
policy: order
users: [kim]
roles: [enter, approve]
assignments:
  kim: [enter, approve]
constraints:
  - { id: apart, dynamic: { roles: [enter, approve] } }
applications:
  - file: order.app

# order.app
APPLICATION order
SESSION (S1, enter, approve)
S1
`,
    compliant: `# order.policy.yaml
policy: order
users: [kim]
roles: [enter, approve]
assignments:
  kim: [enter, approve]
constraints:
  - { id: apart, dynamic: { roles: [enter, approve] } }
applications:
  - file: order.app

# order.app
APPLICATION order
SESSION (S1, enter), (S2, approve)
S1; S2
`,
    fix: 'Split the session, so that exclusive roles are in different ones.',
    references: ['Lee, Choi and Noh 1999, 3.4 (Table 1)'],
  },
  decide: function* ({ policy, index }: Context) {
    const groups = groupsOf(policy, 'role', 'dynamic').toSorted((a, b) =>
      byName(a.constraint.id, b.constraint.id),
    );
    if (groups.length === 0) return;
    for (const application of policy.applications)
      yield* decideApplication(policy, index, application, groups);
  },
};

function* decideApplication(
  policy: Policy,
  index: Index,
  application: Application,
  groups: readonly Group[],
): Iterable<Decision> {
  const base = {
    property: 'P36',
    claim: templateDynamicSOD.schema.name,
    constraint: application.name,
    severity: severityOf(policy, rule),
    focus: { application: application.name },
    scope: 'this application',
    evidence: { kind: 'recheck' },
  } as const;
  const names = sessionNames(
    application,
    application.sessions.map((_, session) => session),
  );
  const judgements = judge(templates(policy, index, application), groups, policy.roles.list, names);
  // One finding a session, whatever the number of constraints that keep it shut; the first by name is explained.
  const shut = new Map<number, { group: Group; conflict: Conflict; elements: Set<number> }>();
  for (const { group, conflicts } of judgements) {
    for (const conflict of conflicts) {
      const known = shut.get(conflict.row);
      if (known === undefined) {
        shut.set(conflict.row, { group, conflict, elements: new Set(conflict.elements) });
      } else {
        for (const element of conflict.elements) known.elements.add(element);
      }
    }
  }
  for (const { group, conflict, elements } of shut.values()) {
    yield {
      ...base,
      kind: 'violated',
      bindings: [{ variable: 's', sort: 'SNAME', value: names[conflict.row]! }],
      elements: roleNames(policy, sortedByName(elements, policy.roles.list)),
      detail: () => detailOf(policy, index, application, group, conflict),
    };
  }
  if (shut.size > 0) return;
  const locations = [index.location(application.place)];
  const nearest = judgements
    .flatMap((judgement) => (judgement.nearest === null ? [] : [judgement.nearest]))
    .reduce<{ row: number; held: readonly number[] } | null>(
      (most, one) => (most === null || one.held.length > most.held.length ? one : most),
      null,
    );
  if (nearest === null) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: 'V5',
      reason: `the sessions of ${application.name} together need too few roles of any dynamic exclusion to conflict`,
      locations,
    };
    return;
  }
  const name = names[nearest.row]!;
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [{ variable: 's', sort: 'SNAME', value: name }],
      sentence: `${name} comes nearest to a dynamic conflict: of exclusive roles it needs only ${listed(roleNames(policy, nearest.held))}`,
    },
    locations,
  };
}

/** Sessions and the roles that count when they are open (S4): geq⦇tmpl s⦈ or tmpl s. */
function templates(policy: Policy, index: Index, application: Application): RowSource {
  const rows = rowsBuilder(application.sessions.length, index.counts.roles);
  for (const { roles } of application.sessions) {
    for (const role of new Set(roles)) rows.push(role);
    rows.endRow();
  }
  const image = policy.profile['dynamic-closure'] === 'closure' ? index.closure() : null;
  return { count: application.sessions.length, base: rows.build(), image };
}

function detailOf(
  policy: Policy,
  index: Index,
  application: Application,
  group: Group,
  { row, elements, first }: Conflict,
) {
  const { name, roles } = application.sessions[row]!;
  const { constraint } = group;
  const inOrder = sortedByName(roles, policy.roles.list);
  const own = roleNames(policy, roles);
  const paths = elements.map((role) => ({
    element: policy.roles.list[role]!,
    steps: fromAny(index, inOrder, role),
  }));
  const conflicting = new Set(
    roleNames(
      policy,
      first.kind === 'set'
        ? elements.filter((role) => first.set.members.includes(role)).slice(0, first.set.limit)
        : [first.left, first.right],
    ),
  );
  const facts = minimised(
    distinctFacts(paths.filter(({ element }) => conflicting.has(element)).map(({ steps }) => steps)),
    (left) => {
      const held = heldBy(left, own).roles;
      return [...conflicting].every((role) => held.has(role));
    },
  );
  const core: CoreElement[] = [
    sessionElement(index, application, row),
    { kind: 'constraint', id: constraint.id, location: index.location(constraint.place) },
    ...factElements(facts),
  ];
  return {
    sentence: `${name} of ${application.name} can never be opened: it activates ${listed(roleNames(policy, elements))}, which ${constraint.id} keeps from being active together`,
    paths,
    core,
    locations: placesOf(core),
    candidates: [
      ...[...new Set(own)].map((role) => ({
        kind: 'drop-session-role' as const,
        application: application.name,
        session: name,
        role,
      })),
      ...facts.map(({ relation, left, right }) => ({ kind: 'remove' as const, relation, left, right })),
      { kind: 'drop-constraint' as const, constraint: constraint.id },
    ],
  };
}

/** Inheritance from the session's role that is nearest above `role`; of several, the first. */
function fromAny(index: Index, roles: readonly number[], role: number) {
  return roles
    .flatMap((senior) => {
      const steps = index.inheritancePath(senior, role);
      return steps === null ? [] : [steps];
    })
    .reduce((a, b) => (b.length < a.length ? b : a));
}
