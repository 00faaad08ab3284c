/** What several parts of the policy language are made of: names, lists of names, groups of keys. */

import * as z from 'zod';
import { namePattern } from './names.ts';

export const severities = ['error', 'warning', 'note'] as const;

/** Requires exactly one of `keys`, or, where an element is a list, exactly one of these groups of keys. */
export function oneOf(groups: readonly (string | readonly string[])[]): {
  oneOf: { required: string[] }[];
} {
  return { oneOf: groups.map((group) => ({ required: typeof group === 'string' ? [group] : [...group] })) };
}

export const name = z.string().min(1).regex(namePattern).meta({ title: 'name' });
export const role = name.describe('A role or group.');
export const user = name.describe('A user.');
export const sessionName = name.describe('A session of the application.');
/** Line breaks are welcome here. */
export const prose = z.string();

export const permission = z
  .string()
  .regex(/^.+:[^:]+$/)
  .regex(namePattern)
  .meta({ title: 'permission' })
  .describe('`object:operation`; the last colon separates them.');

export const roleList = z.array(role);
export const permissionList = z.array(permission);
export const atLeastOne = z.int().min(1);
