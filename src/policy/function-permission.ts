/** Functions among permissions: whoever has one permission of the function has the permission that stands for it. */

const prefix = 'function:';

/** The permission that stands for a function. */
export function functionPermission(name: string): string {
  return `${prefix}${name}`;
}

export function isFunctionPermission(permission: string): boolean {
  return permission.startsWith(prefix);
}
