/** Options that several commands have, each said once; and how their values are read. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ResilienceWish } from '../feasible/task.ts';
import { formatParser, listed } from './format.ts';
import { failOnNames } from './selection-names.ts';

export function formatOption(names: readonly string[]): Option {
  return new Option('--format <name[=file]>', `${listed(names, 'or')}, repeatable`)
    .argParser(collect(formatParser(names)))
    .default([], 'pretty');
}

export function failOnOption(usual: string): Option {
  return new Option('--fail-on <what>', `what makes exit code 1: ${listed(failOnNames, 'or')}; repeatable`)
    .argParser(collectNames)
    .default([], usual);
}

export function timeLimitOption(what = 'stop after that long, and tell what is known'): Option {
  return new Option('--time-limit <seconds>', what).argParser(parseSeconds);
}

export function onlyOption(): Option {
  return new Option('--only <rule>', 'run only this rule, repeatable')
    .argParser(collectNames)
    .default([], 'all');
}

export function skipOption(): Option {
  return new Option('--skip <rule>', 'leave this rule out, repeatable')
    .argParser(collectNames)
    .default([], 'none');
}

export function suppressionsOption(): Option {
  return new Option('--suppressions <file>', 'findings that somebody answers for, repeatable')
    .argParser(collect((value: string) => value))
    .default([], 'those in the policies');
}

/** Settings in a file, and the environment, say what the command line does not. */
export function withSettings(command: Command): Command {
  return command
    .option('--config <file>', 'settings (default: dutyproof.yaml, if it is there)')
    .option('--no-config', 'look at no settings');
}

export function isConfigurable(command: Command): boolean {
  return command.options.some(({ long }) => long === '--config');
}

export function colorOption(): Option {
  return new Option('--color <when>', 'colour in reports')
    .choices(['auto', 'always', 'never'])
    .default('auto');
}

export function collect<T>(parse: (value: string) => T): (value: string, previous: readonly T[]) => T[] {
  return (value, previous) => [...previous, parse(value)];
}

/** `--only a --only b` and `--only a,b` are the same. */
export function collectNames(value: string, previous: readonly string[]): string[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new InvalidArgumentError('a name is empty.');
  return [...previous, ...names];
}

/** `2`, or for a game `decremental:2` or `dynamic:1`. */
export function parseResilience(value: string): ResilienceWish {
  const match = /^(?:(static|decremental|dynamic):)?(\d{1,4})$/.exec(value);
  if (match === null)
    throw new InvalidArgumentError('it must be a number of people, as in `1` or `decremental:1`.');
  const mode = (['static', 'decremental', 'dynamic'] as const).find((name) => name === match[1]);
  return { mode: mode ?? 'static', absent: Number(match[2]) };
}

/** A number from 1, or `all`. */
export function parseMost(value: string): number {
  if (value === 'all') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('it must be a number from 1, or `all`.');
  return Number(value);
}

export function parsePercent(value: string): number {
  const percent = Number(value);
  if (value.trim() === '' || !(percent >= 0 && percent <= 100))
    throw new InvalidArgumentError('it must be a number from 0 to 100.');
  return percent;
}

export function parseSeconds(value: string): number {
  const seconds = Number(value);
  if (value.trim() === '' || !Number.isFinite(seconds) || seconds <= 0) {
    throw new InvalidArgumentError('it must be a positive number of seconds.');
  }
  return seconds;
}

export function parseSeed(value: string): number {
  const seed = Number(value);
  if (!/^\d+$/.test(value) || seed > 0xffff_ffff) {
    throw new InvalidArgumentError('it must be a whole number from 0 to 4294967295.');
  }
  return seed;
}
