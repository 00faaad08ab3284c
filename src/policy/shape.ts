/**
 * The policy language: one definition from which come the reader (`decode.ts` walks it over the user's text), the
 * TypeScript types and the JSON Schema that editors complete from. Objects are strict: an unknown key is an error.
 *
 * What depends on more than one value (a role that is not declared, an interval that ends before it begins) is not
 * shape and is checked in `resolve/`. Groups of keys of which exactly one is wanted are listed in `choices`, which
 * both the reader and the JSON Schema use.
 */

import * as z from 'zod';
import { type SwitchName, type SwitchValue, switches } from '../profile/profile.ts';
import { namePattern } from './names.ts';
import { administration } from './shape-administration.ts';
import {
  atLeastOne,
  name,
  oneOf,
  permission,
  permissionList,
  prose,
  role,
  roleList,
  sessionName,
  severities,
  user,
} from './shape-parts.ts';
import { suppressionList } from './shape-suppressions.ts';

/** Kinds of a constraint: each has exactly one. */
export const constraintKinds = [
  'exclusive',
  'static',
  'dynamic',
  'cardinality',
  'prerequisite',
  'window',
  'one-per-object',
] as const;

/** Kinds of a constraint of an application: each has exactly one. */
export const sessionConstraintKinds = [
  'separation',
  'binding',
  'at-most',
  'at-least',
  'team',
  'group-unless',
  'dependent',
  'load',
  'unavailable',
  'forced',
  'forbidden',
] as const;

/** Ways to say what excludes what: each exclusion has exactly one. */
export const exclusionForms = [
  'roles',
  'pairs',
  'between',
  'permissions',
  'permission-pairs',
  'permissions-between',
  'sets',
  'table',
] as const;

/** What the rows of a table state: each table has exactly one. */
export const tableKinds = [
  'assignments',
  'inheritance',
  'grants',
  'users',
  'roles',
  'groups',
  'permissions',
] as const;

const column = z.string().min(1).describe('The name of a column, exactly as in the header row.');
const path = z.string().min(1);

const userEntry = z.strictObject({
  groups: z.array(name).describe('Groups the user is a member of.').optional(),
  roles: roleList.describe('Roles assigned to the user.').optional(),
});

const roleEntry = z.strictObject({
  inherits: roleList.describe('Immediate juniors: whoever has this role also has these.').optional(),
  permissions: permissionList.describe('Permissions granted to the role.').optional(),
  description: prose.optional(),
});

const groupEntry = z.strictObject({
  members: z.array(user).describe('Users in the group.').optional(),
  roles: roleList.describe('Roles that every member holds through the group.').optional(),
  description: prose.optional(),
});

type SwitchShape = { [Name in SwitchName]: z.ZodOptional<z.ZodType<SwitchValue<Name>>> };

/** Every switch of the profile, optional, with its values. */
function switchShape(): SwitchShape {
  const entries = Object.entries(switches).map(([key, { id, values }]) => [
    key,
    z.enum(values).describe(`Switch ${id} of the reading profile; \`${values[0]}\` unless set.`).optional(),
  ]);
  return Object.fromEntries(entries) as SwitchShape;
}

const profile = z
  .strictObject(switchShape())
  .describe('How ambiguities of the model are read; every verdict states it.');

const session = z.strictObject({
  user,
  active: roleList.describe('The active roles.'),
  of: z
    .strictObject({
      application: name,
      run: name.describe('Sessions of one run share this name.'),
      session: name.describe('The session of the application.'),
    })
    .describe('The run of an application that the session belongs to.')
    .optional(),
});

const text = z.string();
const where = z
  .record(column, z.union([text, z.array(text).min(1)]))
  .describe('Uses only rows in which each of these columns equals the value, or one of the values.');
const delimiter = z
  .enum(['comma', 'semicolon', 'tab'])
  .describe('What separates cells; taken from the header row unless set.');

const pairTable = z
  .strictObject({
    file: path.describe('A CSV file, relative to the policy.'),
    columns: z.strictObject({ left: column, right: column }),
    where: where.optional(),
    delimiter: delimiter.optional(),
  })
  .describe('Pairs of exclusive roles from a CSV file, one pair per row.');

