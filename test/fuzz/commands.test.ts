/**
 * Whatever stands in the files of a project, no command ends with an internal error, prints what a terminal would obey,
 * or writes evidence that its own checker does not accept. The projects are scenarios in which a name is another one
 * everywhere, or a word stands in the wrong place. Loading all commands takes seconds, so it is part of the deeper run.
 */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportFormatNames } from '../../src/cli/format.ts';
import { dutyproof } from '../cli/command.ts';

const cases = Math.floor(Number(process.env.DUTYPROOF_CASES ?? 0) / 10);
const skipped = cases > 0 ? '' : ' (skipped: only in the deeper run, with DUTYPROOF_CASES)';

const scenarios = resolve(import.meta.dirname, '../../scenarios');
const isInput = (path: string): boolean =>
  /\.(policy|policy-part|policy-test)\.yaml$|\.app$|\.csv$/.test(path);
const inputsIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(isInput).sort();
const projects = readdirSync(scenarios).filter((name) => inputsIn(join(scenarios, name)).length > 0);

/** Names that mean something to YAML, CSV, a terminal, XML, Markdown or a pipeline; and none. */
const words = [
  '',
  ' ',
  'kim',
  'null',
  '0',
  '2',
  '-1',
  '"',
  '[a, b]',
  '- ',
  '\n',
  ': ',
  '정책',
  '"\\u001b[31mred"',
  '"\\u202eltr"',
  `"<script>&'\\""`,
  '"a%0A::error::b"',
  '"| x | y |"',
  '"]]>"',
  '"\\U0001F468\\u200d"',
  '../../x',
] as const;

const edit = fc.record({
  project: fc.constantFrom(...projects),
  kind: fc.constantFrom('rename', 'rename', 'word'),
  file: fc.nat(),
  at: fc.nat(),
  word: fc.constantFrom(...words),
});

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'commands-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function prepare({
  project,
  kind,
  file,
  at,
  word,
}: typeof edit extends fc.Arbitrary<infer Edit> ? Edit : never): void {
  rmSync(home, { recursive: true, force: true });
  cpSync(join(scenarios, project), home, { recursive: true });
  const names = inputsIn(home);
  const path = (name: string): string => join(home, name);
  const target = path(names[file % names.length]!);
  const text = readFileSync(target, 'utf8');
  if (kind === 'word') {
    const parts = text.split(/(\s+|[[\]{},:()])/);
    parts[at % parts.length] = word;
    writeFileSync(target, parts.join(''));
    return;
  }
  const identifiers = [...new Set(text.match(/[\p{L}][\p{L}\d-]{2,}/gu))];
  const identifier = identifiers[at % identifiers.length]!;
  for (const name of names)
    writeFileSync(path(name), readFileSync(path(name), 'utf8').replaceAll(identifier, word));
}

/** What a terminal would obey, or not show; lines end. */
const obeyed = /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069]/u;

test.skipIf(cases === 0)(`no command ends with an internal error${skipped}`, async () => {
  const seen = new Map<string, number>();
  const run = async (...argv: string[]): Promise<number> => {
    const { code, out, err } = await dutyproof(argv, { workingDirectory: home });
    expect({ argv, code, err }).not.toMatchObject({ code: 4 });
    expect(out + err).not.toMatch(obeyed);
    const key = `${argv[0]} ${code}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return code;
  };
  const formats = reportFormatNames.flatMap((name) => [
    '--format',
    name === 'pretty' ? name : `${name}=${name}.out`,
  ]);
  await fc.assert(
    fc.asyncProperty(edit, async (one) => {
      prepare(one);
      const code = await run(
        'check',
        '.',
        ...formats,
        '--evidence',
        'evidence',
        '--seed',
        String(one.at % 1000),
      );
      JSON.parse(readFileSync(join(home, 'sarif.out'), 'utf8'));
      // A policy that cannot be read has no verdicts; what was found is confirmed, or the checker gives up.
      if (code < 2) expect([0, 3]).toContain(await run('verify', 'evidence'));
      await run('feasible', '.');
      await run('test', '.', '--coverage');
      const policies = inputsIn(home).filter((path) => path.endsWith('.policy.yaml'));
      writeFileSync(join(home, 'changes.yaml'), `changes:\n  - add-role: { name: ${one.word} }\n`);
      await run('simulate', policies[one.at % policies.length]!, '--change', 'changes.yaml');
      const policy = policies[one.at % policies.length]!;
      await run('query', policy, 'who-can', '*', '--limit', '5');
      await run('query', policy, 'who-has', '*', '--format', 'json');
      for (const question of ['what-can', 'conflicts', 'assignable'])
        await run('query', policy, question, one.word);
      if (one.at % 4 === 0) await run('reach', '.', '--time-limit', '5');
    }),
    { seed: 41, numRuns: cases },
  );
  expect(seen.get('check 1')).toBeGreaterThan(2);
  expect(seen.get('check 2')).toBeGreaterThan(2);
});
