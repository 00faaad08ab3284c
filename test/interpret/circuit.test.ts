import { expect, test } from 'vitest';
import { circuit, cone, evaluateGate, FALSE, TRUE } from '../../src/interpret/circuit.ts';

const variables = () => {
  const gates = circuit();
  const [p, q, r] = [0, 1, 2].map((index) =>
    gates.variable({ relation: 'x', instance: 0, sorts: ['A'], tuple: [index] }),
  ) as [number, number, number];
  return { gates, p, q, r };
};

test('equal gates are one gate', () => {
  const { gates, p, q, r } = variables();
  expect(gates.all([p, q, r])).toBe(gates.all([r, q, p, q, TRUE]));
  expect(gates.atLeast(2, [p, q, r])).toBe(gates.atLeast(3, [r, TRUE, p, q, FALSE]));
  expect(gates.variable({ relation: 'x', instance: 0, sorts: ['A'], tuple: [0] })).toBe(p);
  expect(gates.variable({ relation: 'x', instance: 1, sorts: ['A'], tuple: [0] })).not.toBe(p);
});

test('constants, single, opposite and repeated inputs are simplified', () => {
  const { gates, p, q, r } = variables();
  expect(gates.all([])).toBe(TRUE);
  expect(gates.some([])).toBe(FALSE);
  expect(gates.all([p, TRUE])).toBe(p);
  expect(gates.some([p, FALSE, p])).toBe(p);
  expect(gates.all([p, q, -p])).toBe(FALSE);
  expect(gates.some([p, q, -p])).toBe(TRUE);
  expect(gates.atLeast(0, [p])).toBe(TRUE);
  expect(gates.atLeast(3, [p, q])).toBe(FALSE);
  expect(gates.atLeast(1, [p, q])).toBe(gates.some([p, q]));
  expect(gates.atLeast(3, [p, q, r])).toBe(gates.all([p, q, r]));
});

test('a gate is evaluated from its inputs, which come before it', () => {
  const { gates, p, q, r } = variables();
  const root = gates.some([gates.atLeast(2, [p, q, -r]), gates.all([-p, r])]);
  for (let mask = 0; mask < 8; mask += 1) {
    const value = (index: number): boolean => (mask >> index) % 2 === 1;
    const count = Number(value(0)) + Number(value(1)) + Number(!value(2));
    expect(evaluateGate(gates, root, ({ tuple }) => value(tuple[0]!))).toBe(
      count >= 2 || (!value(0) && value(2)),
    );
  }
  for (const number of cone(gates, [root])) {
    const gate = gates.gate(number);
    if (gate.kind === 'and' || gate.kind === 'at-least') {
      for (const input of gate.inputs) expect(Math.abs(input)).toBeLessThan(number);
    }
  }
});
