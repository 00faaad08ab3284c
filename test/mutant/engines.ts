/**
 * Mistakes planted in the engines, at least three for each property: the text `from`, which stands once in the file,
 * becomes `to`. A comparison that does not notice them would not notice ours.
 */

import type { Theme } from '../oracle/arbitrary.ts';

export interface Mutant {
  readonly claim: string;
  /** The theme of the cases, where it is not the first that is about the claim. */
  readonly theme?: Theme;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const kernel = 'src/check/kernel.ts';
const exclusion = 'src/check/exclusion.ts';
const index = 'src/index/index.ts';

/** Mistakes in the kernel that every property decided by it must show. */
const ofKernel = (...claims: string[]): Mutant[] =>
  claims.flatMap((claim) => [
    {
      claim,
      file: kernel,
      from: 'now >= limits[set]!) hits',
      to: 'now > limits[set]!) hits',
    },
    { claim, file: kernel, from: 'bits === 0 ? 0 : 1;', to: 'bits === 0 ? 0 : 2;' },
    { claim, file: kernel, from: 'let row = 0; row < count', to: 'let row = 1; row < count' },
    {
      claim,
      file: kernel,
      from: 'let at = base.start[row]!; at',
      to: 'let at = base.start[row]! + 1; at',
    },
  ]);

const one = (claim: string, file: string, from: string, to: string): Mutant => ({ claim, file, from, to });

/** A mistake about constraints of an application. */
const constrained = (file: string, from: string, to: string): Mutant => ({
  claim: 'Feasible',
  theme: 'workflow',
  file,
  from,
  to,
});

const encode = (name: string) => `src/encode/${name}.ts`;
const rule = (name: string) => `src/check/${name}.ts`;

export const mutants: readonly Mutant[] = [
  ...ofKernel(
    'StaticSOD',
    'StaticSODSet',
    'DynamicSOD',
    'DynamicSODSet',
    'UserDynamicSOD',
    'UserDynamicSODSet',
  ),
  ...ofKernel('NoDeadRole', 'Activatable', 'PermissionSOD', 'DynamicPermissionSOD', 'TemplateDynamicSOD'),
  ...ofKernel('OperationalSOD', 'ActiveOperationalSOD'),
  ...ofKernel('StrictStaticSOD', 'OneStepSOD', 'ObjectSOD', 'RoleObjectSOD'),
  one('StaticSOD', kernel, 'if (bitCount(bits) >=', 'if (bitCount(bits & ~known) >='),
  one('StaticSOD', kernel, 'known | masks[entry]!', 'masks[entry]!'),
  one('StaticSODSet', kernel, 'records[record] === stamp ? records[record + 1]! : 0', 'records[record + 1]!'),
  one('PermissionSOD', kernel, 'addRow(beyond, image.items[at]!)', 'addRow(beyond, item)'),
  one('StaticSOD', exclusion, 'constraint.over === over && constraint[relation]', 'constraint.over === over'),
  one('StaticSODSet', exclusion, 'position === 0 ? constraint.id :', 'position === 9 ? constraint.id :'),
  one('StaticSODSet', exclusion, 'set.members.length === 2 && set.limit === 2);', 'set.limit === 2);'),
  one(
    'NoDeadRole',
    rule('dead-role'),
    "groupsOf(policy, 'role', 'static')",
    "groupsOf(policy, 'role', 'dynamic')",
  ),
  one('Activatable', rule('activatable'), "membership === 'assigned' || isDynamicOnly", 'isDynamicOnly'),
  one(
    'DynamicSOD',
    rule('dynamic-sod'),
    'sessionsAndRoles(index, dynamicClosure)',
    "sessionsAndRoles(index, 'explicit')",
  ),
  one(
    'DynamicSODSet',
    rule('dynamic-sod'),
    'sessionsAndRoles(index, dynamicClosure)',
    "sessionsAndRoles(index, 'closure')",
  ),
  one(
    'UserDynamicSOD',
    rule('dynamic-sod'),
    "['dynamic-scope'] === 'user'",
    "['dynamic-scope'] === 'session'",
  ),
  one(
    'UserDynamicSODSet',
    rule('dynamic-sod'),
    'usersAndActiveRoles(policy, index, dynamicClosure)',
    "usersAndActiveRoles(policy, index, 'explicit')",
  ),
  one(
    'PermissionSOD',
    rule('permission-sod'),
    'usersAndPermissions(policy, index, membership)',
    "usersAndPermissions(policy, index, 'assigned')",
  ),
  one(
    'DynamicPermissionSOD',
    kernel,
    "base: index.active(), ...permissionsBelow(index, 'authorised') }",
    "base: index.active(), ...permissionsBelow(index, 'assigned') }",
  ),
  one(
    'OperationalSOD',
    rule('operational-sod'),
    'limit: atoms.length }',
    'limit: Math.max(1, atoms.length - 1) }',
  ),
  one('OperationalSOD', rule('operational-sod'), 'subject.atoms.length > 0);', 'subject.atoms.length > 1);'),
  one(
    'ActiveOperationalSOD',
    rule('operational-sod'),
    "case 'active':",
    "case 'assigned-sessions':\n    case 'active':",
  ),
  one(
    'ActiveOperationalSOD',
    kernel,
    'base: index.activeOfUsers(), image: index.permissions() }',
    'base: index.activeOfUsers(), image: index.grants() }',
  ),
  one(
    'ActiveOperationalSOD',
    kernel,
    'base: index.activeOfUsers(), image: index.permissions() }',
    'base: index.assignments(), image: index.permissions() }',
  ),
  one('StrictStaticSOD', rule('strict-sod'), 'isClosed ? new Set(', '!isClosed ? new Set('),
  one(
    'StrictStaticSOD',
    rule('strict-sod'),
    'members: declaredMembers(demand, members),\n      limit: 2',
    'members: declaredMembers(demand, members),\n      limit: members.length',
  ),
  one('StrictStaticSOD', 'src/check/subject.ts', 'name.slice(0, colon)', 'name'),
  one('StrictStaticSOD', 'src/check/subject.ts', "kind === 'operation'", "kind === 'application'"),
  one(
    'OneStepSOD',
    rule('strict-sod'),
    "if (degree === 'strict') return;",
    "if (degree === 'one-step') return;",
  ),
  one('OneStepSOD', rule('strict-sod'), 'atoms.length === 1)', 'atoms.length <= 2)'),
  one(
    'OneStepSOD',
    rule('strict-sod'),
    'rolesAndPermissions(index, membership, roles)',
    "rolesAndPermissions(index, 'assigned', roles)",
  ),
  one('OneStepSOD', kernel, 'restrict(identity(count), wanted)', 'identity(count)'),
  one(
    'ObjectSOD',
    rule('object-sod'),
    'usersAndPermissions(policy, index, membership)',
    "usersAndPermissions(policy, index, 'assigned')",
  ),
  one('ObjectSOD', rule('object-sod'), 'atoms.length > 1)', 'atoms.length > 2)'),
  one('ObjectSOD', 'src/check/subject.ts', 'name.slice(0, colon)', "''"),
  one('RoleObjectSOD', rule('object-sod'), "each === 'user' ? users(", "each === 'role' ? users("),
  one(
    'RoleObjectSOD',
    rule('object-sod'),
    'rolesAndPermissions(index, policy.profile.membership, declared)',
    "rolesAndPermissions(index, 'authorised', declared)",
  ),
  one('RoleObjectSOD', 'src/check/subject.ts', 'else known.push(atom);', ''),

  one('KUserSOD', rule('k-user-sod'), 'return most < atLeast\n', 'return most <= atLeast\n'),
  one('KUserSOD', encode('coalition'), 'bound: most,', 'bound: most - 1,'),
  one(
    'KUserSOD',
    rule('k-user-sod'),
    'isAuthorised ? index.usersAuthorised(role) : index.usersAssigned(role)',
    'index.usersAssigned(role)',
  ),
  one(
    'KUserSOD',
    'src/encode/sets.ts',
    'if (part.size > whole.size) return false;',
    'if (part.size > 0) return true;',
  ),
  one('KUserSOD', encode('coalition-members'), 'isNeeded && left === 0', 'left === 0'),
  one('KUserSOD', encode('coalition-members'), 'helpers < most', 'helpers < most - 1'),
  one('KUserSOD', encode('coalition'), 'users[other]!, users[one]!)', 'users[one]!, users[other]!)'),
  one('EnforcedSOD', encode('enforcement'), 'isWithin(one.brings, other.brings)', 'true'),
  one('EnforcedSOD', encode('enforcement'), 'limit - 1,', 'limit,'),
  one('EnforcedSOD', encode('enforcement'), 'gets.slice(0, position)', 'gets.slice(position)'),
  one(
    'EnforcedSOD',
    rule('enforced-sod'),
    "constraint.over === 'role' && constraint.static",
    "constraint.over === 'role'",
  ),
  one(
    'EnforcedSOD',
    rule('enforced-sod'),
    'isAuthorised ? [...index.down(role)] : [role]',
    '[...index.down(role)]',
  ),
  one('EnforcedSOD', rule('enforced-sod'), 'people < atLeast; people', 'people < atLeast - 1; people'),
  one('EnforcedSOD', 'src/encode/cnf.ts', 'literal) => -literal));', 'literal) => literal));'),
  one('EveryPlanSOD', encode('separation'), 'clause(-own[left]!, -own[right]!);', ''),
  one('EveryPlanSOD', encode('separation'), 'users.length <= excluded', 'users.length < excluded'),
  one(
    'EveryPlanSOD',
    encode('separation'),
    '[...classes.values()].flatMap',
    '[...classes.values()].slice(1).flatMap',
  ),
  one('EveryPlanSOD', encode('separation'), 'else known.users.push(user);', ''),
  one('EveryPlanSOD', rule('every-plan-sod'), "some.kind === 'infeasible'", "some.kind === 'feasible'"),
  one('EveryPlanSOD', rule('every-plan-sod'), 'sessions.includes(session) ? [user] : users', 'users'),

  one(
    'References',
    rule('references'),
    'if (id < names[sort].declaredCount) return null;',
    'if (id <= names[sort].declaredCount) return null;',
  ),
  one('References', rule('references'), "  scan('grant', policy.grants, 'role', 'permission');", ''),
  one('References', rule('references'), 'row < facts.left.length; row', 'row < facts.left.length - 1; row'),
  one('AcyclicHierarchy', 'src/index/closure.ts', 'cyclic[of[role]!] = 1;', 'cyclic[of[role]!] = 0;'),
  one(
    'AcyclicHierarchy',
    'src/index/closure.ts',
    'of[juniors.items[at]!] === of[role]',
    'of[juniors.items[at]!] !== of[role]',
  ),
  one(
    'AcyclicHierarchy',
    rule('acyclic-hierarchy'),
    'component = 0; component < count',
    'component = 1; component < count',
  ),
  one(
    'SessionAuthorisation',
    rule('session-authorisation'),
    'role < policy.roles.declaredCount && !held.has(role)',
    'held.has(role)',
  ),
  one(
    'SessionAuthorisation',
    rule('session-authorisation'),
    'union(index.assigned(user), index.closure()) : index.assigned(user)',
    'index.assigned(user) : index.assigned(user)',
  ),
  one(
    'SessionAuthorisation',
    rule('session-authorisation'),
    "    membership === 'authorised' ? union",
    "    membership !== 'assigned' || true ? union",
  ),
  one(
    'PlanAuthorisation',
    rule('session-authorisation'),
    'index.rolesOf(user, policy.profile.membership)',
    "index.rolesOf(user, 'assigned')",
  ),
  one(
    'PlanAuthorisation',
    rule('session-authorisation'),
    'roles.filter((role) => !held.has(role));',
    'roles.slice(1).filter((role) => !held.has(role));',
  ),
  one(
    'PlanAuthorisation',
    rule('session-authorisation'),
    'if (one.missing.length === 0) continue;',
    'if (one.missing.length < 2) continue;',
  ),
  one(
    'CardinalityLimit',
    rule('cardinality'),
    'if (users.length > atMost)',
    'if (users.length > atMost + 1)',
  ),
  one('CardinalityLimit', rule('cardinality'), 'if (users.length > atMost)', 'if (users.length >= atMost)'),
  one(
    'CardinalityLimit',
    rule('cardinality'),
    "policy.profile.cardinality === 'assigned' ?",
    "policy.profile.cardinality !== 'assigned' ?",
  ),
  one(
    'PrerequisiteHeld',
    rule('prerequisite'),
    "if (prerequisite === 'assignment')",
    "if (prerequisite === 'invariant')",
  ),
  one(
    'PrerequisiteHeld',
    rule('prerequisite'),
    'index.rolesOf(user, membership)',
    "index.rolesOf(user, 'authorised')",
  ),
  one('PrerequisiteHeld', rule('prerequisite'), '!held.has(role))), names)', 'held.has(role))), names)'),
  one('RoleWindowOpen', rule('role-window'), 'from <= now && now <= to', 'from < now && now <= to'),
  one('RoleWindowOpen', rule('role-window'), 'from <= now && now <= to', 'from <= now && now < to'),
  one(
    'RoleWindowOpen',
    rule('role-window'),
    "sessionsAndRoles(index, 'closure')",
    "sessionsAndRoles(index, 'explicit')",
  ),

  one(
    'CandidatesExist',
    'src/feasible/problem.ts',
    'index.usersWithAll(roles, policy.profile.membership)',
    "index.usersWithAll(roles, 'assigned')",
  ),
  one('CandidatesExist', index, 'return lists.reduce(intersection);', 'return lists[0]!;'),
  one(
    'CandidatesExist',
    rule('candidates'),
    'candidates.get(session) === 0',
    'candidates.get(session) === 1',
  ),
  one(
    'FeasiblePair',
    rule('pairwise-feasible'),
    'if (conflict !== null)',
    'if (conflict !== null && conflict.sessions.length > 1)',
  ),
  one('FeasiblePair', index, 'return lists.reduce(intersection);', 'return lists[0]!;'),
  one(
    'FeasiblePair',
    'src/feasible/problem.ts',
    'exclusions.sort((a, b) => a.left - b.left || a.right - b.right);',
    'exclusions.length = 0;',
  ),
  one(
    'Feasible',
    'src/feasible/problem.ts',
    "policy.profile.initiator === 'all'",
    "policy.profile.initiator === 'any'",
  ),
  one('Feasible', rule('feasible'), 'if (starters.length === 0)', 'if (starters.length === 1)'),
  one(
    'Feasible',
    rule('feasible'),
    "policy.profile.feasibility === 'pairwise'",
    "policy.profile.feasibility === 'static'",
  ),
  constrained(rule('feasible'), 'application.constraints.length === 0', 'application.constraints.length < 2'),
  constrained(
    rule('feasible'),
    'settleWorkflow(workflow.instance',
    'settleWorkflow({ ...workflow.instance, constraints: [] }',
  ),
  constrained(
    'src/feasible/settle.ts',
    "return { kind: 'feasible', plan: answer.plan };",
    "return { kind: 'infeasible' };",
  ),
  constrained('src/feasible/problem.ts', 'all.slice(at + 1)', 'all.slice(at + 2)'),
  constrained('src/feasible/problem.ts', 'const { kind } = constraint;', "const kind = 'binding' as const;"),
  constrained(
    'src/feasible/problem.ts',
    '[{ kind: constraint.kind, bound: constraint.bound, steps',
    "[{ kind: 'at-least', bound: constraint.bound, steps",
  ),
  constrained(
    'src/feasible/problem.ts',
    'teams: constraint.teams.map(people)',
    'teams: constraint.teams.slice(0, 1).map(people)',
  ),
  constrained('src/feasible/problem.ts', 'group: people(group)', 'group: []'),
  constrained(
    'src/feasible/problem.ts',
    'leftUsers: people(constraint.leftUsers)',
    'leftUsers: people(constraint.rightUsers)',
  ),
  constrained('src/feasible/problem.ts', 'users: people(users)', 'users: []'),
  constrained(
    'src/feasible/problem.ts',
    'users === null ? { kind, bound } :',
    'users === null ? { kind, bound: bound + 1 } :',
  ),
  constrained(
    'src/feasible/problem.ts',
    "[{ kind: 'unavailable', users: people(constraint.users) }]",
    "[{ kind: 'unavailable', users: people(constraint.users).slice(1) }]",
  ),
  constrained(
    'src/feasible/problem.ts',
    '[{ kind, step: step(session), user }]',
    '[{ kind, step: 0, user }]',
  ),
  constrained('src/feasible/problem.ts', 'return candidatesOf(policy, index, [people.role]);', 'return [];'),
  one(
    'SessionSOD',
    rule('session-sod'),
    'given.has(left) && given.has(right)',
    'given.has(left) || given.has(right)',
  ),
  one(
    'SessionSOD',
    rule('session-sod'),
    'given.get(left)!.user === given.get(right)!.user',
    'given.get(left)!.user !== given.get(right)!.user',
  ),
  one(
    'SessionSOD',
    rule('session-sod'),
    'for (const exclusion of broken)',
    'for (const exclusion of broken.slice(1))',
  ),
  one('RunSessionSOD', rule('session-sod'), '.of!.session === session);', '.of!.session !== session);'),
  one(
    'RunSessionSOD',
    rule('session-sod'),
    '[...left].filter((user) => right.has(user))',
    '[...left].filter((user) => !right.has(user))',
  ),
  one(
    'RunSessionSOD',
    rule('session-sod'),
    'if (common.length === 0) continue;',
    'if (common.length < 2) continue;',
  ),
  one(
    'PlanOperationalSOD',
    rule('plan-operational-sod'),
    'lacking(user).length === 0',
    'lacking(user).length <= 1',
  ),
  one('PlanOperationalSOD', rule('plan-operational-sod'), 'else known.push(session);', ''),
  one(
    'PlanOperationalSOD',
    rule('plan-operational-sod'),
    'if (all.size === 0 || sessionsOf.size === 0)',
    'if (all.size <= 1 || sessionsOf.size === 0)',
  ),
  one('AdequateExclusions', 'src/feasible/cover.ts', 'without(remaining, excluded[session]!)', 'remaining'),
  one(
    'AdequateExclusions',
    'src/feasible/cover.ts',
    'excluded[right]![left >>> 5]! |= 1 << (left & 31);',
    '',
  ),
  one(
    'AdequateExclusions',
    'src/feasible/cover.ts',
    'open.filter((givers) => !has(givers, session))',
    'open.slice(1)',
  ),
  one(
    'TemplateDynamicSOD',
    rule('template-dynamic-sod'),
    "policy.profile['dynamic-closure'] === 'closure' ?",
    "policy.profile['dynamic-closure'] !== 'closure' ?",
  ),
  one(
    'LeastPrivilege',
    rule('least-privilege'),
    '(other) => other !== role),\n    );\n    return',
    '(other) => other === role),\n    );\n    return',
  ),
  one(
    'LeastPrivilege',
    rule('least-privilege'),
    'needs.every((need) => rest.has(need))',
    'needs.some((need) => rest.has(need))',
  ),
  one(
    'LeastPrivilege',
    rule('least-privilege'),
    'if (superfluous.length === 0) continue;',
    'if (superfluous.length < 2) continue;',
  ),
  one(
    'NeedsCovered',
    rule('least-privilege'),
    'needs.filter((need) => !atoms.has(need))',
    'needs.filter((need) => atoms.has(need))',
  ),
  one(
    'NeedsCovered',
    rule('least-privilege'),
    'if (missing.length === 0) continue;',
    'if (missing.length < 2) continue;',
  ),
  one(
    'NeedsCovered',
    rule('least-privilege'),
    '    const atoms = atomsOf(index, session.roles);',
    '    const atoms = atomsOf(index, session.roles.slice(1));',
  ),
];
