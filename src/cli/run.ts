/**
 * The command line as a whole: its commands and options, usage errors, internal errors, exit codes.
 *
 * Each command's own module is imported when it is called. Commander parses; it never exits and never prints by
 * itself.
 */

import { Argument, Command, CommanderError, Option } from 'commander';
import { type ChangeFlag, changeFlagNames, changeFlags } from '../change/flags.ts';
import { exportFormatNames } from '../export/format-names.ts';
import { pipelineNames } from '../init/starter.ts';
import { printable } from '../report/printable.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import type { BaselineArguments } from './baseline.ts';
import type { CheckArguments } from './check.ts';
import type { ColorWish } from './color.ts';
import type { ShellName } from './completion.ts';
import type { Configured } from './config.ts';
import type { DiffArguments } from './diff.ts';
import { examples } from './examples.ts';
import type { ExportArguments } from './export.ts';
import type { FeasibleArguments } from './feasible.ts';
import {
  type FormatRequest,
  formatNames,
  formatParser,
  listed,
  proofFormatNames,
  reportFormatNames,
  testFormatNames,
} from './format.ts';
import type { ImportArguments } from './import.ts';
import { withImports } from './import-options.ts';
import type { InitArguments } from './init.ts';
import {
  collect,
  colorOption,
  failOnOption,
  formatOption,
  isConfigurable,
  onlyOption,
  parseMost,
  parsePercent,
  parseResilience,
  parseSeed,
  skipOption,
  suppressionsOption,
  timeLimitOption,
  withSettings,
} from './options.ts';
import type { ProveArguments } from './prove.ts';
import type { QueryArguments } from './query.ts';
import type { ReachArguments } from './reach.ts';
import type { ChangeWish, SimulateArguments } from './simulate.ts';
import type { TestArguments } from './test.ts';
import { ToldError, UsageError } from './usage.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

