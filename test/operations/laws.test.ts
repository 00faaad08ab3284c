/** Laws of operations (FORMAL.md G.4: L33, L34, L40–L42), each with the number of states in which it says something. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holds } from '../../src/interpret/evaluate.ts';
import { perform, settled } from '../../src/interpret/perform.ts';
import type { Cascade } from '../../src/logic/operation.ts';
import type { State } from '../../src/logic/state.ts';
import { defaultProfile, type Profile } from '../../src/profile/profile.ts';
import { invariants } from '../oracle/machine/invariants.ts';
import { reportOf as expectedReport } from '../oracle/machine/machine.ts';
import { groundless, norm } from '../oracle/machine/norm.ts';
import { add, has, isSubset, mapped } from '../oracle/machine/sets.ts';
import type { Machine, Pair } from '../oracle/machine/state.ts';
import { viewOf } from '../oracle/machine/view.ts';
import { type Reading, readings, reportOf, type Step } from './both.ts';
import { factsOfMachine, linesOfFacts, linesOfState, stateOf } from './facts.ts';
import { someInputs } from './inputs.ts';
import { pools } from './names.ts';
import { type Random, randomOf } from './random.ts';
import { profileArbitrary, validState } from './start.ts';

const cases = Number(process.env.DUTYPROOF_CASES ?? 2000) / 10;
const seed = 20260727;

const readingOf = readings();
const profiles = [defaultProfile, ...fc.sample(profileArbitrary, { numRuns: 7, seed })];

/** `check` on valid states, each with a reading and a source of choices. */
function forStates(
  number: number,
  check: (machine: Machine, reading: Reading, random: Random) => void,
  readBy: readonly Profile[] = profiles,
): void {
  const one = fc
    .constantFrom(...readBy)
    .chain((profile) =>
      fc.record({ profile: fc.constant(profile), machine: validState(profile), choices: fc.nat() }),
    );
  fc.assert(
    fc.property(one, ({ profile, machine, choices }) =>
      check(machine, readingOf(profile), randomOf(choices)),
    ),
    { numRuns: number, seed },
  );
}

/** How often each case of a law was met. */
function tally<K extends string>(...names: readonly K[]) {
  const counts = new Map<K, number>(names.map((name) => [name, 0]));
  return {
    count: (name: K, isMet = true) => {
      if (isMet) counts.set(name, counts.get(name)! + 1);
    },
    mustReach: (atLeast: number) =>
      expect(
        [...counts].filter(([, met]) => met < atLeast),
        `cases met less than ${atLeast} times`,
      ).toEqual([]),
  };
}

const kept = <T>(elements: readonly T[], random: Random): readonly T[] =>
  elements.filter(() => random.chance(4 / 5));

/** Fewer assignments, links and grants, and fewer active roles. */
const thinned = (m: Machine, random: Random): Machine => ({
  ...m,
  UA: kept(m.UA, random),
  RH: kept(m.RH, random),
  PA: kept(m.PA, random),
  sessions: mapped(m.sessions, (session) => ({ ...session, active: kept(session.active, random) })),
});

const linesOf = (machine: Machine) => linesOfFacts(factsOfMachine(machine));

// --- L33

const shuffled = <T>(elements: readonly T[], random: Random): readonly T[] =>
  elements
    .map((element) => ({ element, place: random.below(1000) }))
    .sort((left, right) => left.place - right.place)
    .map(({ element }) => element);

/** A state in which something may have lost its ground, and something else with it. */
const unsettled = (m: Machine, random: Random): Machine => {
  const [first, second, third] = shuffled(m.roles, random);
  const chain: readonly Pair[] = [
    [third!, second!],
    [second!, first!],
  ];
  const UA = kept(m.UA, random);
  return {
    ...m,
    UA,
    limits: m.limits.filter(([user, role]) => has(UA, user, role)),
    RH: kept(m.RH, random),
    prereq: add(m.prereq, ...chain),
    now: random.chance(1 / 2) ? m.now : random.below(8),
  };
};

const cascadeOf = ({ operations }: Reading): Cascade => {
  const step = operations.get('DeassignUser')?.steps.find(({ kind }) => kind === 'cascade');
  if (step?.kind !== 'cascade') throw new Error('DeassignUser has no cascade');
  return step.cascade;
};

