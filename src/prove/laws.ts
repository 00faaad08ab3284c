/**
 * Laws, proved or refuted (FORMAL.md G.4).
 *
 * A law is proved for policies of every size by the hypotheses it needs, the fewest first: nothing, its own premises,
 * those and what states are. Where no proof is found, or the law is not first-order, no counterexample among all
 * states up to a size is the next best. What is no law is refuted by a smallest state in which it fails.
 */

import { type Law, laws } from '../../spec/laws.ts';
import { dependence } from '../interpret/free.ts';
import { UnsupportedQuantifier } from '../interpret/gates.ts';
import { not } from '../logic/build.ts';
import type { State } from '../logic/state.ts';
import { type Formula, NUMBER } from '../logic/terms.ts';
import { lowerFormula } from '../profile/lower.ts';
import { defaultProfile } from '../profile/profile.ts';
import { Undecided } from '../z3/claims.ts';
import type { Limits, Z3Session } from '../z3/session.ts';
import { type Sizes, shapesOf, smallestModel } from './countermodel.ts';
import { type Decide, decider, type Proof } from './decide.ts';
import type { Facts, LawFinding, ProofEvent } from './findings.ts';
import type { Hypothesis } from './obligation.ts';
import { HigherOrder } from './translate.ts';

export interface LawRequest {
  /** Names of laws; all of them where it is empty. */
  readonly names: readonly string[];
  readonly session: Z3Session;
  readonly limits: Limits;
  readonly tell: (event: ProofEvent) => void;
  /** Asked before each law. */
  readonly stopped: () => boolean;
}

/** Findings in the order of the specification. */
export async function proveLaws(request: LawRequest): Promise<readonly LawFinding[]> {
  const { names, session, limits, tell, stopped } = request;
  const wanted = laws.filter(({ name }) => names.length === 0 || names.includes(name));
  const decide = decider(session, (obligation) => tell({ kind: 'proved', obligation }));
  const findings: LawFinding[] = [];
  for (const [index, law] of wanted.entries()) {
    if (stopped()) break;
    tell({ kind: 'started', doing: law.name, number: index + 1, of: wanted.length });
    const finding = await findingOf(lowered(law), decide, session, limits);
    findings.push(finding);
    tell({ kind: 'law', law: finding });
  }
  return findings;
}

const lowered = (law: Law): Law => ({
  ...law,
  given: lowerFormula(law.given, defaultProfile),
  formula: lowerFormula(law.formula, defaultProfile),
  lemma:
    law.lemma === null
      ? null
      : {
          ...law.lemma,
          given: lowerFormula(law.lemma.given, defaultProfile),
          formula: lowerFormula(law.lemma.formula, defaultProfile),
        },
});

async function findingOf(law: Law, decide: Decide, session: Z3Session, limits: Limits): Promise<LawFinding> {
  if (law.expected === 'fails') return await searched(law, session, limits, 'no counterexample was found');
  const proof = await proofOf(law, decide, limits);
  if (proof.kind !== 'proved') {
    const reason = proof.kind === 'open' ? 'no proof found' : proof.reason;
    return await searched(law, session, limits, reason);
  }
  return {
    ...named(law),
    status: proof.limited ? 'every size, limits to 4' : 'every size',
    because: proof.core,
    size: proof.cutoff,
    counterexample: null,
    reason: law.lemma === null ? '' : `by a lemma: ${law.lemma.meaning}`,
  };
}

const named = ({ name, meaning, expected }: Law): Pick<LawFinding, 'law' | 'meaning' | 'expected'> => ({
  law: name,
  meaning,
  expected,
});

async function proofOf(law: Law, decide: Decide, limits: Limits): Promise<Proof> {
  const { given, formula } = law.lemma ?? law;
  const obligation = { name: law.name, meaning: law.meaning, goal: formula };
  try {
    return await decide(obligation, hypothesisLists(given, formula), limits);
  } catch (error) {
    if (error instanceof HigherOrder) return { kind: 'unknown', reason: error.message };
    throw error;
  }
}

/**
 * Hypotheses in growing lists: none; the premises of the law itself, without those that say what a state is; with what
 * speaks of nothing but what the goal speaks of; with references; all, and that functions are functions.
 */
