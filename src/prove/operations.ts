/**
 * Every operation preserves every invariant: the obligations of FORMAL.md C.6 (a), step by step.
 *
 * An effect is a list of steps, and a conjunct of an invariant is followed through them. A step that changes nothing
 * that the conjunct speaks of keeps it; otherwise that it is kept is an obligation, with what is known before the step
 * and the guards as hypotheses. A cascade is an induction over its rounds: what a round keeps, all rounds keep; and at
 * the end, where a round would change nothing, that fact restores what the steps before had broken. What is neither
 * kept nor restored is not proved.
 */

import { dependence } from '../interpret/free.ts';
import { equal } from '../logic/build.ts';
import { after, type Cascade, type Operation, type Update } from '../logic/operation.ts';
import type { Formula, Term } from '../logic/terms.ts';
import type { Limits } from '../z3/session.ts';
import type { Decide, Proof, Proved } from './decide.ts';
import { type Hypothesis, translate } from './obligation.ts';

/** A conjunct of an invariant, lowered. */
export interface Conjunct {
  /** I1 … I13. */
  readonly invariant: string;
  /** Names it within the invariant. */
  readonly label: string;
  readonly formula: Formula;
}

export type Preservation =
  /** No step changes anything that the conjunct speaks of. */
  | { readonly kind: 'untouched' }
  /** For policies of every size; one proof for each step that mattered. */
  | { readonly kind: 'proved'; readonly proofs: readonly Proved[]; readonly how: 'kept' | 'restored' }
  | { readonly kind: 'open'; readonly reason: string };

export const labelOf = ({ invariant, label }: Conjunct): string =>
  label === invariant ? invariant : `${invariant} ${label}`;

/** What has been found about a conjunct on the way through the steps. */
interface Standing {
  readonly known: boolean;
  readonly preservation: Preservation;
}

export interface OperationProver {
  readonly preserve: (
    operation: Operation,
    conjuncts: readonly Conjunct[],
    wanted: (conjunct: Conjunct) => boolean,
  ) => Promise<ReadonlyMap<Conjunct, Preservation>>;
}

export function operationProver(decide: Decide, limits: Limits): OperationProver {
  /** Proofs by what was asked: cascades ask the same for many operations. */
  const decided = new Map<string, Promise<Proof>>();

  function prove(
    name: string,
    conjunct: Conjunct,
    goal: Formula,
    known: readonly Conjunct[],
    extra: readonly Hypothesis[],
  ): Promise<Proof> {
    const lists = hypothesisLists(conjunct, goal, known, extra);
    return decide({ name, meaning: `${name} keeps ${labelOf(conjunct)}`, goal }, lists, limits);
  }

  function once(key: string, make: () => Promise<Proof>): Promise<Proof> {
    const known = decided.get(key);
    if (known !== undefined) return known;
    const made = make();
    decided.set(key, made);
    return made;
  }

  async function preserve(
    operation: Operation,
    conjuncts: readonly Conjunct[],
    wanted: (conjunct: Conjunct) => boolean,
  ): Promise<ReadonlyMap<Conjunct, Preservation>> {
    let standing = new Map<Conjunct, Standing>(
      conjuncts.map((conjunct) => [conjunct, { known: true, preservation: { kind: 'untouched' } }]),
    );
    let guards: readonly Hypothesis[] = operation.guards.map(({ label, error, formula }) => ({
      label: `${label} ${error}`,
      formula,
    }));
    for (const step of operation.steps) {
      if (step.kind === 'update') {
        standing = await updated(operation.name, step.updates, standing, guards, wanted);
        const touched = new Set(step.updates.map(({ component }) => component));
        guards = guards.filter(({ formula }) => !speaksOf(formula, touched));
      } else {
        standing = await cascaded(step.cascade, standing, wanted);
        guards = guards.filter(
          ({ formula }) => !speaksOf(formula, new Set(step.cascade.round.map(({ component }) => component))),
        );
      }
    }
    return new Map([...standing].map(([conjunct, { preservation }]) => [conjunct, preservation]));
  }

  async function updated(
    name: string,
    updates: readonly Update[],
    before: ReadonlyMap<Conjunct, Standing>,
    guards: readonly Hypothesis[],
    wanted: (conjunct: Conjunct) => boolean,
  ): Promise<Map<Conjunct, Standing>> {
    const touched = new Set(updates.map(({ component }) => component));
    const known = knownOf(before);
    const result = new Map<Conjunct, Standing>();
    for (const [conjunct, standing] of before) {
      if (!speaksOf(conjunct.formula, touched)) {
        result.set(conjunct, standing);
      } else if (!wanted(conjunct)) {
        result.set(conjunct, { known: false, preservation: { kind: 'open', reason: 'not asked' } });
      } else {
        const proof = await prove(name, conjunct, after(updates, conjunct.formula), known, guards);
        result.set(conjunct, followed(standing, proof, 'kept'));
      }
    }
    return result;
  }

  async function cascaded(
    cascade: Cascade,
    before: ReadonlyMap<Conjunct, Standing>,
    wanted: (conjunct: Conjunct) => boolean,
  ): Promise<Map<Conjunct, Standing>> {
    const touched = new Set(cascade.round.map(({ component }) => component));
    const result = new Map<Conjunct, Standing>(before);
    // The largest part of what is known that a round keeps, from that part alone.
    let kept = knownOf(before).filter((conjunct) => !restored(cascade, conjunct));
    for (let stable = false; !stable; ) {
      stable = true;
      const assumed = kept;
      for (const conjunct of assumed) {
        if (!speaksOf(conjunct.formula, touched)) continue;
        const key = `${cascade.name} ${labelOf(conjunct)} ${assumed.map(labelOf).join()}`;
        const proof = await once(key, () =>
          prove(cascade.name, conjunct, after(cascade.round, conjunct.formula), assumed, []),
        );
        if (proof.kind === 'proved') {
          result.set(conjunct, followed(before.get(conjunct)!, proof, 'kept'));
        } else {
          kept = kept.filter((other) => other !== conjunct);
          stable = false;
        }
      }
    }
    const settled = cascade.round.map(
      ({ component, value }): Hypothesis => ({
        label: `${cascade.name} leaves ${component}`,
        formula: equal(componentTerm(component, value), value),
      }),
    );
    for (const [conjunct, standing] of before) {
      if (kept.includes(conjunct)) continue;
      if (!wanted(conjunct)) {
        result.set(conjunct, { known: false, preservation: { kind: 'open', reason: 'not asked' } });
        continue;
      }
      const key = `${cascade.name} ends ${labelOf(conjunct)} ${kept.map(labelOf).join()}`;
      const proof = await once(key, () => prove(cascade.name, conjunct, conjunct.formula, kept, settled));
      result.set(
        conjunct,
        proof.kind === 'proved'
          ? { known: true, preservation: { kind: 'proved', proofs: [proof], how: 'restored' } }
          : { known: false, preservation: standing.known ? openFor(proof) : standing.preservation },
      );
    }
    return result;
  }

  return { preserve };
}

