/** Gains and losses against the oracle, their examples and causes, on generated pairs of policies. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffPolicies } from '../../src/diff/diff.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Fact } from '../../src/verdict/change.ts';
import type { Shift } from '../../src/verdict/difference.ts';
import { type Meaning, meaningOf, without } from './oracle.ts';
import { editedPair } from './pairs.ts';

const textOf = ({ relation, left, right }: Fact): string => `${relation} ${left} ${right}`;

function pairsOf(shifts: readonly Shift[], direction: Shift['direction']): readonly string[] {
  return shifts
    .filter((shift) => shift.direction === direction)
    .flatMap(({ subjects, elements }) =>
      subjects.flatMap((subject) => elements.map((element) => `${subject} ${element}`)),
    )
    .sort();
}

/** The way of the first subject to the first element, fact by fact, in what that side states. */
function checkExample(shift: Shift, own: Meaning, other: Meaning, first: Fact['relation'] | null): void {
  const { steps, element } = shift.example;
  expect(element).toBe(shift.elements[0]);
  for (const step of steps) expect(own.facts).toContain(textOf(step));
  if (first !== null) expect(steps[0]!.relation).toBe(first);
  expect(steps[0]?.left ?? shift.subjects[0]).toBe(shift.subjects[0]);
  expect(steps[steps.length - 1]?.right ?? element).toBe(element);
  for (let at = 1; at < steps.length; at += 1) expect(steps[at]!.left).toBe(steps[at - 1]!.right);
  if (shift.cause === null) return;
  expect(steps.map(textOf)).toContain(textOf(shift.cause));
  expect(other.facts).not.toContain(textOf(shift.cause));
}

const membershipOf = ({ profile }: PolicyInput): string => profile?.membership ?? 'authorised';

test('gains and losses are those of the oracle, each with a way and its cause', () => {
  const fired = { gained: 0, lost: 0, membership: 0, grants: 0, causeless: 0, nothing: 0, assigned: 0 };
  fc.assert(
    fc.property(editedPair, ({ before, now }) => {
      const roles = new Set((before.roles ?? []).filter((role) => now.roles?.includes(role)));
      const was = meaningOf(before, roles);
      const is = meaningOf(now, roles);
      const { difference } = diffPolicies(buildPolicy(before), buildPolicy(now));
      for (const level of ['access', 'membership', 'grants'] as const) {
        const shifts = difference[level];
        expect(pairsOf(shifts, 'gained')).toEqual(without(is[level], was[level]));
        expect(pairsOf(shifts, 'lost')).toEqual(without(was[level], is[level]));
        for (const shift of shifts) {
          const [own, other] = shift.direction === 'gained' ? [is, was] : [was, is];
          checkExample(shift, own, other, level === 'grants' ? null : 'assignment');
          if (shift.cause === null) {
            expect(membershipOf(before)).not.toBe(membershipOf(now));
            fired.causeless += 1;
          }
        }
      }
      fired.gained += pairsOf(difference.access, 'gained').length > 0 ? 1 : 0;
      fired.lost += pairsOf(difference.access, 'lost').length > 0 ? 1 : 0;
      fired.membership += difference.membership.length > 0 ? 1 : 0;
      fired.grants += difference.grants.length > 0 ? 1 : 0;
      fired.nothing += difference.access.length + difference.membership.length === 0 ? 1 : 0;
      fired.assigned += membershipOf(now) === 'assigned' ? 1 : 0;
    }),
    { numRuns: 1500, seed: 17 },
  );
  expect(fired.gained).toBeGreaterThan(300);
  expect(fired.lost).toBeGreaterThan(250);
  expect(fired.membership).toBeGreaterThan(400);
  expect(fired.grants).toBeGreaterThan(400);
  expect(fired.nothing).toBeGreaterThan(100);
  expect(fired.assigned).toBeGreaterThan(300);
  expect(fired.causeless).toBeGreaterThan(20);
});

test('what one direction gains the other loses, and nothing differs from itself', () => {
  fc.assert(
    fc.property(editedPair, ({ before, now }) => {
      const there = diffPolicies(buildPolicy(before), buildPolicy(now)).difference;
      const back = diffPolicies(buildPolicy(now), buildPolicy(before)).difference;
      for (const level of ['access', 'membership', 'grants'] as const) {
        expect(pairsOf(there[level], 'gained')).toEqual(pairsOf(back[level], 'lost'));
        expect(pairsOf(there[level], 'lost')).toEqual(pairsOf(back[level], 'gained'));
      }
      expect(there.kind).toBe(back.kind);
      const same = diffPolicies(buildPolicy(now), buildPolicy(now));
      expect(same.difference.kind).toBe('same');
      expect(same.weakenings).toEqual([]);
    }),
    { numRuns: 200, seed: 18 },
  );
});