/** The union of all parts of UA that need nothing outside themselves, out of all parts. */
function greatestByForce(m: Machine, profile: Profile): readonly Pair[] {
  const parts = Array.from({ length: 2 ** m.UA.length }, (_, bits) =>
    m.UA.filter((_pair, index) => (bits >> index) % 2 === 1),
  );
  const isAdmissible = (UA: readonly Pair[]) => {
    const view = viewOf({ ...m, UA }, profile);
    return UA.every(([user, role]) => isSubset(view.needs(role), view.rolesOfUser(user)));
  };
  const admissible = profile.prerequisite === 'invariant' ? parts.filter(isAdmissible) : parts;
  return m.UA.filter(([user, role]) => admissible.some((part) => has(part, user, role)));
}

test('L33: the cascade is idempotent, independent of order, and leaves the greatest admissible part', () => {
  const met = tally('takes assignments', 'takes several in turn', 'takes active roles', 'takes nothing');
  forStates(cases, (valid, reading, random) => {
    const { profile } = reading;
    const machine = unsettled(valid, random);
    const ordered = norm(machine, profile);
    const anyOrder = norm(machine, profile, (losses) => random.pick(losses));
    const specified = settled(cascadeOf(reading), stateOf(factsOfMachine(machine)));

    expect(linesOfState(specified)).toEqual(linesOf(ordered));
    expect(linesOf(anyOrder)).toEqual(linesOf(ordered));
    expect(linesOfState(settled(cascadeOf(reading), specified))).toEqual(linesOfState(specified));
    if (machine.UA.length <= 7) expect(ordered.UA).toEqual(greatestByForce(machine, profile));
    const grounded = viewOf(ordered, profile);
    for (const [name, { user, active }] of machine.sessions) {
      const left = active.filter((role) => grounded.rolesOfUser(user).has(role) && grounded.openNow([role]));
      expect(ordered.sessions.get(name)!.active).toEqual(left);
    }

    const first = groundless(machine, profile);
    const taken = machine.UA.length - ordered.UA.length;
    met.count('takes nothing', first.length === 0);
    met.count('takes assignments', taken > 0);
    met.count('takes several in turn', taken > first.filter(({ kind }) => kind === 'assignment').length);
    met.count(
      'takes active roles',
      [...machine.sessions].some(
        ([name, { active }]) => active.length > ordered.sessions.get(name)!.active.length,
      ),
    );
  });
  met.mustReach(cases / 100);
});

// --- L34

const antitone = ['I5', 'I6', 'I7', 'I8', 'I9'] as const;

test('L34: fewer assignments, links, grants and active roles keep I5–I9', () => {
  const met = tally('static', 'dynamic', 'permissions', 'active permissions', 'cardinality');
  forStates(cases, (machine, reading, random) => {
    const less = thinned(machine, random);
    const view = viewOf(less, reading.profile);
    const state = stateOf(factsOfMachine(less));
    for (const id of antitone) expect(invariants[id](view), id).toBe(true);
    for (const { label, formula } of reading.invariants) {
      if (antitone.some((id) => label.split(/[ .]/)[0] === id))
        expect(holds(formula, state), label).toBe(true);
    }
    const isLess = linesOf(less).length < linesOf(machine).length;
    met.count('static', isLess && machine.mutexS.length + machine.ssd.size > 0);
    met.count('dynamic', isLess && machine.mutexD.length + machine.dsd.size > 0);
    met.count('permissions', isLess && machine.mutexPS.length > 0);
    met.count('active permissions', isLess && machine.mutexPD.length > 0);
    met.count('cardinality', isLess && machine.card.size > 0);
  });
  met.mustReach(cases / 20);
});

// --- L40, L41, L42

const run = ({ operations }: Reading, { operation, inputs }: Step, state: State) =>
  perform(operations.get(operation)!, inputs, state);

/** Inputs with which an operation succeeds, among a few. */
function succeeding(
  machine: Machine,
  { profile, operations }: Reading,
  name: string,
  random: Random,
): Step | null {
  const facts = factsOfMachine(machine);
  const view = viewOf(machine, profile);
  for (let tries = 0; tries < 12; tries += 1) {
    const inputs = someInputs(operations.get(name)!, facts, random);
    if (expectedReport(view, name, inputs) === 'ok') return { operation: name, inputs };
  }
  return null;
}

const inverses = {
  AssignUser: 'DeassignUser',
  AddInheritance: 'DeleteInheritance',
  CreateSession: 'DeleteSession',
} as const;
const inverted = ['AssignUser', 'AddInheritance', 'CreateSession'] as const;

