/**
 * The third definition: every property once more, on plain sets of names, straight from FORMAL.md.
 *
 * Naive on purpose. It shares nothing with the specification, the interpreter, the engines and their index, so that a
 * mistake they have in common cannot hide. It answers with every instance of a claim that fails.
 */

import type { ApplicationInput, ConstraintInput, PolicyInput } from '../../src/policy/build.ts';
import { defaultProfile, type Profile } from '../../src/profile/profile.ts';
import { respectsConstraint } from './plan-constraints.ts';

/** A failing instance: the claim's schema, what it is about, and a value for each variable of its outermost ∀. */
export interface Violation {
  readonly claim: string;
  /** Constraint id, application, `application/plan`, `application/run`, operation, or null. */
  readonly constraint: string | null;
  readonly at: Readonly<Record<string, string | readonly string[]>>;
  /** Of exclusions: the members that the subject has of the pair or set. */
  readonly elements: readonly string[];
}

type Pair = readonly [string, string];
type Exclusion = Extract<ConstraintInput, { kind: 'exclusion' }>;

const pairsOf = (list: readonly Pair[] | undefined): readonly Pair[] => list ?? [];
const isSubset = (part: Iterable<string>, whole: ReadonlySet<string>) => [...part].every((x) => whole.has(x));

export interface Oracle {
  readonly violations: readonly Violation[];
  /** Applications and operations without a single permission: operational claims about them say nothing (V6). */
  readonly withoutPermissions: ReadonlySet<string>;
  /** Of each operation that some users can perform together, how few can. */
  readonly collusionNumbers: ReadonlyMap<string, number>;
}

