/**
 * Why a claim is false at a valuation: the interpreter's explanation in the user's names, with the places of its facts.
 *
 * Only facts that the policy states one by one have places and are told; what is absent is in the formulas.
 */

import { type WhyNode, why } from '../interpret/why.ts';
import type { Claim } from '../logic/claim.ts';
import type { State, Valuation } from '../logic/state.ts';
import type { Formula } from '../logic/terms.ts';
import { printFormula } from '../notation/index.ts';
import type { Facts, Policy } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import type { Fact, FactRelation } from '../verdict/change.ts';
import type { WhyTree } from '../verdict/verdict.ts';
import { rowsByLeft, rowsOfElement } from './rows-by.ts';

const relations: Readonly<Record<string, FactRelation>> = {
  UA: 'assignment',
  RH: 'inheritance',
  PA: 'grant',
  ar: 'active',
};

const sortsOf: Readonly<Record<FactRelation, readonly [string, string]>> = {
  assignment: ['USER', 'ROLE'],
  inheritance: ['ROLE', 'ROLE'],
  grant: ['ROLE', 'PRM'],
  active: ['SID', 'ROLE'],
};

/** Explains one state after another of the same policy. */
export interface Explainer {
  /** The tree of `claim` at `valuation`. */
  claim(claim: Claim, state: State, valuation: Valuation): WhyTree;
  /** The tree of a conjunct of `claim`, under the claim's name. */
  part(claim: Claim, part: Formula, state: State): WhyTree;
  /** `claim` and its conjunct `part`, which a search found to be false: there is no short reason. */
  searched(claim: Claim, part: Formula | null): WhyTree;
}

export function explainer(policy: Policy): Explainer {
  const places = placesOf(policy);
  const printed = new WeakMap<Formula, string>();
  const print = (formula: Formula): string => {
    const known = printed.get(formula);
    if (known !== undefined) return known;
    const text = printFormula(formula);
    printed.set(formula, text);
    return text;
  };
  const told = (node: WhyNode, state: State): WhyTree => ({
    label: node.label,
    holds: node.holds,
    formula: print(node.formula),
    facts: node.facts.flatMap(({ component, tuple, present }): readonly Fact[] => {
      const relation = relations[component];
      if (relation === undefined || !present) return [];
      const [leftSort, rightSort] = sortsOf[relation];
      const left = state.sorts[leftSort]![tuple[0]!]!;
      const right = state.sorts[rightSort]![tuple[1]!]!;
      return [{ relation, left, right, locations: places(relation, left, right) }];
    }),
    children: node.children.map((child) => told(child, state)),
  });
  const under = (claim: Claim, children: readonly WhyTree[]): WhyTree => ({
    label: claim.schema.name,
    holds: false,
    formula: print(claim.formula),
    facts: [],
    children,
  });
  return {
    claim: (claim, state, valuation) => told(why(claim, state, valuation), state),
    part: (claim, part, state) => under(claim, [told(why(part, state), state)]),
    searched: (claim, part) =>
      under(
        claim,
        part === null
          ? []
          : [
              {
                label: part.kind === 'labelled' ? part.label : part.kind,
                holds: false,
                formula: print(part),
                facts: [],
                children: [],
              },
            ],
      ),
  };
}

/**
 * Where a fact is written, every place of it. By an index, because a scan for each of the facts of a thousand findings
 * would read a large table thousands of times.
 */
function placesOf(
  policy: Policy,
): (relation: FactRelation, left: string, right: string) => readonly Location[] {
  const { users, roles, permissions } = policy;
  const sessions = new Map(policy.sessions.map((session, index) => [session.name, index]));
  // Names are looked up by maps that are made when the first is asked for.
  type Ids = () => ReadonlyMap<string, number>;
  const roleIds: Ids = () => roles.ids;
  const columns: Readonly<Record<FactRelation, readonly [Facts, Ids, Ids]>> = {
    assignment: [policy.assignments, () => users.ids, roleIds],
    inheritance: [policy.inheritance, roleIds, roleIds],
    grant: [policy.grants, roleIds, () => permissions.ids],
    active: [policy.active, () => sessions, roleIds],
  };
  return (relation, leftName, rightName) => {
    const [facts, leftIds, rightIds] = columns[relation];
    const left = leftIds().get(leftName);
    const right = rightIds().get(rightName);
    if (left === undefined || right === undefined) return [];
    const locations: Location[] = [];
    for (const row of rowsOfElement(rowsByLeft(facts), left)) {
      if (facts.right[row] !== right) continue;
      locations.push({ path: policy.files[facts.file[row]!]!.path, line: facts.line[row]!, column: 1 });
    }
    return locations;
  };
}
