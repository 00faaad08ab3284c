/** The report of `verify` for people, and its form for machines. */

import type { CheckResult, VerdictCheck } from '../replay/verdict-check.ts';
import type { Verification } from '../replay/verify.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import {
  blank,
  type Color,
  indented,
  type Line,
  line,
  type Piece,
  paint,
  piece,
  sentence,
  wrap,
} from './text.ts';
import { counted, grouped } from './wording.ts';

/** 0 all is confirmed; 1 something is rejected; 2 there is nothing to check; 3 something stays undecided. */
export function verificationExitCode(verification: Verification): ExitCode {
  if (verification.kind === 'unusable') return 2;
  if (verification.result === 'rejected') return 1;
  if (verification.verdicts.length === 0) return 2;
  return verification.result === 'undecided' ? 3 : 0;
}

export function verificationJson(verification: Verification): string {
  const exitCode = verificationExitCode(verification);
  const body =
    verification.kind === 'unusable'
      ? { schemaVersion: 1, command: 'verify', result: 'unusable', reason: verification.reason, exitCode }
      : {
          schemaVersion: 1,
          command: 'verify',
          result: verification.result,
          inputs: verification.inputs,
          verdicts: verification.verdicts,
          dropped: verification.dropped,
          notCovered: verification.notCovered,
          summary: countsOf([...verification.verdicts, ...verification.dropped]),
          exitCode,
        };
  return `${JSON.stringify(body, null, 2)}\n`;
}

function countsOf(checks: readonly VerdictCheck[]): Readonly<Record<CheckResult, number>> {
  const counts = { accepted: 0, rejected: 0, undecided: 0 };
  for (const { result } of checks) counts[result] += 1;
  return counts;
}

const mostShown = 25;

export function prettyVerification(
  directory: string,
  verification: Verification,
  { width, color }: { readonly width: number; readonly color: Color },
): string {
  return paint(linesOf(directory, verification, width), color);
}

function linesOf(directory: string, verification: Verification, width: number): readonly Line[] {
  if (verification.kind === 'unusable') {
    return wrap(
      [piece('error', 'bad'), piece(`: ${directory}: `), ...sentence(verification.reason)],
      width,
      2,
    );
  }
  const { inputs, verdicts, dropped, notCovered } = verification;
  const all = [...dropped, ...verdicts];
  const changed = inputs.filter(({ result }) => result !== 'same');
  const blocks: (readonly Line[])[] = [
    changed.flatMap(({ path, result }) =>
      wrap([piece('✗ ', 'bad'), piece(`${path} is ${result}`)], width, 2),
    ),
    checksBlock(all, 'rejected', piece('✗ ', 'bad'), width),
    checksBlock(all, 'undecided', piece('? ', 'warn'), width),
    notCovered.flatMap(({ file, rules }) =>
      wrap(
        [piece('• ', 'note'), piece(`${file}: the evidence says nothing of ${rules.join(', ')}`)],
        width,
        2,
      ),
    ),
  ];
  const counts = countsOf(all);
  const files = counted(inputs.length, 'input');
  const said = [
    `${grouped(counts.accepted)} confirmed`,
    ...(counts.rejected > 0 ? [`${grouped(counts.rejected)} rejected`] : []),
    ...(counts.undecided > 0 ? [`${grouped(counts.undecided)} undecided`] : []),
  ].join(' · ');
  const result = verificationExitCode(verification);
  const mark: Piece = result === 0 ? piece('✓ ', 'good') : piece(result === 3 ? '? ' : '✗ ', 'bad');
  const sum = wrap(
    [mark, piece(`${directory}: `), piece(said, 'strong'), piece(` · ${files} · exit ${result}`, 'dim')],
    width,
    2,
  );
  return [...blocks.filter((block) => block.length > 0).flatMap((block) => [...block, blank]), ...sum];
}

function checksBlock(
  checks: readonly VerdictCheck[],
  result: CheckResult,
  mark: Piece,
  width: number,
): readonly Line[] {
  const found = checks.filter((check) => check.result === result);
  const shown = found.slice(0, mostShown).flatMap((check) => {
    const name = check.constraint === null ? check.rule : `${check.rule} · ${check.constraint}`;
    const what = check.status === null ? 'not claimed' : check.status;
    return [
      ...wrap(
        [mark, piece(name, 'strong'), piece(` ${what} in ${check.file}: `), ...sentence(check.reason)],
        width,
        4,
      ),
    ];
  });
  const rest = found.length - Math.min(found.length, mostShown);
  return rest > 0
    ? [...shown, ...indented([line(`${grouped(rest)} more; --format json lists all`, 'dim')], 2)]
    : shown;
}