// The bounds 2 to the number of roles are checked together when the exclusion is resolved.
const limit = z
  .int()
  .meta({ minimum: 2 })
  .describe('How many of the roles may not be held together; 2 unless set.');
const exclusiveSet = z
  .strictObject({
    roles: roleList.min(2).optional(),
    'fewer-than': limit.optional(),
    permissions: permissionList.min(2).optional(),
  })
  .meta(oneOf(['roles', 'permissions']))
  .describe('Fewer than `fewer-than` of these roles, or no two of these permissions.');
const exclusionFields = {
  roles: roleList.min(2).describe('Fewer than `fewer-than` of these roles.').optional(),
  'fewer-than': limit.optional(),
  pairs: z
    .array(z.tuple([role, role]))
    .min(1)
    .describe('Each pair is exclusive.')
    .optional(),
  between: z
    .tuple([roleList.min(1), roleList.min(1)])
    .describe('Any role of the first list with any of the second.')
    .optional(),
  permissions: permissionList.min(2).describe('No two of these permissions.').optional(),
  'permission-pairs': z
    .array(z.tuple([permission, permission]))
    .min(1)
    .optional(),
  'permissions-between': z.tuple([permissionList.min(1), permissionList.min(1)]).optional(),
  sets: z
    .array(exclusiveSet)
    .describe('Several sets, each by itself; all of roles, or all of permissions.')
    .optional(),
  table: pairTable.optional(),
};

const within = name.describe('The operation or application of this policy whose operations count.');

const strictness = z
  .strictObject({
    degree: z
      .enum(['strict', 'one-step'])
      .describe(
        '`strict`: no object is worked on by two of the roles. `one-step`: moreover, each of the roles has one operation at most.',
      ),
    within,
  })
  .describe('Keeps also the work of exclusive roles apart, within one operation or application.');

const exclusion = z.strictObject(exclusionFields).meta(oneOf(exclusionForms));
const staticExclusion = z
  .strictObject({ ...exclusionFields, strictness: strictness.optional() })
  .meta(oneOf(exclusionForms));

const time = z.int();

const constraint = z
  .strictObject({
    id: name.describe('Names the constraint in reports, baselines and suppressions; unique in the policy.'),
    severity: z.enum(severities).describe('`error` unless set.').optional(),
    reason: prose.describe('Why the constraint exists; shown with every violation.').optional(),
    owner: prose.describe('Who answers for it.').optional(),
    exclusive: staticExclusion.describe('Exclusive statically and dynamically.').optional(),
    static: staticExclusion.describe('No user may be authorised for both.').optional(),
    dynamic: exclusion.describe('No session may have both active.').optional(),
    cardinality: z
      .strictObject({ role, 'at-most': z.int().min(0) })
      .describe('How many users may be assigned to a role.')
      .optional(),
    prerequisite: z
      .strictObject({ role, needs: roleList.min(1) })
      .describe('Whoever is assigned the role must hold these, too.')
      .optional(),
    window: z
      .strictObject({ role, open: z.array(z.tuple([time, time])).min(1) })
      .describe('The role may be active only in these intervals [from, to], both included.')
      .optional(),
    'one-per-object': z
      .strictObject({
        within,
        each: z.enum(['user', 'role']).describe('To whom it applies; `user` unless set.').optional(),
      })
      .describe('Each may have one operation on an object at most.')
      .optional(),
  })
  .meta(oneOf(constraintKinds));

const people = z
  .union([z.array(user).min(1), role])
  .describe('Users, or the group or role whose users are meant.');
const severalSessions = z.array(sessionName).min(2);
const someSessions = z.array(sessionName).min(1);
// The bounds 2 to the number of sessions are checked together when the constraint is resolved.
const numberOfUsers = z.int().meta({ minimum: 2 }).describe('How many users, each counted once.');
const assignment = z.strictObject({ session: sessionName, user });
const performance = z.strictObject({ session: sessionName, users: people });

