import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckOutcome } from '../../src/check/run.ts';
import { applyGate } from '../../src/gate/apply.ts';
import {
  type Baseline,
  baselineStates,
  baselineText,
  prunedBaseline,
  updatedBaseline,
} from '../../src/gate/baseline.ts';
import type { Known } from '../../src/gate/compare.ts';
import { readBaseline } from '../../src/gate/read-baseline.ts';
import { suppress } from '../../src/gate/suppress.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { defaultFailOn, fails } from '../../src/verdict/exit-code.ts';
import { rendered } from '../policy/render.ts';
import { conflicting, outcomeOf, violatedIn } from './outcomes.ts';

const path = 'dutyproof-baseline.json';
const today = '2026-06-01';

function read(text: string | Uint8Array): Baseline {
  const result = readBaseline(path, memoryFiles({ [path]: text }));
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

const knownIn = ({ entries }: Baseline): readonly Known[] => entries.map(({ known }) => known);

/** What `baseline update` and then `check --baseline` make of it. */
function updated(...outcomes: readonly CheckOutcome[]): Baseline {
  return read(baselineText(updatedBaseline([], outcomes).findings));
}

function standings(baseline: Baseline, ...outcomes: readonly CheckOutcome[]) {
  const gated = applyGate(outcomes, { baseline, suppressions: [], today });
  return {
    states: violatedIn(gated.outcomes).map(({ counterexample, standing }) =>
      [counterexample.bindings[0]?.value, standing?.state, standing?.worsenedFrom].join(' ').trim(),
    ),
    failing: violatedIn(gated.outcomes).filter(({ severity, standing }) =>
      fails(severity, standing ?? {}, defaultFailOn),
    ).length,
    problems: gated.problems.map(rendered),
  };
}

const kim = () => outcomeOf(conflicting({ both: ['kim'] }));

describe('what a baseline knows', () => {
  test('is existing, and does not fail', async () => {
    expect(standings(updated(await kim()), await kim())).toEqual({
      states: ['kim existing'],
      failing: 0,
      problems: [],
    });
  });

  test('a second person in an old conflict is new', async () => {
    const two = await outcomeOf(conflicting({ both: ['jo', 'kim'] }));
    const { states, failing } = standings(updated(await kim()), two);
    expect(states).toEqual(['jo new', 'kim existing']);
    expect(failing).toBe(1);
  });

  test('the same conflict in another policy is new', async () => {
    const q = await outcomeOf(conflicting({ name: 'q', both: ['kim'] }), {}, 'q.policy.yaml');
    expect(standings(updated(await kim()), await kim(), q).states).toEqual(['kim existing', 'kim new']);
  });

  test('a copy of an old conflict, in a policy of the same name, is new', async () => {
    const copy = await outcomeOf(conflicting({ both: ['kim'] }), {}, 'copy.policy.yaml');
    expect(standings(updated(await kim()), await kim(), copy).states).toEqual(['kim existing', 'kim new']);
    expect(standings(updated(await kim(), copy), await kim(), copy).failing).toBe(0);
  });

  test('arises in another way', async () => {
    const text = conflicting({ both: ['kim'] });
    const through = text
      .replace('kim: { roles: [creator, approver] }', 'kim: { roles: [boss, approver] }')
      .replace(
        'roles: [creator, approver]\nconstraints',
        'roles: { creator: , approver: , boss: { inherits: [creator] } }\nconstraints',
      );
    const { states, failing } = standings(updated(await kim()), await outcomeOf(through));
    expect(states).toEqual(['kim existing-with-changes']);
    expect(failing).toBe(0);
  });

  test('has worsened where it is more severe than it was', async () => {
    const warned = updated(await outcomeOf(conflicting({ both: ['kim'], severity: 'warning' })));
    expect(standings(warned, await kim())).toMatchObject({ states: ['kim existing warning'], failing: 1 });
    const noted = await outcomeOf(conflicting({ both: ['kim'], severity: 'note' }));
    expect(standings(updated(await kim()), noted)).toMatchObject({ states: ['kim existing'], failing: 0 });
  });
});

describe('stale', () => {
  const mended = (options = {}) => outcomeOf(conflicting({ both: [] }), options);

  test('is what was mended, and it is told where it stands', async () => {
    const { problems } = standings(updated(await kim()), await mended());
    expect(problems).toEqual([
      `${path}:4:74 stale-finding: \`p\` does not have this finding any more: kim is both approver and creator -- run \`dutyproof baseline prune\``,
    ]);
  });

  test.each([
    ['a rule that did not run', { skip: ['static-sod'] }],
    ['a run of another rule', { only: ['dynamic-sod'] }],
    ['a run that was stopped', { timeLimit: 0 }],
  ])('is nothing after %s', async (_, options) => {
    const baseline = updated(await kim());
    const outcome = await mended(options);
    expect(standings(baseline, outcome).problems).toEqual([]);
    expect(prunedBaseline(knownIn(baseline), [outcome])).toMatchObject({ dropped: 0, unjudged: 1 });
    expect(updatedBaseline(knownIn(baseline), [outcome])).toMatchObject({
      findings: knownIn(baseline),
      dropped: 0,
      unjudged: 1,
    });
    expect(baselineStates(knownIn(baseline), [outcome]).map(({ state }) => state)).toEqual(['unjudged']);
  });

  test('is nothing of a policy that was not read', async () => {
    const q = await outcomeOf(conflicting({ name: 'q', both: [] }));
    expect(standings(updated(await kim()), q).problems).toEqual([]);
  });

  test('is nothing where the policy switches the rule off', async () => {
    const off = await outcomeOf(conflicting({ both: ['kim'], more: 'rules: { static-sod: off }\n' }));
    expect(standings(updated(await kim()), off).problems).toEqual([]);
  });

  test('is pruned, and nothing else is', async () => {
    const baseline = updated(await outcomeOf(conflicting({ both: ['jo', 'kim'], severity: 'warning' })));
    const pruned = prunedBaseline(knownIn(baseline), [await kim()]);
    expect(pruned).toMatchObject({ added: 0, changed: 0, dropped: 1 });
    // The severity of before stays: what has worsened since must still fail.
    expect(pruned.findings.map(({ severity, sentence }) => `${severity} ${sentence}`)).toEqual([
      'warning kim is both approver and creator',
    ]);
  });
});

describe('update', () => {
  test('counts what it adds, changes and drops', async () => {
    const before = updated(await outcomeOf(conflicting({ both: ['jo', 'kim', 'lee'], severity: 'note' })));
    const now = [await outcomeOf(conflicting({ both: ['kim', 'lee', 'mo', 'no'] }))];
    expect(updatedBaseline(knownIn(before), now)).toMatchObject({ added: 2, changed: 2, dropped: 1 });
    expect(updatedBaseline(updatedBaseline([], now).findings, now)).toMatchObject({
      added: 0,
      changed: 0,
      dropped: 0,
    });
  });

  test('leaves out what a suppression covers, or it would outlive the suppression', async () => {
    const more = `suppressions:\n  - { id: s, expires: ${today}, owner: o, reason: r, subject: kim }\n`;
    const outcomes = [await outcomeOf(conflicting({ both: ['jo', 'kim'], more }))];
    const { findings, suppressed } = updatedBaseline([], suppress(outcomes, null, [], today).outcomes);
    expect(findings.map(({ sentence }) => sentence)).toEqual(['jo is both approver and creator']);
    expect(suppressed).toBe(1);
    const later = suppress(outcomes, null, [], '2026-06-02').outcomes;
    expect(updatedBaseline([], later).findings.length).toBe(2);
  });

  test('is the same wherever lines are, and whoever wrote first', async () => {
    const text = conflicting({ both: ['jo', 'kim'] });
    const moved = `# a comment\n\n${conflicting({ both: ['kim', 'jo'] })}`;
    const [one, other] = [await outcomeOf(text), await outcomeOf(moved)];
    expect(baselineText(updatedBaseline([], [other]).findings)).toBe(
      baselineText(updatedBaseline([], [one]).findings),
    );
  });
});

const known: fc.Arbitrary<Known> = fc.record({
  policy: fc.constantFrom('p', 'q', '결재', 'a"b'),
  fingerprint: fc.constantFrom('0'.repeat(32), '1'.repeat(32), 'ab'.repeat(16)),
  coreFingerprint: fc.constantFrom('0'.repeat(32), 'cd'.repeat(16)),
  rule: fc.constantFrom('static-sod', 'dead-role'),
  constraint: fc.option(fc.constantFrom('c', '규칙')),
  severity: fc.constantFrom('error', 'warning', 'note'),
  sentence: fc.string({ unit: 'grapheme' }),
});

test('what is written is read again: the same findings, as often, and the same text', () => {
  fc.assert(
    fc.property(fc.array(known, { maxLength: 8 }), (findings) => {
      const text = baselineText(findings);
      const again = knownIn(read(text));
      expect(baselineText(again)).toBe(text);
      expect(again.length).toBe(findings.length);
      // One entry a line.
      expect(text.split('\n').filter((line) => line.includes('"fingerprint"')).length).toBe(findings.length);
      expect(baselineText([...findings].reverse())).toBe(text);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('update, then check: nothing is new, whoever is in conflict', async () => {
  const people = fc.uniqueArray(fc.constantFrom('jo', 'kim', 'lee', '이수진'), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(people, people, fc.constantFrom('error', 'warning'), async (first, then, severity) => {
      const before = await outcomeOf(conflicting({ both: first, severity }));
      const after = await outcomeOf(conflicting({ both: then, severity }));
      const baseline = updated(before);
      expect(standings(baseline, before)).toMatchObject({ failing: 0, problems: [] });
      const { states, failing, problems } = standings(baseline, after);
      expect(failing).toBe(then.filter((user) => !first.includes(user)).length);
      expect(states.length).toBe(then.length);
      expect(problems.length).toBe(first.filter((user) => !then.includes(user)).length);
      const next = updatedBaseline(knownIn(baseline), [after]).findings;
      expect(baselineText(next)).toBe(baselineText(updatedBaseline([], [after]).findings));
    }),
    { seed: 2, numRuns: 20 },
  );
});
