/**
 * The policy after changes, or what is wrong with them. Pure: the given policy is not touched.
 *
 * Changes are made one after the other, so that each may speak of what those before it brought. A change that is wrong is
 * reported and left out, and the others are judged all the same. What a change adds stands at the change's own place:
 * its file becomes one of the policy's.
 */

import type { Constraint, Facts, Names, Place, Policy } from '../policy/model.ts';
import { shown } from '../policy/names.ts';
import { renamedPossible } from '../policy/possible.ts';
import { type Problems, problemCollector } from '../policy/problems.ts';
import { applyChanges } from '../repair/apply.ts';
import { selectRows } from '../repair/parts.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type Suggester, suggester } from '../source/suggest.ts';
import { locate, type SourceFile, type Span } from '../source/text.ts';
import { listed } from '../source/words.ts';
import type { Change } from '../verdict/change.ts';
import type { PolicyChange, Written } from './change.ts';
import { reportChange } from './codes.ts';
import { namersOf, renumberRoles } from './roles.ts';
import { demandsAbout, withoutUser } from './users.ts';

export interface Changed {
  /** With those changes that are right. */
  readonly policy: Policy;
  /** In order of place; what has errors was left out. */
  readonly diagnostics: readonly Diagnostic[];
}

export function changePolicy(policy: Policy, changes: readonly PolicyChange[]): Changed {
  const problems = problemCollector();
  const suggest = suggester();
  const files: SourceFile[] = [];
  const after = changes.reduce((before, change) => {
    if (!files.includes(change.span.file)) files.push(change.span.file);
    return applyOne(before, change, { problems, suggest });
  }, policy);
  return { policy: after, diagnostics: problems.all(files) };
}

interface Context {
  readonly problems: Problems;
  readonly suggest: Suggester;
}

function applyOne(policy: Policy, change: PolicyChange, context: Context): Policy {
  switch (change.kind) {
    case 'assign':
    case 'revoke': {
      const user = find(policy, 'user', change.user, context);
      const role = find(policy, 'role', change.role, context);
      if (user === null || role === null) return policy;
      const fact = { relation: 'assignment', left: change.user.text, right: change.role.text } as const;
      const isThere = has(policy.assignments, user, role);
      return change.kind === 'assign'
        ? adding(policy, fact, isThere, change, `\`${fact.left}\` has \`${fact.right}\` already`, context)
        : removing(
            policy,
            fact,
            isThere,
            change,
            `\`${fact.left}\` is not assigned \`${fact.right}\``,
            context,
          );
    }
    case 'grant': {
      const role = find(policy, 'role', change.role, context);
      if (role === null) return policy;
      const known = policy.permissions.ids.get(change.permission.text);
      const fact = { relation: 'grant', left: change.role.text, right: change.permission.text } as const;
      const isThere = known !== undefined && has(policy.grants, role, known);
      return adding(
        withPermissions(policy, [change.permission], context),
        fact,
        isThere,
        change,
        `\`${fact.left}\` is granted \`${fact.right}\` already`,
        context,
      );
    }
    case 'ungrant': {
      const role = find(policy, 'role', change.role, context);
      const permission = find(policy, 'permission', change.permission, context);
      if (role === null || permission === null) return policy;
      const fact = { relation: 'grant', left: change.role.text, right: change.permission.text } as const;
      const isThere = has(policy.grants, role, permission);
      return removing(
        policy,
        fact,
        isThere,
        change,
        `\`${fact.left}\` is not granted \`${fact.right}\``,
        context,
      );
    }
    case 'inherit':
    case 'disinherit': {
      const senior = find(policy, 'role', change.senior, context);
      const junior = find(policy, 'role', change.junior, context);
      if (senior === null || junior === null) return policy;
      const fact = { relation: 'inheritance', left: change.senior.text, right: change.junior.text } as const;
      const isThere = has(policy.inheritance, senior, junior);
      if (change.kind === 'disinherit') {
        const message = `\`${fact.left}\` does not itself inherit \`${fact.right}\``;
        return removing(policy, fact, isThere, change, message, context);
      }
      if (closesCycle(policy, senior, junior, change.span, context)) return policy;
      return adding(
        policy,
        fact,
        isThere,
        change,
        `\`${fact.left}\` inherits \`${fact.right}\` already`,
        context,
      );
    }
    case 'add-user': {
      if (isTaken(policy.users, 'user', change.name, context)) return policy;
      const roles = distinct(change.roles, context);
      if (findAll(policy, 'role', roles, context) === null) return policy;
      return made(policy, change, [
        { kind: 'add-user', user: change.name.text, roles: roles.map(({ text }) => text) },
      ]);
    }
    case 'remove-user': {
      const user = find(policy, 'user', change.name, context);
      if (user === null || isNamedBy(demandsAbout(policy, user), change.name, context)) return policy;
      return withoutUser(policy, user);
    }
    case 'move': {
      const user = find(policy, 'user', change.user, context);
      const roles = distinct(change.roles, context);
      const ids = findAll(policy, 'role', roles, context);
      if (user === null || ids === null) return policy;
      return moved(policy, user, ids, placed(policy, change.span));
    }
    case 'add-role':
      return addRole(policy, change, context);
    case 'remove-role': {
      const role = find(policy, 'role', change.name, context);
      if (role === null || isNamedBy(namersOf(policy, role), change.name, context)) return policy;
      return withoutRole(policy, role);
    }
    case 'exclude': {
      const roles = distinct(change.roles, context);
      const members = findAll(policy, 'role', roles, context);
      if (members === null) return policy;
      return exclude(policy, members, change, context);
    }
    case 'drop-constraint': {
      const known = constraintIds(policy);
      if (!known.includes(change.id.text)) {
        reportChange(context.problems, {
          code: 'unknown-constraint',
          message: `there is no constraint \`${shown(change.id.text)}\``,
          span: change.id.span,
          hint: context.suggest.hint(change.id.text, known),
        });
        return policy;
      }
      return made(policy, change, [{ kind: 'drop-constraint', constraint: change.id.text }]);
    }
    default:
      return change satisfies never;
  }
}

