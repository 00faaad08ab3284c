/** Values of the policy language with the place of each: what `decode.ts` makes of a document's text. */

import type { Key } from './yaml.ts';

interface At {
  readonly start: number;
  readonly end: number;
}

/**
 * A single value. `given` is false where a required one is missing or of the wrong type, which has been reported
 * already: then `value` stands for nothing and must not be looked up.
 */
export interface Leaf<Value> extends At {
  readonly kind: 'leaf';
  readonly value: Value;
  readonly given: boolean;
}

export interface List<Item> extends At {
  readonly kind: 'list';
  readonly items: readonly Item[];
}

/** A mapping from names that the user chose, in order. */
export interface Mapping<Value> extends At {
  readonly kind: 'mapping';
  readonly entries: readonly { readonly key: Key; readonly value: Value }[];
}

/** A mapping with the keys of the language. */
export interface Fields<Values> extends At {
  readonly kind: 'fields';
  readonly values: Values;
  readonly keys: ReadonlyMap<string, Key>;
}

export type Located<T> = T extends undefined
  ? never
  : T extends string | number | null
    ? Leaf<T>
    : T extends readonly (infer Item)[]
      ? List<Located<Item>>
      : string extends keyof T
        ? Mapping<Located<T[keyof T]>>
        : Fields<{ readonly [Name in keyof T]: Located<T[Name]> }>;
