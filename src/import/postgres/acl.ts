/** Gives and takes privileges on one object, as the server does. */

import type { Span } from '../../source/text.ts';
import type { Acl, AclItem } from './state.ts';

export interface Change {
  /** The owner where null. */
  readonly grantor: string | null;
  readonly grantees: readonly (string | null)[];
  readonly privileges: readonly { readonly privilege: string; readonly column: string | null }[];
  readonly at: Span;
}

export function give(acl: Acl, { grantor, grantees, privileges, at }: Change, option: boolean): void {
  for (const grantee of grantees) {
    const items = acl.get(grantee) ?? [];
    acl.set(grantee, items);
    for (const { privilege, column } of privileges) {
      const known = items.find(
        (item) =>
          item.privilege === privilege &&
          item.column === column &&
          item.grantor === grantor &&
          item.doubt === null,
      );
      if (known === undefined) items.push({ grantor, grantee, privilege, column, at, option, doubt: null });
      else known.option ||= option;
    }
  }
}

/**
 * Takes what the grantor gave; a privilege on the whole is also taken on each column. Where others hold it by the grant
 * option that is taken, the server refuses unless it is to cascade: false, and nothing is changed.
 */
export function take(acl: Acl, change: Change, optionOnly: boolean, cascade: boolean): boolean {
  const { grantor, grantees, privileges } = change;
  const isMeant = (item: AclItem): boolean =>
    item.grantor === grantor &&
    privileges.some(
      ({ privilege, column }) => privilege === item.privilege && (column === null || column === item.column),
    );
  const pending = new Set<AclItem>();
  for (const grantee of grantees)
    for (const item of acl.get(grantee) ?? []) if (isMeant(item)) pending.add(item);
  for (const item of pending) {
    if (!item.option || item.grantee === null) continue;
    const keeps = (acl.get(item.grantee) ?? []).some(
      (other) =>
        !pending.has(other) &&
        other.option &&
        other.privilege === item.privilege &&
        other.column === item.column,
    );
    if (keeps) continue;
    for (const items of acl.values()) {
      for (const other of items) {
        if (other.grantor !== item.grantee || other.privilege !== item.privilege) continue;
        if (item.column !== null && other.column !== item.column) continue;
        if (!cascade) return false;
        pending.add(other);
      }
    }
  }
  for (const [grantee, items] of acl) {
    const isNamed = grantees.includes(grantee);
    const kept = items.filter((item) => {
      if (!pending.has(item)) return true;
      // Of those that were named only the option goes, if that was said; what hangs on it goes as a whole.
      if (!optionOnly || !isNamed || !isMeant(item)) return false;
      item.option = false;
      return true;
    });
    acl.set(grantee, kept);
  }
  return true;
}

export function* itemsOf(acl: Acl): Generator<AclItem> {
  for (const items of acl.values()) yield* items;
}
