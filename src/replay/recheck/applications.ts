/** Applications, plans, runs and operations, decided naively (P03, P21, P22, P23a, P26–P29, P35, P40). */

import type { Application } from '../../policy/model.ts';
import { allDemands } from '../demands.ts';
import { searchPlan } from '../infeasible.ts';
import { starterOf } from '../plan.ts';
import { type Finding, namesOf, type Undecided } from './finding.ts';
import { type Ids, isSubset, type Relations } from './relations.ts';

/** PA⦇geq⦇roles⦈⦈. */
export const atomsOf = (relations: Relations, roles: Iterable<number>): Set<number> =>
  relations.permissionsOf(relations.down(roles));

/** PA⦇geq⦇ran tmpl⦈⦈. */
export const allAtoms = (relations: Relations, application: Application): Set<number> =>
  atomsOf(
    relations,
    application.sessions.flatMap((session) => session.roles),
  );

/**
 * Schema 7 in reading O1, or O2 where S7 says so; under O4 plans are judged. What has no permissions says nothing (V6).
 */
export function* operationalSod(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  const { operational } = policy.profile;
  if (operational === 'assigned-sessions') return;
  const rolesOf = operational === 'authorised' ? relations.rolesOf : activeRolesOf(relations);
  const tasks = [
    ...policy.operations.map((operation) => ({
      name: operation.name,
      atoms: new Set(operation.permissions),
    })),
    ...policy.applications.map((application) => ({
      name: application.name,
      atoms: allAtoms(relations, application),
    })),
  ].filter(({ atoms }) => atoms.size > 0);
  if (tasks.length === 0) return;
  const wanted = new Set(tasks.flatMap(({ atoms }) => [...atoms]));
  const own = new Map<number, readonly number[]>();
  for (const user of relations.users) {
    const held = new Set<number>();
    for (const role of rolesOf(user)) {
      let permissions = own.get(role);
      if (permissions === undefined) {
        permissions = [...relations.granted(role)].filter((permission) => wanted.has(permission));
        own.set(role, permissions);
      }
      for (const permission of permissions) held.add(permission);
    }
    for (const { name, atoms } of tasks) {
      if (!isSubset(atoms, held)) continue;
      yield {
        rule: 'operational-sod',
        claim: operational === 'authorised' ? 'OperationalSOD' : 'ActiveOperationalSOD',
        constraint: name,
        subject: policy.users.list[user]!,
        elements: namesOf(policy.permissions.list, atoms),
      };
    }
  }
}

/** geq⦇⋃{s | su s = u} ar⦇{s}⦈⦈. */
function activeRolesOf(relations: Relations): (user: number) => Ids {
  const active = new Map<number, Set<number>>();
  for (const [index, { user }] of relations.policy.sessions.entries()) {
    const roles = active.get(user) ?? new Set<number>();
    for (const role of relations.active(index)) roles.add(role);
    active.set(user, roles);
  }
  return (user) => relations.down(active.get(user) ?? []);
}

/** Fig. 6 for plans: whoever is given a session holds its roles. */
export function* planAuthorisation(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  for (const { application, plan } of plans(relations)) {
    for (const { session, user } of plan.assignments) {
      const template = application.sessions[session]!;
      const held = relations.rolesOf(user);
      if (isSubset(template.roles, held)) continue;
      yield {
        rule: 'session-authorisation',
        claim: 'PlanAuthorisation',
        constraint: `${application.name}/${plan.name}`,
        subject: template.name,
        elements: namesOf(
          policy.roles.list,
          template.roles.filter((role) => !held.has(role)),
        ),
      };
    }
  }
}