const sessionConstraint = z
  .strictObject({
    id: name.describe('Names the constraint in reports; unique among all constraints of the policy.'),
    reason: prose.describe('Why the constraint exists.').optional(),
    owner: prose.describe('Who answers for it.').optional(),
    separation: severalSessions.describe('Each of these sessions has another user.').optional(),
    binding: severalSessions.describe('These sessions have the same user.').optional(),
    'at-most': z
      .strictObject({
        users: atLeastOne.describe('How many users, each counted once.'),
        sessions: severalSessions,
      })
      .describe('At most so many users do these sessions.')
      .optional(),
    'at-least': z
      .strictObject({ users: numberOfUsers, sessions: severalSessions })
      .describe('At least so many users do these sessions.')
      .optional(),
    team: z
      .strictObject({ sessions: someSessions, teams: z.array(people).min(1) })
      .describe('These sessions are all done by members of one and the same team.')
      .optional(),
    'group-unless': z
      .strictObject({ sessions: severalSessions, 'at-least': numberOfUsers, group: people })
      .describe('These sessions are done by members of the group only, unless by at least so many users.')
      .optional(),
    dependent: z
      // biome-ignore lint/suspicious/noThenProperty: data that is awaited by nobody, and the word of the language
      .strictObject({ if: performance, then: performance })
      .describe('If one of these users does the one session, then one of those does the other.')
      .optional(),
    load: z
      .strictObject({ 'at-most': atLeastOne.describe('How many sessions.'), users: people.optional() })
      .describe('Each of these users, or everybody, does at most so many sessions.')
      .optional(),
    unavailable: people.describe('They do no session.').optional(),
    forced: assignment.describe('This user does the session.').optional(),
    forbidden: assignment.describe('This user does not do the session.').optional(),
  })
  .meta(oneOf(sessionConstraintKinds));

const application = z.strictObject({
  file: path.describe('The application file (`*.app`), relative to the policy.'),
  needs: z
    .record(name, permissionList)
    .describe('For each session, the permissions that it must have.')
    .optional(),
  plans: z
    .record(name, z.record(name, user))
    .describe('Named assignments of users to the sessions, to be judged.')
    .optional(),
  constraints: z
    .array(sessionConstraint)
    .describe('What every plan of the application must respect besides the exclusions in its file.')
    .optional(),
  separation: z
    .enum(['every-plan'])
    .describe('`every-plan`: no plan that respects candidates and exclusions may give one user everything.')
    .optional(),
});

// The bounds 2 to the number of permissions are checked together when the operation is resolved.
const operation = z.strictObject({
  name,
  severity: z.enum(severities).describe('`error` unless set.').optional(),
  reason: prose.describe('Why nobody may do it alone; shown with every violation.').optional(),
  owner: prose.describe('Who answers for it.').optional(),
  permissions: permissionList.min(1),
  'at-least': z
    .int()
    .meta({ minimum: 2 })
    .describe('How many users it takes at least to hold all of the permissions; 2 unless set.')
    .optional(),
  'enforced-by': z
    .enum(['role-exclusions'])
    .describe('`role-exclusions`: they must see to that by themselves, whatever roles users are assigned.')
    .optional(),
});

const imported = z
  .strictObject({
    file: path.describe('A file of another system, relative to the policy.').optional(),
    files: z.array(path).min(1).describe('Files that are imported together.').optional(),
    from: name
      .describe('The system; told from the content unless set. `dutyproof import --help` lists them.')
      .optional(),
    map: z
      .record(name, z.string())
      .describe('What only you can know, e.g. which column holds the users.')
      .optional(),
  })
  .meta(oneOf(['file', 'files']));

const permissionPattern = z
  .string()
  .regex(namePattern)
  .describe('A permission, or a pattern of permissions: `*` stands for any characters.');

const newNames = z.array(z.enum(['users', 'roles', 'permissions']));

