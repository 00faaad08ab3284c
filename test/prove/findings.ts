/** Findings with each strength, each way of showing, and each purpose; nothing of it was proved. */

import { defaultProfile } from '../../src/profile/profile.ts';
import { committedOf } from '../../src/prove/committed.ts';
import { differences, proofExitCode } from '../../src/prove/compare.ts';
import type { Findings, GuardFinding, LawFinding } from '../../src/prove/findings.ts';
import type { Cell } from '../../src/prove/matrix.ts';
import type { ProofReport } from '../../src/report/proof.ts';

export const cell = (
  operation: string,
  invariant: string,
  status: Cell['status'],
  how: Cell['how'],
  rest: Partial<Cell> = {},
): Cell => ({ operation, invariant, status, how, because: [], size: {}, reason: '', ...rest });

export const guard = (operation: string, label: string, rest: Partial<GuardFinding> = {}): GuardFinding => ({
  operation,
  guard: label,
  error: 'UNKNOWN_ROLE',
  declared: 'safety',
  found: 'safety',
  isTheGoal: false,
  counterexample: null,
  ...rest,
});

export const law = (name: string, rest: Partial<LawFinding> = {}): LawFinding => ({
  law: name,
  meaning: 'Static separation implies dynamic separation where every dynamic pair is also static.',
  expected: 'holds',
  status: 'every size',
  because: [],
  size: {},
  counterexample: null,
  reason: '',
  ...rest,
});

const broken = {
  before: { users: [['u1']], roles: [] },
  inputs: { 'r?': [['r1']] },
  after: { UA: [['u1', 'r1']] },
};

/** All is proved. */
export const good: Findings = {
  matrix: {
    profile: { ...defaultProfile },
    cells: [
      cell('AssignUser', 'I1', 'every size', 'kept', { because: ['I1 UA', 'G1 UNKNOWN_USER'] }),
      cell('AssignUser', 'I2', 'untouched', 'untouched'),
      cell('AssignUser', 'I5', 'every size, limits to 4', 'kept', { size: { USER: 3, ROLE: 4 } }),
      cell('AssignUser', 'I10', 'every size', 'restored'),
      cell('AddMutexS', 'I1', 'every size', 'kept'),
      cell('AddMutexS', 'I2', 'untouched', 'untouched'),
      cell('AddMutexS', 'I5', 'every size', 'guard'),
      cell('AddMutexS', 'I10', 'untouched', 'untouched'),
    ],
  },
  guards: [
    guard('AssignUser', 'G1', {
      error: 'UNKNOWN_USER',
      counterexample: { ...broken, invariant: 'I1', conjunct: 'UA' },
    }),
    guard('AssignUser', 'G3', { error: 'ALREADY_ASSIGNED', declared: 'no-op', found: 'no-op' }),
    guard('AddMutexS', 'G3', {
      error: 'VIOLATED_NOW',
      isTheGoal: true,
      counterexample: { ...broken, invariant: 'I5', conjunct: 'I5' },
    }),
  ],
  laws: [
    law('L1'),
    law('L2', {
      meaning: 'Dynamic separation implies static separation.',
      expected: 'fails',
      status: 'refuted',
      counterexample: { users: [['박하나']], UA: [['박하나', 'r1']], RH: [] },
    }),
  ],
  instances: [{ operation: 'AssignUser', before: broken.before, inputs: broken.inputs }],
};

/** With everything that can go wrong. */
export const bad: Findings = {
  ...good,
  matrix: {
    ...good.matrix,
    cells: [
      ...good.matrix.cells.filter(({ operation }) => operation === 'AssignUser'),
      cell('AddMutexS', 'I1', 'refuted', 'none', { reason: 'a counterexample was replayed' }),
      cell('AddMutexS', 'I2', 'up to a size', 'searched', {
        size: { USER: 3, ROLE: 2 },
        reason: 'no proof found',
      }),
      cell('AddMutexS', 'I5', 'unknown', 'none', { reason: 'time limit' }),
    ],
  },
  guards: [...good.guards, guard('AddMutexS', 'G4', { found: 'report' })],
  laws: [
    ...good.laws,
    law('L14c', { status: 'up to a size', size: { ROLE: 3 }, reason: '`plan` ranges over relations' }),
    law('T1', { status: 'unknown', reason: 'time limit' }),
    law('T2', { status: 'refuted', counterexample: {} }),
  ],
};

export function reportOf(findings: Findings, committed: Findings = good): ProofReport {
  const outcome = {
    findings,
    differences: differences(findings, committedOf(committed), []),
    interrupted: null,
  };
  return { ...outcome, confirmation: null, exitCode: proofExitCode(outcome) };
}
