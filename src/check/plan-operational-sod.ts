/**
 * P23a: in a plan nobody's sessions together cover the application (FORMAL.md B.7, reading O4; schema 7).
 *
 * Not implied by exclusive sessions: where they share a role, one of them can do what the other does (fixture X7).
 */

import { planOperationalSOD } from '../../spec/operational-sod.ts';
import type { Index } from '../index/index.ts';
import type { Application, Plan, Policy } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import { atomPath, atomsOf, placesOf, sessionElement, sessionNames } from './applications.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { reassignments } from './session-sod.ts';
import { severityOf } from './severity.ts';
import { byName, sortedByName } from './words.ts';

/** Derivations of more permissions than this are not shown. */
const mostDerived = 12;

export const rule: Rule = {
  id: 'plan-operational-sod',
  properties: ['P23a'],
  severity: 'error',
  claims: [planOperationalSOD],
  explanation: {
    title: 'no plan lets one person do everything',
    meaning:
      'Separation between sessions is meant to keep any one person from performing all operations of an application. ' +
      'A plan that respects every exclusion may still fail to: sessions that need the same role can do the same ' +
      'things, so the person who approves may hold what the person who pays uses. This rule adds up, for each person ' +
      'of a plan, what their sessions can do, and complains if that is everything.',
    violating: `# payment.policy.yaml
policy: payment
users: [kim, lee]
roles:
  clerk: { permissions: [invoice:enter, invoice:pay] }
assignments:
  kim: [clerk]
  lee: [clerk]
applications:
  - file: payment.app
    plans:
      monday: { S1: kim, S2: lee }

# payment.app
APPLICATION payment
SESSION (S1, clerk), (S2, clerk)
SOD (S1, S2)
S1; S2
`,
    compliant: `# payment.policy.yaml
policy: payment
users: [kim, lee]
roles:
  clerk: { permissions: [invoice:enter] }
  payer: { permissions: [invoice:pay] }
assignments:
  kim: [clerk]
  lee: [payer]
applications:
  - file: payment.app
    plans:
      monday: { S1: kim, S2: lee }

# payment.app
APPLICATION payment
SESSION (S1, clerk), (S2, payer)
SOD (S1, S2)
S1; S2
`,
    fix: 'Give one of the person’s sessions to somebody else, or give the sessions roles of their own.',
    references: ['Lee, Choi and Noh 1999, 2.3.3 (Fig. 5) and 3.4 (Table 1)'],
  },
  decide: function* ({ policy, index }: Context) {
    for (const application of policy.applications) {
      for (const plan of application.plans) yield* decidePlan(policy, index, application, plan);
    }
  },
};

function* decidePlan(policy: Policy, index: Index, application: Application, plan: Plan): Iterable<Decision> {
  const base = {
    property: 'P23a',
    claim: planOperationalSOD.schema.name,
    constraint: `${application.name}/${plan.name}`,
    severity: severityOf(policy, rule),
    focus: { application: application.name, plan: plan.name },
    scope: 'this plan',
    evidence: { kind: 'recheck' },
  } as const;
  const locations = [index.location(plan.place)];
  const atoms = application.sessions.map(({ roles }) => atomsOf(index, roles));
  const all = new Set(atoms.flatMap((own) => [...own]));
  const sessionsOf = new Map<number, number[]>();
  for (const { session, user } of plan.assignments) {
    const known = sessionsOf.get(user);
    if (known === undefined) sessionsOf.set(user, [session]);
    else known.push(session);
  }
  if (all.size === 0 || sessionsOf.size === 0) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: all.size === 0 ? 'V6' : 'V1',
      reason:
        all.size === 0
          ? `the sessions of ${application.name} have no permissions, so there is nothing to separate`
          : `plan ${plan.name} gives no session to anybody`,
      locations,
    };
    return;
  }
  const nameOf = (session: number): string => application.sessions[session]!.name;
  const people = sortedByName(sessionsOf.keys(), policy.users.list);
  const lacking = (user: number): number[] =>
    [...all].filter((atom) => !sessionsOf.get(user)!.some((session) => atoms[session]!.has(atom)));
  const covering = people.filter((user) => lacking(user).length === 0);
  for (const user of covering) {
    const sessions = sessionsOf.get(user)!;
    const names = sessionNames(application, sessions).sort(byName);
    yield {
      ...base,
      kind: 'violated',
      bindings: [{ variable: 'u', sort: 'USER', value: policy.users.list[user]! }],
      elements: names,
      detail: () => {
        const inOrder = sessions.toSorted((a, b) => byName(nameOf(a), nameOf(b)));
        const needed = irredundant(inOrder, atoms, all.size);
        const core = needed.map((session) => sessionElement(index, application, session));
        const roles = needed.flatMap((session) => application.sessions[session]!.roles);
        const places = needed.map((session) =>
          index.location(plan.assignments.find((one) => one.session === session && one.user === user)!.place),
        );
        const what =
          all.size === 1
            ? `the only permission of ${application.name}, ${policy.permissions.list[[...all][0]!]!}`
            : `every permission of ${application.name}`;
        return {
          sentence: `plan ${plan.name} gives ${policy.users.list[user]!} ${listed(names)} of ${application.name}, which ${names.length === 1 ? 'holds' : 'together hold'} ${what}`,
          paths: sortedByName(all, policy.permissions.list)
            .slice(0, mostDerived)
            .flatMap((atom) => atomPath(policy, index, roles, atom) ?? []),
          core,
          locations: [...places, ...placesOf(core)],
          candidates: sessions.flatMap((session) => reassignments(policy, index, application, plan, session)),
        };
      },
    };
  }
  if (covering.length > 0) return;
  const nearest = people.reduce((a, b) => (lacking(b).length < lacking(a).length ? b : a));
  const missing = sortedByName(lacking(nearest), policy.permissions.list);
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [{ variable: 'u', sort: 'USER', value: policy.users.list[nearest]! }],
      sentence: `${policy.users.list[nearest]!} does ${listed(sessionNames(application, sessionsOf.get(nearest)!))}, without ${listed(missing.map((atom) => policy.permissions.list[atom]!))}`,
    },
    locations,
  };
}

/** Drops sessions, the last first, that the others make unnecessary. */
function irredundant(
  sessions: readonly number[],
  atoms: readonly ReadonlySet<number>[],
  total: number,
): readonly number[] {
  let kept = [...sessions];
  for (const session of [...sessions].reverse()) {
    const fewer = kept.filter((other) => other !== session);
    if (new Set(fewer.flatMap((other) => [...atoms[other]!])).size === total) kept = fewer;
  }
  return kept;
}
