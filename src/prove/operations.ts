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
import { subset } from '../logic/build.ts';
import { after, type Cascade, type Operation, type Update } from '../logic/operation.ts';
import type { Formula, Term, TermNode } from '../logic/terms.ts';
import type { Limits } from '../z3/session.ts';
import { type Decide, type Proof, type Proved, restated } from './decide.ts';
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
  /** No state up to a size in which some step does not keep it; `reason` is why there is no proof. */
  | {
      readonly kind: 'bounded';
      readonly size: Readonly<Record<string, number>>;
      readonly reason: string;
    }
  | { readonly kind: 'open'; readonly reason: string };

/** Whether a step keeps a conjunct in all states up to a size; null where it does not or where that is not known. */
export type SearchStep = (
  operation: Operation,
  known: readonly Conjunct[],
  guards: readonly Hypothesis[],
  goal: Formula,
) => Promise<Readonly<Record<string, number>> | null>;

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

export function operationProver(decide: Decide, searchStep: SearchStep, limits: Limits): OperationProver {
  /** Proofs by what was asked: cascades ask the same for many operations. */
  const decided = new Map<string, Promise<Proof>>();

  /** That updates keep a conjunct. */
  function kept(
    name: string,
    conjunct: Conjunct,
    updates: readonly Update[],
    known: readonly Conjunct[],
    guards: readonly Hypothesis[],
  ): Promise<Proof> {
    const unnamed = after(updates, conjunct.formula);
    const { named, effects } = namedEffects(updates);
    const goal = after(named, conjunct.formula);
    const spoken = componentsOf(goal);
    const lists = hypothesisLists(
      conjunct,
      componentsOf(unnamed),
      known,
      guards,
      effects.filter(({ component }) => spoken.has(`${component}′`)),
    );
    return decide({ name, meaning: `${name} keeps ${labelOf(conjunct)}`, goal }, lists, limits);
  }

  /** That a conjunct holds where a cascade has nothing left to do. */
  function endsWith(
    cascade: Cascade,
    conjunct: Conjunct,
    known: readonly Conjunct[],
    settled: readonly Hypothesis[],
  ): Promise<Proof> {
    const goal = conjunct.formula;
    const lists = hypothesisLists(conjunct, componentsOf(goal), known, settled, []);
    return decide(
      { name: cascade.name, meaning: `${cascade.name} ends with ${labelOf(conjunct)}`, goal },
      lists,
      limits,
    );
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
    let guards: readonly Hypothesis[] = operation.guards.flatMap(({ label, error, formula }) =>
      conjunctsOf(formula).map((part) => ({ label: `${label} ${error}`, formula: part })),
    );
    for (const [index, step] of operation.steps.entries()) {
      if (step.kind === 'update') {
        const later = operation.steps
          .slice(index + 1)
          .flatMap((next) => (next.kind === 'cascade' ? [next.cascade] : []));
        const left = (conjunct: Conjunct): boolean => later.some((cascade) => restored(cascade, conjunct));
        standing = await updated(operation, step.updates, standing, guards, wanted, left);
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
    operation: Operation,
    updates: readonly Update[],
    before: ReadonlyMap<Conjunct, Standing>,
    guards: readonly Hypothesis[],
    wanted: (conjunct: Conjunct) => boolean,
    leftToCascade: (conjunct: Conjunct) => boolean,
  ): Promise<Map<Conjunct, Standing>> {
    const touched = new Set(updates.map(({ component }) => component));
    const known = knownOf(before);
    const result = new Map<Conjunct, Standing>();
    for (const [conjunct, standing] of before) {
      if (!speaksOf(conjunct.formula, touched)) {
        result.set(conjunct, standing);
      } else if (!wanted(conjunct)) {
        result.set(conjunct, { known: false, preservation: { kind: 'open', reason: 'not asked' } });
      } else if (leftToCascade(conjunct)) {
        result.set(conjunct, { known: false, preservation: { kind: 'open', reason: 'left to the cascade' } });
      } else {
        const goal = after(updates, conjunct.formula);
        // A guard that states an invariant about the state after speaks of one step.
        const tautology = operation.steps.length === 1 ? restated(goal, guards) : null;
        const proof = tautology ?? (await kept(operation.name, conjunct, updates, known, guards));
        const size =
          proof.kind === 'proved' || !standing.known
            ? null
            : await searchStep(operation, known, guards, goal);
        result.set(
          conjunct,
          size === null
            ? followed(standing, proof, 'kept', before)
            : {
                known: true,
                preservation: {
                  kind: 'bounded',
                  size: smaller(standing.preservation, size),
                  reason: reasonOf(proof),
                },
              },
        );
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
    let inductive = knownOf(before).filter((conjunct) => !restored(cascade, conjunct));
    for (let stable = false; !stable; ) {
      stable = true;
      const assumed = inductive;
      for (const conjunct of assumed) {
        if (!speaksOf(conjunct.formula, touched)) continue;
        const key = `${cascade.name} ${labelOf(conjunct)} ${assumed.map(labelOf).join()}`;
        const proof = await once(key, () => kept(cascade.name, conjunct, cascade.round, assumed, []));
        if (proof.kind === 'proved') {
          result.set(conjunct, followed(before.get(conjunct)!, proof, 'kept', before));
        } else {
          inductive = inductive.filter((other) => other !== conjunct);
          stable = false;
        }
      }
    }
    const settled = cascade.round.map(
      ({ component, value }): Hypothesis => ({
        label: `${cascade.name} leaves ${component}`,
        formula: subset(componentTerm(component, value), value),
      }),
    );
    for (const [conjunct, standing] of before) {
      if (inductive.includes(conjunct)) continue;
      if (!wanted(conjunct)) {
        result.set(conjunct, { known: false, preservation: { kind: 'open', reason: 'not asked' } });
        continue;
      }
      const key = `${cascade.name} ends ${labelOf(conjunct)} ${inductive.map(labelOf).join()}`;
      const proof = await once(key, () => endsWith(cascade, conjunct, inductive, settled));
      result.set(
        conjunct,
        proof.kind === 'proved'
          ? followed(standing, proof, 'restored', before)
          : { known: false, preservation: standing.known ? openFor(proof) : standing.preservation },
      );
    }
    return result;
  }

  return { preserve };
}

/** A guard in parts, so that a part can be used without the others. */
function conjunctsOf(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case 'labelled':
      return conjunctsOf(formula.operand);
    case 'and':
      return formula.operands.flatMap(conjunctsOf);
    case 'not':
      return formula.operand.kind === 'or'
        ? formula.operand.operands.flatMap((operand) => conjunctsOf({ kind: 'not', operand }))
        : [formula];
    default:
      return [formula];
  }
}

const knownOf = (standing: ReadonlyMap<Conjunct, Standing>): readonly Conjunct[] =>
  [...standing].flatMap(([conjunct, { known }]) => (known ? [conjunct] : []));

/** What a cascade is for; it is shown at its end and need not be kept by every round. */
const restored = ({ name }: Cascade, { invariant }: Conjunct): boolean =>
  name === 'norm' && ['I4', 'I10', 'I11'].includes(invariant);

function followed(
  standing: Standing,
  proof: Proof,
  how: 'kept' | 'restored',
  before: ReadonlyMap<Conjunct, Standing>,
): Standing {
  if (proof.kind !== 'proved') return { known: false, preservation: openFor(proof) };
  const bounded = boundedIn(proof, before);
  if (bounded !== null) return { known: true, preservation: bounded };
  if (how === 'restored') return { known: true, preservation: { kind: 'proved', proofs: [proof], how } };
  if (!standing.known || standing.preservation.kind === 'bounded') return standing;
  const earlier = standing.preservation.kind === 'proved' ? standing.preservation.proofs : [];
  return { known: true, preservation: { kind: 'proved', proofs: [...earlier, proof], how } };
}

/** What several steps were searched to is the least of it. */
function smaller(
  earlier: Preservation,
  size: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  if (earlier.kind !== 'bounded') return size;
  const sorts = [...new Set([...Object.keys(earlier.size), ...Object.keys(size)])];
  return Object.fromEntries(sorts.map((sort) => [sort, Math.min(earlier.size[sort] ?? 1, size[sort] ?? 1)]));
}

/** A proof is no stronger than its hypotheses: one that was only searched up to a size makes it bounded by that size. */
function boundedIn(
  { core }: Proved,
  before: ReadonlyMap<Conjunct, Standing>,
): Extract<Preservation, { kind: 'bounded' }> | null {
  for (const [conjunct, { preservation }] of before) {
    if (preservation.kind === 'bounded' && core.includes(labelOf(conjunct))) return preservation;
  }
  return null;
}

const openFor = (proof: Exclude<Proof, Proved>): Preservation => ({ kind: 'open', reason: reasonOf(proof) });

const reasonOf = (proof: Proof): string => (proof.kind === 'unknown' ? proof.reason : 'no proof found');

export const componentTerm = (component: string, value: Term): Term => ({
  kind: 'relation',
  name: component,
  sorts: value.sorts,
  shape: 'relation',
});

export const speaksOf = (formula: Formula, components: ReadonlySet<string>): boolean =>
  [...dependence(formula).components.keys()].some((component) => components.has(component));

export const componentsOf = (formula: Formula): ReadonlySet<string> =>
  new Set(dependence(formula).components.keys());

/** One direction of what an update says of the component after it. */
interface Effect extends Hypothesis {
  readonly component: string;
  /** `smaller`: it loses only; `at most`, `at least`: the value contains it, or is contained in it. */
  readonly direction: 'smaller' | 'at most' | 'at least';
}

/**
 * Updates whose values are quantified are given a name, component′, and what they say becomes hypotheses: in a goal
 * that speaks of them several times they would be unfolded several times.
 */
function namedEffects(updates: readonly Update[]): {
  readonly named: readonly Update[];
  readonly effects: readonly Effect[];
} {
  const named: Update[] = [];
  const effects: Effect[] = [];
  for (const { component, value } of updates) {
    if (!isQuantified(value)) {
      named.push({ component, value });
      continue;
    }
    const primed: Term = { kind: 'relation', name: `${component}′`, sorts: value.sorts, shape: 'relation' };
    named.push({ component, value: primed });
    const before = componentTerm(component, value);
    if (selects(value, component)) {
      effects.push({
        component,
        direction: 'smaller',
        label: `effect ${component}′`,
        formula: { kind: 'subset', left: primed, right: before },
      });
    }
    effects.push(
      {
        component,
        direction: 'at most',
        label: `effect ${component}′`,
        formula: { kind: 'subset', left: primed, right: value },
      },
      {
        component,
        direction: 'at least',
        label: `effect ${component}′`,
        formula: { kind: 'subset', left: value, right: primed },
      },
    );
  }
  return { named, effects };
}

/** Whether a term takes some tuples of a component and no others, by its form. */
function selects(value: Term, component: string): boolean {
  const node: TermNode = value;
  switch (node.kind) {
    case 'relation':
      return node.name === component;
    case 'application':
      return node.arguments.length === 0 && selects(node.definition.body, component);
    case 'intersection':
      return selects(node.left, component) || selects(node.right, component);
    case 'difference':
      return selects(node.left, component);
    case 'comprehension': {
      const parts = node.condition.kind === 'and' ? node.condition.operands : [node.condition];
      return parts.some(
        (part) =>
          part.kind === 'member' &&
          selects(part.relation, component) &&
          part.element.length === node.declarations.length &&
          part.element.every((one, column) => {
            const element: TermNode = one;
            return element.kind === 'variable' && element.name === node.declarations[column]!.variable.name;
          }),
      );
    }
    default:
      return false;
  }
}

/** Whether membership in a term takes a quantifier to say. */
function isQuantified(term: Term): boolean {
  const nothing: Term = { kind: 'empty', sorts: term.sorts };
  const { hypotheses } = translate({
    name: '',
    meaning: '',
    hypotheses: [{ label: '', formula: { kind: 'subset', left: term, right: nothing } }],
    goal: { kind: 'true' },
  });
  return (JSON.stringify(hypotheses[0]).match(/"kind":"(exists|forall)"/g) ?? []).length > 1;
}

/** Components that most invariants rest on. */
const foundations = ['users', 'roles', 'UA', 'RH', 'sessions', 'su', 'ar'];

/**
 * Hypotheses in growing lists: the conjunct itself; with what speaks of nothing but what the goal speaks of; with what
 * users, roles and sessions are; with references and all guards; everything that does not count; everything.
 */
function hypothesisLists(
  conjunct: Conjunct,
  spoken: ReadonlySet<string>,
  known: readonly Conjunct[],
  extra: readonly Hypothesis[],
  effects: readonly Effect[],
): readonly (readonly Hypothesis[])[] {
  const within =
    (components: ReadonlySet<string>) =>
    ({ formula }: Hypothesis): boolean =>
      [...componentsOf(formula)].every((name) => components.has(name) || name.endsWith('?'));
  const wider = new Set([...spoken, ...foundations]);
  const facts = known.map((one) => ({ label: labelOf(one), formula: one.formula }));
  const itself = facts.filter((_, index) => known[index] === conjunct);
  const near = facts.filter((_, index) => [conjunct.invariant, 'I1', 'I2'].includes(known[index]!.invariant));
  const light = ({ formula }: Hypothesis): boolean => !counts(formula);
  const smaller = effects.filter(({ direction }) => direction === 'smaller');
  const atMost = effects.filter(({ direction }) => direction !== 'at least');
  const wide = union(
    itself,
    [...facts, ...extra].filter((one) => within(wider)(one) && light(one)),
  );
  const lists: (readonly Hypothesis[])[] = [
    [...itself, ...smaller],
    [...itself, ...atMost],
    [...itself, ...extra.filter(within(spoken)), ...effects],
    [
      ...union(itself, [
        ...facts.filter((one) => within(spoken)(one) && light(one)),
        ...extra.filter(within(spoken)),
      ]),
      ...effects,
    ],
    [...wide, ...effects],
    [...union(itself, [...near, ...extra].filter(light)), ...effects],
    [...union(itself, [...facts, ...extra].filter(light)), ...effects],
    [...facts, ...extra, ...effects],
  ];
  return lists.filter(
    (list, index) => !lists.slice(0, index).some((earlier) => list.every((one) => earlier.includes(one))),
  );
}

const union = (left: readonly Hypothesis[], right: readonly Hypothesis[]): readonly Hypothesis[] => [
  ...new Set([...left, ...right]),
];

const counting = new WeakMap<Formula, boolean>();

/** Whether a formula counts up to a limit: then it has many variables, and many instances. */
export function counts(formula: Formula): boolean {
  const known = counting.get(formula);
  if (known !== undefined) return known;
  const { hypotheses } = translate({
    name: '',
    meaning: '',
    hypotheses: [{ label: '', formula }],
    goal: { kind: 'true' },
  });
  const made = JSON.stringify(hypotheses[0]).includes('number4');
  counting.set(formula, made);
  return made;
}
