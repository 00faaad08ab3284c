/**
 * Annotations of GitHub Actions: commands that the runner finds in the log.
 *
 * Of each kind a step shows ten, so that the worst come first and a last notice says how many there are besides. What
 * was there before, and what somebody answers for, is not annotated where it does not fail: it is in the summary.
 */

import { createHash } from 'node:crypto';
import { type Finding, findingsOf } from './finding.ts';
import { standingWords } from './gate-words.ts';
import { plainLines } from './plain.ts';
import { printable } from './printable.ts';
import type { Report } from './report.ts';
import { titleOf } from './sentences.ts';
import { fromRoot } from './uri.ts';
import { grouped } from './wording.ts';

/** `text` for a log that the runner reads: whatever is in it is no command. */
export function withoutCommands(text: string): string {
  // Commands are read again after this word, which whoever wrote a name in the text cannot know.
  const word = createHash('sha256').update(text).digest('hex');
  return `::stop-commands::${word}\n${text}::${word}::\n`;
}

type Level = 'error' | 'warning' | 'notice';

const mostOfLevel = 10;

/** `root`: the way from the root of the repository to the directory in which it ran. */
export function github(report: Report, root = ''): string {
  const findings = findingsOf(report);
  const byLevel: Record<Level, Finding[]> = { error: [], warning: [], notice: [] };
  for (const finding of findings) if (isAnnotated(finding)) byLevel[levelOf(finding)].push(finding);
  const levels = ['error', 'warning', 'notice'] as const;
  const fitting = levels.flatMap((level) => byLevel[level].slice(0, mostOfLevel));
  if (fitting.length === findings.length) return fitting.map((finding) => commandOf(finding, root)).join('');
  // The last notice takes a place of its own.
  const shown = levels.flatMap((level) =>
    byLevel[level].slice(0, level === 'notice' ? mostOfLevel - 1 : mostOfLevel),
  );
  return [...shown.map((finding) => commandOf(finding, root)), moreCommand(findings, shown)].join('');
}

function isAnnotated({ fails, standing }: Finding): boolean {
  return fails || (standing.suppressed === undefined && (standing.state ?? 'new') === 'new');
}

function levelOf({ kind, severity }: Finding): Level {
  if (kind === 'unknown' || kind === 'bounded') return 'warning';
  return severity === 'note' ? 'notice' : severity;
}

function commandOf(finding: Finding, root: string): string {
  const { locations, end, rule, constraint } = finding;
  const [place] = locations;
  const words = standingWords(finding);
  const title = printable(`${words === null ? '' : `${words}: `}${titleOf({ rule, constraint })}`);
  const properties = [
    ...(place === undefined
      ? []
      : [
          `file=${property(printable(fromRoot(root, place.path)))}`,
          `line=${place.line}`,
          `endLine=${Math.max(place.line, end?.line ?? place.line)}`,
        ]),
    `title=${property(title)}`,
  ];
  const lines = plainLines(finding, { steps: 20, isTagged: false, isPlaced: false });
  return `::${levelOf(finding)} ${properties.join(',')}::${data(lines.join('\n'))}\n`;
}

function moreCommand(findings: readonly Finding[], shown: readonly Finding[]): string {
  const rest = findings.filter((finding) => !shown.includes(finding));
  const failing = rest.filter(({ fails }) => fails).length;
  const told = failing === 0 ? 'none of them fails the run' : `${grouped(failing)} of them fail the run`;
  const text = `${grouped(rest.length)} more; ${told}. The summary of the job lists them.`;
  return `::notice title=dutyproof::${data(text)}\n`;
}

/** What stands after the second `::`; the runner ends a command at a line break. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A value between the two `::`, where commas and colons mean something. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