/** Runs one command line (without `node` and the script) and returns the exit code; nothing else ends the process. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = commandLine(world, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof ToldError) return 2;
    if (error instanceof UsageError) {
      world.err(`error: ${printable(error.message)}\n`);
      return 2;
    }
    world.err(internalError(error, world));
    return 4;
  }
}

function internalError(error: unknown, world: World): string {
  const message = error instanceof Error ? error.message : String(error);
  const told = `internal error: ${printable(message)}\n`;
  if (world.environment.DUTYPROOF_DEBUG) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    return `${told}${stack
      .split('\n')
      .map((line) => `${printable(line)}\n`)
      .join('')}`;
  }
  return `${told}This is a defect of dutyproof, not of your files. DUTYPROOF_DEBUG=1 shows where it happened.\n`;
}

/** The commands, for who looks at what there is; `done` is told the exit code of the one that ran. */
export function commandLine(world: World, done: (code: ExitCode) => void): Command {
  const program = new Command('dutyproof')
    .description(
      'Proves separation of duty: checks policies and applications against a formal specification, ' +
        'and shows for each violation who, what, where, and the smallest repairs.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help; `dutyproof COMMAND --help` for one command')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.out(text),
      writeErr: (text) => world.err(text),
      getOutHelpWidth: () => world.columns ?? 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(usageMessage(text)),
    })
    .showSuggestionAfterError(true)
    .addHelpText('after', examples.program);

  const command = (name: string, summary: string): Command => program.command(name).summary(summary);
  const settled = (name: string, summary: string): Command => withSettings(command(name, summary));
  let configured: Configured = { policies: null };
  program.hook('preAction', async (_program, action) => {
    if (!isConfigurable(action)) return;
    const { configure } = await import('./config.ts');
    configured = await configure(action, world);
  });
  const pathsOr = (paths: readonly string[]): readonly string[] => {
    if (paths.length > 0) return paths;
    if (configured.policies !== null) return configured.policies;
    throw new UsageError('no path is given, and no `policies` in `dutyproof.yaml`: `.` is this directory');
  };

  withImports(settled('check', 'check policies and the applications that they own'))
    .description(
      'Checks each policy (`*.policy.yaml`) found under the paths, with its tables and applications. Says for ' +
        'every rule and constraint what holds, what does not, why, and what the smallest repairs are.',
    )
    .argument(
      '[path...]',
      'directories, policy files or application files (default: `policies` of the settings)',
    )
    .addOption(
      new Option(
        '--format <name[=file]>',
        `${listed(reportFormatNames, 'or')}, repeatable; \`sarif=FILE\` writes a file`,
      )
        .argParser(collect(formatParser(reportFormatNames)))
        .default([], 'pretty'),
    )
    .addOption(onlyOption())
    .addOption(skipOption())
    .addOption(failOnOption('warning'))
    .option('--baseline <file>', 'findings that this file knows do not fail; `dutyproof baseline` writes it')
    .addOption(suppressionsOption())
    .option('--evidence <dir>', 'write evidence that `dutyproof verify` can check')
    .addOption(timeLimitOption())
    .addOption(
      new Option(
        '--seed <number>',
        'look at everything in another order: verdicts stay, examples may be others (default: the order of the files)',
      ).argParser(parseSeed),
    )
    .option('--watch', 'run again whenever a file changes that was read, until you interrupt')
    .addOption(colorOption())
    .addHelpText('after', examples.check)
    .action(async (paths: string[], options: Omit<CheckArguments, 'paths'> & Watching) => {
      const { check } = await import('./check.ts');
      const named = pathsOr(paths);
      done(await watched(options, world, (inner) => check({ ...options, paths: named }, inner)));
    });

  settled('test', 'run policy tests, and tell what they leave out')
    .description(
      'Runs the policy tests (`*.policy-test.yaml`) found under the paths: what a policy must say, as it is or after ' +
        'changes. Says for each that fails what was expected, what is so instead, and why.',
    )
    .argument('[path...]', 'directories or files of tests (default: this directory)')
    .addOption(formatOption(testFormatNames))
    .addOption(
      new Option('--only <name>', 'run only tests with this in their name, repeatable')
        .argParser(collect((value: string) => value))
        .default([], 'all'),
    )
    .option('--coverage', 'also which roles, permissions, constraints and guards no test exercises')
    .addOption(
      new Option('--coverage-format <name[=file]>', 'pretty, lcov=FILE or json=FILE, repeatable')
        .argParser(collect(formatParser(['pretty', 'lcov', 'json'] as const)))
        .default([], 'pretty'),
    )
    .addOption(
      new Option('--coverage-threshold <percent>', 'exit code 1 where less is covered').argParser(
        parsePercent,
      ),
    )
    .addOption(timeLimitOption())
    .option('--watch', 'run again whenever a file changes that was read, until you interrupt')
    .addOption(colorOption())
    .addHelpText('after', examples.test)
    .action(async (paths: string[], options: Omit<TestArguments, 'paths'> & Watching) => {
      const { test } = await import('./test.ts');
      done(await watched(options, world, (inner) => test({ ...options, paths }, inner)));
    });

  withImports(settled('query', 'ask who can do what, by which way, and why not'))
    .description(
      'Answers a question about one policy: who can do something, what a user can do, whether a user can, and if not, ' +
        'what would give it and what that would violate. Every answer comes with the facts that it rests on; what ' +
        'depends on something that no file says is told apart.',
    )
    .usage('[options] POLICY QUESTION')
    .argument('<operand...>', 'a policy, or files of another system; then one of the questions below')
    .option(
      '--session <name>',
      'what is active in this session: with `what-can`, `can PERMISSION`, `has ROLE`',
    )
    .option(
      '--role <role>',
      'only users who have this role, or are in this group: with `who-can` and its like',
    )
    .addOption(
      new Option('--limit <number>', 'how much of a list is shown, or `all`')
        .argParser(parseMost)
        .default(20),
    )
    .addOption(formatOption(formatNames))
    .addOption(colorOption())
    .addHelpText('after', examples.query)
    .action(async (operands: string[], options: Omit<QueryArguments, 'operands'>) => {
      const { query } = await import('./query.ts');
      done(await query({ ...options, operands }, pathsOr, world));
    });

  const simulating = settled('simulate', 'find out what changes would bring about before they are made')
    .description(
      'Makes changes to a policy in memory, one after the other, and judges it before and after: who would gain and ' +
        'lose which permission, what would be violated, and whether that is new. Nothing is written.',
    )
    .argument('<policy>', 'policy file')
    .addOption(formatOption(reportFormatNames))
    .addOption(onlyOption())
    .addOption(skipOption())
    .addOption(failOnOption('warning, of what is new'))
    .addOption(timeLimitOption())
    .addOption(suppressionsOption())
    .addOption(colorOption());
  // Their order counts, across all of them.
  const wishes: ChangeWish[] = [];
  const note = (flag: ChangeWish['flag']) => (value: string) => {
    wishes.push({ flag, value });
    return value;
  };
  for (const flag of changeFlagNames)
    simulating.addOption(
      new Option(`--${flag} <${changeFlags[flag]}>`, changeFlagWords[flag]).argParser(note(flag)),
    );
  simulating
    .addOption(new Option('--change <file>', 'changes from a YAML file').argParser(note('change')))
    .addHelpText('after', examples.simulate)
    .action(async (policy: string, options: Omit<SimulateArguments, 'policy' | 'changes'>) => {
      const { simulate } = await import('./simulate.ts');
      const { format, only, skip, failOn, timeLimit, color, suppressions } = options;
      const limit = timeLimit === undefined ? {} : { timeLimit };
      done(
        await simulate(
          { policy, changes: wishes, format, only, skip, failOn, color, suppressions, ...limit },
          world,
        ),
      );
    });

  settled('diff', 'say what a change of policies means, and whether it may be let through')
    .description(
      'Compares two states of policies in meaning, not in text: who gains and loses which permission and by which ' +
        'path, what is no longer forbidden, which applications change; and which findings are new. Only what is new or ' +
        'has worsened fails.',
    )
    .argument(
      '<what...>',
      'revisions (`main`, `main..HEAD`, `main...HEAD`), then paths; or two files or directories',
    )
    .addOption(formatOption(reportFormatNames))
    .addOption(onlyOption())
    .addOption(skipOption())
    .addOption(failOnOption('warning, of what is new'))
    .addOption(timeLimitOption())
    .addOption(suppressionsOption())
    .addOption(colorOption())
    .addHelpText('after', examples.diff)
    .action(async (operands: string[], options: Omit<DiffArguments, 'operands'>) => {
      const { diff } = await import('./diff.ts');
      done(await diff({ ...options, operands, paths: configured.policies ?? ['.'] }, world));
    });

  const keepBaseline = command('baseline', 'keep the list of findings that were there before')
    .description(
      'A baseline is a file of findings that were there before: `check --baseline FILE` lets them through, and ' +
        'stops what is new or has worsened. An entry of which the finding is gone fails until it is pruned.',
    )
    .addHelpText('after', examples.baseline);
  const baselineActions = [
    [
      'update',
      'write what is found now',
      'Writes what is found now; says what was added, changed and dropped.',
    ],
    [
      'prune',
      'remove what is not found any more',
      'Removes entries of which the finding is gone, and nothing else.',
    ],
    [
      'show',
      'tell what is in it',
      'Tells what is in the baseline, and of each finding whether it is still there.',
    ],
  ] as const;
  for (const [action, summary, description] of baselineActions) {
    withSettings(keepBaseline.command(action))
      .summary(summary)
      .description(description)
      .argument(
        '[path...]',
        'directories, policy files or application files (default: `policies` of the settings)',
      )
      .option('--baseline <file>', 'the file (default: dutyproof-baseline.json)')
      .addOption(suppressionsOption())
      .addOption(onlyOption())
      .addOption(skipOption())
      .addOption(timeLimitOption('give up after that long'))
      .addOption(colorOption())
      .action(async (paths: string[], options: Omit<BaselineArguments, 'paths'>) => {
        const { baseline } = await import('./baseline.ts');
        done(await baseline(action, { ...options, paths: pathsOr(paths) }, world));
      });
  }

  command('feasible', 'find out whether applications can be carried out, by whom, and if not, why')
    .description(
      'Finds for each application a plan: a user for each session, so that all exclusions and constraints are ' +
        'respected. Where there is none, says which sessions, rules and people collide. Reads policies, ' +
        'applications (`*.app`), and workflow instances in the two usual text formats.',
    )
    .argument('<file...>', 'policies, applications, directories, or instances')
    .addOption(formatOption(formatNames))
    .option('--count', 'how many plans there are')
    .option('--best', 'a plan in which nobody does more sessions than somebody has to')
    .addOption(
      new Option('--prefer <user>', 'a plan with this user where that can be, repeatable')
        .argParser(collect((value: string) => value))
        .default([], 'nobody'),
    )
    .option('--explain', 'take time for the smallest reason why not, and for what would mend it')
    .addOption(
      new Option(
        '--resilient <people>',
        'whether it can be done whoever is absent, up to so many; as a game: `decremental:1`, `dynamic:1`',
      ).argParser(parseResilience),
    )
    .option(
      '--next <session=user>',
      'whether the user may take the session now, so that everybody can still finish',
    )
    .addOption(
      new Option('--done <session=user>', 'with `--next`: what was done before, repeatable')
        .argParser(collect((value: string) => value))
        .default([], 'nothing'),
    )
    .addOption(
      new Option('--algorithm <name>', 'the complete solver, or Fig. 14 of the source in one of its readings')
        .choices(['complete', 'G0', 'G1', 'G2'])
        .default('complete'),
    )
    .option('--evidence <dir>', 'write certificates that `dutyproof verify` can check')
    .addOption(timeLimitOption('for each application or instance (default: 60)'))
    .addOption(colorOption())
    .addHelpText('after', examples.feasible)
    .action(async (paths: string[], options: Omit<FeasibleArguments, 'paths'>) => {
      const { feasible } = await import('./feasible.ts');
      done(await feasible({ ...options, paths }, world));
    });

  command('reach', 'find out whether administrators can bring about what must not be')
    .description(
      'Decides for each goal of a policy with an `administration:` whether some sequence of changes leads to it. ' +
        'Shows a shortest one step by step, each with who may do it, or what is true of every reachable state. ' +
        'Reads policies, and files in the `.arbac` format.',
    )
    .argument('<file...>', 'policies, directories, or `.arbac` files')
    .addOption(
      new Option(
        '--goal <goal>',
        "a goal's id; or roles, `A & B`, `2 users: A & B`, `USER: A`, `permissions: P & Q`, `exclusions`, " +
          '`activation`, `own-approver: APPLICATION`; repeatable',
      )
        .argParser(collect((value: string) => value))
        .default([], 'all of the policy'),
    )
    .addOption(formatOption(formatNames))
    .option('--evidence <dir>', 'write a certificate of what was found, for `verify`')
    .option('--repair', 'also the fewest rules to remove, or conditions to add, that make it unreachable')
    .addOption(timeLimitOption('for each goal (default: 60)'))
    .addOption(colorOption())
    .addHelpText('after', examples.reach)
    .action(async (paths: string[], options: Omit<ReachArguments, 'paths'>) => {
      const { reach } = await import('./reach.ts');
      done(await reach({ ...options, paths }, world));
    });

  command('verify', 'check evidence that `check`, `feasible` or `reach` wrote')
    .description(
      'Verifies verdicts from their evidence, with a small checker that shares no code with the engines: the ' +
        'inputs are the same, each counterexample violates the specification, each plan fulfils it, each ' +
        'refutation follows line by line.',
    )
    .argument('<path>', 'directory that `--evidence` wrote, or one certificate')
    .addOption(
      new Option('--format <name[=file]>', listed(formatNames, 'or'))
        .argParser(collect(formatParser(formatNames)))
        .default([], 'pretty'),
    )
    .addOption(colorOption())
    .addHelpText('after', examples.verify)
    .action(async (directory: string, options: { format: FormatRequest[]; color: ColorWish }) => {
      const { verify } = await import('./verify.ts');
      done(await verify({ ...options, directory }, world));
    });

  command('prove', 'prove that operations keep the invariants, and the laws')
    .description(
      'Proves for policies of every size that each operation of the specification keeps each invariant, says ' +
        'what each guard is for, proves the laws, and compares all of it with the committed matrix. ' +
        'Exits with 0 only where nothing is otherwise.',
    )
    .argument('[name...]', 'operations (`AssignUser`) and laws (`L6`); everything unless given')
    .addOption(
      new Option(
        '--format <name[=file]>',
        `${listed(proofFormatNames, 'or')}, repeatable; \`json=FILE\` writes a file`,
      )
        .argParser(collect(formatParser(proofFormatNames)))
        .default([], 'pretty'),
    )
    .addOption(timeLimitOption('for each obligation (default: 20)'))
    .option('--export <dir>', 'write each proved obligation as SMT-LIB 2, for other solvers')
    .addOption(
      new Option('--confirm <solver>', 'ask another solver about what `--export` wrote').choices(['cvc5']),
    )
    .addOption(colorOption())
    .addHelpText('after', examples.prove)
    .action(async (names: string[], options: Omit<ProveArguments, 'names'>) => {
      const { prove } = await import('./prove.ts');
      done(await prove({ ...options, names }, world));
    });

  command('explain', 'explain a rule, an error code, a reading or an operation')
    .description(
      'Explains a rule (`static-sod`), a property (`P04`), the code of an error (`unknown-role`), a switch of ' +
        'the reading profile (`membership`, `S1`), an operation (`AssignUser`) or what it reports ' +
        '(`SSOD_VIOLATION`). Without an argument it lists them.',
    )
    .argument('[name]', 'rule, property, code, switch, operation or report')
    .addOption(colorOption())
    .addHelpText('after', examples.explain)
    .action(async (name: string | undefined, options: { color: ColorWish }) => {
      const { explain } = await import('./explain.ts');
      done(await explain(name, options, world));
    });

  command('spec', 'print the formal specification in Z')
    .description('Prints schemas and operations in Z notation: all of them, or one by its name.')
    .argument('[name]', 'name of a schema, an operation or a definition, e.g. StaticSOD')
    .option('--latex', 'as a LaTeX document, for papers')
    .addHelpText('after', examples.spec)
    .action(async (name: string | undefined, options: { latex?: true }) => {
      const { spec } = await import('./spec.ts');
      done(await spec(name, options.latex === true ? 'latex' : 'unicode', world));
    });

  command('init', 'write a starter: a policy, its tests, settings, and what runs the gate')
    .description(
      'Writes a commented policy with its tests, a file of settings, and a workflow that judges every change. ' +
        'Nothing that is there is replaced: if any of the files exists, none is written.',
    )
    .argument('[dir]', 'directory to write to', '.')
    .addOption(
      new Option('--ci <name>', 'what runs the gate on every change')
        .choices(pipelineNames)
        .default('github'),
    )
    .option('--pre-commit', 'also a hook for pre-commit')
    .addHelpText('after', examples.init)
    .action(async (directory: string, options: Omit<InitArguments, 'directory'>) => {
      const { init } = await import('./init.ts');
      done(await init({ ...options, directory }, world));
    });

  withImports(command('import', 'make a policy of what other systems say'))
    .description(
      'Reads files of another system together, says what they come to and what of them is not known or not ' +
        'represented, and writes a policy that says the same, with tables where facts are many. Nothing that is there ' +
        'is replaced. To check such files as they are: `dutyproof check FILE...`.',
    )
    .argument('<file...>', 'files that belong together')
    .option('-o, --output <dir>', 'directory to write the policy to')
    .addOption(colorOption())
    .addHelpText('after', examples.import)
    .action(async (files: string[], options: Omit<ImportArguments, 'files'>) => {
      const { importFiles } = await import('./import.ts');
      done(await importFiles({ ...options, files }, world));
    });

  withImports(command('export', 'write a policy in the language of another system'))
    .description(
      'Writes the policy, or tests of what it violates, in another language. What that language cannot say is told ' +
        'on standard error.',
    )
    .argument('<file...>', 'a policy, or files of another system that belong together')
    .addOption(new Option('--to <format>', 'the language').choices(exportFormatNames).makeOptionMandatory())
    .option('-o, --output <path>', 'a file, or a directory for several (default: standard output)')
    .addOption(onlyOption())
    .option(
      '--fingerprint <prefix>',
      'of tests: only of the finding with this fingerprint, or its first digits',
    )
    .addOption(colorOption())
    .addHelpText('after', examples.export)
    .action(async (paths: string[], options: Omit<ExportArguments, 'paths'>) => {
      const { exportPolicy } = await import('./export.ts');
      done(await exportPolicy({ ...options, paths }, world));
    });

  command('completion', 'print a script that completes command lines in a shell')
    .description('Prints a script for bash, zsh or fish that completes commands, options, formats and rules.')
    .addArgument(
      new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish'] satisfies ShellName[]),
    )
    .addHelpText('after', examples.completion)
    .action(async (shell: ShellName) => {
      const { completion } = await import('./completion.ts');
      world.out(completion(program, shell));
    });

  return program;
}

