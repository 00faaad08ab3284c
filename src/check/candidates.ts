/**
 * P27: every session has a candidate, one user who holds all of its roles (FORMAL.md B.9, schema 9).
 *
 * Decided apart from feasibility, because a session that nobody can do is the plainest reason why an application
 * cannot run and has the plainest repair.
 */

import { candidatesExist } from '../../spec/candidates.ts';
import { candidatesOf } from '../feasible/problem.ts';
import { repairsOf } from '../feasible/repair/candidates.ts';
import type { Application } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import type { Change } from '../verdict/change.ts';
import { byNameOrder, placesOf, roleNames, sessionElement, sessionNames, whyNobody } from './applications.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';

export const rule: Rule = {
  id: 'candidates',
  properties: ['P27'],
  severity: 'error',
  claims: [candidatesExist],
  explanation: {
    title: 'every session can be done by somebody',
    meaning:
      'A session of an application needs one user who holds all of its roles, assigned or inherited. Two users who ' +
      'hold one role each do not help: the session runs under one person. A session without such a user can never ' +
      'be started, so the application that contains it can never be carried out.',
    violating: `# order.policy.yaml
policy: order
users: [kim, lee]
roles: [accountant, approver]
assignments:
  kim: [accountant]
  lee: [approver]
applications:
  - file: order.app

# order.app
APPLICATION order
SESSION (S1, accountant, approver)
S1
`,
    compliant: `# order.policy.yaml
policy: order
users: [kim, lee]
roles: [accountant, approver]
assignments:
  kim: [accountant, approver]
applications:
  - file: order.app

# order.app
APPLICATION order
SESSION (S1, accountant, approver)
S1
`,
    fix: 'Assign the missing roles to whoever lacks the fewest, take somebody on, or split the session in two.',
    references: ['Lee, Choi and Noh 1999, 3.4 and 3.5 (Fig. 10)'],
  },
  decide: function* ({ policy, index }: Context) {
    const severity = severityOf(policy, rule);
    for (const application of policy.applications) {
      const base = {
        property: 'P27',
        claim: candidatesExist.schema.name,
        constraint: application.name,
        severity,
        focus: { application: application.name },
      } as const;
      const locations = [index.location(application.place)];
      const order = byNameOrder(application);
      const candidates = new Map(
        order.map((session) => [
          session,
          candidatesOf(policy, index, application.sessions[session]!.roles).length,
        ]),
      );
      const stuck = order.filter((session) => candidates.get(session) === 0);
      for (const session of stuck) {
        const { name, roles } = application.sessions[session]!;
        yield {
          ...base,
          kind: 'violated',
          scope: 'this application',
          bindings: [{ variable: 's', sort: 'SNAME', value: name }],
          elements: [...new Set(roleNames(policy, roles))].sort(),
          evidence: { kind: 'recheck' },
          detail: () => {
            const core = [sessionElement(index, application, session)];
            return {
              sentence: `nobody can do ${name} of ${application.name}: ${whyNobody(policy, index, roles)}`,
              paths: [],
              core,
              locations: placesOf(core),
              candidates: [
                ...repairsOf(policy, index, application, { roles: [roles], exclusions: [] }),
                ...withoutARole(application, session, roleNames(policy, roles)),
              ],
            };
          },
        } satisfies Decision;
      }
      if (stuck.length > 0) continue;
      const free = order.filter((session) => application.sessions[session]!.roles.length === 0);
      if (application.sessions.length === 0 || free.length > 0) {
        yield {
          ...base,
          kind: 'vacuous',
          scope: 'this application',
          vacuity: free.length > 0 ? 'V4' : 'V1',
          reason:
            free.length > 0
              ? `${listed(sessionNames(application, free))} of ${application.name} ${free.length === 1 ? 'needs' : 'need'} no role, so everybody is a candidate`
              : `${application.name} has no sessions`,
          locations:
            free.length > 0 ? placesOf(free.map((at) => sessionElement(index, application, at))) : locations,
        } satisfies Decision;
        continue;
      }
      const scarcest = order.reduce((a, b) => (candidates.get(b)! < candidates.get(a)! ? b : a));
      const name = application.sessions[scarcest]!.name;
      yield {
        ...base,
        kind: 'holds',
        scope: 'this application',
        witness: {
          bindings: [{ variable: 's', sort: 'SNAME', value: name }],
          sentence: `${name} has the fewest candidates: ${counted(candidates.get(scarcest)!, 'user')}`,
        },
        evidence: { kind: 'recheck' },
        locations,
      } satisfies Decision;
    }
  },
};

/** Needing less is a repair too where several roles are needed, though it gives separation up. */
function withoutARole(
  application: Application,
  session: number,
  roles: readonly string[],
): readonly Change[] {
  if (roles.length < 2) return [];
  return roles.map((role) => ({
    kind: 'drop-session-role',
    application: application.name,
    session: application.sessions[session]!.name,
    role,
  }));
}
