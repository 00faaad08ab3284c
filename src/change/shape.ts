/** How changes are written in YAML: each entry of a list has exactly one of the keys below. */

import * as z from 'zod';
import { name, oneOf, permission, permissionList, role, roleList, user } from '../policy/shape-parts.ts';
import type { ChangeKind } from './change.ts';

const constraintId = name.describe('The id of a constraint.');

const membership = z.strictObject({ user, role });
const grant = z.strictObject({ role, permission });
const inheritance = z.strictObject({ senior: role, junior: role });

const kinds = {
  assign: membership.describe('A user is assigned a role.'),
  revoke: membership.describe('An assigned role is taken from a user.'),
  grant: grant.describe('A role is granted a permission, which may be new.'),
  ungrant: grant.describe('A granted permission is taken from a role.'),
  inherit: inheritance.describe('The senior role inherits the junior one.'),
  disinherit: inheritance.describe('The senior role does not inherit the junior one any more.'),
  'add-user': z.strictObject({ name, roles: roleList.optional() }).describe('A new user.'),
  'remove-user': user.describe('A user leaves, with all assignments and sessions.'),
  move: z.strictObject({ user, roles: roleList }).describe("The user's roles become exactly these."),
  'add-role': z
    .strictObject({
      name,
      inherits: roleList.describe('Its immediate juniors.').optional(),
      permissions: permissionList.optional(),
      seniors: roleList.describe('Roles that inherit it.').optional(),
    })
    .describe('A new role.'),
  'remove-role': role.describe('A role, with all assignments, grants and inheritance.'),
  exclude: z
    .strictObject({ roles: roleList.min(2), id: constraintId.optional() })
    .describe('A new static constraint: nobody may have two of the roles.'),
  'drop-constraint': constraintId,
} as const satisfies Readonly<Record<ChangeKind, z.ZodType>>;

type Optional<Shape> = {
  [Key in keyof Shape]: Shape[Key] extends z.ZodType ? z.ZodOptional<Shape[Key]> : never;
};

function optional<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape): Optional<Shape> {
  const entries = Object.entries(shape).map(([key, value]) => [key, value.optional()]);
  return Object.fromEntries(entries) as Optional<Shape>;
}

export const changeKinds = Object.keys(kinds) as readonly ChangeKind[];

export const changeShape = z
  .strictObject(optional(kinds))
  .meta(oneOf(changeKinds))
  .describe('One change of the policy.');

export const changeFileShape = z
  .strictObject({
    changes: z.array(changeShape).min(1).describe('One after the other.'),
  })
  .describe('Changes of a policy, for `dutyproof simulate --change FILE`.');

export type ChangeDocument = z.output<typeof changeShape>;