interface Watching {
  readonly watch?: true;
}

/** Runs once, or with `--watch` again and again. */
async function watched(
  { watch }: Watching,
  world: World,
  command: (world: World) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (watch !== true) return await command(world);
  const { watchAndRun } = await import('./watch.ts');
  return await watchAndRun(command, world);
}

const changeFlagWords = {
  assign: 'a user is assigned a role',
  revoke: 'a role is taken from a user',
  grant: 'a role is granted a permission',
  ungrant: 'a permission is taken from a role',
  inherit: 'a role inherits another',
  disinherit: 'a role does not inherit another any more',
  'add-user': 'a new user',
  'add-role': 'a new role',
  move: "a user's roles become exactly these",
  'remove-user': 'a user leaves',
  'remove-role': 'a role is removed',
  exclude: 'nobody may have two of the roles',
  'drop-constraint': 'a constraint is dropped',
} as const satisfies Readonly<Record<ChangeFlag, string>>;

/** Commander's messages, in the style of all others: user's text in backticks, the suggestion on the same line. */
function usageMessage(text: string): string {
  const sentences = text
    .trim()
    .replace(/'([^'\n]*)'/g, '`$1`')
    .replace(/\n?\(Did you mean (?:one of )?(.*?)\?\)/, '; did you mean `$1`?')
    .replace(' is invalid. Allowed choices are ', ' is none of ')
    .replace(' is invalid. ', ': ')
    .replace(/ argument (?=`)/, ' ');
  const [first = '', ...rest] = sentences.split('\n');
  return `${printable(first.replace(/\.$/, ''))}\n${rest.map((line) => `${printable(line)}\n`).join('')}`;
}