/** Schema 7 in reading O4: nobody's sessions of a plan cover the application. */
export function* planOperationalSod(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  for (const { application, plan } of plans(relations)) {
    const atoms = allAtoms(relations, application);
    if (atoms.size === 0) continue;
    for (const user of new Set(plan.assignments.map((assignment) => assignment.user))) {
      const sessions = plan.assignments
        .filter((assignment) => assignment.user === user)
        .map(({ session }) => application.sessions[session]!);
      const covered = atomsOf(
        relations,
        sessions.flatMap((session) => session.roles),
      );
      if (!isSubset(atoms, covered)) continue;
      yield {
        rule: 'plan-operational-sod',
        claim: 'PlanOperationalSOD',
        constraint: `${application.name}/${plan.name}`,
        subject: policy.users.list[user]!,
        elements: sessions.map((session) => session.name).sort(),
      };
    }
  }
}

/** Schema 8 for plans and for runs: exclusive sessions have different users. One finding per pair. */
export function* sessionSod(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  const told = (claim: string, constraint: string, subject: string, pair: readonly string[]): Finding => ({
    rule: 'session-sod',
    claim,
    constraint,
    subject,
    elements: [...pair].sort(),
  });
  for (const { application, plan } of plans(relations)) {
    const users = new Map(plan.assignments.map(({ session, user }) => [session, user]));
    for (const { left, right } of application.exclusions) {
      const user = users.get(left);
      if (user === undefined || user !== users.get(right)) continue;
      const pair = [application.sessions[left]!.name, application.sessions[right]!.name];
      yield told('SessionSOD', `${application.name}/${plan.name}`, pair[0]!, pair);
    }
  }
  for (const [index, application] of policy.applications.entries()) {
    const runs = new Map<string, Map<number, Set<number>>>();
    for (const { of, user } of policy.sessions) {
      if (of === null || of.application !== index) continue;
      const run = runs.get(of.run) ?? new Map<number, Set<number>>();
      runs.set(of.run, run);
      run.set(of.session, (run.get(of.session) ?? new Set<number>()).add(user));
    }
    for (const [run, usersOf] of runs) {
      for (const { left, right } of application.exclusions) {
        const both = [...(usersOf.get(left) ?? [])].filter((user) => usersOf.get(right)?.has(user));
        if (both.length === 0) continue;
        const pair = [application.sessions[left]!.name, application.sessions[right]!.name];
        yield told('RunSessionSOD', `${application.name}/${run}`, run, pair);
      }
    }
  }
}

/** Schema 9: sessions that nobody could do. */
export function* candidatesExist(relations: Relations): Iterable<Finding> {
  for (const application of relations.policy.applications) {
    for (const [index, users] of candidatesOf(relations, application).entries()) {
      const session = application.sessions[index]!;
      if (users.length > 0) continue;
      yield {
        rule: 'candidates',
        claim: 'CandidatesExist',
        constraint: application.name,
        subject: session.name,
        elements: namesOf(relations.policy.roles.list, session.roles),
      };
    }
  }
}

/** Schema 10 as printed: decided where there are exclusions. */
export function* feasiblePair(relations: Relations): Iterable<Finding> {
  for (const application of relations.policy.applications) {
    if (application.exclusions.length === 0) continue;
    const candidates = candidatesOf(relations, application);
    if (pairwise(application, candidates)) continue;
    yield {
      rule: 'pairwise-feasible',
      claim: 'FeasiblePair',
      constraint: application.name,
      subject: '',
      elements: [],
    };
  }
}

/** Schema 10 as intended (S10): someone may start, and a plan respects what the policy demands; or as printed where the profile says so. */
export function* feasible(relations: Relations, budget?: number): Iterable<Finding | Undecided> {
  const { policy } = relations;
  for (const application of policy.applications) {
    const about = { rule: 'feasible', claim: 'Feasible', constraint: application.name };
    const infeasible: Finding = { ...about, subject: '', elements: [] };
    if (starterOf(relations, application) === null) {
      yield infeasible;
      continue;
    }
    const candidates = candidatesOf(relations, application);
    if (policy.profile.feasibility === 'pairwise') {
      if (!pairwise(application, candidates)) yield infeasible;
      continue;
    }
    const search = searchPlan(
      {
        candidates,
        exclusions: application.exclusions.map(({ left, right }) => [left, right]),
        constraints: allDemands(relations, application),
      },
      budget,
    );
    if (search.kind === 'none') yield infeasible;
    if (search.kind === 'too-large') yield about;
  }
}

