/**
 * P35: whatever plan respects the exclusions, nobody's sessions cover the application (FORMAL.md G.2 P35, L14c).
 *
 * A property of the design: candidates do not count. It fails exactly if some sessions, no two of them exclusive,
 * together hold every permission; a smallest such set is the counterexample. Advisory: that one person may do many
 * sessions is often wanted.
 */

import { adequateExclusions } from '../../spec/operational-sod.ts';
import { smallestCover } from '../feasible/cover.ts';
import type { Index } from '../index/index.ts';
import type { Application, Policy } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import {
  atomPath,
  atomsOf,
  byNameOrder,
  newExclusions,
  placesOf,
  sessionElement,
  sessionNames,
} from './applications.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { sortedByName } from './words.ts';

/** Derivations of more permissions than this are not shown. */
const mostDerived = 12;

export const rule: Rule = {
  id: 'adequate-exclusions',
  properties: ['P35'],
  severity: 'note',
  claims: [adequateExclusions],
  explanation: {
    title: 'the exclusions keep anybody from doing everything',
    meaning:
      'The exclusions of an application forbid some pairs of sessions to one person. All other sessions one person ' +
      'may do together. If such sessions together hold every permission of the application, its exclusions do not ' +
      'achieve operational separation of duty: a plan may respect them all and still let one person perform ' +
      'everything. The paper’s own example is of this kind: S3 and S4 need the same role.',
    violating: `# order.policy.yaml
policy: order
users: [kim, lee, park]
roles:
  clerk: { permissions: [order:enter] }
  manager: { permissions: [order:approve] }
assignments:
  kim: [clerk]
  lee: [clerk]
  park: [manager]
applications:
  - file: order.app

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, clerk), (S3, manager)
SOD (S1, S2)
S1; S2; S3
`,
    compliant: `# order.policy.yaml
policy: order
users: [kim, lee, park]
roles:
  clerk: { permissions: [order:enter] }
  manager: { permissions: [order:approve] }
assignments:
  kim: [clerk]
  lee: [clerk]
  park: [manager]
applications:
  - file: order.app

# order.app
APPLICATION order
SESSION (S1, clerk), (S2, clerk), (S3, manager)
SOD (S1, S3), (S2, S3)
S1; S2; S3
`,
    fix: 'Make two of the sessions exclusive, or move a permission to a role of another session.',
    references: ['Lee, Choi and Noh 1999, 3.4 (Table 1) and 3.7'],
  },
  decide: function* ({ policy, index }: Context) {
    for (const application of policy.applications) yield* decideApplication(policy, index, application);
  },
};

function* decideApplication(policy: Policy, index: Index, application: Application): Iterable<Decision> {
  const base = {
    property: 'P35',
    claim: adequateExclusions.schema.name,
    constraint: application.name,
    severity: severityOf(policy, rule),
    focus: { application: application.name },
    scope: 'this application',
    evidence: { kind: 'recheck' },
  } as const;
  const locations = [index.location(application.place)];
  const order = byNameOrder(application);
  const atoms = order.map((session) => atomsOf(index, application.sessions[session]!.roles));
  const all = new Set(atoms.flatMap((own) => [...own]));
  if (all.size === 0) {
    yield {
      ...base,
      kind: 'vacuous',
      vacuity: 'V6',
      reason: `the sessions of ${application.name} have no permissions, so there is nothing to separate`,
      locations,
    };
    return;
  }
  const position = new Map(order.map((session, at) => [session, at]));
  const cover = smallestCover(
    atoms,
    application.exclusions.map(({ left, right }) => ({
      left: position.get(left)!,
      right: position.get(right)!,
    })),
  );
  switch (cover.kind) {
    case 'unknown':
      yield {
        ...base,
        kind: 'unknown',
        reason: `whether one person may cover ${application.name} was not decided before the ${cover.reason}`,
        locations,
      };
      return;
    case 'none': {
      const [largest, held] = largestOf(order, atoms);
      const { name } = application.sessions[largest]!;
      yield {
        ...base,
        kind: 'holds',
        witness: {
          bindings: [{ variable: 'I', sort: 'SNAME', value: name }],
          sentence: `no sessions that one person may do hold all ${counted(all.size, 'permission')}; ${name} alone holds ${held}`,
        },
        locations,
      };
      return;
    }
    case 'cover': {
      const sessions = cover.sessions.map((at) => order[at]!);
      const names = sessionNames(application, sessions);
      yield {
        ...base,
        kind: 'violated',
        bindings: names.map((value) => ({ variable: 'I', sort: 'SNAME', value })),
        elements: names,
        detail: () => {
          const core = sessions.map((session) => sessionElement(index, application, session));
          const roles = sessions.flatMap((session) => application.sessions[session]!.roles);
          const what =
            all.size === 1
              ? `the only permission of ${application.name}, ${policy.permissions.list[[...all][0]!]!}`
              : `every permission of ${application.name}`;
          return {
            sentence: `one person may do ${listed(names, Number.POSITIVE_INFINITY)}, which ${names.length === 1 ? 'holds' : 'together hold'} ${what}`,
            paths: sortedByName(all, policy.permissions.list)
              .slice(0, mostDerived)
              .flatMap((atom) => atomPath(policy, index, roles, atom) ?? []),
            core,
            locations: [...placesOf(core), ...locations],
            candidates: newExclusions(application, names),
          };
        },
      };
      return;
    }
    default:
      cover satisfies never;
  }
}

/** The session that holds the most, and how many permissions that is. */
function largestOf(
  order: readonly number[],
  atoms: readonly ReadonlySet<number>[],
): readonly [session: number, held: number] {
  let best = 0;
  for (let at = 1; at < order.length; at += 1) if (atoms[at]!.size > atoms[best]!.size) best = at;
  return [order[best]!, atoms[best]!.size];
}
