/**
 * Decides obligations: ground instances, put to Z3, with growing hypotheses and growing depth.
 *
 * A proof is an unsatisfiable set of instances, with the hypotheses that were needed (the core), and its satisfiable
 * twin: the same instances of these hypotheses without the goal's contrary, which shows that they do not contradict each
 * other.
 * Leastness of closures was assumed only in consequences that are proved in the same way.
 */

import type { Formula } from '../logic/terms.ts';
import type { Limits, Problem, Z3Session } from '../z3/session.ts';
import type { Clause } from './clauses.ts';
import type { Coherence } from './closures.ts';
import type { ProvedObligation, ProvedPart } from './export.ts';
import { negation, normal, type Sentence, shapeOf, sizeOf } from './first-order.ts';
import { cyclic, instanceCount, instances, type Terms, termsOf } from './ground.ts';
import {
  type Clausified,
  clausify,
  closureLabel,
  goalLabel,
  type Hypothesis,
  type Obligation,
  orderLabel,
  type Translated,
  translate,
} from './obligation.ts';
import { groundText, labelSymbol } from './smt.ts';

export interface Proved {
  readonly kind: 'proved';
  /** Labels of the hypotheses that were needed. */
  readonly core: readonly string[];
  /** Terms per sort: in the fragment, a bound on a smallest counterexample; else the terms that the proof uses. */
  readonly cutoff: Readonly<Record<string, number>>;
  /** The hypothesis that says what the goal says, where one does: then the proof is a tautology. */
  readonly restates: string | null;
  /** No sort makes terms of itself, so that instances decide. */
  readonly inFragment: boolean;
  /** Only for limits and cardinalities that are spelled out. */
  readonly limited: boolean;
  readonly instances: number;
  /** Consequences of leastness that were used, each proved. */
  readonly coherences: readonly string[];
}

