/**
 * The state of FORMAL.md A.2 as it is written there: sets and relations of names, partial functions as maps.
 *
 * The reference machine shares nothing with the specification, so that a mistake in a guard, an effect or the
 * interpreter cannot hide in both. What FORMAL.md declares as a function is a map here and cannot be anything else.
 */

export type Pair = readonly [string, string];

/** (T, n): fewer than n of T. */
export interface NamedSet {
  readonly roles: readonly string[];
  readonly limit: number;
}

export interface Permission {
  readonly object: string;
  readonly operation: string;
}

export interface Session {
  readonly user: string;
  readonly active: readonly string[];
  /** The run that it belongs to, and which session of the application it is. */
  readonly of: { readonly run: string; readonly name: string } | null;
}

/** Of an HR role: all values are needed (basic, combined), or one of them is enough (a set role). */
export interface Definition {
  readonly needs: 'all' | 'any';
  readonly values: readonly string[];
}

export interface Machine {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly objects: readonly string[];
  readonly operations: readonly string[];
  readonly permissions: ReadonlyMap<string, Permission>;
  readonly UA: readonly Pair[];
  readonly PA: readonly Pair[];
  /** Senior, immediate junior. */
  readonly RH: readonly Pair[];
  readonly mutexS: readonly Pair[];
  readonly mutexD: readonly Pair[];
  readonly mutexPS: readonly Pair[];
  readonly mutexPD: readonly Pair[];
  readonly ssd: ReadonlyMap<string, NamedSet>;
  readonly dsd: ReadonlyMap<string, NamedSet>;
  readonly card: ReadonlyMap<string, number>;
  readonly prereq: readonly Pair[];
  readonly window: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  /** Null: the state knows no time. */
  readonly now: number | null;
  readonly sessions: ReadonlyMap<string, Session>;
  /** The attribute that an HR value is of. */
  readonly attribute: ReadonlyMap<string, string>;
  readonly hr: ReadonlyMap<string, readonly string[]>;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly pend: readonly Pair[];
  /** Special assignments: user, role, last moment. */
  readonly limits: readonly (readonly [string, string, number])[];
  readonly wide: readonly string[];
  readonly local: readonly Pair[];
  readonly cso: readonly string[];
  readonly dso: readonly Pair[];
  /** The application in focus. */
  readonly application: {
    readonly names: readonly string[];
    readonly template: readonly Pair[];
    readonly mutex: readonly Pair[];
    readonly plan: ReadonlyMap<string, string>;
    readonly initiator: readonly string[];
  };
}

/** Init (A.6). */
export const initial: Machine = {
  users: [],
  roles: [],
  objects: [],
  operations: [],
  permissions: new Map(),
  UA: [],
  PA: [],
  RH: [],
  mutexS: [],
  mutexD: [],
  mutexPS: [],
  mutexPD: [],
  ssd: new Map(),
  dsd: new Map(),
  card: new Map(),
  prereq: [],
  window: new Map(),
  now: 0,
  sessions: new Map(),
  attribute: new Map(),
  hr: new Map(),
  definitions: new Map(),
  pend: [],
  limits: [],
  wide: [],
  local: [],
  cso: [],
  dso: [],
  application: { names: [], template: [], mutex: [], plan: new Map(), initiator: [] },
};