const knownOf = (standing: ReadonlyMap<Conjunct, Standing>): readonly Conjunct[] =>
  [...standing].flatMap(([conjunct, { known }]) => (known ? [conjunct] : []));

/** What a cascade is for; it is shown at its end and need not be kept by every round. */
const restored = ({ name }: Cascade, { invariant }: Conjunct): boolean =>
  name === 'norm' && ['I4', 'I10', 'I11'].includes(invariant);

function followed(standing: Standing, proof: Proof, how: 'kept'): Standing {
  if (proof.kind !== 'proved') return { known: false, preservation: openFor(proof) };
  if (!standing.known) return standing;
  const earlier = standing.preservation.kind === 'proved' ? standing.preservation.proofs : [];
  return { known: true, preservation: { kind: 'proved', proofs: [...earlier, proof], how } };
}

const openFor = (proof: Exclude<Proof, Proved>): Preservation => ({
  kind: 'open',
  reason: proof.kind === 'open' ? 'no proof found' : proof.reason,
});

const componentTerm = (component: string, value: Term): Term => ({
  kind: 'relation',
  name: component,
  sorts: value.sorts,
  shape: 'relation',
});

export const speaksOf = (formula: Formula, components: ReadonlySet<string>): boolean =>
  [...dependence(formula).components.keys()].some((component) => components.has(component));

/**
 * Hypotheses in growing lists: those that speak of nothing but what the goal speaks of; with the same invariant,
 * references and all guards; everything that does not count; everything.
 */
function hypothesisLists(
  conjunct: Conjunct,
  goal: Formula,
  known: readonly Conjunct[],
  extra: readonly Hypothesis[],
): readonly (readonly Hypothesis[])[] {
  const components = new Set(dependence(goal).components.keys());
  const within = ({ formula }: { readonly formula: Formula }): boolean =>
    [...dependence(formula).components.keys()].every((name) => components.has(name) || name.endsWith('?'));
  const asHypothesis = (one: Conjunct): Hypothesis => ({ label: labelOf(one), formula: one.formula });
  const near = (one: Conjunct): boolean => [conjunct.invariant, 'I1', 'I2'].includes(one.invariant);
  const facts = known.map((one) => ({ ...asHypothesis(one), near: near(one) }));
  const lists = [
    [...facts.filter(within), ...extra.filter(within)],
    [
      ...facts.filter((fact) => within(fact) || (fact.near && !counts(fact.formula))),
      ...extra.filter((fact) => within(fact) || !counts(fact.formula)),
    ],
    [...facts, ...extra].filter((fact) => within(fact) || !counts(fact.formula)),
    [...facts, ...extra],
  ];
  return lists.filter((list, index) => index === 0 || list.length > lists[index - 1]!.length);
}

const counting = new WeakMap<Formula, boolean>();

/** Whether a formula counts up to a limit: then it has many variables, and many instances. */
function counts(formula: Formula): boolean {
  const known = counting.get(formula);
  if (known !== undefined) return known;
  const { hypotheses } = translate({
    name: '',
    meaning: '',
    hypotheses: [{ label: '', formula }],
    goal: { kind: 'true' },
  });
  const made = JSON.stringify(hypotheses).includes('number0');
  counting.set(formula, made);
  return made;
}
