/**
 * Session authorisation: whoever runs a session has all of its roles (P03), for live sessions and for plans.
 *
 * One finding for each session; its elements are all roles that are missing. What is missing has no derivation, so the
 * core is what asks for it: the active role, or the planned session.
 */

import { planAuthorisation, sessionAuthorisation } from '../../spec/session-authorisation.ts';
import { type Index, union } from '../index/index.ts';
import { rowOf } from '../index/rows.ts';
import type { Application, Plan, Policy } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import type { Change } from '../verdict/change.ts';
import { factElements, locationsOf } from './core.ts';
import { sessionName } from './dynamic-sod.ts';
import { addition, removal } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { at, placed, sortedByName } from './words.ts';

/** How many other users are tried as a replacement in a plan. */
const replacements = 12;

export const rule: Rule = {
  id: 'session-authorisation',
  properties: ['P03'],
  severity: 'error',
  claims: [sessionAuthorisation, planAuthorisation],
  explanation: {
    title: 'session users have all session roles',
    meaning: [
      'A session runs with the roles that are active in it, and its user must have every one of them. The same is asked',
      'of a plan, before the session exists: a session that needs several roles needs one user who has them all.',
    ].join(' '),
    violating: `policy: pay
users: [kim]
roles:
  creator:
  approver:
assignments:
  kim: [creator]
sessions:
  morning: { user: kim, active: [approver] }
`,
    compliant: `policy: pay
users: [kim]
roles:
  creator:
  approver:
assignments:
  kim: [creator]
sessions:
  morning: { user: kim, active: [creator] }
`,
    fix: 'Deactivate the role, assign it to the user, or give the session to somebody who has all of its roles.',
    references: ['Lee, Choi and Noh 1999, 2.2 (Fig. 2) and 3.1 (Fig. 6)'],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  yield* decideSessions(policy, index);
  for (const application of policy.applications) {
    for (const plan of application.plans) yield* decidePlan(policy, index, application, plan);
  }
}

function* decideSessions(policy: Policy, index: Index): Generator<Decision> {
  if (policy.sessions.length === 0) return;
  const names = policy.roles.list;
  const { membership } = policy.profile;
  const base = {
    property: 'P03',
    claim: sessionAuthorisation.schema.name,
    constraint: null,
    severity: severityOf(policy, rule),
    focus: {},
    scope: 'this policy',
  } as const;
  const sessions = policy.sessions.map((_, session) => session);
  const ordered = sortedByName(
    sessions,
    policy.sessions.map((session) => session.name),
  );
  let violated = false;
  for (const session of ordered) {
    const missing = sortedByName(unauthorised(policy, index, session), names);
    if (missing.length === 0) continue;
    violated = true;
    yield {
      ...base,
      kind: 'violated',
      bindings: [
        { variable: 's', sort: 'SID', value: policy.sessions[session]!.name },
        { variable: 'r', sort: 'ROLE', value: names[missing[0]!]! },
      ],
      elements: missing.map((role) => names[role]!),
      evidence: { kind: 'recheck' },
      detail: () => sessionDetail(policy, index, session, missing),
    };
  }
  if (violated) return;
  const active = ordered.find((session) => rowOf(index.active(), session).length > 0);
  if (active === undefined) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: 'V4',
      reason: 'no session activates a role',
      locations: [index.location(policy.sessions[ordered[0]!]!.place)],
    };
    return;
  }
  const role = sortedByName(rowOf(index.active(), active), names)[0]!;
  const { name, user, place } = policy.sessions[active]!;
  const path = index.path(user, role, membership) ?? [];
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [
        { variable: 's', sort: 'SID', value: name },
        { variable: 'r', sort: 'ROLE', value: names[role]! },
      ],
      sentence: `${sessionName(policy, active)} activates ${names[role]!}, which ${policy.users.list[user]!} has${at(path[0])}`,
    },
    evidence: { kind: 'recheck' },
    locations: [index.location(place)],
  };
}

/** Declared active roles that the session's user lacks. */
function unauthorised(policy: Policy, index: Index, session: number): Int32Array {
  const active = rowOf(index.active(), session);
  const { user } = policy.sessions[session]!;
  const { membership } = policy.profile;
  const held = new Set(
    membership === 'authorised' ? union(index.assigned(user), index.closure()) : index.assigned(user),
  );
  return active.filter((role) => role < policy.roles.declaredCount && !held.has(role));
}

