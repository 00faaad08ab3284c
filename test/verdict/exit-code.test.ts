import { describe, expect, test } from 'vitest';
import { defaultProfile } from '../../src/profile/profile.ts';
import { envelopeOf } from '../../src/verdict/envelope.ts';
import { defaultFailOn, exitCodeOf, type FailOn, reaches } from '../../src/verdict/exit-code.ts';
import type { ReplayFailure } from '../../src/verdict/failure.ts';
import type { Verdict, Violated } from '../../src/verdict/verdict.ts';

const base = {
  property: 'P04',
  rule: 'static-sod',
  constraint: 'c1',
  severity: 'error',
  profile: defaultProfile,
  file: 'a.policy.yaml',
  fingerprint: '0'.repeat(32),
  locations: [],
} as const;

const witness = { bindings: [], sentence: '' };
const holds: Verdict = {
  ...base,
  status: 'holds',
  scope: 'this policy',
  witness,
  evidence: { kind: 'recheck' },
};
const vacuous: Verdict = {
  ...base,
  status: 'vacuous',
  scope: 'this policy',
  vacuity: 'V1',
  reason: 'the policy has no users',
};
const unknown: Verdict = { ...base, status: 'unknown', reason: 'interrupted' };
const bounded: Verdict = { ...base, status: 'bounded', bound: 'up to 3 absent users' };
const violated = (severity: Violated['severity']): Verdict => ({
  ...base,
  severity,
  status: 'violated',
  scope: 'this policy',
  // Only replay can make a real one; what it says does not matter here.
  counterexample: undefined as unknown as Violated['counterexample'],
  core: [],
  coreFingerprint: '0'.repeat(32),
  repairs: null,
  evidence: { kind: 'recheck' },
});
const failure: ReplayFailure = {
  kind: 'replay-failure',
  file: 'a.policy.yaml',
  rule: 'static-sod',
  constraint: 'c1',
  claim: 'StaticSOD',
  bindings: [],
  reason: { kind: 'holds' },
};

const code = (verdicts: readonly Verdict[], failOn: FailOn = defaultFailOn, failures: ReplayFailure[] = []) =>
  exitCodeOf(verdicts, failures, failOn);

describe('exit codes', () => {
  test.each([
    ['everything holds', [holds, vacuous], 0],
    ['an error is violated', [holds, violated('error')], 1],
    ['a warning is violated', [holds, violated('warning')], 1],
    ['a note is violated: it informs', [holds, violated('note')], 0],
    ['only a note is violated: something was checked', [violated('note')], 0],
    ['nothing was judged', [], 2],
    ['only vacuous verdicts', [vacuous, vacuous], 2],
    ['something is not known', [holds, unknown], 3],
    ['something is bounded', [holds, bounded], 3],
    ['only unknown', [unknown], 3],
    ['a violation outranks what is not known', [unknown, violated('error'), holds], 1],
    ['a note does not outrank what is not known', [unknown, violated('note')], 3],
  ] as const)('%s', (_name, verdicts, expected) => {
    expect(code(verdicts)).toBe(expected);
  });

  test('a claim that replay refused outranks everything', () => {
    expect(code([violated('error'), unknown], defaultFailOn, [failure])).toBe(4);
    expect(code([], defaultFailOn, [failure])).toBe(4);
  });

  test('the threshold decides which violations count', () => {
    expect(code([holds, violated('warning')], { ...defaultFailOn, severity: 'error' })).toBe(0);
    expect(code([holds, violated('note')], { ...defaultFailOn, severity: 'note' })).toBe(1);
    expect(reaches('error', 'note')).toBe(true);
    expect(reaches('note', 'warning')).toBe(false);
  });

  test('vacuous verdicts fail only where that is asked for, and never where nothing was checked', () => {
    const strict: FailOn = { ...defaultFailOn, vacuous: 'fails' };
    expect(code([holds, vacuous], strict)).toBe(1);
    expect(code([vacuous], strict)).toBe(2);
  });
});

describe('the envelope', () => {
  const part = {
    verdicts: [holds, vacuous, unknown],
    failures: [],
    repairsOmitted: 2,
    rulesOff: ['feasible'],
  };

  test('counts over all policies', () => {
    const envelope = envelopeOf('check', defaultProfile, [part, part], defaultFailOn);
    expect(envelope.summary).toEqual({
      holds: 2,
      bounded: 0,
      vacuous: 2,
      violated: 0,
      unknown: 2,
      policies: 2,
      repairsOmitted: 4,
      rulesOff: 2,
    });
    expect(envelope.exitCode).toBe(3);
  });

  test('what cannot be read outranks what holds, and not what cannot be trusted', () => {
    const diagnostic = {
      code: 'unknown-role',
      severity: 'error',
      message: '',
      path: null,
      range: null,
      hint: null,
      related: [],
    } as const;
    const one = { ...part, verdicts: [holds] };
    const exit = (failures: ReplayFailure[]) =>
      envelopeOf('check', defaultProfile, [{ ...one, failures }], defaultFailOn, [diagnostic]).exitCode;
    expect(exit([])).toBe(2);
    expect(exit([failure])).toBe(4);
  });
});