test('L40: assigning, linking and opening are undone by their inverses', () => {
  const met = tally(...inverted);
  forStates(cases, (machine, reading, random) => {
    const before = stateOf(factsOfMachine(machine));
    for (const name of inverted) {
      const step = succeeding(machine, reading, name, random);
      if (step === null) continue;
      const there = run(reading, step, before);
      const back = run(reading, { ...step, operation: inverses[name] }, there.state);
      expect([there.report, back.report]).toEqual(['ok', 'ok']);
      expect(linesOfState(back.state)).toEqual(linesOfState(before));
      met.count(name);
    }
  });
  met.mustReach(cases / 10);
});

test('L40, the other way round: an assignment that is taken and given again is not what it was', () => {
  const met = tally('the same', 'not the same');
  forStates(cases * 2, (machine, reading, random) => {
    const before = stateOf(factsOfMachine(machine));
    const step = succeeding(machine, reading, 'DeassignUser', random);
    if (step === null) return;
    const without = run(reading, step, before);
    const again = run(
      reading,
      { operation: 'AssignUser', inputs: { actor: 'root', ...step.inputs } },
      without.state,
    );
    if (again.report !== 'ok') return;
    const isSame = linesOfState(again.state).join() === linesOfState(before).join();
    met.count(isSame ? 'the same' : 'not the same');
  });
  met.mustReach(3);
});

/** The state after both steps, or null where one of them is refused. */
function afterBoth(reading: Reading, first: Step, second: Step, state: State): State | null {
  const one = run(reading, first, state);
  const two = run(reading, second, one.state);
  return one.report === 'ok' && two.report === 'ok' ? two.state : null;
}

const assignments = (random: Random): readonly [Step, Step] => {
  const draw = (): Step => ({
    operation: 'AssignUser',
    inputs: { actor: 'root', u: random.pick(pools.USER.slice(0, 3)), r: random.pick(pools.ROLE.slice(0, 4)) },
  });
  return [draw(), draw()];
};

test('L41: two assignments commute, and without prerequisites success does not depend on their order', () => {
  const met = tally('both succeed', 'one of them is refused in either order');
  forStates(cases * 2, (machine, reading, random) => {
    const free = { ...machine, prereq: [] };
    const state = stateOf(factsOfMachine(free));
    const [first, second] = assignments(random);
    const there = afterBoth(reading, first, second, state);
    const back = afterBoth(reading, second, first, state);
    expect(there === null).toBe(back === null);
    if (there !== null && back !== null) expect(linesOfState(there)).toEqual(linesOfState(back));
    met.count(there === null ? 'one of them is refused in either order' : 'both succeed');
  });
  met.mustReach(cases / 10);
});

/** A role, and one that needs it. */
const inOrder = ({ prereq }: Machine, random: Random): readonly [Step, Step] => {
  const [role, needed] = random.pick(prereq);
  const u = random.pick(pools.USER.slice(0, 3));
  const assign = (r: string): Step => ({ operation: 'AssignUser', inputs: { actor: 'root', u, r } });
  return [assign(needed), assign(role)];
};

test('L41 with prerequisites is no law: the missing role is the reason, and nothing else', () => {
  const reading = readingOf(defaultProfile);
  const met = tally('the order decides');
  forStates(
    cases * 4,
    (machine, _, random) => {
      if (machine.prereq.length === 0) return;
      const state = stateOf(factsOfMachine(machine));
      const [first, second] = inOrder(machine, random);
      const there = afterBoth(reading, first, second, state);
      const back = afterBoth(reading, second, first, state);
      if (there === null || back !== null) return;
      expect(reportOf(run(reading, second, state))).toBe('G6 PREREQ_MISSING');
      met.count('the order decides');
    },
    [defaultProfile],
  );
  met.mustReach(3);
});

test('L42: a refused operation changes nothing and is refused again in the same way', () => {
  const met = tally('refused');
  forStates(cases / 5, (machine, reading, random) => {
    const facts = factsOfMachine(machine);
    const state = stateOf(facts);
    for (const operation of reading.operations.values()) {
      const inputs = someInputs(operation, facts, random);
      const outcome = perform(operation, inputs, state);
      if (outcome.report === 'ok') continue;
      met.count('refused');
      expect(linesOfState(outcome.state)).toEqual(linesOfFacts(facts));
      expect(reportOf(perform(operation, inputs, outcome.state))).toBe(reportOf(outcome));
    }
  });
  met.mustReach(cases * 3);
});
