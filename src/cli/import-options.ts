/** What the command line says of files of other systems. Nothing that reads them is loaded for it. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { importFormats } from '../import/format-names.ts';
import { packList } from '../packs/names.ts';
import { collect } from './options.ts';
import { shellPath } from './shell.ts';

/** What the command line says of files of other systems. */
export interface ImportWish {
  /** The format of all of them. */
  readonly from?: string;
  /** Names of packs, or paths of parts. */
  readonly pack: readonly string[];
  readonly map: readonly MapEntry[];
  /** Permissions and patterns that something outside of the policy speaks of. */
  readonly mentioned?: readonly string[];
}

export interface MapEntry {
  readonly key: string;
  readonly value: string;
}

export const noImports: ImportWish = { pack: [], map: [] };

/** `command` with the options of whoever reads files of other systems. */
export function withImports(command: Command): Command {
  const options = [
    new Option(
      '--from <format>',
      `the system that the files are of (default: told from their content): ${importFormats.join(', ')}`,
    ),
    new Option(
      '--pack <name>',
      `also the constraints of this rule pack (${packList.join(', ')}), or of a part of a policy; repeatable`,
    )
      .argParser(collect((value: string) => value))
      .default([], 'none'),
    new Option('--map <key=value>', 'what the files do not say, e.g. `user=Employee`; repeatable')
      .argParser(collect(parseMapEntry))
      .default([], 'nothing'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** The options again, for a command line that does the same. */
export function importFlags({ from, pack, map }: ImportWish): string {
  return [
    ...(from === undefined ? [] : [`--from ${from}`]),
    ...pack.map((name) => `--pack ${shellPath(name)}`),
    ...map.map(({ key, value }) => `--map ${shellPath(`${key}=${value}`)}`),
  ]
    .map((flag) => ` ${flag}`)
    .join('');
}

function parseMapEntry(text: string): MapEntry {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('it is KEY=VALUE');
  return { key: text.slice(0, at), value: text.slice(at + 1) };
}
