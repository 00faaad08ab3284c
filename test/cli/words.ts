/** Whether a command line of dutyproof that stands in a file says only what the command line knows. */

import { commandLine } from '../../src/cli/run.ts';
import { testWorld } from './command.ts';

/** Commands and options in `text`, that do not exist. */
export function unknownWords(text: string): readonly string[] {
  const [command = '', ...words] = text.slice(text.indexOf('dutyproof')).split(/\s+/).slice(1);
  const found = commandLine(testWorld(), () => {}).commands.find((one) => one.name() === command);
  if (found === undefined) return [command];
  const flags = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, ''));
  const formats = words.filter((_, at) => words[at - 1] === '--format');
  const parse = found.options.find(({ long }) => long === '--format')?.parseArg;
  return [
    ...flags.filter((flag) => found.options.every(({ long }) => long !== flag)),
    ...formats.filter((format) => {
      try {
        parse?.(format, []);
        return parse === undefined;
      } catch {
        return true;
      }
    }),
  ];
}
