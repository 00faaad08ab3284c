import { expect, test } from 'vitest';
import { operations } from '../../spec/operations/catalogue.ts';
import { type Inputs, perform, settled, withInputs } from '../../src/interpret/perform.ts';
import type { Operation } from '../../src/logic/operation.ts';
import type { State } from '../../src/logic/state.ts';
import { lowerOperation } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { factsOfMachine, linesOfState, stateOf } from '../operations/facts.ts';
import { initial, type Machine } from '../oracle/machine/state.ts';

const named = (name: string): Operation => {
  const found = operations.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return lowerOperation(found, defaultProfile);
};

const machine: Machine = {
  ...initial,
  users: ['ann'],
  roles: ['r0', 'r1'],
  UA: [['ann', 'r0']],
  sessions: new Map([['s0', { user: 'ann', active: ['r0'], of: null }]]),
};

/** A state that throws where it is written to. */
function frozen({ sorts, relations }: State): State {
  for (const names of Object.values(sorts)) Object.freeze(names);
  for (const rows of Object.values(relations)) {
    for (const row of rows) Object.freeze(row);
    Object.freeze(rows);
  }
  return Object.freeze({ sorts: Object.freeze(sorts), relations: Object.freeze(relations) });
}

const state = frozen(stateOf(factsOfMachine(machine)));
const run = (name: string, inputs: Inputs, before: State = state) => perform(named(name), inputs, before);

test('the state after is a new one, without the inputs, and shares what did not change', () => {
  const { report, state: after } = run('DeassignUser', { u: 'ann', r: 'r0' });
  expect(report).toBe('ok');
  expect(linesOfState(after)).toEqual(linesOfState(state).filter((line) => !/^(UA|ar)\(/.test(line)));
  expect(Object.keys(after.relations)).toEqual(Object.keys(state.relations));
  expect(after.relations.PA).toBe(state.relations.PA);
});

test('a refusal names the first guard that fails and returns the state itself', () => {
  const outcome = run('AssignUser', { actor: 'root', u: 'eve', r: 'r9' });
  expect(outcome).toMatchObject({ report: 'refused', guard: { label: 'G1', error: 'UNKNOWN_USER' } });
  expect(outcome.state).toBe(state);
});

test('an unknown name becomes an element of its sort, and stays one where the operation succeeds', () => {
  const added = run('AddUser', { u: 'eve' }).state;
  expect(added.sorts.USER).toEqual(['ann', 'eve']);
  expect(state.sorts.USER).toEqual(['ann']);
  expect(run('AddUser', { u: 'ann' }).state.sorts.USER).toEqual(['ann']);
});

test('the same unknown name twice is one element', () => {
  const bound = withInputs(named('AddMutexS'), { x: 'r9', y: 'r9' }, state);
  expect(bound.sorts.ROLE).toEqual(['r0', 'r1', 'r9']);
  expect(bound.relations['x?']).toEqual(bound.relations['y?']);
});

test('a question has an answer and changes nothing; other operations have none', () => {
  const asked = run('CheckAccess', { s: 's0', p: 'o:read' });
  expect(asked).toMatchObject({ report: 'ok', answer: false });
  expect(linesOfState(asked.state)).toEqual(linesOfState(state));
  expect(run('AddUser', { u: 'eve' })).toMatchObject({ answer: null });
});

test('a set may be empty and a relation is given by its rows', () => {
  expect(run('CreateSession', { u: 'ann', s: 's1', R: [] }).report).toBe('ok');
  const { state: after } = run('SetWindow', {
    r: 'r1',
    W: [
      ['1', '2'],
      ['4', '4'],
    ],
  });
  expect(linesOfState(after).filter((line) => line.startsWith('window'))).toEqual([
    'window(r1, 1, 2)',
    'window(r1, 4, 4)',
  ]);
});

test.each<readonly [string, string, Inputs, string]>([
  ['a missing input', 'AddUser', {}, 'no value for the input `u?`'],
  ['no element where one is asked for', 'AddUser', { u: [] }, '`u?` is one element'],
  ['two elements where one is asked for', 'AddUser', { u: ['ann', 'bob'] }, '`u?` is one element'],
  ['a pair where an element is asked for', 'AddUser', { u: [['ann', 'r0']] }, '`u?` has 1 columns'],
  ['an element where a pair is asked for', 'SetWindow', { r: 'r0', W: ['1'] }, '`W?` has 2 columns'],
  [
    'a triple where a pair is asked for',
    'SetWindow',
    { r: 'r0', W: [['1', '2', '3']] },
    '`W?` has 2 columns',
  ],
])('%s is an error', (_, name, inputs, message) => {
  expect(() => run(name, inputs)).toThrow(message);
});

test('an operation with a switch is refused', () => {
  const open = operations.find(({ name }) => name === 'DeassignUser')!;
  expect(() => perform(open, { u: 'ann', r: 'r0' }, state)).toThrow('was not lowered away');
});

test('a cascade ends at a state that it leaves alone, whatever the order of the tuples', () => {
  const [step] = named('DeassignUser').steps.filter(({ kind }) => kind === 'cascade');
  if (step?.kind !== 'cascade') throw new Error('no cascade');
  const two = {
    ...machine,
    UA: [
      ['ann', 'r1'],
      ['ann', 'r0'],
    ] as const,
  };
  const before = stateOf(factsOfMachine(two));
  expect(linesOfState(settled(step.cascade, before))).toEqual(linesOfState(before));
});