// Names.

type Sort = 'user' | 'role' | 'permission';

const plurals = { user: 'users', role: 'roles', permission: 'permissions' } as const;

const remedies: Readonly<Record<Sort, string | undefined>> = {
  user: 'a new one is added with `add-user`',
  role: 'a new one is added with `add-role`',
  permission: undefined,
};

function find(policy: Policy, sort: Sort, name: Written, { problems, suggest }: Context): number | null {
  const names: Names = policy[plurals[sort]];
  const id = names.ids.get(name.text);
  if (id !== undefined) return id;
  const hint = suggest.hint(name.text, names.list) ?? remedies[sort];
  problems.report({
    code: `unknown-${sort}`,
    message: `the policy has no ${sort} \`${shown(name.text)}\``,
    span: name.span,
    hint,
  });
  return null;
}

/** The ids of all, or null where one is unknown; each unknown one is reported. */
function findAll(
  policy: Policy,
  sort: Sort,
  names: readonly Written[],
  context: Context,
): readonly number[] | null {
  const ids = names.map((name) => find(policy, sort, name, context));
  const found = ids.filter((id) => id !== null);
  return found.length === ids.length ? found : null;
}

function distinct(names: readonly Written[], { problems }: Context): readonly Written[] {
  const first = new Map<string, Written>();
  for (const name of names) {
    const before = first.get(name.text);
    if (before === undefined) first.set(name.text, name);
    else {
      problems.report({
        code: 'repeated-entry',
        message: `\`${shown(name.text)}\` is listed twice`,
        span: name.span,
        related: [{ message: 'first here', span: before.span }],
      });
    }
  }
  return [...first.values()];
}

function isTaken(names: Names, sort: Sort, name: Written, { problems }: Context): boolean {
  if (!names.ids.has(name.text)) return false;
  problems.report({
    code: 'duplicate-name',
    message: `the policy has a ${sort} \`${shown(name.text)}\` already`,
    span: name.span,
  });
  return true;
}

function isNamedBy(namers: readonly string[], name: Written, { problems }: Context): boolean {
  if (namers.length === 0) return false;
  reportChange(problems, {
    code: 'still-named',
    message: `\`${shown(name.text)}\` is named by ${listed(namers)}`,
    span: name.span,
    hint: 'change or drop that first',
  });
  return true;
}

function constraintIds(policy: Policy): readonly string[] {
  return [...policy.constraints, ...policy.applications.flatMap(({ constraints }) => constraints)].map(
    ({ id }) => id,
  );
}

// Facts.

function has({ left, right }: Facts, a: number, b: number): boolean {
  for (let row = 0; row < left.length; row += 1) if (left[row] === a && right[row] === b) return true;
  return false;
}

