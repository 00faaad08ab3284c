/**
 * Where an option's value comes from: the flag, then the environment (`DUTYPROOF_FAIL_ON`), then `dutyproof.yaml`, then the
 * default.
 *
 * Done once for all commands, before the command runs: whatever its options are called, the same names are looked up.
 * Values go through the option's own parser. Where there is no file nothing is loaded.
 */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import type { Settings, Word } from '../config/read.ts';
import type { SettingName } from '../config/shape.ts';
import { diagnosticLines } from '../report/diagnostics.ts';
import { paint } from '../report/text.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { errorColorFor, widthFor } from './color.ts';
import { reportFormatNames } from './format.ts';
import { settingsFile } from './settings-file.ts';
import { ToldError, UsageError } from './usage.ts';
import type { World } from './world.ts';

/** The options that settings and the environment may set, by their long names. */
const configurable: readonly Exclude<SettingName, 'policies'>[] = [
  'format',
  'fail-on',
  'only',
  'skip',
  'baseline',
  'suppressions',
  'time-limit',
  'seed',
  'color',
  'coverage-threshold',
];

/** What the settings say of paths; null where they say nothing. */
export interface Configured {
  readonly policies: readonly string[] | null;
}

/** Fills in what the command line did not say. Throws a usage error, or ends after telling what is wrong with the file. */
export async function configure(command: Command, world: World): Promise<Configured> {
  const { config } = command.opts<{ readonly config?: string | boolean }>();
  const settings = await settingsOf(config, world);
  const mistakes: Diagnostic[] = [];
  for (const option of command.options) {
    const name = configurable.find((setting) => option.long === `--${setting}`);
    if (name === undefined || isAboutTests(option, name)) continue;
    const key = option.attributeName();
    if (command.getOptionValueSource(key) === 'cli') continue;
    const variable = `DUTYPROOF_${name.toUpperCase().replaceAll('-', '_')}`;
    const fromEnvironment = world.environment[variable];
    if (fromEnvironment !== undefined && fromEnvironment !== '') {
      const words = isList(option) ? fromEnvironment.split(',') : [fromEnvironment];
      try {
        set(
          command,
          key,
          await parsed(
            option,
            name,
            words.map((word) => word.trim()),
          ),
          'env',
        );
      } catch (error) {
        throw new UsageError(`\`${variable}\`: ${messageOf(error)}`);
      }
      continue;
    }
    const words = settings?.get(name) ?? [];
    if (words.length > 0) await setFromFile(command, option, name, words, mistakes);
  }
  tell(mistakes, command, world);
  const policies = settings?.get('policies')?.map(({ text }) => text) ?? null;
  return { policies };
}

async function setFromFile(
  command: Command,
  option: Option,
  name: string,
  words: readonly Word[],
  mistakes: Diagnostic[],
): Promise<void> {
  const good: string[] = [];
  for (const { text, span } of words) {
    try {
      await parsed(option, name, [text]);
      good.push(text);
    } catch (error) {
      mistakes.push({ code: 'bad-value', severity: 'error', message: messageOf(error), span });
    }
  }
  if (good.length === words.length)
    set(command, option.attributeName(), await parsed(option, name, good), 'config');
}

function set(command: Command, key: string, value: unknown, source: 'env' | 'config'): void {
  if (value !== undefined) command.setOptionValueWithSource(key, value, source);
}

/** As the command line would have made it; undefined where nothing is left of it. */
async function parsed(option: Option, name: string, words: readonly string[]): Promise<unknown> {
  await checkNames(name, words);
  const wanted = name === 'format' ? words.filter((word) => isWritable(option, word)) : words;
  if (wanted.length === 0) return undefined;
  const choices = option.argChoices;
  if (choices !== undefined) {
    const bad = wanted.find((word) => !choices.includes(word));
    if (bad !== undefined) throw new InvalidArgumentError(`\`${bad}\` is none of ${choices.join(', ')}`);
  }
  const parse = option.parseArg;
  if (parse === undefined) return wanted[wanted.length - 1];
  // Parsers of options that are given once take no notice of what was before.
  return wanted.reduce<unknown>(
    (value, word) => parse(word, value as never),
    isList(option) ? [] : undefined,
  );
}

/** A report that another command can write is left out, not wrong. */
function isWritable({ parseArg }: Option, word: string): boolean {
  const [format = ''] = word.split('=');
  if (!reportFormatNames.some((name) => name === format)) return true;
  try {
    parseArg?.(word, [] as never);
    return true;
  } catch {
    return /=$/.test(word);
  }
}

/** Names of rules and of what fails are looked at when the command runs; here with the place of the setting. */
async function checkNames(name: string, words: readonly string[]): Promise<void> {
  if (name !== 'only' && name !== 'skip' && name !== 'fail-on') return;
  const { parseFailOn, selectRules } = await import('./selection.ts');
  const names = words.flatMap((word) => word.split(',')).map((word) => word.trim());
  if (name === 'fail-on') parseFailOn(names);
  else selectRules({ only: [], skip: [], [name]: names });
}

/** `test --only` is about the names of tests. */
function isAboutTests({ flags }: Option, name: string): boolean {
  return name === 'only' && !flags.includes('<rule>');
}

function isList(option: Option): boolean {
  return Array.isArray(option.defaultValue);
}

function messageOf(error: unknown): string {
  if (error instanceof InvalidArgumentError || error instanceof UsageError)
    return error.message.replace(/\.$/, '');
  throw error;
}

async function settingsOf(config: string | boolean | undefined, world: World): Promise<Settings | null> {
  if (config === false) return null;
  const path = typeof config === 'string' ? config : settingsFile;
  const isThere = existsSync(resolve(world.workingDirectory, path));
  if (!isThere) {
    if (typeof config === 'string') throw new UsageError(`there is no file \`${path}\``);
    return null;
  }
  const [{ readSettings }, { nodeFiles }] = await Promise.all([
    import('../config/read.ts'),
    import('../source/files.ts'),
  ]);
  const read = readSettings(path, nodeFiles(world.workingDirectory));
  tell(read.kind === 'ok' ? read.warnings : read.diagnostics, null, world);
  return read.kind === 'ok' ? read.value : null;
}

/** Ends the command where an error is among them. */
function tell(diagnostics: readonly Diagnostic[], command: Command | null, world: World): void {
  if (diagnostics.length === 0) return;
  const { color = 'auto' } = command?.opts<{ readonly color?: 'auto' | 'always' | 'never' }>() ?? {};
  world.err(paint(diagnosticLines(diagnostics, widthFor(world)), errorColorFor(color, world)));
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new ToldError();
}
