/** What is no law is refuted, by a state no larger than the one the formal document gives; what is one is proved. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Law, laws } from '../../spec/laws.ts';
import { holds } from '../../src/interpret/evaluate.ts';
import { dependence } from '../../src/interpret/free.ts';
import type { State } from '../../src/logic/state.ts';
import { type Formula, NUMBER } from '../../src/logic/terms.ts';
import { lowerFormula } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import type { Facts, LawFinding } from '../../src/prove/findings.ts';
import { proveLaws } from '../../src/prove/laws.ts';
import { openZ3, type Z3Session } from '../../src/z3/session.ts';
import { stateFrom } from '../spec/state.ts';

let session: Z3Session;
beforeAll(async () => {
  session = await openZ3();
});
afterAll(() => session.close());

const prove = (names: readonly string[]): Promise<readonly LawFinding[]> =>
  proveLaws({ names, session, limits: { timeLimit: 20_000 }, tell: () => {}, stopped: () => false });

const named = (name: string): Law => laws.find((law) => law.name === name)!;

const contraryOf = ({ given, formula }: Law): Formula =>
  lowerFormula({ kind: 'and', operands: [given, { kind: 'not', operand: formula }] }, defaultProfile);

const both: Facts = {
  mutexS: [['r0', 'r1']],
  mutexD: [['r0', 'r1']],
};
const holdsBoth: Facts = {
  UA: [
    ['u', 'r0'],
    ['u', 'r1'],
  ],
};
const seniorHeld: Facts = { RH: [['r0', 'r1']], UA: [['u', 'r0']] };
const openSession: Facts = {
  su: [['s', 'u']],
  ar: [['s', 'r0']],
};
const twoSteps: Facts = {
  PA: [
    ['r0', 'o:a'],
    ['r1', 'o:b'],
  ],
  tmpl: [
    ['S1', 'r0'],
    ['S2', 'r1'],
  ],
};

/** The counterexamples of FORMAL.md G.4 and its appendix 1, with what it leaves unsaid. */
const fixtures: Readonly<Record<string, Facts>> = {
  L1c: {
    ...holdsBoth,
    mutexD: both.mutexD!,
    su: [['s', 'u']],
    ar: [
      ['s', 'r0'],
      ['s', 'r1'],
    ],
  },
  L3: {
    ...both,
    ...seniorHeld,
    su: [['s', 'u']],
    ar: [
      ['s', 'r0'],
      ['s', 'r1'],
    ],
  },
  L4: { ...both, ...holdsBoth, su: [['s', 'u']] },
  L5b: {
    ...both,
    ...holdsBoth,
    su: [
      ['s', 'u'],
      ['t', 'u'],
    ],
    ar: [
      ['s', 'r0'],
      ['t', 'r1'],
    ],
  },
  L6b: { ...both, ...seniorHeld, ...openSession },
  L7b: { ...both, ...seniorHeld },
  L9b: {
    PA: [
      ['r', 'o:p'],
      ['r', 'o:q'],
    ],
    mutexPS: [['o:p', 'o:q']],
    UA: [['u', 'r']],
  },
  L9c: {
    PA: [
      ['a', 'o:q'],
      ['b', 'o:p'],
      ['b', 'o:q'],
    ],
    mutexS: [['a', 'b']],
    mutexPS: [['o:p', 'o:q']],
    UA: [['u', 'b']],
  },
  L10b: {
    ...twoSteps,
    UA: [
      ['u1', 'r0'],
      ['u2', 'r0'],
      ['u2', 'r1'],
    ],
    plan: [
      ['S1', 'u1'],
      ['S2', 'u2'],
    ],
  },
  L11b: { ...twoSteps, ...holdsBoth, ...openSession },
  L13a: {
    PA: [
      ['r1', 'o:a'],
      ['r2', 'o:b'],
      ['r3', 'o:c'],
    ],
    UA: [
      ['u1', 'r1'],
      ['u1', 'r2'],
      ['u2', 'r3'],
    ],
    tmpl: [
      ['S1', 'r1'],
      ['S2', 'r2'],
      ['S3', 'r3'],
    ],
    plan: [
      ['S1', 'u1'],
      ['S2', 'u1'],
      ['S3', 'u2'],
    ],
    mutex: [['S1', 'S2']],
  },
  L13b: {
    ...twoSteps,
    UA: [
      ['u1', 'r0'],
      ['u1', 'r1'],
      ['u2', 'r1'],
    ],
    plan: [
      ['S1', 'u1'],
      ['S2', 'u2'],
    ],
    mutex: [['S1', 'S2']],
  },
  L14a: {
    PA: [['r', 'o:p']],
    UA: [
      ['u1', 'r'],
      ['u2', 'r'],
    ],
    tmpl: [
      ['S1', 'r'],
      ['S2', 'r'],
    ],
    mutex: [['S1', 'S2']],
    plan: [
      ['S1', 'u1'],
      ['S2', 'u2'],
    ],
  },
  // Two users; S1 and S4 may be one user's, but in no plan for all four are they.
  L14d: {
    ...twoSteps,
    UA: [
      ['u1', 'r0'],
      ['u1', 'r1'],
      ['u2', 'r0'],
      ['u2', 'r1'],
    ],
    tmpl: [
      ['S1', 'r0'],
      ['S4', 'r1'],
    ],
    mutex: [
      ['S1', 'S2'],
      ['S2', 'S3'],
      ['S3', 'S4'],
    ],
  },
  L16b: { ...holdsBoth, mutexD: both.mutexD!, tmpl: twoSteps.tmpl! },
  L17: {
    UA: [['u', 'r']],
    tmpl: [
      ['S1', 'r'],
      ['S2', 'r'],
    ],
    mutex: [['S1', 'S2']],
    plan: [
      ['S1', 'u'],
      ['S2', 'u'],
    ],
  },
  L23b: {
    UA: [
      ['a', 'r1'],
      ['a', 'r2'],
      ['b', 'r2'],
      ['b', 'r3'],
    ],
    tmpl: [
      ['S1', 'r1'],
      ['S2', 'r2'],
      ['S3', 'r3'],
    ],
    mutex: [
      ['S1', 'S2'],
      ['S2', 'S3'],
    ],
  },
  L24: {
    UA: [['u', 'r0']],
    tmpl: [['S1', 'r0']],
    app: [['o:p']],
    PA: [['r1', 'o:p']],
    someUA: [['u', 'r1']],
  },
  L35c: {
    UA: [['u', 'r1']],
    tmpl: [
      ['S1', 'r0'],
      ['S2', 'r1'],
    ],
    PA: [['r1', 'o:q']],
    somePA: [['r0', 'o:p']],
  },
  L36b: {
    UA: [
      ['a', 'r1'],
      ['a', 'r2'],
      ['b', 'r2'],
      ['b', 'r3'],
    ],
    tmpl: [
      ['S1', 'r1'],
      ['S2', 'r2'],
      ['S3', 'r3'],
    ],
    mutex: [
      ['S1', 'S2'],
      ['S2', 'S3'],
    ],
    someNames: [['S1'], ['S2']],
    otherNames: [['S2'], ['S3']],
  },
  L41d: {
    'u?': [['u']],
    'v?': [['u']],
    'r?': [['r0']],
    'q?': [['r1']],
    users: [['u']],
    prereq: [['r1', 'r0']],
  },
};