type Fact = Pick<Extract<Change, { kind: 'add' }>, 'relation' | 'left' | 'right'>;

function adding(
  policy: Policy,
  fact: Fact,
  isThere: boolean,
  change: PolicyChange,
  message: string,
  { problems }: Context,
): Policy {
  if (isThere) {
    reportChange(problems, { code: 'already-so', message, span: change.span });
    return policy;
  }
  return made(policy, change, [{ kind: 'add', ...fact }]);
}

function removing(
  policy: Policy,
  fact: Fact,
  isThere: boolean,
  change: PolicyChange,
  message: string,
  { problems }: Context,
): Policy {
  if (isThere) return made(policy, change, [{ kind: 'remove', ...fact }]);
  reportChange(problems, { code: 'no-such-fact', message, span: change.span });
  return policy;
}

function made(policy: Policy, change: PolicyChange, changes: readonly Change[]): Policy {
  const { policy: base, place } = placed(policy, change.span);
  return applyChanges(base, changes, place);
}

/** The policy with the file of `span` among its own, and the place of `span` in it. */
function placed(policy: Policy, span: Span): { readonly policy: Policy; readonly place: Place } {
  const { line, column } = locate(span);
  const known = policy.files.indexOf(span.file);
  return known >= 0
    ? { policy, place: { file: known, line, column } }
    : {
        policy: { ...policy, files: [...policy.files, span.file] },
        place: { file: policy.files.length, line, column },
      };
}

function moved(
  before: Policy,
  user: number,
  roles: readonly number[],
  { policy, place }: { readonly policy: Policy; readonly place: Place },
): Policy {
  const wanted = new Set(roles);
  const { assignments } = before;
  const kept = selectRows(
    assignments,
    (row) => assignments.left[row] !== user || wanted.has(assignments.right[row]!),
  );
  return applyChanges(
    { ...policy, assignments: kept },
    roles
      .filter((role) => !has(kept, user, role))
      .map((role) => ({
        kind: 'add',
        relation: 'assignment',
        left: policy.users.list[user]!,
        right: policy.roles.list[role]!,
      })),
    place,
  );
}

/** Whether `senior` cannot come to inherit `junior`, because it is one itself; reported. */
function closesCycle(
  policy: Policy,
  senior: number,
  junior: number,
  span: Span,
  { problems }: Context,
): boolean {
  const reached = new Set([junior]);
  const { left, right } = policy.inheritance;
  const below = new Map<number, number[]>();
  for (let row = 0; row < left.length; row += 1) {
    const juniors = below.get(left[row]!);
    if (juniors === undefined) below.set(left[row]!, [right[row]!]);
    else juniors.push(right[row]!);
  }
  for (const role of reached) for (const next of below.get(role) ?? []) reached.add(next);
  if (!reached.has(senior)) return false;
  const name = (role: number): string => shown(policy.roles.list[role]!);
  problems.report({
    code: 'hierarchy-cycle',
    message:
      senior === junior
        ? `\`${name(senior)}\` would inherit itself`
        : `\`${name(junior)}\` inherits \`${name(senior)}\`, so that they would inherit each other`,
    span,
  });
  return true;
}

// Roles and permissions.

/** Those that are new become permissions of the policy. */
function withPermissions(policy: Policy, names: readonly Written[], { problems, suggest }: Context): Policy {
  const { permissions } = policy;
  const fresh = names.filter(({ text }) => !permissions.ids.has(text));
  if (fresh.length === 0) return policy;
  for (const { text, span } of fresh) {
    reportChange(problems, {
      code: 'new-permission',
      message: `no role is granted \`${shown(text)}\` so far: it is taken as new`,
      span,
      hint: suggest.hint(text, permissions.list),
    });
  }
  return fresh.reduce((before, { text, span }) => {
    const { policy: base, place } = placed(before, span);
    const id = base.permissions.declaredCount;
    const isDangling = base.permissions.list.length > id;
    if (isDangling) throw new Error('permissions cannot be added to a policy with undeclared ones');
    const list = [...base.permissions.list, text];
    return {
      ...base,
      permissions: {
        list,
        ids: new Map(list.map((name, index) => [name, index])),
        declaredCount: id + 1,
      },
      declared: { ...base.declared, permissions: [...base.declared.permissions, place] },
    };
  }, policy);
}

