/**
 * A run of proofs: every operation and every invariant, every guard, every law.
 *
 * Proofs first; what has none is searched for a counterexample up to a size. Operations are independent of each other
 * and are worked on side by side, by as many threads of Z3 as there are processors to spare.
 */

import { availableParallelism } from 'node:os';
import { laws } from '../../spec/laws.ts';
import { operations } from '../../spec/operations/catalogue.ts';
import { type Invariant, stateComponents, stateInvariants } from '../../spec/operations/invariants.ts';
import type { Operation } from '../logic/operation.ts';
import { lowerFormula, lowerOperation } from '../profile/lower.ts';
import { defaultProfile, type Profile } from '../profile/profile.ts';
import { openPool } from '../z3/pool.ts';
import type { Limits, Z3Session } from '../z3/session.ts';
import { decider } from './decide.ts';
import type { Findings, GuardFinding, Instance, LawFinding, ProveRequest } from './findings.ts';
import { type GuardTools, purposeOf } from './guards.ts';
import { proveLaws } from './laws.ts';
import { type Cell, type Strength, weakest } from './matrix.ts';
import { type Conjunct, type OperationProver, operationProver, type Preservation } from './operations.ts';
import { type SearchResult, searchBreak, searchInstance, stepSearch } from './search.ts';

export interface ProveOptions extends ProveRequest {
  /** The reading under which everything is proved; the default one unless given. */
  readonly profile?: Profile;
  /** Operations to prove instead of the specification's: tests plant mistakes in them. */
  readonly operations?: readonly Operation[];
  readonly invariants?: readonly Invariant[];
}

/** Names that a run can be asked for. */
export const operationNames = (): readonly string[] => operations.map(({ name }) => name);
export const lawNames = (): readonly string[] => laws.map(({ name }) => name);

export async function prove(options: ProveOptions): Promise<Findings> {
  const profile = options.profile ?? defaultProfile;
  const wanted = (options.operations ?? operations)
    .filter(({ name }) => options.names.length === 0 || options.names.includes(name))
    .map((operation) => lowerOperation(operation, profile));
  const conjuncts = conjunctsOf(options.invariants ?? stateInvariants, profile);
  const limits = { timeLimit: options.timeLimit };
  const session = await openPool(Math.max(1, Math.min(2, availableParallelism())));
  try {
    const decide = decider(session, (obligation) => options.tell({ kind: 'proved', obligation }));
    const tools: GuardTools = { decide, session, limits, conjuncts, components: stateComponents };
    const prover = operationProver(decide, stepSearch(stateComponents, session, limits), limits);
    const cells: Cell[] = [];
    const guards: GuardFinding[] = [];
    const instances: Instance[] = [];
    let started = 0;
    const proveOne = async (operation: Operation): Promise<void> => {
      if (options.stopped()) return;
      started += 1;
      options.tell({ kind: 'started', doing: operation.name, number: started, of: wanted.length });
      const found = await proveOperation(operation, prover, tools, options);
      cells.push(...found.cells);
      guards.push(...found.guards);
      if (found.instance !== null) instances.push(found.instance);
    };
    const [lawFindings] = await Promise.all([lawsOf(options, session, limits), sideBySide(wanted, proveOne)]);
    const order = wanted.map(({ name }) => name);
    const byOperation = (left: { operation: string }, right: { operation: string }): number =>
      order.indexOf(left.operation) - order.indexOf(right.operation);
    return {
      matrix: { profile, cells: cells.sort(byOperation) },
      guards: guards.sort(byOperation),
      laws: lawFindings,
      instances: instances.sort(byOperation),
    };
  } finally {
    await session.close();
  }
}

/** The laws that were asked for; laws are about the specification, not about operations that a test has changed. */
async function lawsOf(
  options: ProveOptions,
  session: Z3Session,
  limits: Limits,
): Promise<readonly LawFinding[]> {
  const known = lawNames();
  const names = options.names.length === 0 ? known : options.names.filter((name) => known.includes(name));
  if (names.length === 0 || options.operations !== undefined) return [];
  const { tell, stopped } = options;
  return await proveLaws({ names, session, limits, tell, stopped });
}

function conjunctsOf(invariants: readonly Invariant[], profile: Profile): readonly Conjunct[] {
  return invariants.flatMap(({ id, conjuncts }) =>
    conjuncts.map(({ label, formula }) => ({
      invariant: id,
      label,
      formula: lowerFormula(formula, profile),
    })),
  );
}