/** Elements and tuples of what the law speaks of; numbers are free of charge. */
function measure(
  law: Law,
  { sorts, relations }: State,
): { readonly elements: number; readonly tuples: number } {
  const components = [...dependence(contraryOf(law)).components];
  const spoken = new Set(components.flatMap(([, columns]) => columns));
  return {
    elements: Object.entries(sorts)
      .filter(([sort]) => sort !== NUMBER && spoken.has(sort))
      .reduce((sum, [, names]) => sum + names.length, 0),
    tuples: components.reduce((sum, [component]) => sum + (relations[component]?.length ?? 0), 0),
  };
}

describe('what is no law', () => {
  let found: ReadonlyMap<string, LawFinding>;
  const refutable = laws.filter(({ expected }) => expected === 'fails');
  beforeAll(async () => {
    found = new Map(
      (await prove(refutable.map(({ name }) => name))).map((finding) => [finding.law, finding]),
    );
  }, 60_000);

  test('is refuted', () => {
    expect(refutable.length).toBeGreaterThan(30);
    expect([...found.values()].filter(({ status }) => status !== 'refuted')).toEqual([]);
  });

  test('has a fixture, or is one of the twelve ways to be independent', () => {
    const without = refutable.filter(({ name }) => !Object.hasOwn(fixtures, name)).map(({ name }) => name);
    expect(without.filter((name) => !name.startsWith('L19'))).toEqual([]);
    expect(without.length).toBe(12);
  });

  test.each(Object.keys(fixtures))('%s fails in its fixture, and in a state that is no larger', (name) => {
    const law = named(name);
    const fixture = stateFrom(fixtures[name]!);
    expect(holds(contraryOf(law), fixture)).toBe(true);
    const { size, counterexample } = found.get(name)!;
    const elements = Object.entries(size)
      .filter(([sort]) => sort !== NUMBER)
      .reduce((sum, [, count]) => sum + count, 0);
    const tuples = Object.values(counterexample!).reduce((sum, rows) => sum + rows.length, 0);
    const most = measure(law, fixture);
    expect(elements).toBeLessThanOrEqual(most.elements);
    expect(tuples).toBeLessThanOrEqual(most.tuples);
  });
});

/** One or two of each theme; all of them take minutes. */
const quick = ['T2', 'L6', 'L7', 'L9a', 'L9d', 'L11', 'L14b', 'L15', 'L18', 'L20', 'L21b', 'L22a', 'L23'];
const changing = ['L34c', 'L34d', 'L34e', 'L35a', 'L35b', 'L36', 'L40a', 'L40b', 'L40c', 'L41'];

test('laws are proved for policies of every size', async () => {
  const findings = await prove([...quick, ...changing]);
  expect(findings.length).toBe(quick.length + changing.length);
  expect(findings.filter(({ status }) => !status.startsWith('every size'))).toEqual([]);
});
