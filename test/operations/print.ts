/** A failing sequence for people: the reading, the start, one line an operation, and what went wrong. */

import { defaultProfile, type Profile, switchNames } from '../../src/profile/profile.ts';
import type { ReadingOf, Step } from './both.ts';
import type { Sequence } from './explore.ts';
import { factsOfMachine, linesOfFacts } from './facts.ts';
import { retold } from './shrink.ts';
import { staffed } from './start.ts';

export function printed(sequence: Sequence, readingOf: ReadingOf): string {
  const { reports, failure } = retold(sequence, readingOf);
  const calls = sequence.steps.map(call);
  const width = Math.max(...calls.map((text) => text.length));
  return [
    `reading: ${deviations(sequence.profile).join(', ') || 'default'}`,
    `start: ${startLine(sequence)}`,
    ...calls
      .slice(0, reports.length)
      .map((text, index) => `${index + 1}  ${text.padEnd(width)}  ${reports[index]}`),
    ...(failure ?? ['nothing failed']).map((line) => `   ${line}`),
  ].join('\n');
}

const deviations = (profile: Profile) =>
  switchNames
    .filter((name) => profile[name] !== defaultProfile[name])
    .map((name) => `${name} = ${profile[name]}`);

/** Administrators and HR's attributes are the same everywhere, and not told. */
function startLine({ start }: Sequence): string {
  const usual = new Set(linesOfFacts(factsOfMachine(staffed)));
  const facts = linesOfFacts(factsOfMachine(start)).filter((line) => !usual.has(line));
  return ['Init', ...facts].join(', ');
}

const call = ({ operation, inputs }: Step) => `${operation}(${Object.entries(inputs).map(input).join(', ')})`;

const input = ([name, value]: [string, Step['inputs'][string]]) =>
  `${name}? = ${typeof value === 'string' ? value : `{${value.map(element).join(', ')}}`}`;

const element = (value: string | readonly string[]) =>
  typeof value === 'string' ? value : `(${value.join(', ')})`;
