import { expect, test } from 'vitest';
import { rule as feasible } from '../../src/check/feasible.ts';
import type { PolicyInput } from '../../src/policy/build.ts';
import { decisions, one, only, planOf } from './application-support.ts';

/** FORMAL.md D.7: Fig. 17 against all populations of up to three users. */

const roles = ['R', 'SR', 'AC', 'AM'];
const people = ['u1', 'u2', 'u3'];
const needs: Readonly<Record<string, string>> = { S1: 'R', S2: 'SR', S3: 'AC', S4: 'AC', S5: 'AC', S6: 'AM' };
const application = {
  name: '물품구매',
  sessions: Object.entries(needs).map(([name, role]) => ({ name, roles: [role] })),
  exclusions: [['S3', 'S4']] as const,
  initiator: ['R'],
};
const hierarchy = [
  ['SR', 'R'],
  ['AM', 'AC'],
] as const;

function authorised(
  held: readonly string[],
  inheritance: readonly (readonly [string, string])[],
): Set<string> {
  return new Set([
    ...held,
    ...inheritance.filter(([senior]) => held.includes(senior)).map(([, junior]) => junior),
  ]);
}

function input(mask: number, inheritance: PolicyInput['inheritance']): PolicyInput {
  const assignments = people.flatMap((user, u) =>
    roles.flatMap((role, r) => ((mask >> (4 * u + r)) & 1 ? [[user, role] as const] : [])),
  );
  return { users: people, roles, assignments, inheritance: inheritance ?? [], applications: [application] };
}

test.each([
  ['without hierarchy', []],
  ['with SR ≥ R and AM ≥ AC', hierarchy],
] as const)('feasible iff every role has an authorised user and AC has two, %s', (_, inheritance) => {
  let count = 0;
  const wrong: number[] = [];
  for (let mask = 0; mask < 1 << 12; mask += 1) {
    const policy = input(mask, inheritance);
    const held = people.map((_user, u) =>
      authorised(
        roles.filter((_role, r) => (mask >> (4 * u + r)) & 1),
        inheritance,
      ),
    );
    const holders = (role: string): number => held.filter((own) => own.has(role)).length;
    const expected = roles.every((role) => holders(role) > 0) && holders('AC') >= 2;
    const found = decisions(feasible, policy);
    if (only('holds', found).length !== (expected ? 1 : 0)) wrong.push(mask);
    if (only('violated', found).length !== (expected ? 0 : 1)) wrong.push(mask);
    if (!expected) continue;
    count += 1;
    for (const step of planOf(one('holds', found))) {
      const [session = '', user = ''] = step.split('=');
      if (!held[people.indexOf(user)]!.has(needs[session]!)) wrong.push(mask);
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBe(inheritance.length === 0 ? expectedCounts.flat : expectedCounts.hierarchy);
});

/**
 * How many of the 4,096 populations are feasible, counted by hand. Flat: somebody for R, SR and AM each (7 of 8), two
 * of three for AC (4 of 8). With seniors: somebody for SR (7), R as one likes (8), and of the 64 ways to hold AC and AM
 * the 54 in which two people have either, less the 4 without AM.
 */
const expectedCounts = { flat: 7 ** 3 * 4, hierarchy: 7 * 8 * (54 - 4) };

test('the table of D.7', () => {
  const table: readonly (readonly [string, Readonly<Record<string, readonly string[]>>, boolean, boolean])[] =
    [
      ['one user per role', { a: ['R'], b: ['SR'], c: ['AC'], d: ['AM'] }, false, true],
      ['two clerks', { a: ['R'], b: ['SR'], c: ['AC'], d: ['AM'], e: ['AC'] }, true, true],
      ['one person with all four roles and one clerk', { a: roles, b: ['AC'] }, true, true],
      ['one person with everything, nobody else', { a: roles }, false, false],
      ['the manager is the only clerk', { a: ['R'], b: ['SR'], d: ['AC', 'AM'] }, false, false],
    ];
  for (const [population, held, flat, withSeniors] of table) {
    const assignments = Object.entries(held).flatMap(([user, own]) =>
      own.map((role) => [user, role] as const),
    );
    const verdict = (inheritance: readonly (readonly [string, string])[]) =>
      only('holds', decisions(feasible, { assignments, inheritance, applications: [application] })).length ===
      1;
    expect([verdict([]), verdict(hierarchy)], population).toEqual([flat, withSeniors]);
  }
});