function addRole(
  policy: Policy,
  change: Extract<PolicyChange, { kind: 'add-role' }>,
  context: Context,
): Policy {
  if (isTaken(policy.roles, 'role', change.name, context)) return policy;
  const inherits = distinct(change.inherits, context);
  const seniors = distinct(change.seniors, context);
  const permissions = distinct(change.permissions, context);
  const juniorIds = findAll(policy, 'role', inherits, context);
  const seniorIds = findAll(policy, 'role', seniors, context);
  if (juniorIds === null || seniorIds === null) return policy;
  for (const [at, senior] of seniorIds.entries()) {
    for (const junior of juniorIds) {
      if (closesCycle(policy, senior, junior, seniors[at]!.span, context)) return policy;
    }
  }
  const name = change.name.text;
  const { policy: base, place } = placed(withPermissions(policy, permissions, context), change.span);
  return applyChanges(
    withRole(base, name, place),
    [
      ...inherits.map(({ text }) => ({ relation: 'inheritance', left: name, right: text }) as const),
      ...seniors.map(({ text }) => ({ relation: 'inheritance', left: text, right: name }) as const),
      ...permissions.map(({ text }) => ({ relation: 'grant', left: name, right: text }) as const),
    ].map((fact) => ({ kind: 'add', ...fact })),
    place,
  );
}

/** The new role comes last among the declared ones; undeclared ones, if any, move up by one. */
function withRole(policy: Policy, name: string, place: Place): Policy {
  const { roles, declared } = policy;
  const id = roles.declaredCount;
  const insert = <T>(list: readonly T[], item: T): readonly T[] => [
    ...list.slice(0, id),
    item,
    ...list.slice(id),
  ];
  const base =
    id === roles.list.length ? policy : renumberRoles(policy, (role) => (role < id ? role : role + 1));
  const list = insert(roles.list, name);
  return {
    ...base,
    roles: {
      list,
      ids: new Map(list.map((other, index) => [other, index])),
      declaredCount: id + 1,
      isGroup: insert(roles.isGroup, false),
    },
    declared: { ...declared, roles: insert(declared.roles, place) },
  };
}

/** Without a role that nothing but facts names. */
function withoutRole(policy: Policy, role: number): Policy {
  const { assignments, inheritance, grants, active, roles, declared } = policy;
  const drop = <T>(list: readonly T[]): readonly T[] => list.filter((_, id) => id !== role);
  const list = drop(roles.list);
  const rest = renumberRoles(
    {
      ...policy,
      possible: renamedPossible(policy.possible, { role: (other) => (other === role ? null : other) }),
      assignments: selectRows(assignments, (row) => assignments.right[row] !== role),
      inheritance: selectRows(
        inheritance,
        (row) => inheritance.left[row] !== role && inheritance.right[row] !== role,
      ),
      grants: selectRows(grants, (row) => grants.left[row] !== role),
      active: selectRows(active, (row) => active.right[row] !== role),
    },
    (other) => (other < role ? other : other - 1),
  );
  return {
    ...rest,
    roles: {
      list,
      ids: new Map(list.map((name, id) => [name, id])),
      declaredCount: roles.declaredCount - (role < roles.declaredCount ? 1 : 0),
      isGroup: drop(roles.isGroup),
    },
    declared: { ...declared, roles: drop(declared.roles) },
  };
}

// Constraints.

function exclude(
  policy: Policy,
  members: readonly number[],
  { roles, id, span }: Extract<PolicyChange, { kind: 'exclude' }>,
  { problems }: Context,
): Policy {
  if (members.length < 2) {
    problems.report({
      code: 'too-few',
      message: 'an exclusion needs two different roles',
      span,
    });
    return policy;
  }
  const taken = constraintIds(policy);
  if (id !== null && taken.includes(id.text)) {
    problems.report({
      code: 'duplicate-id',
      message: `there is a constraint \`${shown(id.text)}\` already`,
      span: id.span,
    });
    return policy;
  }
  let name = id?.text ?? roles.map(({ text }) => text).join('-');
  while (taken.includes(name)) name += "'";
  const { policy: base, place } = placed(policy, span);
  const constraint: Constraint = {
    kind: 'exclusion',
    id: name,
    place,
    severity: 'error',
    reason: null,
    owner: null,
    over: 'role',
    static: true,
    dynamic: false,
    strictness: null,
    sets: [{ members, limit: 2 }],
  };
  return { ...base, constraints: [...base.constraints, constraint] };
}
