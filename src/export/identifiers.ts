/**
 * Identifiers of plain letters from any names: different names get different ones, and what is plain already stays as it
 * is. Nobody can read a name back from one, so that who writes them says beside each which name it stands for.
 */

export interface Identifiers {
  /** The identifier of a name; `prefix` sets kinds of names apart, and begins it. */
  of(prefix: string, name: string): string;
}

const longest = 60;

export function identifiers(): Identifiers {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  return {
    of(prefix, name) {
      const key = `${prefix}\n${name}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const plain = `${prefix}_${name
        .normalize('NFKD')
        .replace(/[^A-Za-z0-9]+/g, '_')
        .replace(/^_+|_+$/g, '')
        .slice(0, longest)}`.replace(/_$/, '');
      let made = plain;
      // A prefix by itself may be a name of the language's own.
      for (let number = 2; made === prefix || taken.has(made.toLowerCase()); number += 1)
        made = `${plain}_${number}`;
      taken.add(made.toLowerCase());
      known.set(key, made);
      return made;
    },
  };
}
