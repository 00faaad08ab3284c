/**
 * The reading profile: every ambiguity of the sources as a switch (FORMAL.md A.7).
 *
 * A profile is data that each verdict carries. It is lowered away before any engine runs: engines see relations
 * and sets, never a switch. Switches with one value are listed so that a verdict names the reading in full.
 */

export const switches = {
  /** S1: which roles a user has. */
  membership: { id: 'S1', values: ['authorised', 'assigned'] },
  /** S3: what dynamic separation of duty ranges over. */
  'dynamic-scope': { id: 'S3', values: ['session', 'user'] },
  /** S4: whether activating a senior role counts its juniors. */
  'dynamic-closure': { id: 'S4', values: ['closure', 'explicit'] },
  /** S5: shapes of role exclusion. */
  arity: { id: 'S5', values: ['pairs-and-sets'] },
  /** S6: (T,n) is satisfied iff fewer than n roles of T are held. */
  'set-limit': { id: 'S6', values: ['held<n'] },
  /** S7: what operational separation of duty is about: O1 (authorised), O2 (active), O4 (assigned sessions of a plan). */
  operational: { id: 'S7', values: ['authorised', 'active', 'assigned-sessions'] },
  /** S9: a session needs one user who holds all of its roles. */
  'session-roles': { id: 'S9', values: ['all'] },
  /** S10: what feasibility means. */
  feasibility: { id: 'S10', values: ['static', 'pairwise'] },
  /** S11: whether the initiator needs all or any of the initiator roles. */
  initiator: { id: 'S11', values: ['all', 'any'] },
  /** S16: which users a cardinality counts. */
  cardinality: { id: 'S16', values: ['assigned', 'authorised'] },
  /** S17: whether a prerequisite must hold in every state or only at the moment of assignment. */
  prerequisite: { id: 'S17', values: ['invariant', 'assignment'] },
  /** S18: whether a revocation takes what depends on it along, or is refused. */
  revocation: { id: 'S18', values: ['cascade', 'reject'] },
  /** C.1: whether a role may have more than one immediate junior. */
  hierarchy: { id: 'C.1', values: ['general', 'limited'] },
} as const;

export type SwitchName = keyof typeof switches;

/** In the order of FORMAL.md A.7. */
export const switchNames = Object.keys(switches) as readonly SwitchName[];

export type SwitchValue<Name extends SwitchName> = (typeof switches)[Name]['values'][number];

/** One value for each switch. */
export type Profile = { readonly [Name in SwitchName]: SwitchValue<Name> };

/** The defaults of FORMAL.md A.7: the first value of each switch. */
export const defaultProfile: Profile = {
  membership: 'authorised',
  'dynamic-scope': 'session',
  'dynamic-closure': 'closure',
  arity: 'pairs-and-sets',
  'set-limit': 'held<n',
  operational: 'authorised',
  'session-roles': 'all',
  feasibility: 'static',
  initiator: 'all',
  cardinality: 'assigned',
  prerequisite: 'invariant',
  revocation: 'cascade',
  hierarchy: 'general',
};
