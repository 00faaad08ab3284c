/**
 * Every rule's explanation is true, read as a user's files are read: the violating example violates the rule and, of
 * all others, only what follows from that; the compliant one complies. And what is told of each violation says who,
 * what and where in three lines.
 */

import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import { type CheckOutcome, checkPolicy } from '../../src/check/run.ts';
import { exampleFiles } from '../../src/explain/example.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { pretty } from '../../src/report/pretty.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { envelopeOf } from '../../src/verdict/envelope.ts';
import { defaultFailOn } from '../../src/verdict/exit-code.ts';

function read(example: string) {
  const files = exampleFiles(example);
  const [policy] = files.filter(({ name }) => name.endsWith('.policy.yaml'));
  const texts = Object.fromEntries(files.map(({ name, text }) => [name, text]));
  return readPolicy(policy!.name, memoryFiles(texts), { rules: catalogue.map(({ id }) => id) });
}

/** What comes of an example; a warning about it would distract from what it shows. */
async function outcomeOf(example: string, only?: string): Promise<CheckOutcome> {
  const result = read(example);
  expect(result).toMatchObject({ kind: 'ok', warnings: [] });
  if (result.kind !== 'ok') throw new Error('the example cannot be read');
  return checkPolicy(result.value, only === undefined ? {} : { only: [only] });
}

function violatedBy({ verdicts }: CheckOutcome): readonly string[] {
  return [...new Set(verdicts.filter(({ status }) => status === 'violated').map(({ rule }) => rule))].sort();
}

/** What these two speak of is refused by the reader already. */
const refused: Readonly<Record<string, string>> = {
  references: 'unknown-role',
  'acyclic-hierarchy': 'hierarchy-cycle',
};

/**
 * What else an example has to violate, since one follows from the other; and notes, which are not about faults: of
 * sessions that one person may do, and of roles that one person may activate.
 */
const implied: Readonly<Record<string, readonly string[]>> = {
  'dynamic-sod': ['activatable'],
  // Without a candidate there is no plan.
  candidates: ['feasible'],
  'pairwise-feasible': ['feasible'],
  // Whoever covers everything in a plan has roles that cover everything.
  'plan-operational-sod': ['adequate-exclusions', 'operational-sod'],
  'every-plan-sod': ['adequate-exclusions', 'operational-sod'],
  // To be a candidate is to hold the roles together.
  'template-dynamic-sod': ['activatable'],
};

const informing: ReadonlySet<string> = new Set(['adequate-exclusions', 'activatable', 'operational-sod']);

function reportOf(outcome: CheckOutcome, width: number): string {
  return pretty(
    {
      envelope: envelopeOf('check', defaultProfile, [outcome], defaultFailOn),
      outcomes: [outcome],
      diagnostics: [],
      interrupted: null,
      failOn: defaultFailOn,
      repeat: ({ file, rule }) => `dutyproof check ${file} --only ${rule}`,
    },
    { width, color: 'plain' },
  );
}

describe.each(catalogue)('$id', ({ id, explanation, claims, properties }) => {
  test('has a short title and claims of its properties', () => {
    expect(explanation.title.split(' ').length).toBeLessThanOrEqual(8);
    expect(explanation.title).toMatch(/^[a-z][^.]*$/);
    expect([...new Set(claims.map(({ property }) => property))].sort()).toEqual([...properties].sort());
  });

  test('refers to nothing that the reader cannot have', () => {
    const { meaning, fix, references } = explanation;
    expect([meaning, fix, ...references].join('\n')).not.toMatch(/FORMAL|source 00|\b00[0-3]\b/);
  });

  test('its compliant example complies', async () => {
    const outcome = await outcomeOf(explanation.compliant);
    expect(violatedBy(outcome)).not.toContain(id);
    expect(violatedBy(outcome).filter((rule) => !informing.has(rule))).toEqual([]);
    const own = outcome.verdicts.filter(({ rule }) => rule === id).map(({ status }) => status);
    // Without inheritance or names there would be nothing to say.
    expect(own).toContain('holds');
  });

  const code = refused[id];
  if (code !== undefined) {
    test('its violating example is refused by the reader', () => {
      const result = read(explanation.violating);
      expect(result.kind).toBe('failed');
      if (result.kind === 'failed') expect(result.diagnostics.map((one) => one.code)).toEqual([code]);
    });
    return;
  }

  test('its violating example violates it, and what follows from that', async () => {
    const outcome = await outcomeOf(explanation.violating);
    expect(violatedBy(outcome)).toEqual([id, ...(implied[id] ?? [])].sort());
  });

  test.each([80, 100, 120])(
    'its violation says who, what and where in three lines of %i columns',
    async (width) => {
      const outcome = await outcomeOf(explanation.violating, id);
      const blocks = reportOf(outcome, width).split('\n\n');
      const named = new RegExp(`(^| )${id}($| )`, 'm');
      const [block] = blocks.filter((text) => /^[✗!•] /.test(text) && named.test(text));
      const first = block!.split('\n').slice(0, 3).join('\n');
      expect(first).toMatch(named);
      expect(first).toMatch(/\.(policy\.yaml|app):\d+/);
      const own = outcome.verdicts.flatMap((one) =>
        one.status === 'violated' && one.rule === id ? [one] : [],
      );
      // Who: the user, the role, the session or the application that it is about.
      for (const { value } of own[0]!.counterexample.bindings.slice(0, 1)) expect(first).toContain(value);
    },
  );
});
