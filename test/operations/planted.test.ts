/** Mistakes planted in the specification are found, and shown as the shortest sequence that tells them. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operations } from '../../spec/operations/catalogue.ts';
import type { Operation } from '../../src/logic/operation.ts';
import { readings } from './both.ts';
import { coverage } from './coverage.ts';
import { explore, type Plan } from './explore.ts';
import { printed } from './print.ts';
import { shrunk } from './shrink.ts';
import { staffed, validState } from './start.ts';

/** What the planted mistakes are about; the other operations would only take time. */
const few = ['AddMutexS', 'AssignUser', 'DeassignUser', 'CreateSession', 'AddActiveRole', 'DropActiveRole'];

const planted = (name: string, change: (operation: Operation) => Operation): readonly Operation[] =>
  operations.filter((one) => few.includes(one.name)).map((one) => (one.name === name ? change(one) : one));

function told(specified: readonly Operation[], from: Plan['from']): string {
  const readingOf = readings(specified);
  const plan = { sequences: 40, length: 20, from, profiles: 3, seed: 20260727 };
  const failing = explore(plan, readingOf, coverage());
  return failing === null ? 'the mistake was not found' : printed(shrunk(failing, readingOf), readingOf);
}

/** Users and roles, and nothing between them. */
const unrelated: Plan['from'] = () =>
  fc.constant({ ...staffed, users: ['ann', 'bob'], roles: ['r0', 'r1', 'r2'] });

test('an assignment that asks for no separation of duty', () => {
  const careless = planted('AssignUser', (one) => ({
    ...one,
    guards: one.guards.filter(({ error }) => error !== 'SSOD_VIOLATION'),
  }));
  expect(told(careless, unrelated)).toMatchInlineSnapshot(`
    "reading: default
    start: Init, roles(r1), roles(r2), users(bob)
    1  AddMutexS(x? = r2, y? = r1)                   ok
    2  AssignUser(actor? = root, u? = bob, r? = r1)  ok
    3  AssignUser(actor? = root, u? = bob, r? = r2)  ok
       specification: ok
       reference:     G8 SSOD_VIOLATION"
  `);
});

test('a revocation without the cascade', () => {
  const lenient = planted('DeassignUser', (one) => ({
    ...one,
    steps: one.steps.filter(({ kind }) => kind === 'update'),
  }));
  expect(told(lenient, validState)).toMatchInlineSnapshot(`
    "reading: default
    start: Init, roles(r0), users(ann), UA(ann, r0), sessions(s1), su(s1, ann), ar(s1, r0)
    1  DeassignUser(u? = ann, r? = r0)  ok
       only in the specification: ar(s1, r0)"
  `);
});

test('guards in another order', () => {
  const swapped = planted('DropActiveRole', (one) => ({ ...one, guards: [...one.guards].reverse() }));
  expect(told(swapped, validState)).toMatchInlineSnapshot(`
    "reading: default
    start: Init
    1  DropActiveRole(u? = bob, s? = s1, r? = r1)  G2 NOT_ACTIVE
       specification: G2 NOT_ACTIVE
       reference:     G1 NOT_OWNER"
  `);
});