function sessionDetail(policy: Policy, index: Index, session: number, missing: readonly number[]): Detail {
  const names = policy.roles.list;
  const { name, user, place } = policy.sessions[session]!;
  const facts = missing.map((role) => index.fact('active', session, role));
  const activated = facts.map((fact) => `${fact.right}${at(fact)}`);
  const [first] = facts;
  return {
    sentence: `${sessionName(policy, session)} activates ${listed(activated)}, which ${policy.users.list[user]!} does not have`,
    paths: facts.map((fact) => ({ element: fact.right, steps: [fact] })),
    core: factElements(first === undefined ? [] : [first]),
    locations: locationsOf(facts, [index.location(place)]),
    candidates: [
      ...missing.map((role) => removal(policy, 'active', session, role)),
      { kind: 'end-session', session: name },
      ...missing
        .filter((role) => user < policy.users.declaredCount && names[role] !== undefined)
        .map((role) => addition(policy, 'assignment', user, role)),
    ],
  };
}

function* decidePlan(
  policy: Policy,
  index: Index,
  application: Application,
  plan: Plan,
): Generator<Decision> {
  const names = policy.roles.list;
  const base = {
    property: 'P03',
    claim: planAuthorisation.schema.name,
    constraint: `${application.name}/${plan.name}`,
    severity: severityOf(policy, rule),
    focus: { application: application.name, plan: plan.name },
    scope: 'this plan',
  } as const;
  const planned = plan.assignments.map(({ session, user, place }) => {
    const held = new Set(index.rolesOf(user, policy.profile.membership));
    const missing = application.sessions[session]!.roles.filter((role) => !held.has(role));
    return { session, user, place, missing: sortedByName(new Set(missing), names) };
  });
  let violated = false;
  for (const one of planned) {
    if (one.missing.length === 0) continue;
    violated = true;
    yield {
      ...base,
      kind: 'violated',
      bindings: [{ variable: 's', sort: 'SNAME', value: application.sessions[one.session]!.name }],
      elements: one.missing.map((role) => names[role]!),
      evidence: { kind: 'recheck' },
      detail: () => planDetail(policy, index, application, plan, one),
    };
  }
  if (violated) return;
  const location = index.location(plan.place);
  const witness = planned.find(({ session }) => application.sessions[session]!.roles.length > 0);
  if (witness === undefined) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: planned.length === 0 ? 'V1' : 'V4',
      reason:
        planned.length === 0
          ? 'the plan assigns no session'
          : 'no session of the plan needs a role: everybody is a candidate',
      locations: [location],
    };
    return;
  }
  const template = application.sessions[witness.session]!;
  const roles = template.roles.map((role) => names[role]!);
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [{ variable: 's', sort: 'SNAME', value: template.name }],
      sentence: `${policy.users.list[witness.user]!} is given ${template.name} and has ${listed(roles)}`,
    },
    evidence: { kind: 'recheck' },
    locations: [index.location(witness.place)],
  };
}

function planDetail(
  policy: Policy,
  index: Index,
  application: Application,
  plan: Plan,
  one: {
    readonly session: number;
    readonly user: number;
    readonly place: Plan['place'];
    readonly missing: readonly number[];
  },
): Detail {
  const names = policy.roles.list;
  const template = application.sessions[one.session]!;
  const user = policy.users.list[one.user]!;
  const place = index.location(one.place);
  const candidates = sortedByName(
    index.usersWithAll(template.roles, policy.profile.membership),
    policy.users.list,
  );
  const changes: Change[] = [
    ...candidates.slice(0, replacements).map(
      (other): Change => ({
        kind: 'reassign',
        application: application.name,
        plan: plan.name,
        session: template.name,
        user: policy.users.list[other]!,
      }),
    ),
    ...one.missing.map((role) => addition(policy, 'assignment', one.user, role)),
    ...one.missing.map(
      (role): Change => ({
        kind: 'drop-session-role',
        application: application.name,
        session: template.name,
        role: names[role]!,
      }),
    ),
  ];
  return {
    sentence: `${user} is given ${template.name} of ${application.name} (${placed(place)}), but lacks ${listed(one.missing.map((role) => names[role]!))}`,
    paths: [],
    core: [
      {
        kind: 'session',
        application: application.name,
        session: template.name,
        location: index.location(template.place),
      },
    ],
    locations: [place, index.location(template.place)],
    candidates: changes,
  };
}
