/**
 * "No row contains n of T", row by row: role and permission exclusion of users, sessions and templates (P04–P10,
 * P05d, P08r, P36). Constraints are indexed by member once; a row is a plain set of ids.
 */

import type { Exclusion, Policy } from '../../policy/model.ts';
import { namedSets, pairsOf } from '../raw.ts';
import { type Finding, namesOf } from './finding.ts';
import type { Ids, Relations } from './relations.ts';

interface Row {
  readonly subject: string;
  readonly held: Ids;
}

/** The constraints of one relation, by member. */
interface Watch {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** Member to partner and constraint; both orders of a pair. */
  readonly partners: ReadonlyMap<number, readonly { readonly partner: number; readonly of: number }[]>;
  readonly sets: readonly {
    readonly of: number;
    readonly limit: number;
    readonly members: readonly number[];
  }[];
  /** Member to positions in `sets`. */
  readonly setsOf: ReadonlyMap<number, readonly number[]>;
}

interface Naming {
  readonly rule: string;
  readonly pairs: string;
  readonly sets: string;
}

export function watch(
  policy: Policy,
  over: 'role' | 'permission',
  relation: 'static' | 'dynamic',
  includes: (constraint: Exclusion) => boolean = () => true,
): Watch {
  const constraints = policy.constraints.filter(
    (constraint): constraint is Exclusion =>
      constraint.kind === 'exclusion' &&
      constraint.over === over &&
      constraint[relation] &&
      includes(constraint),
  );
  const partners = new Map<number, { partner: number; of: number }[]>();
  const sets: { of: number; limit: number; members: readonly number[] }[] = [];
  const setsOf = new Map<number, number[]>();
  for (const [of, constraint] of constraints.entries()) {
    for (const [a, b] of pairsOf(constraint)) {
      append(partners, a, { partner: b, of });
      append(partners, b, { partner: a, of });
    }
    for (const { limit, members } of namedSets(constraint)) {
      for (const member of new Set(members)) append(setsOf, member, sets.length);
      sets.push({ of, limit, members });
    }
  }
  return {
    ids: constraints.map((constraint) => constraint.id),
    names: over === 'role' ? policy.roles.list : policy.permissions.list,
    partners,
    sets,
    setsOf,
  };
}

/** The findings of every row, one per constraint and shape of its sets. */
export function* conflicts(rows: Iterable<Row>, watched: Watch, naming: Naming): Iterable<Finding> {
  if (watched.ids.length === 0) return;
  for (const { subject, held } of rows) {
    const inPairs = new Map<number, Set<number>>();
    const counts = new Map<number, number>();
    for (const element of held) {
      for (const { partner, of } of watched.partners.get(element) ?? []) {
        if (!held.has(partner)) continue;
        const elements = inPairs.get(of);
        if (elements === undefined) inPairs.set(of, new Set([element, partner]));
        else elements.add(element).add(partner);
      }
      for (const set of watched.setsOf.get(element) ?? []) counts.set(set, (counts.get(set) ?? 0) + 1);
    }
    // One claim about pairs and sets alike has one finding.
    const inSets = naming.sets === naming.pairs ? inPairs : new Map<number, Set<number>>();
    for (const [index, count] of counts) {
      const { of, limit, members } = watched.sets[index]!;
      if (count < limit) continue;
      const elements = inSets.get(of) ?? new Set<number>();
      for (const member of members) if (held.has(member)) elements.add(member);
      inSets.set(of, elements);
    }
    const told = (claim: string, found: ReadonlyMap<number, Ids>): Finding[] =>
      [...found].map(([of, elements]) => ({
        rule: naming.rule,
        claim,
        constraint: watched.ids[of]!,
        subject,
        elements: namesOf(watched.names, elements),
      }));
    yield* told(naming.pairs, inPairs);
    if (inSets !== inPairs) yield* told(naming.sets, inSets);
  }
}

function* userRows(relations: Relations, held: (user: number) => Ids): Iterable<Row> {
  for (const user of relations.users) yield { subject: relations.policy.users.list[user]!, held: held(user) };
}

function* sessionRows(relations: Relations, held: (session: number) => Ids): Iterable<Row> {
  for (const [index, session] of relations.policy.sessions.entries())
    yield { subject: session.name, held: held(index) };
}

/** Schema 4 and ANSI sets: nobody's roles. */
export function staticSod(relations: Relations): Iterable<Finding> {
  return conflicts(userRows(relations, relations.rolesOf), watch(relations.policy, 'role', 'static'), {
    rule: 'static-sod',
    pairs: 'StaticSOD',
    sets: 'StaticSODSet',
  });
}

