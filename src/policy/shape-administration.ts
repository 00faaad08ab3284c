/** The part of the policy language about who may change it, and which states must never come of that. */

import * as z from 'zod';
import {
  atLeastOne,
  name,
  oneOf,
  permissionList,
  prose,
  role,
  roleList,
  sessionName,
  severities,
  user,
} from './shape-parts.ts';

/** Ways to say which roles an administrative rule is about: each rule has exactly one. */
export const ruleScopes = ['role', 'roles', 'area'] as const;

/** What must not be reachable: each goal has exactly one. */
export const goalKinds = ['roles', 'permissions', 'exclusions', 'own-approver'] as const;

/** The word for a rule that everybody may use. */
export const anybody = 'anybody';

/** The name of the central area where a rule refers to it. */
export const central = 'central';

const officers = z.union([
  role,
  roleList.min(1),
  z
    .strictObject({
      roles: roleList.min(1).describe('Whoever holds one of these.').optional(),
      users: z.array(user).min(1).describe('These users.').optional(),
    })
    .meta({ anyOf: [{ required: ['roles'] }, { required: ['users'] }] }),
]);

const area = z.strictObject({
  officers: officers.describe('Who administers the area: a role, a list of roles, or roles and users.'),
  roles: roleList.min(1).describe('The roles of the area; no role is in two areas.'),
});

const scopeFields = {
  id: name.describe('Names the rule in traces; unless set, its kind and position, as `assign 3`.').optional(),
  by: officers
    .describe(
      `Who may use the rule: a role, a list of roles, or roles and users; \`${anybody}\`: everybody. Unless set, the officers of the role's area.`,
    )
    .optional(),
  role: role.optional(),
  roles: roleList.min(1).describe('Each of these roles.').optional(),
  area: name.describe(`Every role of this department, or of \`${central}\`.`).optional(),
};

const conditionFields = {
  holds: roleList.describe('The user must hold all of these.').optional(),
  lacks: roleList.describe('The user must hold none of these.').optional(),
};

const changeRule = z.strictObject({ ...scopeFields, ...conditionFields }).meta(oneOf(ruleScopes));
const enrolRule = z.strictObject(scopeFields).meta(oneOf(ruleScopes));

const goal = z
  .strictObject({
    id: name.describe('Names the goal in reports; unless set, its own words.').optional(),
    severity: z.enum(severities).describe('`error` unless set.').optional(),
    reason: prose.describe('Why it must not come to that.').optional(),
    roles: roleList.min(1).describe('All of these roles are held by one user, or by `users`.').optional(),
    permissions: permissionList.min(1).describe('All of these permissions are.').optional(),
    user: user.describe('By this user.').optional(),
    users: atLeastOne.describe('By at most so many users between them; 1 unless set.').optional(),
    exclusions: z
      .enum(['static', 'dynamic'])
      .describe(
        '`static`: some user violates a static exclusion. `dynamic`: some user could activate, in one session, roles that exclude each other dynamically.',
      )
      .optional(),
    'own-approver': z
      .union([name, z.strictObject({ application: name, sessions: z.tuple([sessionName, sessionName]) })])
      .describe(
        'Some user does both of two sessions of an application in one run, whatever roles are changed in between: of two exclusive ones, or of those named.',
      )
      .optional(),
  })
  .meta(oneOf(goalKinds));

export const administration = z
  .strictObject({
    administrators: z
      .array(user)
      .min(1)
      .describe('Who may act as an administrator at all; everybody unless set.')
      .optional(),
    exclusions: z
      .enum(['enforced', 'not-enforced'])
      .describe('Whether an assignment that would violate a static exclusion is refused; it is unless set.')
      .optional(),
    users: z
      .enum(['fixed', 'any-number'])
      .describe(
        "`any-number`: besides today's users there may be any number of others who start as one of them did, or with no role.",
      )
      .optional(),
    newcomers: z
      .array(
        z.strictObject({
          name: name.describe('What such users are called.'),
          roles: roleList.describe('The roles that they start with.'),
          'at-most': atLeastOne.describe('How many there may be; any number unless set.').optional(),
        }),
      )
      .describe('Users that there may be besides.')
      .optional(),
    areas: z
      .strictObject({
        central: area.describe('The roles that central officers administer.').optional(),
        departments: z
          .record(name, area)
          .describe('Departments with officers and roles of their own.')
          .optional(),
      })
      .optional(),
    assign: z.array(changeRule).describe('Who may assign which roles to whom.').optional(),
    revoke: z.array(changeRule).describe('Who may revoke which roles from whom.').optional(),
    enrol: z.array(enrolRule).describe('Who may enrol new users, and in which role.').optional(),
    goals: z.array(goal).describe('States that must not be reachable.').optional(),
    keep: z
      .array(
        z.strictObject({
          id: name.optional(),
          from: roleList.describe('Users who hold all of these today; all users unless set.').optional(),
          roles: roleList.min(1).describe('What they must still be able to come to hold.'),
        }),
      )
      .describe('What must stay possible when the rules are changed.')
      .optional(),
  })
  .describe("Who may change users' roles, and which states that must never lead to.");
