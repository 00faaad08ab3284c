/** Privileges as `aclexplode` tells them, and the statements that bring them about. */

/** Names are quoted where they need to be; a grantee of null is everybody. */
export type AclEntry = readonly [grantor: string, grantee: string | null, privilege: string, option: boolean];

export interface AclTarget {
  /** `TABLE`, `FUNCTION`, … as behind `GRANT … ON`. */
  readonly kind: string;
  readonly name: string;
  readonly owner: string;
  readonly column?: string;
}

/** All privileges that one role has from another. */
interface Item {
  readonly grantor: string;
  readonly grantee: string | null;
  readonly plain: readonly string[];
  readonly withOption: readonly string[];
}

/**
 * What leads from `base` to `now`, item by item, as `pg_dump` does it: an item that differs is taken as a whole and given
 * anew.
 */
export function aclStatements(
  target: AclTarget,
  base: readonly AclEntry[],
  now: readonly AclEntry[],
): string[] {
  const before = itemsOf(base);
  const after = itemsOf(now);
  const statements: string[] = [];
  for (const [key, item] of before) {
    if (same(item, after.get(key))) continue;
    const privileges = [...item.plain, ...item.withOption].sort();
    statements.push(
      `REVOKE ${list(target, privileges)} ON ${place(target)} FROM ${who(item)}${by(target, item)};`,
    );
  }
  for (const [key, item] of after) {
    if (same(item, before.get(key))) continue;
    if (item.plain.length > 0) {
      statements.push(
        `GRANT ${list(target, item.plain)} ON ${place(target)} TO ${who(item)}${by(target, item)};`,
      );
    }
    if (item.withOption.length > 0) {
      const privileges = list(target, item.withOption);
      statements.push(
        `GRANT ${privileges} ON ${place(target)} TO ${who(item)} WITH GRANT OPTION${by(target, item)};`,
      );
    }
  }
  return statements;
}

function itemsOf(entries: readonly AclEntry[]): Map<string, Item> {
  const items = new Map<
    string,
    { grantor: string; grantee: string | null; plain: string[]; withOption: string[] }
  >();
  for (const [grantor, grantee, privilege, option] of entries) {
    const key = `${grantee === null ? '' : `r ${grantee}`}\n${grantor}`;
    const item = items.get(key) ?? { grantor, grantee, plain: [], withOption: [] };
    items.set(key, item);
    (option ? item.withOption : item.plain).push(privilege);
  }
  const sorted = [...items].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, item] of sorted) {
    item.plain.sort();
    item.withOption.sort();
  }
  return new Map(sorted);
}

function same(a: Item, b: Item | undefined): boolean {
  return b !== undefined && a.plain.join() === b.plain.join() && a.withOption.join() === b.withOption.join();
}

function list({ column }: AclTarget, privileges: readonly string[]): string {
  return privileges
    .map((privilege) => (column === undefined ? privilege : `${privilege}(${column})`))
    .join(', ');
}

function place({ kind, name }: AclTarget): string {
  return name === '' ? kind : `${kind} ${name}`;
}

function who({ grantee }: Item): string {
  return grantee ?? 'PUBLIC';
}

function by({ owner }: AclTarget, { grantor }: Item): string {
  return grantor === owner ? '' : ` GRANTED BY ${grantor}`;
}