function hypothesisLists(given: Formula, goal: Formula): readonly (readonly Hypothesis[])[] {
  const spoken = new Set(dependence(goal).components.keys());
  const isNear = ({ formula }: Hypothesis): boolean =>
    [...dependence(formula).components.keys()].every((component) => spoken.has(component));
  const premises = numbered(premisesOf(given, ''));
  const isOwn = ({ label }: Hypothesis): boolean => !/^I[123]( |$)/.test(label);
  const own = premises.filter(isOwn);
  const functions = shapesOf([given, goal]).map((formula) => ({ label: 'functions', formula }));
  const near = premises.filter((premise) => isOwn(premise) || isNear(premise));
  const lists = [
    [],
    own.filter(isNear),
    own,
    [...own, ...functions],
    near,
    [...near, ...functions],
    premises,
    [...premises, ...functions],
  ];
  return lists.filter(
    (list, index) => !lists.slice(0, index).some((earlier) => list.every((one) => earlier.includes(one))),
  );
}

/** Premises without a name are called by their number. */
function numbered(premises: readonly Hypothesis[]): readonly Hypothesis[] {
  let last = 0;
  return premises.map(({ label, formula }) => {
    if (label !== '') return { label, formula };
    last += 1;
    return { label: `premise ${last}`, formula };
  });
}

/** The conjuncts of a premise under their labels. */
function premisesOf(formula: Formula, label: string): readonly Hypothesis[] {
  switch (formula.kind) {
    case 'true':
      return [];
    case 'labelled':
      return premisesOf(formula.operand, label === '' ? formula.label : label);
    case 'and':
      return formula.operands.flatMap((operand) => premisesOf(operand, label));
    default:
      return [{ label, formula }];
  }
}

/** Elements of each sort up to which all states are searched; numbers are the numerals from 0. */
const most: Sizes = {
  USER: 3,
  ROLE: 4,
  PRM: 3,
  OBJ: 2,
  OP: 2,
  SID: 2,
  SNAME: 4,
  CNAME: 1,
  IID: 1,
  PERSON: 2,
  HRV: 1,
  ATTR: 1,
  ACTOR: 1,
  APPL: 1,
  [NUMBER]: 5,
};

/** Named sets come late: what they forbid, pairs forbid in fewer tuples. */
const late: Sizes = { CNAME: 2 };

/** One element of each sort, two, …, up to the most. */
const growing: readonly Sizes[] = [1, 2, 3, 4].map((step) =>
  Object.fromEntries(
    Object.entries(most).map(([sort, size]) => [
      sort,
      sort === NUMBER ? size : Math.min(size, Math.max(0, step - (late[sort] ?? 0))),
    ]),
  ),
);

async function searched(law: Law, session: Z3Session, limits: Limits, reason: string): Promise<LawFinding> {
  const contrary = [law.given, not(law.formula)];
  const outcome = { ...named(law), because: [], counterexample: null };
  let free: Sizes = {};
  for (const sizes of growing) {
    try {
      const state = await smallestModel(contrary, [sizes], session, limits);
      if (state !== null) {
        const counterexample = factsOf(state, contrary);
        return { ...outcome, status: 'refuted', size: elementsOf(state), counterexample, reason: '' };
      }
      free = sizesOf(contrary, sizes);
    } catch (error) {
      if (!(error instanceof Undecided || error instanceof UnsupportedQuantifier)) throw error;
      const status = sizes === growing[0] ? 'unknown' : 'up to a size';
      return { ...outcome, status, size: free, reason: `${reason}; ${error.message}` };
    }
  }
  return { ...outcome, status: 'up to a size', size: free, reason };
}

const elementsOf = ({ sorts }: State): Sizes =>
  Object.fromEntries(Object.entries(sorts).map(([sort, elements]) => [sort, elements.length]));

/** The sizes of the sorts that formulas speak of. */
function sizesOf(formulas: readonly Formula[], sizes: Sizes): Sizes {
  const sorts = new Set(formulas.flatMap((formula) => [...dependence(formula).components.values()].flat()));
  return Object.fromEntries(Object.entries(sizes).filter(([sort]) => sorts.has(sort)));
}

function factsOf({ sorts, relations }: State, formulas: readonly Formula[]): Facts {
  const columns = new Map(formulas.flatMap((formula) => [...dependence(formula).components]));
  return Object.fromEntries(
    Object.entries(relations)
      .filter(([, tuples]) => tuples.length > 0)
      .map(([name, tuples]) => [
        name,
        tuples.map((tuple) => tuple.map((element, column) => sorts[columns.get(name)![column]!]![element]!)),
      ]),
  );
}
