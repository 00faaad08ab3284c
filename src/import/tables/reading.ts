/** What tables that are read together have said so far: names as written, before wildcards are split. */

import type { ImportBuilder, ImportInput } from '../imported.ts';
import type { Cell } from './rows.ts';

/** What a role or a user has: a permission, a pattern of them, or everything from one name to another. */
export interface RawGrant {
  readonly holder: string;
  readonly holderAt: Cell['at'];
  /** A user has it without a role. */
  readonly direct: boolean;
  readonly from: string;
  /** The end of a range, or null. */
  readonly to: string | null;
  readonly at: Cell['at'];
  readonly doubt: number | null;
}

/** One demand of a function on the values of an authorisation object. */
export interface Condition {
  readonly object: string;
  readonly field: string;
  readonly from: string;
  readonly to: string | null;
  readonly operator: 'and' | 'or' | 'not';
  readonly at: Cell['at'];
}

/** A value of an authorisation object that a role has. */
export interface Authorisation {
  readonly object: string;
  /** Values of one instance count together; null where the file does not tell instances. */
  readonly instance: string | null;
  /** Whether the role has it for certain. */
  readonly isSure: boolean;
  readonly field: string;
  readonly from: string;
  readonly to: string | null;
}

export interface RawFunction {
  readonly at: Cell['at'];
  readonly actions: Map<string, Cell['at']>;
  /** By action; the empty text is for all of its actions. */
  readonly conditions: Map<string, Condition[]>;
}

export interface RawRisk {
  readonly at: Cell['at'];
  readonly functions: Map<string, Cell['at']>;
  description: string | null;
  process: string | null;
  owner: string | null;
  level: Cell | null;
  /** Null: no row says. */
  off: boolean | null;
}

/** Names that exclude each other, before it is known whether they are roles, functions or permissions. */
export interface RawExclusion {
  /** What the file calls it; null: it is called after its members. */
  readonly id: string | null;
  readonly members: readonly { readonly name: string; readonly at: Cell['at'] }[];
  readonly over: 'role' | 'permission' | 'function' | null;
  readonly severity: 'error' | 'warning' | 'note';
  readonly reason: string | null;
  readonly owner: string | null;
  readonly at: Cell['at'];
}

export interface Reading {
  readonly input: ImportInput;
  readonly builder: ImportBuilder;
  readonly roles: Set<string>;
  readonly systems: Set<string>;
  /** Systems of tables that do not name roles with them. */
  readonly unnamed: Map<string, Cell>;
  readonly grants: RawGrant[];
  readonly functions: Map<string, RawFunction>;
  readonly functionNames: Map<string, string>;
  readonly risks: Map<string, RawRisk>;
  readonly exclusions: RawExclusion[];
  /** By role. */
  readonly authorisations: Map<string, Authorisation[]>;
}

export function startReading(input: ImportInput, builder: ImportBuilder): Reading {
  return {
    input,
    builder,
    roles: new Set(),
    systems: new Set(),
    unnamed: new Map(),
    grants: [],
    functions: new Map(),
    functionNames: new Map(),
    risks: new Map(),
    exclusions: [],
    authorisations: new Map(),
  };
}

export function functionAt(reading: Reading, { text, at }: Cell): RawFunction {
  const known = reading.functions.get(text);
  if (known !== undefined) return known;
  const made: RawFunction = { at, actions: new Map(), conditions: new Map() };
  reading.functions.set(text, made);
  return made;
}

export function riskAt(reading: Reading, { text, at }: Cell): RawRisk {
  const known = reading.risks.get(text);
  if (known !== undefined) return known;
  const made: RawRisk = {
    at,
    functions: new Map(),
    description: null,
    process: null,
    owner: null,
    level: null,
    off: null,
  };
  reading.risks.set(text, made);
  return made;
}
