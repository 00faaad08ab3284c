/**
 * The hierarchy is acyclic: no role is senior to itself (P02). One finding for each knot of roles that are senior to
 * one another, told by a shortest cycle; the finding's elements are all roles of the knot.
 */

import { acyclicHierarchy } from '../../spec/references.ts';
import type { Index } from '../index/index.ts';
import { rowOf } from '../index/rows.ts';
import type { Policy } from '../policy/model.ts';
import type { Change, Fact } from '../verdict/change.ts';
import { factElements, locationsOf } from './core.ts';
import { removal } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { at, byName, sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'acyclic-hierarchy',
  properties: ['P02'],
  severity: 'error',
  claims: [acyclicHierarchy],
  explanation: {
    title: 'no role is senior to itself',
    meaning: [
      'Inheritance orders roles: a senior has whatever its juniors have. Roles that inherit one another in a circle are',
      'one role under several names, so that everybody who has one of them has all, which is hardly ever meant.',
    ].join(' '),
    violating: `policy: pay
roles:
  clerk: { inherits: [manager] }
  manager: { inherits: [clerk] }
`,
    compliant: `policy: pay
roles:
  clerk:
  manager: { inherits: [clerk] }
`,
    fix: 'Remove one inheritance of the circle, usually the one in which a junior role inherits a senior one.',
    references: [
      'ANSI INCITS 359, hierarchical RBAC',
      'Sandhu, Coyne, Feinstein and Youman 1996 (RBAC96), role hierarchies',
    ],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  if (policy.inheritance.left.length === 0) return;
  const names = policy.roles.list;
  const base = {
    property: 'P02',
    claim: acyclicHierarchy.schema.name,
    constraint: null,
    severity: severityOf(policy, rule),
    focus: {},
    scope: 'this policy',
    evidence: { kind: 'recheck' },
  } as const;
  const { count, members, cyclic } = index.components();
  const knots: number[][] = [];
  for (let component = 0; component < count; component += 1) {
    if (cyclic[component] === 1) knots.push(sortedByName(rowOf(members, component), names));
  }
  knots.sort((a, b) => byName(names[a[0]!]!, names[b[0]!]!));
  for (const knot of knots) {
    yield {
      ...base,
      kind: 'violated',
      bindings: [{ variable: 'r', sort: 'ROLE', value: names[knot[0]!]! }],
      elements: knot.map((role) => names[role]!),
      detail: () => detailOf(policy, index, knot),
    };
  }
  if (knots.length > 0) return;
  const fact = longest(policy, index);
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [{ variable: 'r', sort: 'ROLE', value: fact.left }],
      sentence: `${fact.left} inherits ${fact.right} and is inherited by none of its juniors`,
    },
    locations: fact.locations.slice(0, 1),
  };
}

function detailOf(policy: Policy, index: Index, knot: readonly number[]): Detail {
  const names = policy.roles.list;
  const steps = index.cycle(knot[0]!) ?? [];
  const [first] = steps;
  const chain = steps.map((step) => `${step.right}${at(step)}`);
  const sentence =
    steps.length === 1
      ? `${names[knot[0]!]!} inherits itself${at(first)}`
      : `${names[knot[0]!]!} is senior to itself: it inherits ${chain.join(', which inherits ')}`;
  return {
    sentence,
    paths: [{ element: names[knot[0]!]!, steps }],
    core: factElements(steps),
    locations: locationsOf(steps, []),
    candidates: edgesWithin(policy, index, knot),
  };
}

/** Every edge between two roles of the knot lies on some cycle. */
function edgesWithin(policy: Policy, index: Index, knot: readonly number[]): Change[] {
  const inside = new Set(knot);
  return knot.flatMap((role) =>
    sortedByName(rowOf(index.juniors(), role), policy.roles.list)
      .filter((junior) => inside.has(junior))
      .map((junior) => removal(policy, 'inheritance', role, junior)),
  );
}

/** The first edge of the role with most juniors. */
function longest(policy: Policy, index: Index): Fact {
  const names = policy.roles.list;
  let best = policy.inheritance.left[0]!;
  for (const role of new Set(policy.inheritance.left)) {
    const difference = index.down(role).length - index.down(best).length;
    if (difference > 0 || (difference === 0 && names[role]! < names[best]!)) best = role;
  }
  return index.fact('inheritance', best, sortedByName(rowOf(index.juniors(), best), names)[0]!);
}