function pairwise(application: Application, candidates: readonly (readonly number[])[]): boolean {
  return (
    candidates.every((users) => users.length > 0) &&
    application.exclusions.every(
      ({ left, right }) => new Set([...candidates[left]!, ...candidates[right]!]).size >= 2 && left !== right,
    )
  );
}

/** C(s) for each session: users who hold all of its roles. */
export function candidatesOf(relations: Relations, application: Application): readonly (readonly number[])[] {
  const candidates: number[][] = application.sessions.map(() => []);
  for (const user of relations.users) {
    let held: Ids | undefined;
    for (const [index, { roles }] of application.sessions.entries()) {
      held ??= relations.rolesOf(user);
      if (isSubset(roles, held)) candidates[index]!.push(user);
    }
  }
  return candidates;
}

/** P35: whether one person could cover the application without doing two exclusive sessions. */
export function* adequateExclusions(relations: Relations, budget = 200_000): Iterable<Finding | Undecided> {
  for (const application of relations.policy.applications) {
    const about = {
      rule: 'adequate-exclusions',
      claim: 'AdequateExclusions',
      constraint: application.name,
    };
    const needed = [...allAtoms(relations, application)];
    if (needed.length === 0) continue;
    const atoms = application.sessions.map((session) => atomsOf(relations, session.roles));
    const excluded = application.sessions.map(() => new Set<number>());
    for (const { left, right } of application.exclusions) {
      excluded[left]!.add(right);
      excluded[right]!.add(left);
    }
    let steps = 0;
    // Some session must give the first uncovered atom, so branching over its givers is complete.
    const cover = (chosen: readonly number[]): 'covered' | 'none' | 'too-large' => {
      steps += 1;
      if (steps > budget) return 'too-large';
      const open = needed.find((atom) => !chosen.some((session) => atoms[session]!.has(atom)));
      if (open === undefined) return 'covered';
      for (const [session, own] of atoms.entries()) {
        if (!own.has(open) || excluded[session]!.has(session)) continue;
        if (chosen.some((other) => excluded[session]!.has(other))) continue;
        const outcome = cover([...chosen, session]);
        if (outcome !== 'none') return outcome;
      }
      return 'none';
    };
    const outcome = cover([]);
    if (outcome === 'covered') yield { ...about, subject: '', elements: [] };
    if (outcome === 'too-large') yield about;
  }
}

/** P40: a role that a session could do without, and permissions that it lacks. Only sessions with `needs`. */
export function* leastPrivilege(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  for (const application of policy.applications) {
    for (const { name, needs, roles } of application.sessions) {
      if (needs === null || needs.length === 0) continue;
      const about = { rule: 'least-privilege', constraint: application.name, subject: name };
      const atoms = atomsOf(relations, roles);
      if (!isSubset(needs, atoms))
        yield {
          ...about,
          claim: 'NeedsCovered',
          elements: namesOf(
            policy.permissions.list,
            needs.filter((permission) => !atoms.has(permission)),
          ),
        };
      const superfluous = [...new Set(roles)].filter((role) =>
        isSubset(
          needs,
          atomsOf(
            relations,
            roles.filter((other) => other !== role),
          ),
        ),
      );
      if (superfluous.length > 0)
        yield { ...about, claim: 'LeastPrivilege', elements: namesOf(policy.roles.list, superfluous) };
    }
  }
}

function plans({ policy }: Relations) {
  return policy.applications.flatMap((application) =>
    application.plans.map((plan) => ({ application, plan })),
  );
}