export function judge(input: PolicyInput): Oracle {
  const profile: Profile = { ...defaultProfile, ...input.profile };
  const UA = pairsOf(input.assignments);
  const RH = pairsOf(input.inheritance);
  const PA = pairsOf(input.grants);
  const users = input.users ?? [];
  const roles = [...(input.roles ?? []), ...(input.groups ?? [])];
  const permissions = input.permissions ?? [];
  const sessions = input.sessions ?? [];
  const constraints = (input.constraints ?? []).map((c, i) => ({ ...c, id: c.id ?? `c${i + 1}` }));
  const found: Violation[] = [];
  const violated = (
    claim: string,
    constraint: string | null,
    at: Violation['at'],
    elements: readonly string[] = [],
  ) => found.push({ claim, constraint, at, elements });

  const image = (relation: readonly Pair[], from: Iterable<string>): Set<string> => {
    const sources = new Set(from);
    return new Set(relation.filter(([left]) => sources.has(left)).map(([, right]) => right));
  };
  /** geq⦇from⦈ */
  const down = (from: Iterable<string>): Set<string> => {
    const reached = new Set(from);
    for (let size = -1; size !== reached.size; ) {
      size = reached.size;
      for (const junior of image(RH, reached)) reached.add(junior);
    }
    return reached;
  };
  const plain = (from: Iterable<string>): Set<string> => new Set(from);
  const below = (role: string): Set<string> => down(image(RH, [role]));
  const assignedRoles = (user: string) => image(UA, [user]);
  const authorisedRoles = (user: string) => down(assignedRoles(user));
  const rolesOf = profile.membership === 'authorised' ? authorisedRoles : assignedRoles;
  const permissionsOfRoles = (set: Iterable<string>) => image(PA, down(set));
  const permissionsOf = (user: string) => image(PA, rolesOf(user));
  const closed = (active: Iterable<string>) =>
    profile['dynamic-closure'] === 'closure' ? down(active) : new Set(active);
  const activeOfUser = (user: string) =>
    closed(sessions.filter((s) => s.user === user).flatMap((s) => s.active));

  // --- exclusions: pairs, and named sets
  const exclusions = (over: 'role' | 'permission', relation: 'static' | 'dynamic') => {
    const relevant = constraints.filter(
      (c): c is Exclusion & { id: string } =>
        c.kind === 'exclusion' &&
        (c.over ?? 'role') === over &&
        (c.relation === relation || c.relation === 'exclusive'),
    );
    return relevant.map((constraint) => {
      const pairs: Pair[] = [];
      const sets: { name: string; members: readonly string[]; limit: number }[] = [];
      for (const { members, limit = 2 } of constraint.sets) {
        if (members.length === 2 && limit === 2)
          pairs.push([members[0]!, members[1]!], [members[1]!, members[0]!]);
        else if (over === 'permission')
          pairs.push(...members.flatMap((a) => members.filter((b) => b !== a).map((b): Pair => [a, b])));
        else {
          const name = sets.length === 0 ? constraint.id : `${constraint.id}#${sets.length + 1}`;
          sets.push({ name, members, limit });
        }
      }
      return { id: constraint.id, pairs, sets };
    });
  };
  const staticRoles = exclusions('role', 'static');
  const dynamicRoles = exclusions('role', 'dynamic');
  const pairsIn = (held: ReadonlySet<string>, pairs: readonly Pair[]) =>
    pairs.filter(([a, b]) => held.has(a) && held.has(b));
  const isTooMany = (held: ReadonlySet<string>, set: { members: readonly string[]; limit: number }) =>
    set.members.filter((role) => held.has(role)).length >= set.limit;
  const respects = (held: ReadonlySet<string>, all: typeof staticRoles) =>
    all.every(
      ({ pairs, sets }) => pairsIn(held, pairs).length === 0 && !sets.some((set) => isTooMany(held, set)),
    );

  const overRows = (
    rows: readonly { readonly subject: string; readonly held: ReadonlySet<string> }[],
    all: typeof staticRoles,
    subjectName: string,
    names: readonly [string, string],
    pairClaim: string,
    setClaim: string | null,
  ) => {
    for (const { id, pairs, sets } of all) {
      for (const { subject, held } of rows) {
        for (const [a, b] of pairsIn(held, pairs))
          violated(pairClaim, id, { [subjectName]: subject, [names[0]]: a, [names[1]]: b }, [a, b]);
        for (const set of sets)
          if (setClaim !== null && isTooMany(held, set)) {
            const members = set.members.filter((role) => held.has(role));
            violated(setClaim, id, { [subjectName]: subject, c: set.name }, members);
          }
      }
    }
  };
  const userRows = (heldBy: (user: string) => Set<string>) =>
    users.map((u) => ({ subject: u, held: heldBy(u) }));
  const sessionRows = (heldIn: (active: readonly string[]) => Set<string>) =>
    sessions.map((s) => ({ subject: s.name, held: heldIn(s.active) }));

  overRows(userRows(rolesOf), staticRoles, 'u', ['r1', 'r2'], 'StaticSOD', 'StaticSODSet');
  overRows(sessionRows(closed), dynamicRoles, 's', ['r1', 'r2'], 'DynamicSOD', 'DynamicSODSet');
  if (profile['dynamic-scope'] === 'user')
    overRows(userRows(activeOfUser), dynamicRoles, 'u', ['r1', 'r2'], 'UserDynamicSOD', 'UserDynamicSODSet');
  overRows(
    userRows(permissionsOf),
    exclusions('permission', 'static'),
    'u',
    ['p', 'q'],
    'PermissionSOD',
    null,
  );
  overRows(
    sessionRows((active) => permissionsOfRoles(active)),
    exclusions('permission', 'dynamic'),
    's',
    ['p', 'q'],
    'DynamicPermissionSOD',
    null,
  );
  for (const all of staticRoles)
    for (const role of roles) {
      const held = profile.membership === 'authorised' ? down([role]) : new Set([role]);
      if (!respects(held, [all])) violated('NoDeadRole', all.id, { r: role });
    }
  for (const all of dynamicRoles)
    for (const user of users)
      if (!respects(closed(rolesOf(user)), [all])) violated('Activatable', all.id, { u: user });

  // --- state
  const dangling = (element: string, known: readonly string[], where: string) => {
    if (!known.includes(element)) violated('References', null, { where, element });
  };
  for (const [u, r] of UA) {
    dangling(u, users, 'UA');
    dangling(r, roles, 'UA');
  }
  for (const [a, b] of RH) {
    dangling(a, roles, 'RH');
    dangling(b, roles, 'RH');
  }
  for (const [r, p] of PA) {
    dangling(r, roles, 'PA');
    dangling(p, permissions, 'PA');
  }
  for (const session of sessions) {
    dangling(session.user, users, 'su');
    for (const r of session.active) dangling(r, roles, 'ar');
  }
  for (const role of new Set([...roles, ...RH.flat()]))
    if (below(role).has(role)) violated('AcyclicHierarchy', null, { r: role });
  for (const session of sessions)
    for (const role of session.active)
      if (!rolesOf(session.user).has(role))
        violated('SessionAuthorisation', null, { s: session.name, r: role }, [role]);
  for (const constraint of constraints) {
    if (constraint.kind === 'cardinality') {
      const member = profile.cardinality === 'assigned' ? assignedRoles : authorisedRoles;
      if (users.filter((u) => member(u).has(constraint.role)).length > constraint.atMost)
        violated('CardinalityLimit', constraint.id, { r: constraint.role });
    }
    if (constraint.kind === 'prerequisite' && profile.prerequisite === 'invariant') {
      for (const user of users)
        if (assignedRoles(user).has(constraint.role) && !isSubset(constraint.needs, rolesOf(user)))
          violated('PrerequisiteHeld', constraint.id, { u: user, r: constraint.role });
    }
    const { now } = input;
    if (constraint.kind === 'window' && now !== undefined && now !== null) {
      if (!constraint.open.some(([from, to]) => from <= now && now <= to))
        for (const session of sessions)
          if (down(session.active).has(constraint.role))
            violated('RoleWindowOpen', constraint.id, { s: session.name, r: constraint.role });
    }
  }

  // --- operations and applications
  const withoutPermissions = new Set<string>();
  const collusionNumbers = new Map<string, number>();
  const operational = (name: string, needed: ReadonlySet<string>) => {
    if (needed.size === 0) withoutPermissions.add(name);
    // Under the third reading of S7 plans are judged instead.
    for (const user of users) {
      if (profile.operational === 'authorised' && isSubset(needed, permissionsOf(user)))
        violated('OperationalSOD', name, { u: user });
      const active = sessions.filter((s) => s.user === user).flatMap((s) => s.active);
      if (profile.operational === 'active' && isSubset(needed, permissionsOfRoles(active)))
        violated('ActiveOperationalSOD', name, { u: user });
    }
  };
  for (const { name, permissions: needed, atLeast = 2 } of input.operations ?? []) {
    operational(name, new Set(needed));
    for (const U of subsetsOf(users)) {
      if (!isSubset(needed, new Set(U.flatMap((user) => [...permissionsOf(user)])))) continue;
      collusionNumbers.set(name, Math.min(U.length, collusionNumbers.get(name) ?? U.length));
      if (U.length < atLeast) violated('KUserSOD', name, { U });
    }
    const team = Array.from({ length: atLeast - 1 }, (_, at) => `person ${at + 1}`);
    const given = team.flatMap((person) => roles.map((role): Pair => [person, role]));
    for (const A of subsetsOf(given)) {
      const held = team.map((person) =>
        (profile.membership === 'authorised' ? down : plain)(image(A, [person])),
      );
      const isAdmissible = held.every((own) => respects(own, staticRoles));
      if (
        isAdmissible &&
        isSubset(
          needed,
          image(
            PA,
            held.flatMap((own) => [...own]),
          ),
        )
      )
        violated('EnforcedSOD', name, { A: A.map((pair) => pair.join(' ')) });
    }
  }
  for (const application of input.applications ?? []) judgeApplication(application);

  // --- objects: what constraints demand within an operation or application
  const objectOf = (permission: string) => permission.slice(0, permission.lastIndexOf(':'));
  const permissionsOfRole = (role: string) =>
    profile.membership === 'authorised' ? permissionsOfRoles([role]) : image(PA, [role]);
  const allOf = (within: string): ReadonlySet<string> => {
    const operation = (input.operations ?? []).find(({ name }) => name === within);
    const application = (input.applications ?? []).find(({ name }) => name === within);
    return operation === undefined
      ? permissionsOfRoles((application?.sessions ?? []).flatMap((template) => template.roles))
      : new Set(operation.permissions);
  };
  for (const constraint of constraints) {
    if (constraint.kind === 'exclusion' && constraint.strictness !== undefined) {
      const { degree, within } = constraint.strictness;
      const all = allOf(within);
      const steps = (role: string) => [...permissionsOfRole(role)].filter((p) => all.has(p));
      for (const { members } of constraint.sets)
        for (const r1 of members)
          for (const r2 of members)
            for (const o of new Set(steps(r1).map(objectOf)))
              if (r1 !== r2 && steps(r2).some((p) => objectOf(p) === o))
                violated('StrictStaticSOD', constraint.id, { o, r1, r2 }, [r1, r2]);
      if (degree === 'one-step')
        for (const r of new Set(constraint.sets.flatMap(({ members }) => members)))
          for (const p of steps(r))
            for (const q of steps(r)) if (p !== q) violated('OneStepSOD', constraint.id, { r, p, q }, [p, q]);
    }
    if (constraint.kind === 'one-per-object') {
      const all = allOf(constraint.within);
      const isOfUsers = constraint.each === 'user';
      for (const subject of isOfUsers ? users : roles) {
        const own = isOfUsers ? permissionsOf(subject) : permissionsOfRole(subject);
        for (const p of all)
          for (const q of all)
            if (p !== q && own.has(p) && own.has(q) && objectOf(p) === objectOf(q)) {
              if (isOfUsers) violated('ObjectSOD', constraint.id, { u: subject, p, q }, [p, q]);
              else violated('RoleObjectSOD', constraint.id, { r: subject, p, q }, [p, q]);
            }
      }
    }
  }

  function judgeApplication(application: ApplicationInput): void {
    const { name, sessions: templates } = application;
    const atoms = (names: Iterable<string>) =>
      permissionsOfRoles(templates.filter((t) => [...names].includes(t.name)).flatMap((t) => t.roles));
    const all = atoms(templates.map((t) => t.name));
    const excluded = (a: string, b: string) =>
      application.exclusions.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
    const candidates = new Map(
      templates.map((t) => [t.name, users.filter((u) => isSubset(t.roles, rolesOf(u)))]),
    );
    operational(name, all);

    for (const plan of application.plans ?? []) {
      const about = `${name}/${plan.name}`;
      const entries = Object.entries(plan.assignments);
      for (const [session, user] of entries) {
        const template = templates.find((t) => t.name === session)!;
        if (!isSubset(template.roles, rolesOf(user))) violated('PlanAuthorisation', about, { s: session });
      }
      for (const user of new Set(entries.map(([, u]) => u))) {
        const own = atoms(entries.filter(([, u]) => u === user).map(([s]) => s));
        if (isSubset(all, own)) violated('PlanOperationalSOD', about, { u: user });
      }
      for (const [s, u] of entries)
        for (const [t, v] of entries) if (excluded(s, t) && u === v) violated('SessionSOD', about, { s, t });
    }
    const live = sessions.filter((s) => s.of?.application === name);
    for (const run of new Set(live.map((s) => s.of!.run))) {
      const usersOf = (session: string) =>
        live.filter((s) => s.of!.run === run && s.of!.session === session).map((s) => s.user);
      for (const { name: s } of templates)
        for (const { name: t } of templates)
          if (excluded(s, t) && usersOf(s).some((u) => usersOf(t).includes(u)))
            violated('RunSessionSOD', `${name}/${run}`, { i: run, s, t });
    }

    for (const { name: s } of templates)
      if (candidates.get(s)!.length === 0) violated('CandidatesExist', name, { s });
    const everySession = templates.every((t) => candidates.get(t.name)!.length > 0);
    const everyPair = templates.every(({ name: s }) =>
      templates.every(
        ({ name: t }) =>
          !excluded(s, t) || candidates.get(s)!.some((u) => candidates.get(t)!.some((v) => u !== v)),
      ),
    );
    const printed = everySession && everyPair;
    if (!printed) violated('FeasiblePair', name, {});
    const initiator = application.initiator ?? [];
    const gate = (user: string) =>
      profile.initiator === 'all'
        ? isSubset(initiator, rolesOf(user))
        : initiator.length === 0 || initiator.some((role) => rolesOf(user).has(role));
    const canStart = users.some(gate);
    if (!(canStart && (profile.feasibility === 'pairwise' ? printed : existsPlan(0, new Map()))))
      violated('Feasible', name, {});
    function existsPlan(at: number, plan: ReadonlyMap<string, string>): boolean {
      const template = templates[at];
      if (template === undefined)
        return (
          [...plan].every(([s, u]) => [...plan].every(([t, v]) => !excluded(s, t) || u !== v)) &&
          (application.constraints ?? []).every((one) =>
            respectsConstraint(plan, one, (role) => users.filter((u) => rolesOf(u).has(role))),
          )
        );
      return candidates
        .get(template.name)!
        .some((u) => existsPlan(at + 1, new Map([...plan, [template.name, u]])));
    }

    for (const tau of plansOf(0)) {
      const doneBy = (user: string) => tau.filter(([, by]) => by === user).map(([session]) => session);
      const isApart = tau.every(([a, u]) => tau.every(([b, v]) => !excluded(a, b) || u !== v));
      const covering = users.filter((user) => isSubset(all, atoms(doneBy(user))));
      if (isApart && tau.some(([, user]) => covering.includes(user)))
        violated('EveryPlanSOD', name, { tau: tau.map((pair) => pair.join(' ')) }, covering);
    }
    function plansOf(at: number): Pair[][] {
      const template = templates[at];
      if (template === undefined) return [[]];
      const rest = plansOf(at + 1);
      return [...candidates.get(template.name)!].flatMap((user) =>
        rest.map((plan) => [[template.name, user] as const, ...plan]),
      );
    }

    for (const chosen of subsetsOf(templates.map((t) => t.name))) {
      const independent = chosen.every((s) => chosen.every((t) => !excluded(s, t)));
      if (independent && isSubset(all, atoms(chosen))) violated('AdequateExclusions', name, { I: chosen });
    }
    for (const template of templates) {
      for (const one of dynamicRoles)
        if (!respects(closed(template.roles), [one]))
          violated('TemplateDynamicSOD', name, { s: template.name });
      if (template.needs === undefined || template.needs.length === 0) continue;
      if (!isSubset(template.needs, permissionsOfRoles(template.roles)))
        violated('NeedsCovered', name, { s: template.name });
      for (const role of new Set(template.roles)) {
        const rest = template.roles.filter((other) => other !== role);
        if (isSubset(template.needs, permissionsOfRoles(rest)))
          violated('LeastPrivilege', name, { s: template.name, r: role }, [role]);
      }
    }
  }

  return { violations: found, withoutPermissions, collusionNumbers };
}

export const violationsOf = (oracle: Oracle, claim: string): readonly Violation[] =>
  oracle.violations.filter((violation) => violation.claim === claim);

/** A failing instance in one line, the same whoever found it. */
export const keyOf = (at: Violation['at']): string =>
  Object.entries(at)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : [...value].sort().join('+')}`)
    .sort()
    .join(' ');

function subsetsOf<T>(names: readonly T[]): T[][] {
  const [first, ...rest] = names;
  if (first === undefined) return [[]];
  const without = subsetsOf(rest);
  return [...without, ...without.map((set) => [first, ...set])];
}