/** Two at a time: one is being decided while the other's instances are made. */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

interface OperationFindings {
  readonly cells: readonly Cell[];
  readonly guards: readonly GuardFinding[];
  readonly instance: Instance | null;
}

async function proveOperation(
  operation: Operation,
  prover: OperationProver,
  tools: GuardTools,
  { tell, stopped }: ProveOptions,
): Promise<OperationFindings> {
  const { conjuncts, components, session, limits } = tools;
  const preserved = await prover.preserve(operation, conjuncts, () => !stopped());
  const searched = new Map<Conjunct, SearchResult>();
  for (const [conjunct, preservation] of preserved) {
    if (preservation.kind !== 'open' || stopped()) continue;
    searched.set(
      conjunct,
      await searchBreak({ operation, conjuncts, broken: [conjunct], components }, session, limits),
    );
  }
  const ids = [...new Set(conjuncts.map(({ invariant }) => invariant))];
  const cells = ids.map((id) => cellOf(operation.name, id, preserved, searched));
  for (const cell of cells) tell({ kind: 'cell', cell });
  const guards: GuardFinding[] = [];
  for (const guard of operation.guards) {
    if (stopped()) break;
    const finding = await purposeOf(operation, guard, preserved, tools);
    guards.push(finding);
    tell({ kind: 'guard', guard: finding });
  }
  const instance = stopped() ? null : await searchInstance(operation, conjuncts, components, session, limits);
  return { cells, guards, instance };
}

function cellOf(
  operation: string,
  invariant: string,
  preserved: ReadonlyMap<Conjunct, Preservation>,
  searched: ReadonlyMap<Conjunct, SearchResult>,
): Cell {
  const entries = [...preserved].filter(([conjunct]) => conjunct.invariant === invariant);
  const found = entries.map(([conjunct, preservation]) =>
    strengthOf(preservation, searched.get(conjunct) ?? null),
  );
  const status = weakest(found.map((one) => one.status));
  const proofs = entries.flatMap(([, preservation]) =>
    preservation.kind === 'proved' ? preservation.proofs : [],
  );
  const bounded = found.find((one) => one.status === status && one.size !== null)?.size;
  return {
    operation,
    invariant,
    status,
    how: howOf(
      status,
      entries.map(([, preservation]) => preservation),
    ),
    because: [...new Set(proofs.flatMap(({ core }) => core))].sort(),
    size: bounded ?? largest(proofs.map(({ cutoff }) => cutoff)),
    reason: found.find((one) => one.status === status)?.reason ?? '',
  };
}

interface Found {
  readonly status: Strength;
  readonly size: Readonly<Record<string, number>> | null;
  readonly reason: string;
}

function strengthOf(preservation: Preservation, searched: SearchResult | null): Found {
  switch (preservation.kind) {
    case 'untouched':
      return { status: 'untouched', size: null, reason: '' };
    case 'proved':
      return {
        status: preservation.proofs.some(({ limited }) => limited) ? 'every size, limits to 4' : 'every size',
        size: null,
        reason: '',
      };
    case 'bounded':
      return { status: 'up to a size', size: preservation.size, reason: preservation.reason };
    case 'open':
      switch (searched?.kind) {
        case 'found':
          return { status: 'refuted', size: null, reason: 'a counterexample was replayed' };
        case 'none':
          return { status: 'up to a size', size: searched.size, reason: preservation.reason };
        default:
          return { status: 'unknown', size: null, reason: searched?.reason ?? preservation.reason };
      }
    default:
      throw new Error(`unknown preservation ${JSON.stringify(preservation satisfies never)}`);
  }
}

function howOf(status: Strength, preservations: readonly Preservation[]): Cell['how'] {
  if (status === 'untouched') return 'untouched';
  if (status === 'unknown' || status === 'refuted') return 'none';
  if (status === 'up to a size') return 'searched';
  const proved = preservations.flatMap((one) => (one.kind === 'proved' ? [one] : []));
  if (proved.some(({ how }) => how === 'restored')) return 'restored';
  const proofs = proved.flatMap((one) => one.proofs);
  return proofs.length > 0 && proofs.every(({ restates }) => restates !== null) ? 'guard' : 'kept';
}

function largest(sizes: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const result: Record<string, number> = {};
  for (const size of sizes) {
    for (const [sort, count] of Object.entries(size)) result[sort] = Math.max(result[sort] ?? 0, count);
  }
  return Object.fromEntries(Object.entries(result).sort(([left], [right]) => left.localeCompare(right)));
}