export type Proof =
  | Proved
  /** The instances have a model; it proves nothing by itself. */
  | { readonly kind: 'open' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** More instances than this are not put to the solver. */
const instanceLimit = 60_000;
/** Atoms and connectives of a problem that is put into clauses. */
const sentenceLimit = 20_000;
const depths = [1, 2];

/** `lists`: the hypotheses to try, the smallest list first. */
export type Decide = (
  obligation: Omit<Obligation, 'hypotheses'>,
  lists: readonly (readonly Hypothesis[])[],
  limits: Limits,
) => Promise<Proof>;

/** `proved` is told of each obligation that was proved, with what it was proved from. */
export function decider(
  session: Z3Session,
  proved: (obligation: ProvedObligation) => void = () => {},
): Decide {
  /** Whether coherences were proved, by their text. */
  const coherent = new Map<string, Promise<boolean>>();

  async function refute(
    contrary: Sentence,
    translated: Translated,
    depth: number,
    limits: Limits,
  ): Promise<Proof> {
    const sentences = [contrary, ...translated.hypotheses.map(({ sentence }) => sentence)];
    if (sentences.reduce((sum, sentence) => sum + sizeOf(sentence), 0) > sentenceLimit) {
      return { kind: 'unknown', reason: 'too large to be put into clauses' };
    }
    const clausified = clausify(translated, contrary);
    const terms = termsOf(clausified.clauses, clausified.functions, depth);
    if (terms === null) return { kind: 'unknown', reason: 'too many terms' };
    const size = instanceCount(clausified.clauses, terms);
    if (size > instanceLimit) return { kind: 'unknown', reason: `more than ${instanceLimit} instances` };
    const answer = await session.decide(problemOf(clausified, terms), limits);
    switch (answer.kind) {
      case 'unsat':
        return await confirmed(answer.core, translated, clausified, terms, size, limits);
      case 'unknown':
        return { kind: 'unknown', reason: answer.reason };
      case 'sat':
        return { kind: 'open' };
      default:
        throw new Error(`unknown answer ${JSON.stringify(answer satisfies never)}`);
    }
  }

  async function confirmed(
    core: readonly string[],
    translated: Translated,
    clausified: Clausified,
    terms: Terms,
    size: number,
    limits: Limits,
  ): Promise<Proof> {
    const labels = labelsOf(clausified.clauses);
    const needed = labels.filter((_, index) => core.includes(labelSymbol(index)));
    const clauses = clausified.clauses.filter(({ label }) => label !== goalLabel && needed.includes(label));
    const twin = await session.decide(problemOf({ ...clausified, clauses }, terms), limits);
    if (twin.kind === 'unsat') return { kind: 'unknown', reason: 'the hypotheses contradict each other' };
    if (twin.kind === 'unknown') return { kind: 'unknown', reason: `twin: ${twin.reason}` };
    const used = needed.includes(closureLabel) ? translated.coherences : [];
    for (const coherence of used) {
      if (!(await isCoherent(coherence, translated, limits))) {
        return { kind: 'unknown', reason: `not shown: ${coherence.name}` };
      }
    }
    return {
      kind: 'proved',
      core: needed.filter((label) => label !== goalLabel),
      cutoff: Object.fromEntries([...terms.bySort].map(([sort, list]) => [sort, list.length])),
      inFragment: !cyclic(clausified.functions),
      limited: false,
      restates: null,
      instances: size,
      coherences: used.map(({ name }) => name),
    };
  }

  function isCoherent(coherence: Coherence, { signature }: Translated, limits: Limits): Promise<boolean> {
    const key = JSON.stringify([coherence.name, coherence.because]);
    const known = coherent.get(key);
    if (known !== undefined) return known;
    const made = (async () => {
      const hypotheses = [{ label: closureLabel, sentence: coherence.axioms }];
      const clausified = clausify({ hypotheses, signature }, negation(coherence.because));
      const terms = termsOf(clausified.clauses, clausified.functions, 1);
      if (terms === null) return false;
      const answer = await session.decide(problemOf(clausified, terms), limits);
      if (answer.kind !== 'unsat') return false;
      const part = { hypotheses, contrary: negation(coherence.because), signature, coherences: [] };
      const meaning = `transitive closure: ${coherence.name}`;
      proved({ name: closureLabel, meaning, limited: false, parts: [part] });
      return true;
    })();
    coherent.set(key, made);
    return made;
  }

  return async (obligation, lists, limits) => {
    const translated = lists.map((hypotheses) => translate({ ...obligation, hypotheses }));
    const attempts = depths.flatMap((depth) =>
      [...translated.map(withoutOrder), ...translated.filter(mayLackOrder)].map((attempted) => ({
        attempted,
        depth,
      })),
    );
    const found: Proved[] = [];
    const parts: ProvedPart[] = [];
    for (const part of translated[0]!.contraries.keys()) {
      let last: Proof = { kind: 'open' };
      for (const { attempted, depth } of attempts) {
        const contrary = attempted.contraries[part]!;
        last = await refute(contrary, attempted, depth, limits);
        if (last.kind !== 'proved') continue;
        const { core, coherences } = last;
        const hypotheses = attempted.hypotheses.filter(({ label }) => core.includes(label));
        parts.push({ hypotheses, contrary, signature: attempted.signature, coherences });
        break;
      }
      if (last.kind !== 'proved') return last;
      found.push(last);
    }
    const limited = translated.some((one) => one.limited);
    proved({ name: obligation.name, meaning: obligation.meaning, limited, parts });
    return together(found, limited);
  };
}

/** A hypothesis that says what the goal says proves it, whatever that is. */
export function restated(goal: Formula, hypotheses: readonly Hypothesis[]): Proved | null {
  const translated = translate({ name: '', meaning: '', hypotheses, goal });
  const wanted = shapeOf(normal(translated.goal));
  const found = translated.hypotheses.find(({ sentence }) => shapeOf(normal(sentence)) === wanted);
  if (found === undefined) return null;
  return {
    kind: 'proved',
    core: [found.label],
    cutoff: {},
    restates: found.label,
    inFragment: true,
    limited: false,
    instances: 0,
    coherences: [],
  };
}

/** Few proofs about times need their order, and its transitivity has many instances: tried without it first. */
const mayLackOrder = ({ numbers }: Translated): boolean => numbers === 'compared';

const withoutOrder = (translated: Translated): Translated =>
  mayLackOrder(translated)
    ? {
        ...translated,
        hypotheses: translated.hypotheses.filter(({ label }) => label !== orderLabel),
      }
    : translated;

/** The proofs of a goal's parts as the proof of the goal. */
function together(proofs: readonly Proved[], limited: boolean): Proved {
  const cutoff: Record<string, number> = {};
  for (const proof of proofs) {
    for (const [sort, size] of Object.entries(proof.cutoff)) cutoff[sort] = Math.max(cutoff[sort] ?? 0, size);
  }
  return {
    kind: 'proved',
    core: [...new Set(proofs.flatMap(({ core }) => core))].sort(),
    cutoff,
    inFragment: proofs.every(({ inFragment }) => inFragment),
    limited,
    restates: null,
    instances: proofs.reduce((sum, { instances: size }) => sum + size, 0),
    coherences: [...new Set(proofs.flatMap(({ coherences }) => coherences))],
  };
}

const labelsOf = (clauses: readonly Clause[]): readonly string[] => [
  ...new Set(clauses.map(({ label }) => label)),
];

/** The instances of clauses over terms, those of one label under one name. */
function problemOf({ clauses, functions, predicates }: Clausified, terms: Terms): Problem {
  const groups = labelsOf(clauses).map((label) =>
    clauses.filter((clause) => clause.label === label).flatMap((clause) => [...instances(clause, terms)]),
  );
  const sorts = new Set([
    ...terms.bySort.keys(),
    ...[...predicates.values()].flat(),
    ...functions.flatMap(({ from, to }) => [...from, to]),
  ]);
  const text = groundText({ sorts, predicates, functions, groups });
  return { text, constants: [], logic: 'QF_UF', core: true };
}
