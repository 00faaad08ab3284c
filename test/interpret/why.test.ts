import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dynamicSOD } from '../../spec/dynamic-sod.ts';
import { staticSOD, staticSODSet } from '../../spec/static-sod.ts';
import { holds, type StateFact, type WhyNode, why } from '../../src/interpret/evaluate.ts';
import { and, domain, isEmpty, member, or, relation, scalar, truth, union } from '../../src/logic/build.ts';
import type { State } from '../../src/logic/state.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { arbitraryFormula, arbitraryState } from './arbitrary.ts';
import { naive } from './naive.ts';

const seed = 20_261_122;

const nodes = (node: WhyNode): readonly WhyNode[] => [node, ...node.children.flatMap(nodes)];
const factsOf = (node: WhyNode): readonly StateFact[] => nodes(node).flatMap(({ facts }) => facts);
const has = (state: State, { component, tuple }: StateFact): boolean =>
  state.relations[component]!.some((fact) => String(fact) === String(tuple));

/** The state with no other facts than the present ones that the tree lists. */
function keeping(state: State, facts: readonly StateFact[]): State {
  const listed = new Set(
    facts.filter(({ present }) => present).map(({ component, tuple }) => `${component} ${tuple}`),
  );
  return {
    sorts: state.sorts,
    relations: Object.fromEntries(
      Object.entries(state.relations).map(([name, tuples]) => [
        name,
        tuples.filter((tuple) => listed.has(`${name} ${tuple}`)),
      ]),
    ),
  };
}

describe('why-trees of random formulas', () => {
  test('have the value of the formula, every part its own, and every fact as the state has it', () => {
    let facts = 0;
    let parts = 0;
    fc.assert(
      fc.property(arbitraryFormula('everything'), arbitraryState, (formula, state) => {
        const tree = why(formula, state);
        expect(tree.holds).toBe(holds(formula, state));
        for (const fact of factsOf(tree)) {
          facts += 1;
          expect(has(state, fact)).toBe(fact.present);
        }
      }),
      { seed, numRuns: 800 },
    );
    fc.assert(
      fc.property(arbitraryFormula('no relation quantifiers'), arbitraryState, (formula, state) => {
        for (const { formula: part, holds: value, bindings, children } of nodes(why(formula, state))) {
          // An instance stands under its quantifier with the body's formula but the value of premise and body.
          if (children.length > 0) continue;
          parts += 1;
          const evaluated = naive(state, bindings).formula(part);
          if (part.kind === 'member' || part.kind === 'empty-set') expect(evaluated).toBe(value);
        }
      }),
      { seed, numRuns: 600 },
    );
    expect(facts).toBeGreaterThan(500);
    expect(parts).toBeGreaterThan(500);
  });

  test('list facts that are enough for a true formula without negation', () => {
    let used = 0;
    fc.assert(
      fc.property(arbitraryFormula('positive', 4), arbitraryState, (formula, state) => {
        fc.pre(holds(formula, state));
        const facts = factsOf(why(formula, state));
        if (facts.length > 0) used += 1;
        expect(naive(keeping(state, facts)).formula(formula)).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
    expect(used).toBeGreaterThan(150);
  });
});

// ann is a chief, who is senior to clerk; chief and clerk are exclusive, and so is {chief, clerk, auditor} from 2 on.
const state: State = {
  sorts: {
    USER: ['ann', 'bob'],
    ROLE: ['chief', 'clerk', 'auditor'],
    CNAME: ['c'],
    SID: ['s'],
    NUMBER: ['2'],
  },
  relations: {
    users: [[0], [1]],
    roles: [[0], [1], [2]],
    sessions: [[0]],
    UA: [
      [0, 0],
      [1, 2],
    ],
    RH: [[0, 1]],
    ar: [[0, 0]],
    mutexS: [
      [0, 1],
      [1, 0],
    ],
    mutexD: [
      [1, 2],
      [2, 1],
    ],
    ssdRoles: [
      [0, 0],
      [0, 1],
      [0, 2],
    ],
    ssdLimit: [[0, 0]],
  },
};

const told = (node: WhyNode): readonly unknown[] => [
  `${node.holds ? '' : 'not '}${node.label}`,
  ...node.facts.map(
    ({ component, tuple, present }) => `${present ? '' : 'no '}${component}(${tuple.join(',')})`,
  ),
  ...node.children.map(told),
];

describe('why-trees of claims', () => {
  test('a pair: how each role arises, and the exclusion', () => {
    const tree = why(lowerClaim(staticSOD, defaultProfile), state, { u: [[0]], r1: [[0]], r2: [[1]] });
    expect(told(tree)).toEqual([
      'not StaticSOD',
      ['roles_of_user', 'UA(0,0)', 'roles(0)'],
      ['roles_of_user', 'UA(0,0)', 'RH(0,1)'],
      ['mutex_roles', 'mutexS(1,0)'],
    ]);
    expect(tree.children[1]!.bindings).toMatchObject({ u: [[0]], r2: [[1]] });
  });

  test('one way is told where there are two', () => {
    const users = relation({ name: 'users', sorts: ['USER'], shape: 'set', meaning: '' });
    const UA = relation({ name: 'UA', sorts: ['USER', 'ROLE'], shape: 'relation', meaning: '' });
    const u = scalar('u', 'USER');
    const twice = member(u, union(users, domain(UA)));
    expect(told(why(twice, state, { u: [[0]] }))).toEqual(['member', 'users(0)']);
    expect(told(why(or(member(u, domain(UA)), twice), state, { u: [[0]] }))).toEqual([
      'or',
      ['member', 'UA(0,0)'],
    ]);
    expect(told(why(and(isEmpty(UA), isEmpty(users), truth), state))).toEqual([
      'not and',
      ['not empty-set', 'UA(0,0)'],
      ['not empty-set', 'users(0)'],
    ]);
  });

  test('a premise that fails', () => {
    const tree = why(lowerClaim(staticSOD, defaultProfile), state, { u: [[1]], r1: [[0]], r2: [[1]] });
    expect(told(tree)).toEqual([
      'StaticSOD',
      ['not roles_of_user', 'no UA(1,0)'],
      ['not roles_of_user', 'no UA(1,0)', 'no UA(1,1)'],
    ]);
  });

  test('a set: the limit and what is counted', () => {
    const tree = why(lowerClaim(staticSODSet, defaultProfile), state, { u: [[0]], c: [[0]] });
    const facts = factsOf(tree).map(({ component, tuple }) => `${component}(${tuple})`);
    expect(new Set(facts)).toEqual(
      new Set(['ssdLimit(0,0)', 'UA(0,0)', 'RH(0,1)', 'roles(0)', 'ssdRoles(0,0)', 'ssdRoles(0,1)']),
    );
  });

  test('of a claim that holds, without bindings', () => {
    const tree = why(lowerClaim(dynamicSOD, defaultProfile), state);
    expect(tree.holds).toBe(true);
    expect(tree.formula).toBe(lowerClaim(dynamicSOD, defaultProfile).formula);
  });
});