const table = z
  .strictObject({
    file: path.describe('A CSV file with a header row, relative to the policy.'),
    assignments: z.strictObject({ user: column, role: column }).describe('Users to roles.').optional(),
    inheritance: z.strictObject({ senior: column, junior: column }).describe('Roles to juniors.').optional(),
    grants: z
      .strictObject({
        role: column,
        permission: column.optional(),
        object: column.optional(),
        operation: column.optional(),
      })
      .meta(oneOf(['permission', ['object', 'operation']]))
      .describe('Roles to permissions: a column of `object:operation`, or one column for each.')
      .optional(),
    users: z.strictObject({ user: column }).describe('Declares users.').optional(),
    roles: z.strictObject({ role: column }).describe('Declares roles.').optional(),
    groups: z.strictObject({ group: column }).describe('Declares groups.').optional(),
    permissions: z
      .strictObject({ permission: column })
      .describe('Declares permissions; others may be named all the same.')
      .optional(),
    possible: column
      .describe('The facts of the table are possible only; the column holds the `id` of the doubt.')
      .optional(),
    where: where.optional(),
    new: newNames.describe('What the table may introduce; other unknown names are errors.').optional(),
    delimiter: delimiter.optional(),
  })
  .meta(oneOf(tableKinds));

const doubt = z.strictObject({
  id: name.describe('What tables of possible facts call it; unique.').optional(),
  reason: prose
    .meta({ minLength: 1 })
    .describe('What is not known; shown with every verdict that depends on it.'),
  reaches: z
    .enum(['facts', 'permissions', 'everything'])
    .describe(
      '`permissions`: somebody may have any permission besides. `everything`: any fact may hold besides. Unless set, nothing but the facts that are listed.',
    )
    .optional(),
  assignments: z.record(user, roleList).describe('Users with roles that they may have.').optional(),
  inheritance: z.record(role, roleList).describe('Roles with juniors that they may have.').optional(),
  grants: z.record(role, permissionList).describe('Roles with permissions that they may have.').optional(),
});

export const policyShape = z
  .strictObject({
    policy: name.describe('The name of the policy.'),
    include: z
      .array(path)
      .describe('Parts of the policy (`*.policy-part.yaml`), relative to the file that names them.')
      .optional(),
    imports: z.array(imported).describe('What comes from other systems, as they wrote it.').optional(),
    now: z.int().min(0).describe('The model clock, for windows.').optional(),
    profile: profile.optional(),
    users: z
      .union([z.array(user), z.record(user, userEntry.nullable())])
      .describe('A list of names, or names with their groups and roles.')
      .optional(),
    roles: z
      .union([z.array(role), z.record(role, roleEntry.nullable())])
      .describe('A list of names, or names with the juniors they inherit and their permissions.')
      .optional(),
    permissions: permissionList
      .describe('All permissions. If present, a permission that is not listed is an error.')
      .optional(),
    functions: z
      .record(name, z.array(permissionPattern).min(1))
      .describe(
        'Named sets of permissions: whoever has one of them has the function, as the permission `function:NAME`.',
      )
      .optional(),
    groups: z
      .record(name, groupEntry.nullable())
      .describe('Groups are roles: members hold the roles of the group through it.')
      .optional(),
    assignments: z.record(user, roleList).describe('Users with the roles assigned to them.').optional(),
    sessions: z.record(name, session).describe('Live sessions.').optional(),
    constraints: z.array(constraint).optional(),
    applications: z.array(application).describe('The applications that this policy owns.').optional(),
    operations: z
      .array(operation)
      .describe(
        'Operations of which no single user, or fewer users than `at-least`, may hold all permissions.',
      )
      .optional(),
    administration: administration.optional(),
    possible: z
      .array(doubt)
      .describe(
        'Facts of which nobody knows whether they hold, each list with its reason. What depends on them is unknown.',
      )
      .optional(),
    tables: z.array(table).describe('Bulk facts from CSV files.').optional(),
    rules: z
      .record(name, z.enum([...severities, 'off']))
      .describe('The severity of a rule as a whole.')
      .optional(),
    suppressions: suppressionList.optional(),
  })
  .describe('A policy of dutyproof.');

/** Keys that a policy has once: a part must not change how all of it is read, nor switch rules off. */
export const rootKeys = ['policy', 'now', 'profile', 'rules'] as const;

export const partShape = policyShape
  .omit({ policy: true, now: true, profile: true, rules: true })
  .describe('A part of a policy of dutyproof.');

/** A policy file as plain data. */
export type PolicyDocument = z.output<typeof policyShape>;