/** S4: what counts where roles are active. */
function counted(relations: Relations): (roles: Ids) => Ids {
  return (roles) =>
    relations.policy.profile['dynamic-closure'] === 'closure' ? relations.down(roles) : roles;
}

/** Schema 5: no session's active roles (S4), and no user's over all sessions where S3 says so. */
export function* dynamicSod(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  const watched = watch(policy, 'role', 'dynamic');
  const read = counted(relations);
  yield* conflicts(
    sessionRows(relations, (session) => read(relations.active(session))),
    watched,
    { rule: 'dynamic-sod', pairs: 'DynamicSOD', sets: 'DynamicSODSet' },
  );
  if (policy.profile['dynamic-scope'] !== 'user') return;
  const activeOf = new Map<number, Set<number>>();
  for (const [index, session] of policy.sessions.entries()) {
    const roles = activeOf.get(session.user) ?? new Set<number>();
    for (const role of relations.active(index)) roles.add(role);
    activeOf.set(session.user, roles);
  }
  const rows = [...activeOf].map(([user, roles]) => ({
    subject: policy.users.list[user]!,
    held: read(roles),
  }));
  yield* conflicts(rows, watched, {
    rule: 'dynamic-sod',
    pairs: 'UserDynamicSOD',
    sets: 'UserDynamicSODSet',
  });
}

/** I7: nobody's permissions. */
export function permissionSod(relations: Relations): Iterable<Finding> {
  const watched = watch(relations.policy, 'permission', 'static');
  const watchedOf = restricted(relations, watched);
  return conflicts(
    userRows(relations, (user) => watchedOf(relations.rolesOf(user))),
    watched,
    { rule: 'permission-sod', pairs: 'PermissionSOD', sets: 'PermissionSOD' },
  );
}

/** I8: no session's permissions, always over the downward closure of what is active. */
export function dynamicPermissionSod(relations: Relations): Iterable<Finding> {
  const watched = watch(relations.policy, 'permission', 'dynamic');
  const watchedOf = restricted(relations, watched);
  return conflicts(
    sessionRows(relations, (session) => watchedOf(relations.down(relations.active(session)))),
    watched,
    { rule: 'dynamic-permission-sod', pairs: 'DynamicPermissionSOD', sets: 'DynamicPermissionSOD' },
  );
}

/** PA⦇roles⦈ ∩ the permissions that some constraint mentions. */
function restricted(relations: Relations, watched: Watch): (roles: Ids) => Ids {
  const own = new Map<number, readonly number[]>();
  return (roles) => {
    const held = new Set<number>();
    for (const role of roles) {
      let mentioned = own.get(role);
      if (mentioned === undefined) {
        mentioned = [...relations.granted(role)].filter((permission) => watched.partners.has(permission));
        own.set(role, mentioned);
      }
      for (const permission of mentioned) held.add(permission);
    }
    return held;
  };
}

/** T1: roles that nobody may ever hold. */
export function deadRole(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  const rows = policy.roles.list.slice(0, policy.roles.declaredCount).map((subject, role) => ({
    subject,
    held: policy.profile.membership === 'authorised' ? relations.downOf(role) : new Set([role]),
  }));
  return conflicts(rows, watch(policy, 'role', 'static'), {
    rule: 'dead-role',
    pairs: 'NoDeadRole',
    sets: 'NoDeadRole',
  });
}

/**
 * P08r: who could open a session that violates dynamic separation. Of authorised roles, an exclusion that is also
 * static is static-sod's to tell (L2).
 */
export function activatable(relations: Relations): Iterable<Finding> {
  const read = counted(relations);
  const { policy } = relations;
  return conflicts(
    userRows(relations, (user) => read(relations.rolesOf(user))),
    watch(policy, 'role', 'dynamic', (one) => policy.profile.membership === 'assigned' || !one.static),
    { rule: 'activatable', pairs: 'Activatable', sets: 'Activatable' },
  );
}

/** P36: exclusive roles that one session of an application would activate together, one finding a session. */
export function* templateDynamicSod(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  const watched = watch(policy, 'role', 'dynamic');
  const read = counted(relations);
  for (const application of policy.applications) {
    const rows = application.sessions.map((session) => ({
      subject: session.name,
      held: read(new Set(session.roles)),
    }));
    const bySession = new Map<string, Finding>();
    for (const finding of conflicts(rows, watched, {
      rule: 'template-dynamic-sod',
      pairs: 'TemplateDynamicSOD',
      sets: 'TemplateDynamicSOD',
    })) {
      const elements = [...(bySession.get(finding.subject)?.elements ?? []), ...finding.elements];
      bySession.set(finding.subject, {
        ...finding,
        constraint: application.name,
        elements: [...new Set(elements)].sort(),
      });
    }
    yield* bySession.values();
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
