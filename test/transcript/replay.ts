/** Executes the `console` blocks of a transcript and returns the document with what the commands print now. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dutyproof } from '../cli/command.ts';

const root = resolve(import.meta.dirname, '..', '..');

/**
 * Commands are `dutyproof …` (with `NAME=value` before it for the environment), `cd DIR` (from the root of the
 * project, until the end of the document) and `cat FILE`. Lines of standard error are preceded by `2> `.
 */
export async function replayTranscript(text: string): Promise<string> {
  let workingDirectory = root;
  const lines: string[] = [];
  let block: 'none' | 'console' | 'other' = 'none';
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) {
      block = block === 'none' ? (line === '```console' ? 'console' : 'other') : 'none';
      lines.push(line);
      continue;
    }
    if (block !== 'console') {
      lines.push(line);
      continue;
    }
    // Old output is dropped; only commands are kept.
    if (!line.startsWith('$ ')) continue;
    if (lines.at(-1)?.startsWith('```') !== true) lines.push('');
    lines.push(line);
    const words = shellWords(line.slice(2));
    if (words[0] === 'cd') workingDirectory = resolve(root, words[1] ?? '.');
    else lines.push(...(await outputOf(words, workingDirectory)));
  }
  return lines.join('\n');
}

async function outputOf(words: readonly string[], workingDirectory: string): Promise<readonly string[]> {
  if (words[0] === 'cat') return trimmed(readFileSync(join(workingDirectory, words[1] ?? ''), 'utf8'));
  const at = words.indexOf('dutyproof');
  const settings = words.slice(0, at);
  if (at < 0 || settings.some((word) => !/^\w+=/.test(word)))
    throw new Error(`no command: ${words.join(' ')}`);
  const environment = Object.fromEntries(settings.map((word) => word.split('=') as [string, string]));
  const { code, out, err } = await dutyproof(words.slice(at + 1), { workingDirectory, environment });
  return [
    ...trimmed(out),
    ...trimmed(err).map((line) => `2> ${line}`),
    ...(code === 0 ? [] : [`exit ${code}`]),
  ];
}

function trimmed(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n+$/, '').split('\n');
}

/** Splits at spaces; single quotes, double quotes and backslashes keep what they enclose. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g)) {
    words.push(
      word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, single?: string, double?: string, escaped?: string) => {
        return single ?? double ?? escaped ?? '';
      }),
    );
  }
  return words;
}
