/**
 * The benchmark format with one 0/1 row per user:
 *
 *     #Steps: 12
 *     #Users: 120
 *     #Constraints: 30
 *     Authorizations:
 *     user 1: 0 0 1 …
 *     Constraints:
 *     sod scope 1 9
 *     bod scope 2 3
 *     at most 3 scope 1 3 5 6 10
 *     at least 2 scope 4 5
 *
 * Numbers are 1-based. Empty lines are passed over, letter case does not matter. A user without a row may do nothing.
 */

import type { Result } from '../../source/diagnostic.ts';
import type { SourceFile } from '../../source/text.ts';
import type { Constraint, Instance } from '../instance.ts';
import {
  boundOf,
  type Counts,
  type Found,
  headerOf,
  numbersOf,
  type Reader,
  type ReadInstance,
  readCounts,
  readerOf,
  type SourceLine,
  wordsOf,
} from './reader.ts';

export function readRows(file: SourceFile): Result<ReadInstance> {
  const reader = readerOf(file);
  const counts = readCounts(reader);
  const authorised: Uint32Array[] = [];
  const found: Found[] = [];
  if (counts !== undefined) {
    const words = (counts.users + 31) >>> 5;
    for (let step = 0; step < counts.steps; step += 1) authorised.push(new Uint32Array(words));
    const hasRow = new Uint32Array(words);
    for (const line of reader.lines) {
      const { text } = line;
      if (text === '' || headerOf(text) !== undefined) continue;
      if (/^(authori[sz]ations|constraints)\s*:$/i.test(text)) continue;
      const user = /^user\s+(\d+)\s*:(.*)$/i.exec(text);
      if (user !== null) readRow(reader, line, user[1]!, user[2]!, counts, authorised, hasRow);
      else {
        const constraint = constraintOf(reader, line, counts);
        if (constraint !== undefined) found.push({ constraint, line });
      }
    }
    const announced = counts.constraints;
    if (announced !== undefined && !reader.hasErrors() && found.length !== announced.count) {
      reader.report(
        'wrong-constraint-count',
        `${announced.count} constraints are announced, and there are ${found.length}`,
        announced.line,
      );
    }
  }
  return reader.finish(counts, authorised, found);
}

function readRow(
  reader: Reader,
  line: SourceLine,
  name: string,
  row: string,
  counts: Counts,
  authorised: readonly Uint32Array[],
  hasRow: Uint32Array,
): void {
  const [user] = numbersOf(reader, line, [name], 'user', counts.users) ?? [];
  const cells = wordsOf(row);
  const wrong = cells.find((cell) => cell !== '0' && cell !== '1');
  if (cells.length !== counts.steps)
    reader.report('row-length', `${cells.length} values for ${counts.steps} steps`, line, row.trim());
  else if (wrong !== undefined)
    reader.report('not-zero-or-one', `\`${wrong}\` is neither \`0\` nor \`1\``, line, wrong);
  if (user === undefined) return;
  const word = user >>> 5;
  const bit = 1 << (user & 31);
  if ((hasRow[word]! & bit) !== 0) reader.report('duplicate-row', `user ${name} has a row already`, line);
  hasRow[word]! |= bit;
  for (const [step, cell] of cells.slice(0, counts.steps).entries())
    if (cell === '1') authorised[step]![word]! |= bit;
}

function constraintOf(reader: Reader, line: SourceLine, counts: Counts): Constraint | undefined {
  const match = /^(sod|bod|at\s+most\s+(\d+)|at\s+least\s+(\d+))\s+scope\s+(.*)$/i.exec(line.text);
  if (match === null) {
    reader.report('unknown-line', `not understood: \`${line.text.slice(0, 60)}\``, line);
    return undefined;
  }
  const steps = numbersOf(reader, line, wordsOf(match[4]!), 'step', counts.steps);
  if (steps === undefined) return undefined;
  const kind = match[1]!.toLowerCase();
  if (kind === 'sod' || kind === 'bod') {
    const [left, right] = steps;
    if (left === undefined || right === undefined || steps.length !== 2) {
      reader.report(
        'malformed-constraint',
        `\`${kind}\` takes 2 steps, not ${steps.length}`,
        line,
        undefined,
        `write \`${kind} scope 1 2\``,
      );
      return undefined;
    }
    return { kind: kind === 'sod' ? 'separation' : 'binding', left, right };
  }
  return match[2] === undefined
    ? { kind: 'at-least', bound: boundOf(match[3]!, counts), steps }
    : { kind: 'at-most', bound: boundOf(match[2], counts), steps };
}

/** The text of an instance; only the kinds of constraint that the format has. */
export function writeRows(instance: Instance): string {
  const lines = [
    `#Steps: ${instance.steps}`,
    `#Users: ${instance.users}`,
    `#Constraints: ${instance.constraints.length}`,
    'Authorizations:',
  ];
  for (let user = 0; user < instance.users; user += 1) {
    const cells = instance.authorised.map((row) => (row[user >>> 5]! >>> (user & 31)) & 1);
    lines.push(`user ${user + 1}: ${cells.join(' ')}`);
  }
  lines.push('Constraints:');
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'separation':
        lines.push(`sod scope ${constraint.left + 1} ${constraint.right + 1}`);
        break;
      case 'binding':
        lines.push(`bod scope ${constraint.left + 1} ${constraint.right + 1}`);
        break;
      case 'at-most':
      case 'at-least': {
        const scope = constraint.steps.map((step) => step + 1).join(' ');
        lines.push(
          `${constraint.kind === 'at-most' ? 'at most' : 'at least'} ${constraint.bound} scope ${scope}`,
        );
        break;
      }
      default:
        throw new Error(`the format has no ${constraint.kind}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
