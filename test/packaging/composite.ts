/** Runs a composite action as a runner does: its steps in order, in bash, with what each said for the next ones. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

export const actionShape = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({
    using: z.literal('composite'),
    steps: z.array(
      z.strictObject({
        name: z.string(),
        id: z.string(),
        shell: z.literal('bash'),
        env: z.record(z.string(), z.string()),
        run: z.string(),
      }),
    ),
  }),
});
export type Action = z.output<typeof actionShape>;

export interface Job {
  readonly inputs: Readonly<Record<string, string>>;
  /** `github.…`, by dotted path. */
  readonly github: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** A directory for the runner's own files. */
  readonly temporary: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Done {
  /** Of the step that failed, or 0. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export function runAction(action: Action, job: Job): Done {
  const inputs = Object.entries(action.inputs).map(
    ([name, input]) => [`inputs.${name}`, job.inputs[name] ?? input.default] as const,
  );
  const values = new Map<string, string>([
    ...inputs,
    ...Object.entries(job.github).map(([name, value]) => [`github.${name}`, value] as const),
    ['runner.temp', job.temporary],
  ]);
  const place = mkdtempSync(join(job.temporary, 'runner-'));
  const summary = join(place, 'summary');
  writeFileSync(summary, '');
  let told = { code: 0, out: '', err: '' };
  for (const { id, env, run } of action.runs.steps) {
    const [script, output] = [join(place, `${id}.sh`), join(place, `${id}.output`)];
    writeFileSync(script, run);
    writeFileSync(output, '');
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: job.workingDirectory,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: output,
        GITHUB_ENV: join(place, `${id}.env`),
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_WORKSPACE: job.workingDirectory,
        ...job.environment,
        ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, filledIn(text, values)])),
      },
    });
    told = { code: ran.status ?? 1, out: told.out + ran.stdout, err: told.err + ran.stderr };
    for (const line of readFileSync(output, 'utf8').split('\n').filter(Boolean)) {
      const at = line.indexOf('=');
      values.set(`steps.${id}.outputs.${line.slice(0, at)}`, line.slice(at + 1));
    }
    if (told.code !== 0) break;
  }
  const outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, { value }]) => [name, filledIn(value, values)]),
  );
  return { ...told, outputs, summary: readFileSync(summary, 'utf8') };
}

/** What is not set is empty; `||` takes the first that is not. */
function filledIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const names = expression.split('||').map((name) => name.trim());
    for (const name of names)
      if (!/^[\w-]+(?:\.[\w-]+)*$/.test(name)) throw new Error(`what is \`${name}\`?`);
    return names.map((name) => values.get(name) ?? '').find((value) => value !== '') ?? '';
  });
}
