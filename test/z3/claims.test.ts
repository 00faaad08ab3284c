import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adequateExclusions } from '../../spec/operational-sod.ts';
import { holds, holdsAt } from '../../src/interpret/evaluate.ts';
import { anything, exactly } from '../../src/interpret/gates.ts';
import {
  each,
  exists,
  existsFunction,
  forall,
  image,
  isEmpty,
  member,
  not,
  product,
  related,
  relation,
  relationVariable,
  scalar,
} from '../../src/logic/build.ts';
import type { Claim } from '../../src/logic/claim.ts';
import { schema } from '../../src/logic/declare.ts';
import type { State } from '../../src/logic/state.ts';
import type { Formula } from '../../src/logic/terms.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { decideClaim, decideClaims, refutation } from '../../src/z3/claims.ts';
import { openZ3, type Z3Session } from '../../src/z3/session.ts';
import { arbitraryFormula, arbitraryState } from '../interpret/arbitrary.ts';

const seed = 20_261_122;
const limits = { timeLimit: 20_000 };

let z3: Z3Session;
beforeAll(async () => {
  z3 = await openZ3();
});
afterAll(() => z3.close());

const claimOf = (formula: Formula): Claim => ({
  property: 'P00',
  schema: schema({ name: 'Example', source: '', meaning: '' }),
  formula,
});

describe('claims about a state', () => {
  test('are decided as the interpreter does', async () => {
    const samples = fc.sample(
      fc.record({ formula: arbitraryFormula('no relation quantifiers'), state: arbitraryState }),
      { seed, numRuns: 120 },
    );
    const decisions = await decideClaims(
      z3,
      samples.map(({ formula, state }) => ({ claim: claimOf(formula), state })),
      limits,
    );
    const expected = samples.map(({ formula, state }) => holds(formula, state));
    expect(decisions.map((decision) => decision.holds)).toEqual(expected);
    expect(expected.filter(Boolean).length).toBeGreaterThan(30);
    expect(expected.filter((value) => !value).length).toBeGreaterThan(30);
  });

  test('have counterexamples that the interpreter confirms', async () => {
    const x = scalar('x', 'A');
    const y = scalar('y', 'A');
    const r = relation({ name: 'r', sorts: ['A', 'A'], shape: 'relation', meaning: '' });
    const a = relation({ name: 'a', sorts: ['A'], shape: 'set', meaning: '' });
    const claim = claimOf(forall([each(x, a), each(y, a)], related(y, x, r), related(x, y, r)));
    const states = fc.sample(arbitraryState, { seed, numRuns: 40 });
    const decisions = await decideClaims(
      z3,
      states.map((state) => ({ claim, state })),
      limits,
    );
    let refuted = 0;
    decisions.forEach(({ holds: value, counterexample }, index) => {
      expect(value).toBe(holds(claim.formula, states[index]!));
      if (value) return;
      refuted += 1;
      expect(holdsAt(claim, states[index]!, counterexample!)).toBe(false);
    });
    expect(refuted).toBeGreaterThan(5);
  });

  test('with a function that must exist', async () => {
    const f = relationVariable('f', ['A', 'A']);
    const x = scalar('x', 'A');
    const y = scalar('y', 'A');
    const r = relation({ name: 'r', sorts: ['A', 'A'], shape: 'relation', meaning: '' });
    const a = relation({ name: 'a', sorts: ['A'], shape: 'set', meaning: '' });
    // Each element of a gets a partner under r, and no two the same.
    const claim = claimOf(
      existsFunction(
        f,
        a,
        r,
        forall(
          [each(x, a), each(y, a)],
          not(exists([each(scalar('z', 'A'), image(f, x))], member(scalar('z', 'A'), image(f, y)))),
          not(related(x, y, product(x, x))),
        ),
      ),
    );
    const states = fc.sample(arbitraryState, { seed, numRuns: 40 });
    const decisions = await decideClaims(
      z3,
      states.map((state) => ({ claim, state })),
      limits,
    );
    const expected = states.map((state) => holds(claim.formula, state));
    expect(decisions.map((decision) => decision.holds)).toEqual(expected);
    expect(new Set(expected).size).toBe(2);
  });

  test('with every subset: the counterexample is a subset', async () => {
    const claim = lowerClaim(adequateExclusions, defaultProfile);
    const state: State = {
      sorts: { SNAME: ['S', 'T'], ROLE: ['x', 'y'], PRM: ['p', 'q'] },
      relations: {
        names: [[0], [1]],
        roles: [[0], [1]],
        tmpl: [
          [0, 0],
          [1, 1],
        ],
        PA: [
          [0, 0],
          [1, 1],
        ],
        RH: [],
        app: [],
        mutex: [],
      },
    };
    const alone = await decideClaim(z3, claim, state, limits);
    expect(alone.holds).toBe(false);
    expect(alone.counterexample).toEqual({ [Object.keys(alone.counterexample!)[0]!]: [[0], [1]] });
    expect(holdsAt(claim, state, alone.counterexample!)).toBe(false);
    const exclusive = {
      ...state,
      relations: {
        ...state.relations,
        mutex: [
          [0, 1],
          [1, 0],
        ],
      },
    };
    expect(await decideClaim(z3, claim, exclusive, limits)).toEqual({ holds: true });
  });

  test('over bounds: a state is found that violates the claim', async () => {
    const r = relation({ name: 'r', sorts: ['A', 'A'], shape: 'relation', meaning: '' });
    const claim = claimOf(isEmpty(r));
    const bounds = anything([claim.formula], { A: ['p', 'q'] });
    const free = await z3.decide(refutation(claim, bounds), limits);
    expect(free.kind).toBe('sat');
    const exact = await z3.decide(
      refutation(claim, exactly({ sorts: { A: ['p', 'q'] }, relations: { r: [] } })),
      limits,
    );
    expect(exact.kind).toBe('unsat');
  });
});
