/**
 * Role windows: whatever a session has active, with its juniors, may be active now (P13).
 */

import { roleWindowOpen } from '../../spec/role-window.ts';
import type { Index } from '../index/index.ts';
import type { Policy, RoleWindow } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import { factElements, locationsOf } from './core.ts';
import { sessionName } from './dynamic-sod.ts';
import { rowsWithAtLeast, sessionsAndRoles } from './kernel.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { how, sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'role-window',
  properties: ['P13'],
  severity: 'error',
  claims: [roleWindowOpen],
  explanation: {
    title: 'active roles are within their windows',
    meaning: [
      'A role may be open at certain times only, such as a night clerk. At the time `now` that the policy states, no',
      'session may have the role active, be it through a senior role, unless one of its windows is open. Both ends of a',
      'window belong to it.',
    ].join(' '),
    violating: `policy: night
now: 12
users: [kim]
roles:
  night-clerk:
assignments:
  kim: [night-clerk]
sessions:
  noon: { user: kim, active: [night-clerk] }
constraints:
  - { id: at-night, window: { role: night-clerk, open: [[0, 6], [22, 24]] } }
`,
    compliant: `policy: night
now: 23
users: [kim]
roles:
  night-clerk:
assignments:
  kim: [night-clerk]
sessions:
  late: { user: kim, active: [night-clerk] }
constraints:
  - { id: at-night, window: { role: night-clerk, open: [[0, 6], [22, 24]] } }
`,
    fix: 'Deactivate the role, end the session, or widen the window.',
    references: ['Lee, Choi and Noh 1999, 2.1'],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  const windows = policy.constraints.filter((constraint) => constraint.kind === 'window');
  if (windows.length === 0) return;
  const source = sessionsAndRoles(index, 'closure');
  const hits = rowsWithAtLeast(
    source,
    windows.map((window) => ({ members: [window.role], limit: 1 })),
  );
  const sessions: number[][] = windows.map(() => []);
  for (let at = 0; at < hits.row.length; at += 1) sessions[hits.set[at]!]!.push(hits.row[at]!);
  for (const [at, window] of windows.entries()) yield* decideOne(policy, index, window, sessions[at]!);
}

function* decideOne(
  policy: Policy,
  index: Index,
  window: RoleWindow,
  sessions: readonly number[],
): Generator<Decision> {
  const { now } = policy;
  const role = policy.roles.list[window.role]!;
  const base = {
    property: 'P13',
    claim: roleWindowOpen.schema.name,
    constraint: window.id,
    severity: severityOf(policy, rule, window),
    focus: {},
    scope: 'this policy',
  } as const;
  const locations = [index.location(window.place)];
  const vacuous = (vacuity: string, reason: string): Decision => ({
    ...base,
    kind: 'vacuous',
    vacuity,
    reason,
    locations,
  });
  if (now === null) {
    yield vacuous('V1', 'the policy states no time (`now`)');
    return;
  }
  if (window.open.length === 0) {
    yield vacuous('V18', `never bites: no window of \`${role}\` is stated`);
    return;
  }
  const isOpen =
    window.role >= policy.roles.declaredCount || window.open.some(({ from, to }) => from <= now && now <= to);
  const ordered = sortedByName(
    sessions,
    policy.sessions.map((session) => session.name),
  );
  const binding = (session: number) => [
    { variable: 's', sort: 'SID', value: policy.sessions[session]!.name },
    { variable: 'r', sort: 'ROLE', value: role },
  ];
  if (!isOpen && ordered.length > 0) {
    for (const session of ordered) {
      yield {
        ...base,
        kind: 'violated',
        bindings: binding(session),
        elements: [role],
        evidence: { kind: 'recheck' },
        detail: () => detailOf(policy, index, window, session, now),
      };
    }
    return;
  }
  const last = Math.max(...window.open.map(({ to }) => to));
  if (last < now) {
    yield vacuous('V16', `the window of \`${role}\` is past: it closed at ${last}, and now is ${now}`);
    return;
  }
  if (policy.sessions.length === 0) {
    yield vacuous('V1', 'the policy has no sessions');
    return;
  }
  const session = ordered[0];
  if (session === undefined) {
    yield vacuous('V5', `redundant now: \`${role}\` is active in no session`);
    return;
  }
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: binding(session),
      sentence: `${sessionName(policy, session)} has ${role} active at ${now}, within its window`,
    },
    evidence: { kind: 'recheck' },
    locations,
  };
}

function detailOf(policy: Policy, index: Index, window: RoleWindow, session: number, now: number): Detail {
  const role = policy.roles.list[window.role]!;
  const steps = index.activePath(session, window.role, 'closure') ?? [];
  const place = index.location(window.place);
  const open = window.open.map(({ from, to }) => `from ${from} to ${to}`);
  return {
    sentence: `${sessionName(policy, session)} has ${role} active ${how(policy, steps)} at ${now}, but is open ${listed(open)}`,
    paths: [{ element: role, steps }],
    core: [...factElements(steps), { kind: 'constraint', id: window.id, location: place }],
    locations: locationsOf(steps, [place]),
    candidates: [
      ...removals(
        policy,
        index,
        { relation: 'active', subjects: [session], closed: true },
        { over: 'role', elements: [window.role] },
      ),
      { kind: 'end-session', session: policy.sessions[session]!.name },
    ],
  };
}
