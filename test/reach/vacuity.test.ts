import { expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';
import { vacuityOf } from '../../src/reach/vacuity.ts';

const limits = { interrupted: () => false };
const roles = ['Admin', 'Ghost', 'A', 'B', 'C'];

test('tells what can never happen, and of which administrators there are none', () => {
  const policy = buildPolicy({
    users: ['ann', 'bob'],
    roles,
    assignments: [['ann', 'Admin']],
    administration: {
      rules: [
        { id: 'give-a', kind: 'assign', by: 'Admin', roles: ['A'] },
        { id: 'haunt', kind: 'assign', by: 'Ghost', roles: ['B'] },
        { id: 'needs-b', kind: 'assign', by: 'Admin', roles: ['C'], needs: ['B'] },
      ],
      keeps: [
        { id: 'open', roles: ['A'] },
        { id: 'shut', roles: ['C'] },
      ],
    },
  });
  expect(vacuityOf(policy, limits)).toEqual({
    remarks: [
      'nobody can ever act as Ghost: rule haunt is never used',
      'rule needs-b can never be used, since nobody can ever have B',
      'nobody can ever get any of B and C',
      'not possible even now, although it should stay so: shut',
    ],
    nothingChanges: null,
  });
});

test('says where nothing can change at all', () => {
  const policy = buildPolicy({
    users: ['ann'],
    roles,
    administration: { rules: [{ kind: 'assign', by: 'Ghost', roles: ['A'] }] },
  });
  expect(vacuityOf(policy, limits).nothingChanges).toBe('no rule of the administration can ever be used');
});

test('has nothing to say where every rule is used', () => {
  const policy = buildPolicy({
    users: ['ann'],
    roles,
    assignments: [['ann', 'Admin']],
    administration: { rules: [{ kind: 'assign', by: 'Admin', roles: ['A'] }] },
  });
  expect(vacuityOf(policy, limits)).toEqual({ remarks: [], nothingChanges: null });
});
