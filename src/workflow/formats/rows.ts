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

import { type Constraint, type Instance, instanceOf } from '../instance.ts';
import type { FormatError, ReadResult } from './diagnostic.ts';
import { countsOf, header, type Numbers, numbersWithin } from './lines.ts';

export function readRows(text: string): ReadResult {
  const errors: FormatError[] = [];
  const lines = text.split('\n').map((line) => line.trim());
  const counts = countsOf(lines, errors);
  if (counts === undefined) return { kind: 'errors', errors };
  const authorised = Array.from({ length: counts.steps }, (): number[] => []);
  const hasRow = new Set<number>();
  const constraints: Constraint[] = [];
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (text === '' || header(text) !== undefined || /^(authori[sz]ations|constraints):$/i.test(text))
      continue;
    const user = /^user\s+(\d+)\s*:(.*)$/i.exec(text);
    if (user !== null) {
      readRow(Number(user[1]), user[2]!, line, counts, authorised, hasRow, errors);
      continue;
    }
    const constraint = constraintOf(text, line, counts, errors);
    if (constraint !== undefined) constraints.push(constraint);
  }
  if (counts.constraints !== undefined && errors.length === 0 && constraints.length !== counts.constraints) {
    errors.push({
      line: 0,
      message: `${counts.constraints} constraints announced, ${constraints.length} found`,
    });
  }
  if (errors.length > 0) return { kind: 'errors', errors };
  return { kind: 'read', instance: instanceOf(counts.users, authorised, constraints) };
}

function readRow(
  user: number,
  row: string,
  line: number,
  counts: Numbers,
  authorised: readonly number[][],
  hasRow: Set<number>,
  errors: FormatError[],
): void {
  const cells = row.trim().split(/\s+/);
  if (user < 1 || user > counts.users) errors.push({ line, message: `there is no user ${user}` });
  else if (hasRow.has(user)) errors.push({ line, message: `user ${user} has a row already` });
  else if (cells.length !== counts.steps) {
    errors.push({ line, message: `${cells.length} values for ${counts.steps} steps` });
  } else if (cells.some((cell) => cell !== '0' && cell !== '1')) {
    errors.push({ line, message: 'a value is neither `0` nor `1`' });
  } else {
    for (const [step, cell] of cells.entries()) if (cell === '1') authorised[step]!.push(user - 1);
  }
  hasRow.add(user);
}

function constraintOf(
  text: string,
  line: number,
  counts: Numbers,
  errors: FormatError[],
): Constraint | undefined {
  const match = /^(sod|bod|at\s+most\s+(\d+)|at\s+least\s+(\d+))\s+scope\s+([\d\s]+)$/i.exec(text);
  if (match === null) {
    errors.push({ line, message: `not understood: \`${text}\`` });
    return undefined;
  }
  const steps = numbersWithin(match[4]!, counts.steps, 'step', line, errors);
  if (steps === undefined) return undefined;
  const kind = match[1]!.toLowerCase();
  if (kind === 'sod' || kind === 'bod') {
    const [left, right] = steps;
    if (left === undefined || right === undefined || steps.length !== 2) {
      errors.push({ line, message: `\`${kind}\` takes 2 steps, not ${steps.length}` });
      return undefined;
    }
    return { kind: kind === 'sod' ? 'separation' : 'binding', left, right };
  }
  return match[2] === undefined
    ? { kind: 'at-least', bound: Number(match[3]), steps }
    : { kind: 'at-most', bound: Number(match[2]), steps };
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
