/**
 * What may hold besides the facts of a policy: collected by readers, and added where everything that may hold is asked
 * for. It is kept apart from the facts, so that what looks at facts alone never takes a possible one for a fact.
 */

import { type FactsBuilder, factsBuilder } from './facts.ts';
import type { Doubt, Facts, Policy, Possible, PossibleFacts } from './model.ts';

/** Relations of which a fact may be possible only. */
export type PossibleRelation = 'assignments' | 'inheritance' | 'grants';

export interface PossibleBuilder {
  /** The index of a new doubt. */
  doubt(doubt: Doubt): number;
  /** States that the fact may hold, for the reason of `doubt`. */
  add(
    relation: PossibleRelation,
    left: number,
    right: number,
    at: { readonly file: number; readonly line: number },
    doubt: number,
  ): void;
  /** The rows of a relation so far. */
  rows(relation: PossibleRelation): PossibleFacts;
  /** Null where there is no doubt. */
  build(): Possible | null;
}

export function possibleBuilder(): PossibleBuilder {
  const doubts: Doubt[] = [];
  const relation = () => ({ facts: factsBuilder(0), doubt: [] as number[] });
  const relations: Record<PossibleRelation, { readonly facts: FactsBuilder; readonly doubt: number[] }> = {
    assignments: relation(),
    inheritance: relation(),
    grants: relation(),
  };
  const rows = (name: PossibleRelation): PossibleFacts => ({
    ...relations[name].facts.build(),
    doubt: Int32Array.from(relations[name].doubt),
  });
  return {
    doubt: (doubt) => doubts.push(doubt) - 1,
    add(name, left, right, { file, line }, doubt) {
      relations[name].facts.add(left, right, file, line);
      relations[name].doubt.push(doubt);
    },
    rows,
    build: () =>
      doubts.length === 0
        ? null
        : {
            doubts,
            assignments: rows('assignments'),
            inheritance: rows('inheritance'),
            grants: rows('grants'),
          },
  };
}

/** The policy if everything that may hold did hold: its possible facts are facts, and none are left. */
export function withPossible(policy: Policy): Policy {
  const { possible } = policy;
  if (possible === null) return policy;
  return {
    ...policy,
    assignments: joined(policy.assignments, possible.assignments),
    inheritance: joined(policy.inheritance, possible.inheritance),
    grants: joined(policy.grants, possible.grants),
    possible: null,
  };
}

function joined(certain: Facts, possible: Facts): Facts {
  const column = (name: keyof Facts): Int32Array => {
    const both = new Int32Array(certain[name].length + possible[name].length);
    both.set(certain[name]);
    both.set(possible[name], certain[name].length);
    return both;
  };
  return { left: column('left'), right: column('right'), file: column('file'), line: column('line') };
}

/** Ids under which users and roles go on; null: gone, with every fact that names it. */
export interface Renaming {
  readonly user?: (user: number) => number | null;
  readonly role?: (role: number) => number | null;
}

export function renamedPossible(
  possible: Possible | null,
  { user = same, role = same }: Renaming,
): Possible | null {
  if (possible === null) return null;
  return {
    doubts: possible.doubts,
    assignments: renamedFacts(possible.assignments, user, role),
    inheritance: renamedFacts(possible.inheritance, role, role),
    grants: renamedFacts(possible.grants, role, same),
  };
}

const same = (id: number): number => id;

function renamedFacts(
  facts: PossibleFacts,
  left: (id: number) => number | null,
  right: (id: number) => number | null,
): PossibleFacts {
  const kept = [...facts.left.keys()].filter(
    (row) => left(facts.left[row]!) !== null && right(facts.right[row]!) !== null,
  );
  const column = (numberOf: (row: number) => number): Int32Array => Int32Array.from(kept, numberOf);
  return {
    left: column((row) => left(facts.left[row]!)!),
    right: column((row) => right(facts.right[row]!)!),
    file: column((row) => facts.file[row]!),
    line: column((row) => facts.line[row]!),
    doubt: column((row) => facts.doubt[row]!),
  };
}
